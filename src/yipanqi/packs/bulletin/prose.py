"""The bulletin's body as text: which sentence is said, and with which figure.

Every function returns finished sentences; nothing here knows about pages.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from yipanqi.core.publishing.honours import Side
from yipanqi.packs.bulletin.content import BulletinContent, LeagueHonours, OpeningFigures
from yipanqi.packs.figures import fixed, percent_text, period_text, yi_text
from yipanqi.packs.official import chinese_date
from yipanqi.packs.standings import League
from yipanqi.packs.wording import Wording


@dataclass(frozen=True, slots=True)
class Block:
    """A numbered heading with its text (either may be empty); level 0 is plain text."""

    level: int
    heading: str
    text: str = ""


def body(content: BulletinContent, wording: Wording) -> Iterator[Block]:
    say = wording.say
    yield Block(0, "", lead(content, wording))
    yield Block(1, say("sections.overall"))
    yield Block(2, say("investment.heading"), investment(content, wording))
    yield Block(2, say("starts.heading"), starts(content, wording))
    if content.leagues:
        yield Block(2, say("ranking.heading"), ranking(content, wording))
    if content.honours:
        yield Block(2, say("honours.praise_heading"), praise(content, wording))
    yield Block(1, say("sections.problems"))
    if content.honours:
        yield Block(2, say("honours.criticism_heading"), criticism(content, wording))
    yield from problems(content, wording)
    yield Block(1, say("sections.demands"))
    yield from demands(content, wording)
    yield Block(0, "", say("demands.closing"))


def lead(content: BulletinContent, wording: Wording) -> str:
    key = "lead.provisional" if content.is_provisional else "lead.final"
    return wording.say(key, year=content.month.year, period=period_text(content.month))


def investment(content: BulletinContent, wording: Wording) -> str:
    figures, say = content.opening, wording.say
    money = int(say("figures.money_places"))
    sentences = [
        say(
            "investment.register",
            cut_off=chinese_date(content.cut_off),
            year=content.month.year,
            projects=figures.projects,
        ),
        say("investment.register_split", split=figures.projects_split)
        if figures.projects_split != figures.projects
        else "",
        say(
            "investment.amounts",
            total=yi_text(figures.total_investment, money),
            plan=yi_text(figures.annual_plan, money),
        ),
        _done(content, wording),
        _growth(figures, wording),
        _statistics(figures, wording),
    ]
    if figures.not_reported:
        sentences.append(say("investment.not_reported", count=figures.not_reported))
    return "".join(sentences)


def _done(content: BulletinContent, wording: Wording) -> str:
    figures = content.opening
    money = int(wording.say("figures.money_places"))
    known = {
        "period": period_text(content.month),
        "done": yi_text(figures.year_to_date, money),
        "source": wording.say(
            "figures.dispatch" if content.is_provisional else "figures.month_end"
        ),
    }
    if figures.share is None:
        return wording.say("investment.done_without_plan", **known)
    places = int(wording.say("figures.percent_places"))
    known["share"] = percent_text(figures.share, places)
    if figures.pace_gap is None:
        return wording.say("investment.done_without_pace", **known)
    gap = percent_text(abs(figures.pace_gap), places)
    key = _direction(figures.pace_gap, gap, ("ahead", "behind", "on_pace"))
    return wording.say("investment.done", pace=wording.say(f"investment.{key}", gap=gap), **known)


def _growth(figures: OpeningFigures, wording: Wording) -> str:
    if figures.growth is None:
        return ""
    change = percent_text(abs(figures.growth), int(wording.say("figures.percent_places")))
    key = _direction(figures.growth, change, ("growth", "decline", "level"))
    return wording.say(f"investment.{key}", change=change)


def _direction(value: Decimal, printed: str, keys: tuple[str, str, str]) -> str:
    """Up, down or level, judged by the figure as it is printed."""
    if Decimal(printed) == 0:
        return keys[2]
    return keys[0] if value > 0 else keys[1]


def _statistics(figures: OpeningFigures, wording: Wording) -> str:
    if figures.statistics_counted is None or figures.statistics_month is None:
        return ""
    return wording.say(
        "investment.statistics",
        period=period_text(figures.statistics_month),
        source=wording.say(
            "figures.statistics" if figures.is_from_bureau else "figures.unit_counted"
        ),
        amount=yi_text(figures.statistics_counted, int(wording.say("figures.money_places"))),
    )


def starts(content: BulletinContent, wording: Wording) -> str:
    figures, say = content.opening, wording.say
    if not (figures.starts_planned_year or figures.started):
        return say("starts.none_planned")
    sentences = [
        say(
            "starts.planned",
            year_plan=figures.starts_planned_year,
            month=content.month.number,
            due=figures.starts_due,
            started=figures.started,
        )
    ]
    if figures.started_early:
        sentences.append(say("starts.early", early=figures.started_early))
    if figures.due_not_started:
        sentences.append(say("starts.late", late=figures.due_not_started))
    else:
        sentences.append(say("starts.none_late"))
    return "".join(sentences)


def ranking(content: BulletinContent, wording: Wording) -> str:
    sentences = [wording.say("ranking.scheme", scheme=content.citation.scheme_title)]
    sentences += [_league(league, wording) for league in content.leagues]
    sentences.append(wording.say("ranking.annex"))
    return "".join(sentences)


def _league(league: League, wording: Wording) -> str:
    ranked = sorted((r for r in league.rows if r.rank is not None), key=lambda r: r.rank or 0)
    if not ranked:
        return wording.say("ranking.empty", league=league.title)
    places = int(wording.say("ranking.leaders_named"))
    named = [r for r in ranked if (r.rank or 0) <= places]
    units = joined([f"{r.unit}（{_points(r.total, league.places)}）" for r in named], wording)
    key = "few" if len(named) == len(ranked) else "leaders"
    text = wording.say(
        f"ranking.{key}", league=league.title, count=len(ranked), places=places, units=units
    )
    unranked = [r.unit for r in league.rows if r.rank is None]
    if unranked:
        text += wording.say("ranking.unranked", units=joined(unranked, wording))
    return text


def _points(total: Decimal | None, places: int) -> str:
    return "" if total is None else f"{fixed(total, places)}分"


def praise(content: BulletinContent, wording: Wording) -> str:
    return "".join(_listed(entry, Side.PRAISE, wording) for entry in content.honours)


def criticism(content: BulletinContent, wording: Wording) -> str:
    return "".join(_listed(entry, Side.CRITICISM, wording) for entry in content.honours)


def _listed(entry: LeagueHonours, side: Side, wording: Wording) -> str:
    units = entry.lists.praised if side is Side.PRAISE else entry.lists.criticised
    key = f"honours.{side}" if units else f"honours.no_{side}"
    text = wording.say(
        key,
        league=entry.league,
        first=entry.first,
        last=entry.last,
        units=joined(units, wording),
    )
    for withheld in entry.lists.withheld:
        if withheld.side is side:
            text += wording.say(
                f"honours.{side}_withheld", unit=withheld.unit, reason=withheld.reason
            )
    return text


def problems(content: BulletinContent, wording: Wording) -> Iterator[Block]:
    heading = wording.say("problems.heading")
    if not content.problems:
        yield Block(2, heading, wording.say("problems.none"))
        return
    yield Block(2, heading.rstrip("。"))
    for problem in content.problems:
        yield Block(
            3,
            "",
            wording.say(
                "problems.item",
                project=problem.project,
                unit=problem.unit,
                situation=problem.situation.rstrip("。"),
            ),
        )


def demands(content: BulletinContent, wording: Wording) -> Iterator[Block]:
    if not content.demands:
        yield Block(0, "", wording.say("demands.none"))
    for demand in content.demands:
        yield Block(2, f"{demand.heading.rstrip('。')}。", demand.text)


def joined(units: Sequence[str], wording: Wording) -> str:
    return wording.say("figures.and").join(units)
