"""How an objection stands on a page that was audited again, and how a page's address is spelled."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from checks.issues import element_fingerprint
from model.audit import PageAudit
from model.failure import Failure, FailureKind
from model.finding import Element, Feature, Outcome, Standard, Verdict
from model.objection import Objection, Sight, Subject
from pipeline.reauditing import own_pages, sight_of
from tests.db.examples import CONTACTS, HOME, NEWS, SITE, audit, page

ELEMENT = Element(Outcome.FAIL, "main img", "<img>", ("html", "body", "main", "img"))
OTHER = replace(ELEMENT, path=("html", "body", "footer", "img"))
FAILS = Verdict(
    rule="image-alt", engine="axe", outcome=Outcome.FAIL, standard=Standard.WCAG21, failed=1, elements=(ELEMENT,)
)
PASSES = replace(FAILS, outcome=Outcome.PASS, failed=0, passed=1, elements=())
MEASURED = Verdict(rule="label", engine="axe", outcome=Outcome.PASS, standard=Standard.WCAG21, passed=2)
LOST = Verdict(rule="axe", engine="axe", outcome=Outcome.NOT_MEASURED, reason="axe gave nothing")
FINDING = Objection(
    id=1,
    site="009900",
    run="r",
    about=Subject.FINDING,
    subject=element_fingerprint(FAILS, ELEMENT),
    rule="image-alt",
    text="Ir apraksts.",
    made_at=datetime(2026, 11, 20, tzinfo=UTC),
)
FEATURE = replace(FINDING, about=Subject.FEATURE, subject="chat", rule=None)
WHOLE = replace(FINDING, about=Subject.PAGE, subject=None, rule=None)


def seen(*verdicts: Verdict) -> PageAudit:
    return replace(page(CONTACTS), verdicts=verdicts)


@pytest.mark.parametrize(
    ("verdicts", "sight"),
    [
        ([FAILS], Sight.THERE),
        ([PASSES], Sight.GONE),
        # The same rule fails elsewhere on the page.
        ([replace(FAILS, elements=(OTHER,))], Sight.GONE),
        # axe leaves out what did not apply: no image is left.
        ([MEASURED], Sight.GONE),
        # axe did not finish.
        ([LOST], Sight.UNSEEN),
        ([], Sight.UNSEEN),
        # Two elements failed, one is shown: the other may be the one.
        ([replace(FAILS, failed=2, elements=(OTHER,))], Sight.UNSEEN),
        # A person said that it is no fault; the machine still sees it.
        ([replace(FAILS, elements=(replace(ELEMENT, outcome=Outcome.PASS, seen_as=Outcome.FAIL),))], Sight.THERE),
    ],
)
def test_a_finding(verdicts: list[Verdict], sight: Sight) -> None:
    assert sight_of(FINDING, seen(*verdicts)) is sight


def test_a_feature_and_a_whole_page() -> None:
    for found, sight in ((True, Sight.THERE), (False, Sight.GONE), (None, Sight.UNSEEN)):
        assert sight_of(FEATURE, seen(), [Feature("forum", True), Feature("chat", found)]) is sight
    assert sight_of(FEATURE, seen(), []) is Sight.UNSEEN
    assert sight_of(WHOLE, seen(PASSES, FAILS)) is Sight.THERE
    assert sight_of(WHOLE, seen(PASSES, MEASURED)) is Sight.GONE


def test_a_page_that_was_not_seen_answers_nothing() -> None:
    lost = replace(seen(FAILS), failure=Failure(FailureKind.TIMEOUT, "late"))
    assert {sight_of(one, lost, [Feature("chat", True)]) for one in (FINDING, FEATURE, WHOLE)} == {Sight.UNSEEN}


def test_addresses_are_spelled_as_the_audits_spell_them() -> None:
    newest = audit(pages=[page(HOME), page(CONTACTS), page(NEWS)])
    asked = ["http://liepas.example/kontakti#x", CONTACTS, HOME, "https://liepas.example/jauna"]
    pages = own_pages(SITE, asked, newest)
    assert [one.url for one in pages] == [CONTACTS, "https://liepas.example/jauna", HOME]
    assert [one.role for one in pages] == ["template", "template", "home"]


def test_where_the_home_page_led_is_the_site_too() -> None:
    moved = audit(pages=[page(HOME, final_url="https://liepunovads.example/lv")])
    (one,) = own_pages(SITE, ["https://www.liepunovads.example/lv/kontakti"], moved)
    assert one.url == "https://www.liepunovads.example/lv/kontakti"
