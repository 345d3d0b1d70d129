"""What of a night needs a look: whether it began and ended, who failed, what is new against the night before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from db.alerts import Compared, compared
from db.jobs import JobState
from db.looks import last_looks
from db.nights import Night, nights
from db.run_sites import RunSite, sites_of_run
from model.alert import Alert, AlertKind, Digest
from model.audit import Status
from pipeline.settings import Settings
from pipeline.workplace import Workplace

# Scores that rest on other measures are not compared: coverage in shares of one.
SAME_COVERAGE = 0.005
INDEX = "index"


def night_of(workplace: Workplace, day: date) -> Night | None:
    """The night of this local date; None where none was planned. Raises DatabaseError."""
    return next((night for night in nights(workplace.database, of=day)), None)


def digest_of(workplace: Workplace, night: Night, day: date, due_at: datetime, now: datetime) -> Digest:
    """What there is to tell at `due_at`, as it is found `now`. Raises DatabaseError."""
    sites = sites_of_run(workplace.database, night.run)
    alerts = tuple(_alerts(workplace, night, sites, _late(workplace, day, due_at), now))
    return Digest(day, night.run, alerts, saved=sum(one.status is not None for one in sites), sites=len(sites))


@dataclass(frozen=True, slots=True)
class _Late:
    """What the night before brought after its digest, as of sites that may be visited by day only."""

    crashed: tuple[RunSite, ...] = ()
    missed: int = 0
    pairs: tuple[Compared, ...] = ()


def _late(workplace: Workplace, day: date, due_at: datetime) -> _Late:
    before, told_at = night_of(workplace, day - timedelta(days=1)), due_at - timedelta(days=1)
    if before is None:
        return _Late()
    ended = [one for one in sites_of_run(workplace.database, before.run) if one.ended_at and one.ended_at > told_at]
    if not ended:
        return _Late()
    audited = {one.site.url for one in ended if one.status is not None}
    return _Late(
        crashed=tuple(one for one in ended if one.state is JobState.CRASHED),
        # What was to be done before the digest was told by it.
        missed=sum(one.state is JobState.MISSED and (one.not_before or told_at) > told_at for one in ended),
        pairs=tuple(pair for pair in compared(workplace.database, before.run) if pair.site.url in audited),
    )


def _alerts(
    workplace: Workplace, night: Night, sites: tuple[RunSite, ...], late: _Late, now: datetime
) -> Iterator[Alert]:
    settings = workplace.settings
    unseen = [one for one in sites if one.status is None and one.state is not JobState.CRASHED]
    without = late.missed + sum(not _to_come(one, now) for one in unseen)
    if without > night.counts.get(JobState.CANCELLED, 0):
        yield Alert(AlertKind.NOT_FINISHED, count=without, total=len(sites))
    failed = sum(one.status is Status.FAILED for one in sites)
    if sites and failed / len(sites) > settings.alert_failure_share:
        yield Alert(AlertKind.FAILURE_SHARE, count=failed, total=len(sites))
    for one in (*sites, *late.crashed):
        if one.state is JobState.CRASHED:
            yield Alert(AlertKind.FAULT, site=one.site, detail=one.detail or "")
    pairs = (*compared(workplace.database, night.run), *late.pairs)
    for pair in pairs:
        if pair.failure is not None and pair.was_seen:
            yield Alert(AlertKind.SITE_DOWN, site=pair.site, failure=pair.failure)
    soon = now + timedelta(days=settings.alert_certificate_days)
    looks = last_looks(workplace.database)
    for one in sites:
        look = looks.get(one.site.url)
        if look is not None and look.certificate is not None and look.certificate.ends <= soon:
            yield Alert(AlertKind.CERTIFICATE, site=one.site, ends=look.certificate.ends)
    for pair in pairs:
        yield from _fallen(pair, settings)


def _to_come(one: RunSite, now: datetime) -> bool:
    """Whether the site waits for hours of its own, by day, in which it has its first try."""
    return one.state is JobState.WAITING and not one.tries and one.not_before is not None and one.not_before > now


def _fallen(pair: Compared, settings: Settings) -> Iterator[Alert]:
    """The index where it fell by more than noise, else the sections that did."""
    fallen = {
        name: (before, now)
        for name, ((now, coverage), (before, coverage_before)) in pair.scores.items()
        if abs(coverage - coverage_before) <= SAME_COVERAGE
        and before - now >= (settings.alert_drop if name == INDEX else settings.alert_section_drop)
    }
    for name in [INDEX] if INDEX in fallen else sorted(fallen):
        before, now = fallen[name]
        section = None if name == INDEX else name
        yield Alert(AlertKind.SCORE_FALLEN, site=pair.site, section=section, before=before, now=now)
