"""The faults of the accessibility statement, as the report and the terminal show them."""

import io
from dataclasses import replace
from typing import Any

import pytest
from lxml import html
from rich.console import Console

from checks.catalogue import rule_ids
from checks.usability.statement_faults import fault_texts
from checks.watch import FEATURES
from model.audit import Audit
from model.text import Language
from pipeline.settings import read_settings
from pipeline.texts import report_texts
from reports.site_report import render_report
from reports.statement_faults import render_statement_faults, statement_faults
from scoring.methodology import load_methodology
from tests.reports.example_audit import AUDIT
from tests.reports.example_texts import TEXTS


def with_faults(faults: Any) -> Audit:
    """The example with other faults; None where no statement was judged for any."""
    features = []
    for feature in AUDIT.features:
        details = {**(feature.details or {}), "faults": faults} if faults is not None else {"conformity": "full"}
        features.append(replace(feature, details=details) if feature.id == "accessibility_statement" else feature)
    return replace(AUDIT, features=tuple(features))


def section(audit: Audit, language: Language) -> html.HtmlElement:
    source = render_report(audit, language=language, texts=TEXTS, screenshots=lambda page, name: None)
    found: list[html.HtmlElement] = html.document_fromstring(source).xpath("//section[@aria-labelledby='statement']")
    return found[0]


def printed(audit: Audit, language: Language) -> str:
    console = Console(file=io.StringIO(), width=160, highlight=False, color_system=None)
    render_statement_faults(audit, TEXTS, console, language)
    return " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]  # the StringIO above


def test_the_report_lists_each_fault_with_its_words_and_advice() -> None:
    rows = [" ".join(row.text_content().split()) for row in section(AUDIT, "lv").xpath(".//ul/li")]
    assert len(rows) == 3
    assert rows[0].startswith("Paziņojumā palicis veidlapas teksts ✕ neatbilst veidlapai Tajā rakstīts")
    assert rows[0].endswith("Ierakstiet savas ziņas.")
    assert "missing-method ✕ neatbilst veidlapai JārakstaIzvērtējums tika veikts, izmantojot:" in rows[1]
    assert "? ieteikums Tajā rakstīts18.01.2022" in rows[2]
    facts = section(AUDIT, "en").xpath(".//dl[@class='facts-list']//dt/text()")
    assert "faults" not in facts


@pytest.mark.parametrize(
    ("faults", "said"), [([], "Nothing was found to be wrong with it."), (None, "full conformity")]
)  # fmt: skip
def test_a_statement_without_faults_and_one_that_was_not_judged(faults: Any, said: str) -> None:
    found = section(with_faults(faults), "en")
    assert found.xpath(".//ul") == []
    assert " ".join(found.text_content().split()).endswith(said)
    assert printed(with_faults(faults), "en") == ""


def test_the_terminal_shows_the_same() -> None:
    said = printed(AUDIT, "en")
    assert "Template text is left in the statement not as the form asks" in said
    assert "The site has not been evaluated for over a year advice 18.01.2022" in said
    assert "\u202e" not in said


def test_every_fault_that_is_judged_has_its_words_in_the_report() -> None:
    methodology = load_methodology(known_features=frozenset(FEATURES), known_checks=rule_ids())
    texts = report_texts(read_settings({"public_address": "198.51.100.1"}), methodology)
    told = [{"id": name, "severity": "breach", "page": "https://a.lv/", "words": ""} for name in fault_texts()]
    judged = statement_faults(with_faults(told).features, texts, "lv") or ()
    assert [fault.title for fault in judged] == [text.title.lv for text in fault_texts().values()]
    assert all(fault.advice for fault in judged)
