"""The root office makes films; who sees drafts of the city sees them before the meeting does."""

from yipanqi.apps.meeting.meetings.access import is_office
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer


def may_see(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(
        Role.OFFICE, Role.LEADER, Role.AUDITOR
    )


def check_seen(viewer: Viewer) -> None:
    """A film names its cases: nobody else learns that there is one."""
    if not may_see(viewer):
        raise Missing("film.not_found")


def check_maker(viewer: Viewer) -> None:
    check_seen(viewer)
    if not is_office(viewer):
        raise Forbidden("film.office_only")


def may_vouch(viewer: Viewer, edited_by: int | None) -> bool:
    return (
        viewer.user is not None
        and viewer.user != edited_by
        and viewer.root in viewer.posts_as(Role.OFFICE, Role.LEADER)
    )


def check_voucher(viewer: Viewer, edited_by: int | None) -> None:
    """A leader or another member of the root office answers for words that somebody wrote."""
    check_seen(viewer)
    if viewer.user is None or viewer.root not in viewer.posts_as(Role.OFFICE, Role.LEADER):
        raise Forbidden("film.leader_or_office")
    if viewer.user == edited_by:
        raise Forbidden("film.not_the_writer")
