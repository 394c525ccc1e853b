"""The slides in their order: title, agenda, the month at a glance, progress, leagues, cases."""

import io
from collections.abc import Sequence
from datetime import datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from yipanqi.core.money import yi
from yipanqi.core.rounding import half_up
from yipanqi.packs.figures import fixed, percent_text, period_text, yi_text
from yipanqi.packs.official import chinese_date
from yipanqi.packs.pack import PackContent
from yipanqi.packs.slides import drawing as d
from yipanqi.packs.standings import League, LeagueRow
from yipanqi.packs.wording import Wording

ROWS_A_SLIDE = 12
AGENDA_A_SLIDE = 12
TITLE_ONLY, BLANK_TITLE = 5, 0.45
_NUMBER = "0.00"


def render_slides(
    content: PackContent, template: Path | None = None, wording: Wording | None = None
) -> bytes:
    """The finished file. ``template`` is the city's own .pptx; its master is kept."""
    deck = _Deck(content, template, wording or shipped_wording())
    deck.title()
    if content.agenda:
        deck.agenda()
    deck.overall()
    deck.progress()
    for league in content.bulletin.leagues:
        deck.league(league)
    deck.problems()
    deck.demands()
    deck.sources()
    return deck.save()


def shipped_wording() -> Wording:
    return Wording.shipped("yipanqi.packs.slides", "wording.toml")


