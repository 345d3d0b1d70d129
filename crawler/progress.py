"""What a visit tells while it works."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "robots", "home", "sitemaps", "documents", "pages", "links", "files", "targets", "pictures", "judging", "saving"
]


@dataclass(frozen=True, slots=True)
class Progress:
    """`done` of `total` steps of the stage (total None where it cannot be known); `url` is the one at hand.

    `carried_bytes` of the site came over the network so far.
    """

    stage: Stage
    done: int = 0
    total: int | None = None
    url: str | None = None
    carried_bytes: int = 0


OnProgress = Callable[[Progress], None]
