"""The API tells what the pages show: ledgers of past days, findings in full, and the counts of the country."""

from datetime import date
from html import unescape
from typing import Any

import pytest
from httpx import Client

from tests.web.country import DOWN, NEVER_SEEN, ON_PLATFORM, PICTURE, municipalities

DAY, TODAY = "2026-05-30", "2026-11-26"
KEY = municipalities()[ON_PLATFORM[0]].atvk
# The newest night finds one of its findings mended.
MENDING = 19


def asked(client: Client, path: str) -> Any:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def rows(client: Client, path: str, table: str) -> list[list[Any]]:
    found = client.get(f"/en/{path}{'&' if '?' in path else '?'}format=json").json()["tables"]
    return next(one["rows"] for one in found if one["id"] == table)


@pytest.mark.parametrize("part", ["", "website_usability"])
@pytest.mark.parametrize("day", [DAY, "2026-11-24"])
def test_a_ledger_is_of_the_day_that_is_asked_for(client: Client, part: str, day: str) -> None:
    """The documents of the earlier day are not kept any more: it is told as far as the rows know."""
    whole = f"municipalities/{KEY}/ledger{f'?part={part}' if part else ''}"
    told = asked(client, f"{whole}{'&' if part else '?'}on={day}")
    shown = rows(client, f"municipality/{KEY}/scores{f'/{part}' if part else ''}?on={day}", "ledger")[0]
    assert (told["points"], told["score"]) == (shown[4], shown[6])
    assert told["score"] != asked(client, whole)["score"]
    unseen = f"/api/v1/municipalities/{municipalities()[NEVER_SEEN].atvk}/ledger?on={DAY}"
    assert client.get(unseen).status_code == 404
    assert client.get(f"/api/v1/municipalities/{KEY}/ledger?on=2020-01-01").status_code == 404


def test_a_finding_is_told_with_its_places_and_who_else_has_it(client: Client) -> None:
    listed = asked(client, f"municipalities/{KEY}/issues?rule=image-alt")["items"][0]
    told = asked(client, f"municipalities/{KEY}/issues/{listed['fingerprint']}")
    assert {name: told[name] for name in listed} == listed
    path = f"municipality/{KEY}/issues/{listed['fingerprint']}"
    places = rows(client, path, "places")
    assert [[one["page"], one["selector"], one["snippet"]] for one in told["examples"]] == [
        place for place in places if place[1] is not None
    ]
    assert set(told["page_urls"]) == {place[0] for place in places}
    assert len(told["page_urls"]) == listed["pages"]
    others = [[one["site"]["name"], one["site"]["atvk"]] for one in told["elsewhere"]]
    assert others == [row[:2] for row in rows(client, path, "sites")]
    assert len(others) == len(ON_PLATFORM) - 1
    assert len(told["spans"]) == len(rows(client, path, "history"))
    assert client.get(f"/api/v1/municipalities/{KEY}/issues/0000").status_code == 404


def test_pictures_are_those_that_the_pages_show(client: Client) -> None:
    """Also of a finding that is gone: its pictures are of the night that saw it last."""
    mending = municipalities()[MENDING].atvk
    for key, query in ((KEY, "rule=image-alt"), (mending, "closed=true&since=2026-11-25")):
        finding = asked(client, f"municipalities/{key}/issues?{query}")["items"][0]
        path = f"municipalities/{key}/issues/{finding['fingerprint']}"
        page = unescape(client.get(f"/en/{path.replace('municipalities', 'municipality')}").text)
        [address] = [one["picture"] for one in asked(client, path)["examples"] if one["picture"]]
        assert address in page
        assert client.get(address).content == PICTURE
    proofs = [
        proof for one in asked(client, f"municipalities/{KEY}/features")["items"] for proof in one["proofs"] or ()
    ]
    shown = rows(client, f"municipality/{KEY}/features", "features")
    assert {(one["page"], one["target"]) for one in proofs} == {(row[6], row[8]) for row in shown if row[6]}
    assert {client.get(one["picture"]).content for one in proofs} == {PICTURE}
    [home] = asked(client, f"municipalities/{KEY}/pictures")["items"]
    assert (home["page"], home["device"]) == (f"{municipalities()[ON_PLATFORM[0]].url}/", "desktop")
    assert client.get(home["picture"]).content == PICTURE
    assert asked(client, f"municipalities/{KEY}/pictures?on={DAY}")["items"] == []
    unseen = municipalities()[NEVER_SEEN].atvk
    assert asked(client, f"municipalities/{unseen}/pictures") == {"items": [], "next": None}
    assert client.get(f"/api/v1/municipalities/{KEY}/pictures?on=2020-01-01").status_code == 404


