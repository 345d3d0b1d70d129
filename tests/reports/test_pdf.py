"""The printed report passes PDF/UA-1, and a reader hears of it what a visitor of the page sees, in the same order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from typing import Any

import page as pdf_validation
import pikepdf
import pytest
from lxml import html as lxml_html
from pikepdf import Dictionary, Name

from crawler.executables import find_browser
from crawler.printing import Printer
from model.text import Language
from reports.pdf import accessible_pdf
from reports.site_report import render_report
from reports.templating import print_foot
from tests.reports.example_audit import AUDIT, PREVIOUS, SCRIPT, failed, pictures, screenshots
from tests.reports.example_texts import TEXTS
from tests.reports.pdf_reading import Said, read

LANGUAGES: tuple[Language, ...] = ("lv", "en")
LONG_TABLE = """<!doctype html><html lang="lv"><head><title>Gara tabula</title><style>
@page { size: A4; margin: 20mm } thead { display: table-header-group }
body { margin: 0 }</style></head><body>
<svg role="img" aria-label="Taisnstūris" width="300" height="100"><path d="M10 10H210V90H10Z" fill="teal"/></svg>
<img alt="Punkts" width="100" height="40" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==">
<h1>Gara tabula</h1>
<table><thead><tr><th scope="col">Adrese</th><th scope="col">Daļa, %</th></tr></thead><tbody>ROWS</tbody></table>
<p><a href="https://viens.example/a">Saite</a> <a href="https://viens.example/a">cita saite</a>
<a href="#zudusi">zudusi</a></p></body></html>"""
# Not read: marks beside words that say the same, and what only the page of a screen needs.
UNREAD = "//head | //*[@aria-hidden='true'] | //a[@class='skip'] | //*[contains(@class, 'unseen')] | //svg"


@dataclass(frozen=True)
class Made:
    """A report as HTML, as the browser prints it, and as the municipality gets it."""

    html: str
    printed: bytes

    @cached_property
    def pdf(self) -> bytes:
        return accessible_pdf(self.printed, self.html)

    @cached_property
    def opened(self) -> pikepdf.Pdf:
        return pikepdf.Pdf.open(BytesIO(self.pdf))

    @cached_property
    def said(self) -> Said:
        return read(self.opened)

    @property
    def tree(self) -> Any:
        return lxml_html.document_fromstring(self.html)

    @property
    def headings(self) -> list[tuple[str, str]]:
        found = self.tree.xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")
        return [(heading.tag.upper(), plain(heading.text_content())) for heading in found]

    def annotations(self) -> Iterator[Any]:
        for page in self.opened.pages:
            yield from page.obj.get(Name.Annots, [])


def plain(text: str) -> str:
    """Without the spaces that a line's end takes away."""
    return re.sub(r"\s+", "", text)


def report(language: Language, site_failed: bool = False) -> str:
    return render_report(
        failed() if site_failed else AUDIT,
        language=language,
        texts=TEXTS,
        screenshots=screenshots,
        pictures=pictures,
        previous=PREVIOUS,
    )


@pytest.fixture(scope="module")
def made() -> dict[str, Made]:
    pages: dict[str, str] = {language: report(language) for language in LANGUAGES}
    pages |= {f"failed-{language}": report(language, site_failed=True) for language in LANGUAGES}
    pages["table"] = LONG_TABLE.replace(
        "ROWS", "".join(f"<tr><td>Rinda {row}</td><td>{row}</td></tr>" for row in range(90))
    )
    with Printer(find_browser()) as printer:
        return {name: Made(html, printer.print(html, print_foot())) for name, html in pages.items()}


@pytest.mark.parametrize("name", ["lv", "en", "failed-lv", "failed-en", "table"])
def test_it_passes_pdf_ua(made: dict[str, Made], name: str) -> None:
    judged = pdf_validation.validate_pdf_bytes(made[name].pdf, profile="ua1")
    assert judged.rules.total > 100
    assert [f"{failure.rule_id}: {failure.message}" for failure in judged.failures] == []
    assert not pdf_validation.is_pdf_compliant_bytes(made[name].printed, profile="ua1")


