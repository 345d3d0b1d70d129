"""A success criterion of WCAG, and what tests it without a person."""

from dataclasses import dataclass

from model.text import Text


@dataclass(frozen=True, slots=True)
class Criterion:
    """`number` as 1.4.10, `level` A or AA; `rules` are the ids of those that can find faults of it, axe's and ours."""

    number: str
    level: str
    title: Text
    rules: tuple[str, ...]
