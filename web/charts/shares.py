"""How a whole is made up of parts: a bar for each whole, its parts told apart by pattern and number."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from reports.language import Words

# A narrower part has no room for its number; the table has it.
NUMBER_FROM = 7.0
STYLES = 6


@dataclass(frozen=True, slots=True)
class Share:
    """A whole, and how many of it belong to each part, in the order of the parts."""

    name: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class Piece:
    """Begin and width in percent; `number` is empty where there is no room for it."""

    begin: float
    width: float
    style: int
    number: str


@dataclass(frozen=True, slots=True)
class Bar:
    name: str
    account: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Shares:
    """`parts` are their names with their styles, 1 to 6."""

    id: str
    title: str
    parts: tuple[tuple[str, int], ...]
    bars: tuple[Bar, ...]
    kind: ClassVar[str] = "shares"


def shares(id: str, title: str, parts: Sequence[str], wholes: Sequence[Share], words: Words) -> Shares:
    styled = tuple((name, at % STYLES + 1) for at, name in enumerate(parts))
    return Shares(id, title, styled, tuple(_bar(one, parts, words) for one in wholes))


def _bar(share: Share, parts: Sequence[str], words: Words) -> Bar:
    whole = sum(share.counts)
    pieces, begin = [], 0.0
    for at, count in enumerate(share.counts):
        if count:
            width = 100 * count / whole
            number = words.number(count) if width >= NUMBER_FROM else ""
            pieces.append(Piece(round(begin, 2), round(width, 2), at % STYLES + 1, number))
            begin += width
    said = [
        f"{name} {words.number(count)} ({words.share(count / whole)})"
        for name, count in zip(parts, share.counts, strict=True)
        if count
    ]
    told = ", ".join(said) or words.gettext("nothing")
    return Bar(share.name, f"{share.name}: {told}.", tuple(pieces))
