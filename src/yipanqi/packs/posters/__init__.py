"""Scoreboard posters for big screens: 1920 × 1080 and 3840 × 2160 as PNG, and one PDF."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

import typst

from yipanqi.packs.figures import fixed, period_text
from yipanqi.packs.official import chinese_date
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.pack import PackContent
from yipanqi.packs.reading import faces
from yipanqi.packs.standings import League, LeagueRow
from yipanqi.packs.wording import Wording

ROWS = 20  # two columns of ten: readable across a hall
SCREENS: Mapping[str, int] = {"1920x1080": 1, "3840x2160": 2}
Told = list[dict[str, Any]]


def posters(content: PackContent) -> Told:
    """One page of plain values a league, more where it is long."""
    found: Told = []
    for league in content.bulletin.leagues:
        pages = max(1, -(-len(league.rows) // ROWS))
        for page in range(pages):
            rows = league.rows[page * ROWS : (page + 1) * ROWS]
            found.append(_page(content, league, rows, (page + 1, pages)))
    return found


def render_posters(told: Sequence[Mapping[str, Any]]) -> dict[str, bytes]:
    """Files by name: ``晾晒海报.pdf`` and one PNG a page and screen."""
    made = {"晾晒海报.pdf": _drawn(told, "pdf", 1)[0]}
    for screen, scale in SCREENS.items():
        for page, picture in zip(told, _drawn(told, "png", scale), strict=True):
            turn = "" if page["pages"] == "" else f"-{page['page']}"
            made[f"{page['league']}{turn}-{screen}.png"] = picture
    return made


def _drawn(told: Sequence[Mapping[str, Any]], form: str, scale: int) -> list[bytes]:
    inputs = {"told": json.dumps(list(told), ensure_ascii=False)}
    template = files("yipanqi.packs.posters").joinpath("posters.typ").read_bytes()
    compiled: Any = typst.compile  # its hints know no list of paths of two types
    made = compiled(
        template,
        sys_inputs=inputs,
        font_paths=faces(),
        ignore_system_fonts=True,
        format=form,
        ppi=72 * scale,
    )
    return made if isinstance(made, list) else [made]


def _page(
    content: PackContent, league: League, rows: Sequence[LeagueRow], at: tuple[int, int]
) -> dict[str, Any]:
    say = Wording.shipped("yipanqi.packs.posters", "wording.toml").say
    month, cited = content.bulletin, content.bulletin.citation
    most = max((row.total for row in league.rows if row.total is not None), default=None)
    marks = [say("poster.cut_off", date=chinese_date(month.cut_off))]
    marks += [say("poster.provisional")] if month.is_provisional else []
    marks += [say("poster.demonstration")] if month.is_demonstration else []
    page, pages = at
    return {
        "league": league.title,
        "title": say(
            "poster.title",
            year=month.month.year,
            period=period_text(month.month),
            league=league.title,
        ),
        "page": str(page),
        "pages": "" if pages == 1 else f"{page} / {pages}",
        "heads": [say(f"poster.{key}") for key in ("rank", "unit", "total", "change")],
        "source": say(
            "poster.source",
            snapshot=cited.snapshot,
            digest=cited.snapshot_mark,
            scheme=cited.scheme_title,
            version=cited.scheme_version,
        ),
        "mark": "　".join(marks),
        "rows": [_row(say, row, league.places, most) for row in rows],
    }


def _row(say: Any, row: LeagueRow, places: int, most: Any) -> dict[str, Any]:
    share = 0 if not most or row.total is None else int(row.total / most * 1000)
    return {
        "rank": say("poster.new") if row.rank is None else str(row.rank),
        "unit": row.unit,
        "total": say("poster.new") if row.total is None else fixed(row.total, places),
        "change": _change(say, row.change),
        "drawing": {"share": max(0, share), "change": row.change or 0},
    }


def _change(say: Any, change: int | None) -> str:
    if change is None:
        return str(say("poster.new"))
    if change == 0:
        return str(say("poster.level"))
    key = "poster.up" if change > 0 else "poster.down"
    return str(say(key, places=abs(change)))


def poster_numbers(told: Any) -> Iterator[str]:
    """Every number among the texts of the posters; measures of their drawing aside."""
    if isinstance(told, str):
        yield from numbers_in(told)
    elif isinstance(told, Mapping):
        for key, value in told.items():
            if key != "drawing":
                yield from poster_numbers(value)
    elif isinstance(told, list | tuple):
        for item in told:
            yield from poster_numbers(item)