def test_rules_and_criteria_count_what_is_open(client: Client) -> None:
    now = [one["now"] for one in asked(client, "rules?limit=500")["items"] if one["now"]]
    told = [(one["sites"], one["pages"], one["findings"], one["to_be_looked_at"]) for one in now]
    shown = rows(client, "rules", "rules")
    assert sorted(told) == sorted((row[4], row[5], row[6], row[8]) for row in shown)
    assert sorted(one["findings"] - one["before"] for one in now) == sorted(row[7] for row in shown)
    criteria = asked(client, "criteria?limit=500")["items"]
    counted = [
        [
            one["number"],
            *(one["now"][name] if one["now"] else None for name in ("findings", "sites", "to_be_looked_at")),
        ]
        for one in criteria
    ]
    assert counted == [[row[0], *row[4:7]] for row in rows(client, "criteria", "criteria")]


@pytest.mark.parametrize("path", ["issues", "issues/shared", f"municipalities/{KEY}/issues"])
def test_a_misspelt_rule_is_not_told_to_have_no_findings(client: Client, path: str) -> None:
    assert client.get(f"/api/v1/{path}?rule=image_alt").status_code == 404
    assert client.get(f"/api/v1/{path}?rule=video-caption").json() == {"items": [], "next": None}


def test_features_are_counted_on_a_day(client: Client) -> None:
    query = f"group=regional&on={DAY}"
    told = {one["title"]["en"]: one for one in asked(client, f"features?{query}&limit=500")["items"]}
    shown = [row for group in ("participation", "social") for row in rows(client, f"features?{query}", group)]
    assert len(shown) > 20
    for title, share, offering, known, _ in shown:
        one = told[title]
        assert (one["found"], one["known"]) == (offering, known)
        assert share == pytest.approx(offering / known)
        assert one["municipalities"] == 21


@pytest.mark.parametrize("number", [ON_PLATFORM[0], DOWN])
@pytest.mark.parametrize("query", ["", "on=2026-11-24", f"on={DAY}", "lang=lv"])
def test_what_gains_most_and_what_the_next_level_lacks(client: Client, number: int, query: str) -> None:
    """Of an audit whose document is gone nothing is gained, and the page says nothing of it either."""
    key = municipalities()[number].atvk
    told = asked(client, f"municipalities/{key}/outlook?{query}")
    language = "lv" if query == "lang=lv" else "en"
    shown = client.get(f"/{language}/municipality/{key}?{query}&format=json").json()["tables"]
    tables = {one["id"]: one["rows"] for one in shown}
    fixes = [["; ".join(part["title"] for part in one["todo"]), ", ".join(one["gained"])] for one in told["gains"]]
    assert fixes == tables.get("gains", [])
    assert bool(fixes) is (query != f"on={DAY}")
    ((_, score, maturity, coverage, rank, ranked, *_),) = tables["standing"]
    assert told["index"] == {"score": score, "coverage": coverage, "maturity": maturity}
    if fixes:
        first = told["gains"][0]
        assert first["score"] - score == pytest.approx(first["gain"])
        assert (first["rank_before"], first["ranked"]) == (rank, ranked)
    sections = [[one["title"], one["score"], one["level"]] for one in told["next_level"]]
    assert sections == [row[:3] for row in tables["sections"]]
    page = unescape(client.get(f"/{language}/municipality/{key}?{query}").text)
    lacking = [part["what"] for one in told["next_level"] for item in one["prerequisites"] for part in item["lacks"]]
    assert bool(lacking) is bool(fixes)
    for words in lacking:
        assert words in page
    for one in told["next_level"]:
        assert one["met"] == sum(item["met"] is True for item in one["prerequisites"])
        assert one["next_level"] in (None, *range(1, 6))
        assert (one["begins_with"] is None) is (one["next_level"] is None)


