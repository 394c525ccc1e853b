"""Change the tree of units. Names, codes and places are dated; nothing is deleted."""

from dataclasses import asdict, dataclass
from datetime import date

from yipanqi.apps.ledger.units.models import RegionCode, Unit, UnitVersion
from yipanqi.apps.ledger.units.queries import forget_trees, tree_on
from yipanqi.core.projects.identity import tidy
from yipanqi.core.refusal import Conflict, Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units import codes
from yipanqi.core.units.kinds import CODED, UnitKind
from yipanqi.infra import clock
from yipanqi.infra.models import Installation
from yipanqi.infra.verbs import act


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitData:
    """What a unit is called and where it stands."""

    name: str
    short_name: str
    kind: UnitKind
    parent: Unit | None
    code: str = ""
    credit_code: str = ""
    is_view: bool = False
    sort: int = 0


def _keeper_only(viewer: Viewer) -> None:
    """The administrator, and the office at the root: a county's office keeps no tree."""
    if not viewer.is_root_office and not viewer.has(Role.ADMIN):
        raise Forbidden("unit.keeper_only")


def add_unit(*, viewer: Viewer, unit: UnitData, from_on: date, key: str | None = None) -> Unit:
    """Add a unit from a day on.

    Raises ``unit.name_taken``, ``unit.code_taken``, ``unit.code_unknown``, ``code.*``.
    """
    _keeper_only(viewer)
    with act(viewer, "add_unit", key=key) as verb:
        if verb.repeated:
            return Unit.objects.get(uid=verb.subject_uid)
        _check(unit, from_on, None)
        row = Unit.objects.create()
        _version(row, unit, from_on)
        verb.record(row, after=_shown(unit, from_on), unit=row)
    forget_trees()
    return row


def change_unit(
    *,
    viewer: Viewer,
    row: Unit,
    unit: UnitData,
    from_on: date,
    expected_version: int | None = None,
    key: str | None = None,
) -> Unit:
    """Rename, recode or move a unit from a day on; the earlier version keeps its days.

    ``expected_version`` is how many versions the unit had when it was read.

    Raises ``unit.ended``, ``unit.change_before_last``, ``unit.under_itself`` and as ``add_unit``.
    """
    _keeper_only(viewer)
    with act(viewer, "change_unit", key=key) as verb:
        if verb.repeated:
            return row
        _check_versions(row, expected_version)
        open_version = _open_version(row)
        if from_on <= open_version.from_on:
            raise Refusal("unit.change_before_last", field="from_on", day=open_version.from_on)
        if unit.parent is not None and unit.parent.pk in tree_on().under(row.pk):
            raise Refusal("unit.under_itself", field="parent", name=unit.name)
        _check(unit, from_on, row)
        before = {"name": open_version.name, "code": open_version.code}
        open_version.to_on = from_on
        open_version.save(update_fields=["to_on"])
        _version(row, unit, from_on)
        verb.record(row, before=before, after=_shown(unit, from_on), unit=row)
    forget_trees()
    return row


def end_unit(
    *,
    viewer: Viewer,
    row: Unit,
    to_on: date,
    reason: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Unit:
    """A unit ends on a day (merged, dissolved); units under it must end or move first.

    Raises ``unit.has_children``, ``unit.reason_missing``, ``unit.ended``.
    """
    _keeper_only(viewer)
    if not reason.strip():
        raise Refusal("unit.reason_missing", field="reason")
    with act(viewer, "end_unit", key=key) as verb:
        if verb.repeated:
            return row
        _check_versions(row, expected_version)
        version = _open_version(row)
        if UnitVersion.objects.filter(parent=row, to_on=None).exists():
            raise Refusal("unit.has_children", name=version.name)
        if to_on <= version.from_on:
            raise Refusal("unit.change_before_last", field="to_on", day=version.from_on)
        version.to_on = to_on
        version.save(update_fields=["to_on"])
        verb.record(row, after={"to_on": to_on}, reason=reason, unit=row)
    forget_trees()
    return row


def set_business_date(*, viewer: Viewer, day: date | None, reason: str) -> Installation:
    """Set the city's own date (None: the real one)."""
    if not viewer.is_system and not viewer.has(Role.ADMIN):
        raise Forbidden("unit.keeper_only")
    with act(viewer, "set_business_date") as verb:
        home = Installation.objects.select_for_update().get(pk=1)
        verb.record(
            home,
            before={"business_date": home.business_date},
            after={"business_date": day},
            reason=reason,
        )
        home.business_date = day
        home.save(update_fields=["business_date"])
    clock.forget_reading()
    forget_trees()
    return home


def _open_version(row: Unit) -> UnitVersion:
    version = UnitVersion.objects.select_for_update().filter(unit=row, to_on=None).first()
    if version is None:
        raise Refusal("unit.ended")
    return version


def _check_versions(row: Unit, expected: int | None) -> None:
    """Refuse where somebody else changed the unit since it was read."""
    now = UnitVersion.objects.filter(unit=row).count()
    if expected is not None and expected != now:
        raise Conflict("form.changed_meanwhile", expected=expected, current=now)


def _check(unit: UnitData, on: date, itself: Unit | None) -> None:
    if not tidy(unit.name):
        raise Refusal("unit.name_missing", field="name")
    others = UnitVersion.objects.filter(to_on=None)
    if itself is not None:
        others = others.exclude(unit=itself)
    if others.filter(name=unit.name, parent=unit.parent).exists():
        raise Refusal("unit.name_taken", field="name", name=unit.name)
    if unit.code and others.filter(code=unit.code).exists():
        raise Refusal("unit.code_taken", field="code", code=unit.code)
    if unit.code and unit.kind in CODED:
        _check_region(unit.code, on)
    if unit.credit_code and (fault := codes.uscc_fault(unit.credit_code)):
        raise Refusal(fault.code, field="credit_code", **fault.params)


def _check_region(code: str, on: date) -> None:
    """A GB/T 2260 code must be valid on the day, where the register of codes is loaded."""
    known = RegionCode.objects.filter(code=code)
    if not RegionCode.objects.filter(code__startswith=code[:4]).exists():
        return
    if not any(
        (k.valid_from is None or k.valid_from <= on) and (k.valid_to is None or on < k.valid_to)
        for k in known
    ):
        raise Refusal("unit.code_unknown", field="code", code=code, day=on)


def _version(row: Unit, unit: UnitData, from_on: date) -> UnitVersion:
    return UnitVersion.objects.create(
        unit=row,
        from_on=from_on,
        name=tidy(unit.name),
        short_name=tidy(unit.short_name) or tidy(unit.name)[:20],
        kind=unit.kind,
        parent=unit.parent,
        code=unit.code,
        credit_code=unit.credit_code,
        is_view=unit.is_view or unit.kind.is_view,
        sort=unit.sort,
        recorded_at=clock.now(),
    )


def _shown(unit: UnitData, from_on: date) -> dict[str, object]:
    values = asdict(unit) | {"parent": str(unit.parent.uid) if unit.parent else None}
    return values | {"from_on": from_on}
