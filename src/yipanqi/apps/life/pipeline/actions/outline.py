"""Load the city's own outline of its districts, or take it away again."""

from typing import Any
from uuid import UUID

from yipanqi.apps.life.pipeline.access import check_administrator
from yipanqi.apps.life.pipeline.models import Outline
from yipanqi.core.refusal import Missing, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.core.units.coordinates import Frame
from yipanqi.core.units.outlines import checked
from yipanqi.infra import clock, evidence
from yipanqi.infra.verbs import act

GEOJSON = evidence.Allowed(size_max=20 * evidence.MEGABYTE, pictures=False, geojson=True)


def load_outline(
    *,
    viewer: Viewer,
    upload: Any,
    name: str,
    title: str,
    source: str,
    frame: Frame = Frame.CGCS2000,
    key: str | None = None,
) -> Outline:
    """Check a GeoJSON, keep it as evidence and draw it from now on.

    Raises ``outline.*``, ``outline.title_missing``, ``outline.source_missing`` or
    ``pipeline.administrator_only``.
    """
    check_administrator(viewer)
    if not title.strip():
        raise Refusal("outline.title_missing", field="title")
    if not source.strip():
        raise Refusal("outline.source_missing", field="source")
    content = upload.read(GEOJSON.size_max + 1)
    upload.seek(0)
    shapes = checked(content, frame)
    kept = evidence.keep(upload, name, GEOJSON)
    with act(viewer, "load_outline", key=key) as verb:
        if verb.repeated:
            return Outline.objects.get(uid=verb.subject_uid)
        row = Outline.objects.create(
            title=title.strip()[:120],
            source=source.strip()[:200],
            file=evidence.enter(kept, uploaded_by=viewer.uid, unit_uid=""),
            shapes=shapes,
            loaded_at=clock.now(),
            loaded_by_id=viewer.user,
        )
        features = len(shapes["features"])
        after = {"title": row.title, "source": row.source, "sha256": kept.sha256, "frame": frame}
        verb.record(row, after=after | {"districts": features})
    return row


def withdraw_outline(
    *, viewer: Viewer, outline_uid: str | UUID, reason: str, key: str | None = None
) -> Outline:
    """From now on the outline before it is drawn. Raises ``outline.not_found``."""
    check_administrator(viewer)
    if not reason.strip():
        raise Refusal("lights.reason_missing", field="reason")
    with act(viewer, "withdraw_outline", key=key) as verb:
        if verb.repeated:
            return Outline.objects.get(uid=verb.subject_uid)
        rows = Outline.objects.select_for_update().filter(uid=outline_uid, withdrawn_at=None)
        row = rows.first()
        if row is None:
            raise Missing("outline.not_found")
        row.withdrawn_at = clock.now()
        row.save(update_fields=["withdrawn_at"])
        verb.record(row, before={"title": row.title}, after={"title": None}, reason=reason)
    return row
