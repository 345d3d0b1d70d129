"""How fresh a site's news are."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class News:
    """`newest` is the last day that something new came out.

    `counted` days with news were seen in the 180 days before the visit; `median_gap_days` lie between one and the next,
    None where there are fewer than two.
    """

    newest: date
    median_gap_days: float | None
    counted: int
