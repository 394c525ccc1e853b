"""Load the national region codes (GB/T 2260) with their days, renames and renumberings."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from yipanqi.apps.ledger.units.models import RegionCode
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.units.regions import RegionRegister, Revision, Succession, register_from_revisions
from yipanqi.infra.models import Installation
from yipanqi.infra.verbs import act

SOURCE_LENGTH = 120


def load_region_codes(
    *,
    viewer: Viewer,
    revisions: Mapping[str, Revision],
    source: str,
    successions: Iterable[Succession] = (),
) -> int:
    """Replace the register of codes by lists keyed ``YYYYMM``; returns the rows kept.

    The register is reference data, not a fact of the city: loading it again replaces it.
    Raises ``region.empty`` and what the register itself refuses.
    """
    if not viewer.is_system and not viewer.has(Role.ADMIN):
        raise Forbidden("unit.keeper_only")
    register = register_from_revisions(revisions, successions)
    if not register.rows:
        raise Refusal("region.empty")
    with act(viewer, "load_region_codes") as verb:
        home = Installation.objects.get(pk=1)
        before = RegionCode.objects.count()
        RegionCode.objects.all().delete()
        RegionCode.objects.bulk_create(_rows(register, source), batch_size=1000)
        verb.record(
            home,
            before={"region_codes": before},
            after={"region_codes": len(register.rows), "revisions": sorted(revisions)},
            reason=source,
        )
    return len(register.rows)


def _rows(register: RegionRegister, source: str) -> list[RegionCode]:
    return [
        RegionCode(
            code=row.code,
            name=row.name,
            valid_from=row.valid_from,
            valid_to=row.valid_to + timedelta(days=1) if row.valid_to else None,
            successor="、".join(s.new for s in register.successors(row.code))
            if row.valid_to
            else "",
            source=source[:SOURCE_LENGTH],
        )
        for row in register.rows
    ]
