"""The hours of the day in which a site may be audited."""

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Window:
    """From `start` up to `end`, local time of Latvia; where `end` is the earlier of the two it is the next day's."""

    start: time
    end: time

    def __post_init__(self) -> None:
        if self.start == self.end:
            raise ValueError("a window that ends as it starts holds no time")
