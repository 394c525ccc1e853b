"""Who drafts, approves and publishes.

Drafting, exemptions and the final word are the root office's. Approval is a named person's:
a leader or another member of the office at the root, never the person who drafted.
"""

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


def is_publisher(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def check_publisher(viewer: Viewer) -> None:
    if not is_publisher(viewer):
        raise Forbidden("publication.office_only")


def may_approve(viewer: Viewer, drafted_by: int | None) -> bool:
    if viewer.user is None or viewer.user == drafted_by:
        return False
    return viewer.root in viewer.posts_as(Role.OFFICE, Role.LEADER)


def check_approver(viewer: Viewer, drafted_by: int | None) -> None:
    if viewer.root not in viewer.posts_as(Role.OFFICE, Role.LEADER) or viewer.user is None:
        raise Forbidden("publication.leader_or_office")
    if viewer.user == drafted_by:
        raise Forbidden("publication.not_the_drafter")
