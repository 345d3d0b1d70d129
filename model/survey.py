"""What only people know of a municipality: the questions that it is asked, and what it answered."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An answer that may be chosen: the id that is stored, its points from 0 to 100, and what it means."""

    id: str
    points: float
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyQuestion:
    """`key` is a measure (`indicator.measure`) or a question of a prerequisite; `topic` says which of them, in words.

    Without options the answer is a share in percent, which is its own points.
    """

    key: str
    section: Text
    topic: Text
    text: Text
    options: tuple[Option, ...] = ()

    def points(self, answer: str) -> float | None:
        """What the stored answer is worth; None for one that this question does not know."""
        if self.options:
            return next((option.points for option in self.options if option.id == answer), None)
        try:
            share = float(answer)
        except ValueError:
            return None
        return share if 0 <= share <= 100 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a municipality answered about a year; `answer` is an option's id or a percentage, None for “not known”.

    `given_by` is who brought it in, at `given_at`.
    """

    question: str
    answer: str | None
    year: int
    given_by: str
    given_at: datetime
    note: str | None = None

    def age_years(self, day: date) -> int:
        """How many years before the day's year it speaks of; negative for a year that has not begun."""
        return day.year - self.year


def newest_first(answers: Iterable[Answer]) -> list[Answer]:
    """By the year that they speak of, then by when they were given."""
    return sorted(answers, key=lambda answer: (answer.year, answer.given_at), reverse=True)
