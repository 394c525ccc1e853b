"""Say that a name means a unit, from a day on; end that."""

from datetime import date

from yipanqi.apps.ledger.units.models import Unit, UnitAlias
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Role, Viewer
from yipanqi.core.tables.clean import name_key
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


def _keeper_only(viewer: Viewer) -> None:
    if not viewer.is_root_office and not viewer.has(Role.ADMIN):
        raise Forbidden("unit.keeper_only")


def add_alias(
    *,
    viewer: Viewer,
    unit: Unit,
    name: str,
    from_on: date,
    reason: str = "",
    key: str | None = None,
) -> UnitAlias:
    """From ``from_on`` tables that say ``name`` mean ``unit``.

    Raises ``alias.missing``, ``alias.is_a_name`` (a unit is really called so),
    ``alias.taken`` (it stands for some unit already).
    """
    _keeper_only(viewer)
    name = name.strip()
    if not name_key(name):
        raise Refusal("alias.missing", field="name")
    with act(viewer, "add_alias", key=key) as verb:
        if verb.repeated:
            return UnitAlias.objects.get(uid=verb.subject_uid)
        wanted, tree = name_key(name), tree_on()
        if any(name_key(node.name) == wanted for node in tree.nodes.values()):
            raise Refusal("alias.is_a_name", field="name", name=name)
        for other in UnitAlias.objects.filter(to_on=None):
            if name_key(other.name) == wanted and other.unit_id in tree.nodes:
                unit_name = tree.nodes[other.unit_id].name
                raise Refusal("alias.taken", field="name", name=name, unit=unit_name)
        row = UnitAlias.objects.create(
            unit=unit,
            name=name[:80],
            from_on=from_on,
            recorded_at=clock.now(),
            recorded_by_id=viewer.user,
            reason=reason.strip()[:200],
        )
        verb.record(row, after={"name": name, "from_on": from_on}, reason=reason, unit=unit)
    return row


def end_alias(
    *, viewer: Viewer, alias: UnitAlias, to_on: date, reason: str = "", key: str | None = None
) -> UnitAlias:
    """From ``to_on`` the name no longer stands for the unit; loads before it keep what they took.

    Raises ``alias.ended``, ``alias.ends_before_start``.
    """
    _keeper_only(viewer)
    with act(viewer, "end_alias", key=key) as verb:
        row = UnitAlias.objects.select_for_update().get(pk=alias.pk)
        if verb.repeated:
            return row
        if row.to_on is not None:
            raise Refusal("alias.ended", name=row.name)
        if to_on <= row.from_on:
            raise Refusal("alias.ends_before_start", field="to_on", day=row.from_on)
        row.to_on = to_on
        row.save(update_fields=["to_on"])
        verb.record(row, after={"to_on": to_on}, reason=reason.strip(), unit=row.unit)
    return row
