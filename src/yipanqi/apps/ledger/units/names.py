"""Names that units go by: the index a loader looks them up in, and the list for the page."""

from datetime import date

from yipanqi.apps.ledger.units.models import UnitAlias
from yipanqi.apps.ledger.units.queries import effective, tree_on
from yipanqi.core.refusal import Missing
from yipanqi.core.units.names import Alias, UnitNames
from yipanqi.infra import clock


def unit_names(on: date | None = None) -> UnitNames:
    """Names, short names and aliases in force on a day (default: the city's today)."""
    day = on or clock.business_today()
    rows = UnitAlias.objects.filter(effective(day)).values_list("name", "unit")
    return UnitNames(tree_on(day), [Alias(name, pk) for name, pk in rows])


def aliases() -> list[UnitAlias]:
    """Every alias, ended ones last."""
    rows = UnitAlias.objects.select_related("unit", "recorded_by")
    return sorted(rows, key=lambda a: (a.to_on is not None, a.name, a.pk))


def alias_by_uid(uid: str) -> UnitAlias:
    """Raises ``alias.not_found``."""
    found = UnitAlias.objects.filter(uid=uid).first()
    if found is None:
        raise Missing("alias.not_found")
    return found
