"""Finds what a person may mean by a few words: with or without Latvian marks, by any form of a word, best first."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_LETTERS = 100
MOST_WORDS = 8
# Latvian endings are of one or two letters, sometimes three; a shorter stem would mean anything.
SHORTEST_STEM = 4
ENDING = 2
SAME, BEGINS, STEM, WITHIN = 1.0, 0.8, 0.6, 0.4
BESIDE = 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """What can be found: `kind` is its group, `beside` further words that mean it, `path` where it is, behind the
    language, with its query, `note` what tells a reader why it may be what was meant.
    """

    kind: str
    title: str
    path: str
    beside: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    entry: Entry
    title: tuple[str, ...]
    beside: tuple[str, ...]


class Lookup:
    """Folds the entries once, so that each search is quick."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._known = [_Known(one, folded(one.title), folded(one.beside)) for one in entries]

    def find(self, asked: str) -> Sequence[Entry]:
        """Those that hold every word that was asked for, the best first. Only the first words of a long text count."""
        words = folded(asked[:MOST_LETTERS])[:MOST_WORDS]
        if not words:
            return ()
        scored = [(_score(words, one), one.entry) for one in self._known]
        found = [(score, entry) for score, entry in scored if score]
        return [entry for _, entry in sorted(found, key=lambda one: (-one[0], len(one[1].title), one[1].title))]


def folded(text: str) -> tuple[str, ...]:
    """The words in lower case and without marks; numbers with points, as of criteria, stay whole."""
    plain = "".join(one for one in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(one))
    spaced = "".join(one if one.isalnum() or one == "." else " " for one in plain)
    return tuple(word for part in spaced.split() if (word := part.strip(".")))


def _score(asked: Sequence[str], known: _Known) -> float:
    """0 where a word is missing; a title that is asked for whole is best."""
    scores = [max(_best(word, known.title), BESIDE * _best(word, known.beside)) for word in asked]
    if not all(scores):
        return 0.0
    whole = 1.0 if tuple(asked) == known.title else 0.0
    return whole + sum(scores) / len(scores)


def _best(word: str, among: Iterable[str]) -> float:
    return max((_alike(word, other) for other in among), default=0.0)


def _alike(word: str, other: str) -> float:
    if word == other:
        return SAME
    if other.startswith(word):
        return BEGINS
    stem = word[: max(SHORTEST_STEM, len(word) - ENDING)]
    if len(word) > SHORTEST_STEM and other.startswith(stem):
        return STEM
    # Four letters stand within too many words: riga in nederīga.
    return WITHIN if len(word) > SHORTEST_STEM and word in other else 0.0
