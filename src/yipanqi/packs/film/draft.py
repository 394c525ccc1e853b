"""A storyboard drafted from its cases: title, then each case from the map to what is asked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from yipanqi.core.meetings.storyboard import SceneDraft, SceneKind, reading_seconds
from yipanqi.core.money import wan
from yipanqi.core.month import Month
from yipanqi.packs.figures import fixed, percent_text, period_text
from yipanqi.packs.film.content import FilmCase
from yipanqi.packs.official import chinese_date
from yipanqi.packs.official.numerals import chinese_numeral
from yipanqi.packs.wording import Wording

TITLE_SECONDS, MAP_SECONDS, CARD_SECONDS, PHOTO_SECONDS, LAST_SECONDS = 5, 6, 7, 5, 5


def film_wording() -> Wording:
    return Wording.shipped("yipanqi.packs.film", "wording.toml")


def drafted(
    cases: Iterable[FilmCase],
    month: Month,
    cut_off: date,
    photos: Mapping[str, Sequence[tuple[str, str]]] | None = None,
) -> list[SceneDraft]:
    """``photos`` of a project: (uid of the file, caption)."""
    say = film_wording().say
    made = [SceneDraft(SceneKind.TITLE, film_title(month), seconds=TITLE_SECONDS)]
    for number, case in enumerate(cases, 1):
        taken = (photos or {}).get(case.uid, ())
        made += _case(case, say("film.case", number=chinese_numeral(number)), month, cut_off, taken)
    made.append(SceneDraft(SceneKind.SOURCES, say("film.sources"), seconds=LAST_SECONDS))
    return made


def film_title(month: Month) -> str:
    return film_wording().say("film.title", year=month.year, period=period_text(month))


def _case(
    case: FilmCase,
    kicker: str,
    month: Month,
    cut_off: date,
    photos: Sequence[tuple[str, str]],
) -> Iterator[SceneDraft]:
    say = film_wording().say
    unit = "" if case.name.startswith(case.unit) else case.unit
    where = say("map.text", unit=unit, name=case.name)
    yield _scene(SceneKind.MAP, f"{kicker}　{case.name}"[:60], where, MAP_SECONDS, case)
    if any(d.planned or d.actual for d in case.dates):
        text = _timeline_text(case, cut_off)
        yield _scene(SceneKind.TIMELINE, say("timeline.heading"), text, CARD_SECONDS, case)
    if case.annual_plan and case.months:
        text = _progress_text(case, month)
        yield _scene(SceneKind.PROGRESS, say("progress.heading"), text, CARD_SECONDS, case)
    source = say("photo.source", month=f"{month.year}年{month.number}月")
    for uid, caption in photos:
        text = caption or case.name
        yield SceneDraft(
            SceneKind.PHOTO, case.name[:60], text, PHOTO_SECONDS, source, case.uid, uid
        )
    yield _scene(SceneKind.FACTS, say("facts.heading"), case.words, CARD_SECONDS, case)
    asked = case.asked or say("demands.text", unit=case.unit)
    yield _scene(SceneKind.DEMANDS, say("demands.heading"), asked, CARD_SECONDS, case)


def inspection_source(unit: str, place: str, day: date) -> str:
    """Who, where and when: what stands under a picture taken on an inspection."""
    where = "　".join(filter(None, (unit, place)))
    return film_wording().say("photo.inspection", where=where, date=chinese_date(day))


def _scene(kind: SceneKind, heading: str, text: str, least: int, case: FilmCase) -> SceneDraft:
    return SceneDraft(kind, heading, text, reading_seconds(text, least), project=case.uid)


def _timeline_text(case: FilmCase, cut_off: date) -> str:
    say = film_wording().say
    if days := case.days_late(cut_off):
        assert case.planned_start is not None  # noqa: S101  (late against something)
        planned = chinese_date(case.planned_start)
        return say("timeline.late", planned=planned, date=chinese_date(cut_off), days=days)
    if case.actual_start is None and case.planned_start is not None:
        planned = chinese_date(case.planned_start)
        return say("timeline.to_come", planned=planned, date=chinese_date(cut_off))
    if case.actual_start is None:
        return say("timeline.unplanned", date=chinese_date(cut_off))
    actual = chinese_date(case.actual_start)
    if case.planned_start is None:
        return say("timeline.begun", actual=actual)
    return say("timeline.plain", planned=chinese_date(case.planned_start), actual=actual)


def _progress_text(case: FilmCase, month: Month) -> str:
    say = film_wording().say
    if case.share is None or case.gap is None:
        return say("progress.silent")
    points = percent_text(abs(case.gap), 1)
    key = "progress.behind" if case.gap < 0 else "progress.ahead"
    return say(
        "progress.text",
        period=period_text(month),
        due=wan_text(case.plan_to_date),
        done=wan_text(case.year_to_date),
        share=percent_text(case.share, 1),
        gap=say("progress.level") if points == "0.0" else say(key, points=points),
    )


def wan_text(yuan: int | None) -> str:
    """万元 without decimals, grouped by nothing: a film is read from afar."""
    return film_wording().say("facts.none") if yuan is None else fixed(wan(yuan), 0)
