"""Say what the places of a form mean, and which row is repeated."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.forms_above import frozen, queries
from yipanqi.apps.month.forms_above.access import check_office
from yipanqi.apps.month.forms_above.models import FormVersion
from yipanqi.apps.month.forms_above.rankings import leagues_known
from yipanqi.apps.month.reporting.models import Measure as Statistic
from yipanqi.core.forms_above.grids import Place, places
from yipanqi.core.forms_above.mapping import (
    LEAGUE,
    ROOT,
    ROW,
    Figure,
    Mapped,
    Repeat,
    needs_a_row,
)
from yipanqi.core.forms_above.measures import OBSERVED, TARGET
from yipanqi.core.forms_above.ranking import Asked, place_named
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.verbs import act, check_version


def map_places(
    *,
    viewer: Viewer,
    uid: str | UUID,
    figures: Mapping[str, Mapping[str, Any] | None],
    expected_version: int | None = None,
    key: str | None = None,
) -> FormVersion:
    """Give places their figures; None takes one away.

    Raises ``form_above.no_such_place``, ``form_above.no_such_figure``,
    ``form_above.no_such_unit_now``, ``form_above.newer_version``.
    """
    check_office(viewer)
    stored = queries.version_by_uid(viewer, uid)
    there = _places(stored)
    wanted = {at: _figure(there, at, told) for at, told in figures.items()}
    with act(viewer, "map_places", key=key) as verb:
        if verb.repeated:
            return stored
        version = _open(stored, expected_version)
        mapped = Mapped.from_json(version.mapping)
        after = dict(mapped.figures)
        for at, figure in wanted.items():
            after.pop(at, None)
            if figure is not None:
                after[at] = figure
        before = {at: f.as_json() for at, f in mapped.figures.items() if at in wanted}
        _save(version, Mapped(after, mapped.repeats))
        verb.record(
            version,
            before=before,
            after={at: f.as_json() for at, f in wanted.items() if f is not None},
        )
    return version


def repeat_row(
    *,
    viewer: Viewer,
    uid: str | UUID,
    sheet: str,
    row: int,
    repeat: Mapping[str, Any] | None,
    expected_version: int | None = None,
    key: str | None = None,
) -> FormVersion:
    """Write a row once for each county, zone, town or project; None makes it a plain row again.

    Raises ``form_above.no_such_place``, ``form_above.no_such_unit_now``.
    """
    check_office(viewer)
    stored = queries.version_by_uid(viewer, uid)
    there = _places(stored)
    if not any((p.sheet, p.row) == (sheet, row) for p in there.values()):
        raise Refusal("form_above.no_such_place", place=f"{sheet}!{row + 1}")
    wanted = None
    if repeat is not None:
        wanted = Repeat.from_json({**repeat, "sheet": sheet, "row": row})
        _check_unit(wanted.unit)
        _check_league(wanted.narrowed.get(LEAGUE, ""))
    with act(viewer, "repeat_row", key=key) as verb:
        if verb.repeated:
            return stored
        version = _open(stored, expected_version)
        mapped = Mapped.from_json(version.mapping)
        others = tuple(r for r in mapped.repeats if (r.sheet, r.row) != (sheet, row))
        figures = {
            at: _in_row(figure, wanted is not None)
            if at in there and (there[at].sheet, there[at].row) == (sheet, row)
            else figure
            for at, figure in mapped.figures.items()
        }
        _save(version, Mapped(figures, (*others, *([wanted] if wanted else []))))
        verb.record(
            version,
            before={"repeats": [r.as_json() for r in mapped.repeats]},
            after={"repeats": version.mapping["repeats"]},
        )
    return version


def _in_row(figure: Figure, is_repeated: bool) -> Figure:
    """Figures of a repeated row are the row's own, and the other way round."""
    if is_repeated and figure.unit == ROOT:
        return replace(figure, unit=ROW)
    return replace(figure, unit=ROOT) if not is_repeated and figure.unit == ROW else figure


def _places(stored: FormVersion) -> dict[str, Place]:
    return places(frozen.opened(stored), Month.parse(stored.file_month))


def _figure(there: Mapping[str, Place], at: str, told: Mapping[str, Any] | None) -> Figure | None:
    if at not in there:
        raise Refusal("form_above.no_such_place", place=at)
    if told is None:
        return None
    figure = replace(Figure.from_json(told), label=there[at].label[:200])
    _check_unit(figure.unit)
    if asked := Asked.of(figure.measure):
        _check_league(asked.league)
    if figure.measure.startswith((OBSERVED, TARGET)):
        name = figure.measure.partition(":")[2]
        if not Statistic.objects.filter(key=name).exists():
            raise Refusal("form_above.no_such_figure")
    return figure


def _check_league(league: str) -> None:
    """A league of a scheme that is kept here; none asked for is right."""
    if league and league not in {key for key, _, _ in leagues_known()}:
        raise Refusal("form_above.no_such_figure", field="measure")


def _check_unit(unit: str) -> None:
    if unit not in (ROOT, ROW) and not place_named(unit) and unit not in tree_on().by_uid:
        raise Refusal("form_above.no_such_unit_now", field="unit")


def _open(stored: FormVersion, expected_version: int | None) -> FormVersion:
    """The newest version of a form in use, locked."""
    version = FormVersion.objects.select_for_update().get(pk=stored.pk)
    check_version(version, expected_version)
    if stored.form.retired_at is not None:
        raise Refusal("form_above.retired", name=stored.form.name)
    if FormVersion.objects.filter(form=stored.form_id, number__gt=version.number).exists():
        raise Refusal("form_above.newer_version", name=stored.form.name)
    return version


def _save(version: FormVersion, mapped: Mapped) -> None:
    version.mapping = mapped.as_json()
    version.version += 1
    version.save(update_fields=["mapping", "version"])


def misplaced(mapped: Mapped, there: Mapping[str, Place]) -> list[str]:
    """Places whose figure speaks of “this row” outside a repeated one."""
    rows = {(r.sheet, r.row) for r in mapped.repeats}
    return [
        at
        for at, figure in mapped.figures.items()
        if at in there and needs_a_row(figure) and (there[at].sheet, there[at].row) not in rows
    ]
