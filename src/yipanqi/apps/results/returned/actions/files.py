"""Bring a file back, settle each difference, issue it."""

from collections.abc import Sequence
from typing import Protocol

from yipanqi.apps.meeting.meetings import actions as meetings
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.apps.results.publishing import actions as publishing
from yipanqi.apps.results.publishing.access import check_publisher
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.returned.models import FoundDifference, ReturnedFile
from yipanqi.apps.results.returned.queries import check_seen, difference_for, file_for
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act, was_done_by

DIFFERENCES_MOST = 500


class Seen(Protocol):
    """A difference as the comparison found it."""

    @property
    def where(self) -> str: ...
    @property
    def stands(self) -> str: ...
    @property
    def says(self) -> str: ...


def bring_back(
    *,
    viewer: Viewer,
    publication: Publication,
    kind: str,
    kept: Kept,
    differences: Sequence[Seen],
    meeting: Meeting | None = None,
    key: str | None = None,
) -> ReturnedFile:
    """Enter an edited file under its next number with all its differences. What an approver
    has accepted in an earlier version, and stands unchanged, stays accepted by that approver.

    Raises ``returned.too_different``.
    """
    check_seen(viewer)
    check_publisher(viewer)
    if len(differences) > DIFFERENCES_MOST:
        raise Refusal(
            "returned.too_different", field="file", count=len(differences), limit=DIFFERENCES_MOST
        )
    with act(viewer, "bring_back", key=key) as verb:
        if verb.repeated:
            return ReturnedFile.objects.get(uid=verb.subject_uid)
        Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
        earlier = publication.returned_files.filter(kind=kind).order_by("-number").first()
        made = ReturnedFile.objects.create(
            publication=publication,
            meeting=meeting,
            kind=kind,
            number=earlier.number + 1 if earlier else 1,
            file=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=""),
            brought_at=clock.now(),
            brought_by_id=viewer.user,
        )
        _list(made, differences, earlier)
        after = {"number": made.number, "differences": len(differences), "sha256": kept.sha256}
        verb.record(made, after=after, month=publication.month)
    return made


def _list(made: ReturnedFile, differences: Sequence[Seen], earlier: ReturnedFile | None) -> None:
    settled = {}
    if earlier is not None:
        for old in earlier.differences.exclude(accepted_at=None):
            settled[(old.where, old.stands, old.says)] = old
    for sort, seen in enumerate(differences, 1):
        place = (seen.where[:160], seen.stands[:200], seen.says[:200])
        old_one = settled.get(place)
        FoundDifference.objects.create(
            file=made,
            sort=sort,
            where=place[0],
            stands=place[1],
            says=place[2],
            accepted_at=old_one.accepted_at if old_one else None,
            accepted_by=old_one.accepted_by if old_one else None,
            reason=old_one.reason if old_one else "",
        )


def accept_difference(
    *, viewer: Viewer, difference: object, reason: str, key: str | None = None
) -> FoundDifference:
    """Accept by name, with the reason: a leader or another member of the root office, never
    whoever brought the file.

    Raises ``returned.leader_or_office``, ``returned.not_the_bringer``,
    ``returned.reason_missing``, ``returned.is_issued``.
    """
    found = difference_for(viewer, difference)
    _check_approver(viewer, found.file)
    if not reason.strip():
        raise Refusal("returned.reason_missing", field="reason")
    with act(viewer, "accept_difference", key=key) as verb:
        row = FoundDifference.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if verb.repeated:
            return row
        if found.file.issued_at is not None:
            raise Refusal("returned.is_issued")
        row.accepted_at, row.accepted_by_id = clock.now(), viewer.user
        row.reason = reason.strip()[:300]
        row.save()
        verb.record(
            row,
            after={"where": row.where, "stands": row.stands, "says": row.says},
            reason=row.reason,
            month=found.file.publication.month,
        )
    return row


def _check_approver(viewer: Viewer, file: ReturnedFile) -> None:
    if viewer.user is None or viewer.root not in viewer.posts_as(Role.OFFICE, Role.LEADER):
        raise Forbidden("returned.leader_or_office")
    if viewer.user == file.brought_by_id or was_done_by(viewer, file, "bring_back"):
        raise Forbidden("returned.not_the_bringer")


def issue_returned(*, viewer: Viewer, uid: object, key: str | None = None) -> ReturnedFile:
    """Make it the newest version of the document. Raises ``returned.open_differences``,
    ``returned.is_issued``, ``returned.is_outdated``.
    """
    found = file_for(viewer, uid)
    check_publisher(viewer)
    with act(viewer, "issue_returned", key=key) as verb:
        row = ReturnedFile.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if verb.repeated:
            return row
        if row.issued_at is not None:
            raise Refusal("returned.is_issued")
        rows = ReturnedFile.objects.filter(publication=row.publication_id, kind=row.kind)
        if rows.filter(number__gt=row.number).exists():
            raise Refusal("returned.is_outdated")
        if count := row.open_count:
            raise Refusal("returned.open_differences", count=count)
        row.issued_at, row.issued_by_id = clock.now(), viewer.user
        row.save()
        verb.record(row, after={"issued": row.number}, month=found.publication.month)
    _enter(viewer, found)
    return row


def _enter(viewer: Viewer, found: ReturnedFile) -> None:
    """Under the documents of what it belongs to; once, whatever happens in between."""
    file = found.file
    kept = Kept(file.sha256, file.size, file.media_type, file.name)
    key = f"issued:{found.uid}"
    if found.meeting is not None:
        meetings.keep_document(
            viewer=viewer, meeting=found.meeting, kind=found.kind, kept=kept, key=key
        )
    else:
        publishing.keep_document(
            viewer=viewer, publication=found.publication, kind=found.kind, kept=kept, key=key
        )
