"""A filled survey is read back whole, in either form and language; what is wrong is named row by row, all of it."""

import csv
import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from db.surveys import Filled
from model.text import LANGUAGES, Language
from pipeline.sheets import SheetError, read_sheets
from pipeline.survey_file import Expected, RowProblem, SurveyFile, read_survey
from reports.survey_sheets import COLUMNS, Municipality, survey_csv, survey_xlsx
from scoring.survey import questionnaire
from tests.scoring.invented import methodology_2019

QUESTIONS = questionnaire(methodology_2019())
BY_KEY = {question.key: question for question in QUESTIONS}
MUNICIPALITIES = (Municipality("0001000", "Rīgas valstspilsēta"), Municipality("0038001", "Madonas novads"))
EXPECTED = Expected(frozenset({"000100", "003800"}), BY_KEY, this_year=2026)
STANDARD, WIFI, SENT = "service_standard.standard", "onsite_support.public_wifi", "electronic_documents.sent"


def read(path: Path, year: int | None = None) -> SurveyFile:
    return read_survey(path, Expected(EXPECTED.municipalities, BY_KEY, 2026, year))


def fill_csv(path: Path, language: Language, answers: Mapping[tuple[str, str], str], delimiter: str = ",") -> Path:
    rows = list(csv.reader(io.StringIO(survey_csv(MUNICIPALITIES, 2026, QUESTIONS, language).lstrip("\ufeff"))))
    answer, key = (list(COLUMNS).index(name) for name in ("answer", "question"))
    for row in rows[1:]:
        row[answer] = answers.get((row[0], row[key]), "")
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def fill_xlsx(path: Path, language: Language, answers: Mapping[tuple[str, str], str | float]) -> Path:
    book = load_workbook(io.BytesIO(survey_xlsx(MUNICIPALITIES, 2026, QUESTIONS, language)))
    answer, key = (list(COLUMNS).index(name) for name in ("answer", "question"))
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=2):
            said = answers.get((str(row[0].value), str(row[key].value)))
            if said is not None:
                row[answer].value = said
    book.save(path)
    return path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", ["csv", "xlsx", "semicolons"])
def test_what_a_clerk_filled_comes_back(tmp_path: Path, form: str, language: Language) -> None:
    own = next(option for option in BY_KEY[STANDARD].options if option.id == "own").text.in_(language)
    answers = {
        ("0001000", STANDARD): own.upper(),
        ("0001000", SENT): "62,5 %",
        ("0038001", WIFI): "part",
        ("0038001", STANDARD): {"lv": "nav zināms", "en": "Not  known"}[language],
    }
    if form == "xlsx":
        read_back = read(fill_xlsx(tmp_path / "a.xlsx", language, answers))
    else:
        read_back = read(fill_csv(tmp_path / "a.csv", language, answers, "," if form == "csv" else ";"))
    assert read_back.problems == ()
    assert read_back.filled == (
        Filled("0001000", 2026, ((STANDARD, "own", None), (SENT, "62.5", None))),
        Filled("0038001", 2026, ((STANDARD, None, None), (WIFI, "part", None))),
    )


def test_a_share_that_a_spreadsheet_shows_in_percent_is_one(tmp_path: Path) -> None:
    path = fill_xlsx(tmp_path / "a.xlsx", "lv", {("0001000", SENT): 0.625})
    book = load_workbook(path)
    for sheet in book.worksheets[1:-1]:
        for row in sheet.iter_rows(min_row=2):
            row[list(COLUMNS).index("answer")].number_format = "0.0%"
    book.save(path)
    assert read(path).filled == (Filled("0001000", 2026, ((SENT, "62.5", None),)),)


def test_an_empty_template_holds_nothing_and_nothing_wrong(tmp_path: Path) -> None:
    for path in (fill_csv(tmp_path / "a.csv", "lv", {}), fill_xlsx(tmp_path / "a.xlsx", "en", {})):
        assert read(path) == SurveyFile((), ())


Row = tuple[str, str, str, str, str]
HEADER: Row = ("ATVK", "Gads", "Jautājuma kods", "Atbilde", "Piezīme")


