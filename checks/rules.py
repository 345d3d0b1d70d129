"""What a rule of a signature is, what it met, and what held a match back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from checks.ledger import Seen, Sighting
from checks.sights import Node, Sights
from checks.signatures import Signature, Target
from checks.words import fold

WHAT_CHARS = 120


class Rule(NamedTuple):
    """A rule that something met: the key of the signature, with its place where the key holds a list."""

    signature: Signature
    by: str


class Aim(NamedTuple):
    """A target that an address meets; the context is not asked yet."""

    signature: Signature
    by: str
    target: Target


@dataclass(frozen=True, slots=True)
class Held:
    """What a rule met and something held back: a trap, or words that are missing. `words` are those looked at."""

    feature: str
    by: str
    why: str
    words: str


OnHeld = Callable[[Held], None]


class Traps:
    """Says whether words hold a match back; `on_held` is told what nearly matched."""

    def __init__(self, on_held: OnHeld | None = None) -> None:
        self._on_held = on_held

    def hold(self, signature: Signature, by: str, words: str) -> bool:
        """Whether the words hold the match back."""
        trap = signature.trap_in(words)
        if trap is not None:
            self.tell(signature, by, trap, words)
        return trap is not None

    def tell(self, signature: Signature, by: str, why: str, words: str) -> None:
        if self._on_held is not None:
            self._on_held(Held(signature.id, by, why, words))


def sighting_of(
    rule: Rule, sights: Sights, what: str, grade: str | None, *, element: Node | None = None,
    target: str | None = None, kind: str | None = None, news: bool = False, once: str | None = None,
) -> Seen:  # fmt: skip
    signature = rule.signature
    if kind is None and signature.kinds:
        kind = signature.kind_of(f"{fold(what)} {sights.h1} {fold(sights.title)}")
    sighting = Sighting(
        feature=signature.id,
        page=sights.url,
        what=what[:WHAT_CHARS],
        grade=grade,
        # A named link may turn out to be as good as the best; it must not be crowded out before.
        rank=signature.rank(grade) if grade else 1,
        target=target,
        kind=kind,
        is_home=sights.is_home,
        is_news=news,
        until=sights.deadline if signature.timely and not sights.is_home else None,
        published=sights.published if news else None,
        is_link=grade is None,
        once=once,
        by=rule.by,
    )
    return sighting, element
