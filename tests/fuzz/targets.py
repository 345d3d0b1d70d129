"""What the long form throws bytes at: each target reads an input out of them and asks the properties that tests ask."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rich.console import Console

from model.audit import Audit
from model.failure import FailureKind
from model.text import Language
from reports.feature_rows import render_features
from reports.language import Words
from reports.result_rows import result_row
from reports.results import render_index, render_results
from reports.site_report import render_report
from reports.spreadsheets import as_csv, as_workbook, results_table
from reports.statement_faults import render_statement_faults
from tests.checks.statements import ANNEX, SHARED
from tests.fuzz.addresses import CONTROLS, LITERALS, NUMBERS, PARAMETERS, PIECES, PORTS, SCHEMES, SLASHES, USERS
from tests.fuzz.guarding import judged_well
from tests.fuzz.markup import CODINGS, NAMES, ODDITIES, TAGS, WORDS, real_pages
from tests.fuzz.packed import packed_files
from tests.fuzz.properties import (
    address_holds,
    checks_hold,
    data_holds,
    decoding_holds,
    feed_holds,
    links_hold,
    page_is_inert,
    robots_hold,
    sitemap_holds,
    terminal_is_safe,
)
from tests.fuzz.reported import ACTING, reworded
from tests.fuzz.statements import PIECES as STATEMENT_WORDS
from tests.fuzz.statements import folding_holds, statement_holds
from tests.fuzz.watchdog import within
from tests.reports.example_audit import AUDIT, PREVIOUS, failed
from tests.reports.example_texts import TEXTS

CORPUS = Path(__file__).parent / "corpus"
BASES = ("http://ex.lv/", None, "https://www.ex.lv/a/b?c=d", "http://[::1]:81/x/")
LANGUAGES: tuple[Language, ...] = ("lv", "en")
LOST = failed(FailureKind.TIMEOUT)
GROWN_CHARS = 100_000
CONTENT_TYPES = ("", "text/csv; charset=windows-1257", "application/json; charset=utf-8", "text/html; charset=utf-7")


def _text(data: bytes) -> str:
    """UTF-8, and half surrogates for what is none: a browser hands such strings over too."""
    return data.decode("utf-8", "surrogateescape")


def url(data: bytes) -> None:
    with within(1):
        address_holds(_text(data[1:]), BASES[(data or b"\0")[0] % len(BASES)])


def robots(data: bytes) -> None:
    file, _, address = data.decode("utf-8", "replace").partition("\0")
    with within(1):
        robots_hold(file, address)


def sitemap(data: bytes) -> None:
    with within(1):
        sitemap_holds(data)


def data(data: bytes) -> None:
    with within(1):
        data_holds(data[1:], CONTENT_TYPES[(data or b"\0")[0] % len(CONTENT_TYPES)])


def feed(data: bytes) -> None:
    with within(1):
        feed_holds(data)


def encoding(data: bytes) -> None:
    header, _, body = data.partition(b"\n")
    with within(1):
        decoding_holds(body, header.decode("latin-1"))


def guard(data: bytes) -> None:
    with within(1):
        judged_well(data.decode("utf-8", "replace"))


def _page(data: bytes) -> str:
    coding = CODINGS[(data or b"\0")[0] % len(CODINGS)]
    return decoding_holds(data[1:], f"text/html; charset={coding}")


def links(data: bytes) -> None:
    with within(2):
        links_hold(_page(data), "http://ex.lv/a/b")


def checks(data: bytes) -> None:
    with within(2):
        checks_hold(_page(data))


def statement(data: bytes) -> None:
    said = _page(data)
    with within(2):
        folding_holds(said)
        statement_holds(said)


def growth(data: bytes) -> None:
    """A little of anything, over and over: what takes time with the square of its length is seen here."""
    start, _, rest = data.partition(b"\0")
    piece, _, end = rest.partition(b"\0")
    unit = piece or b"<a href=#>"
    grown = start + unit * (GROWN_CHARS // len(unit)) + end
    with within(10):
        sitemap_holds(grown)
        data_holds(grown)
        feed_holds(grown)
        html = decoding_holds(grown, "")
        robots_hold("User-agent: *\n" + html, "/a")
        links_hold(html, "http://ex.lv/")
        checks_hold(html)


def _drawn(data: bytes) -> tuple[Audit, Audit, Language]:
    """An audit and a failed one in the words between the zero bytes."""
    pool = [_text(word) or "x" for word in data[1:].split(b"\0")]
    at = 0

    def word(text: str) -> str:
        nonlocal at
        at += 1
        return pool[at % len(pool)]

    return reworded(AUDIT, word), reworded(LOST, word), LANGUAGES[(data or b"\0")[0] % 2]


def _pages(audit: Audit, lost: Audit, language: Language) -> tuple[Callable[[], str], ...]:
    """The three kinds of page that there are."""

    def report_of(one: Audit) -> str:
        return render_report(
            one, language=language, texts=TEXTS, screenshots=lambda page, name: None, previous=PREVIOUS
        )

    return lambda: report_of(audit), lambda: report_of(lost), lambda: render_index((audit, lost), {}, language)


@cache
def _harmless(language: Language, at: int) -> str:
    quiet, lost = (reworded(audit, lambda text: "vārds") for audit in (AUDIT, LOST))
    return _pages(quiet, lost, language)[at]()


def report(data: bytes) -> None:
    audit, lost, language = _drawn(data)
    at = (data or b"\0")[0] // 2 % 3
    with within(5):
        page_is_inert(_pages(audit, lost, language)[at](), _harmless(language, at))


def terminal(data: bytes) -> None:
    audit, lost, language = _drawn(data)
    rows = [result_row(audit), result_row(lost)]
    console = Console(file=io.StringIO(), width=100, force_terminal=True, color_system="truecolor", highlight=False)
    with within(5):
        render_results(rows, console, language)
        render_features(audit, TEXTS, console, language)
        render_statement_faults(audit, TEXTS, console, language)
        terminal_is_safe(console.file.getvalue())  # type: ignore[attr-defined]  # the StringIO above
        table = results_table(rows, Words(language))
        terminal_is_safe(as_csv(table).removeprefix("\ufeff").replace("\r\n", "\n"))
        assert b"<f>" not in as_workbook([("Lapa", table)])


@dataclass(frozen=True, slots=True)
class Target:
    """`runs` inputs of at most `max_bytes` are asked of it in the long form, made of `words` among others."""

    run: Callable[[bytes], None]
    runs: int
    max_bytes: int
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.run.__name__

    def kept(self) -> Iterator[bytes]:
        """What once broke it, and what it shall begin with."""
        for path in sorted((CORPUS / self.name).glob("*")):
            yield path.read_bytes()


ADDRESS_WORDS = (*PIECES, *PARAMETERS, *SCHEMES, *SLASHES, *PORTS, *USERS, *LITERALS, *NUMBERS, *CONTROLS)
PAGE_WORDS = (*(f"<{tag} " for tag in TAGS.split()), *(f"{name}=" for name in NAMES.split()), *ODDITIES, *WORDS)
ROBOTS_WORDS = (
    "User-agent:", "Disallow:", "Allow:", "Sitemap:", "Crawl-delay:", "eindekss", "*", "$", "/", "#", "\ufeff", "\r\n",
)  # fmt: skip
SITEMAP_WORDS = (
    "<urlset>", "<sitemapindex>", "<url><loc>", "<sitemap><loc>", "<!ENTITY ", "<!DOCTYPE u [", "&a;", "<![CDATA[",
    "http://ex.lv/", "xmlns:x='y'", "x:", "<?xml version='1.0' encoding='", "\x1f\x8b",
)  # fmt: skip
DATA_WORDS = (
    "Nosaukums;Gads\n", "a,b\n1,2\n", "\t", ";", '"', "sep=;", '{"type":"FeatureCollection","features":[', '{"a":[',
    "[", "]", "},", "<dati><r><a>1</a></r>", "<kml>", "<gml:featureMember>", "<rdf:RDF ", "<!DOCTYPE d [", "&e;",
    "<!ENTITY e ", "\xef\xbb\xbf", "\ufeff", "%PDF-", "@prefix a: <", "PAR1", "SQLite format 3\0",
)  # fmt: skip
FEED_WORDS = (
    "<rss><channel><title>", "<item><title>x</title>", "<pubDate>Tue, 03 Nov 2026 08:00:00 +0200</pubDate>", "</item>",
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry>', "<published>2026-11-03T08:00:00Z</published>", "<dc:date>9999",
    "<rdf:RDF ", "<!ENTITY e ", "&e;", "&nbsp;", "Comments on", "<![CDATA[", "-99999999999",
)  # fmt: skip

TARGETS = {
    target.name: target
    for target in (
        Target(url, 500_000, 400, ADDRESS_WORDS),
        Target(guard, 60_000, 60, (*LITERALS, *NUMBERS, "::ffff:", "0x", ".", "。")),
        Target(robots, 150_000, 2_000, ROBOTS_WORDS),
        Target(sitemap, 200_000, 2_000, SITEMAP_WORDS),
        Target(data, 150_000, 2_000, DATA_WORDS),
        Target(feed, 100_000, 2_000, FEED_WORDS),
        Target(encoding, 150_000, 2_000, (*CODINGS, "charset=", "<meta ", "<?xml ", "undefined", "\ufeff")),
        Target(links, 50_000, 6_000, PAGE_WORDS),
        Target(checks, 12_000, 6_000, PAGE_WORDS),
        Target(statement, 40_000, 4_000, STATEMENT_WORDS),
        Target(growth, 1_500, 80, PAGE_WORDS),
        Target(report, 4_000, 600, tuple(ACTING)),
        Target(terminal, 6_000, 600, tuple(ACTING)),
    )
}


def seeds(target: Target) -> Iterator[bytes]:
    """Honest inputs to begin with: the sample sites' own pages, and one of each word."""
    yield from target.kept()
    if target.words is PAGE_WORDS and target.max_bytes > 1_000:
        yield from (b"\0" + body[: target.max_bytes] for body in real_pages())
    if target.words is STATEMENT_WORDS:
        yield from (b"\0" + form.encode() for form in (SHARED, ANNEX))
    if target.words is DATA_WORDS:
        yield from (b"\0" + body for body in packed_files() if len(body) < 8_000)
    yield from (b"\0" + word.encode("utf-8", "surrogatepass") for word in target.words[:200])
