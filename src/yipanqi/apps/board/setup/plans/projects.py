"""The year's list: every row registers a project and puts it on the list, in one go."""

from collections.abc import Sequence
from datetime import date

from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground
from yipanqi.apps.board.setup.plans.list_writing import take_back, write
from yipanqi.apps.board.setup.plans.listed import NewProject, amounts, stages_of
from yipanqi.apps.board.setup.plans.people import DOMAINS
from yipanqi.apps.board.setup.plans.seats import seats_of
from yipanqi.apps.ledger.projects.models import ProjectVersion
from yipanqi.core.month import Month
from yipanqi.core.projects.identity import normalised
from yipanqi.core.projects.stages import AnnualClass, Domain, ListLevel, Track
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.core.units import codes
from yipanqi.infra.templatetags.figures import wan
from yipanqi.infra.texts import label, render

__all__ = ["plan", "take_back", "write"]

CLASSES = {
    **dict.fromkeys(("前期", "前期项目", "储备", "谋划", "预备"), AnnualClass.PRELIMINARY),
    **dict.fromkeys(("新建", "新开工", "计划新开工", "拟新开工"), AnnualClass.NEW_START),
    **dict.fromkeys(("续建", "结转", "续建项目", "在建"), AnnualClass.CARRIED_OVER),
    **dict.fromkeys(("竣工", "计划竣工", "收尾", "建成", "竣工项目"), AnnualClass.FINISHING),
}
LEVELS = {
    **dict.fromkeys(("国家级", "国家", "国家重大"), ListLevel.NATIONAL),
    **dict.fromkeys(("省级", "省", "省重点", "省重大"), ListLevel.PROVINCIAL),
    "千项万亿": ListLevel.THOUSAND,
    **dict.fromkeys(("市级", "市", "市重点", "市重大"), ListLevel.MUNICIPAL),
    **dict.fromkeys(("县级", "区级", "区县级", "县", "区", "区重点", "县重点"), ListLevel.COUNTY),
}
_PRIVATE = ("社会投资", "企业投资", "招商引资", "民间投资", "社会投资类")
TRACKS = {
    **dict.fromkeys(("政府投资", "政府", "政府投资类", "国有投资"), Track.GOVERNMENT),
    **dict.fromkeys(_PRIVATE, Track.ATTRACTION),
}
NAME_MAX = 120


def plan(ground: Ground, load: Load, rows: Sequence[ProjectRow]) -> None:
    ground.plan.heads = tuple(
        render(code)
        for code in (
            "setup.head_seat", "setup.head_class", "setup.head_plan_wan", "setup.head_total_wan"
        )
    )  # fmt: skip
    year = Month.parse(load.month).year
    taken = {
        (v.search_name, v.counting_unit_id)
        for v in ProjectVersion.objects.filter(project__current__isnull=False)
    }
    split = 0
    for row in rows:
        split += _line(ground, row, year, taken)
    if split:
        ground.plan.notes.append(render("setup.plan_split_even", {"count": split}))


def _line(ground: Ground, row: ProjectRow, year: int, taken: set[tuple[str, int]]) -> bool:
    """Whether the plan of the row was split evenly for want of months."""
    name = (row.text(F.NAME) or "").strip()
    faults = len(ground.plan.faults)
    if not name:
        ground.fault(row, F.NAME, "setup.cell_missing")
    if len(name) > NAME_MAX:
        ground.fault(row, F.NAME, "setup.too_long", limit=NAME_MAX)
    _check_code(ground, row, year)
    seats = seats_of(ground, row)
    kind = ground.word(
        AnnualClass, row.text(F.ANNUAL_CLASS), CLASSES, render("setup.head_class")
    )  # fmt: skip
    domain = ground.word(Domain, row.text(F.DOMAIN), DOMAINS, render("setup.head_domain"))
    track = ground.word(Track, row.text(F.TRACK), TRACKS, render("setup.head_track"))
    level = ground.word(ListLevel, row.text(F.LIST_LEVEL), LEVELS, render("setup.head_level"))
    money = amounts(ground, row, kind)
    shown = (
        seats.counting.name if seats else "",
        label(kind) if kind else "",
        wan(money.annual_plan) if money else "",
        wan(money.total) if money else "",
    )
    line = ground.line(row, name, shown, None)
    if seats and (normalised(name), seats.counting.pk) in taken:
        _double(ground, row)
        line.is_known = True
        return False
    if len(ground.plan.faults) > faults or not (
        seats and money and kind and domain and track and level
    ):
        return False
    taken.add((normalised(name), seats.counting.pk))
    reached, milestones, notes = stages_of(row, kind, year)
    line.notes = notes
    line.make = NewProject(
        name=name, seats=seats, kind=kind, domain=domain, track=track, level=level, money=money,
        code=(row.text(F.CODE) or "").upper(), own_code=row.text(F.OWN_CODE) or "",
        sponsor=(row.text(F.SPONSOR) or "")[:40], owner=(row.text(F.OWNER) or "")[:80],
        content=row.text(F.CONTENT) or "", place=(row.text(F.TOWN) or "")[:120],
        reached=reached, milestones=milestones,
    )  # fmt: skip
    return money.is_split_evenly


def _double(ground: Ground, row: ProjectRow) -> None:
    """Named twice in the file is a fault of the file; on the register already is not."""
    name = normalised(row.text(F.NAME) or "")
    if any(normalised(other.name) == name and other.make for other in ground.plan.lines):
        ground.fault(row, F.NAME, "setup.project_twice")


def _check_code(ground: Ground, row: ProjectRow, year: int) -> None:
    code = (row.text(F.CODE) or "").upper()
    fault = code and codes.approval_code_fault(code, date(year, 12, 31))
    if fault:
        ground.fault(row, F.CODE, fault.code, **fault.params)
