"""What the expression language says, allows and refuses."""

from datetime import date
from decimal import Decimal

import pytest

from yipanqi.core.scheme.expression import ExpressionFault, Kind, Vocabulary, read
from yipanqi.core.scheme.interpret import value_of
from yipanqi.core.scheme.number import wide

WORDS = Vocabulary(
    {"a": Kind.NUMBER, "b": Kind.NUMBER, "word": Kind.TEXT, "day": Kind.DATE, "yes": Kind.BOOL},
    {"month_end": Kind.DATE, "share": Kind.NUMBER},
    {},
)
ROW = {"a": 7, "b": None, "word": "新建", "day": date(2024, 4, 30), "yes": True}
PARAMS = {"month_end": date(2024, 5, 31), "share": Decimal("0.25")}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a / 2 * 3", Decimal("10.5")),
        ("a / 0", None),
        ("a / nullif(a, 7)", None),
        ("2 / 3", Decimal("0.666666666667")),
        ("least(a, 9)", 7),
        ("least(a, b)", None),
        ("greatest(a, 9, 3)", 9),
        ("coalesce(b, a)", 7),
        ("b IS NULL", True),
        ("b IS NOT NULL", False),
        ("a IS NOT NULL", True),
        ("NOT b IS NULL", False),
        ("b > 1", None),
        ("b > 1 OR yes", True),
        ("b > 1 AND NOT yes", False),
        ("b > 1 AND yes", None),
        ("a BETWEEN 8 AND b", False),
        ("a NOT BETWEEN 8 AND b", True),
        ("a NOT IN (1, 2)", True),
        ("word IN ('新建', '续建')", True),
        ("word <> '新建'", False),
        ("day <= :month_end", True),
        (":month_end - day", 31),
        ("day + 31 = :month_end", True),
        ("day < date '2024-05-01'", True),
        ("CASE WHEN b > 0 THEN 1 WHEN a > 0 THEN 2 END", 2),
        ("CASE WHEN b > 0 THEN 1 END", None),
        ("-a + abs(-a)", 0),
        ("(-:share)", Decimal("-0.25")),
        ("ln(1)", 0),
        ("ln(0)", None),
        ("power(2, 0.5)", Decimal("1.414213562373")),
        ("power(0 - a, 2)", None),
        ("power(0, 0)", 1),
    ],
)
def test_meaning(text, value):
    with wide():
        assert value_of(read(text, WORDS), ROW, PARAMS) == value


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a +", "scheme.expression_unreadable"),
        ("a; b", "scheme.expression_unreadable"),
        ("c", "scheme.unknown_name"),
        ("t.a", "scheme.not_allowed_in_expression"),
        (":nothing", "scheme.unknown_parameter"),
        ("(SELECT 1)", "scheme.not_allowed_in_expression"),
        ("read_csv('x')", "scheme.not_allowed_in_expression"),
        ("log(a)", "scheme.not_allowed_in_expression"),
        ("round(a, 2)", "scheme.not_allowed_in_expression"),
        ("random()", "scheme.not_allowed_in_expression"),
        ("current_date", "scheme.not_allowed_in_expression"),
        ("a BETWEEN SYMMETRIC 9 AND 1", "scheme.not_allowed_in_expression"),
        ("CAST(a AS text)", "scheme.not_allowed_in_expression"),
        ("CASE a WHEN 1 THEN 2 END", "scheme.not_allowed_in_expression"),
        ("yes IS TRUE", "scheme.not_allowed_in_expression"),
        ("word LIKE '新%'", "scheme.not_allowed_in_expression"),
        ("a IN (SELECT 1)", "scheme.not_allowed_in_expression"),
        ("a IN (b, 1)", "scheme.in_needs_a_list"),
        ("a + word", "scheme.wrong_type"),
        ("a = word", "scheme.wrong_type"),
        ("a AND yes", "scheme.wrong_type"),
        ("coalesce(a, '0')", "scheme.wrong_type"),
        ("day + a", "scheme.wrong_type"),
        ("yes < yes", "scheme.wrong_type"),
        ("CASE WHEN yes THEN 1 ELSE 'x' END", "scheme.wrong_type"),
        ("NULL", "scheme.not_allowed_in_expression"),
        ("coalesce(NULL, NULL)", "scheme.only_nulls"),
        ("date '2024-02-30'", "scheme.no_such_date"),
        ("a + 0.0000000000001", "scheme.number_out_of_range"),
        ("lookup(size, a)", "scheme.unknown_lookup"),
        ("+".join(["a"] * 300), "scheme.expression_too_long"),
    ],
)
def test_refused(text, code):
    with pytest.raises(ExpressionFault) as refused:
        read(text, WORDS)
    assert refused.value.code == code
