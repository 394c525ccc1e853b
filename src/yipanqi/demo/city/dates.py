"""When things were planned and when they happened: slips, late and early starts, pauses."""

from datetime import date, timedelta
from random import Random

from yipanqi.core.month import Month
from yipanqi.core.projects.stages import Track
from yipanqi.demo.city.curves import ends
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Cohort, Draft, Slip, Trait
from yipanqi.demo.city.instants import LAST, on_day

FIRST_LIST = date(2023, 1, 10)
SECOND_LIST = date(2024, 1, 12)
ADJUSTED = date(2024, 3, 22)
REASONS = (
    "用地指标落实较晚，开工时间后延",
    "施工图审查周期延长，开工时间后延",
    "业主调整建设方案，开工时间后延",
    "征迁签约未完成，开工时间后延",
    "融资手续未办结，开工时间后延",
)
LATER_REASONS = ("雨季影响主体施工，竣工时间后延", "设备到货推迟，竣工时间后延")
STARTS_2024 = {1: 10, 2: 6, 3: 36, 4: 11, 5: 8, 6: 13, 7: 4, 8: 3, 9: 5, 10: 3, 11: 1}
# months between start and enrolment in the statistics library; None: never so far
LAGS = (1,) * 22 + (2,) * 24 + (3,) * 20 + (4,) * 11 + (6,) * 9 + (9,) * 5 + (None,) * 9


def set_dates(draft: Draft) -> None:
    """Fill in every date but those that follow from the works' progress."""
    chance = dice("dates", draft.number)
    planned = _planned_start(draft, chance)
    _register(draft, planned, chance)
    draft.start_plans.append(Slip(draft.registered_on, planned))
    _start(draft, planned, chance)
    draft.completion_plans.append(Slip(draft.registered_on, ends(planned, draft.months)))
    if draft.started_on is not None:
        _after_start(draft, draft.started_on, chance)
    if Trait.TERMINATED in draft.traits:
        draft.terminated_on = on_day(Month(2024, chance.choice((2, 3))), chance.randint(8, 24))


def _planned_start(draft: Draft, chance: Random) -> date:
    day = chance.randint(6, 28)
    match draft.cohort:
        case Cohort.DONE:
            month = Month(2023, chance.randint(6, 12)).plus(-draft.months)
        case Cohort.FINISHING:
            month = Month(2024, chance.choice((2, 3, 4, 5, 6, 6, 7, 8, 9, 10, 11, 12, 12)))
            month = month.plus(-draft.months)
        case Cohort.UNDER_WAY:
            month = _under_way(draft, chance)
        case Cohort.NEW:
            number = chance.choices(list(STARTS_2024), list(STARTS_2024.values()))[0]
            month = Month(2024, number)
        case Cohort.EARLY_WORKS:
            month = Month(2025, 1).plus(chance.randint(0, 9))
        case Cohort.ADDED:
            month = Month(2024, chance.choice((4, 4, 5, 6)))
    return on_day(month, day)


def _under_way(draft: Draft, chance: Random) -> Month:
    """Started in 2023 (the new starts of that year) or before; ends after 2024."""
    if chance.random() < 0.4:
        month = Month(2023, chance.choice((1, 2, 3, 3, 3, 4, 5, 6, 6, 7, 8, 9, 9, 10, 11)))
    else:
        month = Month(2021, 7).plus(chance.randint(0, 17))
    draft.months = max(draft.months, Month(2025, 2).minus(month) + chance.randint(0, 8))
    return month


def _register(draft: Draft, planned: date, chance: Random) -> None:
    ahead = planned - timedelta(days=chance.randint(120, 420))
    match draft.cohort:
        case Cohort.ADDED:
            latest = ADJUSTED - timedelta(days=chance.randint(3, 30))
        case Cohort.NEW | Cohort.EARLY_WORKS:
            latest = SECOND_LIST - timedelta(days=chance.randint(5, 60))
        case _:
            latest = FIRST_LIST - timedelta(days=chance.randint(5, 60))
    draft.registered_on = max(min(ahead, latest), date(2018, 6, 1))
    if draft.track is Track.ATTRACTION:
        landed = min(draft.registered_on, planned - timedelta(days=chance.randint(60, 150)))
        signed = landed - timedelta(days=chance.randint(60, 200))
        if draft.cohort is not Cohort.EARLY_WORKS or chance.random() < 0.7:
            draft.signed_on = signed
        if draft.cohort is not Cohort.EARLY_WORKS or chance.random() < 0.35:
            draft.landed_on = landed if draft.signed_on else None


def _start(draft: Draft, planned: date, chance: Random) -> None:
    if draft.cohort is Cohort.EARLY_WORKS:
        return
    if draft.cohort in {Cohort.NEW, Cohort.ADDED}:
        _start_in_2024(draft, planned, chance)
        return
    late = chance.choice((0,) * 16 + (1, 1, 1, 2, 2, 3, 4, 5)) if planned.year == 2023 else 0
    month = Month.of(planned).plus(late)
    month = min(month, Month(2023, 12))
    day = chance.randint(2, max(2, planned.day)) if late == 0 else chance.randint(3, 27)
    draft.started_on = on_day(month, day)
    if month > Month.of(planned):
        _slip(draft, Month.of(planned), draft.started_on, chance)


def _start_in_2024(draft: Draft, planned: date, chance: Random) -> None:
    """On time, late, not yet, or early; what lies after April has not happened."""
    month, roll = Month.of(planned), chance.random()
    if month > LAST:
        if month <= Month(2024, 7) and roll < 0.16 and draft.cohort is Cohort.NEW:
            early = Month(2024, chance.choice((2, 3, 3, 4)))
            draft.started_on = on_day(early, chance.randint(3, 27))
        return
    if roll < 0.80 or draft.cohort is Cohort.ADDED:
        draft.started_on = on_day(month, chance.randint(2, planned.day))
        return
    later = month.plus(chance.randint(1, 3))
    happens = on_day(later, chance.randint(3, 26))
    _slip(draft, month, happens, chance)
    if later <= LAST and roll < 0.92:
        draft.started_on = happens
    elif later <= LAST:
        _slip(draft, later, on_day(later.plus(3), 20), chance)


def _slip(draft: Draft, known: Month, day: date, chance: Random) -> None:
    """The date was moved at the end of the month in which it was due."""
    said = on_day(known, chance.randint(22, 27))
    draft.start_plans.append(Slip(said, max(day, known.next.first), chance.choice(REASONS)))


def _after_start(draft: Draft, started: date, chance: Random) -> None:
    roll = chance.random()
    if roll < 0.93:
        draft.permit_on = started - timedelta(days=chance.randint(4, 60))
    elif roll < 0.97:
        draft.permit_on = started + timedelta(days=chance.randint(15, 60))
    lag = chance.choice(LAGS)
    if lag is not None:
        enrolled = on_day(Month.of(started).plus(lag), chance.randint(10, 24))
        draft.enrolled_on = enrolled if enrolled <= LAST.last else None
    if draft.permit_on and draft.permit_on > LAST.last:
        draft.permit_on = None
    if Trait.PAUSED in draft.traits:
        _pause(draft, started, chance)


def _pause(draft: Draft, started: date, chance: Random) -> None:
    since = Month(2023, chance.randint(3, 12))
    since = max(since, Month.of(started).plus(2))
    begins = on_day(since, chance.randint(3, 25))
    over = since.plus(chance.randint(2, 4))
    ended = chance.random() < 0.45 and over <= Month(2024, 3)
    draft.pause = (begins, on_day(over, chance.randint(3, 25)) if ended else None)
