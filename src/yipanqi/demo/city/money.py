"""The money of the two years: lists with their plans, and what was done month by month.

Works move along their curve at a pace of their own: the county's vigour, the project's luck,
the month's weather. A year's plan is what the curve promises from where the works stand.
"""

from random import Random

from yipanqi.core.month import Month
from yipanqi.core.projects.stages import AnnualClass
from yipanqi.demo.city.curves import SEASON, WHOLE, s_curve, split, ticks, ticks_at
from yipanqi.demo.city.dates import ADJUSTED, FIRST_LIST, LATER_REASONS, SECOND_LIST
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Cohort, Draft, Plan, Slip, Trait
from yipanqi.demo.city.instants import LAST, months, on_day

WAN = 10_000
GRAIN = 10 * WAN  # of monthly plans
DISPATCH_SHARE = 92  # percent of April that is in by the cut of the dispatch report
PLAN_2023, PLAN_2024, PLAN_ADJUSTED = "2023/1", "2024/1", "2024/2"


class Works:
    """One project's works: ``ticks_done`` of ``whole`` building ticks, in step with money."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.chance = dice("works", draft.number)
        self.luck = int(100 * self.chance.lognormvariate(0, 0.10))
        if Trait.LAGGARD in draft.traits:
            self.luck = self.chance.randint(22, 48)
        self.whole = draft.months * 100
        self.ticks_done = 0
        start = draft.started_on
        if start is not None and start < months()[0].first:
            self.ticks_done = min(ticks(Month(2022, 12)) - ticks_at(start), self.whole * 95 // 100)
        self.told = self.worth  # what has been reported in all, corrections included

    @property
    def worth(self) -> int:
        """Whole yuan that the works are worth."""
        share = s_curve(self.ticks_done * WHOLE // self.whole)
        return self.draft.total * share // WHOLE // WAN * WAN

    @property
    def is_done(self) -> bool:
        return self.ticks_done >= self.whole

    def advance(self, month: Month) -> int:
        """Money of the month; moves the works."""
        before = self.worth
        self.ticks_done = min(self.ticks_done + self._ticks(month), self._limit(month))
        return self.worth - before

    def _ticks(self, month: Month) -> int:
        draft, start = self.draft, self.draft.started_on
        weather = int(100 * self.chance.lognormvariate(0, 0.16))
        if start is None or start > month.last or draft.is_paused_in(month):
            return 0
        vigour = draft.county.vigour[month.year - 2023]
        here = SEASON[month.number - 1]
        if Month.of(start) == month:
            here = here * (month.last.day - start.day + 1) // month.last.day
        if month == LAST:
            here = here * DISPATCH_SHARE // 100
        return here * vigour * self.luck * weather // WHOLE

    def _limit(self, month: Month) -> int:
        """Only projects that are to finish do; those of 2023 by its end."""
        if self.draft.cohort is Cohort.DONE and month == Month(2023, 12):
            self.ticks_done = self.whole
        if self.draft.cohort in {Cohort.DONE, Cohort.FINISHING}:
            return self.whole
        return self.whole * 97 // 100

    def promise(self, year: int) -> list[int]:
        """What each month of the year brings if the works keep to their curve from here."""
        start = _start_known(self.draft, year)
        at, found = self.ticks_done, []
        for number, here in enumerate(SEASON, 1):
            month = Month(year, number)
            before = s_curve(at * WHOLE // self.whole)
            if start is not None and start <= month:
                at = min(at + here, self.whole)
            found.append((s_curve(at * WHOLE // self.whole) - before) * self.draft.total // WHOLE)
        return found


def _start_known(draft: Draft, year: int) -> Month | None:
    """The month of the start as the list's editors of January know it."""
    issued = FIRST_LIST if year == 2023 else SECOND_LIST
    if draft.started_on is not None and draft.started_on <= issued:
        return Month.of(draft.started_on)
    known = [slip.day for slip in draft.start_plans if slip.known_on <= issued]
    return Month.of(known[-1]) if known else None


def tell_money(draft: Draft) -> None:
    """Fill ``plans`` and ``done``, and the dates that follow: completion and use."""
    works = Works(draft)
    if draft.registered_on <= FIRST_LIST:
        draft.plans[PLAN_2023] = _plan(works, 2023)
    for month in months():
        if month == Month(2024, 1):
            _lists_of_2024(works)
        if draft.completed_on is None:
            draft.done[month] = _month(works, month)
            works.told += draft.done[month]
            _complete(works, month)


def _lists_of_2024(works: Works) -> None:
    draft = works.draft
    if draft.completed_on is not None:
        return
    if draft.cohort is Cohort.ADDED:
        draft.plans[PLAN_ADJUSTED] = _plan(works, 2024)
        return
    draft.plans[PLAN_2024] = first = _plan(works, 2024)
    if draft.terminated_on and draft.terminated_on <= ADJUSTED:
        return
    draft.plans[PLAN_ADJUSTED] = _adjusted(draft, first)


