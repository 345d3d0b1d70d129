"""The deck is whole: every slide has its title, everything is described in words, and nothing runs off a slide."""

import io
from dataclasses import replace
from typing import Any

import pytest
from openpyxl import load_workbook
from pptx import Presentation
from pptx.util import Inches

from model.results import Ranking, Results
from model.site import Centre
from reports.canvas import FOOTER_BOX
from reports.deck import MOST_LEADERS, MOST_OF_TOP, results_deck
from tests.reports.example_results import NOTHING, PLACES, RESULTS, TALSI, words

ORNAMENTS = ("Footer Placeholder", "Slide Number Placeholder")


def deck(results: Results = RESULTS, language: str = "lv") -> Any:
    return Presentation(io.BytesIO(results_deck(results, words(language))))


def titles(found: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in found.slides]


def slide(found: Any, title: str) -> Any:
    return next(one for one in found.slides if one.shapes.title.text_frame.text == title)


def table(found: Any, title: str) -> list[list[str]]:
    frame = next(shape for shape in slide(found, title).shapes if shape.has_table)
    return [[cell.text_frame.text for cell in row.cells] for row in frame.table.rows]


def texts(found: Any) -> str:
    shapes = [shape for one in found.slides for shape in one.shapes]
    written = [shape.text_frame.text for shape in shapes if shape.has_text_frame]
    written += [
        cell.text_frame.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells
    ]
    return "\n".join(written)


def test_the_story_in_both_languages() -> None:
    assert titles(deck()) == [
        "Pašvaldību e-indekss: rezultāti",
        "Pašvaldību brieduma līmeņi",
        "Brieduma līmeņi katrā sadaļā",
        "Saziņa ar sabiedrību un līdzdalība",
        "Saziņa ar sabiedrību un līdzdalība: toreiz un šodien",
        "2019. gada rekomendācijas, ko pamato šodienas dati",
        "TOP 10: nacionālās nozīmes centri",
        "TOP 10: reģionālās nozīmes centri",
        "TOP 10: novadu nozīmes centri",
        "Kāpumi un kritumi: 2026. gada 1. jūlijs – 2026. gada 27. novembris",
        "2019. gada skaitļi tā, kā tie nodrukāti",
        "Kā tas mērīts",
    ]
    english = titles(deck(language="en"))
    assert len(english) == 12
    assert english[1] == "Maturity levels of the municipalities"


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_slide_has_a_title_of_its_own_a_number_and_describes_what_it_shows(language: str) -> None:
    found = deck(language=language)
    assert len(set(titles(found))) == len(titles(found))
    for one in list(found.slides)[1:]:
        names = [shape.name for shape in one.shapes]
        assert all(any(name.startswith(ornament) for name in names) for ornament in ORNAMENTS)
        for shape in one.shapes:
            if shape.has_chart or shape.has_table:
                (facts,) = shape.element.xpath("./p:nvGraphicFramePr/p:cNvPr")
                assert facts.get("descr"), one.shapes.title.text_frame.text


def test_every_run_says_its_language_so_that_it_is_read_aloud_rightly() -> None:
    for language, code in (("lv", "lv-LV"), ("en", "en-GB")):
        runs = [run for one in deck(language=language).slides for run in one.element.xpath(".//a:r/a:rPr")]
        assert len(runs) > 50
        assert {run.get("lang") for run in runs} == {code}


def test_charts_are_native_and_hold_the_figures() -> None:
    found = deck(language="en")
    (chart,) = [shape.chart for shape in slide(found, "Maturity levels in each section").shapes if shape.has_chart]
    (plot,) = chart.plots
    assert list(plot.categories) == ["Communication and participation (4)"]
    assert [(series.name, list(series.values)) for series in plot.series] == [
        ("level 1", [1]), ("level 2", [0]), ("3 Defined", [2]), ("level 4", [0]), ("level 5", [0]), ("no level", [1]),
    ]  # fmt: skip
    (top,) = [shape.chart for shape in slide(found, "TOP 10: regional centres").shapes if shape.has_chart]
    assert next(iter(top.plots[0].categories)) == "Ogres novads (1–2)"
    assert list(top.plots[0].series[0].values) == [80.0, 20.0]


