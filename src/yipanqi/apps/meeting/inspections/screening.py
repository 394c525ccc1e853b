"""The screening: what the room shows of a finding, and what follows from its being shown."""

from typing import Any

from django.urls import reverse

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.inspections.models import Finding
from yipanqi.apps.meeting.meetings.live.sights import Sight, Slide
from yipanqi.apps.meeting.meetings.models import Meeting
from yipanqi.core.refusal import Missing
from yipanqi.infra.templatetags.figures import day as day_text
from yipanqi.infra.texts import render

PICTURES = 3  # on one slide


def finding_slide(_meeting: Meeting, uid: str) -> Slide:
    """Raises ``inspection.no_finding``."""
    rows = Finding.objects.unscoped("composed by the office's verb").filter(dropped_at=None)
    row = rows.filter(uid=uid).select_related("stop").first() if uid else None
    if row is None:
        raise Missing("inspection.no_finding")
    node = tree_on().nodes.get(row.unit_id)
    shown = row.exhibits.filter(voided_at=None, phase="before")[:PICTURES]
    return {
        "kind": "finding",
        "kicker": render("slide.finding"),
        "title": row.title,
        "facts": [
            [render("slide.unit"), node.name if node else "—"],
            [render("slide.found_on"), day_text(row.found_on)],
            [render("slide.place"), row.stop.place if row.stop else "—"],
            [render("slide.due"), day_text(row.due_on)],
        ],
        "lines": [row.detail, f"{render('slide.demand')}：{row.demand}"],
        "pictures": [
            {
                "src": reverse("inspections:exhibit", args=[e.uid]),
                "caption": e.caption,
                "clip": e.kind == "clip",
            }
            for e in shown
        ],
        "uid": uid,
    }


def _taken_up(viewer: Any, meeting: Meeting, uid: str) -> None:
    from yipanqi.apps.meeting.inspections.actions import show_finding

    show_finding(viewer=viewer, finding=uid, meeting=meeting)


SIGHT = Sight(slide=finding_slide, taken_up=_taken_up)
