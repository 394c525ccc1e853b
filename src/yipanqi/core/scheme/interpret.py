"""The meaning of an expression: one row in, one value or None out.

Null follows SQL's three values. This is the definition; ``translate`` must agree with it.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from typing import Any

from sqlglot import exp

from yipanqi.core.scheme import number
from yipanqi.core.scheme.expression import Expression, Node, operands

Value = Decimal | str | bool | date | None
Row = Mapping[str, Any]


def value_of(expression: Expression, row: Row, params: Row) -> Any:
    return _value(expression.tree, row, params)


def _value(node: Node, row: Row, params: Row) -> Any:
    rule = _LAZY.get(type(node))
    if rule is not None:
        return rule(node, row, params)
    parts = [_value(p, row, params) for p in operands(node)]
    if any(p is None for p in parts):
        return None
    return _STRICT[type(node)](*parts)


def as_number(value: Any) -> Any:
    """Facts hold whole numbers as ``int``; the language knows decimals only."""
    return Decimal(value) if type(value) is int else value


def _literal(node: Node, _row: Row, _params: Row) -> Any:
    return node.name if node.is_string else Decimal(str(node.this))


def _case(node: Node, row: Row, params: Row) -> Any:
    for branch in node.args["ifs"]:
        if _value(branch.this, row, params) is True:
            return _value(branch.args["true"], row, params)
    default = node.args.get("default")
    return None if default is None else _value(default, row, params)


def _coalesce(node: Node, row: Row, params: Row) -> Any:
    for part in operands(node):
        value = _value(part, row, params)
        if value is not None:
            return value
    return None


def _nullif(node: Node, row: Row, params: Row) -> Any:
    left, right = (_value(p, row, params) for p in operands(node))
    return None if left is not None and left == right else left


def _and(node: Node, row: Row, params: Row) -> Any:
    values = [_value(p, row, params) for p in operands(node)]
    if any(v is False for v in values):
        return False
    return None if None in values else True


def _or(node: Node, row: Row, params: Row) -> Any:
    values = [_value(p, row, params) for p in operands(node)]
    if any(v is True for v in values):
        return True
    return None if None in values else False


def _between(node: Node, row: Row, params: Row) -> Any:
    value, low, high = (_value(p, row, params) for p in operands(node))
    above = None if value is None or low is None else value >= low
    below = None if value is None or high is None else value <= high
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def _add(left: Any, right: Any) -> Any:
    return left + timedelta(days=int(right)) if isinstance(left, date) else left + right


def _sub(left: Any, right: Any) -> Any:
    if isinstance(left, date):
        if isinstance(right, date):
            return Decimal((left - right).days)
        return left - timedelta(days=int(right))
    return left - right


_LAZY: Mapping[type[Node], Callable[[Node, Row, Row], Any]] = {
    exp.Column: lambda n, row, _: as_number(row[n.name]),
    exp.Placeholder: lambda n, _, params: as_number(params[str(n.this)]),
    exp.Literal: _literal,
    exp.Boolean: lambda n, _r, _p: bool(n.this),
    exp.Null: lambda _n, _r, _p: None,
    exp.Cast: lambda n, _r, _p: date.fromisoformat(n.this.name),
    exp.Is: lambda n, row, params: (
        (_value(n.this, row, params) is None) is not bool(n.args.get("negate"))
    ),
    exp.Case: _case,
    exp.Coalesce: _coalesce,
    exp.Nullif: _nullif,
    exp.And: _and,
    exp.Or: _or,
    exp.Between: _between,
}

_STRICT: Mapping[type[Node], Callable[..., Any]] = {
    exp.Paren: lambda a: a,
    exp.Add: _add,
    exp.Sub: _sub,
    exp.Mul: number.mul,
    exp.Div: number.div,
    exp.Neg: lambda a: -a,
    exp.Abs: abs,
    exp.Ln: number.ln,
    exp.Pow: number.power,
    exp.EQ: lambda a, b: a == b,
    exp.NEQ: lambda a, b: a != b,
    exp.GT: lambda a, b: a > b,
    exp.GTE: lambda a, b: a >= b,
    exp.LT: lambda a, b: a < b,
    exp.LTE: lambda a, b: a <= b,
    exp.Not: lambda a: not a,
    exp.In: lambda a, *options: a in options,
    exp.Least: lambda *a: reduce(min, a),
    exp.Greatest: lambda *a: reduce(max, a),
}
