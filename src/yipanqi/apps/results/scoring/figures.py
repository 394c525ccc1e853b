"""Figures of a scheme in words: a measure's title carries its unit in brackets at its end."""

import re
from collections.abc import Mapping
from decimal import Decimal

from yipanqi.core.rounding import half_up
from yipanqi.core.scheme import Scheme
from yipanqi.core.scheme.expression import Expression

_UNIT = re.compile(r"（([^（）]*)）$")
_YUAN = "元"
_YI = "亿元"


def split_title(title: str) -> tuple[str, str]:
    """``年度计划投资（元）`` → (``年度计划投资``, ``元``); the unit may be empty."""
    found = _UNIT.search(title)
    if found is None:
        return title, ""
    unit, _, rest = found[1].partition("，")
    if len(unit) > 6:
        return title, ""
    bare = title[: found.start()]
    return (f"{bare}（{rest}）" if rest else bare), unit


def plain(value: Decimal | int | None, most: int = 6) -> str:
    """A number as it is, with at most ``most`` places and separators; “—” for silence."""
    if value is None:
        return "—"
    text = f"{half_up(Decimal(value), most):,f}".replace("-", "−")
    return text.rstrip("0").rstrip(".") if "." in text else text


def signed(text: str) -> str:
    """With a true minus sign."""
    return text.replace("-", "−")


def with_unit(value: Decimal | None, unit: str) -> str:
    """Money in 亿元 with two places, other figures as they are."""
    if value is None:
        return "—"
    if unit == _YUAN:
        return f"{half_up(value / 10**8, 2):,f}{_YI}".replace("-", "−")
    return f"{plain(value)}{unit}"


class Titles:
    """Names of measures and criteria of one scheme, and formulas with names for keys."""

    def __init__(self, scheme: Scheme) -> None:
        self.measures: Mapping[str, tuple[str, str]] = {
            m.key: split_title(m.title) for m in scheme.measures
        }
        self.criteria = {c.key: c.title for c in scheme.criteria}

    def measure(self, key: str) -> str:
        return self.measures[key][0] if key in self.measures else key

    def unit(self, key: str) -> str:
        return self.measures[key][1] if key in self.measures else ""

    def head(self, key: str) -> tuple[str, str]:
        """Title and unit as a column head: money in 亿元."""
        title, unit = self.measures.get(key, (key, ""))
        return title, _YI if unit == _YUAN else unit

    def figure(self, key: str, value: Decimal | None) -> str:
        return with_unit(value, self.unit(key))

    def bare_figure(self, key: str, value: Decimal | None) -> str:
        """Without the unit: for columns headed by ``head``."""
        return self.figure(key, value).removesuffix(self.head(key)[1])

    def formula(self, text: str) -> str:
        """The expression with titles in place of keys: ``〔完成投资〕 / 〔计划投资〕``."""

        def named(found: re.Match[str]) -> str:
            key = found[0]
            return f"〔{self.measure(key)}〕" if key in self.measures else key

        return re.sub(r"[A-Za-z_][A-Za-z0-9_]*", named, " ".join(text.split()))

    def unit_of(self, expression: Expression) -> str:
        """The unit of an expression that is one measure and nothing else."""
        key = expression.text.strip()
        return self.unit(key)
