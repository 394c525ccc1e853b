"""A mapping and frozen months become what is written: values by place, sources, silences."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from yipanqi.apps.month.forms_above.wording import value_words
from yipanqi.core.forms_above.grids import Place
from yipanqi.core.forms_above.mapping import ROW, Figure, Mapped, Repeat
from yipanqi.core.forms_above.ranking import place_named
from yipanqi.core.forms_above.reading import Answer, Ground, Subject, written
from yipanqi.core.refusal import Refusal
from yipanqi.core.rounding import half_up

TEXT_PLACES = 2  # of an amount inside a sentence whose decimals nobody said
Told = dict[str, Any]


class Filling:
    """``request`` goes to the limited child; figures and silences are kept with the file.

    Raises ``form_above.place_gone`` where the file no longer has a mapped place.
    """

    def __init__(
        self, mapped: Mapped, ground: Ground, kind: str, places: Mapping[str, Place]
    ) -> None:
        self._ground, self._is_sheet, self._places = ground, kind == "xlsx", places
        self.figures: list[Told] = []
        self.silent: list[Told] = []
        self._writes: dict[str, Told] = {}
        self._repeats: list[Told] = []
        rows = {(r.sheet, r.row): r for r in mapped.repeats}
        inside: dict[tuple[str, int], dict[str, Figure]] = {key: {} for key in rows}
        for at, figure in mapped.figures.items():
            place = places.get(at)
            if place is None:
                raise Refusal("form_above.place_gone", place=at)
            if (place.sheet, place.row) in rows:
                inside[place.sheet, place.row][at] = figure
            else:
                sheet = self._writes.setdefault(place.sheet if self._is_sheet else "", {})
                sheet[self._own(at)] = self._answered(at, figure, None)
        for key, repeat in sorted(rows.items()):
            self._repeat(repeat, inside[key])

    @property
    def request(self) -> Told:
        return {"writes": self._writes, "repeats": self._repeats}

    def _own(self, at: str) -> str:
        return at.rpartition("!")[2] if self._is_sheet else at

    def _repeat(self, repeat: Repeat, figures: Mapping[str, Figure]) -> None:
        copies: list[Told] = []
        for subject in self._ground.subjects(repeat):
            values = {}
            for at, figure in figures.items():
                value = self._answered(f"{at}（{subject.number}）", figure, subject)
                values[self._column(at)] = value
            copies.append(values)
        if not copies:  # the row stands empty, and that is said
            copies.append({self._column(at): None for at in figures})
            self.silent.append({"at": repeat.sheet, "code": "form_above.nobody", "params": {}})
        row = repeat.row if self._is_sheet else self._paragraph(repeat)
        self._repeats.append({"sheet": repeat.sheet, "row": row, "copies": copies})

    def _column(self, at: str) -> str:
        return self._own(at).rstrip("0123456789") if self._is_sheet else at

    def _paragraph(self, repeat: Repeat) -> int:
        """A table row of a document is found by a paragraph inside it."""
        for at, place in self._places.items():
            if (place.sheet, place.row) == (repeat.sheet, repeat.row):
                return int(at[1:].partition(":")[0])
        raise Refusal("form_above.place_gone", place=repeat.sheet)

    def _answered(self, at: str, figure: Figure, subject: Subject | None) -> dict[str, str] | None:
        answer = self._ground.answer(figure, subject)
        told = self._where(at, figure, subject)
        if answer.silent:
            params = {name: str(value) for name, value in answer.params.items()}
            self.silent.append(told | {"code": answer.silent, "params": params})
            return None
        shown = self._shown(figure, answer)
        self.figures.append(told | _source(answer) | {"value": shown.get("n", shown.get("s"))})
        return shown

    def _shown(self, figure: Figure, answer: Answer) -> dict[str, str]:
        value = written(answer.value, figure)
        if not isinstance(value, Decimal):
            return {"s": value_words(figure.measure, str(value))}
        if not self._is_sheet and figure.places is None and value != value.to_integral_value():
            value = half_up(value, TEXT_PLACES)
        text = f"{value:f}"
        if self._is_sheet and "." in text:
            text = text.rstrip("0").rstrip(".")
        return {"n": text}

    def _where(self, at: str, figure: Figure, subject: Subject | None) -> Told:
        if figure.unit == ROW:
            unit = subject.unit if subject else ""
        else:
            unit = figure.unit or self._ground.now.root
        row = self._ground.now.units.get(unit)
        name = str(row["name"]) if row else ""
        if place := place_named(unit):
            name = gettext("no. %(place)s of the ranking") % {"place": place}
        if subject is not None and subject.project is not None and figure.unit == ROW:
            name = str(subject.project["name"])
        return {
            "at": at,
            "label": figure.label,
            "measure": figure.measure,
            "period": figure.period.value,
            "form": figure.form.value,
            "only": figure.only,
            "unit": unit,
            "unit_name": name,
        }


def _source(answer: Answer) -> Told:
    exact = answer.value.isoformat() if isinstance(answer.value, date) else str(answer.value)
    return {
        "exact": exact,
        "sources": list(answer.sources),
        "rows": answer.rows,
        "missing": answer.missing,
        "sheet": answer.sheet,
    }
