"""Where a site stands among its group and against a year before, and what else a report tells beside its audit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from statistics import quantiles

from model.change import Difference
from model.checklist import Checklist
from model.simulation import PlaceInGroup, Step
from model.site import Centre

# Of fewer peers a spread would tell who they are, not how the group does.
FEWEST_PEERS = 3


@dataclass(frozen=True, slots=True)
class Spread:
    """Half of the group's scores lie between `low` and `high`, and half below `median`."""

    low: float
    median: float
    high: float


@dataclass(frozen=True, slots=True)
class SubjectStanding:
    """The index or a section. `peers` are the scores of the group's other ranked sites, ascending.

    `before` and `level_before` are those of about a year before; None where there are none that can be compared.
    """

    subject: str
    place: PlaceInGroup
    peers: tuple[float, ...] = ()
    before: float | None = None
    level_before: int | None = None

    @property
    def spread(self) -> Spread | None:
        """None for a group of fewer than three others."""
        if len(self.peers) < FEWEST_PEERS:
            return None
        return Spread(*quantiles(self.peers, n=4, method="inclusive"))


@dataclass(frozen=True, slots=True)
class Standing:
    """The index first, then its sections. `group` is None for a site that has none.

    `year_before` is when the audit about a year before began; None where there is none. `bounds` maps a maturity level
    to the score that it begins with.
    """

    group: Centre | None
    subjects: tuple[SubjectStanding, ...]
    bounds: Mapping[int, float]
    year_before: datetime | None = None

    def of(self, subject: str) -> SubjectStanding | None:
        return next((one for one in self.subjects if one.subject == subject), None)


@dataclass(frozen=True, slots=True)
class Gain:
    """One of the fixes that gain most, with the places that the index before and after it has."""

    step: Step
    place_before: PlaceInGroup
    place_after: PlaceInGroup


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a report tells beside its audit; silent where nothing is known, or the methodology is gone.

    `difference` is that from the audit before; each of the `gains` follows the ones before it.
    """

    standing: Standing | None = None
    gains: Sequence[Gain] = ()
    difference: Difference | None = None
    checklists: Sequence[Checklist] = field(default=())
