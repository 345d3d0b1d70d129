"""A step from one night to a later one, and how the cause of a move is told: by what else changed, never by guess."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from model.audit import Audit, PageAudit
from model.change import Cause
from model.finding import Feature

HOME: Final = "home"
AXE: Final = "axe"
# Where so much of a sample left and other pages came, the site was made anew: kept pages leave only when they are gone.
REDESIGNED: Final = 0.5
# What moved on so many other sites in the same night was no site's own doing. Contents move a rule's failures here and
# there every night, a feature hardly ever.
FEWEST: Final = 2
MANY_RULES: Final = 0.25
MANY_FEATURES: Final = 0.1


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is known beside the two nights.

    `rules_before` and `rules_after` are those that any site's audit in the same two runs knew. Of `others`, sites that
    both runs saw, so many had a rule's failures rise or fall, or a feature change. `wavering` are the pages (by place)
    whose score goes to and fro and did no more than that.
    """

    rules_before: frozenset[str] = frozenset()
    rules_after: frozenset[str] = frozenset()
    others: int = 0
    rose: Mapping[str, int] = field(default_factory=dict)
    fell: Mapping[str, int] = field(default_factory=dict)
    features: Mapping[str, int] = field(default_factory=dict)
    wavering: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """A cause, and whether no other is possible: what the site did and what judged it may have changed in one night."""

    cause: Cause
    certain: bool = True


@dataclass(frozen=True)  # no slots: what is worked out of the two nights is kept
class Step:
    """Two nights that saw the site. `axe`, `tool`, `browser`: they are next to each other, and its version changed."""

    before: Audit
    after: Audit
    axe: bool = False
    tool: bool = False
    browser: bool = False
    around: Surroundings = Surroundings()

    @cached_property
    def pages_before(self) -> Mapping[str, PageAudit]:
        return places(self.before)

    @cached_property
    def pages_after(self) -> Mapping[str, PageAudit]:
        return places(self.after)

    @cached_property
    def same_pages(self) -> frozenset[str]:
        """The pages that were to the letter what they were: their evidence has the same name."""
        return frozenset(
            place
            for place, page in self.pages_before.items()
            if place in self.pages_after
            and "dom" in page.evidence
            and page.evidence["dom"] == self.pages_after[place].evidence.get("dom")
        )

    @cached_property
    def decided(self) -> frozenset[str]:
        """The rules and features about which a person's decision began or ended to count."""
        changed = {*self.before.decisions} ^ {*self.after.decisions}
        return frozenset(one.rule or one.subject for one in changed)

    @cached_property
    def redesigned(self) -> bool:
        before, after = self.pages_before.keys() - {HOME}, self.pages_after.keys() - {HOME}
        share = min(len(before - after), len(after - before)) / max(len(before), 1)
        return share >= REDESIGNED

    def cause_of_rule(self, rule: str, engine: str, place: str, *, worse: bool) -> Told:
        """Why the elements that pass a rule on a page that was judged both times are others, or fewer, or more."""
        if rule in self.decided:
            return Told(Cause.ANSWERS)
        upgraded = self.tool or (self.axe and engine == AXE)
        wavers = place in self.around.wavering
        if upgraded and rule not in self.around.rules_before & self.around.rules_after:
            return Told(Cause.RULES, certain=self.around.others >= FEWEST)
        if not upgraded and not self.browser:
            return Told(Cause.NOISE if wavers or place in self.same_pages else Cause.SITE)
        blamed = Cause.RULES if upgraded else Cause.ENGINE
        if place in self.same_pages:
            return Told(blamed)
        if wavers:
            return Told(Cause.NOISE)
        moved = (self.around.rose if worse else self.around.fell).get(rule, 0)
        return self._by_the_others(blamed, moved, MANY_RULES)

    def cause_of_feature(self, before: Feature | None, after: Feature) -> Told:
        """Why a feature is another than it was; one that nobody looked for before is news of the tool."""
        if after.id in self.decided:
            return Told(Cause.ANSWERS)
        if before is None:
            return Told(Cause.RULES)
        if before.found is None or after.found is None:
            return Told(Cause.DOWNS)
        if self.tool:
            return self._by_the_others(Cause.RULES, self.around.features.get(after.id, 0), MANY_FEATURES)
        read = self.before.wide_evidence is not None and self.before.wide_evidence == self.after.wide_evidence
        return Told(Cause.NOISE if read and self.same_pages == self.pages_before.keys() else Cause.SITE)

    def cause_of_page(self, place: str) -> Told:
        """Why a page of which only the score is known has another."""
        if self.axe or self.tool or self.browser:
            return Told(Cause.RULES if self.axe or self.tool else Cause.ENGINE, certain=place in self.same_pages)
        return Told(Cause.NOISE if place in self.around.wavering or place in self.same_pages else Cause.SITE)

    def _by_the_others(self, blamed: Cause, moved: int, share: float) -> Told:
        if self.around.others < FEWEST:
            return Told(blamed, certain=False)
        if moved >= max(FEWEST, share * self.around.others):
            return Told(blamed)
        return Told(Cause.SITE, certain=moved < FEWEST)


def places(audit: Audit) -> Mapping[str, PageAudit]:
    """The pages of the sample by where they stand on the site, whatever its domain; the home page is `home`."""
    home = next((page.url for page in audit.pages if page.role == HOME), audit.site.url)
    return {place_of(page.url, home): page for page in audit.pages}


def place_of(url: str, home: str) -> str:
    """The path and query of a page of the home page's host, the whole address of another."""
    if url == home:
        return HOME
    parts, base = urlsplit(url), urlsplit(home)
    if _host(parts.netloc) != _host(base.netloc):
        return url
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"


def _host(netloc: str) -> str:
    return netloc.lower().removeprefix("www.")
