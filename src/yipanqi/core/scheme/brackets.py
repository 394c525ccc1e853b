"""Brackets with explicit edges: ``{from = 1, to = 5, edges = "[)", points = 6}``.

``[`` and ``]`` take the edge in, ``(`` and ``)`` leave it out. The first bracket starts at
``"-inf"`` and the last ends at ``"inf"``: a figure that no bracket holds cannot occur, and
one that two brackets hold cannot either.
"""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from sqlglot import exp

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.expression import Node
from yipanqi.core.scheme.sql import Sql

EDGES = ("[]", "[)", "(]", "()")


@dataclass(frozen=True, slots=True)
class Bracket:
    """``low`` or ``high`` None means unbounded."""

    low: Decimal | None
    high: Decimal | None
    takes_low: bool
    takes_high: bool
    points: Decimal

    def holds(self, value: Decimal) -> bool:
        above = self.low is None or value > self.low or (self.takes_low and value == self.low)
        below = self.high is None or value < self.high or (self.takes_high and value == self.high)
        return above and below

    @property
    def spelt(self) -> str:
        low = "-inf" if self.low is None else f"{self.low:f}"
        high = "inf" if self.high is None else f"{self.high:f}"
        return f"{'[' if self.takes_low else '('}{low}, {high}{']' if self.takes_high else ')'}"


def found(brackets: tuple[Bracket, ...], value: Decimal) -> Bracket:
    return next(b for b in brackets if b.holds(value))


def faults(brackets: tuple[Bracket, ...]) -> list[tuple[int, str]]:
    """(index, code) of every gap, overlap, open end and empty bracket."""
    wrong: list[tuple[int, str]] = []
    for index, bracket in enumerate(brackets):
        if bracket.low is not None and bracket.high is not None:
            both = bracket.takes_low and bracket.takes_high
            if bracket.low > bracket.high or (bracket.low == bracket.high and not both):
                wrong.append((index, "scheme.bracket_empty"))
    if brackets[0].low is not None:
        wrong.append((0, "scheme.bracket_no_lower_end"))
    if brackets[-1].high is not None:
        wrong.append((len(brackets) - 1, "scheme.bracket_no_upper_end"))
    for index, (before, after) in enumerate(pairwise(brackets), 1):
        code = _joint(before, after)
        if code:
            wrong.append((index, code))
    return wrong


def _joint(before: Bracket, after: Bracket) -> str | None:
    if before.high is None or after.low is None or before.high > after.low:
        return "scheme.bracket_overlap"
    if before.high < after.low:
        return "scheme.bracket_gap"
    if before.takes_high and after.takes_low:
        return "scheme.bracket_overlap"
    if not before.takes_high and not after.takes_low:
        return "scheme.bracket_gap"
    return None


def to_sql(brackets: tuple[Bracket, ...], value: Sql) -> Sql:
    """Brackets are in order and without gap, so the upper edge alone decides."""
    branches = [
        (f"{value} {'<=' if b.takes_high else '<'} {sql.constant(b.high)}", sql.constant(b.points))
        for b in brackets
        if b.high is not None
    ]
    last = sql.constant(brackets[-1].points)
    return sql.case(branches, last) if branches else last


def to_case(brackets: tuple[Bracket, ...], value: Node) -> Node:
    """As an expression's CASE, null for null: ``lookup(name, value)`` inside a scheme."""
    case = exp.Case().when(exp.Is(this=value.copy(), expression=exp.Null()), exp.Null())
    for bracket in brackets:
        points = _literal(bracket.points)
        if bracket.high is None:
            case = case.else_(points)
        else:
            compare = exp.LTE if bracket.takes_high else exp.LT
            condition = compare(this=value.copy(), expression=_literal(bracket.high))
            case = case.when(condition, points)
    return case


def _literal(value: Decimal) -> Node:
    plain = exp.Literal.number(f"{abs(value):f}")
    return exp.Neg(this=plain) if value < 0 else plain
