"""Save a draft: figures, words and explanations, as far as they have come."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from yipanqi.apps.ledger.projects.facts import ProjectFacts, project_facts
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.month.reporting.access import (
    is_entered_for,
    locked_window,
    require,
    review_chain,
    visible_project,
)
from yipanqi.apps.month.reporting.actions._revisions import audited
from yipanqi.apps.month.reporting.models import TOLD, MonthReport, MonthWindow
from yipanqi.core.month import Month
from yipanqi.core.refusal import Conflict, Missing, Refusal
from yipanqi.core.reporting.reports import ReportPlace, ReportState, ReportVerb, moved
from yipanqi.core.reporting.values import FIELD_BY_NAME, FieldKind
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version

TEXT_MAX = 2_000
WORD_MAX = 300
MONEY_MAX = 10**15


def save_report(
    *,
    viewer: Viewer,
    month: Month,
    project_uid: str | UUID,
    values: Mapping[str, Any],
    explanations: Mapping[str, str] | None = None,
    informant: str = "",
    source: str = "web",
    told_at: datetime | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> MonthReport:
    """Keep ``values`` (yuan, words) in the working copy; fields not named stay as they are.

    ``explanations`` are words by finding code; an empty word takes one back. Findings never
    keep a draft from being saved. ``expected_version`` 0 says "I saw no row". Whoever enters
    for a unit further down names the ``informant``, how it was told (``source``, one of ``TOLD``)
    and when. Raises ``report.unknown_source``, ``report.told_later``.
    """
    cleaned = clean_values(values, month)
    words = clean_words(explanations or {})
    with act(viewer, "save_report", key=key) as verb:
        if verb.repeated:
            return MonthReport.objects.get(uid=verb.subject_uid)
        window = locked_window(month)
        project, facts, report = _reach(viewer, window, project_uid, expected_version)
        before = audited(report)
        report = report or MonthReport(
            project=project, window=window, reporting_unit_id=facts.reporting_unit, version=0
        )
        report.state = _after_saving(report)
        for name, value in cleaned.items():
            setattr(report, name, value)
        kept = report.explanations | words
        report.explanations = {code: word for code, word in kept.items() if word}
        keep_origin(report, viewer, facts, informant=informant, source=source, told_at=told_at)
        report.save()
        verb.record(
            report,
            before=before,
            after=audited(report),
            reason=report.informant,
            unit=tree_on().nodes.get(facts.reporting_unit),
            month=month,
        )
    return report


def _reach(
    viewer: Viewer, window: MonthWindow, project_uid: str | UUID, expected_version: int | None
) -> tuple[Project, ProjectFacts, MonthReport | None]:
    project = visible_project(viewer, project_uid)
    facts = project_facts(window.value, project_ids=[project.pk]).get(project.pk)
    if facts is None:
        raise Missing("report.project_not_found")
    place = ReportPlace(facts.reporting_unit, review_chain(facts.reporting_unit))
    require(ReportVerb.SAVE, viewer, place)
    report = project.reports.filter(window=window).first()
    if report is None and expected_version:
        raise Conflict("form.changed_meanwhile", expected=expected_version, current=0)
    if report is not None:
        check_version(report, expected_version)
    elif not facts.report_due:
        raise Refusal("report.not_due", project=facts.name, month=window.value)
    return project, facts, report


def _after_saving(report: MonthReport) -> str:
    now = ReportState(report.state) if report.pk else ReportState.MISSING
    return moved(now, ReportVerb.SAVE).value


def keep_origin(
    report: MonthReport,
    viewer: Viewer,
    facts: ProjectFacts,
    *,
    informant: str,
    source: str,
    told_at: datetime | None = None,
) -> None:
    """Who saved it, from what, on whose word and since when. Raises
    ``report.informant_needed``, ``report.unknown_source``, ``report.told_later``.
    """
    if source not in {*TOLD, "web", "workbook"}:
        raise Refusal("report.unknown_source", field="source", source=source)
    if told_at and told_at.astimezone(clock.CITY_ZONE).date() > clock.business_today():
        raise Refusal("report.told_later", field="told_at", at=told_at)
    if informant.strip():
        report.informant = informant.strip()[:80]
    if is_entered_for(viewer, facts.reporting_unit) and not report.informant:
        unit = tree_on().nodes.get(facts.reporting_unit)
        raise Refusal(
            "report.informant_needed", field="informant", unit=unit.name if unit else facts.name
        )
    report.reporting_unit_id = facts.reporting_unit
    report.source = source
    report.told_at = told_at
    report.saved_by_id = viewer.user
    report.saved_at = clock.now()
    report.version += 1


def clean_values(values: Mapping[str, Any], month: Month) -> dict[str, Any]:
    """Typed values by field name. Raises ``report.unknown_field``, ``report.not_yuan``,
    ``report.text_too_long``, ``report.statistics_month_later`` or ``month.malformed``.
    """
    cleaned: dict[str, Any] = {}
    for name, value in values.items():
        field = FIELD_BY_NAME.get(name)
        if field is None or field.kind is FieldKind.COUNT:
            raise Refusal("report.unknown_field", field=name, name=name)
        if field.kind is FieldKind.YUAN:
            cleaned[name] = _yuan(name, value)
        elif field.kind is FieldKind.MONTH:
            cleaned[name] = _statistics_month(name, str(value or "").strip(), month)
        else:
            cleaned[name] = _text(name, str(value or "").strip())
    return cleaned


def clean_words(explanations: Mapping[str, str]) -> dict[str, str]:
    words = {code: str(word).strip() for code, word in explanations.items()}
    for code, word in words.items():
        if len(word) > WORD_MAX or not code.startswith("report."):
            raise Refusal("report.text_too_long", field=code, limit=WORD_MAX, length=len(word))
    return words


def _yuan(name: str, value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) >= MONEY_MAX:
        raise Refusal("report.not_yuan", field=name, value=str(value))
    return value


def _text(name: str, value: str) -> str:
    if len(value) > TEXT_MAX:
        raise Refusal("report.text_too_long", field=name, limit=TEXT_MAX, length=len(value))
    return value


def _statistics_month(name: str, value: str, month: Month) -> str:
    if value and Month.parse(value) > month:
        raise Refusal("report.statistics_month_later", field=name, month=month)
    return value
