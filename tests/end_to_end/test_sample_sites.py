"""The sample sites carry their truth as data; the audit must say the same, twice."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import jsonschema
import pytest

from tests.end_to_end.conftest import Audited
from tests.sites.server import SITES, expected


def paths_of(audit: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {urlsplit(page["final_url"]).path: page for page in audit["pages"]}


def law(audit: Mapping[str, Any]) -> frozenset[str]:
    """axe's rules of WCAG 2.0 and 2.1, of which the sites' truth speaks."""
    own = (finding for finding in audit["wcag"]["findings"] if finding["engine"] == "axe")
    return frozenset(finding["rule"] for finding in own if finding["standard"] == "wcag21")


def test_the_export_keeps_the_contract(audited: Audited) -> None:
    schema = json.loads(files("reports").joinpath("audit.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(audited.export)] == []
    assert len(audited.export["audits"]) == 4


@pytest.mark.parametrize("name", SITES)
class TestSampleSite:
    def test_it_is_judged_whole(self, audited: Audited, name: str) -> None:
        audit = audited.of(name)
        assert (audit["status"], audit["failure"]) == ("complete", None)
        assert audit["index"]["score"] is not None
        assert len(audit["pages"]) >= 10

    def test_every_feature_is_as_a_person_would_say(self, audited: Audited, name: str) -> None:
        told = audited.of(name)["features"]
        wrong = {}
        for feature, truth in expected(name)["features"].items():
            if truth["found"] == "unknown":
                continue
            if told[feature]["found"] is not truth["found"]:
                wrong[feature] = (truth, told[feature])
            if truth["found"] and not told[feature]["evidence"]:
                wrong[feature] = (truth, "found without proof")
        assert wrong == {}
        assert set(told) == set(expected(name)["features"])

    def test_the_statement_has_the_faults_that_were_planted(self, audited: Audited, name: str) -> None:
        told = audited.of(name)["features"]["accessibility_statement"]
        faults = [fault["id"] for fault in (told["details"] or {"faults": ()})["faults"]]
        assert faults == expected(name).get("statement", {"faults": []})["faults"]

    def test_a_page_fails_what_was_planted_and_nothing_else(self, audited: Audited, name: str) -> None:
        truth, audit = expected(name)["pages"], audited.of(name)
        for path, page in paths_of(audit).items():
            assert page["failure"] is None, (path, page["failure"])
            assert {fail["rule"] for fail in page["fails"]} & law(audit) == set(truth[path]), path

    def test_the_home_page_on_a_phone(self, audited: Audited, name: str) -> None:
        audit, truth = audited.of(name), expected(name)["mobile"]
        assert audit["mobile"]["passes"] is truth["home_passes"]
        (home,) = [page for page in audit["pages"] if page["role"] == "home"]
        rules = {"viewport", "content-width", "font-size", "tap-targets", "plugins"}
        assert {fail["rule"] for fail in home["fails"]} & rules == set(truth["home_fails"])


def test_broken_links_are_the_planted_ones(audited: Audited) -> None:
    assert audited.of("middling")["checks"]["broken-links"] == "fail"
    assert audited.of("good")["checks"]["broken-links"] == "pass"


def shown(audited: Audited, name: str, *options: str) -> list[dict[str, Any]]:
    """The features of the site's newest audit, as `eindekss show` tells them."""
    done = audited.workshop.run("show", audited.of(name)["site"]["url"], "--json", "-", *options)
    assert done.returncode == 0, done.stderr
    features: list[dict[str, Any]] = json.loads(done.stdout)["features"]
    return features


def test_what_was_found_is_shown_on_pictures(audited: Audited) -> None:
    found = [feature for feature in shown(audited, "good", "--pictures", "pictures") if feature["found"]]
    pictured = [feature for feature in found if any(proof["file"] for proof in feature["evidence"])]
    # What only scripts or languages prove is nowhere to be seen.
    assert len(pictured) >= len(found) - 3
    for proof in (proof for feature in found for proof in feature["evidence"] if proof["file"]):
        assert (audited.workshop.folder / proof["file"]).read_bytes().startswith(b"\xff\xd8\xff")


def without_times(audit: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in audit.items() if key not in ("run", "started_at", "finished_at")}


def test_a_second_audit_says_the_same(audited: Audited) -> None:
    """Of two sites: `make stress` audits all of them ten times."""
    firsts = [audited.of("old"), audited.of("middling")]
    pictures = shown(audited, "middling")
    urls = [audit["site"]["url"] for audit in firsts]
    done = audited.workshop.run("audit", *urls, "--allow-private-sites", "--json", "again.json")
    assert done.returncode == 0, done.stderr
    again = json.loads((audited.workshop.folder / "again.json").read_text("utf-8"))["audits"]
    by_url = {audit["site"]["url"]: without_times(audit) for audit in again}
    assert by_url == {audit["site"]["url"]: without_times(audit) for audit in firsts}
    # Down to the pictures, which were not taken again.
    assert shown(audited, "middling") == pictures
