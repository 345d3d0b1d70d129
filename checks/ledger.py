"""Keeps the best sightings of each feature, few enough to hold for hundreds of pages, and settles what they prove."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from checks.addresses import is_news, place_of
from checks.check import selector_of
from checks.confidence import STEP
from checks.sights import Node
from checks.signatures import MENTIONED, UNKNOWN, Signature
from checks.structures import Structure
from checks.words import nearest
from model.finding import Feature, Proof

KEPT_PER_FEATURE = 60
PROOFS = 5
# An invitation in the news is open for so long, where it sets no last day.
NEWS_HOLDS = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Sighting:
    """One sign of a feature. `grade` None: a named link to one of the site's own pages, which that page decides.

    `once` names what stands on every page, as a banner does: one proof of it is enough. `by` is the rule that matched,
    by the signature's key, or by a name of the specialist's own.
    """

    feature: str
    page: str
    what: str
    grade: str | None
    rank: int
    target: str | None = None
    selector: str | None = None
    kind: str | None = None
    is_home: bool = False
    is_news: bool = False
    until: date | None = None
    published: date | None = None
    is_link: bool = False
    once: str | None = None
    by: str = ""

    @property
    def key(self) -> tuple[str | None, str, str | None]:
        return self.grade, self.once or place_of(self.target or self.page), self.kind

    @property
    def order(self) -> tuple[object, ...]:
        """Best first, in whatever order the pages came."""
        newest = max((day.toordinal() for day in (self.until, self.published) if day), default=0)
        return (
            -self.rank, self.is_news, -newest if self.is_news or self.until else 0, self.is_link, not self.is_home,
            len(self.page), self.page, self.target or "", self.what,
        )  # fmt: skip

    def proof(self) -> Proof:
        return Proof(self.page, self.what, self.target, self.selector, self.by or None)


@dataclass(slots=True)
class PageFacts:
    """What is kept of a page that was read: its name, whether it has content, and its own structures by name."""

    name: str = ""
    has_content: bool = False
    structures: dict[str, str] = field(default_factory=dict)
    until: date | None = None

    def merge(self, other: "PageFacts") -> None:
        """The page seen once more, say after its scripts ran."""
        self.name = max(self.name, other.name)
        self.has_content |= other.has_content
        self.until = max(filter(None, (self.until, other.until)), default=None)
        for name, what in other.structures.items():
            self.structures[name] = min(self.structures.get(name, what), what)


@dataclass(frozen=True, slots=True)
class Aliveness:
    """Link targets by place; a target that nobody asked for is None. `hidden` are places that robots.txt forbids."""

    states: Mapping[str, bool | None]
    hidden: frozenset[str] = frozenset()

    @classmethod
    def of(cls, alive: Mapping[str, bool | None], forbidden: Iterable[str] = ()) -> "Aliveness":
        return cls({place_of(url): state for url, state in alive.items()}, frozenset(map(place_of, forbidden)))

    def hides(self, url: str | None) -> bool:
        """Whether nobody may look at what the address holds."""
        return url is not None and place_of(url) in self.hidden

    def __call__(self, url: str | None) -> bool | None:
        return self.states.get(place_of(url)) if url else None


Seen = tuple[Sighting, Node | None]


class Ledger:
    """The sightings of one feature."""

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        self._kept: dict[tuple[str | None, str, str | None], Sighting] = {}

    def add(self, sighting: Sighting, element: Node | None) -> None:
        known = self._kept.get(sighting.key)
        if known is not None and known.order < sighting.order:
            return
        selector = selector_of(element) if element is not None else None
        if known is not None and known.order == sighting.order and (known.selector or "") <= (selector or ""):
            return
        self._kept[sighting.key] = replace(sighting, selector=selector)
        if len(self._kept) > KEPT_PER_FEATURE:
            worst = max(self._kept.values(), key=lambda one: (one.order, one.selector or ""))
            del self._kept[worst.key]

    @property
    def sightings(self) -> tuple[Sighting, ...]:
        """What is kept, the best first."""
        return tuple(sorted(self._kept.values(), key=lambda one: one.order))

    def settle(self, pages: Mapping[str, PageFacts], alive: Aliveness, day: date, *, told: bool) -> Feature:
        """What the sightings amount to on the day they were gathered; `told` says whether absence can be told.

        All proofs are given, for a specialist may yet drop some.
        """
        signature = self.signature
        settled = [self._settle(one, pages, alive, day) for one in self._kept.values()]
        settled.sort(key=lambda one: (one.order, one.selector or "", one.kind or ""))
        found = [one for one in settled if one.rank > 0]
        living = [one for one in found if self._alive(one, pages, alive) is not False]
        if living:
            best = living[0]
            return Feature(
                id=signature.id,
                found=True,
                grade=best.grade,
                evidence=_proofs(living),
                alive=self._alive(best, pages, alive),
                kind=best.kind,
            )
        if found:
            return Feature(id=signature.id, found=False, evidence=_proofs(found), alive=False)
        unknown = [one for one in settled if one.grade == UNKNOWN]
        mentions = [one for one in settled if one.grade == MENTIONED]
        if unknown or not told:
            return Feature(id=signature.id, found=None, evidence=_proofs(unknown or mentions))
        grade = MENTIONED if mentions else None
        return Feature(id=signature.id, found=False, grade=grade, evidence=_proofs(mentions))

    def _settle(self, one: Sighting, pages: Mapping[str, PageFacts], alive: Aliveness, day: date) -> Sighting:
        if alive.hides(one.target):
            return self._graded(one, UNKNOWN)
        if one.grade is None:
            one = self._followed(one, pages, alive)
        if not self.signature.timely or one.rank == 0:
            return one
        closed = one.until is not None and nearest(one.until, day) < day
        if one.is_news:
            stale = one.published is None or day - one.published > NEWS_HOLDS
            return self._graded(one, MENTIONED) if closed or (stale and one.until is None) else one
        if not closed:
            return one
        # A section stays when its consultation is over; a sentence about one says nothing any more.
        closed_grade = MENTIONED if one.by.startswith("says") else self.signature.closed
        return self._graded(one, min(one.grade or MENTIONED, closed_grade, key=self.signature.rank))

    def _followed(self, one: Sighting, pages: Mapping[str, PageFacts], alive: Aliveness) -> Sighting:
        """A named link judged by the page that it leads to."""
        signature, target = self.signature, one.target or ""
        facts = pages.get(place_of(target))
        in_news = is_news(target) and not signature.news
        if facts is None:
            if in_news:
                return self._graded(one, MENTIONED)
            gone = signature.unread == UNKNOWN and alive(target) is False
            return self._graded(one, signature.grades[0] if gone else signature.unread)
        if signature.is_trap(facts.name):
            return self._graded(one, MENTIONED)
        # News prove nothing but by a form that stands in them.
        grades = {
            f"{one.by}{STEP}structures.{name}": grade
            for name, grade in signature.structures.items()
            if name in facts.structures and (name.endswith("_form") or not in_news)
        }
        if facts.has_content and not in_news:
            grades[one.by] = signature.page
        by = max(grades, key=lambda rule: signature.rank(grades[rule]), default=one.by)
        until = facts.until if signature.timely else None
        return replace(self._graded(one, grades.get(by, MENTIONED)), until=until, by=by)

    def _graded(self, one: Sighting, grade: str) -> Sighting:
        return replace(one, grade=grade, rank=0 if grade == UNKNOWN else self.signature.rank(grade))

    @staticmethod
    def _alive(one: Sighting, pages: Mapping[str, PageFacts], alive: Aliveness) -> bool | None:
        if one.target is None or place_of(one.target) in pages:
            return True
        return alive(one.target)


def _proofs(sightings: list[Sighting]) -> tuple[Proof, ...]:
    """The best first; what two rules saw in one place is one proof."""
    proofs: dict[Proof, Proof] = {}
    for proof in (one.proof() for one in sightings):
        proofs.setdefault(replace(proof, by=None), proof)
    return tuple(proofs.values())


def facts_of(name: str, structures: Sequence[Structure], until: date | None, *, has_content: bool) -> PageFacts:
    """What to keep of a page; only what stands in its own content speaks for it."""
    return PageFacts(name, has_content, {one.name: one.what for one in structures if one.in_main}, until)
