"""A bulletin's content drafted from frozen rows and the published board; no database.

What the rows cannot say (who issues, when, under which number) comes as ``Issue``; the
sentences of problems and demands stand in ``wording/compose.toml``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.core.frozen.month_register import share_moves
from yipanqi.core.money import ratio
from yipanqi.core.month import Month
from yipanqi.core.publishing.honours import Exemption, Honours, Side
from yipanqi.core.units.kinds import COUNTY_LEVEL, VIEWS, UnitKind
from yipanqi.packs.bulletin.content import (
    BulletinContent,
    Demand,
    LeagueHonours,
    ProgressRow,
    ProgressTable,
    TypicalProblem,
)
from yipanqi.packs.bulletin.register import Register, Row, done, opening_figures, progress_row
from yipanqi.packs.bulletin.render import draft_title
from yipanqi.packs.figures import percent_text, period_text, yi_text
from yipanqi.packs.official import DocumentNumber, chinese_date
from yipanqi.packs.standings import Citation, Criterion, League, LeagueRow
from yipanqi.packs.wording import Wording

OVERDUE_DAYS = 30  # a start is a typical problem from here on
BEHIND = Decimal("0.2")  # of the year's plan
NOT_STARTED_MOST = 3
REGIONS = COUNTY_LEVEL | {UnitKind.CITY}  # a province's regions are its cities


@dataclass(frozen=True, slots=True)
class Issue:
    """How this bulletin is issued. ``agency``, ``city``: names; ``short``: for the 代字."""

    agency: str
    short: str
    serial: int
    cut_off: date
    signed_on: date
    chain_head: str = ""
    is_provisional: bool = False
    is_demonstration: bool = False
    leads: Mapping[str, str] = field(default_factory=dict)  # of projects led jointly, by uid


def shipped_sentences() -> Wording:
    return Wording.shipped("yipanqi.packs.bulletin", "wording/compose.toml")


def compose(
    board: Mapping[str, Any],
    facts: Mapping[str, Sequence[Row]],
    issue: Issue,
    last_year: Sequence[Row] | None = None,
    wording: Wording | None = None,
) -> BulletinContent:
    """``facts`` are the month's units, unit_paths and project_months, and figures and shares
    where the month has them; ``board`` is the board as published, so that the document and
    the page cannot differ.
    """
    say = wording or shipped_sentences()
    month = Month.parse(board["month"])
    register = Register(month, facts["project_months"])
    before = None if last_year is None else Register(month.plus(-12), last_year)
    opening = opening_figures(register, before, facts.get("figures", ()))
    return BulletinContent(
        month=month,
        cut_off=issue.cut_off,
        agency=issue.agency,
        head=say.say("agency.head", agency=issue.agency),
        number=DocumentNumber(
            say.say("agency.code", short=issue.short), issue.signed_on.year, issue.serial
        ),
        title=draft_title(month),
        recipients=say.words("agency.recipients"),
        citation=citation(board, issue.chain_head),
        opening=opening,
        leagues=leagues(board, say),
        honours=tuple(_honours(board)),
        signed_on=issue.signed_on,
        problems=tuple(_problems(register, facts["units"], issue, say)),
        demands=tuple(_demands(register, month, say)),
        progress=(_progress(register, facts, say),),
        copies_to=say.words("agency.copies"),
        remark=say.say("agency.remark"),
        is_provisional=issue.is_provisional,
        is_demonstration=issue.is_demonstration,
    )


def citation(board: Mapping[str, Any], chain_head: str) -> Citation:
    scheme = board["scheme"]
    return Citation(
        snapshot=board["snapshot"]["ref"],
        snapshot_digest=board["snapshot"]["hash"],
        scheme_title=scheme["title"],
        scheme_id=scheme["key"],
        scheme_version=scheme["version"],
        scheme_digest=scheme["hash"],
        chain_head=chain_head,
    )


def leagues(board: Mapping[str, Any], wording: Wording | None = None) -> tuple[League, ...]:
    """The board's leagues with the rows that are shown, in order of rank."""
    say = wording or shipped_sentences()
    return tuple(
        League(
            title=league["title"],
            criteria=tuple(
                Criterion(c["title"], None if c["full"] is None else Decimal(c["full"]))
                for c in league["criteria"]
            ),
            rows=tuple(_league_row(row, league) for row in league["rows"]),
            places=league["places"],
            notes=_idle(league, say),
        )
        for league in board["leagues"]
        if league["rows"]
    )


def _idle(league: Mapping[str, Any], say: Wording) -> tuple[str, ...]:
    """Units without a task this month are counted below the table."""
    count = len(league["idle"])
    return (say.say("ranking.idle", count=count),) if count else ()


def _league_row(row: Mapping[str, Any], league: Mapping[str, Any]) -> LeagueRow:
    points = [row["points"].get(c["key"]) for c in league["criteria"]]
    return LeagueRow(
        unit=row["name"],
        rank=row["rank"],
        total=_number(row["total"]),
        points=tuple(_number(p) for p in points),
        change=row["change"],
        note=row["note"],
    )


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _honours(board: Mapping[str, Any]) -> Iterator[LeagueHonours]:
    for league in board["leagues"]:
        lists = league["honours"]
        if lists is None or not league["rows"]:
            continue
        withheld = tuple(
            Exemption(w["unit"], Side(w["side"]), w["reason"]) for w in lists["withheld"]
        )
        found = Honours(tuple(lists["praised"]), tuple(lists["criticised"]), withheld)
        yield LeagueHonours(league["title"], lists["first"], lists["last"], found)


