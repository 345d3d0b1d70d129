"""A number is the same wherever it stands: on the pages, in their ledgers, by the API and in the star export."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb
import pytest
from httpx import Client

from pipeline.star_export import export_star
from pipeline.workplace import Workplace
from tests.web.country import DOWN, HOSTILE, municipalities

OPEN = """
    SELECT rule_id, count(*) FROM finding_span JOIN municipality USING (municipality_id)
    WHERE closed_day IS NULL AND is_present AND merged_into IS NULL AND outcome = 'fail' GROUP BY ALL
"""
INDEX = """
    SELECT m.atvk, s.score FROM audit a JOIN score s USING (audit_id)
    JOIN municipality m ON m.municipality_id = a.municipality_id
    WHERE a.status <> 'failed' AND s.kind = 'index' AND s.methodology_id = '2019'
    QUALIFY row_number() OVER (PARTITION BY m.series ORDER BY a.started_at DESC) = 1
"""
# Of each municipality the newest audit that saw it.
RULES = """
    SELECT a.audit_id, m.atvk, m.name, r.rule_id, r.outcome, r.pages, r.elements_failed, a.pages_judged
    FROM audit a JOIN municipality m USING (municipality_id) JOIN rule_audit r USING (audit_id)
    WHERE a.audit_id IN (
        SELECT max(audit_id) FROM audit JOIN municipality USING (municipality_id)
        WHERE status <> 'failed' GROUP BY series
    )
"""


@pytest.fixture(scope="module")
def star(country: Workplace, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("one_number")
    export_star(country, folder)
    with duckdb.connect() as connection:
        for name in ("audit", "score", "municipality", "finding_span", "rule_audit"):
            files = Path(folder) / name / "**" / "*.parquet"
            connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{files}', hive_partitioning = true)")
        found = {name: dict(connection.execute(query).fetchall()) for name, query in (("index", INDEX), ("open", OPEN))}
        return {**found, "rules": connection.execute(RULES).fetchall()}


def rows(client: Client, path: str, table: str) -> list[list[Any]]:
    found = client.get(f"/en/{path}{'&' if '?' in path else '?'}format=json").json()["tables"]
    return next(each["rows"] for each in found if each["id"] == table)


def test_an_index_is_the_same_everywhere(client: Client, star: dict[str, Any]) -> None:
    on_map = {row[0]: row[1] for row in rows(client, "", "municipalities")}
    for number in (0, 1, DOWN, HOSTILE, 41):
        site = municipalities()[number]
        by_api = client.get(f"/api/v1/municipalities/{site.atvk}").json()["index"]["score"]
        ledger = rows(client, f"municipality/{site.atvk}/scores", "ledger")[0]
        assert by_api is not None
        assert {by_api, on_map[site.name], ledger[6], star["index"][site.atvk]} == {by_api}
        assert ledger[4] == pytest.approx(by_api)
        assert rows(client, f"municipality/{site.atvk}", "standing")[0][1] == by_api


def test_open_findings_of_a_rule_are_the_same_everywhere(client: Client, star: dict[str, Any]) -> None:
    for rule in ("image-alt", "label", "tap-targets"):
        by_api = client.get("/api/v1/issues", params={"rule": rule, "outcome": "fail", "limit": 500}).json()
        listed = rows(client, f"issues?rule={rule}&outcome=fail", "issues")
        assert by_api["next"] is None
        assert len(by_api["items"]) == len(listed) == star["open"].get(rule, 0)


def test_what_a_rule_counts_is_the_same_everywhere(client: Client, star: dict[str, Any]) -> None:
    asked = {municipalities()[number].atvk for number in (0, 1, DOWN, HOSTILE)}
    told: dict[int, dict[str, tuple[Any, ...]]] = defaultdict(dict)
    failing: dict[str, dict[str, int]] = defaultdict(dict)
    for audit_id, atvk, name, rule, outcome, pages, elements, judged in star["rules"]:
        if atvk in asked:
            told[audit_id][rule] = (outcome, pages if outcome == "fail" else 0, elements, judged)
        if outcome == "fail":
            failing[rule][name] = pages
    assert len(told) == len(asked)
    for audit_id, rules_of_audit in told.items():
        (by_api,) = client.get(f"/api/v1/audits/{audit_id}").json()["audits"]
        judged = [page for page in by_api["pages"] if page["failure"] is None]
        faults = [(fault["rule"], fault["occurrences"]) for page in judged for fault in page["fails"]]
        assert rules_of_audit == {
            rule: (
                outcome,
                sum(one == rule for one, _ in faults),
                sum(elements for one, elements in faults if one == rule),
                len(judged),
            )
            for rule, outcome in by_api["checks"].items()
            if outcome != "not_applicable"
        }
    for rule in ("image-alt", "label"):
        assert failing[rule] == {row[0]: row[3] for row in rows(client, f"rules/{rule}", "sites")} != {}
