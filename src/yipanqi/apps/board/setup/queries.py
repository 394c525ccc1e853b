"""Reads of the tables that were sent in."""

from django.db.models import QuerySet

from yipanqi.apps.board.setup.access import require_loader
from yipanqi.apps.board.setup.models import Load
from yipanqi.core.scope import Viewer


def loads_of(viewer: Viewer, kind: str) -> "QuerySet[Load]":
    """Tables of one kind, newest first. Raises ``setup.not_yours``."""
    require_loader(viewer, kind)
    return Load.objects.filter(kind=kind).select_related("file", "uploaded_by")
