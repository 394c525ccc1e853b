"""What the main venue can show, as plain values with the Chinese in them.

A slide is composed once, by the verb that shows it, and told to all: showing is what opens a
project's figures to the other venues. Every slide has the same shape, so that one drawing
serves projection, follow page and console: kicker, title, lines, facts, a table, the source.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.meeting.meetings.ground import heard_boards, open_decisions
from yipanqi.apps.meeting.meetings.live import films, sights
from yipanqi.apps.meeting.meetings.models import AgendaItem, Decision, Meeting
from yipanqi.apps.meeting.meetings.queries import FILM, lines_of
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.results.publishing.models import Publication
from yipanqi.apps.results.publishing.profiles import seen_board, shown_units
from yipanqi.apps.results.scoring.access import WHOLE, Opening
from yipanqi.core.meetings.agenda import ItemKind
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.refusal import Missing
from yipanqi.infra.templatetags.figures import day as day_text
from yipanqi.infra.templatetags.figures import month as month_text
from yipanqi.infra.templatetags.figures import percent, wan
from yipanqi.infra.texts import render

Slide = dict[str, Any]
MONTH_RESULTS = "agenda.why_results"  # how the draft marks the item that tells the month
ROWS = 12  # readable at eight metres
TEXT_MOST = 300
# whoever makes the bulletin enters at app start: the screens and it tell the same figures
RESULTS: list[Callable[[Meeting], Slide | None]] = []


def text_slide(text: str) -> Slide:
    lines = [line.strip() for line in text.strip()[:TEXT_MOST].splitlines() if line.strip()]
    return {"kind": "text", "title": lines[0] if lines else "", "lines": lines[1:]}


def rehearsal_slide() -> Slide:
    return {"kind": "text", "title": render("slide.rehearsal"), "lines": []}


def item_slide(meeting: Meeting, item: AgendaItem) -> Slide:
    """What an item shows by itself: its subject if it has one, else its title and speaker."""
    uid = item.subject_uid
    by_kind: dict[str, Callable[[], Slide]] = {
        ItemKind.FOLLOW_UP: lambda: follow_up_slide(meeting),
        ItemKind.DECISION: lambda: decisions_slide(meeting),
        ItemKind.TARGETS: lambda: sights.targets_slide(meeting),
    }
    by_subject: dict[str, Callable[[], Slide]] = {
        "publication": lambda: board_slide(_newest_board(meeting, uid) if item.why else uid),
        "project": lambda: project_slide(meeting, uid),
    }
    if films.has_film(meeting):
        by_subject[FILM] = lambda: films.film_slide(meeting, uid, 0, runs=False)
    if item.subject_kind in sights.SIGHTS:
        by_subject[item.subject_kind] = lambda: sights.SIGHTS[item.subject_kind].slide(meeting, uid)
    composed = by_kind.get(item.kind) or by_subject.get(item.subject_kind)
    if item.kind == ItemKind.RESULTS and item.why == MONTH_RESULTS:
        shown = next(filter(None, (found(meeting) for found in RESULTS)), None)
        return shown or _plain_slide(item)
    return composed() if composed else _plain_slide(item)


def _newest_board(meeting: Meeting, uid: str) -> str:
    """The board of the item's scheme that the meeting hears: a month that was published after
    the agenda was drafted takes the place of the one before.
    """
    scheme = publication_of(uid).sheet.scheme.key
    newer = [p for p in heard_boards(meeting) if p.sheet.scheme.key == scheme]
    return str(newer[0].uid) if newer else uid


def _plain_slide(item: AgendaItem) -> Slide:
    node = tree_on().nodes.get(item.unit_id) if item.unit_id else None
    lines = [" ".join(filter(None, (node.name if node else "", item.speaker)))]
    return {
        "kind": "item",
        "kicker": render(f"ItemKind.{item.kind}"),
        "title": item.title,
        "lines": [line for line in lines if line and line not in item.title],
    }


def follow_up_slide(meeting: Meeting) -> Slide:
    """Last meeting's tasks, what is red first."""
    found = lines_of(open_decisions(meeting))
    found.sort(key=lambda line: (line.state == "closed", -(line.light or Light.GREY).severity))
    return {
        "kind": "follow_up",
        "kicker": render("ItemKind.follow_up"),
        "title": render("slide.follow_up", {"count": len(found)}),
        "heads": _heads("slide.task", "slide.lead", "slide.due", "slide.light"),
        "rows": [
            _row(
                line.row.text,
                line.lead.short_name if line.lead else "",
                day_text(line.commitment.due_on) if line.commitment else "",
                {"light": line.light.value if line.light else "grey"},
            )
            for line in found[:ROWS]
        ],
        "source": render("slide.as_of_today"),
    }


def decisions_slide(meeting: Meeting) -> Slide:
    rows = meeting.decisions.exclude(state=Decision.State.VOID).prefetch_related("supporting_units")
    found = lines_of(rows.select_related("commitment"))
    return {
        "kind": "decisions",
        "kicker": render("ItemKind.decision"),
        "title": render("slide.decisions", {"count": len(found)}),
        "heads": _heads("slide.number", "slide.task", "slide.lead", "slide.due"),
        "rows": [
            _row(
                str(line.row.number),
                line.row.text,
                line.lead.short_name if line.lead else "—",
                day_text(line.row.due_on) if line.row.due_on else "—",
            )
            for line in found[-ROWS:]
        ],
    }


