"""Who judges the pipeline: the office of the whole city; outlines, the administrator."""

from yipanqi.core.refusal import Forbidden
from yipanqi.core.scope import Role, Viewer


def is_office(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.root in viewer.posts_as(Role.OFFICE)


def check_office(viewer: Viewer) -> None:
    if not is_office(viewer):
        raise Forbidden("pipeline.office_only")


def may_load_outline(viewer: Viewer) -> bool:
    return viewer.is_system or viewer.has(Role.ADMIN)


def check_administrator(viewer: Viewer) -> None:
    if not may_load_outline(viewer):
        raise Forbidden("pipeline.administrator_only")
