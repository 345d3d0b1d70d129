"""The API tells what the pages show: ledgers of past days, findings in full, and the counts of the country."""

from typing import Any

import pytest
from httpx import Client

from tests.web.country import NEVER_SEEN, ON_PLATFORM, municipalities

DAY = "2026-05-30"
KEY = municipalities()[ON_PLATFORM[0]].atvk


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
