"""Reads of returned files and of the city's template."""

from django.db.models import Count, Q, QuerySet

from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.returned.models import FoundDifference, ReturnedFile, SlideTemplate
from yipanqi.apps.results.scoring.access import sees_drafts
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Role, Viewer


def check_seen(viewer: Viewer) -> None:
    """A file that has not been issued is seen by whoever sees drafts of the city."""
    if not sees_drafts(viewer):
        raise Missing("returned.not_found")


def files_of(viewer: Viewer, publication: Publication) -> "QuerySet[ReturnedFile]":
    """With ``differing`` and ``unsettled`` counts."""
    check_seen(viewer)
    rows = publication.returned_files.select_related("file", "brought_by", "issued_by", "meeting")
    return rows.annotate(
        differing=Count("differences"),
        unsettled=Count("differences", filter=Q(differences__accepted_at=None)),
    )


def file_for(viewer: Viewer, uid: object) -> ReturnedFile:
    """Raises ``returned.not_found``."""
    check_seen(viewer)
    rows = ReturnedFile.objects.select_related(
        "file", "brought_by", "issued_by", "publication__sheet__snapshot", "meeting"
    )
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("returned.not_found")
    return found


def differences_of(viewer: Viewer, file: ReturnedFile) -> list[FoundDifference]:
    check_seen(viewer)
    return list(file.differences.select_related("accepted_by"))


def difference_for(viewer: Viewer, uid: object) -> FoundDifference:
    """Raises ``returned.not_found``."""
    check_seen(viewer)
    rows = FoundDifference.objects.select_related("file__publication")
    found = rows.filter(uid=str(uid)).first()
    if found is None:
        raise Missing("returned.not_found")
    return found


def template_in_force() -> SlideTemplate | None:
    return SlideTemplate.objects.filter(withdrawn_at=None).select_related("file").first()


def may_accept(viewer: Viewer, file: ReturnedFile) -> bool:
    is_approver = viewer.root in viewer.posts_as(Role.OFFICE, Role.LEADER)
    return viewer.user is not None and is_approver and viewer.user != file.brought_by_id
