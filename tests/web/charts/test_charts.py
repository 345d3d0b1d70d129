"""What is drawn of a line, and what is said of it: extremes and gaps stay, and names are only words."""

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.text import Language
from reports.language import Words
from reports.views import Column, Form, View
from tests.reports.example_audit import SCRIPT
from web.charts import Event, Group, Line, Panel, Share, Tick, line_chart, multiples, shares, sparkline, strip
from web.charts.thinning import Point, gaps, runs
from web.page import DataTable
from web.templating import dashboard

BEGUN = date(2016, 11, 27)
WORDS: dict[Language, Words] = {"lv": Words("lv"), "en": Words("en")}


def nights(values: Sequence[float | None]) -> list[Point]:
    return [(BEGUN + timedelta(days=at), value) for at, value in enumerate(values)]


DECADE = nights([None if at % 97 < 3 else 50 + 30 * ((at * 7919) % 1000) / 1000 for at in range(3652)])
some_values = st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=400)


@given(some_values, st.integers(4, 60))
@settings(max_examples=150, deadline=None)
def test_extremes_and_gaps_survive_thinning(values: Sequence[float | None], most: int) -> None:
    points = nights(values)
    drawn = runs(points, most)
    kept = [point for run in drawn for point in run]
    measured = [(day, value) for day, value in points if value is not None]
    assert set(kept) <= set(measured)
    assert kept == sorted(kept, key=lambda one: one[0])
    assert len(kept) <= max(most, 4)
    if measured:
        told = [value for _, value in kept]
        assert (kept[0], kept[-1]) == (measured[0], measured[-1])
        assert (min(told), max(told)) == (min(v for _, v in measured), max(v for _, v in measured))
    missing = [day for day, value in points if value is None]
    for run in drawn:
        assert not any(run[0][0] < day < run[-1][0] for day in missing), "a line bridges a night without a measurement"
    for before, after in pairwise(drawn):
        assert any(before[-1][0] < day < after[0][0] for day in missing), "a line breaks where nothing is missing"


def test_gaps_are_told_by_their_first_and_last_day() -> None:
    found = gaps(nights([1, None, None, 2, None]))
    assert [(first.day, last.day) for first, last in found] == [(28, 29), (1, 1)]


@pytest.mark.parametrize("lines", [1, 5])
def test_ten_years_of_nights_are_a_small_picture(lines: int) -> None:
    many = [Line(f"Nr. {at}", DECADE) for at in range(lines)]
    events = [Event(BEGUN + timedelta(days=1000 * at), "axe 4.14.0", "/lv/runs") for at in range(1, 4)]
    drawn = figure(line_chart("index", "Indekss", many, WORDS["lv"], events=events), "lv")
    assert len(drawn.encode()) < 30_000
    # In a decade each of its 38 gaps is seen, in the line and below it.
    chart = line_chart("index", "Indekss", many, WORDS["lv"])
    assert chart.lines[0].path.count("M") == 38
    assert chart.gaps is not None
    assert chart.gaps.count("M") == 38


def test_lines_lie_where_their_values_are() -> None:
    chart = line_chart("a", "A", [Line("one", nights([0, 50, 100, None, 25]))], WORDS["en"])
    assert chart.lines[0].path == "M0 1000 500 500 1000 0M2000 750h0"
    assert chart.lines[0].marks == ((0, 100), (25, 50), (50, 0), (100, 75))
    assert [(mark.place, mark.text) for mark in chart.values] == [
        (100, "0"),
        (75, "25"),
        (50, "50"),
        (25, "75"),
        (0, "100"),
    ]


def test_lines_differ_in_more_than_colour() -> None:
    lines = [Line(name, nights([50, 50])) for name in "abcdef"]
    chart = line_chart("a", "A", lines, WORDS["en"])
    assert len({line.style for line in chart.lines}) == len({line.letter for line in chart.lines}) == 6
    places = sorted(line.label_at for line in chart.lines)
    assert all(after - before >= 9 for before, after in pairwise(places)), "labels hide each other"
    assert all(0 <= place <= 100 for place in places)


@pytest.mark.parametrize(
    ("language", "days", "names"),
    [
        ("lv", 3652, ["2018", "2020*", "2022", "2024*", "2026"]),
        ("en", 365, ["Jan 2017", "Mar*", "May", "Jul*", "Sept", "Nov*"]),
        (
            "lv",
            15,
            ["27. nov. 2016", "29. nov.*", "1. dec.", "3. dec.*", "5. dec.", "7. dec.*", "9. dec.", "11. dec.*"],
        ),
    ],
)
def test_days_are_named_as_the_language_names_them(language: Language, days: int, names: list[str]) -> None:
    """Every other one of many, here with a star, is left out on a phone."""
    chart = line_chart("a", "A", [Line("one", nights([1.0] * days))], WORDS[language])
    assert [f"{mark.text} {mark.under}".strip() + "*" * mark.minor for mark in chart.days] == names


