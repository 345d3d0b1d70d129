"""The export keeps to the contract and loses nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from model.audit import Audit
from model.evidence import Versions
from model.failure import FailureKind
from reports import export
from tests.reports.example_audit import AUDIT, failed

COPY = Path(export.__file__).parent / "audit.schema.json"
CONTRACT = Path(__file__).parents[3] / "shared/contracts/audit.schema.json"
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)


def exported(*audits: Audit) -> dict[str, Any]:
    return export.export_audits(audits, tool=Versions("0.1.0", "4.14.0", None), methodology="2019", exported_at=NOW)


@pytest.mark.parametrize("audits", [(), (AUDIT,), (failed(), AUDIT, failed(FailureKind.DNS, "no such host"))])
def test_the_export_is_valid(audits: tuple[Audit, ...]) -> None:
    schema = json.loads(COPY.read_text("utf-8"))
    document = json.loads(json.dumps(exported(*audits), allow_nan=False))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(document)] == []
    assert len(document["audits"]) == len(audits)


@pytest.mark.skipif(not CONTRACT.exists(), reason="the shared contracts are not beside this copy")
def test_the_schema_is_the_contract() -> None:
    assert COPY.read_bytes() == CONTRACT.read_bytes()


def test_numbers_are_not_rounded() -> None:
    audit = exported(AUDIT)["audits"][0]
    assert audit["index"] == {"score": 61.234567, "coverage": 0.43, "maturity": 3}
    assert audit["pages"][1]["wcag_score"] == 99.97
    assert audit["sections"][0]["indicators"][1]["sources"] == ["web", "override"]


def test_pages_list_what_fails_and_what_a_person_must_see() -> None:
    home, contacts, lost, _ = exported(AUDIT)["audits"][0]["pages"]
    assert home["fails"] == [
        {"rule": "tap-targets", "criteria": [], "occurrences": 3},
        {"rule": "image-alt", "criteria": ["1.1.1"], "occurrences": 2},
        {"rule": "region", "criteria": [], "occurrences": 1},
    ]
    assert home["reviews"] == [{"rule": "image-alt", "criteria": ["1.1.1"], "occurrences": 1}]
    assert contacts["fails"] == contacts["reviews"] == []
    assert lost["failure"] == {"kind": "timeout", "detail": "no answer in 45 s", "permanent": False}


def test_a_failed_audit_knows_nothing_of_its_features() -> None:
    audit = exported(failed())["audits"][0]
    assert audit["failure"]["permanent"] is True
    assert {feature["found"] for feature in audit["features"].values()} == {None}
    assert (audit["wcag"]["score"], audit["index"]["score"], audit["pages"]) == (None, None, [])


def test_findings_and_features_keep_their_proof() -> None:
    audit = exported(AUDIT)["audits"][0]
    assert [finding["standard"] for finding in audit["mobile"]["findings"]] == ["mobile", "wcag21"]
    assert audit["wcag"]["findings"][5]["party"] == "other"
    statement = audit["features"]["accessibility_statement"]
    assert statement["details"]["checked"] == "2026-11-24"
    assert statement["evidence"][0]["target"].endswith("pieklustamibas-pazinojums")
    assert audit["features"]["chat"]["kind"] == "bot"
    assert audit["checks"]["font-size"] == "not_measured"


def test_half_a_character_does_not_spoil_the_file() -> None:
    broken = replace(AUDIT, site=replace(AUDIT.site, name="Nov\ud83dads"))
    name = exported(broken)["audits"][0]["site"]["name"]
    assert name.encode("utf-8").decode() == "Nov\ufffdads"


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        exported(replace(AUDIT, started_at=datetime(2026, 11, 24)))


def test_news_are_exported_with_their_day() -> None:
    assert exported(AUDIT)["audits"][0]["news"] == {"newest": "2026-11-23", "median_gap_days": 2.5, "counted": 41}
    assert exported(failed())["audits"][0]["news"] is None
