"""What a person decided about a feature or a finding of a site: who, why, and for how long it holds."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from model.municipality import municipality_key
from model.site import Role, Site

# The rule that a proof names where a person, and no signature, says that a feature is there.
BY_HAND = "decision"


class About(StrEnum):
    FEATURE = "feature"
    FINDING = "finding"


class Ruling(StrEnum):
    """pass: the feature is there, the finding is no fault. fail: the feature is not there, the finding is a fault.

    dismiss: the finding counts neither way; a doubt about a feature is not asked again while the feature stays so.
    """

    PASS = "pass"  # noqa: S105 - a ruling, no password
    FAIL = "fail"
    DISMISS = "dismiss"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """`subject` is a feature's id or a finding's fingerprint; `site` is what `site_key` gives.

    It holds from `from_day` to `until`, both included, and no longer than to the moment `ended_at`. `grade` and `kind`
    are those of a feature that is there; `rule` and `place` say in words what a fingerprint stands for. `state` is the
    feature as it was when a doubt about it was dismissed.
    """

    id: int
    site: str
    about: About
    subject: str
    ruling: Ruling
    who: str
    why: str
    from_day: date
    until: date | None
    made_at: datetime
    proof: str | None = None
    grade: str | None = None
    kind: str | None = None
    rule: str | None = None
    place: str | None = None
    state: str | None = None
    ended_at: datetime | None = None
    ended_by: str | None = None

    def holds(self, day: date, known_at: datetime) -> bool:
        """Whether it held on the day, by what was known at that moment."""
        known = self.made_at <= known_at and (self.ended_at is None or known_at < self.ended_at)
        return known and self.from_day <= day and (self.until is None or day <= self.until)


def site_key(site: Site) -> str:
    """What decisions are kept by: they follow a municipality's main site to another code or address, no other site."""
    return municipality_key(site.atvk) if site.role is Role.MAIN and site.atvk else site.url
