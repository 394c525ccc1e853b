"""The pack reads back: every number in the finished files is the content's, or it is not made."""

import io
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal

import pytest
from PIL import Image
from pptx import Presentation

from packs.april import APRIL_BULLETIN
from yipanqi.packs.bulletin import render, shipped_wording
from yipanqi.packs.official.readback import document_numbers, numbers_in
from yipanqi.packs.pack import AgendaEntry, PackContent, strangers
from yipanqi.packs.posters import SCREENS, poster_numbers, posters, render_posters
from yipanqi.packs.reading import reading, reading_numbers, render_reading
from yipanqi.packs.slides import render_slides, slide_numbers
from yipanqi.packs.tables.month import render_month_tables, table_numbers


@pytest.fixture(scope="module")
def content() -> PackContent:
    agenda = (
        AgendaEntry(1, "上次例会议定事项办理情况", "会上放映", "", 10),
        AgendaEntry(2, "越城区交流发言", "口头", "越城区", 5),
        AgendaEntry(3, "综合协调组书面汇报", "书面", "综合协调组"),
    )
    return PackContent("绍兴市", "全市重大项目推进工作例会（5月6日视频会）", APRIL_BULLETIN, agenda)


@pytest.fixture(scope="module")
def slides(content) -> bytes:
    return render_slides(content)


def bulletin_numbers(content) -> list[str]:
    made = render(content.bulletin, shipped_wording())
    return [found.text for found in document_numbers(made)]


def test_every_number_of_the_files_is_the_contents(content, slides):
    assert strangers(bulletin_numbers(content), content) == []
    assert strangers(poster_numbers(posters(content)), content) == []
    assert strangers(slide_numbers(slides), content) == []
    assert strangers(table_numbers(render_month_tables(content)), content) == []
    assert strangers(reading_numbers(reading(content)), content) == []


def test_a_number_of_another_month_is_seen_in_each(content, slides):
    league = content.bulletin.leagues[0]
    rows = (replace(league.rows[0], total=Decimal("77.71")), *league.rows[1:])
    other = replace(
        content.bulletin, leagues=(replace(league, rows=rows), *content.bulletin.leagues[1:])
    )
    changed = replace(content, bulletin=other)
    printed = f"{league.rows[0].total:.2f}"
    for found in (
        bulletin_numbers(content),
        poster_numbers(posters(content)),
        slide_numbers(slides),
        table_numbers(render_month_tables(content)),
        reading_numbers(reading(content)),
    ):
        wrong = [Decimal(n) for n in strangers(found, changed) if n.replace(".", "").isdigit()]
        assert Decimal(printed) in wrong


def test_charts_are_native_and_say_what_the_tables_say(content, slides):
    pages = list(Presentation(io.BytesIO(slides)).slides)
    charts = [s.chart for p in pages for s in p.shapes if s.has_chart]
    leagues = content.bulletin.leagues
    assert len(charts) >= len(leagues) + 2 * len(content.bulletin.progress)
    ranked = charts[-len(leagues)]
    first = leagues[0].rows[0]
    assert next(iter(ranked.plots[0].categories)) == first.unit
    assert next(iter(ranked.plots[0].series)).values[0] == pytest.approx(float(first.total))


def test_every_slide_has_a_title_and_names_its_snapshot(content, slides):
    pages = list(Presentation(io.BytesIO(slides)).slides)
    assert all(p.shapes.title is not None and p.shapes.title.text for p in pages)
    cited = content.bulletin.citation.snapshot
    texts = [" ".join(s.text_frame.text for s in p.shapes if s.has_text_frame) for p in pages[1:]]
    assert all(cited in text for text in texts)


def test_the_citys_own_master_is_kept(content, tmp_path):
    own = Presentation()
    own.core_properties.category = "绍兴"
    own.save(tmp_path / "own.pptx")
    made = Presentation(io.BytesIO(render_slides(content, tmp_path / "own.pptx")))
    assert made.slide_width == own.slide_width
    assert made.core_properties.category == "绍兴"


def test_the_pdf_prints_its_numbers_in_its_own_type(content, tmp_path):
    made = render_reading(content)
    assert made.startswith(b"%PDF-")
    assert b"NotoSerifSC" in made or b"NotoSansSC" in made or b"FontFile" in made
    if shutil.which("pdftotext") is None:
        pytest.skip("left out: no pdftotext")
    path = tmp_path / "r.pdf"
    path.write_bytes(made)
    said = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    text = said.stdout.decode()
    first = content.bulletin.leagues[0].rows[0]
    assert first.unit in text
    assert f"{first.total:.2f}" in set(numbers_in(text))
    pages = {str(n) for n in range(1, text.count("\f") + 2)}
    assert set(strangers(numbers_in(text), content)) - pages == set()


def test_posters_fill_the_screens_they_are_made_for(content):
    made = render_posters(posters(content))
    leagues = content.bulletin.leagues
    assert len(made) == 1 + len(SCREENS) * len(leagues)
    assert made["晾晒海报.pdf"].startswith(b"%PDF-")
    sizes = {Image.open(io.BytesIO(c)).size for n, c in made.items() if n.endswith(".png")}
    assert sizes == {(1920, 1080), (3840, 2160)}


def test_a_long_league_goes_over_several_posters(content):
    league = content.bulletin.leagues[0]
    rows = tuple(replace(league.rows[0], unit=f"单位{n}", rank=n) for n in range(1, 46))
    longer = replace(content.bulletin, leagues=(replace(league, rows=rows),))
    told = posters(replace(content, bulletin=longer))
    assert [len(page["rows"]) for page in told] == [20, 20, 5]
    assert [page["pages"] for page in told] == ["1 / 3", "2 / 3", "3 / 3"]
