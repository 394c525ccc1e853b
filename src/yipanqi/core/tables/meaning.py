"""What one head path means: the levels are read together, the longest reading first."""

from dataclasses import dataclass, replace
from functools import lru_cache

from yipanqi.core.month import Month
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.kinds import MONTH_REPORT, TableKind
from yipanqi.core.tables.wording import Wording, wording

_SUMS = frozenset(("小计", "合计", "总计", "总", "计"))
_PARTS = frozenset(
    [
        "中央",
        "省级",
        "市级",
        "县级",
        "区级",
        "中央预算",
        "专项债",
        "专项债券",
        "银行贷款",
        "自筹",
        "企业自筹",
        "社会资本",
        "财政资金",
        "省级以上补助",
        "市财政",
        "区县财政",
        "县财政",
        "贷款",
        "其他",
        "其中",
        "地方",
        "上级补助",
        "业主自筹",
    ]
)


@dataclass(frozen=True, slots=True)
class Meaning:
    """``confidence`` is a value of ``mapping.Confidence``."""

    field: TableField | None
    confidence: str
    why: str
    candidates: tuple[TableField, ...] = ()
    unit: MoneyUnit | None = None
    percent: bool = False


@lru_cache(maxsize=20_000)
def meaning(path: tuple[str, ...], month: Month, kind: TableKind = MONTH_REPORT) -> Meaning:
    if not path:
        return Meaning(None, "none", "mapping.no_head")
    words = [wording(p, month) for p in path]
    unit = next((w.unit for w in reversed(words) if w.unit), None)
    percent = any(w.percent for w in words)
    if len(words) > 1 and words[-1].normal in _PARTS:
        return Meaning(None, "none", "mapping.part_of_sum", (), unit, percent)
    of_month = kind.month_field(path, month)
    if of_month is not None:
        return _one(of_month, unit, exact=len(path) == 1)
    for reading, exact in _readings(words):
        fields = kind.meanings.get(reading)
        if fields is None:
            continue
        fields = _fitting(fields, unit, percent)
        if len(fields) == 1 and len(kind.meanings[reading]) == 1:
            return replace(_one(fields[0], unit, exact=exact), percent=percent)
        confidence, why = ("ambiguous", "open_wording") if fields else ("none", "apart")
        return Meaning(None, confidence, f"mapping.{why}", fields, unit, percent)
    return Meaning(None, "none", "mapping.unknown_wording", (), unit, percent)


def _one(of: TableField, unit: MoneyUnit | None, *, exact: bool) -> Meaning:
    return Meaning(of, "certain" if exact else "likely", "mapping.wording", (), unit)


def _readings(words: list[Wording]) -> list[tuple[str, bool]]:
    """Texts to look up, each with whether it is the head itself rather than a combination."""
    leaf = words[-1].normal
    if len(words) == 1:
        return [(leaf, True)]
    above = "".join(w.normal for w in words[:-1])
    readings = []
    if leaf in _SUMS:
        readings.append((above, False))
    readings += [(above + leaf, False), (leaf + above, False)]
    joined = above + leaf
    if "[" not in above:  # a time word above changes what the leaf alone would mean
        readings.append((leaf, False))
    if "完成" in above and "完成" not in leaf:
        readings.insert(0, (f"{leaf}完成投资", False))
    if joined.count("完成投资") > 1:
        readings.append((joined.replace("完成投资", "", 1), False))
    return readings


def _fitting(
    fields: tuple[TableField, ...], unit: MoneyUnit | None, percent: bool
) -> tuple[TableField, ...]:
    """A stated unit rules out readings of another kind.

    On a head that can mean no money at all (项目名称（单位：万元）) it speaks for the table.
    """
    if percent:
        return tuple(f for f in fields if KIND[f] is Kind.PERCENT)
    if unit and any(KIND[f] is Kind.MONEY for f in fields):
        return tuple(f for f in fields if KIND[f] is Kind.MONEY)
    return fields
