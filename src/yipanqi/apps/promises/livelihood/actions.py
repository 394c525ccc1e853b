"""What can be done with a livelihood work; it is done and closed as a commitment."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max

from yipanqi.apps.ledger.units.queries import tree_on
from yipanqi.apps.promises.commitments.access import ordering_unit
from yipanqi.apps.promises.commitments.actions import Order, assign
from yipanqi.apps.promises.commitments.rules import rules
from yipanqi.apps.promises.livelihood.access import check_counter, may_survey, share_of, visible
from yipanqi.apps.promises.livelihood.models import (
    LivelihoodCount,
    LivelihoodItem,
    LivelihoodShare,
    Survey,
)
from yipanqi.core.ledgers.livelihood import FULL
from yipanqi.core.month import Month
from yipanqi.core.refusal import Forbidden, Refusal
from yipanqi.core.scope import Viewer
from yipanqi.infra import clock
from yipanqi.infra.uid import new_uid
from yipanqi.infra.verbs import act

KIND = "livelihood"
TITLE_MAX = 120
DECIMALS_MAX = 4


@dataclass(frozen=True, slots=True)
class Work:
    """What is promised for the year; ``shares``: unit → target, scaled by ``decimals``."""

    title: str
    counted_in: str
    lead_unit: int
    shares: dict[int, int]
    decimals: int = 0
    requirement: str = ""
    sponsor: str = ""


def add_work(*, viewer: Viewer, year: int, work: Work, key: str | None = None) -> LivelihoodItem:
    """The next work of the year's list of the unit that promises it; due at the year's end.

    Raises ``commitment.may_not_assign``, ``livelihood.year``, ``livelihood.title_needed``,
    ``livelihood.counted_in`` or ``livelihood.target``.
    """
    _check(work, year)
    promised_by = ordering_unit(viewer, work.lead_unit)
    with act(viewer, "add_work", key=key) as verb:
        if verb.repeated:
            return LivelihoodItem.objects.unscoped("own earlier run").get(uid=verb.subject_uid)
        uid = new_uid()
        commitment = assign(
            viewer=viewer,
            order=Order(
                title=work.title.strip(),
                lead_unit=work.lead_unit,
                supporting_units=tuple(u for u in work.shares if u != work.lead_unit),
                requirement=work.requirement,
                origin_kind=KIND,
                origin_uid=uid,
                sponsor=work.sponsor,
                due_on=rules().calendar.previous_workday(date(year, 12, 31)),
            ),
        )
        rows = LivelihoodItem.objects.unscoped("numbers are given across all units")
        mine = rows.filter(year=year, promised_by=promised_by)
        row = LivelihoodItem.objects.create(
            uid=uid,
            year=year,
            number=(mine.aggregate(last=Max("number"))["last"] or 0) + 1,
            promised_by_id=promised_by,
            title=work.title.strip(),
            counted_in=work.counted_in.strip(),
            decimals=work.decimals,
            unit_id=work.lead_unit,
            commitment=commitment,
            recorded_at=clock.now(),
        )
        LivelihoodShare.objects.bulk_create(
            LivelihoodShare(item=row, unit_id=unit, target_scaled=target)
            for unit, target in work.shares.items()
        )
        after: dict[str, Any] = {
            "title": row.title,
            "year": year,
            "number": row.number,
            "target": sum(work.shares.values()),
            "decimals": row.decimals,
        }
        verb.record(row, after=after, unit=tree_on().nodes.get(work.lead_unit))
    return row


def _check(work: Work, year: int) -> None:
    this_year = clock.business_today().year
    if year not in {this_year, this_year + 1}:
        raise Refusal("livelihood.year", field="year", year=year)
    if not work.title.strip() or len(work.title.strip()) > TITLE_MAX:
        raise Refusal("livelihood.title_needed", field="title", limit=TITLE_MAX)
    if not work.counted_in.strip() or len(work.counted_in.strip()) > 10:
        raise Refusal("livelihood.counted_in", field="counted_in")
    is_countable = work.shares and all(target > 0 for target in work.shares.values())
    if not is_countable or not 0 <= work.decimals <= DECIMALS_MAX:
        raise Refusal("livelihood.target", field="target")


def report_count(
    *,
    viewer: Viewer,
    share_uid: str | UUID,
    month: Month,
    done_scaled: int,
    words: str = "",
    key: str | None = None,
) -> LivelihoodCount:
    """Counted since January by the month's end; a later one of the same month stands above.

    Raises ``livelihood.counter_only``, ``livelihood.month``, ``livelihood.negative`` or, where
    it is fewer than before without a word why, ``livelihood.fewer``.
    """
    with act(viewer, "report_count", key=key) as verb:
        if verb.repeated:
            return LivelihoodCount.objects.get(uid=verb.subject_uid)
        share = share_of(viewer, share_uid)
        check_counter(viewer, share)
        today = clock.business_today()
        if month.year != share.item.year or month > Month.of(today):
            raise Refusal("livelihood.month", field="month", year=share.item.year)
        if done_scaled < 0:
            raise Refusal("livelihood.negative", field="done")
        earlier = share.counts.filter(month__lte=str(month)).order_by("month", "pk").last()
        if earlier is not None and done_scaled < earlier.done_scaled and not words.strip():
            raise Refusal("livelihood.fewer", field="words")
        made = LivelihoodCount.objects.create(
            share=share,
            month=str(month),
            done_scaled=done_scaled,
            words=words.strip()[:2_000],
            reported_on=today,
            by_id=viewer.user,
            recorded_at=clock.now(),
        )
        after = {"share": share, "done_scaled": done_scaled}
        node = tree_on().nodes.get(share.unit_id)
        verb.record(made, after=after, reason=made.words[:500], unit=node, month=month)
    return made


def record_survey(
    *,
    viewer: Viewer,
    uid: str | UUID,
    on: date,
    asked: int,
    satisfaction_scaled: int,
    words: str = "",
    key: str | None = None,
) -> Survey:
    """How content people are, in hundredths of a percent; never by a unit that does the work.

    Raises ``livelihood.survey_by_another``, ``livelihood.survey_figures``.
    """
    with act(viewer, "record_survey", key=key) as verb:
        if verb.repeated:
            return Survey.objects.get(uid=verb.subject_uid)
        row = visible(viewer, uid)
        if not may_survey(viewer, row):
            raise Forbidden("livelihood.survey_by_another")
        is_sound = asked >= 1 and 0 <= satisfaction_scaled <= FULL
        if not is_sound or on > clock.business_today():
            raise Refusal("livelihood.survey_figures", field="satisfaction")
        made = Survey.objects.create(
            item=row,
            on=on,
            asked=asked,
            satisfaction_scaled=satisfaction_scaled,
            words=words.strip()[:2_000],
            by_id=viewer.user,
            recorded_at=clock.now(),
        )
        after = {"item": row, "asked": asked, "satisfaction_scaled": satisfaction_scaled}
        verb.record(made, after=after, unit=tree_on().nodes.get(row.unit_id))
    return made
