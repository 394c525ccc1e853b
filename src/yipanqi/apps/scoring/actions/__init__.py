"""What can be done with schemes and score sheets."""

from yipanqi.apps.scoring.access import check_office
from yipanqi.apps.scoring.actions.adopt import SchemeRefused, adopt_scheme, seed_schemes
from yipanqi.apps.scoring.actions.score import score_month

__all__ = ["SchemeRefused", "adopt_scheme", "check_office", "score_month", "seed_schemes"]
