"""What a site's visit may spend: time, requests and bytes. Time stands still while other sites are waited for."""

from time import monotonic

from crawler.guard import Refused
from crawler.limits import Limits
from model.failure import Failure, FailureKind

MIB = 1024 * 1024


class SiteBudget:
    """Starts when made. Of `limits` it keeps `site_budget_s`, `max_site_requests` and `max_site_bytes`."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ends = monotonic() + limits.site_budget_s
        self._requests = 0
        self._bytes = 0

    def remaining(self) -> float:
        """Seconds that are left; zero or less when anything of the budget is spent."""
        return 0.0 if self.overdrawn() else self._ends - monotonic()

    def forgive(self, seconds: float) -> None:
        """Gives back time that was spent waiting for other sites."""
        self._ends += seconds

    def spend(self, *, requests: int = 0, size_bytes: int = 0) -> None:
        """Counts what the network carried. Raises Refused (budget_spent) once it is too much."""
        self._requests += requests
        self._bytes += size_bytes
        if self.overdrawn():
            raise Refused(self.spent())

    @property
    def carried_bytes(self) -> int:
        """What the network carried so far."""
        return self._bytes

    def check(self) -> None:
        """Raises Refused (budget_spent)."""
        if self.remaining() <= 0:
            raise Refused(self.spent())

    def spent(self) -> Failure:
        """Which part of the budget is spent, or is spent first."""
        limits = self._limits
        what = f"{limits.site_budget_s:g} s"
        if self._requests > limits.max_site_requests:
            what = f"{limits.max_site_requests:,} requests"
        elif self._bytes > limits.max_site_bytes:
            what = f"{limits.max_site_bytes // MIB:,} MiB"
        return Failure(FailureKind.BUDGET_SPENT, f"the {what} for this site are spent")

    def overdrawn(self) -> bool:
        """Whether the requests or bytes are gone: what breaks off now is our doing, not the site's."""
        return self._beyond(1.0)

    def half_spent(self) -> bool:
        """Whether half of the requests or bytes is gone, time apart."""
        return self._beyond(0.5)

    def _beyond(self, share: float) -> bool:
        limits = self._limits
        return self._requests > limits.max_site_requests * share or self._bytes > limits.max_site_bytes * share
