"""What a municipality answered, as a table for the terminal and for programs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.survey import Answer, SurveyQuestion
from model.text import Language
from reports.export import plain
from reports.index_parts import year_and_age
from reports.language import Words
from reports.shown import shown
from reports.survey_sheets import NOT_KNOWN

NOTHING = "–"
NOTE_LIMIT = 200


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """A question with its newest answer and how old that is; `counts`: it enters the scores of the day.

    `superseded` counts the answers that stand behind it.
    """

    question: SurveyQuestion
    answer: Answer | None
    age_years: int | None
    counts: bool
    superseded: int

    @property
    def points(self) -> float | None:
        """What it is worth; None for no answer, one that is not known, or one that the question does not have."""
        said = self.answer.answer if self.answer else None
        return None if said is None else self.question.points(said)


def answers_json(lines: Sequence[AnswerLine]) -> list[dict[str, Any]]:
    """Every question with its answer, in JSON's own types."""
    return [
        plain(
            {
                "question": line.question.key,
                "answer": line.answer.answer if line.answer else None,
                "points": line.points,
                "year": line.answer.year if line.answer else None,
                "age_years": line.age_years,
                "counts": line.counts,
                "given_by": line.answer.given_by if line.answer else None,
                "given_at": line.answer.given_at if line.answer else None,
                "note": line.answer.note if line.answer else None,
                "superseded": line.superseded,
            }
        )
        for line in lines
    ]


def render_answers(lines: Sequence[AnswerLine], console: Console, language: Language) -> None:
    """Prints every question; an answer that is too old to count is dimmed."""
    words = Words(language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Question"), ratio=3, overflow="fold")
    table.add_column(words.gettext("Answer"), ratio=2, overflow="fold")
    table.add_column(words.gettext("Points"), justify="right", no_wrap=True)
    table.add_column(words.gettext("Year"), no_wrap=True)
    table.add_column(words.gettext("Brought in"), ratio=1, overflow="fold")
    for line in lines:
        question = Cell(words.of(line.question.text)).append(f" {line.question.key}", style="dim")
        table.add_row(question, *_cells(line, words), style=None if line.counts else "dim")
    console.print(table)


def _cells(line: AnswerLine, words: Words) -> tuple[Cell, ...]:
    answer = line.answer
    if answer is None or line.age_years is None:
        return (Cell(NOTHING),) * 4
    option = next((one for one in line.question.options if one.id == answer.answer), None)
    said = words.of(option.text) if option else f"{answer.answer} %" if answer.answer else words.of(NOT_KNOWN)
    note = f" ({shown(answer.note, NOTE_LIMIT)})" if answer.note else ""
    points = NOTHING if line.points is None else words.score(line.points)
    year = year_and_age(answer.year, line.age_years, words)
    brought = shown(f"{answer.given_by}, {words.date(answer.given_at)}", NOTE_LIMIT)
    if line.superseded:
        brought += ", " + words.ngettext("%(num)s earlier answer", "%(num)s earlier answers", line.superseded)
    return (Cell(shown(said) + note), Cell(points), Cell(year), Cell(brought))
