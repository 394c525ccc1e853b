"""Adopt a rule set of lights: its text becomes the next version, in force from a month on."""

from yipanqi.apps.life.pipeline.access import check_office
from yipanqi.apps.life.pipeline.models import LightRules
from yipanqi.apps.month.snapshots.models import Snapshot
from yipanqi.core.light_rules import LightSet, load
from yipanqi.core.month import Month
from yipanqi.core.refusal import Refusal
from yipanqi.core.scheme import Fault, SchemeFaults
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act


class RulesRefused(Refusal):
    """All faults of the text at once; ``faults`` in order of lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        lines = [fault.line for fault in faults[:10]]
        super().__init__("lights.has_faults", field="text", count=len(faults), lines=lines)
        self.faults = faults


def parsed_rules(text: str) -> LightSet:
    """Raises ``RulesRefused`` with every fault."""
    try:
        return load(text)
    except SchemeFaults as found:
        raise RulesRefused(found.faults) from None


def adopt_light_rules(
    *, viewer: Viewer, text: str, in_force_from: Month, reason: str, key: str | None = None
) -> LightRules:
    """Keep ``text`` as the next version. Lights of frozen months stay as they were shown.

    Raises ``lights.has_faults``, ``lights.reason_missing``, ``lights.month_frozen``,
    ``lights.nothing_changed`` or ``pipeline.office_only``.
    """
    check_office(viewer)
    rules = parsed_rules(text)
    if not reason.strip():
        raise Refusal("lights.reason_missing", field="reason")
    with act(viewer, "adopt_light_rules", key=key) as verb:
        if verb.repeated:
            return LightRules.objects.get(uid=verb.subject_uid)
        last = LightRules.objects.select_for_update().order_by("-number").first()
        _check_month(in_force_from)
        if last is not None and last.hash == rules.hash:
            raise Refusal("lights.nothing_changed", field="text")
        row = LightRules.objects.create(
            number=last.number + 1 if last else 1,
            key=rules.key,
            title=rules.title[:120],
            text=rules.text,
            hash=rules.hash,
            in_force_from=str(in_force_from),
            reason=reason.strip()[:300],
            adopted_at=clock.now(),
            adopted_by_id=viewer.user,
        )
        verb.record(
            row,
            before={"hash": last.hash if last else None},
            after={"hash": rules.hash, "number": row.number, "in_force_from": in_force_from},
            reason=reason,
            month=in_force_from,
        )
    return row


def _check_month(month: Month) -> None:
    frozen = Snapshot.objects.filter(month__gte=str(month)).order_by("-month").first()
    if frozen is not None:
        raise Refusal("lights.month_frozen", field="in_force_from", month=Month.parse(frozen.month))
