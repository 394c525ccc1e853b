"""Who may do what to a problem."""

from uuid import UUID

from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ORDERING, WORKING, ordering_unit
from yipanqi.apps.promises.problems.models import Problem
from yipanqi.core.ledgers.problems import Doers, ProblemVerb
from yipanqi.core.refusal import Forbidden, Missing
from yipanqi.core.scope import Role, Viewer


def visible(viewer: Viewer, uid: str | UUID) -> Problem:
    """Raises ``problem.not_found``."""
    rows = Problem.objects.visible_to(viewer).select_related("project__current", "commitment")
    found = rows.filter(uid=_uid(uid)).first()
    if found is None:
        raise Missing("problem.not_found")
    return found


def locked(viewer: Viewer, uid: str | UUID) -> Problem:
    found = visible(viewer, uid)
    rows = Problem.objects.unscoped("checked one line above")
    return rows.select_for_update(of=("self",)).select_related("project").get(pk=found.pk)


def _uid(uid: str | UUID) -> UUID:
    try:
        return uid if isinstance(uid, UUID) else UUID(str(uid))
    except ValueError:
        raise Missing("problem.not_found") from None


def raising_unit(viewer: Viewer, project: Project) -> int:
    """In whose name the viewer raises a problem of the project: the project's reporting unit
    where the viewer reports for it, else the viewer's own unit.

    Raises ``problem.may_not_raise``.
    """
    version = project.current
    if version is not None and version.reporting_unit_id in viewer.units_as(Role.REPORTER):
        return version.reporting_unit_id
    posts = viewer.posts_as(*WORKING)
    if not posts:
        raise Forbidden("problem.may_not_raise")
    nodes = tree_on().nodes
    return next((pk for pk in nodes if pk in posts), min(posts))


def may_order(viewer: Viewer, unit: int) -> bool:
    """Whether the viewer stands above the unit and may hand it a task."""
    try:
        ordering_unit(viewer, unit)
    except Forbidden:
        return False
    return True


def check_orderer(viewer: Viewer, problem: Problem, verb: ProblemVerb) -> None:
    """Taken up or declined by whoever stands above the unit that must solve it."""
    if not viewer.is_system and not may_order(viewer, problem.unit_id):
        raise Forbidden("problem.orderer_only", verb=verb)


def is_solver(viewer: Viewer, problem: Problem) -> bool:
    return problem.unit_id in viewer.posts_as(*WORKING) | viewer.units_as(Role.REPORTER)


def may_confirm(viewer: Viewer, problem: Problem) -> bool:
    """A post in the raising unit, or the office at the root."""
    is_root_office = viewer.root in viewer.posts_as(Role.OFFICE)
    return problem.raised_by_unit_id in viewer.posts_as(*WORKING) or is_root_office


def confirmer(viewer: Viewer, problem: Problem) -> Doers:
    """Raises ``problem.raiser_only``."""
    if viewer.is_system:
        return Doers()
    if not may_confirm(viewer, problem):
        raise Forbidden("problem.raiser_only")
    posts = viewer.posts_as(*WORKING, *ORDERING)
    mine = problem.raised_by_unit_id in posts
    return Doers(viewer.user, problem.raised_by_unit_id if mine else viewer.root)
