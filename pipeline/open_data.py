"""The rows of each published dataset, as the newest finished night left them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from functools import cache

from checks.watch import FEATURES
from db.municipalities import names_of
from db.open_data import audits_between, first_and_last, pages_in, scores_between, settled
from db.runs import runs
from model.audit import Status
from model.dataset import Dataset, Release
from model.score import IndexScore
from model.site import Role
from pipeline.findings import Wanted, find
from pipeline.results import Scope, SiteOnDay, sites_on
from pipeline.workplace import Workplace
from reports.language import ZONE, riga_day
from reports.spreadsheets import Row

SECTIONS = ("communication", "open_data", "services", "customer_service", "internal_processes")


def newest_release(workplace: Workplace) -> Release | None:
    """What is published: nothing before a night was over. The night that is at work changes nothing of it."""
    found = settled(workplace.database)
    if found is None:
        return None
    stamp = f"{found.finished_at.isoformat()} {found.said} {workplace.methodology.id}"
    return Release(stamp, riga_day(found.finished_at), found.finished_at)


def days(workplace: Workplace) -> tuple[date, date] | None:
    """The days in Riga of the first and the last night that are over."""
    found = first_and_last(workplace.database)
    return (riga_day(found[0]), riga_day(found[1])) if found else None


def years(workplace: Workplace) -> Sequence[int]:
    """The calendar years of these nights."""
    found = days(workplace)
    return range(found[0].year, found[1].year + 1) if found else ()


def rows_of(workplace: Workplace, dataset: Dataset, release: Release, year: int | None = None) -> Sequence[Row]:
    """In the order of the dataset's columns; of one dataset by years those of a year."""
    if dataset.by_year:
        assert year is not None
        return list(_history(workplace, year))
    return list(_makers()[dataset.id](workplace, release))


@cache
def _makers() -> Mapping[str, Callable[[Workplace, Release], Iterator[Row]]]:
    return {
        "results": _results,
        "accessibility-issues": _issues,
        "features": _features,
        "page-audits": _pages,
        "municipalities": _municipalities,
        "methodology": _methodology,
        "runs": _runs,
    }


def _standing(workplace: Workplace, release: Release) -> Sequence[SiteOnDay]:
    """The municipalities by their main sites, in the order of their codes."""
    held = [one for one in sites_on(workplace, Scope(on=release.on)) if one.site.role is Role.MAIN and one.site.atvk]
    return sorted(held, key=lambda one: one.site.atvk or "")


def _day(moment: datetime | None) -> date | None:
    return riga_day(moment) if moment else None


def _results(workplace: Workplace, release: Release) -> Iterator[Row]:
    for one in _standing(workplace, release):
        if one.judged is not None and one.newest.seen is not None:
            site, on = one.site, riga_day(one.newest.seen.started_at)
            for row in _scores(one.judged.index):
                yield [site.atvk, site.name, site.centre, site.region, on, workplace.methodology.id, *row]


def _scores(index: IndexScore) -> Iterator[Row]:
    yield ["index", "index", index.score, index.coverage, index.maturity, 1.0]
    for section in index.sections:
        weight = sum(one.weight for one in section.indicators)
        yield ["section", section.id, section.score, section.coverage, section.maturity, weight]
        for one in section.indicators:
            yield ["indicator", one.id, one.score, one.coverage, None, one.weight]


def _history(workplace: Workplace, year: int) -> Iterator[Row]:
    """One row a night, by the audit's own methodology: of several audits the last that saw the site."""
    since, until = (datetime.combine(date(each, 1, 1), time(), ZONE) for each in (year, year + 1))
    audits = audits_between(workplace.database, since, until)
    scores = scores_between(workplace.database, since, until)
    nights: dict[tuple[date, str], int] = {}
    for at, row in enumerate(audits):
        key = riga_day(row.started_at), row.atvk
        if key not in nights or row.status != Status.FAILED or audits[nights[key]].status == Status.FAILED:
            nights[key] = at
    spans = names_of(workplace.database, list({row.site_id for row in audits}))
    for (day, atvk), at in sorted(nights.items()):
        row = audits[at]
        found = scores.get(row.id, {})
        borne = (one.name for one in reversed(spans) if one.site_id == row.site_id and one.since <= row.started_at)
        name = next(borne, row.name)
        index, sections = found.get("index"), [found.get(one) for one in SECTIONS]
        head = [day, atvk, name, row.status, row.methodology]
        figures = [index.score if index else None, index.coverage if index else None]
        parts: Row = [one.score if one else None for one in sections]
        yield [*head, *figures, *parts, row.wcag_score, row.mobile_score]


def _issues(workplace: Workplace, release: Release) -> Iterator[Row]:
    for found in find(workplace, Wanted()).issues:
        site, span = found.site, found.span
        if site.role is Role.MAIN and site.atvk:
            who = [site.atvk, site.name, span.fingerprint, span.rule, span.outcome, span.standard, span.impact]
            where: Row = [" ".join(span.criteria), span.component, span.pages, span.occurrences]
            yield [*who, *where, _day(span.first_seen), _day(span.last_seen)]


def _features(workplace: Workplace, release: Release) -> Iterator[Row]:
    for one in _standing(workplace, release):
        if one.judged is not None and one.newest.seen is not None:
            on = riga_day(one.newest.seen.started_at)
            for name, text in FEATURES.items():
                if (seen := one.judged.features.get(name)) is not None:
                    told = [text.title.lv, text.title.en, seen.found, seen.grade, seen.alive, seen.kind]
                    yield [one.site.atvk, one.site.name, on, name, *told]


def _pages(workplace: Workplace, release: Release) -> Iterator[Row]:
    seen = {one.newest.seen.id: one for one in _standing(workplace, release) if one.newest.seen is not None}
    pages = pages_in(workplace.database, list(seen))
    for number, one in seen.items():
        assert one.newest.seen is not None
        head = [one.site.atvk, one.site.name, riga_day(one.newest.seen.started_at)]
        for page in pages.get(number, ()):
            where = [page.position, page.url, page.role, page.status, page.failure_kind]
            yield [*head, *where, page.wcag_score, page.mobile_passes]


def _municipalities(workplace: Workplace, release: Release) -> Iterator[Row]:
    for one in _standing(workplace, release):
        site, tried, seen = one.site, one.newest.tried, one.newest.seen
        on = riga_day(seen.started_at) if seen else None
        head = [site.atvk, site.name, site.centre, site.region, site.url]
        yield [*head, on, riga_day(tried.started_at), tried.status]


def _methodology(workplace: Workplace, release: Release) -> Iterator[Row]:
    for section in workplace.methodology.sections:
        for one in section.indicators:
            words = [one.title.lv, one.title.en, one.question.lv, one.question.en]
            yield [workplace.methodology.id, section.id, one.id, *words, one.weight, one.minimum_coverage]


def _runs(workplace: Workplace, release: Release) -> Iterator[Row]:
    for one in runs(workplace.database):
        yield [one.id, riga_day(one.started_at), _day(one.finished_at), one.status, one.sites, one.audits]
