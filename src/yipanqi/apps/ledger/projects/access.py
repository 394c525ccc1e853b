"""Who may write the register: the office everywhere, reviewers in their subtree, and, for
the standing of a project, the reporters of its reporting unit.
"""

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer


def visible(viewer: Viewer, uid: str) -> Project:
    """The project for this viewer; raises ``project.not_found`` for outsiders."""
    found = (
        Project.objects.visible_to(viewer)
        .select_related("current", "current__counting_unit", "current__reporting_unit")
        .filter(uid=uid)
        .first()
    )
    if found is None:
        raise Missing("project.not_found")
    return found


def locked(viewer: Viewer, project: Project) -> Project:
    """The row, locked for this verb, if the viewer may see it."""
    if not Project.objects.visible_to(viewer).filter(pk=project.pk).exists():
        raise Missing("project.not_found")
    rows = Project.objects.unscoped("checked one line above")
    return rows.select_for_update(of=("self",)).select_related("current").get(pk=project.pk)


def may_keep(viewer: Viewer, counting_unit: int) -> bool:
    """Whether the viewer keeps the register of projects counted in this unit."""
    if viewer.is_root_office:
        return True
    return counting_unit in viewer.units_as(Role.REVIEWER, Role.OFFICE)


def check_keeper(viewer: Viewer, counting_unit: int) -> None:
    if not may_keep(viewer, counting_unit):
        raise Forbidden("project.keeper_only")


def keeps_somewhere(viewer: Viewer) -> bool:
    """Whether there is any unit whose projects the viewer may register."""
    return bool(viewer.is_system or viewer.posts_as(Role.OFFICE, Role.REVIEWER))


def may_stand(viewer: Viewer, project: Project) -> bool:
    """Whether the viewer may write the project's stage and dates."""
    version = project.current
    if version is None:
        return False
    return may_keep(viewer, version.counting_unit_id) or (
        version.reporting_unit_id in viewer.units_as(Role.REPORTER)
    )


def check_standing(viewer: Viewer, project: Project) -> None:
    if not may_stand(viewer, project):
        raise Forbidden("project.reporter_only")
