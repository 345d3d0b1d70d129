"""The newest news and their rhythm, in every way in which Latvian sites write a day."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest

from checks.watch import FeatureWatch
from checks.words import dates_in, fold
from model.evidence import Feed
from model.news import News
from tests.checks.feature_site import HOME, SITE, TODAY, document, observe

FEED = f"{HOME}rss"


def news(pages: Mapping[str, str], *days: date, today: date = TODAY) -> News | None:
    watch = FeatureWatch(SITE, HOME)
    for path, html in pages.items():
        observe(watch, document(path, html))
    return watch.news((Feed(FEED, len(days), days),) if days else (), today)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026. gada 3. novembrī", [date(2026, 11, 3)]),
        ("2026.gada 3.novembris", [date(2026, 11, 3)]),
        ("03.11.2026.", [date(2026, 11, 3)]),
        ("3. 11. 2026", [date(2026, 11, 3)]),
        ("3. novembris, 2026", [date(2026, 11, 3)]),
        ("3.novembrī 2026", [date(2026, 11, 3)]),
        ("Publicēts: 12. Augusts, 2026, plkst. 10.00", [date(2026, 8, 12)]),
        ("2026-11-03T10:00:00+02:00", [date(2026, 11, 3)]),
        ("no 3. novembra 2026. gada 5. decembrī", [date(2026, 12, 5)]),
        ("31. novembris, 2026", [None]),
        ("3. novembris", []),
        ("13. novembris, 20261", []),
        ("1.3. novembris, 2026", []),
    ],
)
def test_days_as_latvian_writes_them(text: str, days: list[date | None]) -> None:
    assert [day for _, _, day in dates_in(fold(text))] == days


@pytest.mark.parametrize(
    "html",
    [
        "<main><h1>Tilts</h1><p>3. novembris, 2026</p><p>Atklāts tilts.</p></main>",
        "<main><h1>Tilts</h1><time datetime='2026-11-03T08:00'>vakar</time><p>01.02.2026. sākts darbs.</p></main>",
        "<html><head><meta property='article:published_time' content='2026-11-03T08:00:00+02:00'></head><body>"
        "<main><h1>Tilts</h1><p>01.02.2026. sākts darbs.</p></main></body>",
        '<html><head><script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-01"},'
        '{"@type":"Article","datePublished":"2026-11-03T06:00:00Z"}]}</script></head><body><main><h1>Tilts</h1>'
        "<p>01.02.2026. sākts darbs.</p></main></body>",
    ],
)
def test_the_day_of_one_piece_of_news(html: str) -> None:
    assert news({"/jaunumi/tilts": html}) == News(date(2026, 11, 3), None, 1)


def test_a_list_of_news() -> None:
    items = "".join(f"<li>{day}.11.2026. <a href='/jaunumi/{day}'>Ziņa</a></li>" for day in (20, 18, 14, 14))
    assert news({"/lv/jaunumi": f"<main><h1>Jaunumi</h1><ul>{items}</ul></main>"}) == News(date(2026, 11, 20), 3.0, 3)
    named = f"<main><h1>Aktualitātes</h1><ul>{items}</ul></main>"
    assert news({"/sakums/42": named}) == News(date(2026, 11, 20), 3.0, 3)


def test_marked_days_of_a_list_are_taken_before_those_in_its_text() -> None:
    items = "<li><time datetime='2026-11-10'>10. nov.</time> Dome 01.11.2026. lēma par tiltu.</li>"
    edges = "<footer><time datetime='2026-11-22'>Atjaunots</time></footer>"
    assert news({"/jaunumi": f"<main><ul>{items}</ul></main>{edges}"}) == News(date(2026, 11, 10), None, 1)


def test_what_is_no_news() -> None:
    page = "<main><h1>{}</h1><p>18.11.2026.</p><p>Visi laipni aicināti piedalīties.</p></main>"
    assert news({"/": page.format("Jaunumi")}) is None
    assert news({"/kontakti": page.format("Kontakti")}) is None
    assert news({"/pasakumi/koncerts": page.format("Koncerts")}) is None
    assert news({"/jaunumi/notikumi/koncerts": page.format("Koncerts")}) is None
    assert news({"/jaunumi/vakar": page.format("Vakar").replace("18.11.", "24.11.")}) is None
    assert news({"/jaunumi": page.format("Jaunumi").replace("18.11.2026.", "")}) is None


def test_feeds_count_and_the_future_does_not() -> None:
    days = [TODAY + timedelta(days=1), TODAY, TODAY - timedelta(days=1), TODAY - timedelta(days=5)]
    assert news({}, *days) == News(TODAY, 2.5, 3)
    assert news({}, *days, today=TODAY - timedelta(days=2)) == News(TODAY - timedelta(days=5), None, 1)


def test_the_rhythm_is_that_of_the_last_half_year() -> None:
    old = TODAY - timedelta(days=181)
    assert news({}, old) == News(old, None, 0)
    edge = TODAY - timedelta(days=180)
    assert news({}, old, old - timedelta(days=1), edge, TODAY) == News(TODAY, 180.0, 2)


def test_the_same_day_from_a_list_its_news_and_a_feed_is_one_day() -> None:
    pages = {
        "/jaunumi": "<main><h1>Jaunumi</h1><p>3. novembris, 2026</p><p>Atklāts tilts.</p></main>",
        "/jaunumi/tilts": "<main><h1>Tilts</h1><p>03.11.2026.</p><p>Atklāts tilts.</p></main>",
    }
    assert news(pages, date(2026, 11, 3)) == News(date(2026, 11, 3), None, 1)
