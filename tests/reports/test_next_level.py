"""The way to the next level, and the eleven aspects: what is missing, what was found, and what nobody could tell."""

from dataclasses import replace

import pytest

from model.checklist import Checklist, Item, Statement, Subject
from model.finding import Outcome
from model.score import Prerequisite
from reports.aspects import FAULTS_NAMED
from tests.reports.example_audit import AUDIT, WCAG_ISSUES, issue
from tests.reports.example_outlook import (
    ASPECT_TEXTS,
    OUTLOOK,
)
from tests.reports.reported import report, said

# The next level


def test_the_next_level_says_what_is_missing_and_what_to_do() -> None:
    tree = report()
    section = tree.xpath("//section[@id='next-level']/div")[0]
    words = said(section, ".")
    assert "Level 3. Level 4 begins with a score of 70: 8.8 points are missing." in words
    assert "prerequisites met: 1 of 3" in words
    assert "website_usability.wcag: 71.3, more than 95 is needed" in words
    assert "found 1, at least 2 are needed" in words
    assert "Forum: not found. Open a place for residents to talk." in words
    assert "not known. Only the municipality knows: it is asked in the survey." in words
    met = section.xpath(".//li[contains(., 'Varied means')]")[0]
    assert not met.xpath(".//ul")
    for link in section.xpath(".//a"):
        assert tree.xpath(f"//*[@id='{link.get('href')[1:]}']"), link.get("href")


@pytest.mark.parametrize(
    ("score", "level", "expected"),
    [
        (49.97, 2, "Level 2. Level 3 begins with a score of 50: 0.1 points are missing."),
        (49.9, 2, "Level 2. Level 3 begins with a score of 50: 0.1 points are missing."),
        (50.0, 3, "Level 3. Level 4 begins with a score of 70: 20 points are missing."),
        (95.0, 5, "Level 5, the highest."),
        (75.0, 2, "A missing prerequisite holds the section at level 2, whatever its score."),
        (None, None, "There is no score yet, so there is no level."),
    ],
)
def test_the_way_to_the_next_level(score: float | None, level: int | None, expected: str) -> None:
    section = replace(AUDIT.index.sections[0], score=score, maturity=level)
    audit = replace(AUDIT, index=replace(AUDIT.index, sections=(section,)))
    assert expected in said(report(audit=audit), "//section[@id='next-level']")


def test_states_of_prerequisites_stand_without_a_checklist() -> None:
    words = said(report(outlook=None), "//section[@id='next-level']")
    assert "missing WCAG conformity over 95 %" in words
    assert "not known regular" in words


def test_why_a_prerequisite_is_not_known_is_said() -> None:
    silent = Statement(subject=Subject.MEASURE, met=None, id="service_quality.survey", bound=50)
    checklists = (Checklist("services", (Item("asked", silent),)),)
    services = replace(AUDIT.index.sections[1], prerequisites=(Prerequisite("asked", None),))
    audit = replace(AUDIT, index=replace(AUDIT.index, sections=(services,)))
    tree = report(audit=audit, outlook=replace(OUTLOOK, checklists=checklists))
    assert "service_quality.survey: not known. The survey gives no answer." in said(tree, "//section[@id='next-level']")


# The eleven aspects


def test_every_aspect_says_what_a_machine_found() -> None:
    tree = report()
    aspects = {said(one, "h3"): said(one, "div") for one in tree.xpath("//ol[@class='aspects']/li")}
    assert len(aspects) == 11
    assert aspects["Text alternatives of images"].startswith("✕ 1 cause of faults · 1 finding for a person to look at")
    assert "Image has no text alternative on 1 page" in aspects["Text alternatives of images"]
    # Best practice is no breach of the law.
    assert aspects["Basic structure"] == "– nothing found that a machine can prove · 1 finding for a person to look at"
    assert aspects["Page titles"] == "– nothing on the pages that a machine could test"
    assert aspects["Headings"] == "? cannot be tested by a machine"
    assert "the whole website counts as not accessible" in said(tree, "//section[@id='aspects']")
    assert not report(texts=replace(ASPECT_TEXTS, remedies={})).xpath("//*[@id='aspects']")


def test_an_aspect_names_its_gravest_faults_and_counts_the_rest() -> None:
    many = tuple(issue(100 + number, "image-alt") for number in range(FAULTS_NAMED + 2))
    tree = report(audit=replace(AUDIT, wcag_issues=many))
    words = said(tree, "//ol[@class='aspects']/li[h3='Text alternatives of images']")
    assert words.count("Image has no text alternative") == FAULTS_NAMED
    assert "and 2 more causes of faults" in words


def test_nobody_else_s_frame_is_a_fault_of_an_aspect() -> None:
    outcome = {one.rule: one.outcome for one in WCAG_ISSUES}
    assert outcome["frame-title"] is Outcome.FAIL
    texts = replace(ASPECT_TEXTS, remedies={"frame-title": ASPECT_TEXTS.remedies["image-alt"]})
    assert "cause of faults" not in said(report(texts=texts), "//ol[@class='aspects']")
