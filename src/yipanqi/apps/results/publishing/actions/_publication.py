"""The common first steps of every verb on a publication."""

from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.scoring.queries import latest_sheet
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.infra.verbs import check_version


def locked(publication: Publication, expected_version: int | None) -> Publication:
    """The row, locked until the verb ends; raises ``form.changed_meanwhile``."""
    row = (
        Publication.objects.select_for_update(of=("self",))
        .select_related("sheet__scheme", "sheet__snapshot")
        .get(pk=publication.pk)
    )
    check_version(row, expected_version)
    return row


def require_draft(row: Publication) -> None:
    """Raises ``publication.is_final`` or ``publication.is_approved``."""
    if row.state == Publication.State.FINAL:
        raise Refusal("publication.is_final", month=Month.parse(row.month))
    if row.state == Publication.State.APPROVED:
        raise Refusal("publication.is_approved", month=Month.parse(row.month))


def require_current(row: Publication) -> None:
    """The month has not been scored anew since; raises ``publication.sheet_superseded``."""
    latest = latest_sheet(Month.parse(row.month), row.sheet.scheme.key)
    if latest is not None and latest.pk != row.sheet_id:
        raise Refusal("publication.sheet_superseded", month=Month.parse(row.month))


def bump(row: Publication) -> None:
    row.version += 1
    row.save()
