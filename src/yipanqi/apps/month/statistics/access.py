"""Who brings figures in. The bureau's workbook and its codes are the root office's, who enters
for the bureau; a project's dispatch or month-end figure is its reporting unit's.
"""

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


def is_office(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.is_root_office


def check_office(viewer: Viewer) -> None:
    if not is_office(viewer):
        raise Forbidden("statistics.office_only")


def sees_codes(viewer: Viewer) -> bool:
    """Codes without a project belong to nobody's scope: only who sees the whole tree."""
    return viewer.whole_tree and not viewer.roles <= {Role.ADMIN}


def check_codes(viewer: Viewer) -> None:
    if not sees_codes(viewer):
        raise Forbidden("statistics.whole_tree_only")


def may_tell(viewer: Viewer, project: Project) -> bool:
    if is_office(viewer):
        return True
    version = project.current
    return version is not None and version.reporting_unit_id in viewer.units_as(Role.REPORTER)


def tells_somewhere(viewer: Viewer) -> bool:
    """Whether there is a sheet of figures by source for the viewer."""
    return is_office(viewer) or bool(viewer.units_as(Role.REPORTER))


def check_may_tell(viewer: Viewer, project: Project) -> None:
    if not may_tell(viewer, project):
        raise Forbidden("statistics.reporter_only")


def check_business(viewer: Viewer) -> None:
    """Administrators read no figures."""
    if viewer.roles and viewer.roles <= {Role.ADMIN}:
        raise Forbidden("statistics.no_business_data")
