"""Who offers which feature on a day, who does not, of whom it could not be told, and since when."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from checks.watch import signatures
from db.features import FeatureSpan, spans_until
from model.finding import Feature
from model.site import Centre, Role, Site
from pipeline.results import SiteOnDay
from pipeline.workplace import Workplace
from reports.language import riga_day


@dataclass(frozen=True, slots=True)
class Share:
    """`offering` of the `told` municipalities have the feature; of the others of `whole` it could not be told."""

    offering: int
    told: int
    whole: int

    @property
    def part(self) -> float | None:
        """From 0 to 1; None where it could be told of nobody."""
        return self.offering / self.told if self.told else None


@dataclass(frozen=True, slots=True)
class Offer:
    """A site with what was known of a feature; `since` is the day from which it has been so, without a break."""

    site: Site
    feature: Feature | None
    since: date | None

    @property
    def found(self) -> bool | None:
        return self.feature.found if self.feature else None


@dataclass(frozen=True, slots=True)
class Counted:
    """A piece of a page, and whether it counts as the feature, at which grade."""

    html: str
    found: bool | None
    grade: str | None


def counted_sites(sites: Iterable[SiteOnDay]) -> Sequence[SiteOnDay]:
    """The main sites of municipalities; where there is none, all."""
    every = list(sites)
    return [one for one in every if one.site.role is Role.MAIN and one.site.atvk] or every


def share_of(sites: Collection[SiteOnDay], feature: str, group: Centre | None = None) -> Share:
    """Of the sites of a group, or of all."""
    peers = [one for one in sites if group in (None, one.site.centre)]
    known = [_feature(one, feature) for one in peers]
    told = [one.found for one in known if one is not None and one.found is not None]
    return Share(sum(told), len(told), len(peers))


def offers_of(workplace: Workplace, sites: Iterable[SiteOnDay], feature: str) -> Sequence[Offer]:
    """In the order of the sites."""
    every = list(sites)
    numbers = [one.newest.seen.id for one in every if one.newest.seen is not None]
    spans = spans_until(workplace.database, feature, numbers)
    return [
        Offer(one.site, _feature(one, feature), _since(spans.get(one.newest.seen.id, ()) if one.newest.seen else ()))
        for one in every
    ]


def _feature(one: SiteOnDay, feature: str) -> Feature | None:
    return one.judged.features.get(feature) if one.judged else None


def _since(spans: Sequence[FeatureSpan]) -> date | None:
    """A better grade or another kind is no break."""
    since: FeatureSpan | None = None
    for span in reversed(spans):
        if since is not None and (span.found is not since.found or span.until != since.since):
            break
        since = span
    return riga_day(since.since) if since else None


def grades_of(feature: str) -> Sequence[str]:
    """Worst to best, all of them found."""
    known = signatures().get(feature)
    return known.grades if known else ()


def counted_as(feature: str) -> Sequence[Counted]:
    """The examples by which the detector is tested: what counts and what does not."""
    known = signatures().get(feature)
    return [Counted(one.html, one.found, one.grade) for one in known.examples] if known else ()
