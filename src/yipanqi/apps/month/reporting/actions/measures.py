"""Keep a measure that units are assessed by."""

from yipanqi.apps.month.reporting.access import require_office
from yipanqi.apps.month.reporting.models import Measure
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verbs import act

DECIMALS_MAX = 4


def add_measure(
    *,
    viewer: Viewer,
    name: str,
    unit_of_account: str,
    decimals: int,
    measure_key: str = "",
    key: str | None = None,
) -> Measure:
    """Without ``measure_key`` the measure gets one of its own.

    Raises ``measure.name_missing``, ``measure.name_taken``, ``measure.decimals``.
    """
    require_office(viewer)
    name = name.strip()
    if not name:
        raise Refusal("measure.name_missing", field="name")
    if not 0 <= decimals <= DECIMALS_MAX:
        raise Refusal("measure.decimals", field="decimals", limit=DECIMALS_MAX)
    with act(viewer, "add_measure", key=key) as verb:
        if verb.repeated:
            return Measure.objects.get(key=verb.subject_uid)
        if Measure.objects.filter(name=name).exists():
            raise Refusal("measure.name_taken", field="name", name=name)
        row = Measure.objects.create(
            key=measure_key or f"measure-{str(new_uid())[-12:]}",
            name=name[:60],
            unit_of_account=unit_of_account.strip()[:12],
            decimals=decimals,
        )
        verb.record(
            _Named(row.key),
            after={"name": row.name, "unit": row.unit_of_account, "decimals": decimals},
        )
    return row


class _Named:
    """A measure is named by its key, which is what the audit points at."""

    def __init__(self, uid: str) -> None:
        self.uid = uid
