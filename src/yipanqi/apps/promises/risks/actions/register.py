"""Enter a risk, with what is done about it until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.projects.access import visible as visible_project
from yipanqi.apps.ledger.projects.models import Project
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import unit_above
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.apps.promises.commitments.actions._common import next_number
from yipanqi.apps.promises.commitments.models import Commitment
from yipanqi.apps.promises.risks.access import check_keeper
from yipanqi.apps.promises.risks.actions._common import audited, said
from yipanqi.apps.promises.risks.models import Risk, RiskReview
from yipanqi.apps.promises.risks.rules import risk_rules
from yipanqi.core.ledgers.risks import RiskLevel, latest_review, level_of
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verbs import act

KIND = "risk"
HIDDEN_DEBT = "hidden_debt"
BY_RULE = "measures against a registered risk"
TITLE_MAX = 120


@dataclass(frozen=True, slots=True)
class Danger:
    """What may happen, to what, how likely and how grave, and what is done about it."""

    title: str
    kind: str
    likelihood: int
    impact: int
    measures: str
    measures_due_on: date
    content: str = ""
    project_uid: str | UUID | None = None
    review_on: date | None = None  # default: as late as its level allows


def register_risk(*, viewer: Viewer, unit: int, danger: Danger, key: str | None = None) -> Risk:
    """Its measures become a commitment of the unit, verified by the one above.

    Raises ``risk.keeper_only``, ``risk.title_needed``, ``risk.kind_unknown``, ``risk.scale``,
    ``risk.review_too_late`` or ``risk.unit_has_none_above``.
    """
    check_keeper(viewer, unit)
    title, measures = _checked(danger), said(danger.measures, "measures")
    rules, today = risk_rules(), clock.business_today()
    level = level_of(danger.likelihood, danger.impact, rules.levels)
    review_on = review_day(level, danger.review_on)
    with act(viewer, "register_risk", key=key) as verb:
        if verb.repeated:
            return Risk.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        wanted = danger.project_uid
        project = visible_project(viewer, str(wanted)) if wanted else None
        uid = new_uid()
        row = Risk.objects.create(
            uid=uid,
            number=next_number("险", today.year),
            kind=danger.kind,
            title=title,
            content=danger.content.strip()[:2_000],
            project=project,
            unit_id=unit,
            measures=measures,
            commitment=_promised(danger, unit, uid, project),
            likelihood=danger.likelihood,
            impact=danger.impact,
            level=level,
            review_on=review_on,
            registered_on=today,
            registered_by_id=viewer.user,
            recorded_at=clock.now(),
        )
        RiskReview.objects.create(
            risk=row,
            on=today,
            likelihood=row.likelihood,
            impact=row.impact,
            level=level,
            words=measures,
            next_on=review_on,
            by_id=viewer.user,
        )
        verb.record(row, after=audited(row), unit=tree_on().nodes.get(unit))
    return row


def _checked(danger: Danger) -> str:
    title = danger.title.strip()
    if not title or len(title) > TITLE_MAX:
        raise Refusal("risk.title_needed", field="title", limit=TITLE_MAX)
    if danger.kind not in risk_rules().kinds:
        raise Refusal("risk.kind_unknown", field="kind")
    return title


def review_day(level: RiskLevel, wished: date | None) -> date:
    """Raises ``risk.review_too_late`` or ``risk.review_past``."""
    today = clock.business_today()
    latest = latest_review(level, today, risk_rules().review_days)
    if wished is not None and wished > latest:
        raise Refusal("risk.review_too_late", field="review_on", latest=latest, level=level)
    if wished is not None and wished <= today:
        raise Refusal("risk.review_past", field="review_on")
    return wished or latest


def _promised(danger: Danger, unit: int, uid: UUID, project: Project | None) -> Commitment:
    """Whoever sees a project sees its commitments: those about hidden debt name none."""
    above = unit_above(unit)
    if above is None:
        raise Refusal("risk.unit_has_none_above", field="unit")
    return assign(
        viewer=Viewer.system(BY_RULE),
        order=Order(
            title=danger.title.strip(),
            lead_unit=unit,
            requirement=danger.measures.strip(),
            origin_kind=KIND,
            origin_uid=uid,
            project=None if danger.kind == HIDDEN_DEBT else project,
            due_on=danger.measures_due_on,
            assigning_unit=above,
        ),
    )
