"""The workbook holds what people work through, and nothing of an audited page can act in it."""

import io
import re
from dataclasses import replace
from datetime import datetime
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from model.audit import Audit
from model.decision import About, Decision, Ruling
from model.finding import Example, Outcome, Proof
from model.remedy import Fixer, Hurt, Remedy
from model.text import LANGUAGES, Language
from reports import sheets
from reports.texts import ReportTexts
from reports.workbook import render_workbook
from tests.reports.example_audit import AUDIT, FEATURES, HOME, PAGES, WCAG_ISSUES, failed, issue
from tests.reports.example_texts import TEXTS

SIGNS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    " =1",
    "＝1",
    "|calc",
    "_x003D_1+1",
    "'=1",
    "a\x00\x0b\x1fb",
    "\ud83d",
)
NAMES = {
    "lv": ["Kopsavilkums", "Darāmais", "Vietas", "Iespējas", "Auditētās lapas", "Piekļūstamības paziņojums",
           "Kas nav izmērīts"],
    "en": ["Summary", "To do", "Places", "Features", "Audited pages", "Accessibility statement",
           "What was not measured"],
}  # fmt: skip
REMEDY = Remedy((Hurt.BLIND, Hurt.PHONE), Fixer.EDITOR, "<img>", '<img alt="Domes ēka">')


def content(audit: Audit = AUDIT, language: Language = "en", texts: ReportTexts = TEXTS) -> bytes:
    return render_workbook(audit, language, texts, {"color-contrast": 2.5, "image-alt": 0.5})


def read(audit: Audit = AUDIT, language: Language = "en", texts: ReportTexts = TEXTS) -> Workbook:
    return load_workbook(io.BytesIO(content(audit, language, texts)))


def rows(book: Workbook, name: str) -> list[dict[str, object]]:
    sheet = book[name]
    assert isinstance(sheet, Worksheet)
    headings, *found = sheet.iter_rows(values_only=True)
    return [dict(zip(map(str, headings), row, strict=True)) for row in found]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_is_named_in_the_language_and_ready_to_work_with(language: Language) -> None:
    book = read(language=language)
    assert book.sheetnames == NAMES[language]
    for sheet in book.worksheets:
        assert sheet.freeze_panes is not None
        assert sheet.freeze_panes.endswith("2")
        assert sheet.auto_filter.ref == sheet.dimensions
        assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
        assert sheet.sheet_properties.pageSetUpPr is not None
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows == "$1:$1"
        widths = [column.width for column in sheet.column_dimensions.values()]
        assert len(widths) == sheet.max_column
        assert all(5 < width <= 90 for width in widths)
        assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1])
        assert all(cell.alignment.wrap_text for row in sheet.iter_rows(min_row=2) for cell in row if cell.value)


def test_the_summary_has_real_numbers_and_a_real_date() -> None:
    book = read(language="lv")
    facts = {row["Kopsavilkums"]: row for row in rows(book, "Kopsavilkums")}
    assert facts["Indekss"]["Vērtējums"] == pytest.approx(61.234567)
    assert (facts["Indekss"]["Izmērīts"], facts["Indekss"]["Brieduma līmenis"]) == (0.43, 3)
    assert facts["Saziņa ar sabiedrību un līdzdalība"]["Piezīme"] == "Definēts"
    assert facts["– Tīmekļvietnes lietojamība"]["Vērtējums"] == 71.25
    assert facts["ATVK"]["Vērtējums"] == "0044000"
    assert facts["Mērīts"]["Vērtējums"] == datetime(2026, 11, 24, 0, 30)
    forms = {cell.value: cell.number_format for row in book["Kopsavilkums"].iter_rows() for cell in row if cell.value}
    assert forms[datetime(2026, 11, 24, 0, 30)] == "dd.mm.yyyy hh:mm"
    assert forms[0.43] == "0.0%"


