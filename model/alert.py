"""What an operator is told after a night, or when none began."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from model.failure import Failure
from model.site import Site


class AlertKind(StrEnum):
    """In the order in which they are told."""

    NOT_STARTED = "not_started"
    NOT_FINISHED = "not_finished"
    FAILURE_SHARE = "failure_share"
    FAULT = "fault"
    SITE_DOWN = "site_down"
    CERTIFICATE = "certificate"
    SCORE_FALLEN = "score_fallen"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing to look at. What is filled in depends on the kind; None is what does not belong to it.

    `site` is whose it is; `failure` why it is down; `detail` the text of a fault of ours; `ends` when its certificate
    does; `before` and `now` are points of `section` (None: of the index); `count` of `total` sites.
    """

    kind: AlertKind
    site: Site | None = None
    failure: Failure | None = None
    detail: str | None = None
    ends: datetime | None = None
    section: str | None = None
    before: float | None = None
    now: float | None = None
    count: int | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """All alerts of one night; `run` is None where none began."""

    night: date
    run: str | None
    alerts: tuple[Alert, ...]
    saved: int = 0
    sites: int = 0
