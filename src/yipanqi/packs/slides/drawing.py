"""Boxes, tables and charts on a slide; positions in inches on a page of 13.33 × 7.5."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

WIDTH, HEIGHT = 13.333, 7.5
MARGIN = 0.6
FONT = "微软雅黑"
INK, SOFT, ACCENT = RGBColor(31, 35, 41), RGBColor(98, 107, 122), RGBColor(20, 86, 184)
HAIR, BAND = RGBColor(201, 206, 214), RGBColor(233, 240, 250)
SERIES = (RGBColor(201, 206, 214), RGBColor(20, 86, 184))

Box = tuple[float, float, float, float]  # left, top, width, height


def write(frame: Any, lines: Sequence[str], size: float, **look: Any) -> None:
    """Lines as paragraphs of one look: ``color``, ``bold``, ``align``, ``gap`` (pt)."""
    frame.word_wrap = True
    for number, line in enumerate(lines):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = look.get("align", PP_ALIGN.LEFT)
        paragraph.space_after = Pt(look.get("gap", 0))
        run = paragraph.add_run()
        run.text = line
        _face(run.font, size, look.get("color", INK), bold=look.get("bold", False))


def _face(font: Any, size: float, color: RGBColor, *, bold: bool = False) -> None:
    font.size, font.bold, font.name = Pt(size), bold, FONT
    font.color.rgb = color
    properties = font._element
    asian = properties.find(qn("a:ea"))
    if asian is None:
        asian = properties.makeelement(qn("a:ea"), {})
        properties.append(asian)
    asian.set("typeface", FONT)


def text_box(slide: Any, box: Box, lines: Sequence[str], size: float, **look: Any) -> Any:
    made = slide.shapes.add_textbox(*(Inches(v) for v in box))
    frame = made.text_frame
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = Emu(0)
    frame.vertical_anchor = look.pop("anchor", MSO_ANCHOR.TOP)
    write(frame, lines, size, **look)
    return made


def rule(slide: Any, top: float) -> None:
    line = slide.shapes.add_connector(
        1, Inches(MARGIN), Inches(top), Inches(WIDTH - MARGIN), Inches(top)
    )
    line.line.color.rgb, line.line.width = ACCENT, Pt(1.5)


def table(
    slide: Any,
    box: Box,
    rows: Sequence[Sequence[str]],
    widths: Sequence[float],
    *,
    size: float = 14,
    numbers: Sequence[int] = (),
) -> None:
    """The first row is the head; columns in ``numbers`` stand at the right."""
    left, top, width, height = (Inches(v) for v in box)
    made = slide.shapes.add_table(len(rows), len(rows[0]), left, top, width, height).table
    whole = sum(widths)
    for column, share in zip(made.columns, widths, strict=True):
        column.width = int(width * share / whole)
    for r, row in enumerate(rows):
        made.rows[r].height = int(height / len(rows))
        for c, text in enumerate(row):
            cell = made.cell(r, c)
            cell.margin_top = cell.margin_bottom = Inches(0.03)
            cell.vertical_anchor = MSO_ANCHOR.MIDDLE
            cell.fill.solid()
            cell.fill.fore_color.rgb = BAND if r == 0 else RGBColor(255, 255, 255)
            align = PP_ALIGN.RIGHT if c in numbers else PP_ALIGN.LEFT
            write(cell.text_frame, [text], size, bold=r == 0, align=align)


def columns(
    slide: Any,
    box: Box,
    units: Sequence[str],
    series: Sequence[tuple[str, Sequence[Decimal | None]]],
    *,
    form: str,
) -> None:
    """Clustered columns; values as printed, so that the chart says what the text says."""
    _chart(slide, box, XL_CHART_TYPE.COLUMN_CLUSTERED, units, series, form=form)


def bars(
    slide: Any,
    box: Box,
    units: Sequence[str],
    series: tuple[str, Sequence[Decimal | None]],
    *,
    form: str,
) -> None:
    """Horizontal bars, the first unit on top."""
    chart = _chart(slide, box, XL_CHART_TYPE.BAR_CLUSTERED, units, [series], form=form)
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False


def _chart(
    slide: Any,
    box: Box,
    kind: Any,
    units: Sequence[str],
    series: Sequence[tuple[str, Sequence[Decimal | None]]],
    *,
    form: str,
) -> Any:
    told = CategoryChartData(number_format=form)
    told.categories = list(units)
    for name, values in series:
        told.add_series(name, [None if v is None else float(v) for v in values])
    chart = slide.shapes.add_chart(kind, *(Inches(v) for v in box), told).chart
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.has_title = False
    chart.has_legend = len(series) > 1
    if chart.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.TOP
        chart.legend.include_in_layout = False
    chart.value_axis.has_major_gridlines = False
    if all(v is None or v >= 0 for _, values in series for v in values):
        chart.value_axis.minimum_scale = 0  # a bar cut off at its foot lies
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.font.size = Pt(10)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, -5
    plot.has_data_labels = True
    labels = plot.data_labels
    labels.number_format, labels.number_format_is_linked = form, False
    labels.font.size, labels.position = Pt(11), XL_LABEL_POSITION.OUTSIDE_END
    shades = SERIES if len(series) > 1 else SERIES[1:]
    for one, shade in zip(plot.series, shades, strict=False):
        one.format.fill.solid()
        one.format.fill.fore_color.rgb = shade
    return chart
