"""A municipality is one series through codes, names and domains; one that became part of another stands apart."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from model.history import IssueSpan
from model.municipality import KnownSite, Merger, Series, predecessors, series_of, standing
from model.site import Role, Site
from pipeline.municipalities import known_mergers
from pipeline.spans import one_after_the_other

START = datetime(2024, 1, 1, tzinfo=UTC)
DAY = date(2026, 1, 1)
OLD = Site("https://madona.example/", "Madonas novads", "0038000")
NEW = Site("https://www.madona.example/", "Madonas novads", "0038001")
GONE = Site("https://varaklani.example/", "Varakļānu novads", "0055000")
FORUM = Site("https://forums.example/", "Forums", "0038001", role=Role.OTHER)
BARE = Site("https://kads.example/", "kads.example")


def known(number: int, site: Site, first: int, newest: int) -> KnownSite:
    return KnownSite(number, site, START + timedelta(days=first), START + timedelta(days=newest))


SITES = (
    known(1, NEW, 400, 700),
    known(2, OLD, 0, 399),
    known(3, GONE, 0, 300),
    known(4, FORUM, 0, 700),
    known(5, BARE, 0, 1),
)
SERIES = series_of(SITES)


def keys(series: tuple[Series, ...]) -> list[str | None]:
    return [one.key for one in series]


def test_codes_and_addresses_of_one_municipality_are_one_series() -> None:
    assert keys(SERIES) == ["003800", "005500", None, None]
    madona = SERIES[0]
    assert (madona.ids, madona.present.site) == ((2, 1), NEW)
    assert all(madona.is_named(name) for name in ("0038000", "0038001", OLD.url, NEW.url, "https://madona.example"))
    assert not any(madona.is_named(name) for name in ("0055000", FORUM.url, "0038", ""))
    assert SERIES[2].is_named(FORUM.url)
    assert not SERIES[3].is_named("")


def test_a_series_is_seen_by_the_first_audit_that_saw_any_of_its_sites() -> None:
    old, new = (replace(one, seen=START + timedelta(days=day)) for one, day in ((SITES[1], 3), (SITES[0], 500)))
    assert series_of([new, old])[0].seen == START + timedelta(days=3)
    assert SERIES[0].seen is None


def test_who_became_part_of_another_no_longer_stands() -> None:
    mergers = known_mergers()
    assert keys(standing(SERIES, mergers, DAY)) == ["003800", None, None]
    ((merger, series),) = predecessors(SERIES[0], SERIES, mergers)
    assert (merger.atvk, merger.since, series) == ("0055000", "2025", SERIES[1])
    assert predecessors(SERIES[1], SERIES, mergers) == ()


def test_without_its_successor_it_stands() -> None:
    assert keys(standing(series_of(SITES[2:3]), known_mergers(), DAY)) == ["005500"]
    assert predecessors(SERIES[0], SERIES[:1], known_mergers()) == ()


def test_a_site_that_is_known_to_have_ended_does_not_stand() -> None:
    ended = series_of([known(1, replace(OLD, valid_to=DAY), 0, 9)])
    assert standing(ended, (), DAY) == ended
    assert standing(ended, (), DAY + timedelta(days=1)) == ()


def test_the_mergers_are_read_whole() -> None:
    assert Merger("0055000", "Varakļāni", "0038001", "2025") in known_mergers()
    assert all(
        len(merger.atvk) == len(merger.successor) == 7 and merger.since.isdecimal() for merger in known_mergers()
    )


def span(name: str, first: int, closed: int | None = None) -> IssueSpan:
    seen, end = START + timedelta(days=first), None if closed is None else START + timedelta(days=closed)
    return IssueSpan(name, "label", "axe", "fail", "wcag21", "own", None, (), "a", 1, 1, 0, seen, seen, end)


def test_issues_of_sites_one_after_the_other() -> None:
    old = [span("closed", 1, 5), span("moved along", 2), span("left behind", 3), span("closed late", 4, 20)]
    new = [span("moved along", 10, 15), span("brought along", 10), span("later", 12)]
    begins = START + timedelta(days=10)
    assert one_after_the_other([(old, START), (new, begins)]) == (
        span("closed", 1, 5),
        replace(span("moved along", 2, 15), last_seen=begins),
        span("left behind", 3, 10),
        span("closed late", 4, 10),
        span("brought along", 10),
        span("later", 12),
    )
