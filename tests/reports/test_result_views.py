"""The views of results say the same to a person, a spreadsheet and a program."""

import csv
import io
import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from rich.console import Console

import reports
from model.results import Results
from reports.result_views import ViewName, result_views
from reports.results_json import results_document
from reports.spreadsheets import as_csv, as_workbook
from reports.views import View, print_view
from tests.reports.example_results import NOTHING, RESULTS, words

SCOPE = {"group": None, "region": "Rīga", "section": None}


def views(
    results: Results = RESULTS, *names: ViewName, language: str = "en", most: int | None = None
) -> Sequence[View]:
    return list(result_views(results, names or ViewName, words(language), most))


def printed(language: str, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    for view in views(language=language):
        print_view(view, console, words(language).words)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert isinstance(text, str)
    return text


def cells(line: str) -> str:
    return " ".join(line.split())


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize("width", [80, 120])
def test_every_view_fits_the_terminal_and_steers_nothing(language: str, width: int) -> None:
    text = printed(language, width)
    assert max(map(len, text.splitlines())) <= width
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "…" not in text


def test_levels_say_how_many_have_none() -> None:
    assert "all 1 0 2 0 0 1" in cells(printed("en"))
    assert "3 of 4 municipalities have an index; 43.2% of it was measured on average." in printed("en")
    assert "Indekss ir 3 no 4 pašvaldībām" in printed("lv")
    assert "In the figures of 1 municipality decisions of people count." in cells(printed("en"))


def test_a_statement_stands_beside_the_figure_of_2019_and_says_what_it_rests_on() -> None:
    rows = {row[1]: row for row in views(RESULTS, ViewName.STATEMENTS)[0].rows}
    assert rows["The site does not pass the mobile test"][2:] == [
        "level 2: “29 no 61”", "level 3", 1, 2, 50.0, 0, "site: mobile_passes",
    ]  # fmt: skip
    assert rows["A standard is used"][2:] == [
        "level 2: 43 of 54, 80%", "national centres", 0, 0, None, 1, "feature: chat; survey: service_standard.standard",
    ]  # fmt: skip
    assert rows["All information is on the site"][2:] == [
        "“puse”", "local centres", None, None, None, None, "not measured",
    ]  # fmt: skip
    assert rows["Municipalities in the index"][2] == "104 of 104"


def test_figures_that_do_not_agree_stand_as_printed_with_the_reason() -> None:
    listed = views(RESULTS, ViewName.STATEMENTS)[1]
    assert [row[1:] for row in listed.rows] == [
        [
            "The site does not pass the mobile test",
            "“29 no 61”",
            "The figures contradict each other",
            "61 is not 58 (56 %).",
        ],
        ["All information is on the site", "“puse”", "Said in words only", None],
    ]


def test_places_are_ranges_and_the_little_measured_have_none() -> None:
    leaders, top = views(RESULTS, ViewName.LEADERS, ViewName.TOP)
    assert [(row[1], row[2]) for row in leaders.rows][:2] == [("1–2", "Rīga"), ("1–2", "Ogres novads")]
    assert leaders.rows[2][1] == "3"
    assert len(leaders.rows) == len(top.rows) == 3
    assert "1 municipality has no place in at least one of the tables: too little of it was measured." in top.notes


def test_only_supported_recommendations_are_shown_for_the_groups_that_need_them() -> None:
    (view,) = views(RESULTS, ViewName.RECOMMENDATIONS)
    assert [row[1:6] for row in view.rows] == [["Join the shared platform", "regional centres", 2, 2, 100.0]]
    assert view.notes == ["Not shown: 1 that nobody needs by today’s data, 1 of which nothing is known."]


def test_movers_stand_from_the_greatest_rise_to_the_deepest_fall() -> None:
    (view,) = views(RESULTS, ViewName.MOVERS)
    assert view.rows[0][1] == "Ogres novads"
    assert "Ogres novads regional centres 70 80 +10.0" in cells(printed("en"))
    assert "Only what was measured alike on both days is compared; 1 score was not." in view.notes
    assert "1 July 2026 – 27 November 2026" in view.title
    assert len(views(RESULTS, ViewName.MOVERS, most=1)[0].rows) == 2


def test_a_spreadsheet_holds_numbers_and_no_formula() -> None:
    book = load_workbook(io.BytesIO(as_workbook((view.short, view.table()) for view in views(language="lv"))))
    assert book.sheetnames == [
        "Līmeņi", "Apgalvojumi", "Kā nodrukāts", "Līderi", "TOP 10", "Rekomendācijas", "Kāpumi un kritumi",
    ]  # fmt: skip
    assert [cell.value for cell in book["Apgalvojumi"][3]][4:7] == [1, 2, 50]
    (view,) = views(RESULTS, ViewName.TOP)
    read = list(csv.DictReader(io.StringIO(as_csv(view.table()).removeprefix("\ufeff"))))
    assert [row["Municipality"] for row in read][:2] == ["Rīga", "Ogres novads"]
    assert float(read[0]["Score"]) == 80.04


def test_of_nobody_there_is_nothing_to_show_and_nothing_fails() -> None:
    for view in views(NOTHING):
        print_view(view, Console(file=io.StringIO(), width=80), words("lv").words)
    assert "0 of 0 municipalities" in views(NOTHING, ViewName.LEVELS)[0].notes[0]


def document() -> Any:
    return json.loads(json.dumps(results_document(RESULTS, SCOPE)))


def test_the_document_holds_everything_unrounded() -> None:
    found = document()
    assert (found["schema"], found["on"], found["since"]) == ("eindekss.results/1", "2026-11-27", "2026-07-01")
    assert found["scope"]["region"] == "Rīga"
    assert found["levels"][0] == {
        "subject": "index", "group": None, "counts": {"1": 1, "2": 0, "3": 2, "4": 0, "5": 0}, "unknown": 1,
    }  # fmt: skip
    assert found["statements"][1]["today"] == {"count": 1, "base": 2, "of": 2, "percent": 50.0}
    assert found["statements"][1]["printed"]["note"]["en"] == "61 is not 58 (56 %)."
    assert found["statements"][3]["today"] is None
    place = found["leaders"][0]["places"][0]
    assert (place["name"], place["score"], place["rank"], place["best"], place["worst"]) == ("Rīga", 80.04, 1, 1, 2)
    assert found["leaders"][0]["places"][3]["rank"] is None
    assert found["movements"][0]["moves"][0]["change"] == pytest.approx(10.04)


def keys(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {*value, *(name for entry in value.values() for name in keys(entry))}
    return {name for entry in value for name in keys(entry)} if isinstance(value, list) else set()


def test_the_document_is_described() -> None:
    text = (Path(reports.__file__).parent.parent / "docs" / "results.md").read_text("utf-8")
    described = set(re.findall(r"`([a-z_]+)`", text))
    levels = {str(level) for level in range(1, 6)}
    assert keys(document()) - levels - described == set()
