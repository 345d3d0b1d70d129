"""A municipality's website as `sites.csv` names it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from model.window import Window


class Role(StrEnum):
    MAIN = "main"
    OTHER = "other"


class Centre(StrEnum):
    """Development centre of Latvija2030: the peer groups of the index."""

    NATIONAL = "national"
    REGIONAL = "regional"
    LOCAL = "local"


@dataclass(frozen=True, slots=True)
class Site:
    """One row of `sites.csv`, or a bare URL (then `atvk` is None and `name` is its host).

    It is audited once in `every_days`, in its `window` or, where that is None, in the night's.
    """

    url: str
    name: str
    atvk: str | None = None
    centre: Centre | None = None
    region: str | None = None
    role: Role = Role.MAIN
    valid_from: date | None = None
    valid_to: date | None = None
    email: str | None = None
    data_gov_lv: str | None = None
    every_days: int = 1
    window: Window | None = None

    def valid_on(self, day: date) -> bool:
        """Whether the row holds on `day`; both ends belong to the span."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)
