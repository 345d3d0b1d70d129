"""The report answers objections: what was said, what a new audit showed, and the answer; hostile words do nothing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest
from lxml import html
from playwright.sync_api import Browser

from model.audit import Audit
from model.objection import Attachment, Objection, Reaudit, Reply, SecondLook, Settled, Sight, Subject
from model.text import Language
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, BIDI, HOME, LONG_URL, SCRIPT, failed, screenshots
from tests.reports.example_texts import TEXTS
from tests.reports.test_report_in_browser import RUN

MADE = datetime(2026, 11, 10, 8, 15, tzinfo=UTC)
REF = "a" * 64 + ".zst"
UPHELD = Objection(
    id=3,
    site="0099000",
    run=AUDIT.run,
    about=Subject.FINDING,
    subject="0" * 16,
    rule="image-alt",
    place=f"main img {SCRIPT}",
    pages=(f"{HOME}kontakti",),
    text=f"Attēlam ir apraksts. {SCRIPT} {BIDI}",
    made_at=MADE,
    who="A. Ozola",
    files=(Attachment("ekrans.jpg", REF, 10),),
    replies=(
        Reply("Skatāmies.", "VARAM", MADE + timedelta(days=1)),
        Reply(f"Taisnība. {SCRIPT}", "VARAM", MADE + timedelta(days=2), Settled.UPHELD),
    ),
    looks=(
        SecondLook(1, f"{HOME}kontakti", MADE + timedelta(hours=1), Sight.THERE, REF),
        SecondLook(2, f"{HOME}kontakti", MADE + timedelta(hours=9), Sight.GONE, REF),
    ),
)
OPEN = Objection(
    id=4,
    site="0099000",
    run=AUDIT.run,
    about=Subject.FEATURE,
    subject="chat",
    pages=(*(f"{HOME}lapa-{number}" for number in range(6)), LONG_URL, "javascript:alert(1)"),
    text="Tērzēšana ir šeit. " * 500,
    made_at=MADE + timedelta(days=5),
    looks=(SecondLook(3, f"{HOME}lapa-1", MADE + timedelta(days=6), Sight.UNSEEN, REF),),
)
REJECTED = replace(
    UPHELD, id=5, about=Subject.SITE, subject=None, rule=None, place=None, pages=(), looks=(), files=(),
    replies=(Reply("Nē.", "VARAM", MADE, Settled.REJECTED),),
)  # fmt: skip
ALL = (UPHELD, OPEN, REJECTED)
AGAIN = tuple(
    Reaudit(AUDIT.site, MADE, MADE + timedelta(minutes=number), AUDIT.versions, page)
    for number, page in enumerate(AUDIT.pages)
)


def report(language: Language = "en", audit: Audit = AUDIT, objections: tuple[Objection, ...] = ALL) -> str:
    return render_report(
        audit,
        language=language,
        texts=TEXTS,
        screenshots=screenshots,
        objections=objections,
        reaudits=AGAIN if objections else (),
    )


def part(source: str) -> html.HtmlElement:
    return html.document_fromstring(source).get_element_by_id("objections")


def said(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_each_objection_is_told_with_its_look_and_answer() -> None:
    articles = part(report()).xpath(".//article")
    assert [said(one.find("h3")) for one in articles] == [
        "Objection 4: Chat",
        "Objection 5: the whole site",
        "Objection 3: Image has no text alternative",
    ]
    upheld = next(said(one) for one in articles if "Objection 3" in said(one))
    for words in (
        "10 November 2026",
        "upheld",
        "1 file came with it",
        "Audited again 10 November 2026, 11:15: still there",
        "Audited again 10 November 2026, 19:15: no longer there",
        "Answer 12 November 2026, VARAM: Taisnība.",
    ):
        assert words in upheld
    # Who objected is nobody's business.
    assert "Ozola" not in upheld
    open_one = next(said(one) for one in articles if "Objection 4" in said(one))
    for words in ("not settled yet", "could not be told", "There is no answer yet.", "and 3 more pages"):
        assert words in open_one


def test_pages_that_were_audited_again_besides_are_told() -> None:
    rows = [said(row) for row in part(report()).xpath(".//tbody/tr")]
    assert len(rows) == len(AUDIT.pages)
    failed_pages = [page for page in AUDIT.pages if page.failure is not None]
    assert sum("The page could not be seen: " in row for row in rows) == len(failed_pages) > 0
    assert sum("rules fail" in row or "no rule fails" in row for row in rows) == len(rows) - len(failed_pages) > 0


def test_hostile_words_are_text_and_bounded() -> None:
    source = report()
    assert SCRIPT not in source
    assert "&lt;script&gt;" in source
    found = part(source)
    assert "\u202e" not in said(found)
    assert [link.get("href") for link in found.xpath(".//a")] != []
    assert all(link.get("href").startswith("https://") for link in found.xpath(".//a"))
    assert max(len(quote.text_content()) for quote in found.xpath(".//blockquote")) <= 2_001


def test_a_report_without_objections_has_no_such_part() -> None:
    assert 'id="objections"' not in report(objections=())
    assert 'href="#objections"' not in report(objections=())


def test_a_site_that_could_not_be_seen_gets_its_answers_too() -> None:
    assert "Taisnība." in said(part(report(audit=failed())))


def test_very_many_objections_are_bounded() -> None:
    many = tuple(replace(OPEN, id=number, made_at=MADE + timedelta(hours=number)) for number in range(51))
    found = part(report("lv", objections=many))
    assert len(found.xpath(".//article")) == 30
    assert "21 senāks iebildums nav parādīts." in said(found)


@pytest.mark.parametrize("language", ["lv", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "dark"), (320, "light")])
def test_the_part_passes_its_own_audit(
    browser: Browser, axe: str, tmp_path: Path, language: Language, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    file = tmp_path / "site.html"
    file.write_text(report(language), encoding="utf-8")
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(axe)
    assert page.evaluate(RUN) == []
    page.locator("#objections").screenshot(path=tmp_path / f"{language}-{width}.png")
    context.close()
