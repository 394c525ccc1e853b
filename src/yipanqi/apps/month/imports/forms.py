"""Raw input → choices of columns and rows."""

from collections.abc import Mapping, Sequence

from django.http import QueryDict

from yipanqi.apps.month.imports.reading import Reading, ReadTable, TableChoice
from yipanqi.core.tables.fields import KIND, Kind, MoneyUnit, TableField
from yipanqi.core.tables.mapping import Choice
from yipanqi.infra.inputs import whole

CHOOSE, CELL = "choose:", "cell:"


def table_choices(post: QueryDict, reading: Reading) -> dict[str, TableChoice]:
    """One choice per table: ``use-0``, ``field-0-3``, ``unit-0-3`` (table and column numbers)."""
    return {
        table.key: TableChoice(f"use-{number}" in post, _columns(post, number, table))
        for number, table in enumerate(reading.tables)
    }


def _columns(post: QueryDict, number: int, table: ReadTable) -> dict[int, Choice]:
    found = {}
    for column in table.proposed.columns:
        name = f"field-{number}-{column.index}"
        if name not in post:
            continue
        of = _field(str(post[name]))
        money = of is not None and KIND[of] is Kind.MONEY
        unit = _unit(post.get(f"unit-{number}-{column.index}", "")) if money else None
        found[column.index] = Choice(of, unit, column.scale)
    return found


def _field(text: str) -> TableField | None:
    return TableField(text) if text in {f.value for f in TableField} else None


def _unit(text: str) -> MoneyUnit | None:
    return MoneyUnit(text) if text in {u.value for u in MoneyUnit} else None


def row_choices(post: QueryDict) -> tuple[Mapping[str, str], Sequence[str]]:
    """Projects chosen by row key, and the keys of rows left out."""
    chosen = {
        name.removeprefix(CHOOSE): str(post[name])
        for name in post
        if name.startswith(CHOOSE) and post[name]
    }
    return chosen, sorted(set(post.getlist("exclude")))


def cell_words(post: QueryDict) -> dict[str, str]:
    """What the person wrote anew, by cell key."""
    return {
        name.removeprefix(CELL): str(post[name]).strip()
        for name in post
        if name.startswith(CELL) and str(post[name]).strip()
    }


def version(post: QueryDict) -> int | None:
    return whole(post.get("version", ""))


def key(post: QueryDict) -> str | None:
    return post.get("key", "")[:100] or None
