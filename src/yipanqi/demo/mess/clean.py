"""What a clean list holds, and the truth a messy workbook is checked against."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from yipanqi.core.tables.extract import Value
from yipanqi.core.tables.fields import MoneyUnit, TableField


@dataclass(frozen=True, slots=True)
class CleanRow:
    """One project as it truly is. Money is whole yuan."""

    name: str
    values: Mapping[TableField, Value]


@dataclass(frozen=True, slots=True)
class TrueRow:
    """Where a project's line was written, and what is to come back from each cell.

    ``values`` holds what is exactly readable; ``faults`` the fields whose cell was spoiled on
    purpose and must be refused.
    """

    sheet: str
    row: int  # from 0
    values: Mapping[TableField, Value]
    faults: frozenset[TableField] = frozenset()


@dataclass(frozen=True, slots=True)
class TrueColumn:
    sheet: str
    table: int  # 0 for the first table of the sheet
    column: int
    field: TableField | None
    unit: MoneyUnit | None = None


@dataclass(frozen=True, slots=True)
class Mess:
    """A messy workbook with the truth about it. ``traits`` names what was done to it."""

    name: str
    content: bytes
    rows: tuple[TrueRow, ...]
    columns: tuple[TrueColumn, ...]
    traits: frozenset[str] = field(default_factory=frozenset)


_PLACES = (
    "鉴湖",
    "皋埠",
    "兰亭",
    "平水",
    "章镇",
    "枫桥",
    "店口",
    "长乐",
    "城南",
    "沥海",
    "钱清",
    "杨汛桥",
)
_THINGS = (
    "智能装备产业园", "集成电路封装测试生产线", "生物医药中试基地", "污水处理厂提标改造",
    "中心小学迁建",
    "城市快速路", "未来社区安置房", "冷链物流中心", "新型电池材料", "抽水蓄能电站",
    "人民医院新院区",
    "古镇保护更新", "水库除险加固", "光伏组件生产线",
)  # fmt: skip
_TAILS = ("工程", "项目", "一期工程", "二期项目", "（A区）工程", "改扩建项目")
_PROGRESS = (
    "完成桩基施工60%",
    "主体结构封顶",
    "正在办理用地手续",
    "设备安装调试",
    "桥梁下部结构完成80%",
    "",
)
_PROBLEMS = ("无", "用地指标尚未落实", "房屋征收进度滞后", "", "能耗指标待批")


def clean_rows(rng: Random, count: int) -> list[CleanRow]:
    """Invented projects with plausible figures; every amount is whole 100 yuan."""
    rows: list[CleanRow] = []
    names: set[str] = set()
    while len(rows) < count:
        name = rng.choice(_PLACES) + rng.choice(_THINGS) + rng.choice(_TAILS)
        if name in names:
            name += f"{len(rows)}号地块"
        names.add(name)
        rows.append(CleanRow(name, _values(rng, name, len(rows))))
    return rows


def _values(rng: Random, name: str, number: int) -> dict[TableField, Value]:
    total = rng.randrange(5_000, 800_000) * 10_000 + rng.randrange(100) * 100
    plan = total // rng.randrange(2, 9) // 100 * 100
    year_to_date = plan * rng.randrange(0, 60) // 100 // 100 * 100
    this_month = year_to_date // rng.randrange(2, 6) // 100 * 100
    start = date(2022 + rng.randrange(3), rng.randrange(1, 13), rng.randrange(1, 29))
    return {
        TableField.NAME: name,
        TableField.CODE: f"2304-3306{rng.randrange(10):02}-04-01-{number + 100000}",
        TableField.LEAD_UNIT: rng.choice(_PLACES) + rng.choice(("街道办事处", "镇人民政府")),
        TableField.OWNER: f"{rng.choice(_PLACES)}建设开发有限公司",
        TableField.TOTAL_INVESTMENT: total,
        TableField.ANNUAL_PLAN: plan,
        TableField.THIS_MONTH: _maybe(rng, this_month),
        TableField.YEAR_TO_DATE: _maybe(rng, year_to_date),
        TableField.STATISTICS_COUNTED: _maybe(rng, year_to_date * 4 // 5 // 100 * 100),
        TableField.NEXT_MONTH_PLAN: _maybe(rng, this_month + 100_000),
        TableField.PHYSICAL_PROGRESS: rng.choice(_PROGRESS) or None,
        TableField.PROBLEMS: rng.choice(_PROBLEMS) or None,
        TableField.PLANNED_START: start,
        TableField.ACTUAL_START: _maybe(rng, start),
    }


def _maybe(rng: Random, value: Value) -> Value:
    return None if rng.random() < 0.12 else value


def in_unit(yuan: int, unit: MoneyUnit) -> Decimal:
    return Decimal(yuan) / unit.per
