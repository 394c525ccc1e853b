"""The pack as one PDF for reading: the bulletin's text, its tables, scoreboards as bars."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import typst

from yipanqi.core.refusal import Refusal
from yipanqi.packs.bulletin import shipped_wording
from yipanqi.packs.bulletin.annexes import annexes
from yipanqi.packs.bulletin.prose import body
from yipanqi.packs.figures import fixed, period_text
from yipanqi.packs.official import Align, chinese_date, terms
from yipanqi.packs.official.readback import numbers_in
from yipanqi.packs.official.table import Table
from yipanqi.packs.pack import PackContent
from yipanqi.packs.standings import League
from yipanqi.packs.wording import Wording


def render_reading(content: PackContent) -> bytes:
    """The PDF. Raises ``pack.font_missing`` where a type face of the template is not there."""
    told = reading(content)
    inputs = {"told": json.dumps(told, ensure_ascii=False)}
    template = files("yipanqi.packs.reading").joinpath("reading.typ").read_bytes()
    made, warnings = typst.compile_with_warnings(  # type: ignore[misc]
        template, sys_inputs=inputs, font_paths=faces(), ignore_system_fonts=True
    )
    missing = [str(w.message) for w in warnings if "unknown font" in str(w.message)]
    if missing:
        raise Refusal("pack.font_missing", faces=missing)
    assert isinstance(made, bytes)  # noqa: S101  (one file was asked for)
    return made


@cache
def faces() -> list[str | Path]:
    """Where the type faces of made documents lie."""
    return [Path(str(pylopdf_fonts_zh_cn.__file__)).parent]


def reading(content: PackContent) -> Mapping[str, Any]:
    """What the template sets, as plain values."""
    month, wording = content.bulletin, shipped_wording()
    words = Wording.shipped("yipanqi.packs.reading", "wording.toml")
    say, cited = words.say, month.citation
    return {
        "city": content.city,
        "title": content.title,
        "period": say("reading.period", year=month.month.year, period=period_text(month.month)),
        "agency": month.agency,
        "cut_off": say("reading.cut_off", date=chinese_date(month.cut_off)),
        "mark": say("reading.demonstration") if month.is_demonstration else "",
        "source": say(
            "reading.source",
            snapshot=cited.snapshot,
            digest=cited.snapshot_mark,
            scheme=cited.scheme_title,
            version=cited.scheme_version,
        ),
        "contents": say("reading.contents"),
        "unit": terms.UNIT,
        "agenda_title": say("reading.agenda"),
        "agenda_heads": [say(f"agenda.{k}") for k in ("number", "item", "form", "speaker", "min")],
        "agenda": [
            [str(e.number), e.title, e.form, e.speaker or "—", str(e.minutes or "—")]
            for e in content.agenda
        ],
        "text_title": say("reading.text"),
        "text": [
            {"level": block.level, "heading": block.heading, "text": block.text}
            for block in body(month, wording)
        ],
        "boards_title": say("reading.boards"),
        "boards": [_board(league) for league in month.leagues],
        "tables": [_table(title, table) for title, table in annexes(month, wording)],
        "note": say("reading.rounding"),
    }


def _board(league: League) -> Mapping[str, Any]:
    most = max((row.total for row in league.rows if row.total is not None), default=None)
    return {
        "title": league.title,
        "rows": [
            {
                "rank": "—" if row.rank is None else str(row.rank),
                "unit": row.unit,
                "total": "—" if row.total is None else fixed(row.total, league.places),
                "share": 0 if not most or row.total is None else int(row.total / most * 1000),
            }
            for row in league.rows
        ],
    }


def _table(title: str, table: Table) -> Mapping[str, Any]:
    return {
        "title": title.replace("|", ""),
        "unit": table.unit,
        "heads": [c.title for c in table.columns],
        "aligns": [
            {Align.RIGHT: "right", Align.LEFT: "left"}.get(c.align, "center") for c in table.columns
        ],
        "rows": [list(row) for row in table.rows],
        "notes": list(table.notes),
        "total_rows": table.total_rows,
    }


def reading_numbers(told: Mapping[str, Any]) -> Iterator[str]:
    """Every number among the texts that the template sets; lengths of bars aside."""
    for key, value in told.items():
        if key != "share":
            yield from _walk(value)


def _walk(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from numbers_in(value)
    elif isinstance(value, Mapping):
        yield from reading_numbers(value)
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item)
