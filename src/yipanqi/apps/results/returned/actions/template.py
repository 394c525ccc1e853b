"""The city's own slides master."""

from yipanqi.apps.results.publishing.access import check_publisher
from yipanqi.apps.results.returned.models import SlideTemplate
from yipanqi.apps.results.returned.queries import check_seen
from yipanqi.core.refusal import Missing
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock, evidence
from yipanqi.infra.evidence import Kept
from yipanqi.infra.verbs import act


def adopt_template(*, viewer: Viewer, kept: Kept, key: str | None = None) -> SlideTemplate:
    """From now on slides are made on this .pptx (checked by whoever kept it)."""
    check_seen(viewer)
    check_publisher(viewer)
    with act(viewer, "adopt_template", key=key) as verb:
        if verb.repeated:
            return SlideTemplate.objects.get(uid=verb.subject_uid)
        SlideTemplate.objects.filter(withdrawn_at=None).update(withdrawn_at=clock.now())
        made = SlideTemplate.objects.create(
            file=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=""),
            adopted_at=clock.now(),
            adopted_by_id=viewer.user,
        )
        verb.record(made, after={"sha256": kept.sha256, "name": kept.name})
    return made


def withdraw_template(*, viewer: Viewer, uid: object, key: str | None = None) -> SlideTemplate:
    """Back to the plain master that is carried along. Raises ``returned.not_found``."""
    check_seen(viewer)
    check_publisher(viewer)
    with act(viewer, "withdraw_template", key=key) as verb:
        row = SlideTemplate.objects.select_for_update().filter(uid=str(uid)).first()
        if row is None:
            raise Missing("returned.not_found")
        if not verb.repeated:
            row.withdrawn_at = clock.now()
            row.save(update_fields=["withdrawn_at"])
            verb.record(row, after={"withdrawn": True})
    return row
