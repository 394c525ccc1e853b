"""An expression as SQL: the translation of ``interpret``, node by node."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from sqlglot import exp

from yipanqi.core.scheme import sql
from yipanqi.core.scheme.expression import Expression, Node, operands
from yipanqi.core.scheme.sql import Sql, Type

Words = Mapping[str, Sql]


class _Translation:
    def __init__(self, names: Words, params: Words) -> None:
        self.names = names
        self.params = params

    def of(self, node: Node) -> Sql:
        return _RULES[type(node)](self, node)

    def parts(self, node: Node) -> list[Sql]:
        return [self.of(p) for p in operands(node)]


def to_sql(expression: Expression, names: Words, params: Words) -> Sql:
    return _Translation(names, params).of(expression.tree)


def conjuncts(expression: Expression, names: Words, params: Words) -> list[Sql]:
    """The parts of a condition that must all be true; the whole where it is no AND."""
    translation = _Translation(names, params)
    tree = expression.tree
    parts = tree.flatten() if isinstance(tree, exp.And) else (tree,)
    return [translation.of(part) for part in parts]


def constant(value: Decimal | str | date) -> Sql:
    """A parameter of the scored month as a literal."""
    if isinstance(value, str):
        return sql.text(value)
    if isinstance(value, date):
        return sql.day(value)
    return _number(value)


def _number(value: Decimal) -> Sql:
    if value == value.to_integral_value():
        return sql.whole(int(value))
    return sql.constant(value)


def _literal(_: _Translation, node: Node) -> Sql:
    return sql.text(node.name) if node.is_string else _number(Decimal(str(node.this)))


def _alike(parts: list[Sql]) -> list[Sql]:
    """Whole numbers beside decimals become decimals: mixed types would meet as doubles."""
    if any(p.type is Type.DECIMAL for p in parts):
        return [p.decimal if p.type is Type.WHOLE else p for p in parts]
    return parts


def _joined(operator: str) -> Callable[[_Translation, Node], Sql]:
    def rule(t: _Translation, node: Node) -> Sql:
        parts = t.parts(node)
        left = parts[0]
        if left.type is Type.DATE:
            days = parts[1].type is Type.DATE
            return Sql(f"({left} {operator} {parts[1]})", Type.WHOLE if days else Type.DATE)
        left, right = _alike(parts)
        return Sql(f"({left} {operator} {right})", left.type)

    return rule


def _binary(make: Callable[[Sql, Sql], Sql]) -> Callable[[_Translation, Node], Sql]:
    return lambda t, node: make(*t.parts(node))


def _boolean(operator: str) -> Callable[[_Translation, Node], Sql]:
    def rule(t: _Translation, node: Node) -> Sql:
        left, right = _alike(t.parts(node))
        return Sql(f"({left} {operator} {right})", Type.BOOL)

    return rule


def _in(t: _Translation, node: Node) -> Sql:
    value, *options = _alike(t.parts(node))
    return Sql(f"({value} IN ({', '.join(map(str, options))}))", Type.BOOL)


def _between(t: _Translation, node: Node) -> Sql:
    value, low, high = _alike(t.parts(node))
    return Sql(f"({value} BETWEEN {low} AND {high})", Type.BOOL)


def _is_null(t: _Translation, node: Node) -> Sql:
    word = "IS NOT NULL" if node.args.get("negate") else "IS NULL"
    return Sql(f"({t.of(node.this)} {word})", Type.BOOL)


def _case(t: _Translation, node: Node) -> Sql:
    branches = node.args["ifs"]
    default = node.args.get("default")
    results = [t.of(b.args["true"]) for b in branches]
    if default is not None:
        results.append(t.of(default))
    results = _alike(results)
    whens = " ".join(
        f"WHEN {t.of(b.this)} THEN {r}" for b, r in zip(branches, results, strict=False)
    )
    otherwise = f" ELSE {results[-1]}" if default is not None else ""
    return Sql(f"CASE {whens}{otherwise} END", _type(results))


def _type(parts: list[Sql]) -> Type:
    return next((p.type for p in parts if p.text != "NULL"), parts[0].type)


def _function(name: str) -> Callable[[_Translation, Node], Sql]:
    def rule(t: _Translation, node: Node) -> Sql:
        parts = _alike(t.parts(node))
        return Sql(f"{name}({', '.join(map(str, parts))})", _type(parts))

    return rule


def _extreme(name: str) -> Callable[[_Translation, Node], Sql]:
    """Null if any part is null; DuckDB's own would skip it."""

    def rule(t: _Translation, node: Node) -> Sql:
        parts = _alike(t.parts(node))
        may_be_null = [
            p for p, n in zip(parts, operands(node), strict=True) if not isinstance(n, exp.Literal)
        ]
        nulls = " OR ".join(f"{p} IS NULL" for p in may_be_null) or "FALSE"
        chosen = f"{name}({', '.join(map(str, parts))})"
        return Sql(f"CASE WHEN {nulls} THEN NULL ELSE {chosen} END", parts[0].type)

    return rule


def _ln(t: _Translation, node: Node) -> Sql:
    value = t.of(node.this).decimal
    logarithm = f"CAST(LN(CAST({value} AS DOUBLE)) AS {sql.DECIMAL})"
    return Sql(f"CASE WHEN {value} > 0 THEN {logarithm} END", Type.DECIMAL)


def _power(t: _Translation, node: Node) -> Sql:
    base, exponent = (p.decimal for p in t.parts(node))
    result = f"POWER(CAST({base} AS DOUBLE), CAST({exponent} AS DOUBLE))"
    defined = f"{base} > 0 OR ({base} = 0 AND {exponent} >= 0)"
    return Sql(f"CASE WHEN {defined} THEN CAST({result} AS {sql.DECIMAL}) END", Type.DECIMAL)


def _prefixed(operator: str) -> Callable[[_Translation, Node], Sql]:
    def rule(t: _Translation, node: Node) -> Sql:
        value = t.of(node.this)
        return Sql(f"({operator} {value})", value.type)

    return rule


_RULES: Mapping[type[Node], Callable[[_Translation, Node], Sql]] = {
    exp.Column: lambda t, n: t.names[n.name],
    exp.Placeholder: lambda t, n: t.params[str(n.this)],
    exp.Literal: _literal,
    exp.Boolean: lambda _t, n: Sql("TRUE" if n.this else "FALSE", Type.BOOL),
    exp.Null: lambda _t, _n: Sql("NULL", Type.WHOLE),
    exp.Cast: lambda _t, n: sql.day(date.fromisoformat(n.this.name)),
    exp.Paren: lambda t, n: t.of(n.this),
    exp.Add: _joined("+"),
    exp.Sub: _joined("-"),
    exp.Mul: _binary(sql.mul),
    exp.Div: _binary(sql.div),
    exp.Neg: _prefixed("-"),
    exp.Abs: _function("ABS"),
    exp.Ln: _ln,
    exp.Pow: _power,
    exp.EQ: _boolean("="),
    exp.NEQ: _boolean("<>"),
    exp.GT: _boolean(">"),
    exp.GTE: _boolean(">="),
    exp.LT: _boolean("<"),
    exp.LTE: _boolean("<="),
    exp.And: _boolean("AND"),
    exp.Or: _boolean("OR"),
    exp.Not: _prefixed("NOT"),
    exp.In: _in,
    exp.Between: _between,
    exp.Is: _is_null,
    exp.Case: _case,
    exp.Coalesce: _function("COALESCE"),
    exp.Nullif: _function("NULLIF"),
    exp.Least: _extreme("LEAST"),
    exp.Greatest: _extreme("GREATEST"),
}