def _problems(
    register: Register, units: Sequence[Row], issue: Issue, say: Wording
) -> Iterator[TypicalProblem]:
    """Starts overdue longest, then the projects that owe most; few, and each with its figures."""
    names = {u["uid"]: u["name"] for u in units}
    late = sorted(
        (r for r in register.planned if _overdue(r, issue.cut_off) >= OVERDUE_DAYS),
        key=lambda r: (-_overdue(r, issue.cut_off), r["code"]),
    )[:NOT_STARTED_MOST]
    named = {r["project_uid"] for r in late}
    behind = sorted(
        (r for r in register.planned if r["project_uid"] not in named and _gap(r) >= BEHIND),
        key=lambda r: (done(r) - int(r["plan_to_date"] or 0), r["code"]),
    )
    for row in (*late, *behind)[: int(say.say("problems.most"))]:
        situation = (
            _not_started(row, issue, say) if row in late else _behind(row, register.month, say)
        )
        if led := issue.leads.get(row["project_uid"]):
            situation = say.say("problems.led", leads=led, situation=situation)
        yield TypicalProblem(row["name"], names.get(row["counting_unit_uid"], ""), situation)


def _overdue(row: Row, on: date) -> int:
    planned = row["planned_start_on"]
    if row["annual_class"] != "new_start" or planned is None or row["actual_start_on"] is not None:
        return 0
    days: int = (on - planned).days
    return max(0, days)


def _gap(row: Row) -> Decimal:
    """How much of the year's plan is due and not done; 0 where nothing can be said."""
    if row["annual_class"] == "preliminary" or row["report_status"] == "missing":
        return Decimal(0)
    return ratio(
        int(row["plan_to_date"] or 0) - done(row), int(row["annual_plan"] or 0)
    ) or Decimal(0)


def _not_started(row: Row, issue: Issue, say: Wording) -> str:
    return say.say(
        "problems.not_started",
        month=row["planned_start_on"].month,
        cut_off=chinese_date(issue.cut_off),
        days=_overdue(row, issue.cut_off),
    )


def _behind(row: Row, month: Month, say: Wording) -> str:
    plan = int(row["annual_plan"])
    return say.say(
        "problems.paused" if row["is_paused"] else "problems.behind",
        plan=yi_text(plan),
        period=period_text(month),
        done=yi_text(done(row)),
        share=percent_text(ratio(done(row), plan) or Decimal(0), 1),
        gap=percent_text(_gap(row), 1),
    )


def _demands(register: Register, month: Month, say: Wording) -> Iterator[Demand]:
    late, missing = register.starts.not_started, register.not_reported
    if late:
        yield Demand(say.say("demands.starts_heading"), say.say("demands.starts", late=late))
    is_behind = register.year_to_date < register.plan_to_date
    key = "demands.pace" if is_behind and month.number < 12 else "demands.pace_held"
    text = say.say(key, next=month.next.number)
    yield Demand(say.say("demands.pace_heading"), text)
    key = "demands.reports" if missing else "demands.reports_complete"
    yield Demand(say.say("demands.reports_heading"), say.say(key, missing=missing))


def _progress(
    register: Register, facts: Mapping[str, Sequence[Row]], say: Wording
) -> ProgressTable:
    """The root's regions with the zones inside them, what the root counts itself, the total."""
    units = sorted(facts["units"], key=lambda u: (u["sort"], u["uid"]))
    root = next(u for u in units if u["parent_uid"] is None)
    under: dict[str, set[str]] = {}
    for path in facts["unit_paths"]:
        under.setdefault(path["ancestor_uid"], set()).add(path["unit_uid"])
    rows: list[ProgressRow] = []
    views: list[str] = []
    is_shared = False
    for unit in units:
        if unit["parent_uid"] != root["uid"] or unit["kind"] not in REGIONS:
            continue
        inside = under[unit["uid"]]
        mine = progress_row(unit["name"], _counted(register, inside))
        plan, done_here = share_moves(register, facts.get("project_shares", ()), inside)
        if plan or done_here:
            is_shared = True
            mine = replace(
                mine,
                annual_plan=mine.annual_plan + plan,
                year_to_date=mine.year_to_date + done_here,
            )
        rows.append(mine)
        for zone in units:
            if zone["uid"] in inside and zone["kind"] in VIEWS:
                zoned = register.of(lambda r, z=zone: r["zone_uid"] in under[z["uid"]])  # type: ignore[misc]
                if zoned.projects:
                    rows.append(progress_row(zone["name"], zoned, is_of_which=True))
                    views.append(zone["name"])
    own = _counted(register, {root["uid"]})
    if own.projects:
        rows.append(progress_row(say.say("progress.root", root=root["short_name"]), own))
    return ProgressTable(
        title=say.say(
            "progress.title", year=register.month.year, period=period_text(register.month)
        ),
        rows=tuple(rows),
        total=progress_row(say.say("progress.total"), register),
        notes=(
            *((say.say("progress.view_note", units="、".join(views)),) if views else ()),
            *((say.say("progress.share_note"),) if is_shared else ()),
        ),
    )


def _counted(register: Register, units: set[str]) -> Register:
    return register.of(lambda r: r["counting_unit_uid"] in units)
