"""Frozen cells in words: names for uids, columns of the catalogue, figures with their units."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.apps.month.snapshots.queries import table
from yipanqi.core.facts.current import TABLES, Kind
from yipanqi.core.projects import stages
from yipanqi.infra.texts import label, render, shown_as

WORDS: Mapping[str, type] = {
    "domain": stages.Domain,
    "track": stages.Track,
    "stage": stages.Stage,
    "annual_class": stages.AnnualClass,
    "list_level": stages.ListLevel,
}


@dataclass(frozen=True, slots=True)
class ChangedLine:
    table: str
    row: str
    column: str
    before: str
    after: str


def column_title(name: str) -> str:
    return render(f"column.{name}")


def table_title(name: str) -> str:
    return render(f"table.{name}")


def cell_text(table_name: str, column: str, value: Any, names: Mapping[str, str]) -> str:
    """One frozen cell as a person reads it; ``names`` by uid."""
    if value is None:
        return "—"
    if column.endswith("uid"):
        return names.get(str(value), str(value))
    if column in WORDS:
        return label(WORDS[column](value))
    if column == "report_status":
        return render(f"status.{value}")
    found = TABLES[table_name].column(column)
    return _KINDS.get(found.kind if found else Kind.TEXT, str)(value)


_KINDS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.BOOL: lambda value: shown_as("flag", value in {True, "True"}),
    Kind.YUAN: lambda value: shown_as("amount_yuan", int(value)),
    Kind.DATE: lambda value: f"{date.fromisoformat(str(value)):%Y-%m-%d}",
}


def names_in(snapshot: Snapshot) -> dict[str, str]:
    """Names of units and projects of that month, by uid."""
    names = {u["uid"]: u["short_name"] for u in table(snapshot, "units")}
    return names | {p["project_uid"]: p["name"] for p in table(snapshot, "project_months")}


def changed_lines(snapshot: Snapshot, changes: Iterable[Mapping[str, Any]]) -> list[ChangedLine]:
    """The changed cells of a restatement, in words."""
    kept = list(changes)
    names = names_in(snapshot) if kept else {}
    return [_line(change, names) for change in kept]


def _line(change: Mapping[str, Any], names: Mapping[str, str]) -> ChangedLine:
    where, column = change["table"], change["column"]
    parts = [part for part in change["row"].split("/") if part]
    shown = [names.get(part, part) for part in parts]
    if not column:
        came = change["after"] is not None
        title = render("change.row_added" if came else "change.row_removed")
        return ChangedLine(table_title(where), " ".join(shown), title, "—", "—")
    return ChangedLine(
        table=table_title(where),
        row=" ".join(shown),
        column=column_title(column),
        before=cell_text(where, column, change["before"], names),
        after=cell_text(where, column, change["after"], names),
    )
