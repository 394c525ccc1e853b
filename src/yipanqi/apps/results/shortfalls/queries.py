"""A county's list of shortfalls: from the score sheets it may see, its red projects, late tasks."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.urls import reverse

from yipanqi.apps.board.targets.queries import counties
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.life.pipeline.kept import Figures, figures
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.results.scoring import queries as scoring
from yipanqi.apps.results.scoring.access import Opening
from yipanqi.apps.results.scoring.figures import Titles, with_unit
from yipanqi.apps.results.scoring.models import RankLine, ScoreSheet
from yipanqi.core.month import Month
from yipanqi.core.pipeline.lights import Light
from yipanqi.core.publishing.shortfalls import Lost, five_worst, most_lost
from yipanqi.core.refusal import Missing
from yipanqi.core.scheme import Scheme
from yipanqi.core.scope import Viewer
from yipanqi.core.units.tree import Node
from yipanqi.infra.templatetags.figures import places, wan
from yipanqi.infra.texts import render

NAMED = 3


@dataclass(frozen=True, slots=True)
class Named:
    """Something called by name, with its page."""

    name: str
    href: str


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One line of the list: what falls short, how far, what would close it."""

    title: str
    how_far: str
    closing: str
    href: str
    named: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of one county and month, and what it was worked out from."""

    unit: Node
    month: Month
    rows: tuple[Shortfall, ...]
    sheets: tuple[str, ...]  # titles of the schemes
    snapshot: Snapshot | None


def counties_seen(viewer: Viewer) -> list[Node]:
    return [n for n in counties() if viewer.whole_tree or n.pk in viewer.units]


def county_for(viewer: Viewer, uid: str) -> Node:
    """Raises ``shortfall.not_found``."""
    found = next((n for n in counties_seen(viewer) if n.uid == str(uid)), None)
    if found is None:
        raise Missing("shortfall.not_found")
    return found


def frozen_months() -> list[Month]:
    """Newest first."""
    found = Snapshot.objects.values_list("month", flat=True).distinct()
    return [Month.parse(text) for text in sorted(set(found), reverse=True)]


def listed(viewer: Viewer, unit: Node, month: Month) -> Listed:
    """Raises ``shortfall.not_frozen`` for a month that still moves."""
    snapshot = Snapshot.objects.filter(month=str(month)).order_by("-revision").first()
    if snapshot is None:
        raise Missing("shortfall.not_frozen", month=month)
    sheets = _sheets(viewer, month)
    lost = [row for sheet, seen in sheets for row in _lost(sheet, seen, unit)]
    others = [
        found
        for found in (_red(viewer, unit, month), _late(viewer, unit, snapshot))
        if found is not None
    ]
    rows = five_worst(most_lost(lost), others)
    return Listed(
        unit=unit,
        month=month,
        rows=tuple(_of_criterion(r) if isinstance(r, Lost) else r for r in rows),
        sheets=tuple(sheet.scheme.title for sheet, _seen in sheets),
        snapshot=snapshot,
    )


def _sheets(viewer: Viewer, month: Month) -> list[tuple[ScoreSheet, Opening]]:
    """The newest sheet of each scheme that the viewer may see anything of."""
    newest: dict[str, tuple[ScoreSheet, Opening]] = {}
    for sheet in scoring.sheets_of(month):
        if sheet.scheme.key in newest:
            continue
        try:
            newest[sheet.scheme.key] = scoring.sheet_for(viewer, str(sheet.uid))
        except Missing:
            continue
    return [newest[key] for key in sorted(newest)]


def _lost(sheet: ScoreSheet, seen: Opening, unit: Node) -> list[Lost]:
    """The unit's own lines beside the best of its league; an unpublished league names nobody."""
    if not seen.shows(unit.uid):
        return []
    lines = list(sheet.lines.all())
    own = {(ln.league, ln.criterion): ln for ln in lines if ln.unit_uid == unit.uid}
    ranks = list(RankLine.objects.filter(sheet=sheet))
    names = {rank.unit_uid: rank.unit_name for rank in ranks}
    totals: dict[str, Decimal] = {}
    for rank in ranks:
        total = Decimal(rank.total or 0)
        totals[rank.league] = max(totals.get(rank.league, total), total)
    scheme = scoring.scheme_of(sheet.scheme)
    titles = {c.key: c.title for c in scheme.criteria}
    units = _units(scheme)
    found = []
    for (league, criterion), line in own.items():
        ranked = [
            ln for ln in lines
            if ln.league == league and ln.criterion == criterion and ln.points is not None
        ]  # fmt: skip
        if line.points is None or not ranked:
            continue
        best = max(ranked, key=lambda ln: Decimal(ln.points or 0))
        found.append(
            Lost(
                sheet=str(sheet.uid),
                unit=unit.uid,
                league=league,
                criterion=criterion,
                title=titles.get(criterion, criterion),
                points=Decimal(line.points),
                best_points=Decimal(best.points or 0),
                best_total=totals.get(league, Decimal(0)),
                value=_number(line.value),
                best_value=_number(best.value),
                measured_in=units.get(criterion, ""),
                best_unit=names.get(best.unit_uid, "") if seen.whole else "",
            )
        )
    return found


