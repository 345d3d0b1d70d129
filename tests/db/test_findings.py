"""Issues over many sites are found by what an analyst looks for, open ones apart from closed ones."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from db.findings import Search, count_issues, find_issues, issues_after, pages_with
from db.municipalities import known_sites
from model.finding import Impact, Standard
from model.history import IssueSpan
from tests.db.examples import HOME, NEWS, SITE, audit, issue, page, save

OTHER = replace(SITE, atvk="0088000", url="https://otra.example/")
ALT = issue(HOME, name="a" * 16)
CONTRAST = replace(
    issue(HOME, name="b" * 16, rule="color-contrast"),
    criteria=("1.4.3",),
    impact=Impact.SERIOUS,
    standard=Standard.WCAG22,
)
PAGES = [page(HOME), page(NEWS)]


@pytest.fixture
def searched(database: Engine) -> Engine:
    """Two sites with the same two issues; of the first one a night later one is gone, and two nights later back."""
    save(database, audit(0, pages=PAGES, issues=[ALT, CONTRAST]))
    save(database, audit(1, site=OTHER, pages=PAGES, issues=[ALT]))
    save(database, audit(2, pages=PAGES, issues=[CONTRAST]))
    save(database, audit(3, pages=PAGES, issues=[ALT, CONTRAST]))
    return database


def found(database: Engine, **wanted: object) -> list[tuple[int, str, int]]:
    first, second = (known.id for known in known_sites(database))
    search = Search(**{"site_ids": (first, second), **wanted})  # type: ignore[arg-type]
    spans = find_issues(database, search)
    every = (find_issues(database, Search(site_ids=search.site_ids, closed=closed)) for closed in (False, True))
    assert [one for spans in every for one in spans if search.holds(one[1])] == list(spans), "by hand as by query"
    assert count_issues(database, search) == len(spans)
    return [(1 if site_id == first else 2, span.fingerprint[0], span.reopened) for site_id, span in spans]


def test_the_gravest_and_oldest_stand_first(searched: Engine) -> None:
    assert found(searched) == [(2, "a", 0), (1, "a", 1), (1, "b", 0)]


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        ({"rule": "image-alt"}, ["a", "a"]),
        ({"criterion": "1.4.3"}, ["b"]),
        ({"criterion": "1.4"}, []),
        ({"criterion": '1.4.3"%'}, []),
        ({"impact": "serious"}, ["b"]),
        ({"standard": "wcag22"}, ["b"]),
        ({"outcome": "fail"}, ["a", "a", "b"]),
        ({"party": "own"}, ["a", "a", "b"]),
        ({"party": "other"}, []),
        ({"outcome": "needs_review"}, []),
        ({"seen_before": audit(1).started_at}, ["a", "b"]),
        ({"since": audit(3).started_at}, ["a"]),
        ({"site_ids": ()}, []),
    ],
)
def test_every_filter(searched: Engine, wanted: dict[str, object], names: list[str]) -> None:
    assert [name for _, name, _ in found(searched, **wanted)] == names


def test_closed_issues(searched: Engine) -> None:
    assert found(searched, closed=True) == [(1, "a", 0)]
    assert found(searched, closed=True, since=audit(2).started_at) == [(1, "a", 0)]
    assert found(searched, closed=True, since=audit(2).started_at + timedelta(seconds=1)) == []


def test_a_past_moment_is_told_as_it_was_then(searched: Engine) -> None:
    first, second = (known.id for known in known_sites(searched))
    every = [
        span
        for closed in (False, True)
        for span in find_issues(searched, Search(site_ids=(first, second), closed=closed))
    ]
    told = {}
    for night in range(4):
        for closed in (False, True):
            moment = audit(night).started_at + timedelta(seconds=1)
            search = Search(site_ids=(first, second), closed=closed, at=moment)
            rows = find_issues(searched, search)
            assert {span for _, span in rows} == {span for _, span in every if search.holds(span)}
            assert count_issues(searched, search) == len(issues_after(searched, search, None, 9)) == len(rows)
            told[night, closed] = sorted(
                f"{1 if site_id == first else 2}{span.fingerprint[0]}" for site_id, span in rows
            )
    assert {night: names for (night, closed), names in told.items() if not closed} == {
        0: ["1a", "1b"],
        1: ["1a", "1b", "2a"],
        2: ["1b", "2a"],
        3: ["1a", "1b", "2a"],
    }
    assert [told[night, True] for night in range(4)] == [[], [], ["1a"], ["1a"]]


def test_a_limit_leaves_the_count_whole(searched: Engine) -> None:
    search = Search(site_ids=[known.id for known in known_sites(searched)])
    assert len(find_issues(searched, search, 2)) == 2
    assert count_issues(searched, search) == 3


@pytest.mark.parametrize("closed", [False, True])
def test_page_by_page_they_are_the_same_list(searched: Engine, *, closed: bool) -> None:
    save(searched, audit(4, site=OTHER, pages=PAGES, issues=[CONTRAST]))
    first, second = (known.id for known in known_sites(searched))
    search = Search(site_ids=(first, second), closed=closed)
    whole = list(find_issues(searched, search))
    got: list[tuple[int, IssueSpan]] = []
    place = None
    while some := issues_after(searched, search, place, 1):
        ((place, site_id, span),) = some
        got.append((site_id, span))
    assert len(got) > 1
    assert got == whole


def test_what_is_passed_over_is_what_stood_before(searched: Engine) -> None:
    search = Search(site_ids=[known.id for known in known_sites(searched)])
    whole = find_issues(searched, search)
    assert find_issues(searched, search, 1, 1) == whole[1:2]
    assert find_issues(searched, search, 2, 2) == whole[2:]
    assert find_issues(searched, search, 2, 3) == ()


def test_a_page_counts_once_for_a_rule(database: Engine) -> None:
    twice = [issue(HOME, name="a" * 16), issue(HOME, NEWS, name="c" * 16)]
    save(database, audit(0, pages=PAGES, issues=[*twice, CONTRAST]))
    (known,) = known_sites(database)
    on = pages_with(database, Search(site_ids=[known.id]))
    assert {place: len(pages) for place, pages in on.items()} == {
        (known.id, "image-alt"): 2,
        (known.id, "color-contrast"): 1,
    }
    since = Search(site_ids=[known.id], rule="image-alt", since=audit(1).started_at)
    assert pages_with(database, since) == {}
