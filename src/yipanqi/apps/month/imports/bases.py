"""What stood in a report at an earlier version: read back from the audit, newest first."""

from collections.abc import Mapping
from typing import Any

from yipanqi.apps.month.imports.carried import CARRIED, EXPLANATIONS
from yipanqi.apps.month.reporting.models import MonthReport
from yipanqi.infra.models import AuditEntry

NAMES = (*(of.value for of in CARRIED), EXPLANATIONS)
BLANK: dict[str, Any] = {
    name: {}
    if name == EXPLANATIONS
    else ("" if name in {"physical_progress", "problems"} else None)
    for name in NAMES
}


def values_at(wanted: Mapping[MonthReport, int]) -> dict[int, dict[str, Any] | None]:
    """report id → its values at the wanted version; None where the record does not reach back.

    One query however many reports; version 0 stands for “no row yet”.
    """
    found: dict[int, dict[str, Any] | None] = {}
    behind: dict[str, tuple[MonthReport, int]] = {}
    for report, version in wanted.items():
        if version == report.version:
            found[report.pk] = {name: getattr(report, name) for name in NAMES}
        elif version == 0:
            found[report.pk] = dict(BLANK)
        else:
            behind[str(report.uid)] = (report, version)
    entries: dict[str, list[dict[str, Any]]] = {uid: [] for uid in behind}
    rows = AuditEntry.objects.filter(subject_uid__in=list(behind)).order_by("-id")
    for uid, values in rows.values_list("subject_uid", "values"):
        entries[uid].append(values)
    for uid, (report, version) in behind.items():
        found[report.pk] = _walk_back(report, version, entries[uid])
    return found


def _walk_back(
    report: MonthReport, version: int, entries: list[dict[str, Any]]
) -> dict[str, Any] | None:
    values = {name: getattr(report, name) for name in NAMES}
    at = report.version
    for entry in entries:
        if at <= version:
            break
        if "after.version" not in entry:
            continue
        if entry["after.version"] != at:
            return None
        values |= {n: entry[f"before.{n}"] for n in NAMES if f"before.{n}" in entry}
        at = entry.get("before.version", 0)
    return values if at == version else None
