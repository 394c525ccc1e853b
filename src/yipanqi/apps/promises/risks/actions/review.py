"""Look at a risk again, and say when it has come true."""

from datetime import date
from uuid import UUID

from yipanqi.apps.ledger.notices.actions import Told, tell
from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.risks.access import check_keeper, locked
from yipanqi.apps.promises.risks.actions._common import audited, kept, said
from yipanqi.apps.promises.risks.actions.register import review_day
from yipanqi.apps.promises.risks.models import Risk, RiskReview
from yipanqi.apps.promises.risks.rules import risk_rules
from yipanqi.core.ledgers.risks import RiskState, RiskVerb, level_of, moved
from yipanqi.core.refusal import Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.verbs import act, check_version


def review_risk(
    *,
    viewer: Viewer,
    uid: str | UUID,
    likelihood: int,
    impact: int,
    words: str,
    review_on: date | None = None,
    expected_version: int | None = None,
    key: str | None = None,
) -> Risk:
    """Judged anew; the earlier judgement stays in its history.

    Raises ``risk.keeper_only``, ``risk.scale``, ``risk.review_too_late``.
    """
    looked = said(words, "words")
    level = level_of(likelihood, impact, risk_rules().levels)
    following = review_day(level, review_on)
    with act(viewer, "review_risk", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_keeper(viewer, row.unit_id)
        check_version(row, expected_version)
        moved(RiskState(row.state), RiskVerb.REVIEW)
        before = audited(row)
        row.likelihood, row.impact, row.level = likelihood, impact, level
        row.review_on = following
        RiskReview.objects.create(
            risk=row,
            on=clock.business_today(),
            likelihood=likelihood,
            impact=impact,
            level=level,
            words=looked,
            next_on=following,
            by_id=viewer.user,
        )
        kept(verb, row, before, looked)
    return row


def mark_came_true(
    *,
    viewer: Viewer,
    uid: str | UUID,
    on: date,
    words: str,
    expected_version: int | None = None,
    key: str | None = None,
) -> Risk:
    """It has happened: the units above are told at once. Raises ``risk.future_day``."""
    happened = said(words, "words")
    if on > clock.business_today():
        raise Refusal("risk.future_day", field="on")
    with act(viewer, "mark_came_true", key=key) as verb:
        row = locked(viewer, uid)
        if verb.repeated:
            return row
        check_keeper(viewer, row.unit_id)
        check_version(row, expected_version)
        before = audited(row)
        row.state = moved(RiskState(row.state), RiskVerb.COME_TRUE).value
        row.has_come_true, row.came_true_on, row.came_true_words = True, on, happened
        kept(verb, row, before, happened)
        tell(
            Told(
                units=[node.pk for node in tree_on().above(row.unit_id)][1:],
                code="notice.risk_came_true",
                key=f"{row.uid}:came_true",
                params={"title": row.title, "number": row.number},
                url_name="risks:record",
                subject_uid=str(row.uid),
            )
        )
    return row
