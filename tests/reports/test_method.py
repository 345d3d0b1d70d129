"""How it was measured: what was asked, when, by which versions, and what no rule can tell."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import html

from model.audit import Audit
from model.evidence import Crawl, Timing
from model.text import Language
from reports.export import export_audits
from reports.method import Background
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, HOME, STARTED, USER_AGENT
from tests.reports.example_background import METHOD
from tests.reports.example_texts import TEXTS

TWICE = Crawl(HOME, STARTED, STARTED, None, mobile_load="second")


def page(background: Background | None, language: Language = "en", audit: Audit = AUDIT) -> html.HtmlElement:
    return html.document_fromstring(
        render_report(audit, language=language, texts=TEXTS, screenshots=lambda page, name: None, background=background)
    )


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def facts(background: Background | None, language: Language = "en") -> dict[str, str]:
    section = page(background, language).get_element_by_id("method")
    return {row.findtext("dt"): said(row.find("dd")) for row in section.xpath(".//dl[@class='facts-list']/div")}


def test_what_was_asked_and_by_what() -> None:
    told = facts(Background(TWICE, METHOD))
    assert told["Pace"].startswith("From one server address, 1.5 s between two documents")
    assert told["Bounds"] == "Most pages audited in the browser: 25; most pages read: 1,300."
    assert told["Screens"].startswith("computer 1280 × 900, phone 412 × 823, narrow 320 × 640 (pixels of CSS)")
    assert "loaded a second time" in told["Screens"]
    assert told["User agent"] == USER_AGENT
    assert told["Methodology"] == f"2019SHA-256 of its list of checksums: {'5' * 64}"
    assert told["Run"] == AUDIT.run
    assert "loaded a second time" not in facts(Background(None, METHOD))["Screens"]
    assert "1,5 s" in facts(Background(TWICE, METHOD), "lv")["Temps"]


def test_what_is_not_known_is_not_told() -> None:
    told = facts(None)
    assert told["User agent"] == USER_AGENT
    assert told["Methodology"] == "2019"
    assert "Pace" not in told
    assert "WCAG 2.1 has" not in said(page(None).get_element_by_id("method"))


@pytest.mark.parametrize(
    ("language", "sentence", "criterion"),
    [
        ("en", "the other 28 only people can judge.", "2.4.7 Focus Visible (AA)"),
        ("lv", "Pārējos (28) var izvērtēt tikai cilvēki.", "2.4.7 Redzams fokuss (AA)"),
    ],
)
def test_the_criteria_that_people_must_judge(language: Language, sentence: str, criterion: str) -> None:
    section = page(Background(None, METHOD), language).get_element_by_id("method")
    assert sentence in said(section)
    by_people, by_rules = ([said(one) for one in found.iter("li")] for found in section.iter("details"))
    assert (len(by_people), len(by_rules)) == (28, 22)
    assert criterion in by_people
    assert any(one.startswith("1.4.3 ") for one in by_rules)


def test_each_page_says_when_it_was_visited_and_how_long_it_took() -> None:
    first = replace(AUDIT.pages[0], visited_at=datetime(2026, 11, 23, 22, 31, 5, tzinfo=UTC))
    second = replace(AUDIT.pages[1], visited_at=datetime(2026, 11, 23, 22, 32, tzinfo=UTC))
    audit = replace(AUDIT, pages=(first, second, *AUDIT.pages[2:]))
    rows = page(None, "lv", audit).xpath("//table[@id='page-list']/tbody/tr")
    assert [said(row.xpath("td")[-1]) for row in rows] == ["00:31, 1,4 s", "00:32", "–", "–"]
    assert rows[0].xpath(".//time/@datetime") == ["2026-11-23T22:31:05+00:00"]
    untimed = tuple(replace(one, timing=Timing()) for one in AUDIT.pages)
    table = page(None, "en", replace(AUDIT, pages=untimed)).get_element_by_id("page-list")
    assert "Visited" not in said(table)


def test_pages_that_were_judged_by_earlier_evidence_are_told_with_their_day() -> None:
    assert "had not changed" not in said(page(None).get_element_by_id("method"))
    gathered = datetime(2026, 11, 20, 22, 31, tzinfo=UTC)
    first = replace(AUDIT.pages[0], reused_from="20261120T223000000Z", visited_at=gathered)
    audit = replace(AUDIT, pages=(first, *AUDIT.pages[1:]))
    told = said(page(None, audit=audit).get_element_by_id("method"))
    assert f"opened them last: 1 of {len(audit.pages)}." in told
    assert "the oldest of it on 21 November 2026." in told
    assert "(vecākie no tiem: 2026. gada 21. novembris)" in said(page(None, "lv", audit).get_element_by_id("method"))
    told_to_programs = export_audits([audit], tool=AUDIT.versions, methodology="2019", exported_at=STARTED)
    marks = [one["reused_from"] for one in told_to_programs["audits"][0]["pages"]]
    assert marks == [first.reused_from, *[None] * (len(audit.pages) - 1)]