def _shown(value: Decimal, unit: str) -> str:
    return with_unit(value, unit) if unit else places(value, 2)


def _units(scheme: Scheme) -> dict[str, str]:
    """Unit of account by criterion, where its value is one plain input."""
    titles = Titles(scheme)
    return {
        c.key: titles.unit_of(c.inputs["value"]) for c in scheme.criteria if "value" in c.inputs
    }


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _of_criterion(row: Lost) -> Shortfall:
    params = {
        "points": places(row.points, 2),
        "best": places(row.best_points, 2),
        "lost": places(row.lost, 2),
    }
    if row.value is None:
        closing = render("shortfall.report_it", {"lost": params["lost"]})
    elif row.best_value is None:
        closing = render("shortfall.gain", {"lost": params["lost"]})
    else:
        closing = render(
            "shortfall.reach_best",
            {
                "value": _shown(row.value, row.measured_in),
                "best_value": _shown(row.best_value, row.measured_in),
                "unit": row.best_unit or render("shortfall.best_of_league"),
                "lost": params["lost"],
            },
        )
    href = reverse("scoring:cell", args=[row.sheet, row.league, row.unit, row.criterion])
    return Shortfall(row.title, render("shortfall.points", params), closing, href)


def _red(viewer: Viewer, unit: Node, month: Month) -> Shortfall | None:
    """Red projects of the unit and what they owe to their pace."""
    mine = Project.objects.visible_to(viewer).filter(
        is_package=False, current__counting_unit__in=tree_on().under(unit.pk)
    )
    shown = figures(mine, month)
    red = {pk: f for pk, f in shown.items() if f.is_judged and f.light is Light.RED}
    if not red:
        return None
    order = sorted(red, key=lambda pk: (-_owed(red[pk]), pk))
    rows = mine.select_related("current").in_bulk(order[:NAMED])
    return Shortfall(
        title=render("shortfall.red_projects"),
        how_far=render("shortfall.red_count", {"count": len(red), "of": len(shown)}),
        closing=render("shortfall.catch_up", {"owed": wan(sum(_owed(f) for f in red.values()))}),
        href=f"{reverse('projects:index')}?unit={unit.uid}&light=red&month={month}",
        named=tuple(
            Named(
                rows[pk].current.name,  # type: ignore[union-attr]
                reverse("projects:project", args=[rows[pk].uid]) + f"?month={month}",
            )
            for pk in order[:NAMED]
        ),
    )


def _owed(row: Figures) -> int:
    """Yuan behind what was due by the month's end."""
    return max(0, (row.plan_to_date or 0) - (row.year_to_date or 0))


def _late(viewer: Viewer, unit: Node, snapshot: Snapshot) -> Shortfall | None:
    """Late tasks as frozen with the month; titles only of those the viewer may see."""
    nodes = tree_on().nodes
    below = {nodes[pk].uid for pk in tree_on().under(unit.pk)}
    late = [
        row
        for row in table(snapshot, "commitments")
        if row["lead_unit_uid"] in below and row["is_late"] and row["closed_on"] is None
        and row["state"] != "cancelled"
    ]  # fmt: skip
    if not late:
        return None
    late.sort(key=lambda row: (row["due_on"], row["uid"]))
    wanted = [UUID(row["uid"]) for row in late[: NAMED * 4]]
    seen = {c.uid: c for c in Commitment.objects.visible_to(viewer).filter(uid__in=wanted)}
    named = [seen[uid] for uid in wanted if uid in seen][:NAMED]
    return Shortfall(
        title=render("shortfall.late_tasks"),
        how_far=render("shortfall.late_count", {"count": len(late)}),
        closing=render("shortfall.close_them", {"count": len(late), "since": late[0]["due_on"]}),
        href=f"{reverse('supervision:index')}?unit={unit.uid}&light=late",
        named=tuple(Named(c.title, reverse("supervision:record", args=[c.uid])) for c in named),
    )