def written(path: Path, *rows: Row, header: tuple[str, ...] = HEADER) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def test_every_fault_of_every_row_is_named_and_nothing_is_taken_from_a_faulty_row(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.csv",
        ("0001000", "2026", STANDARD, "own", ""),
        ("0099000", "", "no.such", "own", ""),
        ("1000", "2031", SENT, "101", ""),
        ("", "20x6", "", "yes", ""),
        ("0001000", "2026", STANDARD, "none", ""),
        ("0001000", "2026", WIFI, "perhaps", ""),
        ("0001000", "2026", WIFI, "", "skat. līgumu"),
        ("0001000", "2026", SENT, "50", "x" * 2_001),
        ("", "", "", "", ""),
    )
    read_back = read(path)
    assert [(problem.row, problem.text) for problem in read_back.problems] == [
        (3, "there is no municipality “0099000”"),
        (3, "the year is empty"),
        (3, "there is no question “no.such”"),
        (4, "“2031” is no year from 2015 to 2026"),
        (4, f"“101” is no percentage from 0 to 100, which {SENT} asks for"),
        (5, "the municipality's ATVK is empty"),
        (5, "“20x6” is no year from 2015 to 2026"),
        (5, "the question's code is empty"),
        (6, f"{STANDARD} of 2026 has its answer in line 2 already"),
        (7, f"“perhaps” is no answer to {WIFI}, which has: Visās struktūrvienībās; Daļā iestāžu; Nekur"),
        (8, f"{WIFI} has a note and no answer"),
        (8, f"{WIFI} of 2026 has its answer in line 7 already"),
        (9, "the note is longer than 2000 characters"),
    ]
    assert read_back.filled == (Filled("0001000", 2026, ((STANDARD, "own", None),)),)


def test_a_year_may_be_given_for_rows_without_one_and_then_is_the_only_one(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ("1000", "", STANDARD, "own", ""), ("0001000", "2025", WIFI, "all", ""))
    read_back = read(path, year=2026)
    assert [problem.text for problem in read_back.problems] == ["the year is 2025, and 2026 is asked for"]
    assert read_back.filled == (Filled("0001000", 2026, ((STANDARD, "own", None),)),)
    no_year = written(tmp_path / "b.csv", ("0001000", STANDARD, "own"), header=("Atvk", "question CODE", "Answer"))  # type: ignore[arg-type]
    assert read(no_year, year=2026).filled == read_back.filled
    assert [problem.text for problem in read(no_year).problems] == ["the headings lack “Gads” (Year)"]


def test_a_double_in_another_sheet_names_both(tmp_path: Path) -> None:
    book = load_workbook(fill_xlsx(tmp_path / "a.xlsx", "lv", {("0001000", STANDARD): "own"}))
    book.worksheets[1].title = "Rīga"
    again = book.copy_worksheet(book.worksheets[1])
    again.title = "Kopija"
    book.save(tmp_path / "a.xlsx")
    (problem,) = read(tmp_path / "a.xlsx").problems
    assert problem.place.startswith("sheet “Kopija”, row ")
    assert "has its answer in sheet “Rīga”, row " in problem.text


def test_a_formula_is_no_answer(tmp_path: Path) -> None:
    path = fill_xlsx(tmp_path / "a.xlsx", "lv", {("0001000", SENT): "=40+10"})
    (problem,) = read(path).problems
    assert problem.text.startswith("“=40+10” is no percentage")


def bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 210_000_000)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: None, "cannot be read"),
        (lambda path: path.write_bytes(b"PK\x03\x04 and no more"), "no workbook that can be read"),
        (lambda path: path.write_bytes("Gads;Rīga\n".encode("windows-1257")), "neither XLSX nor UTF-8"),
        (lambda path: path.write_bytes(b"x" * 20_000_001), "over 20 MB"),
        (bomb, "unpacked"),
        (lambda path: path.write_text("x\n" * 50_001, "utf-8"), "more than 50000 rows"),
        (lambda path: path.write_text("a,b\n" + "y" * 200_000, "utf-8"), "cannot be read as CSV"),
    ],
)
def test_what_is_no_filled_form_is_one_sentence(tmp_path: Path, make: Callable[[Path], object], said: str) -> None:
    path = tmp_path / "a.xlsx"
    make(path)
    with pytest.raises(SheetError, match=said):
        read_sheets(path)


def test_a_workbook_of_other_things_lacks_the_headings(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(["Vārds", "Tālrunis"])
    book.save(tmp_path / "a.xlsx")
    (problem,) = read(tmp_path / "a.xlsx").problems
    assert problem == RowProblem(
        "Sheet",
        1,
        "the headings lack “ATVK” (ATVK), “Gads” (Year), “Jautājuma kods” (Question code), “Atbilde” (Answer)",
    )
