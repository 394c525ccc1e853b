"""Annual targets, one row per unit and measure. The year is paced in twelve equal steps until
the office draws its own curve.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models

from yipanqi.apps.board.setup.made import Made
from yipanqi.apps.board.setup.models import Load
from yipanqi.apps.board.setup.plan import Ground, Plan
from yipanqi.apps.board.targets.actions import set_target
from yipanqi.apps.board.targets.models import Target
from yipanqi.apps.month.reporting.actions import add_measure
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.month import Month
from yipanqi.core.scope import Viewer
from yipanqi.core.tables.clean import name_key
from yipanqi.core.tables.extract import ProjectRow
from yipanqi.core.tables.fields import TableField as F
from yipanqi.infra.fields import scaled, unscaled
from yipanqi.infra.texts import render

DECIMALS_MAX = 4


@dataclass(frozen=True, slots=True)
class NewTarget:
    unit: str
    measure: str
    unit_of_account: str
    value: Decimal


def plan(ground: Ground, load: Load, rows: Sequence[ProjectRow]) -> None:
    ground.plan.heads = (
        render("setup.head_measure"), render("setup.head_target"), render("setup.head_account")
    )  # fmt: skip
    ground.plan.notes.append(render("setup.targets_even"))
    known = {name_key(m.name): m for m in Measure.objects.all()}
    year = Month.parse(load.month).year
    seen: set[tuple[str, str]] = set()
    for row in rows:
        _line(ground, row, known, year, seen)


def _line(
    ground: Ground,
    row: ProjectRow,
    known: dict[str, Measure],
    year: int,
    seen: set[tuple[str, str]],
) -> None:
    value, measure = row.values.get(F.TARGET), (row.text(F.MEASURE) or "").strip()
    there = known.get(name_key(measure))
    account = there.unit_of_account if there else (row.text(F.MEASURE_UNIT) or "").strip()
    pairs = ((F.NAME, row.text(F.NAME)), (F.MEASURE, measure), (F.TARGET, value is not None))
    missing = [of for of, given in pairs if not given]
    if measure and not account:
        missing.append(F.MEASURE_UNIT)
    for of in missing:
        ground.fault(row, of, "setup.cell_missing")
    if missing or not isinstance(value, Decimal):
        return
    if _decimals(value) > (there.decimals if there else DECIMALS_MAX):
        ground.fault(row, F.TARGET, "setup.too_fine")
        return
    unit = ground.unit(row.text(F.NAME) or "", render("setup.head_unit"))
    name = unit.name if unit else row.text(F.NAME) or ""
    if unit and (unit.uid, name_key(measure)) in seen:
        ground.fault(row, F.NAME, "setup.target_twice")
        return
    stands = bool(unit and there and _has(unit.pk, there, year))
    new = None
    if unit:
        seen.add((unit.uid, name_key(measure)))
        new = None if stands else NewTarget(unit.uid, measure, account, value)
    ground.line(row, name, (measure, f"{value:f}", account), new).is_known = stands


def _has(unit: int, measure: Measure, year: int) -> bool:
    return Target.objects.filter(unit=unit, measure=measure, year=year).exists()


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def write(viewer: Viewer, load: Load, agreed: Plan) -> Made:
    made = Made()
    measures = {name_key(m.name): m for m in Measure.objects.all()}
    january = Month(Month.parse(load.month).year, 1)
    for line in agreed.new:
        new: NewTarget = line.make
        measure = measures.get(name_key(new.measure))
        if measure is None:
            same = [
                x.make.value
                for x in agreed.new
                if name_key(x.make.measure) == name_key(new.measure)
            ]
            measure = add_measure(
                viewer=viewer, name=new.measure, unit_of_account=new.unit_of_account,
                decimals=max(map(_decimals, same)),
            )  # fmt: skip
            measures[name_key(new.measure)] = measure
            made.add(load, measure, measure.name, line.key)
        whole = scaled(new.value, measure.decimals)
        curve = [unscaled(whole * n // 12, measure.decimals) or Decimal(0) for n in range(1, 13)]
        target = set_target(
            viewer=viewer, unit_uid=new.unit, measure_key=measure.key, year=january.year,
            value=new.value, curve=curve, effective_month=january,
            agreed_by=load.terms.get("agreed_by") or render("setup.told_by_office"),
            document_number=load.terms.get("document_number", ""), expected_version=0,
        )  # fmt: skip
        made.add(load, target, f"{line.name} {measure.name}", line.key)
    made.counts = {"targets": len(agreed.new)}
    return made


def take_back(row: models.Model) -> None:
    row.delete()
