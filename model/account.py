"""What a score is made of: an account of its points, from the index to the element that cost a part of one."""

from dataclasses import dataclass
from enum import StrEnum

from model.score import Source


class Kind(StrEnum):
    """What an account is of, from the top down. Below a measure stand features, links, or checks with their pages."""

    INDEX = "index"
    SECTION = "section"
    INDICATOR = "indicator"
    MEASURE = "measure"
    FEATURE = "feature"
    LINK = "link"
    CHECK = "check"
    PAGE = "page"
    ELEMENT = "element"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """So many points of the index, of so many possible ones; the parts of an account add up to it in both.

    What was not measured has none, of none, and says why in `reason`. `score` is its own, from 0 to 100; `weight` its
    share of the whole index, `coverage` its measured share. An account without `id` stands for the `count` elements,
    links or features that are not told one by one. `state` is what a feature's points rest on: its grade, its kind, or
    `dead` where its link leads nowhere. `by_hand`: a person decided something of it.
    """

    kind: Kind
    id: str = ""
    points: float = 0.0
    possible: float = 0.0
    parts: tuple["Account", ...] = ()
    score: float | None = None
    weight: float | None = None
    coverage: float | None = None
    maturity: int | None = None
    source: Source | None = None
    reason: str | None = None
    state: str | None = None
    page: str | None = None
    selector: str | None = None
    snippet: str | None = None
    count: int = 1
    by_hand: bool = False

    @property
    def lost(self) -> float:
        return self.possible - self.points