def publication_of(uid: str) -> Publication:
    rows = Publication.objects.filter(state=Publication.State.FINAL, uid=uid).select_related(
        "sheet__scheme"
    )
    found = rows.first()
    if found is None or found.shown is None:
        raise Missing("publication.not_found")
    return found


def open_board(publication: Publication) -> dict[str, Any]:
    """The board as a unit that is not on it sees it: what may be projected for all."""
    shown = publication.shown or {}
    omits = any(league["omitted"] for league in shown["leagues"])
    full = publication.profile == Publication.Profile.FULL and not omits
    return seen_board(
        shown, WHOLE if full else Opening(whole=False, units=shown_units(shown, frozenset()))
    )


def board_slide(uid: str, league: int = 0, unit: str = "", page: int = 0) -> Slide:
    """A league of a published board, ``ROWS`` a page; with ``unit`` that row is marked."""
    publication = publication_of(uid)
    board = open_board(publication)
    if not 0 <= league < len(board["leagues"]):
        raise Missing("publication.not_found")
    chosen = board["leagues"][league]
    rows = chosen["rows"]
    at = next((n for n, r in enumerate(rows) if r["unit"] == unit), None)
    first = (page if at is None else at // ROWS) * ROWS
    criteria = chosen["criteria"]
    return {
        "kind": "board",
        "kicker": chosen["title"],
        "title": render("slide.board", {"month": Month.parse(board["month"])}),
        "heads": [
            *_heads("slide.rank", "slide.unit"),
            *({"text": c["title"], "num": True} for c in criteria),
            {"text": render("slide.total"), "num": True},
            *_heads("slide.light"),
        ],
        "rows": [
            {
                "cells": [
                    "—" if row["rank"] is None else str(row["rank"]),
                    row["name"],
                    *(row["points"].get(c["key"]) or "—" for c in criteria),
                    row["total"] or "—",
                    {"light": row["light"]["colour"]},
                ],
                "mark": row["unit"] == unit,
            }
            for row in rows[first : first + ROWS]
        ],
        "source": _source(board["snapshot"]["ref"], board["scheme"]["title"]),
    }


def project_slide(meeting: Meeting, uid: str) -> Slide:
    """A project as the newest frozen month knows it. Raises ``meeting.project_not_frozen``."""
    snapshot = frozen_for(meeting)
    found = [r for r in table(snapshot, "project_months") if r["project_uid"] == uid]
    if not found:
        raise Missing("meeting.project_not_frozen", month=Month.parse(snapshot.month))
    row = found[0]
    names = {u["uid"]: u["name"] for u in table(snapshot, "units")}
    plan, done = row["annual_plan"], row["year_to_date"]
    share = ratio(done, plan) if plan and done is not None else None
    facts = [
        ("slide.lead", names.get(row["lead_unit_uid"], "—")),
        ("slide.total_investment", _money(row["total_investment"])),
        ("slide.annual_plan", _money(plan)),
        ("slide.done", _money(done)),
        ("slide.share", _share(share)),
        ("slide.planned_start", day_text(row["planned_start_on"])),
        ("slide.actual_start", day_text(row["actual_start_on"])),
    ]
    due = ratio(row["plan_to_date"] or 0, plan) if plan else None
    words = (row["physical_progress"] or "").strip()
    return {
        "kind": "project",
        "kicker": f"{render('slide.project')} {row['code']}",
        "title": row["name"],
        "facts": [[render(label), value] for label, value in facts],
        "bar": [_permille(share), _permille(due)] if share is not None else None,
        "lines": [words[:120]] if words else [],
        "source": _source(str(snapshot)),
        "uid": uid,
    }


def frozen_for(meeting: Meeting) -> Snapshot:
    """The newest revision of the month heard, else of the newest frozen one before it."""
    rows = Snapshot.objects.filter(month__lte=meeting.month).order_by("-month", "-revision")
    found = rows.first()
    if found is None:
        raise Missing("snapshot.none", month=meeting.heard)
    return found


def _source(snapshot: str, scheme: str = "") -> str:
    text = render("slide.source", {"snapshot": snapshot})
    return f"{text}　{scheme}" if scheme else text


def _heads(*codes: str) -> list[dict[str, Any]]:
    return [{"text": render(code)} for code in codes]


def _row(*cells: Any) -> dict[str, Any]:
    return {"cells": list(cells)}


def _money(yuan: int | None) -> str:
    return "—" if yuan is None else render("slide.wan", {"amount": wan(yuan, 0)})


def _share(share: Decimal | None) -> str:
    return "—" if share is None else str(percent(share, 1))


def _permille(share: Decimal | None) -> int | None:
    return None if share is None else int(share * 1000)


def leagues_of(uid: str) -> Sequence[dict[str, Any]]:
    """Leagues of a published board with their rows, for the console's choice."""
    leagues: Sequence[dict[str, Any]] = open_board(publication_of(uid))["leagues"]
    return leagues


def month_words(meeting: Meeting) -> str:
    return str(month_text(meeting.heard))
