"""Municipalities beside each other say what each says alone, and one on two days says what moved it."""

from datetime import date
from typing import Any

from httpx import Client

from pipeline.results import Scope, municipalities_of, sites_on
from pipeline.workplace import Workplace
from tests.web.country import NEVER_SEEN, municipalities

BEGIN, END = date(2026, 5, 30), date(2026, 11, 26)


def tables_at(client: Client, address: str) -> dict[str, Any]:
    answer = client.get(address + "&format=json")
    assert answer.status_code == 200, answer.text
    return {table["id"]: table["rows"] for table in answer.json()["tables"]}


def test_scores_of_both_days_are_those_of_the_results(client: Client, country: Workplace) -> None:
    codes = [site.atvk for site in municipalities()[:3]]
    query = "&".join(f"site={code}" for code in codes)
    tables = tables_at(client, f"/en/compare?{query}&from={BEGIN}&to={END}")
    known: dict[date, Any] = {}
    for day in (BEGIN, END):
        scope = Scope(on=day)
        known[day] = {one.site.atvk: one for one in municipalities_of(country, scope, sites_on(country, scope))}
    index = [[known[day][code].index.score for code in codes] for day in (BEGIN, END)]
    assert tables["before"][0][1:] == index[0]
    assert tables["scores"][0][1:] == [*index[1], max(index[1]) - min(index[1])]
    # Rīga’s first nights were measured less: no change is told of what was not measured alike.
    for was, now, change in zip(*index, tables["changes"][0][1:], strict=True):
        assert change is None or change == now - was
    wcag = next(row for row in tables["scores"] if row[0] == "WCAG score")
    assert wcag[1:4] == [known[END][code].wcag_score for code in codes]
    found = {row[0]: row[1:] for row in tables["features"]}
    assert len(found) > 40
    assert any("→" in cell for row in found.values() for cell in row)


def test_one_municipality_on_two_days_says_what_moved_it(client: Client) -> None:
    code = municipalities()[0].atvk
    tables = tables_at(client, f"/lv/compare?site={code}&from=2026-11-24&to={END}")
    before, after, change = tables["moves"][0][1:4]
    assert after - before == change
    assert {"reasons", "issues", "feature-changes"} <= tables.keys()


def test_the_form_keeps_what_is_chosen(client: Client) -> None:
    codes = [site.atvk for site in municipalities()[:2]]
    page = client.get(f"/lv/compare?site={codes[0]}&site={codes[1]}&from={BEGIN}").text
    for code in codes:
        assert f'value="{code}" checked' in page
    assert page.count(" checked") == 2
    # The other language shows the same.
    assert f"/en/compare?site={codes[0]}&amp;site={codes[1]}&amp;from={BEGIN}" in page


def test_too_many_and_those_never_seen_are_told_so(client: Client) -> None:
    many = "&".join(f"site={site.atvk}" for site in municipalities()[:9])
    answer = client.get(f"/en/compare?{many}")
    assert (answer.status_code, "at most 8" in answer.text) == (422, True)
    unseen = municipalities()[NEVER_SEEN].atvk
    assert client.get(f"/en/compare?site={unseen}").status_code == 200
    answer = client.get(f"/en/compare?site={unseen}&from={BEGIN}")
    assert (answer.status_code, "Nothing has seen this site yet" in answer.text) == (404, True)