def test_one_row_is_one_cause_with_all_that_mends_it() -> None:
    decided = Decision(
        id=1, site="x", about=About.FINDING, subject=WCAG_ISSUES[0].fingerprint, ruling=Ruling.FAIL, who="Ilze",
        why="=redzams", from_day=AUDIT.started_at.date(), until=None, made_at=AUDIT.started_at,
    )  # fmt: skip
    texts = replace(TEXTS, remedies={"color-contrast": REMEDY})
    found = rows(read(replace(AUDIT, decisions=(decided,)), texts=texts), "To do")
    assert [row["No."] for row in found] == list(range(1, 10))
    # What gains most comes first, though its impact is the lesser one; what others made comes last.
    assert [row["Rule"] for row in found][:2] == ["color-contrast", "image-alt"]
    assert found[-1]["Kind"] == "In frames of other parties"
    assert found[0] == {
        "No.": 1,
        "Status": "to do",
        "What is wrong": "Text contrast is too low",
        "Kind": "Accessibility",
        "Result": "failed",
        "Impact": "serious impact",
        "Gain": 2.5,
        "Whom it hurts": "blind people; people on phones",
        "Who can mend it": "content editor",
        "What to do": "Raise the contrast to at least 4.5 : 1.",
        "WCAG": "1.4.3",
        "EN 301 549": "9.1.4.3",
        "Pages": 3,
        "Places": 40,
        "First page": HOME,
        "Component": "main",
        "Element": "main > p",
        "Code": "<p>Teksts</p>",
        "Corrected example": '<img alt="Domes ēka">',
        "Rule": "color-contrast",
        "Remark": "decided by Ilze: =redzams",
    }
    # Without a remedy the row still stands.
    assert (found[1]["Whom it hurts"], found[1]["Who can mend it"], found[1]["Corrected example"]) == (None,) * 3


def test_the_worker_chooses_the_status() -> None:
    sheet = read(language="lv")["Darāmais"]
    (choices,) = sheet.data_validations.dataValidation
    assert choices.formula1 == '"jāizdara,tiek labots,novērsts,atlikts"'
    assert str(choices.sqref) == "B2:B10"
    assert {cell.value for cell in sheet["B"][1:]} == {"jāizdara"}


def test_places_are_every_page_of_every_cause_by_the_number_of_the_cause() -> None:
    book = read()
    numbers = {row["No."]: row["Rule"] for row in rows(book, "To do")}
    found = rows(book, "Places")
    assert len(found) == sum(one.pages for one in WCAG_ISSUES[:1]) + 3 + 7
    contrast = [row for row in found if numbers[row["No."]] == "color-contrast"]
    assert [row["Page"] for row in contrast] == list(WCAG_ISSUES[0].page_urls)
    assert (contrast[0]["Kind"], contrast[0]["Code"]) == ("home page", "<p>Teksts</p>")
    assert contrast[1]["Code"] is None


def test_features_pages_statement_and_what_was_not_measured() -> None:
    book = read()
    budget, *_ = rows(book, "Features")
    assert (budget["Feature"], budget["Group"], budget["Result"]) == ("Participatory budget", "Participation", "found")
    assert (budget["On page"], budget["Leads to"]) == (HOME, FEATURES[0].evidence[0].target)
    home, _, lost, _ = rows(book, "Audited pages")
    assert (home["Address"], home["Answer"], home["WCAG score"]) == (HOME, 200, 71.25)
    assert (home["First byte, ms"], home["Loaded, ms"], home["Size, kB"]) == (120, 900, 240)
    assert (home["Rules that fail"], lost["Rules that fail"]) == (3, None)
    assert lost["Remark"] == "no answer in time: no answer in 45 s"
    assert [row["Result"] for row in rows(book, "Accessibility statement")] == ["not as the form asks"] * 2 + ["advice"]
    silent = {row["What was not measured"]: row["Why"] for row in rows(book, "What was not measured")}
    assert silent["Service quality"] == "The survey gives no answer."
    assert silent["font-size"] == "The check gave no answer."
    assert silent[PAGES[3].url] == "server error (5xx)"


