"""What is known of a site beyond its pages, when the visit is over and features are told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from model.evidence import DataFile, Feed, Register, Target

# Absence is told when so many pages were read, or half of those known: less says nothing about the rest.
PAGES_FOR_ABSENCE = 25


@dataclass(frozen=True, slots=True)
class FeatureContext:
    """What is known when the visit is over. `alive` maps link targets to True, False (404, 410) or None.

    `conforms` is False where the audit found a failure of WCAG 2.1 A or AA, None where nothing could be judged.
    """

    gathered_on: date
    alive: Mapping[str, bool | None]
    documents_read: int
    documents_known: int
    home_judged: bool
    targets: tuple[Target, ...] = ()
    forbidden: tuple[str, ...] = ()
    searched: str | None = None
    data_files: tuple[DataFile, ...] = ()
    feeds: tuple[Feed, ...] = ()
    register: Register | None = None
    conforms: bool | None = None

    def tells_absence(self, pages: int) -> bool:
        """Whether what none of so many pages holds is nowhere on the site."""
        return pages >= PAGES_FOR_ABSENCE or 2 * pages >= max(self.documents_known, self.documents_read)
