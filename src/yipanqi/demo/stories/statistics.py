"""The statistics bureau's books of February and March, their codes, and the dispatch figures
of March beside its report. All figures invented.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from yipanqi.apps.ledger.units.models import Unit
from yipanqi.apps.month.statistics.models import (
    CodeLink,
    FigureBook,
    SourceFigure,
    StatisticsCode,
    StatisticsFigure,
)
from yipanqi.core.month import Month
from yipanqi.core.projects.shares import FigureSource
from yipanqi.demo.city.dice import dice
from yipanqi.demo.city.draft import Draft
from yipanqi.demo.city.instants import LAST, instant
from yipanqi.demo.city.register import Registered
from yipanqi.demo.months.figures import Told
from yipanqi.demo.stories.figures import is_plain

BOOKS = ((Month(2024, 2), date(2024, 3, 18)), (Month(2024, 3), date(2024, 4, 18)))
STRANGERS = (
    ("城区老旧小区综合改造（零星）", 3_260),
    ("农村公路养护提升（汇总）", 1_840),
    ("工业企业零星技改（汇总）", 9_750),
    ("中心城区地下管网更新二期", 4_410),
    ("高标准农田改造提升（汇总）", 2_130),
)
MONTH_END_OF = ("330681", "330624")  # counties that have told April's month-end figures by 5 May
WAN = 10_000


@dataclass
class Coded:
    """A code to be, with what it covers."""

    name: str
    owner: str
    links: list[tuple[int, int]] = field(default_factory=list)  # draft number, share
    parts: dict[int, int] = field(default_factory=dict)  # draft number → percent of its figure
    stranger: int = 0  # 万元 in February


def build_statistics(registered: Registered, told: Sequence[Told], units: dict[str, Unit]) -> None:
    figures = {(t.draft.number, t.month): t for t in told if t.month.year == LAST.year}
    coded = list(_coded(registered.drafts))
    codes = StatisticsCode.objects.bulk_create(
        StatisticsCode(
            code=f"33060000{n:04d}",
            name=one.name[:120],
            owner_name=one.owner[:80],
            recorded_at=instant(BOOKS[0][1]),
        )
        for n, one in enumerate(coded, start=1)
    )
    CodeLink.objects.bulk_create(
        CodeLink(
            code=code,
            project=registered.project[number],
            share_scaled=share,
            recorded_at=instant(BOOKS[0][1], 15),
        )
        for code, one in zip(codes, coded, strict=True)
        for number, share in one.links
    )
    for month, known_on in BOOKS:
        book = FigureBook.objects.create(
            data_month=str(month),
            cut_off_on=month.last,
            reporting_unit=units["tjj"],
            recorded_at=instant(known_on, 11),
            recorded_on=known_on,
        )
        StatisticsFigure.objects.bulk_create(
            StatisticsFigure(book=book, code=code, line=n, **_amounts(one, month, figures))
            for n, (code, one) in enumerate(zip(codes, coded, strict=True), start=4)
            if dice("in book", month, code.code).random() > 0.03
        )
    _tell_dispatch(registered, told, units)


def _coded(drafts: Sequence[Draft]) -> Iterator[Coded]:
    """One code a project for most; two projects under one code, two codes for one project,
    enrolled projects the bureau has no code of, and codes that are none of ours.
    """
    known = [d for d in drafts if d.enrolled_on and d.plans and not d.is_package]
    pairs: dict[str, Draft] = {}
    for draft in known:
        roll = dice("coded", draft.number).randint(0, 99)
        if roll < 4:
            continue  # enrolled, and nobody has matched it yet
        if roll < 12 and is_plain(draft):
            first = pairs.pop(draft.counting, None)
            if first is None:
                pairs[draft.counting] = draft
                continue
            yield Coded(
                f"{first.name}及配套工程",
                first.owner,
                _shared(first, draft),
                {first.number: 100, draft.number: 100},
            )
        elif roll < 18:
            for phase, percent in (("一期", 65), ("二期", 35)):
                yield Coded(
                    f"{draft.name}（{phase}）",
                    draft.owner,
                    [(draft.number, 10_000)],
                    {draft.number: percent},
                )
        elif roll < 22:
            # part of the code is something that is on no list
            yield Coded(draft.name, draft.owner, [(draft.number, 8_500)], {draft.number: 118})
        else:
            yield Coded(draft.name, draft.owner, [(draft.number, 10_000)], {draft.number: 100})
    for draft in pairs.values():
        yield Coded(draft.name, draft.owner, [(draft.number, 10_000)], {draft.number: 100})
    for name, amount in STRANGERS:
        yield Coded(name, "", stranger=amount)


def _shared(first: Draft, second: Draft) -> list[tuple[int, int]]:
    """Shares by size, in steps of five percent."""
    part = min(9_500, max(500, first.total * 20 // (first.total + second.total) * 500))
    return [(first.number, part), (second.number, 10_000 - part)]


def _amounts(
    one: Coded, month: Month, figures: dict[tuple[int, Month], Told]
) -> dict[str, int | None]:
    """What the bureau says: the figure that the units print a month later, a little off."""
    if one.stranger:
        year = one.stranger * (1 if month.number == 2 else 2) * WAN
        return {"this_month": one.stranger * WAN, "year_to_date": year}
    year = now = 0
    for number, percent in one.parts.items():
        later, before = figures.get((number, month.next)), figures.get((number, month))
        counted = later.values.statistics_counted if later else None
        earlier = before.values.statistics_counted if before else None
        off = 100 + dice("off", number, month).choice((0, 0, 0, 0, -3, 2, 6))
        year += (counted or 0) * percent * off // 10_000 // WAN * WAN
        now += max(0, (counted or 0) - (earlier or 0)) * percent // 100 // WAN * WAN
    return {"this_month": now, "year_to_date": year}


def _tell_dispatch(registered: Registered, told: Sequence[Told], units: dict[str, Unit]) -> None:
    """March as of the 25th beside its report; April's month end where it is in already."""
    march, rows = LAST.previous, []
    for one in told:
        year = one.values.year_to_date
        if year is None or not one.counts:
            continue
        common = {
            "project": registered.project[one.draft.number],
            "data_month": str(one.month),
            "reporting_unit": units[one.draft.reporting],
            "informant": "项目单位电话报送（演示）",
        }
        chance = dice("dispatch", one.draft.number, one.month)
        now = one.values.this_month or 0
        if one.month == march:
            early = now * chance.choice((100, 96, 92, 88, 80, 104)) // 100 // WAN * WAN
            rows.append(
                SourceFigure(
                    **common,
                    source=FigureSource.DISPATCH.value,
                    this_month=early,
                    year_to_date=year - now + early,
                    cut_off_on=date(2024, 3, 25),
                    recorded_at=instant(date(2024, 3, 26), 16),
                    recorded_on=date(2024, 3, 26),
                )
            )
        elif one.month == LAST and one.draft.county.code in MONTH_END_OF:
            late = now * chance.choice((100, 103, 106, 110, 118, 97)) // 100 // WAN * WAN
            rows.append(
                SourceFigure(
                    **common,
                    source=FigureSource.MONTH_END.value,
                    this_month=late,
                    year_to_date=year - now + late,
                    cut_off_on=LAST.last,
                    recorded_at=instant(date(2024, 5, 5), 9),
                    recorded_on=date(2024, 5, 5),
                )
            )
    SourceFigure.objects.bulk_create(rows, batch_size=500)