def _adjusted(draft: Draft, first: Plan) -> Plan:
    """The adjusted list keeps nearly every line; from April on some plans are raised or cut."""
    chance = dice("adjusted", draft.number)
    if first.annual_class is not AnnualClass.CARRIED_OVER or chance.random() > 0.08:
        return first
    rest = sum(first.monthly[3:]) // 100 * chance.choice((82, 88, 108, 115)) // GRAIN * GRAIN
    monthly = first.monthly[:3] + split(rest, first.monthly[3:], GRAIN)
    return Plan(first.annual_class, sum(monthly), monthly, first.before, first.planned_start)


def _plan(works: Works, year: int) -> Plan:
    draft, chance = works.draft, dice("plan", works.draft.number, year)
    annual_class = _class(draft, year)
    before = works.told
    if annual_class is AnnualClass.PRELIMINARY:
        annual = chance.choice((0, 0, 100, 200, 300, 500, 800)) * WAN
        weights = [0, *SEASON[1:]]
        return Plan(
            annual_class, annual, split(annual, weights, WAN) if annual else [0] * 12, before
        )
    promise = works.promise(year)
    grain = 1_000 * WAN if draft.total > 1_000_000_000 else 100 * WAN
    annual = sum(promise) // 100 * chance.randint(86, 99)
    annual = max(min(annual, draft.total - before) // grain * grain, 100 * WAN)
    known = _start_known(draft, year)
    started = known is not None and known.year == year
    start_month = str(known) if started and annual_class is AnnualClass.NEW_START else ""
    return Plan(annual_class, annual, split(annual, promise, GRAIN), before, start_month)


def _class(draft: Draft, year: int) -> AnnualClass:
    """As the editors of January see it; an issued list keeps it whatever happens later."""
    start = draft.started_on
    if start is not None and start.year < year:
        ends_on = draft.completion_plans[-1].day
        return AnnualClass.FINISHING if ends_on.year <= year else AnnualClass.CARRIED_OVER
    known = _start_known(draft, year)
    due = known is not None and known.year <= year
    return AnnualClass.NEW_START if due else AnnualClass.PRELIMINARY


def _month(works: Works, month: Month) -> int:
    draft, chance = works.draft, works.chance
    if Trait.SHAM in draft.traits:
        works.advance(month)
        return _sham(draft, month)
    if Trait.CORRECTED in draft.traits and month == _corrected_in(draft):
        so_far = sum(v for m, v in draft.done.items() if m.year == month.year)
        cut = so_far * chance.randint(12, 30) // 100 // WAN * WAN
        return works.advance(month) // 4 // WAN * WAN - cut
    money = works.advance(month)
    if draft.started_on is None or draft.started_on > month.last:
        money += _before_start(works, month, chance)
    return money


def _corrected_in(draft: Draft) -> Month:
    return months()[3 + draft.number * 7 % 12]


def _before_start(works: Works, month: Month, chance: Random) -> int:
    """Land, design and moving cost something before the start."""
    draft = works.draft
    plan = draft.plans.get(PLAN_2023 if month.year == 2023 else PLAN_2024)
    if plan is None or draft.terminated_on or chance.random() < 0.55:
        return 0
    if plan.annual_class is AnnualClass.PRELIMINARY:
        return plan.annual_plan // 500 * chance.randint(40, 130) // WAN * WAN
    return chance.randint(5, 60) * WAN if chance.random() < 0.3 else 0


def _sham(draft: Draft, month: Month) -> int:
    """Nothing for two months, then just what the plan of the quarter wants, in round figures."""
    plan = draft.plans.get(PLAN_2023 if month.year == 2023 else PLAN_2024)
    if plan is None or draft.started_on is None or draft.started_on > month.last:
        return 0
    quarter = sum(plan.monthly[(month.number - 1) // 3 * 3 :][:3])
    grain = 500 * WAN if quarter >= 2_000 * WAN else 100 * WAN
    small = quarter // 10 // grain * grain
    if month.number % 3:
        return small
    return max(grain, -((-quarter + 2 * small) // grain) * grain)


def _complete(works: Works, month: Month) -> None:
    """Close the works when their curve is at its end; say so when they come late."""
    draft = works.draft
    planned = draft.completion_plans[-1].day if draft.completion_plans else None
    if works.is_done:
        chance = works.chance
        draft.completed_on = on_day(month, chance.randint(8, 24))
        wait = chance.randint(1, 3) if draft.signed_on else 1
        used = on_day(month.plus(wait), chance.randint(5, 25))
        draft.commissioned_on = used if used <= LAST.last else None
    elif planned is not None and Month.of(planned) == month and draft.started_on:
        reason = LATER_REASONS[draft.number % len(LATER_REASONS)]
        later = on_day(month.plus(2 + draft.number % 3), 25)
        draft.completion_plans.append(Slip(on_day(month, 26), later, reason))
