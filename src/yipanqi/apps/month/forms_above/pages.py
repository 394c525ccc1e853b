"""What the pages of a form show: the grid with its places, the list of filled figures."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from yipanqi.apps.month.forms_above import frozen
from yipanqi.apps.month.forms_above.models import FilledForm, FormVersion
from yipanqi.apps.month.forms_above.wording import (
    COUNTED_IN,
    PERIODS,
    figure_words,
    measure_words,
    only_words,
    silence_words,
)
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.forms_above.grids import Place, places
from yipanqi.core.forms_above.mapping import Figure, Mapped, Period
from yipanqi.core.forms_above.measures import Form, Kind, measure_of
from yipanqi.core.month import Month
from yipanqi.core.tables.book import address, column_letters


@dataclass
class OpenedForm:
    """A version opened for its mapping page."""

    version: FormVersion
    told: Mapping[str, Any]
    there: Mapping[str, Place]
    mapped: Mapped
    proposed: Mapping[str, Figure] = field(default_factory=dict)

    @classmethod
    def of(cls, version: FormVersion, *, propose: bool = True) -> "OpenedForm":
        told = frozen.opened(version)
        month = Month.parse(version.file_month)
        mapped = Mapped.from_json(version.mapping)
        proposed = frozen.suggestions(told, month) if propose else {}
        still = {at: f for at, f in proposed.items() if at not in mapped.figures}
        return cls(version, told, places(told, month), mapped, still)

    def spot(self, at: str) -> dict[str, Any]:
        """What a place looks like: its figure, else what is proposed."""
        figure = self.mapped.figures.get(at)
        hint = self.proposed.get(at)
        shown = figure or hint
        return {
            "at": at,
            "anchor": anchor(at),
            "words": figure_words(shown) if shown else "",
            "state": "is-mapped" if figure else "is-proposed" if hint else "is-open",
        }

    def sheets(self) -> Iterator[dict[str, Any]]:
        repeated = {(r.sheet, r.row): r for r in self.mapped.repeats}
        for sheet in self.told.get("sheets", ()):
            hidden, spans = _merged(sheet["merges"])
            rows = []
            for r, row in enumerate(sheet["rows"]):
                cells = []
                for c, cell in enumerate(row):
                    if (r, c) in hidden:
                        continue
                    at = f"{sheet['name']}!{address(r, c)}"
                    one = {"text": cell.get("text", ""), "formula": cell.get("formula", False)}
                    one["number"], one["bold"] = cell.get("number"), cell.get("bold")
                    one["rows"], one["columns"] = spans.get((r, c), (1, 1))
                    if at in self.there:
                        one["spot"] = self.spot(at)
                    cells.append(one)
                again = repeated.get((sheet["name"], r))
                rows.append({"number": r + 1, "cells": cells, "repeat": again, "row": r})
            width = max((len(row) for row in sheet["rows"]), default=0)
            letters = [column_letters(c) for c in range(width)]
            yield {"name": sheet["name"], "letters": letters, "rows": rows}

    def blocks(self) -> Iterator[dict[str, Any]]:
        """Paragraphs as pieces, tables as rows of cells of paragraphs."""
        by_paragraph: dict[int, list[Place]] = {}
        for at, place in self.there.items():
            if at.startswith("p"):
                by_paragraph.setdefault(int(at[1:].partition(":")[0]), []).append(place)
        for number, block in enumerate(self.told.get("blocks", ())):
            if "rows" not in block:
                yield {"pieces": self._pieces(block, by_paragraph)}
                continue
            rows = []
            for r, row in enumerate(block["rows"]):
                again = next(
                    (x for x in self.mapped.repeats if (x.sheet, x.row) == (f"表{number}", r)), None
                )
                cells = [[self._pieces(p, by_paragraph) for p in cell] for cell in row]
                rows.append({"cells": cells, "repeat": again, "row": r})
            yield {"rows": rows, "sheet": f"表{number}"}

    def _pieces(
        self, paragraph: Mapping[str, Any], found: Mapping[int, list[Place]]
    ) -> list[dict[str, Any]]:
        pieces: list[dict[str, Any]] = []
        at = 0
        text = paragraph["text"]
        for place in sorted(found.get(paragraph["p"], ()), key=lambda p: _span(p.at)):
            start, end = _span(place.at)
            if start > at:
                pieces.append({"text": text[at:start]})
            pieces.append({"text": text[start:end], "spot": self.spot(place.at)})
            at = end
        if at < len(text):
            pieces.append({"text": text[at:]})
        return pieces


def anchor(at: str) -> str:
    """An id for a place on the page, in plain letters: it travels in a redirect."""
    return f"at-{at.encode().hex()}"


def _span(at: str) -> tuple[int, int]:
    start, _, end = at.rpartition(":")[2].partition("-")
    return int(start), int(end)


def _merged(merges: list[list[int]]) -> tuple[set[tuple[int, int]], dict[Any, Any]]:
    hidden: set[tuple[int, int]] = set()
    spans = {}
    for top, left, bottom, right in merges:
        spans[top, left] = (bottom - top + 1, right - left + 1)
        hidden |= {
            (r, c)
            for r in range(top, bottom + 1)
            for c in range(left, right + 1)
            if (r, c) != (top, left)
        }
    return hidden, spans


def figure_rows(filled: FilledForm) -> list[dict[str, Any]]:
    """The kept figures in words, with the snapshots they came from."""
    wanted = {ref for told in filled.figures for ref in told["sources"]}
    known = {
        str(s): s
        for s in Snapshot.objects.filter(month__in={ref.partition("/")[0] for ref in wanted})
    }
    names: dict[str, str] = {}
    rows = []
    for told in filled.figures:
        key = told["measure"]
        names.setdefault(key, measure_words(key))
        rows.append(
            told
            | {
                "words": names[key],
                "counted_in": _counted_in(told),
                "period_words": PERIODS[Period(told["period"])],
                "only_words": only_words(told["only"]) if told["only"] else "",
                "snapshots": [known[ref] for ref in told["sources"] if ref in known],
            }
        )
    return rows


def _counted_in(told: Mapping[str, Any]) -> str:
    measure = measure_of(told["measure"])
    if measure is None or measure.kind not in (Kind.MONEY, Kind.SHARE):
        return ""
    return str(COUNTED_IN[Form(told["form"])])


def silent_rows(filled: FilledForm) -> list[dict[str, Any]]:
    return [
        told
        | {
            "words": measure_words(told["measure"]) if told.get("measure") else "",
            "why": silence_words(told["code"], told["params"]),
        }
        for told in filled.silent
    ]
