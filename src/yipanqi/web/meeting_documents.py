"""Documents of a meeting: what ties the meetings app to the packs that print.

Packs know no database and the meetings app knows no packs; they meet here. The verbs order a
job by name, and the job is registered below.
"""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from yipanqi.apps.ledger.units.models import User
from yipanqi.apps.ledger.units.queries import tree_on, viewer_for
from yipanqi.apps.meeting.meetings import queries
from yipanqi.apps.meeting.meetings.actions import keep_document
from yipanqi.apps.meeting.meetings.actions.documents import DOCUMENTS, MINUTES, NOTICE
from yipanqi.apps.meeting.meetings.ground import open_decisions
from yipanqi.apps.meeting.meetings.models import AgendaItem, Attendance, Decision, Meeting
from yipanqi.apps.meeting.meetings.queries import DecisionLine
from yipanqi.core.scope import Viewer
from yipanqi.core.units.kinds import UnitKind
from yipanqi.core.units.tree import Node
from yipanqi.infra import clock, evidence
from yipanqi.infra.clock import CITY_ZONE
from yipanqi.infra.jobs import Progress, handler
from yipanqi.infra.models import Installation
from yipanqi.infra.texts import render
from yipanqi.packs.meeting import (
    AgendaLine,
    MeetingContent,
    People,
    Promise,
    Settled,
    minutes,
    notice,
    tasks,
)
from yipanqi.packs.official.numerals import chinese_numeral
from yipanqi.web.documents import DOCX

Made = tuple[str, bytes, str, str]  # kind, content, file name, media type


def meeting_content(meeting: Meeting, signed_on: date | None = None) -> MeetingContent:
    """Everything the three documents print, as the record stands now."""
    asking = Viewer.system("documents of a meeting")
    begins = meeting.starts_at.astimezone(CITY_ZONE)
    agency, short = _agency()
    settled = queries.decisions_of(asking, meeting)
    promises = queries.lines_of(open_decisions(meeting))
    return MeetingContent(
        series=meeting.series.name,
        agency=agency,
        short=short,
        number=meeting.number,
        held_on=meeting.held_on,
        begins_at=f"{begins.hour}:{begins:%M}",
        place=meeting.place,
        chair=meeting.chair,
        venues=tuple(_venue_name(v.unit_id) for v in meeting.venues.filter(is_main=False)),
        papers_by=meeting.materials_due_on,
        agenda=tuple(_agenda(asking, meeting)),
        signed_on=signed_on or clock.business_today(),
        phone=meeting.phone,
        settled=tuple(_settled(d) for d in settled if d.row.state == Decision.State.CONFIRMED),
        promises=tuple(
            Promise(p.row.text, _name(p.lead), p.commitment.due_on, p.state)
            for p in promises
            if p.commitment is not None
        ),
        people=_people(meeting),
        is_demonstration=Installation.objects.get(pk=1).is_demo,
    )


def _agency() -> tuple[str, str]:
    """The leading group's office and the code of its documents, else the root."""
    root = tree_on().root
    office = next((n for n in tree_on().nodes.values() if n.kind == UnitKind.OFFICE), root)
    bare = re.sub(r"^市|办$", "", office.short_name)
    return office.name, f"{root.short_name[:1]}{bare}" if office is not root else root.short_name


def _venue_name(unit: int) -> str:
    return _name(tree_on().nodes.get(unit))


def _name(node: Node | None) -> str:
    return node.name if node else ""


def agenda_of(meeting: Meeting) -> list[AgendaLine]:
    return _agenda(Viewer.system("documents of a meeting"), meeting)


def _agenda(asking: Viewer, meeting: Meeting) -> list[AgendaLine]:
    lines = queries.items_of(asking, meeting)
    speaking = {"exchange", "report", "speech"}
    cases = iter(range(1, len(lines) + 1))
    return [
        AgendaLine(
            number=n,
            title=_public_title(line.item, cases),
            form=render(f"ItemForm.{line.item.form}"),
            speaker=_name(line.unit) if line.item.kind in speaking else "",
            minutes=line.item.minutes,
        )
        for n, line in enumerate(lines, 1)
    ]


def _public_title(item: AgendaItem, cases: Iterator[int]) -> str:
    """A document for all who are invited names no project before the meeting does."""
    if item.subject_kind not in {"project", *queries.SECRET}:
        return item.title
    return render("meeting.case_numbered", {"number": chinese_numeral(next(cases))})


def _settled(line: DecisionLine) -> Settled:
    row = line.row
    return Settled(
        number=row.number,
        kind=row.kind,
        text=row.text,
        lead=_name(line.lead),
        supports=tuple(_name(s) for s in line.supports),
        lead_short=line.lead.short_name if line.lead else "",
        supports_short=tuple(s.short_name for s in line.supports),
        due_on=row.due_on,
        acceptance=row.acceptance,
        commitment=row.commitment.number if row.commitment else "",
    )


def _people(meeting: Meeting) -> People:
    """Where the roll was called, who came; else who was expected. A deputy is named by post."""
    nodes = tree_on().nodes
    seats = list(meeting.attendances.all())
    called = any(s.present_at for s in seats)
    found: dict[str, list[str]] = {"present": [], "leave": [], "observing": []}
    for seat in seats:
        name = _name(nodes.get(seat.unit_id))
        if seat.state == Attendance.State.LEAVE or (called and not seat.present_at):
            found["leave"].append(name)
            continue
        shown = f"{name}（{seat.deputy}）" if seat.deputy else name
        side = "observing" if seat.role == Attendance.Role.OBSERVES else "present"
        found[side].append(shown)
    return People(**{side: tuple(dict.fromkeys(names)) for side, names in found.items()})


@handler(DOCUMENTS)
def make_meeting_documents(args: dict[str, Any], progress: Progress) -> dict[str, Any]:
    """Make what was ordered and keep it; run again after a crash it keeps each once."""
    job = progress.job
    viewer = _ordered_by(job.requested_by)
    meeting = queries.meeting_for(Viewer.system(job.name), args["meeting"])
    progress(0, 2)
    made = _documents(meeting, args["kind"])
    kept = {}
    for kind, content, name, media_type in made:
        stored = evidence.keep_made(content, name, media_type)
        document = keep_document(
            viewer=viewer, meeting=meeting, kind=kind, kept=stored, key=f"{job.uid}:{kind}"
        )
        kept[kind] = str(document.uid)
    progress(2, 2)
    return kept


def _documents(meeting: Meeting, kind: str) -> list[Made]:
    content = meeting_content(meeting, _signed_on(meeting, kind))
    day = f"{meeting.held_on.month}月{meeting.held_on.day}日"
    if kind == NOTICE:
        return [(NOTICE, notice(content), f"{day}例会通知.docx", DOCX)]
    if kind == MINUTES:
        return [
            (MINUTES, minutes(content), f"{day}例会纪要.docx", DOCX),
            ("tasks", tasks(content), f"{day}例会交办清单.docx", DOCX),
        ]
    from yipanqi.web.pack import pack_documents

    return pack_documents(meeting)


def _signed_on(meeting: Meeting, kind: str) -> date | None:
    """A notice bears the day it went out; minutes the day on which the last word was settled."""
    if kind == NOTICE:
        return meeting.called_on
    days = meeting.decisions.exclude(confirmed_on=None).values_list("confirmed_on", flat=True)
    return max([meeting.held_on, *filter(None, days)])


def _ordered_by(uid: str) -> Viewer:
    person = User.objects.filter(uid=uid).first() if uid else None
    return viewer_for(person) if person else Viewer.system(DOCUMENTS)
