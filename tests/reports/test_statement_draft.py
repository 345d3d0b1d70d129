"""The draft of an accessibility statement: what it claims, and that the audit's own check has nothing against it."""

import re
from dataclasses import replace

import pytest
from lxml import html

from checks.catalogue import rule_texts
from checks.remedies import remedies
from checks.usability.statement_faults import fault_texts
from model.audit import Audit
from model.finding import Feature, Issue, Outcome, Party, Standard
from model.site import Site
from model.text import Language
from reports.method import Background
from reports.site_report import render_report
from reports.statement_draft import CORRECTIONS, Draft, institution, statement_draft
from reports.terms import ASPECTS
from reports.texts import ReportTexts
from tests.checks.statements import faults_of
from tests.reports.example_audit import AUDIT, SCRIPT, issue
from tests.reports.example_texts import TEXTS

SITE = Site("https://novads.example/", "Avotu novads")
CONTACTS = "https://novads.example/kontakti"
TEXTS_OF_ALL = ReportTexts(rules=rule_texts(), remedies=remedies())
# Every rule at once, each with a criterion of its own, as no site has it.
EVERY_RULE = tuple(issue(at, rule, criteria=("1.4.3",)) for at, rule in enumerate(TEXTS_OF_ALL.rules))
BLANK = re.compile(r"<mark>\[aizpilda pašvaldība: ([^\]]*)\]</mark>")
FILLED = {
    "kurš un kad izvērtēja": "pašvaldības darbinieki, 20.11.2026.",
    "saite uz izvērtējuma protokolu": '<a href="/faili/protokols.xlsx">protokols</a>',
    "pilnīgi atbilst, daļēji atbilst vai neatbilst": "daļēji atbilst",
    "neatbilstības, ko atrada cilvēks; ja tādu nav, šo rindu izdzēst": "Daļai video nav subtitru.",
    "kurš saturs un kāpēc; ja tāda nav, ierakstīt „Nav”": "Nav",
    "kurš saturs; ja tāda nav, ierakstīt „Nav”": "Nav",
    "kā to pašu saturu saņemt citādi": "Saturu citā formātā sagatavos klientu apkalpošanas centrs.",
    "datums": "23.11.2026.",
    "e-pasta adrese un tālrunis": "pasts@novads.example, 60000001",
}


def audit(*issues: Issue, **facts: object) -> Audit:
    pages = tuple(replace(page, final_url=CONTACTS) if page.role == "contacts" else page for page in AUDIT.pages)
    return replace(AUDIT, site=SITE, pages=pages, wcag_issues=issues, **facts)  # type: ignore[arg-type]


def filled(draft: Draft, *, but: str | None = None) -> str:
    """The draft as published, with its blanks filled in, all or all but one."""
    return BLANK.sub(lambda blank: blank[0] if blank[1] == but else FILLED[blank[1]], draft.as_html())


@pytest.mark.parametrize("issues", [(), (issue(1, "color-contrast"),), EVERY_RULE], ids=["none", "one", "all"])
@pytest.mark.parametrize("features", [(), AUDIT.features], ids=["first", "reviewed"])
def test_a_draft_that_is_filled_in_has_no_fault(issues: tuple[Issue, ...], features: tuple[Feature, ...]) -> None:
    draft = statement_draft(audit(*issues, features=features), TEXTS_OF_ALL)
    assert faults_of(filled(draft), site=SITE, conforms=not issues) == {}


def test_every_blank_is_found_where_it_is_published() -> None:
    draft = statement_draft(audit(), TEXTS_OF_ALL)
    blanks = set(BLANK.findall(draft.as_html()))
    assert blanks == FILLED.keys()
    for blank in blanks:
        found = faults_of(filled(draft, but=blank), site=SITE)
        assert found["template-placeholder"] == f"[aizpilda pašvaldība: {blank}]", blank
    assert "template-placeholder" in faults_of(draft.as_html(), site=SITE)


def test_text_and_html_say_the_same() -> None:
    draft = statement_draft(audit(*AUDIT.wcag_issues), TEXTS)
    page = html.document_fromstring(draft.as_html())
    assert page.get("lang") == "lv"
    (whole,) = page.xpath("//body")
    body = " ".join(whole.text_content().split())
    assert body == " ".join(draft.as_text().replace("\n- ", "\n").split())
    assert draft.blanks == draft.as_text().count("[aizpilda pašvaldība: ") == 9
    assert page.xpath("//style | //script | //@style | //@class") == []


