"""What can be done with schemes and score sheets."""

from yipanqi.apps.results.scoring.access import check_office
from yipanqi.apps.results.scoring.actions.adopt import SchemeRefused, adopt_scheme, seed_schemes
from yipanqi.apps.results.scoring.actions.score import score_month

__all__ = ["SchemeRefused", "adopt_scheme", "check_office", "score_month", "seed_schemes"]
