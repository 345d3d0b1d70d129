"""What each stage of an audit cost: seconds of the clock and bytes of the network."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic

from crawler.progress import Progress


@dataclass(frozen=True, slots=True)
class StageCost:
    """Seconds of the clock, waits for politeness included, and bytes that came over the network."""

    seconds: float
    carried_bytes: int


class StageClock:
    """Is told of an audit's progress; a stage lasts until another begins."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._stage = "start"
        self._since = clock()
        self._carried_bytes = 0
        self._costs: dict[str, StageCost] = {}

    def moved(self, progress: Progress) -> None:
        # Stages after the visit know no bytes.
        self._add(max(progress.carried_bytes, self._carried_bytes))
        self._stage = progress.stage

    def end(self) -> Mapping[str, StageCost]:
        """Each stage that was entered, with its cost until now."""
        self._add(self._carried_bytes)
        return self._costs

    def _add(self, carried_bytes: int) -> None:
        now = self._clock()
        before = self._costs.get(self._stage, StageCost(0.0, 0))
        self._costs[self._stage] = StageCost(
            before.seconds + now - self._since, before.carried_bytes + carried_bytes - self._carried_bytes
        )
        self._since, self._carried_bytes = now, carried_bytes
