"""Reads a filled survey: every row is an answer, empty or a named problem, and every problem is named."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from db.surveys import Filled
from model.municipality import municipality_key
from model.survey import SurveyQuestion
from model.text import LANGUAGES, Text
from pipeline.sheets import Rows, read_sheets
from reports.survey_sheets import ANSWERS, COLUMNS, HOW_TO, NOT_KNOWN

REQUIRED = ("atvk", "year", "question", "answer")
LONGEST_NOTE = 2_000
FIRST_YEAR = 2015
ATVK_DIGITS = 7
YEAR = re.compile(r"\d{4}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one row, counted from 1 with the headings; a CSV has no `sheet`."""

    sheet: str
    row: int
    text: str

    @property
    def place(self) -> str:
        return f"sheet “{self.sheet}”, row {self.row}" if self.sheet else f"line {self.row}"


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """What the file holds, by municipality and year. With problems nothing of it may be saved."""

    filled: tuple[Filled, ...]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True, slots=True)
class Expected:
    """What a row may say: municipalities by the lasting part of their code, questions by key, years up to `this_year`.

    `year` is that of rows that name none; where it is given, rows may name no other.
    """

    municipalities: frozenset[str]
    questions: Mapping[str, SurveyQuestion]
    this_year: int
    year: int | None = None


class RowFault(Exception):
    """One sentence about one cell."""


def read_survey(path: Path, expected: Expected) -> SurveyFile:
    """Raises SheetError where the file cannot be read."""
    reader = _Reader(expected)
    ours = {title for text in (ANSWERS, HOW_TO) for title in (text.lv, text.en)}
    for title, rows in read_sheets(path).items():
        if rows and title not in ours:
            reader.read(title, rows)
    filled = (Filled(atvk, year, tuple(answers)) for (atvk, year), answers in reader.answers.items())
    return SurveyFile(tuple(filled), tuple(reader.problems))


class _Reader:
    """Gathers answers and problems over all sheets, for a double may stand in another one."""

    def __init__(self, expected: Expected) -> None:
        self._expected = expected
        self._seen: dict[tuple[str, int, str], str] = {}
        self.answers: dict[tuple[str, int], list[tuple[str, str | None, str | None]]] = defaultdict(list)
        self.problems: list[RowProblem] = []

    def read(self, sheet: str, rows: Rows) -> None:
        (number, header), *rest = rows
        columns = _columns(header)
        lacking = [name for name in REQUIRED if name not in columns and not (name == "year" and self._expected.year)]
        if lacking:
            titles = ", ".join(f"“{COLUMNS[name].lv}” ({COLUMNS[name].en})" for name in lacking)
            self.problems.append(RowProblem(sheet, number, f"the headings lack {titles}"))
            return
        for number, row in rest:
            cells = {name: row[at] for name, at in columns.items() if at < len(row)}
            if cells.get("answer") or cells.get("note"):
                self._take(sheet, number, cells)

    def _take(self, sheet: str, number: int, cells: Mapping[str, str]) -> None:
        """An answer where nothing is wrong with the row; else each of its faults."""
        faults: list[str] = []

        def told(ask: Callable[[], T]) -> T | None:
            try:
                return ask()
            except RowFault as fault:
                faults.append(str(fault))
                return None

        atvk = told(lambda: self._atvk(cells.get("atvk", "")))
        year = told(lambda: self._year(cells.get("year", "")))
        question = told(lambda: self._question(cells.get("question", "")))
        answer = told(lambda: stored_answer(question, cells.get("answer", ""))) if question else None
        note = cells.get("note", "")
        if len(note) > LONGEST_NOTE:
            faults.append(f"the note is longer than {LONGEST_NOTE} characters")
        if atvk and year and question:
            here = RowProblem(sheet, number, "").place
            first = self._seen.setdefault((municipality_key(atvk), year, question.key), here)
            if first != here:
                faults.append(f"{question.key} of {year} has its answer in {first} already")
            if not faults:
                self.answers[atvk, year].append((question.key, answer, note or None))
        self.problems += [RowProblem(sheet, number, fault) for fault in faults]

    def _atvk(self, text: str) -> str:
        # A spreadsheet that opens a CSV takes the code for a number, and drops its zeros.
        atvk = text.zfill(ATVK_DIGITS)
        if not text:
            raise RowFault("the municipality's ATVK is empty")
        if municipality_key(atvk) not in self._expected.municipalities:
            raise RowFault(f"there is no municipality “{text}”")
        return atvk

    def _year(self, text: str) -> int:
        wanted = self._expected.year
        if not text:
            if wanted is None:
                raise RowFault("the year is empty")
            return wanted
        if not YEAR.fullmatch(text) or not FIRST_YEAR <= int(text) <= self._expected.this_year:
            raise RowFault(f"“{text}” is no year from {FIRST_YEAR} to {self._expected.this_year}")
        if wanted not in (None, int(text)):
            raise RowFault(f"the year is {text}, and {wanted} is asked for")
        return int(text)

    def _question(self, text: str) -> SurveyQuestion:
        if not text:
            raise RowFault("the question's code is empty")
        if text not in self._expected.questions:
            raise RowFault(f"there is no question “{text}”")
        return self._expected.questions[text]


def stored_answer(question: SurveyQuestion, text: str) -> str | None:
    """The answer as it is stored, None for “not known”. Raises RowFault for what is no answer to the question."""
    said = _plain(text)
    if not said:
        raise RowFault(f"{question.key} has a note and no answer")
    if said in _names(NOT_KNOWN):
        return None
    for option in question.options:
        if said == option.id or said in _names(option.text):
            return option.id
    if not question.options:
        number = said.removesuffix("%").rstrip().replace(",", ".")
        if (points := question.points(number)) is not None:
            return f"{points:.15g}"
        raise RowFault(f"“{text}” is no percentage from 0 to 100, which {question.key} asks for")
    choices = "; ".join(option.text.lv for option in question.options)
    raise RowFault(f"“{text}” is no answer to {question.key}, which has: {choices}")


def _columns(header: list[str]) -> dict[str, int]:
    """Name to place, by the headings in either language; the first of two alike counts."""
    names = {title: name for name, text in COLUMNS.items() for title in _names(text)}
    places: dict[str, int] = {}
    for at, title in enumerate(header):
        if (name := names.get(_plain(title))) is not None:
            places.setdefault(name, at)
    return places


def _names(text: Text) -> tuple[str, ...]:
    return tuple(_plain(text.in_(language)) for language in LANGUAGES)


def _plain(text: str) -> str:
    """Without what a person's hand adds: capitals, doubled spaces, the quote that keeps a text from being a formula."""
    return " ".join(text.removeprefix("'").split()).casefold()
