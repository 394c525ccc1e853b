"""Bring a previewed table in: all of it that was agreed to, or nothing."""

from uuid import UUID

from yipanqi.apps.board.setup import plans
from yipanqi.apps.board.setup.access import loadable
from yipanqi.apps.board.setup.actions.upload import _previewed as previewed
from yipanqi.apps.board.setup.made import FirstPassword, Made
from yipanqi.apps.board.setup.models import Load, LoadedRow
from yipanqi.apps.board.setup.plan import Plan
from yipanqi.apps.board.setup.stored import plan_of, reading_of
from yipanqi.apps.ledger.units.actions import add_alias
from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.ledger.units.names import unit_names
from yipanqi.apps.ledger.units.queries import forget_trees, keep_trees, tree_on
from yipanqi.core.refusal import Conflict, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.failpoints import failpoint
from yipanqi.infra.texts import render
from yipanqi.infra.verbs import act


def apply_load(
    *,
    viewer: Viewer,
    uid: str | UUID,
    seen: str | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> tuple[Load, list[FirstPassword]]:
    """Write the plan through the verbs of its kind, in one transaction. The passwords of new
    accounts come back once and are kept nowhere.

    ``seen`` is the digest of the plan the person agreed to. Raises ``setup.still_open``,
    ``setup.nothing_new``, ``setup.changed_since_preview`` and what the verbs refuse.
    """
    stored = loadable(viewer, uid)
    reading = reading_of(stored)
    with act(viewer, "apply_load", key=key) as verb:
        if verb.repeated:
            return stored, []
        load = previewed(stored, expected_version)
        if not load.mapping.get("confirmed"):
            raise Refusal("setup.columns_open")
        plan = plan_of(load, reading)
        _refuse_unready(plan, seen)
        keep_trees()
        try:
            made = plans.MAKERS[load.kind].write(viewer, load, plan)
            _keep_names(viewer, load, made, plan)
        finally:
            forget_trees()
        failpoint("setup.written")
        LoadedRow.objects.bulk_create(made.rows, batch_size=500)
        load.state, load.applied_at = Load.State.APPLIED, clock.now()
        load.record = _record(plan, made)
        load.version += 1
        load.save()
        verb.record(
            load,
            after={"state": load.state, "file": load.file.name, **load.record},
            month=load.month,
        )
    return load, made.passwords


def _refuse_unready(plan: Plan, seen: str | None) -> None:
    if not plan.is_ready:
        raise Refusal("setup.still_open", asks=len(plan.open_asks), faults=len(plan.faults))
    if not plan.new:
        raise Refusal("setup.nothing_new")
    if seen is not None and seen != plan.digest:
        raise Conflict("setup.changed_since_preview")


def _keep_names(viewer: Viewer, load: Load, made: Made, plan: Plan) -> None:
    """A name that a person said means a unit is an alias from today on."""
    tree = tree_on()
    for key, value in sorted(load.answers.items()):
        kind, _, rest = key.partition(":")
        inside, _, name = rest.partition(":")
        node = tree.by_uid.get(str(value)) if kind == "unit" and not inside else None
        if node is None or key not in plan.asks or unit_names().find(name):
            continue
        alias = add_alias(
            viewer=viewer,
            unit=Unit.objects.get(pk=node.pk),
            name=name,
            from_on=clock.business_today(),
            reason=render("setup.alias_from_load", {"name": load.file.name}),
        )
        made.add(load, alias, name)


def _record(plan: Plan, made: Made) -> dict[str, object]:
    return {
        "made": made.counts,
        "new": len(plan.new),
        "known": sum(line.is_known for line in plan.lines),
        "excluded": [[line.key, line.name] for line in plan.excluded],
        "skipped": [[s.reason.value, s.sheet, s.row + 1, s.text] for s in plan.skipped],
    }