@pytest.mark.parametrize("name", ["lv", "en", "failed-lv", "failed-en", "table"])
def test_all_that_the_page_says_is_read_once_and_in_its_order(made: dict[str, Made], name: str) -> None:
    tree = made[name].tree
    for unread in tree.xpath(UNREAD):
        unread.drop_tree()
    leaves = [each for each in made[name].said if not each.parts and each.kind not in ("Lbl", "Figure")]
    assert plain("".join(leaf.text for leaf in leaves)) == plain(tree.text_content())


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_tagged_and_are_the_bookmarks(made: dict[str, Made], language: Language) -> None:
    one = made[language]
    headings = [(each.kind, plain(each.text)) for each in one.said if re.fullmatch("H[1-6]", each.kind)]
    assert headings == one.headings
    with one.opened.open_outline() as outline:
        waiting, bookmarks = list(outline.root), []
        while waiting:
            item = waiting.pop(0)
            bookmarks.append(plain(item.title))
            waiting = [*item.children, *waiting]
    # The browser puts the title of the document on top of them.
    assert bookmarks[-len(headings) :] == [text for _, text in headings]
    assert len(bookmarks) <= len(headings) + 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_names_itself_and_its_language(made: dict[str, Made], language: Language) -> None:
    one = made[language]
    title = one.tree.findtext(".//title")
    with one.opened.open_metadata(update_docinfo=False) as metadata:
        assert metadata["dc:title"] == title
        assert metadata["dc:language"] == {language}
        assert metadata["pdfuaid:part"] == "1"
    assert str(one.opened.docinfo.Title) == title
    assert "Mozilla" not in str(one.opened.docinfo.Creator)
    assert one.opened.Root.Lang == language
    assert one.opened.Root.ViewerPreferences.DisplayDocTitle
    assert all(page.obj.Tabs == Name.S for page in one.opened.pages)
    foreign = {each.language for each in one.said} - {None, language}
    # Notes of the visit are English, the draft of the statement is Latvian.
    assert foreign == {"lv", "en"} - {language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_link_says_where_it_leads_and_leads_there(made: dict[str, Made], language: Language) -> None:
    one = made[language]
    links = [link for link in one.tree.iterfind(".//a[@href]") if link.get("class") != "skip"]
    said = [" ".join(link.text_content().split())[:300] for link in links]
    annotations = list(one.annotations())
    contents = [str(annotation.Contents) for annotation in annotations]
    # A link that wraps has an annotation for each line.
    assert set(contents) == set(said)
    assert len(contents) >= len(said)
    names = {f"#{str(name).removeprefix('/')}" for name in one.opened.Root.Dests.keys()}  # noqa: SIM118 - of PDF
    assert {href for link in links if (href := link.get("href")).startswith("#")} <= names
    assert {urls for each in annotations if Name.A in each for urls in [str(each.A.URI).partition(":")[0]]} <= {
        "http",
        "https",
    }


def test_links_to_one_address_keep_their_own_texts(made: dict[str, Made]) -> None:
    contents = [str(annotation.Contents) for annotation in made["table"].annotations()]
    assert contents[:2] == ["Saite", "cita saite"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_picture_has_its_alternative(made: dict[str, Made], language: Language) -> None:
    one = made[language]
    figures = [each.alt for each in one.said if each.kind == "Figure"]
    assert figures == [" ".join(image.get("alt").split()) for image in one.tree.iterfind(".//img")]
    assert all(figures)
    captions = [plain(caption.text_content()) for caption in one.tree.iterfind(".//figcaption")]
    assert set(captions) <= {plain(each.text) for each in one.said if each.kind == "P"}


def test_lists_have_labels_and_bodies(made: dict[str, Made]) -> None:
    items = [each for each in made["lv"].said if each.kind == "LI"]
    assert items
    assert {part.kind for item in items for part in item.parts} <= {"Lbl", "LBody"}


def test_the_heads_of_a_table_that_goes_on_are_seen_again_but_read_once(made: dict[str, Made]) -> None:
    one = made["table"]
    assert len(one.opened.pages) > 1
    assert [each.text for each in one.said if each.kind == "TH"] == ["Adrese", "Daļa, %"]
    # The head's letters are still painted there, as an artifact.
    assert all(b"/Artifact BMC\nBT" in page.Contents.read_bytes() for page in one.opened.pages)


def test_every_figure_has_its_box_on_the_paper(made: dict[str, Made]) -> None:
    boxes = [each.box for each in made["table"].said if each.kind == "Figure"]
    drawing, picture = boxes
    # The margin is 20 mm, 57 pt; a pixel is three quarters of a point.
    assert drawing == pytest.approx((57 + 7.5, 785 - 7.5 - 60, 57 + 7.5 + 150, 785 - 7.5), abs=1.5)
    assert picture is not None
    left, bottom, right, top = picture
    assert (right - left, top - bottom) == pytest.approx((75, 30), abs=0.5)
    assert all(each.box for each in made["lv"].said if each.kind == "Figure")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_strings_are_text(made: dict[str, Made], language: Language) -> None:
    one = made[language]
    assert SCRIPT in str(one.opened.docinfo.Title)
    assert plain(SCRIPT) in plain(one.said.text)
    active = ("/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA", "/EmbeddedFile", "/SubmitForm", "/AcroForm")
    for each in one.opened.objects:
        if isinstance(each, Dictionary):
            assert not any(name in each or each.get(Name.S) == Name(name) for name in active)


def test_the_paper_is_a4_and_nothing_stands_beyond_it(made: dict[str, Made]) -> None:
    for page in made["lv"].opened.pages:
        width, height = (float(page.mediabox[at]) for at in (2, 3))
        assert (round(width), round(height)) in ((595, 842), (595, 841), (596, 842))
        for annotation in page.obj.get(Name.Annots, []):
            left, bottom, right, top = (float(each) for each in annotation.Rect)
            assert left > 40
            assert right < width - 40
            assert min(bottom, top) > 40