def test_an_axis_of_counts_ends_at_a_round_number() -> None:
    chart = line_chart("a", "A", [Line("open", nights([0, 7310]))], WORDS["en"], form=Form.COUNT)
    assert [mark.text for mark in chart.values] == ["0", "2,500", "5,000", "7,500", "10,000"]
    assert line_chart("a", "A", [Line("none", nights([0, 0]))], WORDS["en"], form=Form.COUNT).values[-1].text == "1"


def test_words_say_the_essence_in_both_languages() -> None:
    points = nights([50, None, None, 40.25, 61])
    assert line_chart("a", "A", [Line("Index", points)], WORDS["en"]).account == (
        "Index: 50 on 27 November 2016, 61 on 1 December 2016; lowest 40.3 (30 November 2016), "
        "highest 61 (1 December 2016). "
        "Not measured at 2 points in time, longest from 28 November 2016 to 29 November 2016."
    )
    assert line_chart("a", "A", [Line("Indekss", points)], WORDS["lv"]).account == (
        "Indekss: sākumā 50 (2016. gada 27. novembris), beigās 61 (2016. gada 1. decembris); "
        "zemākā vērtība 40,3 (2016. gada 30. novembris), augstākā 61 (2016. gada 1. decembris). "
        "Nav mērījuma 2 reizes; garākais pārtraukums: 2016. gada 28. novembris – 2016. gada 29. novembris."
    )


def test_what_was_never_measured_is_said_not_drawn() -> None:
    chart = line_chart("a", "A", [Line("Index", nights([None, None]))], WORDS["en"])
    assert chart.lines == ()
    assert "Index: not measured." in figure(chart, "en")
    assert "Nothing was measured yet." in figure(multiples("m", "M", [], WORDS["en"]), "en")
    assert sparkline("Index", [], WORDS["en"]).path == ""


def test_a_strip_has_its_quarters_and_names_who_is_singled_out() -> None:
    ticks = [Tick(f"town {value}", float(value), value == 70) for value in (10, 20, 30, 40, 70)]
    chart = strip("s", "S", [Group("local", [*ticks, Tick("silent", None)]), Group("none", [])], WORDS["en"])
    row = chart.rows[0]
    assert (row.median, row.half, len(row.places)) == (30, (20, 40), 5)
    assert [(mark.place, mark.text) for mark in row.single] == [(70, "town 70 70")]
    assert row.account == (
        "local: 5 measured, from 10 (town 10) to 70 (town 70), median 30. "
        "The middle half lies between 20 and 40. town 70: 70."
    )
    assert chart.rows[1].account == "none: not measured."


def test_shares_fill_their_bar() -> None:
    chart = shares("l", "L", ["I", "II", "III"], [Share("all", [1, 0, 39]), Share("none", [0, 0, 0])], WORDS["en"])
    first, last = chart.bars[0].pieces
    assert (first.width, first.number, last.begin, last.number, last.style) == (2.5, "", 2.5, "39", 3)
    assert chart.bars[0].account == "all: I 1 (2.5%), III 39 (97.5%)."
    assert chart.bars[1].account == "none: nothing."


def test_hostile_names_are_only_words() -> None:
    points, words = nights([1, None, 3]), WORDS["en"]
    charts = (
        line_chart("a", SCRIPT, [Line(SCRIPT, points)] * 2, words, events=[Event(BEGUN, SCRIPT, "/en/runs")]),
        multiples("b", SCRIPT, [Panel(SCRIPT, "/en/x", points)], words),
        strip("c", SCRIPT, [Group(SCRIPT, [Tick(SCRIPT, 5.0, highlighted=True)])], words),
        shares("d", SCRIPT, [SCRIPT], [Share(SCRIPT, [3])], words),
    )
    for chart in charts:
        drawn = figure(chart, "en")
        assert SCRIPT not in drawn
        assert "<script" not in drawn.lower()
        assert "&lt;script" in drawn


def figure(chart: object, language: Language) -> str:
    """As a page draws it, without its table."""
    source = '{% from "charts.html.j2" import chart_figure with context %}{{ chart_figure(chart, table, none) }}'
    drawn = dashboard(language).from_string(source).render(chart=chart, table=None)
    assert not re.search(r"style=|onclick|None|Undefined", drawn)
    return drawn


def test_the_table_is_one_step_away() -> None:
    source = '{% from "charts.html.j2" import chart_figure with context %}{{ chart_figure(chart, table, here) }}'
    table = DataTable(id="t", view=View("Numbers", "N", [Column("Day"), Column("Index", Form.SCORE)], [["x", 50.0]]))
    chart = line_chart("a", "A", [Line("Index", nights([50]))], WORDS["en"])
    drawn = dashboard("en").from_string(source).render(chart=chart, table=table, here=lambda **query: f"?{query}")
    assert drawn.index("</svg>") < drawn.index("<details") < drawn.index("<table") < drawn.index("CSV of this table")
