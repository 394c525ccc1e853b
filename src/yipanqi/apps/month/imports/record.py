"""What stays on record of an applied import besides its cells: left out, skipped, recognised."""

from typing import Any

from yipanqi.apps.month.imports.plan import Plan
from yipanqi.apps.month.imports.reading import Reading

LINES_AT_MOST = 500


def record_of(plan: Plan, reading: Reading) -> dict[str, Any]:
    """Plain values; codes and addresses, the sentences come from the catalogue."""
    return {
        "read": len(plan.rows),
        "changed": len(plan.changed),
        "cells": plan.cells_changed,
        "unchanged": len(plan.unchanged),
        "excluded": [
            {"sheet": r.sheet, "row": r.number, "name": r.name}
            for r in plan.excluded[:LINES_AT_MOST]
        ],
        "skipped": [
            {"sheet": s.sheet, "row": s.row + 1, "reason": s.reason.value, "text": s.text}
            for s in plan.skipped[:LINES_AT_MOST]
        ],
        "tables": [
            {"sheet": t.settled.sheet, "use": t.use, "columns": len(t.settled.columns)}
            for t in reading.tables
        ],
        "corrected": [
            {"sheet": c.sheet, "cell": c.cell, "written": c.written, "used": c.used}
            for c in reading.corrected
        ],
        "own": reading.own is not None,
    }