@pytest.mark.parametrize(
    ("criteria", "said"),
    [
        ((), "[aizpilda pašvaldība: pilnīgi atbilst, daļēji atbilst vai neatbilst]"),
        (("1.4.3",), "daļēji atbilst"),
        (tuple(f"1.1.{number}" for number in range(25)), "daļēji atbilst"),
        (tuple(f"1.1.{number}" for number in range(26)), "neatbilst"),
    ],
)
def test_conformity_is_what_is_proven(criteria: tuple[str, ...], said: str) -> None:
    issues = [issue(at, "label", criteria=(one,)) for at, one in enumerate(criteria)]
    unproven = [
        issue(90, "label", outcome=Outcome.NEEDS_REVIEW),
        issue(91, "label", party=Party.OTHER),
        issue(92, "label", standard=Standard.WCAG22),
        issue(93, "label", standard=Standard.BEST_PRACTICE),
    ]
    text = statement_draft(audit(*issues, *unproven), TEXTS).as_text()
    assert f"Avotu novada pašvaldības tīmekļvietne {said} noteikumiem Nr. 445" in text
    assert re.sub(r"\[[^\]]*\]", "", text).count("pilnīgi atbilst") == 0


def test_what_is_not_accessible_stands_under_the_eleven_aspects() -> None:
    issues = (issue(1, "color-contrast"), issue(2, "image-alt", criteria=("1.1.1", "4.1.2")), issue(3, "nav-tada"))
    twice = (*issues, issue(4, "color-contrast", component="footer"))
    text = statement_draft(audit(*twice), TEXTS_OF_ALL).as_text()
    assert (
        "Attēlu tekstuālā alternatīva\n\n- Attēlam nav teksta alternatīvas (WCAG 2.1 kritēriji 1.1.1, 4.1.2).\n\n"
        "Krāsu kontrasti\n\n- Tekstam ir nepietiekams kontrasts ar fonu (WCAG 2.1 kritērijs 1.4.3).\n\n"
        "Citas prasības\n\n- nav-tada (WCAG 2.1 kritērijs 1.4.3).\n"
    ) in text
    assert len(ASPECTS) == 11


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Līvānu novads", "Līvānu novada pašvaldība"),
        ("Rīgas valstspilsēta", "Rīgas valstspilsētas pašvaldība"),
        ("www.novads.example", "[aizpilda pašvaldība: iestādes nosaukums]"),
    ],
)
def test_the_institution_is_named_as_it_names_itself(name: str, said: str) -> None:
    assert institution(name) == said


def test_only_a_contacts_page_that_was_read_is_named() -> None:
    assert f"Pašvaldības kontaktinformācija: {CONTACTS}" in statement_draft(audit(), TEXTS).as_text()
    lost = audit()
    pages = tuple(replace(page, failure=AUDIT.failure) for page in lost.pages)
    assert "Pašvaldības kontaktinformācija" not in statement_draft(replace(lost, pages=pages), TEXTS).as_text()


def test_every_fault_that_a_sentence_can_mend_has_one() -> None:
    draft = statement_draft(audit(*AUDIT.wcag_issues), TEXTS)
    mended = {fault for fault in fault_texts() if draft.correction(fault)}
    assert mended == CORRECTIONS.keys()
    assert fault_texts().keys() - mended == {
        "template-placeholder", "past-promise", "missing-home-link", "misspelt-word",
    }  # fmt: skip
    assert draft.correction("other-site") == "Šis paziņojums attiecas uz: https://novads.example/"


@pytest.mark.parametrize("language", ["lv", "en"])
def test_the_report_shows_the_draft_in_latvian(language: Language) -> None:
    hostile = audit(*AUDIT.wcag_issues)
    pages = tuple(replace(page, final_url=f"{CONTACTS}?{SCRIPT}") for page in hostile.pages)
    page = render_report(
        replace(hostile, pages=pages, features=()),
        language=language,
        texts=TEXTS,
        screenshots=lambda page, name: None,
        background=Background(),
    )
    (shown,) = html.document_fromstring(page).xpath("//details[@class='draft']/div")
    assert shown.get("lang") == "lv"
    assert [one.text for one in shown.xpath(".//h5")] == [
        "Atbilstības statuss",
        "Nepiekļūstamais saturs",
        "Piekļūstamības alternatīvas",
        "Ziņas par paziņojuma sagatavošanu",
        "Atsauksmēm un saziņai",
        "Izpildes nodrošināšanas procedūra un sūdzību iesniegšanas kārtība",
    ]
    assert len(shown.xpath(".//mark")) == 8
    assert shown.xpath(".//script") == []
    assert SCRIPT in shown.text_content()