class _Deck:
    def __init__(self, content: PackContent, template: Path | None, wording: Wording) -> None:
        self._content, self._month = content, content.bulletin
        self._say = wording.say
        self._has_template = template is not None
        self._deck = Presentation(str(template)) if template else Presentation()
        if not self._has_template:
            self._deck.slide_width = Inches(d.WIDTH)
            self._deck.slide_height = Inches(d.HEIGHT)

    # slides

    def title(self) -> None:
        slide = self._blank(self._content.title)
        slide.shapes.title.top, slide.shapes.title.height = Inches(2.3), Inches(1.6)
        period = self._period()
        lines = [period] if period != self._content.title else []
        lines.append(self._say("sources.cut_off", date=chinese_date(self._month.cut_off)))
        lines.append(self._month.agency)
        d.text_box(slide, (d.MARGIN, 4.2, d.WIDTH - 2 * d.MARGIN, 1.8), lines, 20, color=d.SOFT)

    def agenda(self) -> None:
        say = self._say
        head = [say(f"table.{k}") for k in ("number", "item", "form", "speaker", "minutes")]
        entries = self._content.agenda
        for start in range(0, len(entries), AGENDA_A_SLIDE):
            slide = self._page(say("slides.agenda"))
            rows = [
                [
                    str(e.number),
                    e.title,
                    e.form,
                    e.speaker or say("figures.none"),
                    str(e.minutes) if e.minutes else say("figures.none"),
                ]
                for e in entries[start : start + AGENDA_A_SLIDE]
            ]
            d.table(slide, self._area(len(rows) + 1, 0.4), [head, *rows], (1, 8, 2, 4, 1), size=13)

    def overall(self) -> None:
        slide = self._page(self._say("slides.overall"))
        for n, (label, value) in enumerate(self._keys()):
            left = d.MARGIN + (n % 4) * 3.05
            top = 1.7 + (n // 4) * 2.2
            d.text_box(slide, (left, top, 2.9, 0.4), [label], 14, color=d.SOFT)
            d.text_box(slide, (left, top + 0.4, 2.9, 0.9), [value], 36, bold=True, color=d.ACCENT)

    def _keys(self) -> list[tuple[str, str]]:
        say, opening = self._say, self._month.opening
        total = next((t.total for t in self._month.progress if t.total), None)

        def percent(value: Decimal | None) -> str:
            return say("figures.none") if value is None else percent_text(value, 1)

        found = [
            (say("figures.projects"), str(opening.projects)),
            (say("figures.plan"), yi_text(opening.annual_plan)),
            (say("figures.done"), yi_text(opening.year_to_date)),
            (say("figures.share"), percent(opening.share)),
            (say("figures.pace"), percent(opening.pace)),
            (say("figures.gap"), percent(opening.pace_gap)),
        ]
        if total is not None:
            found.append((say("figures.due"), str(total.starts_due)))
            found.append((say("figures.started"), str(total.started)))
        return found

    def progress(self) -> None:
        say = self._say
        for table in self._month.progress:
            rows = [r for r in table.rows if not r.is_of_which]
            slide = self._page(say("slides.progress"))
            units = [r.unit for r in rows]
            money = (
                (say("chart.plan"), [half_up(yi(r.annual_plan), 2) for r in rows]),
                (say("chart.done"), [half_up(yi(r.year_to_date), 2) for r in rows]),
            )
            d.columns(slide, (d.MARGIN, 1.4, 7.4, 5.3), units, money, form=_NUMBER)
            shares = [None if r.share is None else half_up(r.share * 100, 1) for r in rows]
            d.bars(slide, (8.2, 1.8, 4.6, 4.9), units, (say("chart.share"), shares), form="0.0")
            d.text_box(slide, (8.2, 1.4, 4.6, 0.4), [say("chart.share")], 14, color=d.SOFT)

    def league(self, league: League) -> None:
        pages = max(1, -(-len(league.rows) // ROWS_A_SLIDE))
        for page in range(pages):
            rows = league.rows[page * ROWS_A_SLIDE : (page + 1) * ROWS_A_SLIDE]
            key = "slides.league" if pages == 1 else "slides.league_page"
            gaps = {} if pages == 1 else {"page": page + 1, "pages": pages}
            slide = self._page(self._say(key, league=league.title, **gaps))
            self._standings(slide, league, rows)

    def _standings(self, slide: Any, league: League, rows: Sequence[LeagueRow]) -> None:
        say = self._say
        none = say("figures.none")
        head = [say(f"table.{k}") for k in ("rank", "unit", "total", "change")]
        body = [
            [
                none if r.rank is None else str(r.rank),
                r.unit,
                none if r.total is None else fixed(r.total, league.places),
                none if r.change is None else f"{r.change:+d}" if r.change else "0",
            ]
            for r in rows
        ]
        left, top, _, height = self._area(len(rows) + 1, 0.6)
        d.table(slide, (left, top, 5.6, height), [head, *body], (1, 4, 1.6, 1.2), numbers=(2, 3))
        totals = [None if r.total is None else half_up(r.total, league.places) for r in rows]
        form = "0." + "0" * league.places if league.places else "0"
        box = (6.5, top, d.WIDTH - 6.5 - d.MARGIN, max(height, 3.0))
        d.bars(slide, box, [r.unit for r in rows], (say("chart.total"), totals), form=form)

    def problems(self) -> None:
        found = self._month.problems
        if not found:
            return
        say = self._say
        slide = self._page(say("slides.problems"))
        head = [say("table.project"), say("table.unit"), say("table.situation")]
        rows = [[p.project, p.unit, p.situation] for p in found]
        d.table(slide, self._area(len(rows) + 1, 0.7), [head, *rows], (4, 2, 7))

    def demands(self) -> None:
        found = self._month.demands
        if not found:
            return
        slide = self._page(self._say("slides.demands"))
        lines = [f"{x.heading}：{x.text}" for x in found]
        d.text_box(slide, self._area(9, 0.55), lines, 20, gap=14)

    def sources(self) -> None:
        say, cited = self._say, self._month.citation
        slide = self._page(say("slides.sources"))
        lines = [
            say("sources.cut_off", date=chinese_date(self._month.cut_off)),
            say("sources.snapshot", snapshot=cited.snapshot, digest=cited.snapshot_mark),
            say("sources.scheme", title=cited.scheme_title, version=cited.scheme_version),
        ]
        if cited.chain_head:
            lines.append(say("sources.chain", chain=cited.chain_mark))
        lines += [say("sources.rounding"), say("sources.editable")]
        d.text_box(slide, self._area(9, 0.55), lines, 18, gap=12)

    # parts

    def _period(self) -> str:
        month = self._month.month
        return self._say("slides.month", year=month.year, period=period_text(month))

    def _blank(self, title: str) -> Any:
        layouts = self._deck.slide_layouts
        slide = self._deck.slides.add_slide(layouts[min(TITLE_ONLY, len(layouts) - 1)])
        head = slide.shapes.title
        if not self._has_template:
            head.left, head.top = Inches(d.MARGIN), Inches(BLANK_TITLE)
            head.width, head.height = Inches(d.WIDTH - 2 * d.MARGIN), Inches(0.75)
        frame = head.text_frame
        frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        d.write(frame, [title], 30, bold=True, color=d.ACCENT)
        return slide

    def _page(self, title: str) -> Any:
        slide = self._blank(title)
        d.rule(slide, 1.25)
        say, month = self._say, self._month
        foot = [say("slides.foot", snapshot=month.citation.snapshot)]
        if month.is_provisional:
            foot.append(say("slides.provisional"))
        if month.is_demonstration:
            foot.append(say("slides.demonstration"))
        box = (d.MARGIN, d.HEIGHT - 0.5, d.WIDTH - 2 * d.MARGIN, 0.3)
        d.text_box(slide, box, ["　".join(foot)], 11, color=d.SOFT)
        return slide

    @staticmethod
    def _area(rows: int, row: float) -> d.Box:
        """Under the head, as high as its rows need, at most down to the foot."""
        height = min(rows * row, d.HEIGHT - 1.5 - 0.6)
        return (d.MARGIN, 1.5, d.WIDTH - 2 * d.MARGIN, height)

    def save(self) -> bytes:
        properties = self._deck.core_properties
        properties.title, properties.subject = self._content.title, self._say("slides.subject")
        properties.author, properties.last_modified_by = self._month.agency, ""
        stamp = datetime.combine(self._month.signed_on, time())
        properties.created = properties.modified = stamp
        made = io.BytesIO()
        self._deck.save(made)
        return made.getvalue()
