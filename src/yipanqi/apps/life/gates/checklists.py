"""The checklist of each gate in force: the city's own newest version, else the shipped one."""

import tomllib
from functools import lru_cache
from importlib.resources import files
from typing import Any

from yipanqi.apps.life.gates.models import AdoptedChecklist
from yipanqi.core.projects.gates import Checklist, Gate, Item, PaperKind


@lru_cache(maxsize=1)
def shipped() -> dict[Gate, Checklist]:
    text = (files("yipanqi.apps.life.gates") / "checklists.toml").read_text(encoding="utf-8")
    told = tomllib.loads(text)
    return {gate: of_table(gate, told[gate.value]) for gate in Gate}


def of_table(gate: Gate, table: dict[str, Any]) -> Checklist:
    items = tuple(Item(**row | {"kind": PaperKind(row["kind"])}) for row in table["item"])
    return Checklist(gate, table["definition"], table["source"], items)


def in_force() -> dict[Gate, Checklist]:
    """Every gate's checklist. One query."""
    found = dict(shipped())
    for row in AdoptedChecklist.objects.order_by("number"):
        found[Gate(row.gate)] = of_row(row)
    return found


def of_row(row: AdoptedChecklist) -> Checklist:
    table = {"definition": row.definition, "source": row.source, "item": row.items}
    return of_table(Gate(row.gate), table)


def adopted() -> dict[str, AdoptedChecklist]:
    """Gate → the city's own newest version."""
    rows = AdoptedChecklist.objects.select_related("adopted_by").order_by("number")
    return {row.gate: row for row in rows}
