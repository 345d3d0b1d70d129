"""What a look at a site without a browser finds: whether it can be audited, and what should be mended before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from model.failure import Failure, FailureKind


class CertificateFault(StrEnum):
    """Why a certificate is not trusted. `UNTRUSTED`: nobody known signed it, or the server leaves out who did."""

    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    SELF_SIGNED = "self_signed"
    WRONG_HOST = "wrong_host"
    UNTRUSTED = "untrusted"


class RobotsState(StrEnum):
    """What robots.txt says of our visit. A site without one allows it."""

    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    UNAVAILABLE = "unavailable"
    NOT_ASKED = "not_asked"


class StandIn(StrEnum):
    """What answers in the place of a website, with a status that says that all is well."""

    PARKED = "parked"
    ERROR_PAGE = "error_page"
    SERVER_PAGE = "server_page"


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a server showed. `ends` is the first end in its chain; `issuer` is who signed the server's own."""

    host: str
    ends: datetime
    issuer: str
    fault: CertificateFault | None = None


@dataclass(frozen=True, slots=True)
class SiteLook:
    """One look at the site of this address.

    `addresses` are IPv4 and IPv6 literals in the resolver's order. `certificate` is the one that ends first of those
    that the site and its landing place show; None without https. `landed` is where the home page was found, and
    `permanent` as far as permanent redirects (301, 308) lead without a gap: the address itself where there is none.
    `sent_to` is another site that the page itself sends its visitors to.
    """

    url: str
    looked_at: datetime
    addresses: tuple[str, ...] = ()
    certificate: Certificate | None = None
    robots: RobotsState = RobotsState.NOT_ASKED
    crawl_delay_s: float | None = None
    landed: str | None = None
    permanent: str | None = None
    sent_to: str | None = None
    stand_in: StandIn | None = None
    failure: Failure | None = None

    @property
    def ready(self) -> bool:
        """Whether an audit would find the site."""
        return self.failure is None and self.stand_in is None

    @property
    def walled(self) -> bool:
        """Whether a bot wall answered in the site's place."""
        return self.failure is not None and self.failure.kind is FailureKind.BLOCKED_BY_BOT_WALL
