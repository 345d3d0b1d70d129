"""Makes the PDF that a browser printed of a report conform to PDF/UA-1."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Self
from urllib.parse import unquote

from lxml import html as lxml_html
from pikepdf import Dictionary, Name, ObjectStreamMode, Pdf, String

from reports.pdf_content import mark_artifacts
from reports.pdf_figures import box_figures
from reports.pdf_structure import PrintedLink, forget_marks, is_drawn, mend_structure, owners, repeated_heads

CREATOR = "eindekss"
LINK_TEXT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class Source:
    """The page that was printed: its title and language, the texts of its links by their target, and those of its
    elements that have a name."""

    title: str
    language: str
    links: Mapping[str, Sequence[str]]
    named: Mapping[str, str]

    @classmethod
    def of(cls, html: str) -> Self:
        tree = lxml_html.document_fromstring(html, parser=lxml_html.HTMLParser(huge_tree=True))
        links: dict[str, list[str]] = defaultdict(list)
        for link in tree.iterfind(".//a[@href]"):
            links[_place(link.get("href", ""))].append(_words(link))
        named = {f"#{element.get('id')}": _words(element) for element in tree.iterfind(".//*[@id]")}
        title = tree.find(".//title")
        return cls("" if title is None else _words(title), tree.get("lang", ""), links, named)

    def link_texts(self, target: str, count: int) -> Sequence[str]:
        """What each of the `count` links says that lead there. Where the page has another number of them, as some were
        not printed, it is where they lead."""
        texts = self.links.get(_place(target), ())
        if len(texts) != count:
            texts = [self.named.get(target, "")] * count
        return [text[:LINK_TEXT_LENGTH] or target for text in texts]


def accessible_pdf(printed: bytes, html: str) -> bytes:
    """The PDF with all that the browser left out, from the page `html` that it printed."""
    source = Source.of(html)
    with Pdf.open(BytesIO(printed)) as pdf:
        repeated = repeated_heads(pdf)
        for number, page in enumerate(pdf.pages):
            drawn = {mark for mark, element in enumerate(owners(pdf, page)) if is_drawn(element)}
            if artifacts := mark_artifacts(pdf, page, drawn, repeated.get(number, ())):
                forget_marks(pdf, page, artifacts)
            page.obj.Tabs = Name.S
        _name_links(mend_structure(pdf), source)
        box_figures(pdf)
        _describe(pdf, source)
        written = BytesIO()
        pdf.save(written, min_version="1.7", object_stream_mode=ObjectStreamMode.generate)
    return written.getvalue()


def _name_links(links: Sequence[PrintedLink], source: Source) -> None:
    by_target: dict[str, list[PrintedLink]] = defaultdict(list)
    for link in links:
        by_target[link.target].append(link)
    for target, leading in by_target.items():
        for link, text in zip(leading, source.link_texts(target, len(leading)), strict=True):
            for annotation in link.annotations:
                annotation.Contents = String(text)


def _describe(pdf: Pdf, source: Source) -> None:
    root = pdf.Root
    root.Lang = String(source.language)
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.PageMode = Name.UseOutlines
    pdf.docinfo.Title = String(source.title)
    pdf.docinfo.Creator = String(CREATOR)
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        metadata.load_from_docinfo(pdf.docinfo)
        metadata["dc:title"] = source.title
        metadata["dc:language"] = {source.language}
        metadata["pdfuaid:part"] = "1"


def _place(address: str) -> str:
    """The address apart from how it is spelt: the browser writes some of its letters in another way."""
    return unquote(address).rstrip("/")


def _words(element: lxml_html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
