"""Every number of a film's cards and subtitles, traced to the frozen months it was made from."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from yipanqi.packs.figures import percent_text
from yipanqi.packs.film.content import FilmCase, FilmContent, FilmScene
from yipanqi.packs.film.draft import wan_text
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.pack import plain_number


def scene_strangers(scene: FilmScene, content: FilmContent) -> list[str]:
    """Numbers of the scene's own words that no frozen month gives.

    The words under a photo or a clip rest on the picture and its named source; what an
    approver has vouched for rests on the approver.
    """
    if scene.vouched or (scene.kind.needs_file and scene.source):
        return []
    return strangers(numbers_in(f"{scene.heading}\n{scene.text}\n{scene.source}"), content)


def film_strangers(told: Iterable[Mapping[str, Any]], content: FilmContent) -> list[str]:
    """Numbers of the finished cards (see ``cards.card``) that nothing gives."""
    found = [number for card in told for number in card_numbers(card)]
    own = {
        plain_number(number)
        for scene in content.scenes
        if not scene_strangers(scene, content)
        for number in numbers_in(f"{scene.heading}\n{scene.text}\n{scene.source}")
    }
    return [number for number in strangers(found, content) if plain_number(number) not in own]


def strangers(found: Iterable[str], content: FilmContent) -> list[str]:
    known = {plain_number(text) for text in known_numbers(content)}
    return sorted({text for text in found if plain_number(text) not in known})


def card_numbers(told: Any) -> Iterator[str]:
    """Numbers among the texts of a card; measures of its drawing aside."""
    if isinstance(told, str):
        yield from numbers_in(told)
    elif isinstance(told, Mapping):
        for key, value in told.items():
            if key not in {"drawing", "picture", "kind"}:
                yield from card_numbers(value)
    elif isinstance(told, list):
        for item in told:
            yield from card_numbers(item)


def known_numbers(content: FilmContent) -> Iterator[str]:
    yield from numbers_in(content.city)
    yield from (content.snapshot, content.snapshot_mark, *content.months)
    month = content.month
    yield from ("1", str(month.year), str(month.number))
    yield from (str(number) for number in range(1, month.number + 1))
    yield from numbers_in(content.shape.label)
    for day in (content.cut_off, content.held_on, content.month.last):
        yield from _day(day)
    for case in content.cases():
        yield from _case(case, content.cut_off)


def _case(case: FilmCase, cut_off: date) -> Iterator[str]:
    for text in (case.name, case.unit, case.code, case.words, case.asked):
        yield from numbers_in(text)
    money = [case.total_investment, case.annual_plan, case.plan_to_date, case.year_to_date]
    money += [figure for m in case.months for figure in (m.plan, m.done)]
    yield from (wan_text(figure) for figure in money if figure is not None)
    for share in (case.share, case.due, case.gap):
        if share is not None:
            yield percent_text(abs(share), 1)
    for step in case.dates:
        yield from _day(step.planned)
        yield from _day(step.actual)
    yield from _day(case.planned_start)
    yield from _day(case.actual_start)
    yield str(case.days_late(cut_off))


def _day(day: date | None) -> Iterator[str]:
    if day is not None:
        yield from (str(day.year), str(day.month), str(day.day), f"{day:%Y-%m}", f"{day:%Y.%m}")
