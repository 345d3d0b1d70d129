"""The letter says what a mayor needs in both languages, and nothing from outside adds a header or acts in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from playwright.sync_api import Browser, Page

from model.audit import Audit, Status
from model.finding import Feature
from model.text import LANGUAGES, Language
from reports.envelope import Envelope, file_stem, message, message_id
from reports.language import Words
from reports.mail import Letter, Whole, render_letter
from reports.mail_changes import mail_changes
from tests.reports.example_audit import AUDIT, PREVIOUS, failed, issue
from tests.reports.example_outlook import ASPECT_TEXTS, GAINS
from tests.reports.example_texts import TEXTS

LINK = "https://parskati.example/0044000-paraugnovads.lv.html"
ENVELOPE = Envelope(
    "Pašvaldību vietņu audits <audits@eindekss.example>",
    "pasts@paraugnovads.lv",
    "atbildes@eindekss.example",
    datetime(2026, 11, 24, 7, 30, tzinfo=UTC),
)
HOSTILE = (
    "Novads\r\nBcc: visi@example.lv\r\n\r\n<b>cits teksts</b>",
    "Novads\nX-Evil: 1",
    "Novads\x00\x1b[31m\u202edaebs",
    "Ādažu un Ķeguma novads “Ž” <script>alert(1)</script>",
    "Ļoti garš nosaukums " * 300,
    "bez" * 2_000,
    "=?utf-8?q?a=0D=0ABcc:_x?=",
)


def letter(
    audit: Audit = AUDIT, language: Language = "en", since: Audit | None = None, whole: Whole | None = None
) -> Letter:
    return render_letter(audit, language=language, texts=TEXTS, whole=whole or Whole(link=LINK), since=since)


def named(name: str) -> Audit:
    return replace(AUDIT, site=replace(AUDIT.site, name=name))


def made(audit: Audit, language: Language = "lv", pdf: bytes | None = None) -> EmailMessage:
    """The message as the one who gets it reads it."""
    sent = message(letter(audit, language), audit, ENVELOPE, language, pdf).as_bytes()
    return message_from_bytes(sent, policy=default)


def one_line(text: str) -> str:
    return " ".join(text.split())


def text_of(source: str) -> str:
    (body,) = html.document_fromstring(source).xpath("//body")
    return one_line(body.text_content())


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_letter_says_where_they_stand_and_what_to_mend(form: str) -> None:
    def said(language: Language, since: Audit | None = None) -> str:
        found = letter(language=language, since=since)
        return one_line(found.text) if form == "text" else text_of(found.html)

    latvian = said("lv", PREVIOUS)
    for part in (
        "Indekss ir 61,2 no 100; pagaidām izmērītā indeksa daļa ir 43\N{NO-BREAK SPACE}%.",
        "Tas ir 3. brieduma līmenis no 5:",
        "Iepriekšējā vēstulē aprakstītā audita diena: 2026. gada 22. novembris.",
        "Indekss: \N{MINUS SIGN}1,8 punkti",
        "5 cēloņi ir jauni, 1 ir novērsts, 4 joprojām ir",
        "Attēlam nav tekstuālās alternatīvas (1 lapā, kritiska ietekme)",
        "1 rādītājam nav vērtējuma: Aptaujā nav atbildes.",
        "Neizdevās auditēt 2 lapas.",
        LINK,
        "Ja kāda kļūda norādīta nepareizi",
        "ar vārdu „atteikties”",
    ):
        assert one_line(part) in latvian
    english = said("en")
    assert "Image has no text alternative (on 1 page, critical impact)" in english
    assert "with the word “stop”" in english
    # The first letter compares with nothing.
    assert "last message" not in english


@pytest.mark.parametrize("form", ["text", "html"])
def test_the_letter_names_what_gains_most_as_the_report_does(form: str) -> None:
    made = render_letter(AUDIT, language="lv", texts=ASPECT_TEXTS, whole=Whole(link=LINK), gains=GAINS)
    said = one_line(made.text) if form == "text" else text_of(made.html)
    points = [words.points(gain.step.gain or 0.0) for words in (Words("lv"),) for gain in GAINS]
    places = [said.index(each) for each in points]
    assert places == sorted(places)
    assert "kritiska ietekme" not in said[: said.index("Kas nav izmērīts" if form == "html" else "KAS NAV IZMĒRĪTS")]


def test_the_subject_names_site_index_and_day() -> None:
    audit = named("Liepu novads")
    assert letter(audit, "lv").subject == (
        "Liepu novads: tīmekļvietnes audits, indekss 61,2 (2026. gada 24. novembris)"
    )
    assert letter(audit).subject == "Liepu novads: website audit, index 61.2 (24 November 2026)"
    silent = replace(audit, index=replace(audit.index, score=None, maturity=None))
    assert letter(silent).subject == "Liepu novads: website audit (24 November 2026)"
    assert "There is no index score yet" in letter(silent).text
    lost = letter(failed(), "lv", AUDIT)
    assert lost.subject == "Slēgtais novads: tīmekļvietni neizdevās auditēt (2026. gada 24. novembris)"
    for said in (one_line(lost.text), text_of(lost.html)):
        assert "Cēlonis: bloķē aizsardzība pret robotiem." in said
        assert "Toreiz vietni izdevās auditēt." in said
    assert "At that time the site could not be audited." in letter(since=failed()).text


@pytest.mark.parametrize(
    ("whole", "said", "unsaid"),
    [
        (Whole(attached=True), "attached to this message as a PDF file", "is on this page"),
        (Whole(link=LINK), LINK, "attached"),
        (Whole(), "To get the whole report, reply", "attached"),
        (Whole(link="javascript:alert(1)"), "To get the whole report, reply", "javascript"),
    ],
)
def test_the_whole_report_is_attached_or_linked(whole: Whole, said: str, unsaid: str) -> None:
    found = letter(whole=whole)
    for form in (one_line(found.text), found.html):
        assert said in form
        assert unsaid not in form


def test_the_html_loads_nothing_and_is_small() -> None:
    tree = html.document_fromstring(letter(since=PREVIOUS).html)
    assert tree.xpath("//script | //img | //link | //style | //iframe | //form | //*[@src]") == []
    assert {link.get("href") for link in tree.xpath("//a")} == {AUDIT.site.url, LINK}
    worst = replace(named("Ž" * 5_000), wcag_issues=tuple(issue(n, f"rule-{'x' * 900}-{n}") for n in range(300)))
    assert len(letter(worst, "lv", PREVIOUS).html.encode()) < 100_000


def test_lines_of_the_text_fit_every_mail_program() -> None:
    for language in LANGUAGES:
        lines = letter(language=language, since=PREVIOUS).text.splitlines()
        assert max(len(line) for line in lines if "://" not in line) <= 76
        assert LINK in lines
        assert all(line == line.rstrip() for line in lines)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_adds_a_header_or_breaks_one(name: str) -> None:
    sent = message(letter(named(name), "lv"), named(name), ENVELOPE, "lv", b"%PDF-1.7").as_bytes()
    head = sent.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert all(len(line) < 998 and line.isascii() for line in head)
    found = made(named(name), pdf=b"%PDF-1.7")
    assert found.keys() == [
        "From", "To", "Reply-To", "Subject", "Date", "Auto-Submitted", "Message-ID", "List-Unsubscribe",
        "MIME-Version", "Content-Type", "Content-Language",
    ]  # fmt: skip
    assert [part.defects for part in found.walk() if part.defects] == []
    assert found["Subject"] == letter(named(name), "lv").subject
    assert len(found["Subject"]) < 250
    (attached,) = found.iter_attachments()
    assert re.fullmatch(r"[A-Za-z0-9-]{1,60}-2026-11-24-lv\.pdf", attached.get_filename() or "")
    body: Any = found.get_body(("html",))
    assert "<script" not in body.get_content()


def test_the_headers_say_who_wrote_and_how_to_stop() -> None:
    found = made(AUDIT)
    assert str(found["From"]) == ENVELOPE.sender
    assert (found["To"], found["Reply-To"]) == (ENVELOPE.recipient, ENVELOPE.reply_to)
    assert found["Date"].datetime == ENVELOPE.written_at
    assert (found["Auto-Submitted"], found["Content-Language"]) == ("auto-generated", "lv")
    assert found["List-Unsubscribe"] == "<mailto:atbildes@eindekss.example?subject=atteikties>"
    assert made(AUDIT, "en")["List-Unsubscribe"] == "<mailto:atbildes@eindekss.example?subject=stop>"


def test_the_parts_are_text_then_html_and_a_pdf_beside_them() -> None:
    kinds = [part.get_content_type() for part in made(AUDIT, pdf=b"%PDF-1.7").walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "text/html", "application/pdf",
    ]  # fmt: skip
    plain = made(AUDIT)
    assert [part.get_content_type() for part in plain.walk()] == ["multipart/alternative", "text/plain", "text/html"]
    body: Any = plain.get_body(("plain",))
    assert body.get_content().replace("\r\n", "\n") == letter(AUDIT, "lv").text


def test_the_message_id_tells_audits_addresses_and_languages_apart() -> None:
    other = replace(ENVELOPE, recipient="cits@paraugnovads.lv", written_at=datetime(2027, 1, 1, tzinfo=UTC))
    ids = [
        message_id(AUDIT, ENVELOPE, "lv"),
        message_id(AUDIT, ENVELOPE, "en"),
        message_id(replace(AUDIT, run="another"), ENVELOPE, "lv"),
        message_id(AUDIT, other, "lv"),
    ]
    assert len(set(ids)) == 4
    assert message_id(AUDIT, replace(other, recipient=ENVELOPE.recipient), "lv") == ids[0] == made(AUDIT)["Message-ID"]
    assert ids[0].endswith("@eindekss.example>")


def test_a_name_without_ascii_letters_still_names_the_file() -> None:
    assert file_stem(named("Ķeguma novads"), "lv") == "Keguma-novads-2026-11-24-lv"
    assert file_stem(named("Ωμέγα / .."), "en") == "report-2026-11-24-en"


def moved(**facts: Any) -> bool:
    return mail_changes(replace(AUDIT, **facts), AUDIT).worth_a_mail


def test_what_is_worth_a_mail() -> None:
    score = AUDIT.index.score
    assert score is not None
    first, *others = AUDIT.features
    assert not moved()
    assert not moved(index=replace(AUDIT.index, score=score + 0.099))
    assert moved(index=replace(AUDIT.index, score=score + 0.1))
    assert moved(index=replace(AUDIT.index, score=score - 0.1))
    # Another methodology measures otherwise: that is no news of the site.
    assert not moved(index=replace(AUDIT.index, score=score + 20, methodology="2026"))
    assert moved(wcag_issues=(*AUDIT.wcag_issues, issue(99, "label")))
    # Of the pages without this issue every one was seen again: it is gone.
    assert moved(wcag_issues=AUDIT.wcag_issues[3:])
    assert moved(status=Status.FAILED)
    found = {feature.id: feature.found for feature in AUDIT.features}
    assert first.found is not None
    assert moved(features=(replace(first, found=not first.found), *others))
    assert not moved(features=(Feature(first.id, None), *others))
    assert {True, False, None} >= set(found.values())


def test_gained_and_lost_features_are_named() -> None:
    here = [feature for feature in AUDIT.features if feature.found is True]
    gone = replace(AUDIT, features=tuple(replace(one, found=False) for one in AUDIT.features if one in here))
    assert "No longer found: " in letter(gone, since=AUDIT).text
    back = letter(AUDIT, "lv", since=gone)
    assert "Tagad ir atrasts: " in back.text
    assert TEXTS.feature_title(here[0].id, "lv") in one_line(back.text)
    assert TEXTS.feature_title(here[0].id, "lv") in back.html
    assert "Nothing that the audit measures has changed." in letter(AUDIT, since=AUDIT).text


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 320, "height": 600})
    yield opened
    opened.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_passes_axe_and_fits_a_phone(page: Page, axe: str, language: Language, tmp_path: Path) -> None:
    file = tmp_path / "letter.html"
    file.write_text(letter(language=language, since=PREVIOUS, whole=Whole(attached=True, link=LINK)).html, "utf-8")
    page.goto(file.as_uri())
    page.evaluate(axe)
    found = page.evaluate("axe.run()")
    assert [rule["id"] for rule in found["violations"]] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
