"""A deck of slides with a title, a footer, tables and charts, in the one look that all of them share."""

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.slide import Slide
from pptx.text.text import TextFrame, _Paragraph
from pptx.util import Inches, Pt

from model.text import Language
from reports.fitting import (
    BODY,
    CELL_PADDING_X,
    CELL_PADDING_Y,
    HEIGHT,
    MARGIN,
    TABLE_SIZE,
    WIDTH,
    Box,
    TableColumn,
    row_height,
    widths_of,
)
from reports.language import NO_BREAK_SPACE
from reports.shown import shown
from reports.spreadsheets import FORMULA_SIGNS

TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = 24, 18, 11
BRAND, INK, SOFT, GROUND, PAPER, FILL = "7D1F2F", "1C2329", "4D5862", "F5F3F0", "FFFFFF", "2F5D7C"
TITLE_LAYOUT, BODY_LAYOUT = 0, 5
# Of the layouts of python-pptx: what a slide has beside title and text.
DATE, FOOTER, NUMBER = 10, 11, 12
FOOTER_BOX = Box(MARGIN, 6.95, WIDTH - 2 * MARGIN - 1.2, 0.35)
NUMBER_BOX = Box(WIDTH - MARGIN - 1, 6.95, 1, 0.35)
LANGUAGES = {"lv": MSO_LANGUAGE_ID.LATVIAN, "en": MSO_LANGUAGE_ID.ENGLISH_UK}


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart; None leaves a gap."""

    name: str
    values: Sequence[float | None]
    colour: str


class Deck:
    """Slides one after the other; `footer` stands under each but the first."""

    def __init__(self, title: str, footer: str, language: Language, day: date) -> None:
        self._deck = Presentation()
        self._deck.slide_width, self._deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self._language = LANGUAGES[language]
        self._footer = footer
        kept = [self._deck.slide_layouts[number] for number in (TITLE_LAYOUT, BODY_LAYOUT)]
        for layout in list(self._deck.slide_layouts):
            if layout not in kept:
                self._deck.slide_layouts.remove(layout)
        self._cover, self._body = kept
        for layout in kept:
            for place in list(layout.placeholders):
                self._settle(place, keep=layout is self._body)
        facts = self._deck.core_properties
        facts.title, facts.author, facts.language = title, "eindekss", language
        facts.created = facts.modified = datetime.combine(day, time())

    def _settle(self, place: Any, *, keep: bool) -> None:
        """Puts what every slide has into its place on the layout, or takes it off."""
        number = place.placeholder_format.idx
        if number == DATE or (number in (FOOTER, NUMBER) and not keep):
            place.element.getparent().remove(place.element)
        elif number in (FOOTER, NUMBER):
            _place(place, FOOTER_BOX if number == FOOTER else NUMBER_BOX)

    def cover(self, title: str, lines: Sequence[str]) -> None:
        """The first slide."""
        slide = self._deck.slides.add_slide(self._cover)
        slide.background.fill.solid()
        slide.background.fill.fore_color.rgb = RGBColor.from_string(BRAND)
        head, under = slide.placeholders[0], slide.placeholders[1]
        _place(head, Box(MARGIN, 2.0, WIDTH - 2 * MARGIN, 1.7))
        _place(under, Box(MARGIN, 3.9, WIDTH - 2 * MARGIN, 2.2))
        self._write(head.text_frame, [title], 44, PAPER, bold=True, anchor=MSO_ANCHOR.BOTTOM)
        self._write(under.text_frame, lines, 22, PAPER)

    def slide(self, title: str) -> "Page":
        """A slide with its title and the footer."""
        slide = self._deck.slides.add_slide(self._body)
        head = slide.shapes.title
        assert head is not None
        _place(head, Box(MARGIN, 0.4, WIDTH - 2 * MARGIN, 0.95))
        self._write(head.text_frame, [title], TITLE_SIZE, BRAND, bold=True, anchor=MSO_ANCHOR.MIDDLE)
        for place in self._body.placeholders:
            if place.placeholder_format.idx in (FOOTER, NUMBER):
                slide.element.cSld.spTree.append(deepcopy(place.element))
        for place in slide.placeholders:
            if place.placeholder_format.idx == FOOTER:
                self._write(place.text_frame, [self._footer], SMALL_SIZE, SOFT, anchor=MSO_ANCHOR.MIDDLE)
        return Page(slide, self)

    def save(self) -> bytes:
        out = BytesIO()
        self._deck.save(out)
        return out.getvalue()

    def _write(
        self,
        frame: TextFrame,
        paragraphs: Iterable[str],
        size: float,
        colour: str,
        *,
        bold: bool = False,
        right: bool = False,
        anchor: MSO_ANCHOR = MSO_ANCHOR.TOP,
        gap: float = 0,
    ) -> None:
        frame.word_wrap = True
        frame.vertical_anchor = anchor
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        for number, text in enumerate(paragraphs):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            paragraph.alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT
            paragraph.space_after = Pt(gap)
            self._run(paragraph, text, size, colour, bold=bold)

    def _run(self, paragraph: _Paragraph, text: str, size: float, colour: str, *, bold: bool) -> None:
        run = paragraph.add_run()
        # A sign of percent never begins a line.
        run.text = shown(text).replace(" %", f"{NO_BREAK_SPACE}%")
        run.font.size, run.font.bold = Pt(size), bold
        run.font.color.rgb = RGBColor.from_string(colour)
        run.font.language_id = self._language


class Page:
    """One slide under its title."""

    def __init__(self, slide: Slide, deck: Deck) -> None:
        self._slide = slide
        self._deck = deck

    def text(
        self,
        paragraphs: Iterable[str],
        box: Box = BODY,
        *,
        size: float = TEXT_SIZE,
        colour: str = INK,
        bold: bool = False,
        right: bool = False,
        gap: float = 0,
    ) -> None:
        shape = self._slide.shapes.add_textbox(*_inches(box))
        self._deck._write(shape.text_frame, paragraphs, size, colour, bold=bold, right=right, gap=gap)

    def table(
        self, columns: Sequence[TableColumn], rows: Sequence[Sequence[str]], about: str, box: Box = BODY
    ) -> float:
        """`about` says in words what the table holds, for those who do not see it. Returns where it ends, in inches."""
        widths = widths_of(columns, box.width)
        frame = self._slide.shapes.add_table(len(rows) + 1, len(columns), *_inches(box))
        _describe(frame, about)
        table = frame.table
        for width, column in zip(widths, table.columns, strict=True):
            column.width = Inches(width)
        heights = [row_height(texts, widths) for texts in ([column.title for column in columns], *rows)]
        for number, (row, height) in enumerate(zip(table.rows, heights, strict=True)):
            row.height = Inches(height)
            texts = rows[number - 1] if number else [column.title for column in columns]
            for cell, text, column in zip(row.cells, texts, columns, strict=True):
                self._cell(cell, text, column, head=number == 0, shaded=number % 2 == 0)
        return box.top + sum(heights)

    def _cell(self, cell: Any, text: str, column: TableColumn, *, head: bool, shaded: bool) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = RGBColor.from_string(FILL if head else GROUND if shaded else PAPER)
        colour = PAPER if head else INK
        self._deck._write(cell.text_frame, text.split("\n"), TABLE_SIZE, colour, bold=head, right=column.numeric)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        cell.margin_left = cell.margin_right = Inches(CELL_PADDING_X)
        cell.margin_top = cell.margin_bottom = Inches(CELL_PADDING_Y)

    def stacked_bars(self, categories: Sequence[str], series: Sequence[Series], about: str, box: Box = BODY) -> None:
        """Bars of one length that the series share, each part with its number; the first category stands on top."""
        chart = self._chart(XL_CHART_TYPE.BAR_STACKED_100, categories, series, about, box)
        chart.has_legend = True
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
        chart.plots[0].overlap = 100
        for plot, one in zip(chart.plots[0].series, series, strict=True):
            labels = plot.data_labels
            labels.show_value = True
            # Nothing is written into a part that is not there.
            labels.number_format, labels.number_format_is_linked = "0;;;", False
            labels.font.size = Pt(TABLE_SIZE)
            labels.font.color.rgb = RGBColor.from_string(_on(one.colour))

    def bars(self, categories: Sequence[str], series: Series, about: str, box: Box = BODY) -> None:
        """A bar for each category, its number at the end, from 0 to 100."""
        chart = self._chart(XL_CHART_TYPE.BAR_CLUSTERED, categories, [series], about, box)
        chart.has_legend = False
        chart.value_axis.minimum_scale, chart.value_axis.maximum_scale = 0, 100
        labels = chart.plots[0].series[0].data_labels
        labels.show_value, labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
        labels.number_format, labels.number_format_is_linked = "0.0", False
        labels.font.size = Pt(TABLE_SIZE)

    def _chart(
        self, kind: XL_CHART_TYPE, categories: Sequence[str], series: Iterable[Series], about: str, box: Box
    ) -> Chart:
        data = CategoryChartData()
        # The chart brings a workbook along, in which no name may become a formula.
        data.categories = [f"'{name}" if name[:1] in FORMULA_SIGNS else name for name in map(shown, categories)]
        for one in series:
            data.add_series(one.name, one.values)
        frame = self._slide.shapes.add_chart(kind, *_inches(box), data)
        _describe(frame, about)
        chart = frame.chart
        chart.font.size, chart.font.color.rgb = Pt(TABLE_SIZE), RGBColor.from_string(INK)
        chart.has_title = False
        chart.plots[0].gap_width = 45
        axis = chart.category_axis
        axis.reverse_order, axis.major_tick_mark = True, XL_TICK_MARK.NONE
        axis.format.line.color.rgb = RGBColor.from_string(SOFT)
        axis.has_major_gridlines = False
        chart.value_axis.has_major_gridlines = False
        chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        chart.value_axis.visible = False
        for plot, one in zip(chart.plots[0].series, series, strict=True):
            plot.format.fill.solid()
            plot.format.fill.fore_color.rgb = RGBColor.from_string(one.colour)
        return chart


def _inches(box: Box) -> tuple[int, int, int, int]:
    return Inches(box.left), Inches(box.top), Inches(box.width), Inches(box.height)


def _place(shape: Any, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = _inches(box)


def _describe(shape: Any, about: str) -> None:
    """The alternative text, for those who do not see the shape."""
    (facts,) = shape.element.xpath("./*/p:cNvPr")
    facts.set("descr", shown(about))


def _on(colour: str) -> str:
    """The colour of a text that is legible on this one."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (0, 2, 4))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else PAPER