def test_nobody_knows_what_would_gain_where_nobody_saw(client: Client) -> None:
    path = f"/api/v1/municipalities/{municipalities()[NEVER_SEEN].atvk}/outlook"
    assert client.get(path).status_code == 404
    assert client.get(f"/api/v1/municipalities/{KEY}/outlook?on=2020-01-01").status_code == 404
    assert client.get(f"/api/v1/municipalities/{KEY}/outlook?methodology=nothing").status_code == 404


@pytest.mark.parametrize("feature", ["forum", "latvija_lv_link"])
@pytest.mark.parametrize("day", [DAY, TODAY])
def test_a_feature_is_told_of_a_day(client: Client, feature: str, day: str) -> None:
    told = asked(client, f"features/{feature}?on={day}")
    by_state = {state: sorted(one["name"] for one in told["sites"] if one["found"] is state) for state in (True, False)}
    for state, table in ((True, "offering"), (False, "lacking")):
        shown = rows(client, f"features/{feature}?on={day}", table)
        assert by_state[state] == sorted(row[0] for row in shown)
    assert (told["found"], told["known"]) == (len(by_state[True]), sum(map(len, by_state.values())))
    assert all(one["since"][:10] <= day for one in told["sites"])
    assert (told == asked(client, f"features/{feature}")) is (day != DAY)


@pytest.mark.parametrize("day", [DAY, TODAY])
def test_findings_of_a_past_day_are_those_that_stood(client: Client, day: str) -> None:
    key = municipalities()[MENDING].atvk
    path = f"municipalities/{key}/issues"
    whole = [one for closed in "01" for one in asked(client, f"{path}?limit=500&closed={closed}")["items"]]
    # Far from any night, so that it does not matter that Riga is another hour ahead in summer.
    begun = [one for one in whole if one["first_seen"] < f"{day}T21:00"]
    gone = {one["fingerprint"] for one in begun if one["closed_at"] and one["closed_at"] < f"{day}T21:00"}
    stood = {one["fingerprint"] for one in begun} - gone
    still = {one["fingerprint"] for one in whole if not one["closed_at"]}
    assert (stood > still, bool(gone)) == ((True, False) if day == DAY else (False, True))
    assert day == DAY or stood == still
    for state, closed, expected in (("open", 0, stood), ("closed", 1, gone)):
        told = asked(client, f"{path}?limit=500&on={day}&closed={closed}")["items"]
        shown = rows(client, f"municipality/{key}/issues?on={day}&state={state}", "issues")
        assert [row[-1] for row in shown] == [one["fingerprint"] for one in told]
        assert {one["fingerprint"] for one in told} == expected
        for row in shown:
            ends = date.fromisoformat(day if state == "open" else row[9])
            assert row[7] == (ends - date.fromisoformat(row[6])).days
    page = client.get(f"/en/municipality/{key}/issues?on={day}").text
    assert f"{len(stood)} findings were open." in page
    assert "As it stood at the end of this day: " in page
    assert f'href="/en/municipality/{key}/issues?on={day}"' in client.get(f"/en/municipality/{key}?on={day}").text
    one = client.get(f"/en/municipality/{key}/issues/{min(stood)}?on={day}").text
    assert f'href="/en/municipality/{key}/issues?on={day}"' in one


def test_ages_count_from_the_dashboards_own_day(client: Client) -> None:
    """The clock of the machine that the tests run on shows a later one."""
    for days, first_night in ((730, True), (731, False)):
        told = asked(client, f"issues?older_than_days={days}&limit=500")["items"]
        assert bool(told) is first_night
        assert [one["fingerprint"] for one in told] == [
            row[-1] for row in rows(client, f"issues?older_than={days}", "issues")[:500]
        ]