def test_empty_lists_say_so() -> None:
    bare = replace(AUDIT, wcag_issues=(), mobile_issues=(), usability_issues=(), features=())
    book = read(bare)
    said = [cell.value for row in book["To do"].iter_rows(min_row=2) for cell in row if cell.value]
    assert said == ["No fault was found that a machine can prove."]
    assert book["To do"].data_validations.dataValidation == []
    assert book["Accessibility statement"]["B2"].value == "No statement was judged."


def test_a_failed_audit_says_why_and_gives_no_score() -> None:
    book = read(failed(), "lv")
    assert book.sheetnames == ["Kopsavilkums", "Auditētās lapas"]
    facts = {row["Kopsavilkums"]: row for row in rows(book, "Kopsavilkums")}
    assert "Indekss" not in facts
    assert str(facts["Rezultāts"]["Piezīme"]).startswith("bloķē aizsardzība pret robotiem")


def hostile(words: str) -> Audit:
    """The words wherever an audited page could have put them."""
    evil = issue(
        1, "image-alt", component=words, examples=(Example(f"https://ex.lv/{words}", words, words),),
        page_urls=(words, f"https://ex.lv/{words}"),
    )  # fmt: skip
    feature = replace(FEATURES[0], evidence=(Proof(words, words, f"javascript:{words}", words),))
    pages = (replace(PAGES[0], url=words, final_url=None, notes=(words,)),)
    site = replace(AUDIT.site, name=words)
    return replace(AUDIT, site=site, wcag_issues=(evil,), features=(feature,), pages=pages)


@pytest.mark.parametrize("words", SIGNS)
def test_no_word_of_a_page_runs(words: str) -> None:
    raw = content(hostile(words))
    with ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))}
    assert not any(re.search(r"<f[ >]", part) for name, part in parts.items() if "worksheets" in name)
    book = load_workbook(io.BytesIO(raw))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    texts = [(cell, str(cell.value)) for cell in cells if isinstance(cell.value, str)]
    assert all(cell.quotePrefix for cell, text in texts if text.lstrip()[:1] in {*"=+-@|'＝"})
    # A reader that undoes the escapes of the format reads the words as they were, and makes no sign out of them.
    assert all("_x003D_" in unescape(text) for _, text in texts if "x003D" in text)


def test_links_lead_to_harmless_addresses_only_and_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    bad = ("javascript:alert(1)", "ftp://ex.lv/", "https://ex.lv/%zz", "https://ex.lv/a b", "https://ex.lv/ā",
           "https://ex.lv/" + "a" * 3000, "file:///etc/passwd", "=HYPERLINK(1)", "https://")  # fmt: skip
    good = ("https://ex.lv/a?b=1&c=2#d", "http://ex.lv/")
    causes = tuple(
        issue(at, "label", examples=(Example(url, None, None),), page_urls=())
        for at, url in enumerate((*good, *bad), start=100)
    )
    book = read(replace(AUDIT, wcag_issues=causes))
    links = {cell.hyperlink.target for row in book["To do"].iter_rows() for cell in row if cell.hyperlink}
    assert links == {*good, HOME}
    monkeypatch.setattr(sheets, "MAX_LINKS", 3)
    book = read(replace(AUDIT, wcag_issues=tuple(issue(at, "label") for at in range(100, 120))))
    assert sum(cell.hyperlink is not None for row in book["To do"].iter_rows() for cell in row) == 3


def test_a_sheet_that_is_too_long_says_what_is_left_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ROWS", 21)
    many = tuple(issue(at, "label", outcome=Outcome.NEEDS_REVIEW) for at in range(100, 130))
    sheet = read(replace(AUDIT, wcag_issues=many), "lv")["Darāmais"]
    assert sheet.max_row == 23
    assert sheet["D23"].value == "Vēl 12 rindas izlaistas."
    assert sheet.auto_filter.ref == "A1:U22"
