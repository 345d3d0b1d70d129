"""What a municipality could do, what it would cost, and where it would lead."""

from dataclasses import dataclass

from model.finding import Feature
from model.score import IndexScore
from model.site import Centre


@dataclass(frozen=True, slots=True)
class Fix:
    """Rules that are mended wherever they fail, features that are offered from now on, or (to see the loss) no longer.

    `work` counts the components and pages to be touched; a feature costs what scoring/work.py says.
    """

    rules: tuple[str, ...] = ()
    added: tuple[Feature, ...] = ()
    removed: tuple[str, ...] = ()
    work: float = 0.0


@dataclass(frozen=True, slots=True)
class Step:
    """One fix after the ones before it. `gain` is in points of the index; None where there was, or is, no index."""

    fix: Fix
    before: IndexScore
    after: IndexScore

    @property
    def gain(self) -> float | None:
        was, now = self.before.score, self.after.score
        return None if was is None or now is None else now - was


@dataclass(frozen=True, slots=True)
class PlaceInGroup:
    """Where a site stands among the `ranked` sites of its group, itself among them; `rank` None where it is not."""

    group: Centre | None
    rank: int | None
    ranked: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """The steps in order, from the index as it is to what it would be, with the places that they give."""

    steps: tuple[Step, ...]
    before: IndexScore
    after: IndexScore
    place_before: PlaceInGroup
    place_after: PlaceInGroup
