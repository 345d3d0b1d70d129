"""Rules, findings, criteria and features across the country say what `eindekss findings` and `trend` say."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Client

from checks.criteria import criteria
from model.finding import Impact, Outcome, Standard
from model.site import Centre
from model.trend import Subject
from pipeline.findings import Wanted, find, find_shared, seen_for
from pipeline.trends import Asked, trend_of
from pipeline.workplace import Workplace
from tests.reports.example_audit import SCRIPT
from tests.web.country import HOSTILE, NEVER_SEEN, NOW, OFFERED, ON_PLATFORM, municipalities
from web.pages.findings.issues import ON_A_PAGE

FAILING = Outcome.FAIL


def told(client: Client, path: str, table: str) -> list[list[Any]]:
    answer = client.get(f"/en/{path}{'&' if '?' in path else '?'}format=json")
    assert answer.status_code == 200, answer.text
    tables = {one["id"]: one["rows"] for one in answer.json()["tables"]}
    rows: list[list[Any]] = tables[table]
    return rows


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", Wanted(outcome=FAILING)),
        ("?group=national&impact=critical", Wanted(outcome=FAILING, group=Centre.NATIONAL, impact=Impact.CRITICAL)),
        ("?standard=mobile", Wanted(outcome=FAILING, standard=Standard.MOBILE)),
        ("?criterion=1.1.1&region=latgale", Wanted(outcome=FAILING, criterion="1.1.1", region="Latgale")),
        ("?criterion=2.4.7", Wanted(outcome=FAILING, criterion="2.4.7")),
    ],
)
def test_rules_count_the_open_findings(client: Client, country: Workplace, query: str, wanted: Wanted) -> None:
    rows = told(client, f"rules{query}", "rules")
    issues = find(country, wanted).issues
    assert sum(row[6] for row in rows) == len(issues)
    by_rule = {rule: [one for one in issues if one.span.rule == rule] for rule in {one.span.rule for one in issues}}
    sites = sorted(len({one.site.url for one in found}) for found in by_rule.values())
    assert sorted(row[4] for row in rows) == sites


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", Wanted()),
        ("state=closed", Wanted(closed=True)),
        ("state=closed&since=2026-11-01&group=&region=", Wanted(closed=True)),
        ("rule=image-alt&outcome=fail", Wanted(rule="image-alt", outcome=FAILING)),
        ("site=0001000", Wanted(target="0001000")),
        ("older_than=400&group=local", Wanted(seen_before=seen_for(400, NOW.date()), group=Centre.LOCAL)),
    ],
)
def test_the_list_is_that_of_the_command(client: Client, country: Workplace, query: str, wanted: Wanted) -> None:
    rows = told(client, f"issues?{query}", "issues")
    issues = find(country, wanted).issues
    if "since" in query:
        issues = [one for one in issues if one.span.closed_at and one.span.closed_at.isoformat() >= "2026-10-31T22:00"]
    assert [row[-1] for row in rows] == [one.span.fingerprint for one in issues]
    assert [row[2] for row in rows] == [one.site.url for one in issues]


def test_the_pages_of_the_list_add_up(client: Client, country: Workplace) -> None:
    whole = [one.span.fingerprint for one in find(country, Wanted()).issues]
    assert len(whole) > 2 * ON_A_PAGE
    seen: list[str] = []
    for page in range(1, len(whole) // ON_A_PAGE + 2):
        text = client.get(f"/lv/issues?page={page}").text
        seen += [part.partition('"')[0] for part in text.split("/issues/")[1:] if not part.startswith("shared")]
    # The place and the number of pages of each lead to it.
    assert seen[::2] == seen[1::2] == whole
    assert "Sarakstam nav tādas lapas" in client.get("/lv/issues?page=9999").text


def test_a_rule_is_told_as_the_trend_tells_it(client: Client, country: Workplace) -> None:
    rows = told(client, "rules/image-alt", "trend")
    trend = trend_of(country, Asked(subject=Subject.SITES, name="image-alt"))
    assert [(row[0], row[1], row[-1]) for row in reversed(rows)] == [
        (point.begins.isoformat(), point.value, point.base) for point in trend.points
    ]
    sites = told(client, "rules/image-alt", "sites")
    assert len(sites) == trend.points[-1].value
    open_now = trend_of(country, Asked(subject=Subject.ISSUES, name="image-alt")).points[-1].value
    assert sum(row[2] for row in sites) == open_now
    assert sum(row[1] for row in told(client, "rules/image-alt", "groups")) == len(sites)
    # Of whom no audit saw anything nobody knows that it does not fail.
    everybody = len(municipalities())
    assert trend.points[-1].base == everybody - 1
    assert sum(row[2] for row in told(client, "rules/image-alt", "groups")) == everybody - 1
    page = client.get("/en/rules/image-alt").text
    assert all(words in page for words in ("9.1.1.1", "blind people", "domes-eka", "445"))
    assert f"municipality/{municipalities()[0].atvk}/issues/" in page


def test_the_arrow_counts_from_a_month_ago(client: Client, country: Workplace) -> None:
    (change,) = [row[7] for row in told(client, "rules", "rules") if row[0] == "Image has no text alternative"]
    then = NOW.replace(hour=0) - timedelta(days=30)
    spans = [
        issue.span
        for closed in (False, True)
        for issue in find(country, Wanted(closed=closed, rule="image-alt", outcome=FAILING)).issues
    ]
    before = [one for one in spans if one.first_seen < then and (one.closed_at is None or one.closed_at >= then)]
    now = [one for one in spans if one.closed_at is None]
    assert len(now) != len(before)
    assert change == len(now) - len(before)


def test_criteria_are_all_there(client: Client, country: Workplace) -> None:
    rows = told(client, "criteria", "criteria")
    assert [row[0] for row in rows] == [one.number for one in criteria()]
    assert sum(row[3] == "people" for row in rows) == 28
    assert rows[0][4] == find(country, Wanted(criterion="1.1.1", outcome=FAILING)).whole


@pytest.mark.parametrize("feature", ["forum", "facebook", OFFERED[0]])
def test_a_feature_is_told_as_the_trend_tells_it(client: Client, country: Workplace, feature: str) -> None:
    last = trend_of(country, Asked(subject=Subject.FEATURE, name=feature)).points[-1]
    parts = {name: told(client, f"features/{feature}", name) for name in ("offering", "lacking", "untold")}
    offering, told_of = len(parts["offering"]), len(parts["offering"]) + len(parts["lacking"])
    assert (offering / told_of, told_of) == (last.value, last.base)
    assert sum(map(len, parts.values())) == len(municipalities())
    assert told(client, f"features/{feature}", "trend")[0][1] == last.value
    answer = client.get("/en/features?format=json").json()
    shares = [row for table in answer["tables"] for row in table["rows"]]
    assert len(shares) == 42
    assert [offering / told_of, offering, told_of] in [row[1:4] for row in shares]


def test_one_fix_for_many(client: Client, country: Workplace) -> None:
    faults = find_shared(country, Wanted())
    assert faults
    rows = told(client, "issues/shared", "shared")
    assert [row[3] for row in rows] == [len({one.site.url for one in fault.issues}) for fault in faults]
    assert len(told(client, "issues/shared", "platform")) == len(ON_PLATFORM)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("rules/no-such-rule", 404),
        ("features/no_such_feature", 404),
        ("rules?region=Atlantis", 404),
        ("issues?site=0", 404),
        ("issues?rule=image_alt", 404),
        ("rules?rule=image_alt", 404),
        ("issues/shared?rule=image_alt", 404),
        ("issues?rule=%00", 404),
        ("issues?criterion=1", 422),
        ("issues?since=0001-01-01", 422),
        ("issues?older_than=99999999999", 422),
        ("issues?page=0", 422),
        ("features?on=9999-12-31", 422),
        ("search?q=" + "a" * 101, 422),
    ],
)
def test_what_there_is_not_is_said(client: Client, path: str, status: int) -> None:
    answer = client.get(f"/lv/{path}")
    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_of_a_site_that_nobody_saw_it_is_not_said_that_nothing_is_open(client: Client) -> None:
    page = client.get(f"/en/municipality/{municipalities()[NEVER_SEEN].atvk}/issues").text
    assert "There is nothing to show yet." in page
    assert "0 findings" not in page
    listed = client.get(f"/en/issues?site={municipalities()[NEVER_SEEN].atvk}").text
    for words in ("There is nothing to show yet.", "no answer in time", "neither 0 nor 100"):
        assert words in page
        assert words in listed
    assert "0 findings" not in listed
    assert "Nothing is found by these filters" not in listed
    exported = client.get(f"/en/issues?site={municipalities()[NEVER_SEEN].atvk}&format=json").json()["tables"][0]
    assert "neither 0 nor 100" in exported["notes"][0]
    csv = client.get(f"/en/issues?site={municipalities()[NEVER_SEEN].atvk}&format=csv").text.splitlines()
    assert len(csv) == 2
    assert f"{exported['notes'][0]}" in csv[1]
    assert "not measured" in csv[1]
    fixed = client.get(f"/en/issues?site={municipalities()[0].atvk}&impact=minor&standard=mobile&format=csv").text
    assert len(fixed.splitlines()) == 1


def test_words_of_crawled_pages_stay_words(client: Client) -> None:
    key = municipalities()[HOSTILE].atvk
    for path in (f"issues?site={key}", "rules/label", f"issues?site={key}&state=closed", "issues/shared", "search"):
        text = client.get(f"/lv/{path}{'&' if '?' in path else '?'}q={SCRIPT}").text
        assert "<script" not in text, path
    assert "&lt;script&gt;" in client.get(f"/lv/issues?site={key}").text
    csv = client.get(f"/lv/issues?site={key}&format=csv").text
    assert SCRIPT.replace(".", "-") in csv


def test_search_is_over_all_that_there_is(client: Client) -> None:
    page = client.get("/lv/search?q=riga").text
    assert page.index("Rīgas valstspilsēta") < page.index("Ropažu novads")
    for asked, path in (
        ("0001000", "municipality/0001000"),
        ("riga.lv", "municipality/0001000"),
        ("attēls alternatīva", "rules/image-alt"),
        ("forums", "features/forum"),
        ("mobilais tests", "methodology"),
        ("1.4.10", "rules?criterion=1.4.10"),
        ("prasības", "rules"),
    ):
        assert f'href="/lv/{path}' in client.get("/lv/search", params={"q": asked}).text, asked
    for empty in ("/lv/search", "/en/search?q=%20", "/lv/search?q=zzzz"):
        assert 'class="notice"' in client.get(empty).text
    assert 'role="search"' in client.get("/lv/methodology").text
