"""Who scores, and who sees what of a sheet before and after it has been published.

Whoever holds a post of the office, a leader or an auditor at the root sees every sheet.
What everybody else sees is decided by the publications of a sheet; they lie above this app
and register their answer here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from yipanqi.apps.results.scoring.models import ScoreSheet
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


@dataclass(frozen=True, slots=True)
class Opening:
    """What one viewer may see of one sheet: whole, or only these units' points."""

    whole: bool
    units: frozenset[str] = frozenset()

    def shows(self, unit_uid: str) -> bool:
        return self.whole or unit_uid in self.units

    @property
    def is_closed(self) -> bool:
        return not self.whole and not self.units


CLOSED = Opening(whole=False)
WHOLE = Opening(whole=True)
Audience = Callable[[Viewer, ScoreSheet], Opening]


def _nobody(_viewer: Viewer, _sheet: ScoreSheet) -> Opening:
    return CLOSED


_audience: list[Audience] = [_nobody]


def use_audience(audience: Audience) -> None:
    """Called once, by the app that publishes sheets."""
    _audience[0] = audience


def opening(viewer: Viewer, sheet: ScoreSheet) -> Opening:
    return WHOLE if sees_drafts(viewer) else _audience[0](viewer, sheet)


def sees_drafts(viewer: Viewer) -> bool:
    """Office, leaders and auditors of the whole city."""
    if viewer.is_system:
        return True
    return viewer.root in viewer.posts_as(Role.OFFICE, Role.LEADER, Role.AUDITOR)


def may_score(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def check_office(viewer: Viewer) -> None:
    if not may_score(viewer):
        raise Forbidden("score.office_only")