def test_tables_hold_then_and_now_leaders_recommendations_and_movers() -> None:
    found = deck(language="en")
    assert table(found, "Communication and participation: then and today")[1:] == [
        ["The site does not pass the mobile test", "level 2: “29 no 61”", "1 of 2, 50%", "level 3", "website"],
        ["A standard is used", "level 2: 43 of 54, 80%", "not known", "national centres", "website, survey"],
        ["All information is on the site", "“puse”", "not measured", "local centres", "not measured"],
    ]
    assert [row[:2] for row in table(found, "Communication and participation")[1:3]] == [
        ["1–2", "Rīga"],
        ["1–2", "Ogres novads"],
    ]
    assert table(found, "Recommendations of 2019 that today’s data support")[1][1:3] == [
        "Join the shared platform", "regional centres: 2 of 2, 100%",
    ]  # fmt: skip
    movers = next(title for title in titles(found) if title.startswith("Who moved"))
    assert table(found, movers)[1][:2] == ["Index", "Ogres novads: 70 → 80 (+10.0)"]
    assert "61 is not 58 (56\N{NO-BREAK SPACE}%)." in texts(found)


def test_no_word_of_a_site_breaks_the_file_or_acts_in_the_workbook_of_a_chart() -> None:
    assert "⟨U+001B⟩" in texts(deck())
    named = replace(RESULTS, top=(Ranking("index", Centre.LOCAL, (replace(PLACES[0], site=TALSI),)),))
    (top,) = [shape.chart for shape in slide(deck(named, "en"), "TOP 10: local centres").shapes if shape.has_chart]
    sheet = load_workbook(io.BytesIO(top.part.chart_workbook.xlsx_part.blob)).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=1+1 (1–2)", "s")


@pytest.mark.parametrize("language", ["lv", "en"])
def test_nothing_runs_off_a_slide_or_over_the_footer(language: str) -> None:
    found = deck(language=language)
    for one in found.slides:
        for shape in one.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= found.slide_width
            bottom = shape.top + (sum(row.height for row in shape.table.rows) if shape.has_table else shape.height)
            assert bottom <= (found.slide_height if shape.name.startswith(ORNAMENTS) else Inches(FOOTER_BOX.top)), (
                shape.name
            )


def test_many_equals_are_counted_and_not_all_shown() -> None:
    equal = tuple(replace(PLACES[0], site=replace(PLACES[0].site, name=f"Novads {number}")) for number in range(30))
    crowded = replace(
        RESULTS,
        leaders=(Ranking("communication", None, equal),),
        top=(Ranking("index", Centre.NATIONAL, equal),),
    )
    found = deck(crowded, "en")
    assert f"and {30 - MOST_LEADERS} more" in texts(found)
    assert f"and {30 - MOST_OF_TOP} more" in texts(found)


def test_of_nobody_and_of_one_section_there_is_a_deck_too() -> None:
    nothing = deck(NOTHING, "en")
    assert "Today’s data support none of the recommendations of 2019." in texts(nothing)
    assert "Too little was measured for places." in texts(nothing)
    assert "Nobody moved, or nothing was measured alike on both days." in texts(nothing)
    one = replace(RESULTS, levels=RESULTS.levels[4:], statements=RESULTS.statements[1:], since=None, movements=())
    assert "Maturity levels of the municipalities" not in titles(deck(one, "en"))
    assert not any(title.startswith("Who moved") for title in titles(deck(one, "en")))


def test_the_file_says_what_it_is_and_keeps_only_its_own_layouts() -> None:
    found = deck()
    assert (found.core_properties.title, found.core_properties.language) == ("Pašvaldību e-indekss: rezultāti", "lv")
    assert len(found.slide_layouts) == 2
