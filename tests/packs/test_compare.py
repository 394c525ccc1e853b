"""A file edited outside: every figure and rank that differs from the snapshot is listed."""

import io

import docx
import pytest
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.chart.data import CategoryChartData

from packs.april import APRIL_BULLETIN
from yipanqi.packs.bulletin import render, shipped_wording
from yipanqi.packs.compare import compared, document_parts, names_of, slide_parts
from yipanqi.packs.pack import PackContent
from yipanqi.packs.slides import render_slides

CONTENT = PackContent("绍兴市", "全市重大项目推进工作例会", APRIL_BULLETIN)
NAMES, FREE = names_of(CONTENT), ("2024", "4", "1")


@pytest.fixture(scope="module")
def bulletin() -> bytes:
    return render(APRIL_BULLETIN, shipped_wording())


@pytest.fixture(scope="module")
def slides() -> bytes:
    return render_slides(CONTENT)


def saved(opened) -> bytes:
    out = io.BytesIO()
    opened.save(out)
    return out.getvalue()


def paragraph(document, text):
    return next(p for p in document.paragraphs if text in p.text)


def replaced(found, old, new):
    """As an editor does it: the runs fall together."""
    text = found.text.replace(old, new, 1)
    assert text != found.text
    found.runs[0].text = text
    for run in found.runs[1:]:
        run.text = ""


def differences(bulletin, edit):
    document = docx.Document(io.BytesIO(bulletin))
    edit(document)
    return compared(document_parts(bulletin), document_parts(saved(document)), NAMES, FREE)


def test_the_file_as_made_differs_in_nothing(bulletin, slides):
    assert compared(document_parts(bulletin), document_parts(bulletin), NAMES) == []
    assert compared(slide_parts(slides), slide_parts(slides), NAMES) == []


def test_polished_words_are_no_difference(bulletin):
    def edit(document):
        replaced(paragraph(document, "348"), "项目", "重点工程")

    assert differences(bulletin, edit) == []


def test_a_changed_figure_is_listed_with_what_the_snapshot_says(bulletin):
    found = differences(bulletin, lambda d: replaced(paragraph(d, "348"), "348", "358"))
    assert [(f.stands, f.says) for f in found] == [("358", "348")]
    assert "358" in found[0].where


def test_two_units_that_have_changed_places_are_listed(bulletin):
    def edit(document):
        found = paragraph(document, "诸暨市、柯桥区")
        replaced(found, "诸暨市、柯桥区", "柯桥区、诸暨市")

    found = differences(bulletin, edit)
    assert {f.stands for f in found} & {"柯桥区", "诸暨市"}


def test_a_changed_rank_and_score_in_a_table_are_listed_by_row_and_column(bulletin):
    def edit(document):
        for table in document.tables:
            for row in table.rows:
                cells = [c.text for c in row.cells]
                if "新昌县" in cells and "73.08" in cells:
                    row.cells[cells.index("73.08")].text = "83.08"
                    row.cells[cells.index("6")].text = "3"

    found = differences(bulletin, edit)
    assert {(f.stands, f.says) for f in found} == {("83.08", "73.08"), ("3", "6")}
    assert all("新昌县" in f.where for f in found)


def test_a_new_sentence_answers_for_each_of_its_figures(bulletin):
    def edit(document):
        document.add_paragraph("2024年4月，另有17个项目提前竣工，占全部项目的4.9%。")

    assert [f.stands for f in differences(bulletin, edit)] == ["17", "4.9"]


def test_a_dropped_row_is_listed(bulletin):
    def edit(document):
        table = next(t for t in document.tables if any("73.08" in c.text for c in t._cells))
        row = next(r for r in table.rows if "新昌县" in [c.text for c in r.cells])
        row._tr.getparent().remove(row._tr)

    found = differences(bulletin, edit)
    assert len(found) == 1
    assert "新昌县" in found[0].where


def test_slides_text_table_and_chart_are_compared(slides):
    deck = Presentation(io.BytesIO(slides))
    shapes = [s for page in deck.slides for s in page.shapes]
    figure = next(s for s in shapes if s.has_text_frame and s.text_frame.text == "348")
    figure.text_frame.paragraphs[0].runs[0].text = "384"
    chart = [s.chart for s in shapes if s.has_chart][-1]
    plot = chart.plots[0]
    told = CategoryChartData()
    told.categories = list(plot.categories)
    values = list(plot.series[0].values)
    told.add_series(plot.series[0].name, [99.5, *values[1:]])
    chart.replace_data(told)
    found = compared(slide_parts(slides), slide_parts(saved(deck)), NAMES, FREE)
    assert {(f.stands, f.says) for f in found} == {("384", "348"), ("99.5", "91.2")}


def test_a_slide_that_was_taken_out_is_one_difference_and_shifts_no_other(slides):
    deck = Presentation(io.BytesIO(slides))
    listed = deck.slides._sldIdLst
    at = next(n for n, page in enumerate(deck.slides) if any(s.has_table for s in page.shapes))
    listed.remove(listed[at])
    found = compared(slide_parts(slides), slide_parts(saved(deck)), NAMES, FREE)
    assert [f.stands for f in found if "整表" in f.stands or "图表" in f.stands]
    assert not [f for f in found if f.stands[0].isdigit()]


def test_figures_in_a_content_control_are_compared(bulletin):
    def edit(document):
        added = document.add_paragraph("另有17个项目提前竣工。")._p
        control = added.makeelement(qn("w:sdt"), {})
        inner = added.makeelement(qn("w:sdtContent"), {})
        added.addprevious(control)
        control.append(inner)
        inner.append(added)

    assert [f.stands for f in differences(bulletin, edit)] == ["17"]
