"""The survey as a spreadsheet that a clerk fills: one sheet a municipality, or one CSV of all; no text is a formula."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from model.survey import Option, SurveyQuestion
from model.text import Language, Text
from reports.spreadsheets import Row, Value, as_csv, fill

NOT_KNOWN = Text(lv="Nav zināms", en="Not known")
PERCENTAGE = Text(lv="Procenti no 0 līdz 100", en="A percentage from 0 to 100")
HOW_TO = Text(lv="Norādījumi", en="Instructions")
ANSWERS = Text(lv="Atbilžu saraksts", en="List of answers")
INSTRUCTIONS = (
    Text(
        lv="Katrai pašvaldībai ir sava lapa. Aizpildiet dzeltenās šūnas „Atbilde”; pārējais nav jāmaina.",
        en="Every municipality has its own sheet. Fill the yellow cells “Answer”; the rest stays as it is.",
    ),
    Text(
        lv="Atbildi izvēlieties no saraksta. Kur prasīti procenti, ierakstiet skaitli no 0 līdz 100.",
        en="Choose the answer from the list. Where a percentage is asked for, write a number from 0 to 100.",
    ),
    Text(
        lv="Tukša šūna nozīmē, ka atbildes nav: tā neskaitās ne par labu, ne par sliktu. "
        "„Nav zināms” atsauc arī agrāk sniegtu atbildi.",
        en="An empty cell is no answer: it counts neither for nor against. "
        "“Not known” takes back an earlier answer too.",
    ),
    Text(
        lv="Piezīmē norādiet dokumentu vai saiti, kas atbildi apliecina.",
        en="Name in the note the document or link that proves the answer.",
    ),
)

# The columns by name, as their headings call them.
COLUMNS: Mapping[str, Text] = {
    "atvk": Text(lv="ATVK", en="ATVK"),
    "municipality": Text(lv="Pašvaldība", en="Municipality"),
    "year": Text(lv="Gads", en="Year"),
    "section": Text(lv="Sadaļa", en="Section"),
    "topic": Text(lv="Rādītājs", en="Indicator"),
    "text": Text(lv="Jautājums", en="Question"),
    "options": Text(lv="Iespējamās atbildes un to punkti", en="Possible answers and their points"),
    "answer": Text(lv="Atbilde", en="Answer"),
    "note": Text(lv="Piezīme", en="Note"),
    "other_text": Text(lv="Jautājums angliski", en="Question in Latvian"),
    "other_options": Text(lv="Iespējamās atbildes angliski", en="Possible answers in Latvian"),
    "question": Text(lv="Jautājuma kods", en="Question code"),
}
WIDTHS = dict(zip(COLUMNS, (10, 22, 7, 20, 28, 46, 46, 30, 30, 46, 46, 30), strict=True))
FILLED_IN = ("answer", "note")
LONGEST_TITLE = 31
NOT_IN_A_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


@dataclass(frozen=True, slots=True)
class Municipality:
    """Whom the survey asks."""

    atvk: str
    name: str


def survey_csv(
    asked: Sequence[Municipality], year: int, questions: Sequence[SurveyQuestion], language: Language
) -> str:
    """One row a municipality and question, headings first."""
    return as_csv([_headings(language), *(row for one in asked for row in _rows(one, year, questions, language))])


def survey_xlsx(
    asked: Sequence[Municipality], year: int, questions: Sequence[SurveyQuestion], language: Language
) -> bytes:
    """A workbook: instructions, a sheet for each municipality, and the hidden list that the answers are chosen from."""
    book = Workbook()
    how_to = book.active
    assert isinstance(how_to, Worksheet)
    how_to.title = HOW_TO.in_(language)
    how_to.column_dimensions["A"].width = 110
    for at, text in enumerate(INSTRUCTIONS, start=1):
        _write(how_to, at, 1, text.in_(language))
    choices = _choices(book, questions, language)
    for one in asked:
        title = f"{one.atvk} {one.name}".translate(NOT_IN_A_TITLE)[:LONGEST_TITLE].strip()
        table = [_headings(language), *_rows(one, year, questions, language)]
        _fill_sheet(book.create_sheet(title), table, choices)
    book.move_sheet(ANSWERS.in_(language), offset=len(asked))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _headings(language: Language) -> Row:
    return [title.in_(language) for title in COLUMNS.values()]


def _rows(one: Municipality, year: int, questions: Sequence[SurveyQuestion], language: Language) -> Iterator[Row]:
    other: Language = "en" if language == "lv" else "lv"
    for question in questions:
        yield (
            one.atvk,
            one.name,
            year,
            question.section.in_(language),
            question.topic.in_(language),
            question.text.in_(language),
            _meaning(question.options, language),
            None,
            None,
            question.text.in_(other),
            _meaning(question.options, other),
            question.key,
        )


def _meaning(options: Sequence[Option], language: Language) -> str:
    """What may be answered, with the points of each."""
    if not options:
        return PERCENTAGE.in_(language)
    return "; ".join(f"{option.text.in_(language)} ({option.points:g})" for option in options)


def _choices(book: Workbook, questions: Sequence[SurveyQuestion], language: Language) -> Mapping[str, str | None]:
    """Question to the cells that list its answers, in a sheet of their own; None where a percentage is asked for."""
    sheet = book.create_sheet(ANSWERS.in_(language))
    sheet.sheet_state = "hidden"
    lists: dict[tuple[Option, ...], str | None] = {(): None}
    for question in questions:
        if question.options not in lists:
            column = len(lists)
            texts = [*(option.text.in_(language) for option in question.options), NOT_KNOWN.in_(language)]
            for at, text in enumerate(texts, start=1):
                _write(sheet, at, column, text)
            letter = get_column_letter(column)
            lists[question.options] = f"'{sheet.title}'!${letter}$1:${letter}${len(texts)}"
    return {question.key: lists[question.options] for question in questions}


def _validation(choices: str | None) -> DataValidation:
    if choices is not None:
        return DataValidation(type="list", formula1=choices, allow_blank=True, showErrorMessage=True)
    # Only a warning, for “not known” is an answer too.
    return DataValidation(
        type="decimal", operator="between", formula1="0", formula2="100", errorStyle="warning", allow_blank=True,
        showErrorMessage=True,
    )  # fmt: skip


def _fill_sheet(sheet: Worksheet, table: Sequence[Row], choices: Mapping[str, str | None]) -> None:
    """`table` has its headings first; the questions follow in the order of `choices`."""
    for at, row in enumerate(table, start=1):
        for column, (name, value) in enumerate(zip(COLUMNS, row, strict=True), start=1):
            cell = _write(sheet, at, column, value)
            cell.font = Font(bold=at == 1)
            if at > 1 and name in FILLED_IN:
                cell.protection = Protection(locked=False)
                cell.fill = PatternFill("solid", fgColor="FFF8DC")
    for column, width in enumerate(WIDTHS.values(), start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    answer = get_column_letter(list(COLUMNS).index("answer") + 1)
    validations = {cells: _validation(cells) for cells in dict.fromkeys(choices.values())}
    for at, cells in enumerate(choices.values(), start=2):
        validations[cells].add(f"{answer}{at}")
    for validation in validations.values():
        sheet.add_data_validation(validation)
    sheet.freeze_panes = "A2"
    # Without a password: it keeps from slips, not from people.
    sheet.protection.enable()


def _write(sheet: Worksheet, row: int, column: int, value: Value) -> Cell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    fill(cell, value)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
