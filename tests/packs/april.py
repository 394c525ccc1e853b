"""A bulletin of April 2024 in a made-up city, small enough to check by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from yipanqi.core.month import Month
from yipanqi.core.publishing.honours import Exemption, Side
from yipanqi.packs.bulletin import (
    BulletinContent,
    Demand,
    OpeningFigures,
    ProgressRow,
    ProgressTable,
    TypicalProblem,
    league_honours,
)
from yipanqi.packs.official import DocumentNumber
from yipanqi.packs.standings import Citation, Criterion, League, LeagueRow

YI = 100_000_000
APRIL = Month(2024, 4)
PACE = Decimal(4) / 12

CITATION = Citation(
    snapshot="2024-04/r1",
    snapshot_digest="3f9a17c05be2d84476aa90",
    scheme_title="2024年度重大项目推进考核办法",
    scheme_id="saima",
    scheme_version="2024.2",
    chain_head="b07712ee90cd4417aa",
)

OPENING = OpeningFigures(
    projects=348,
    projects_split=429,
    total_investment=5230 * YI,
    annual_plan=656 * YI,
    year_to_date=23_419_870_000,
    pace=PACE,
    starts_planned_year=183,
    starts_due=140,
    started=118,
    started_early=11,
    due_not_started=33,
    not_reported=3,
    last_year_to_date=22_016_500_000,
    statistics_counted=15_210_330_000,
    statistics_month=Month(2024, 3),
)

CRITERIA = (
    Criterion("开工率", Decimal(30)),
    Criterion("投资进度", Decimal(30)),
    Criterion("统计入库", Decimal(15)),
    Criterion("问题销号", Decimal(15)),
    Criterion("报送质量", Decimal(10)),
)

_POINTS = {
    "诸暨市": (1, "28.50 27.43 14.00 13.20 9.80", 1),
    "柯桥区": (2, "27.00 28.10 13.50 12.75 9.90", 2),
    "越城区": (3, "26.25 26.90 12.80 13.50 9.60", -2),
    "上虞区": (4, "25.50 25.75 13.10 12.00 9.75", 0),
    "嵊州市": (5, "22.50 24.08 11.20 11.40 9.20", None),
    "新昌县": (6, "21.00 20.33 10.60 12.30 8.85", -1),
}


def league_row(unit: str, rank: int, points: str, change: int | None) -> LeagueRow:
    parts = tuple(Decimal(p) for p in points.split())
    return LeagueRow(unit, rank, sum(parts, Decimal(0)), parts, change)


DISTRICTS = League(
    "区、县（市）组", CRITERIA, tuple(league_row(u, *row) for u, row in _POINTS.items())
)
DEPARTMENTS = League(
    "市级部门组",
    (*CRITERIA[:2], Criterion("加分")),
    (
        *tuple(
            LeagueRow(unit, rank, total, (total - 40, Decimal(38), Decimal(2)), change, note)
            for unit, rank, total, change, note in (
                ("市交通运输局", 1, Decimal("91.20"), 0, ""),
                ("市水利局", 2, Decimal("88.75"), 1, ""),
                ("市住房和城乡建设局", 2, Decimal("88.75"), -1, "并列"),
                ("市文化广电旅游局", 4, Decimal("79.06"), None, ""),
            )
        ),
        LeagueRow("市机关事务管理局", None, None, (None, None, None), None, "无考核项目"),
    ),
)


def progress_row(unit: str, projects: int, plan: str, done: str, **changes: Any) -> ProgressRow:
    figures = {"starts_due": 23, "started": 20, "due_not_started": 5, **changes}
    return ProgressRow(
        unit, projects, int(Decimal(plan) * YI), int(Decimal(done) * YI), PACE, **figures
    )


PROGRESS = ProgressTable(
    "2024年1—4月|各区、县（市）|重大项目进展情况表",
    (
        progress_row("越城区", 71, "121.3", "43.05"),
        progress_row("滨海新区", 22, "40.2", "15.11", is_of_which=True),
        progress_row("柯桥区", 68, "140.75", "52.30", due_not_started=3, started=24),
        progress_row("新昌县", 40, "61.02", "17.77"),
        progress_row("市本级", 4, "0", "0", starts_due=0, started=0, due_not_started=0),
    ),
    total=progress_row("合计", 183, "323.07", "113.12"),
    notes=("滨海新区数据已包含在越城区中，不重复计入合计。",),
)

MET = {u: u not in {"嵊州市", "新昌县", "越城区"} for u in _POINTS}
HONOURS = (
    league_honours(
        DISTRICTS,
        MET,
        first=2,
        last=2,
        exemptions=[Exemption("嵊州市", Side.CRITICISM, "3月遭受洪涝灾害")],
    ),
    league_honours(DEPARTMENTS, {}, first=4, last=3),
)

APRIL_BULLETIN = BulletinContent(
    month=APRIL,
    cut_off=date(2024, 4, 30),
    agency="绍兴市重大项目建设领导小组办公室",
    head="绍兴市重大项目建设领导小组办公室文件",
    number=DocumentNumber("绍重办", 2024, 5),
    title="关于2024年1—4月|全市重大项目|推进情况的|通报",
    recipients=("各区、县（市）人民政府", "滨海新区管委会", "市级有关部门", "市属有关国有企业"),
    citation=CITATION,
    opening=OPENING,
    leagues=(DISTRICTS, DEPARTMENTS),
    honours=HONOURS,
    signed_on=date(2024, 5, 6),
    problems=(
        TypicalProblem(
            "江滨高端装备产业园二期", "新昌县", "计划3月开工，因土地征收未完成，至今未动工"
        ),
        TypicalProblem(
            "北岸安置房项目", "嵊州市", "年度计划投资1.20亿元，1—4月仅完成0.05亿元，已停工2个月"
        ),
    ),
    demands=(
        Demand("加快项目开工", "对33个应开工未开工项目逐个建立清单，明确开工时间和责任单位。"),
        Demand("严格数据质量", "如实填报进度，不得虚报开工；缺报单位应于5个工作日内补报。"),
    ),
    progress=(PROGRESS,),
    copies_to=("市委办公室", "市人大常委会办公室", "市政府办公室", "市政协办公室"),
    remark="此件公开发布",
    is_provisional=True,
    is_demonstration=True,
)


def bulletin(**changes: Any) -> BulletinContent:
    return replace(APRIL_BULLETIN, **changes)
