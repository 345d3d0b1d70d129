"""The first page and the pages over time: map, table and charts tell the same numbers, by whatever is asked for."""

import re
from datetime import date
from html import unescape
from pathlib import Path
from statistics import fmean

import pytest
from httpx import Client

from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from model.municipality import municipality_key
from model.trend import Subject
from pipeline.courses import courses_of
from pipeline.trends import Asked, trend_of
from pipeline.workplace import Workplace, methodology_of, settings_in_force
from tests.web.country import DOWN, NEVER_SEEN, NOW, municipalities
from tests.web.serving import serving
from web.app import create_app
from web.pages.country.tiles import tiles

TILE = re.compile(r'<a class="tile (\S+)" href="([^"]+)"><span class="town">.*?</span> <span class="told">([^<]*)')


def map_of(client: Client, query: str) -> dict[str, tuple[str, str]]:
    """Class and text of every tile, by the ATVK that it leads to."""
    answer = client.get(f"/en/?{query}")
    assert answer.status_code == 200
    return {link.rpartition("/")[2]: (kind, unescape(text)) for kind, link, text in TILE.findall(answer.text)}


def test_every_municipality_has_a_tile_of_its_own() -> None:
    placed = tiles().values()
    assert sorted(one.atvk for one in placed) == sorted(site.atvk or "" for site in municipalities())
    assert len({(one.column, one.row) for one in placed}) == len(placed) == 42
    css = (Path(__file__).parents[3] / "web/static/country.css").read_text("utf-8")
    assert all(f".column-{one.column} " in css and f".row-{one.row} " in css for one in placed)


def test_tiles_lie_about_where_the_municipalities_do() -> None:
    at = {one.atvk[:4]: one for one in tiles().values()}
    regions: dict[str, list[tuple[int, int]]] = {}
    for site in municipalities():
        tile = at[(site.atvk or "")[:4]]
        regions.setdefault(site.region or "", []).append((tile.column, tile.row))
    middle = {name: (fmean(x for x, _ in places), fmean(y for _, y in places)) for name, places in regions.items()}
    assert middle["Kurzeme"][0] < middle["Zemgale"][0] < middle["Rīga"][0] < middle["Vidzeme"][0] < middle["Latgale"][0]
    assert middle["Vidzeme"][1] < middle["Rīga"][1] < middle["Zemgale"][1]


@pytest.mark.parametrize(
    "show", ["index", "section:communication", "indicator:e_participation", "wcag", "mobile", "feature:petition"]
)
def test_the_map_says_what_the_table_says(client: Client, show: str) -> None:
    told = client.get(f"/en/?show={show}&format=json").json()["tables"][0]
    table = client.get(f"/en/?show={show}").text
    shown = map_of(client, f"show={show}")
    assert len(told["rows"]) == len(shown) == 42
    known = {site.name: site.atvk for site in municipalities()}
    for row in told["rows"]:
        kind, text = shown[known[row[0]] or ""]
        if show.startswith("feature"):
            assert (
                text == {"offered": "✓\N{NO-BREAK SPACE}yes", "not offered": "✕\N{NO-BREAK SPACE}no", None: "–"}[row[1]]
            )
        elif row[1] is None:
            assert (kind, text) == ("unknown", "–")
        else:
            assert float(text.removesuffix("%")) == pytest.approx(row[1], abs=0.051)
            assert kind.startswith("step-")
    # Every figure leads to what it is made of.
    seen = sum(row[1] is not None for row in told["rows"])
    ledger = "/features" if show.startswith("feature") else "/scores"
    assert len(set(re.findall(rf'href="/en/municipality/\d+{ledger}[^"]*"', table))) == seen


def test_what_was_never_seen_is_no_zero(client: Client) -> None:
    shown = map_of(client, "")
    assert shown[municipalities()[NEVER_SEEN].atvk or ""] == ("unknown", "–")
    kind, _ = shown[municipalities()[DOWN].atvk or ""]
    assert kind.startswith("step-")
    assert "41 of 42" in client.get("/en/").text


def test_filters_leave_the_shape_of_the_map(client: Client) -> None:
    answer = client.get("/en/?region=Latgale&group=local").text
    assert len(TILE.findall(answer)) == 2
    assert answer.count(" outside") == 40
    assert "fits" in client.get("/en/?on=2001-01-01").text


@pytest.mark.parametrize("path", ["?show=nothing", "?show=feature:nothing", "trend?show=feature:chat", "trend?years=0"])
def test_what_cannot_be_shown_is_told(client: Client, path: str) -> None:
    assert client.get(f"/lv/{path}").status_code == 422


def test_means_over_time_are_those_of_the_trend(client: Client, country: Workplace) -> None:
    """Two ways to the same numbers: the terminal's trend asks the database for one score, the page for all."""
    trend = trend_of(country, Asked(subject=Subject.SCORE, name="communication"))
    wanted = [(point.value, point.base) for point in reversed(trend.points)]
    told = client.get("/en/trend?show=section:communication&format=json").json()["tables"]
    assert [(row[1], row[-1]) for row in told[1]["rows"]] == [(pytest.approx(value), base) for value, base in wanted]
    assert [row[2] for row in told[0]["rows"]] == [pytest.approx(value) for value, _ in wanted]


def test_courses_keep_the_months_that_nobody_saw(country: Workplace) -> None:
    found = courses_of(country, None, NOW.date())
    assert len(found.months) == 25
    assert len(found.courses) == 42
    by_key = {one.series.key: one.points("index") for one in found.courses}
    silent = by_key[municipality_key(municipalities()[NEVER_SEEN].atvk or "")]
    assert len(silent) == 25
    assert {score for _, score in silent} == {None}
    seen = {month for month, score in by_key[municipality_key(municipalities()[0].atvk or "")] if score is not None}
    assert seen == {date(2024, 11, 1), date(2025, 11, 1), *(date(2026, month, 1) for month in (5, 8, 10, 11))}


def test_every_municipality_has_a_small_chart(client: Client) -> None:
    page = client.get("/lv/trend/municipalities").text
    assert page.count('class="panel"') == 42
    assert page.count("nav izmērīts.") == 1
    rows = client.get("/lv/trend/municipalities?format=csv&table=months").text.splitlines()
    assert len(rows) == 1 + 42 * 25


def test_an_empty_country_says_what_to_do(tmp_path: Path) -> None:
    database, store = open_database(f"sqlite:///{tmp_path}/audits.sqlite"), EvidenceStore(str(tmp_path / "evidence"))
    ensure_ready(database)
    app = create_app(Workplace(settings_in_force(), database, store, methodology_of("2019")), lambda: NOW)
    with serving(app) as address, Client(base_url=address, trust_env=False) as client:
        assert "eindekss audit" in client.get("/lv/").text
        for path in ("trend", "trend/municipalities"):
            assert "Vēl nav nevienas nakts datu" in client.get(f"/lv/{path}").text
    database.dispose()
