"""The survey's spreadsheet is easy to fill and hard to spoil: lists to choose from, locked texts, no formulas."""

import csv
import io
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from model.survey import Option, SurveyQuestion
from model.text import LANGUAGES, Language, Text
from reports.survey_sheets import COLUMNS, Municipality, survey_csv, survey_xlsx

HOSTILE = '=HYPERLINK("http://x",1)'


def same(words: str) -> Text:
    return Text(lv=f"{words} (lv)", en=f"{words} (en)")


def question(key: str, *options: str) -> SurveyQuestion:
    return SurveyQuestion(
        key=key,
        section=same("Sadaļa"),
        topic=same("Rādītājs"),
        text=Text(lv=f"={key}?", en=f"@{key}?"),
        options=tuple(Option(id=one, points=50, text=same(one)) for one in options),
    )


QUESTIONS = (question("a", "jā, pilnībā", "nē"), question("b"), question("c", "jā, pilnībā", "nē"), question("d", "x"))
ASKED = (Municipality("0001000", "Rīga: [galvaspilsēta]"), Municipality("0002000", HOSTILE))
NAMES = list(COLUMNS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_municipality_has_a_sheet_with_every_question(language: Language) -> None:
    book = load_workbook(io.BytesIO(survey_xlsx(ASKED, 2026, QUESTIONS, language)))
    how_to, first, second, answers = book.worksheets
    assert (first.title, answers.sheet_state) == ("0001000 Rīga   galvaspilsēta", "hidden")
    assert len(second.title) <= 31
    assert how_to["A1"].value
    assert [cell.value for cell in first[1]] == [title.in_(language) for title in COLUMNS.values()]
    rows = list(second.iter_rows(min_row=2, values_only=True))
    assert [row[NAMES.index("question")] for row in rows] == ["a", "b", "c", "d"]
    other: Language = "en" if language == "lv" else "lv"
    row = dict(zip(NAMES, rows[0], strict=True))
    assert (row["atvk"], row["year"], row["answer"]) == ("0002000", 2026, None)
    assert row["options"] == f"jā, pilnībā ({language}) (50); nē ({language}) (50)"
    assert row["other_text"] == QUESTIONS[0].text.in_(other)
    assert row["section"] == f"Sadaļa ({language})"


def test_no_text_is_a_formula() -> None:
    content = survey_xlsx(ASKED, 2026, QUESTIONS, "lv")
    with ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/")]
    assert sheets
    assert not any(b"<f>" in sheet for sheet in sheets)
    rows = list(csv.reader(io.StringIO(survey_csv(ASKED, 2026, QUESTIONS, "lv").lstrip("\ufeff"))))
    assert len(rows) == 1 + len(ASKED) * len(QUESTIONS)
    assert not any(cell.lstrip()[:1] in "=+-@" for row in rows for cell in row if cell)
    assert rows[5][NAMES.index("municipality")] == "'" + HOSTILE


def test_answers_are_chosen_from_a_list_and_shares_are_numbers() -> None:
    book = load_workbook(io.BytesIO(survey_xlsx(ASKED, 2026, QUESTIONS, "lv")))
    sheet, lists = book.worksheets[1], book.worksheets[-1]
    rules = {str(one.sqref): one for one in sheet.data_validations.dataValidation}
    column = "H"
    assert sheet[f"{column}1"].value == "Atbilde"
    # One list for the two questions that have the same answers.
    assert set(rules) == {f"{column}2 {column}4", f"{column}3", f"{column}5"}
    chosen = rules[f"{column}2 {column}4"]
    assert (chosen.type, chosen.formula1, chosen.showErrorMessage) == ("list", f"'{lists.title}'!$A$1:$A$3", True)
    assert [lists[f"A{at}"].value for at in (1, 2, 3)] == ["jā, pilnībā (lv)", "nē (lv)", "Nav zināms"]
    share = rules[f"{column}3"]
    assert (share.type, share.formula1, share.formula2, share.errorStyle) == ("decimal", "0", "100", "warning")


def test_only_answers_and_notes_can_be_changed() -> None:
    book = load_workbook(io.BytesIO(survey_xlsx(ASKED[:1], 2026, QUESTIONS, "en")))
    sheet = book.worksheets[1]
    assert isinstance(sheet, Worksheet)
    assert sheet.protection.sheet
    free = {
        name for row in sheet.iter_rows() for name, cell in zip(NAMES, row, strict=True) if not cell.protection.locked
    }
    assert free == {"answer", "note"}
