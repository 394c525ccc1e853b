"""Expressions of a scheme: SQL scalars parsed by sqlglot and checked node by node.

What is not listed in ``_RULES`` is refused: a function sqlglot happens to know is as
foreign as one it does not. ``least`` and ``greatest`` are null if any part is null, unlike
in most databases: silence must not become a figure. A quotient by zero is null.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from sqlglot import exp, parse
from sqlglot.errors import SqlglotError

Node = exp.Expr
MAX_NODES = 400


class Kind(StrEnum):
    NUMBER = "number"
    TEXT = "text"
    BOOL = "bool"
    DATE = "date"


Names = Mapping[str, Kind]


class ExpressionFault(Exception):  # noqa: N818
    """One thing wrong inside an expression."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. ``names`` are the columns or measures it reads."""

    text: str
    kind: Kind
    names: frozenset[str]
    params: frozenset[str]
    tree: Node = field(compare=False, repr=False)

    @property
    def is_inexact(self) -> bool:
        """Reads ``ln`` or ``power``, where SQL may differ in the twelfth place."""
        return self.tree.find(exp.Ln, exp.Pow) is not None

    @property
    def has_edges(self) -> bool:
        """Can jump: a comparison may be decided by the twelfth place."""
        return self.tree.find(exp.Predicate, exp.Case, exp.Nullif) is not None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What an expression may name: columns or measures, ``:parameters``, lookup tables."""

    names: Names
    params: Names
    lookups: Mapping[str, Callable[[Node], Node]]


def read(text: str, words: Vocabulary) -> Expression:
    """Parse and check; raises ``ExpressionFault`` for the first thing wrong."""
    tree = _one_tree(text)
    tree = tree.transform(_lookup_expander(words))
    if sum(1 for _ in tree.walk()) > MAX_NODES:
        raise ExpressionFault("scheme.expression_too_long", limit=MAX_NODES)
    kind = kind_of(tree, words)
    columns = frozenset(c.name for c in tree.find_all(exp.Column))
    params = frozenset(str(p.this) for p in tree.find_all(exp.Placeholder))
    return Expression(text, kind, columns, params, tree)


def _one_tree(text: str) -> Node:
    try:
        trees = [t for t in parse(text, read="postgres") if t is not None]
    except SqlglotError as error:
        first = str(error).splitlines()[0]
        raise ExpressionFault("scheme.expression_unreadable", detail=first) from None
    if len(trees) != 1:
        raise ExpressionFault("scheme.expression_unreadable", detail=text)
    return trees[0]


def _lookup_expander(words: Vocabulary) -> Callable[[Node], Node]:
    def expand(node: Node) -> Node:
        if not (isinstance(node, exp.Anonymous) and node.name.lower() == "lookup"):
            return node
        if len(node.expressions) != 2 or node.expressions[0].name not in words.lookups:
            raise ExpressionFault("scheme.unknown_lookup", found=node.sql("postgres"))
        return words.lookups[node.expressions[0].name](node.expressions[1])

    return expand


_ARGS = frozenset(
    {"this", "expression", "expressions", "low", "high", "ifs", "true", "default", "to"}
    | {"is_string", "quoted"}
)
_HARMLESS = frozenset({"typed", "safe", "ignore_nulls"})  # how other dialects would write it
_OF_ONE_NODE: Mapping[type[Node], str] = {exp.Is: "negate"}


def kind_of(node: Node, words: Vocabulary) -> Kind:
    rule = _RULES.get(type(node))
    said = {name for name, value in node.args.items() if value not in (None, False, [])}
    unheard = said - _ARGS - _HARMLESS - {_OF_ONE_NODE.get(type(node))}
    if rule is None or unheard:
        raise ExpressionFault("scheme.not_allowed_in_expression", found=node.sql("postgres"))
    return rule(node, words)


def _column(node: Node, words: Vocabulary) -> Kind:
    if node.args.get("table") is not None or node.name not in words.names:
        raise ExpressionFault("scheme.unknown_name", found=node.sql("postgres"))
    return words.names[node.name]


def _placeholder(node: Node, words: Vocabulary) -> Kind:
    if str(node.this) not in words.params:
        raise ExpressionFault("scheme.unknown_parameter", found=f":{node.this}")
    return words.params[str(node.this)]


def _literal(node: Node, _: Vocabulary) -> Kind:
    if node.is_string:
        return Kind.TEXT
    literal_number(node)
    return Kind.NUMBER


def literal_number(node: Node) -> Decimal:
    """Raises for a number the language cannot hold exactly: over 26 digits or 12 places."""
    try:
        value = Decimal(str(node.this))
    except InvalidOperation:
        raise ExpressionFault("scheme.number_out_of_range", found=str(node.this)) from None
    exponent = value.normalize().as_tuple().exponent
    if abs(value) >= Decimal(10) ** 18 or (isinstance(exponent, int) and exponent < -12):
        raise ExpressionFault("scheme.number_out_of_range", found=str(node.this))
    return value


def _cast(node: Node, _: Vocabulary) -> Kind:
    literal = node.this
    is_date = node.args["to"].this == exp.DataType.Type.DATE
    if not (is_date and isinstance(literal, exp.Literal) and literal.is_string):
        raise ExpressionFault("scheme.not_allowed_in_expression", found=node.sql("postgres"))
    try:
        date.fromisoformat(literal.name)
    except ValueError:
        raise ExpressionFault("scheme.no_such_date", found=literal.name) from None
    return Kind.DATE


def _demand(node: Node, wanted: Kind, words: Vocabulary) -> None:
    found = kind_of(node, words)
    if found is not wanted:
        raise ExpressionFault(
            "scheme.wrong_type", found=node.sql("postgres"), is_type=found, needs_type=wanted
        )


def _same_kind(nodes: Iterable[Node], words: Vocabulary) -> Kind:
    """The one kind of all parts; a bare null fits any."""
    kinds: Kind | None = None
    for node in nodes:
        if isinstance(node, exp.Null):
            continue
        if kinds is None:
            kinds = kind_of(node, words)
        else:
            _demand(node, kinds, words)
    if kinds is None:
        raise ExpressionFault("scheme.only_nulls")
    return kinds


def _numbers(node: Node, words: Vocabulary) -> Kind:
    for part in operands(node):
        _demand(part, Kind.NUMBER, words)
    return Kind.NUMBER


def _sum(node: Node, words: Vocabulary) -> Kind:
    """Numbers; or a date and days; or two dates, whose difference is in days."""
    left, right = kind_of(node.this, words), kind_of(node.expression, words)
    if left is Kind.DATE:
        if right is Kind.DATE and isinstance(node, exp.Sub):
            return Kind.NUMBER
        if isinstance(node.expression, exp.Literal) and node.expression.name.isdigit():
            return Kind.DATE
    return _numbers(node, words)


def _compare(node: Node, words: Vocabulary) -> Kind:
    kind = _same_kind(operands(node), words)
    if kind is Kind.BOOL and not isinstance(node, exp.EQ | exp.NEQ):
        raise ExpressionFault("scheme.wrong_type", found=node.sql("postgres"), is_type=kind)
    return Kind.BOOL


def _logic(node: Node, words: Vocabulary) -> Kind:
    for part in operands(node):
        _demand(part, Kind.BOOL, words)
    return Kind.BOOL


def _in(node: Node, words: Vocabulary) -> Kind:
    if not node.expressions or any(not isinstance(e, exp.Literal) for e in node.expressions):
        raise ExpressionFault("scheme.in_needs_a_list", found=node.sql("postgres"))
    _same_kind((node.this, *node.expressions), words)
    return Kind.BOOL


def _is_null(node: Node, words: Vocabulary) -> Kind:
    if not isinstance(node.expression, exp.Null):
        raise ExpressionFault("scheme.not_allowed_in_expression", found=node.sql("postgres"))
    kind_of(node.this, words)
    return Kind.BOOL


def _case(node: Node, words: Vocabulary) -> Kind:
    if node.this is not None:
        raise ExpressionFault("scheme.not_allowed_in_expression", found=node.sql("postgres"))
    for branch in node.args["ifs"]:
        _demand(branch.this, Kind.BOOL, words)
    return _same_kind(case_results(node), words)


def _same(node: Node, words: Vocabulary) -> Kind:
    return _same_kind(operands(node), words)


def operands(node: Node) -> list[Node]:
    """The parts of an operator or function, in order."""
    parts = [node.args.get(k) for k in ("this", "expression", "low", "high")]
    return [p for p in parts if isinstance(p, Node)] + list(node.args.get("expressions") or ())


def case_results(node: Node) -> list[Node]:
    """What a CASE may give, without the implicit null of a missing ELSE."""
    results = [branch.args["true"] for branch in node.args["ifs"]]
    default = node.args.get("default")
    return results if default is None else [*results, default]


_RULES: Mapping[type[Node], Callable[[Node, Vocabulary], Kind]] = {
    exp.Column: _column,
    exp.Placeholder: _placeholder,
    exp.Literal: _literal,
    exp.Boolean: lambda _n, _w: Kind.BOOL,
    exp.Cast: _cast,
    exp.Paren: lambda n, w: kind_of(n.this, w),
    exp.Add: _sum,
    exp.Sub: _sum,
    **dict.fromkeys((exp.Mul, exp.Div, exp.Neg, exp.Ln, exp.Pow, exp.Abs), _numbers),
    **dict.fromkeys((exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.Between), _compare),
    **dict.fromkeys((exp.And, exp.Or, exp.Not), _logic),
    exp.In: _in,
    exp.Is: _is_null,
    exp.Case: _case,
    **dict.fromkeys((exp.Coalesce, exp.Nullif), _same),
    **dict.fromkeys((exp.Least, exp.Greatest), _numbers),
}
