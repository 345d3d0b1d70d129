"""What of a night needs a look: whether it began and ended, who failed, what is new against the night before."""

from collections.abc import Iterator
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


def digest_of(workplace: Workplace, night: Night, day: date, now: datetime) -> Digest:
    """Raises DatabaseError."""
    sites = sites_of_run(workplace.database, night.run)
    alerts = tuple(_alerts(workplace, night, sites, now))
    return Digest(day, night.run, alerts, saved=sum(one.status is not None for one in sites), sites=len(sites))


def _alerts(workplace: Workplace, night: Night, sites: tuple[RunSite, ...], now: datetime) -> Iterator[Alert]:
    settings = workplace.settings
    without = [one for one in sites if one.status is None and one.state is not JobState.CRASHED]
    if without and night.counts.get(JobState.CANCELLED, 0) < len(without):
        yield Alert(AlertKind.NOT_FINISHED, count=len(without), total=len(sites))
    failed = sum(one.status is Status.FAILED for one in sites)
    if sites and failed / len(sites) > settings.alert_failure_share:
        yield Alert(AlertKind.FAILURE_SHARE, count=failed, total=len(sites))
    for one in sites:
        if one.state is JobState.CRASHED:
            yield Alert(AlertKind.FAULT, site=one.site, detail=one.detail or "")
    pairs = compared(workplace.database, night.run)
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
