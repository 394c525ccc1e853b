"""What the audit says of a history written in bulk: one entry a month and county, not thousands.

The entries carry the real instant of the building; the month and the day are the city's.
"""

import hashlib
from collections import Counter
from typing import Any

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.reporting.models import MonthWindow
from yipanqi.core import audit
from yipanqi.core.month import Month
from yipanqi.demo.city.calendar import schedule
from yipanqi.demo.city.dice import SEED
from yipanqi.demo.city.instants import TODAY
from yipanqi.demo.months.reports import Ledger
from yipanqi.infra import clock
from yipanqi.infra.models import AuditEntry
from yipanqi.infra.verbs import heads

VERB = "demo.build"


def build_traces(ledger: Ledger) -> None:
    counts: Counter[tuple[str, int]] = Counter()
    approved: Counter[tuple[str, int]] = Counter()
    owner = {p.pk: number for number, p in ledger.registered.project.items()}
    county = {d.number: ledger.units[d.county.code] for d in ledger.registered.drafts}
    for report in ledger.reports:
        key = (report.window.month, county[owner[report.project_id]].pk)
        counts[key] += 1
        approved[key] += report.state == "approved"
    by_pk = {unit.pk: unit for unit in ledger.units.values()}
    AuditEntry.objects.bulk_create(
        _entry(
            ledger.windows[Month.parse(month)],
            by_pk[unit],
            {"after.reports": count, "after.approved": approved[month, unit]},
        )
        for (month, unit), count in sorted(counts.items())
    )


def _entry(window: MonthWindow, unit: Unit, values: dict[str, Any]) -> AuditEntry:
    salts = {n: _salt(window.month, str(unit.uid), n) for n in values}
    entry = AuditEntry(
        at=clock.now(),
        business_on=min(schedule(window.value).reviewed_by_on, TODAY),
        actor="system",
        actor_name="演示城市生成",
        verb=VERB,
        subject_kind="MonthWindow",
        subject_uid=str(window.uid),
        unit_uid=str(unit.uid),
        month=window.month,
        reason="演示数据整月写入",
        values=values,
        salts=salts,
        digests={n: audit.field_digest(salts[n], n, v) for n, v in values.items()},
    )
    entry.digest = audit.entry_digest(heads(entry), entry.digests)
    return entry


def _salt(*name: str) -> str:
    return hashlib.sha256("\x1f".join((SEED, *name)).encode()).hexdigest()[:16]
