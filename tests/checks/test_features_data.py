"""Links to data and feeds judged by what stands behind them: a file that parses, another thing, or nothing told."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from checks.context import FeatureContext
from checks.watch import FeatureWatch
from model.evidence import DataFile, Feed
from model.finding import Confidence, Feature
from tests.checks.feature_site import HOME, SITE, TODAY, document, observe

BASE = HOME.rstrip("/")


def linking(*paths: str) -> str:
    return "<main><h1>Datu kopas</h1>" + "".join(f'<a href="{path}">{path}</a> ' for path in paths) + "</main>"


def told(
    pages: Mapping[str, str], files: tuple[DataFile, ...] = (), feeds: tuple[Feed, ...] = ()
) -> dict[str, Feature]:
    watch = FeatureWatch(SITE, HOME)
    for path, html in pages.items():
        observe(watch, document(path, html))
    context = FeatureContext(TODAY, {}, len(pages), len(pages), home_judged=True, data_files=files, feeds=feeds)
    return {feature.id: feature for feature in watch.conclude(context)}


def data(*paths: str, files: tuple[DataFile, ...] = ()) -> Feature:
    return told({"/datu-kopas": linking(*paths)}, files)["machine_readable_data"]


def good(path: str) -> DataFile:
    return DataFile(BASE + path, 200, "text/csv", 120, date(2026, 11, 3), "csv", True, "utf-8", ("Nr", "Iela"), 7)


def bad(path: str, status: int = 200, problem: str = "it is an HTML page") -> DataFile:
    return DataFile(BASE + path, status, parses=False, problem=problem)


def unread(path: str, status: int | None = None) -> DataFile:
    return DataFile(BASE + path, status, problem="no complete answer in time")


def test_a_file_that_parses_is_proof_and_told() -> None:
    feature = data("/a.csv", files=(good("/a.csv"),))
    assert (feature.found, feature.alive, feature.confidence) == (True, True, Confidence.CERTAIN)
    assert feature.details == {
        "files": [
            {
                "url": f"{BASE}/a.csv", "format": "csv", "parses": True, "encoding": "utf-8", "header": ["Nr", "Iela"],
                "rows": 7, "size_bytes": 120, "last_modified": "2026-11-03", "problem": None,
            }
        ]
    }  # fmt: skip
    assert json.loads(json.dumps(feature.details)) == feature.details


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ((), True),
        ((bad("/a.csv"),), True),
        ((bad("/a.csv"), bad("/b.csv", 404, "the server answers 404")), False),
        ((bad("/a.csv"), DataFile(f"{BASE}/b.csv", 200, format="csv", parses=True, rows=0)), False),
        ((bad("/a.csv"), good("/b.csv")), True),
        ((bad("/a.csv"), unread("/b.csv")), None),
        ((unread("/a.csv"), unread("/b.csv", 503)), None),
        ((unread("/a.csv"),), True),
        ((bad("/a.csv"), DataFile(f"{BASE}/b.csv", 200, format="ttl", parses=None)), True),
    ],
)
def test_what_two_links_amount_to(files: tuple[DataFile, ...], found: bool | None) -> None:
    feature = data("/a.csv", "/b.csv", files=files)
    assert feature.found is found
    assert (feature.details is None) == (files == ())
    if found is False:
        assert feature.grade is None
        assert feature.confidence is Confidence.CERTAIN
        assert {proof.target for proof in feature.evidence} == {f"{BASE}/a.csv", f"{BASE}/b.csv"}


def test_a_good_file_stands_before_bad_ones_however_many() -> None:
    paths = [f"/{number}.csv" for number in range(30)]
    files = (*(bad(path) for path in paths[:-1]), good(paths[-1]))
    feature = data(*paths, files=files)
    assert feature.found is True
    assert [proof.target for proof in feature.evidence] == [BASE + paths[-1]]
    assert feature.details is not None
    assert len(feature.details["files"]) == 10


def test_addresses_in_either_spelling_are_one() -> None:
    feature = data("/faili/ceļu saraksts.csv", files=(bad("/faili/ce%C4%BCu%20saraksts.csv"),))
    assert feature.found is False


def named(heading: str, path: str, words: str, *files: DataFile) -> Feature:
    page = f'<main><h1>{heading}</h1><a href="{path}">{words}</a></main>'
    return told({"/lapa": page}, files)["machine_readable_data"]


def test_a_table_that_parses_is_data_whatever_its_page_is_called() -> None:
    feature = named("Ielas", "/ielas.csv", "Saraksts", good("/ielas.csv"))
    assert (feature.found, feature.grade, feature.evidence[0].what) == (True, "working", "Saraksts")
    assert feature.details is not None
    for file in ((), (bad("/ielas.csv"),), (unread("/ielas.csv"),)):
        assert named("Ielas", "/ielas.csv", "Saraksts", *file).found is False


def test_a_good_table_elsewhere_stands_in_for_bad_files_among_the_data() -> None:
    pages = {"/datu-kopas": linking("/a.csv"), "/ielas": '<main><h1>Ielas</h1><a href="/b.csv">Saraksts</a></main>'}
    feature = told(pages, (bad("/a.csv"), good("/b.csv")))["machine_readable_data"]
    assert (feature.found, [proof.target for proof in feature.evidence]) == (True, [f"{BASE}/b.csv"])


def test_a_form_is_no_data() -> None:
    sheet = replace(good("/iesniegums.xlsx"), format="xlsx")
    assert named("Projekti", "/iesniegums.xlsx", "Pieteikums", sheet).found is False
    assert named("Projekti", "/tame.csv", "Tāmes veidlapa", good("/tame.csv")).found is False
    assert named("Projekti", "/x.json", "Saraksts", replace(good("/x.json"), format="json")).found is False
    edge = '<main><p>Laipni lūdzam novada tīmekļvietnē.</p></main><footer><a href="/a.csv">x</a></footer>'
    assert told({"/": edge}, (good("/a.csv"),))["machine_readable_data"].found is False


HEAD = (
    '<html><head><link rel="alternate" type="application/rss+xml" {}></head><body><p>Laipni lūdzam novadā.</p></body>'
)
NAMED = HEAD.format('href="/rss.xml"')


def rss(html: str, *feeds: Feed) -> Feature:
    return told({"/": html}, feeds=feeds)["rss"]


def test_a_feed_with_entries_is_one() -> None:
    feature = rss(NAMED, Feed(f"{BASE}/rss.xml", 2, (date(2026, 11, 4), date(2026, 11, 3))))
    assert (feature.found, feature.grade, feature.alive) == (True, "linked", True)
    assert feature.details == {"entries": 2, "newest": "2026-11-04"}


@pytest.mark.parametrize(("entries", "found"), [(0, False), (None, True), (1, True)])
def test_an_empty_feed_is_none_and_one_that_could_not_be_read_stays(entries: int | None, found: bool) -> None:
    feature = rss(NAMED, Feed(f"{BASE}/rss.xml", entries))
    assert feature.found is found


def test_of_two_feeds_one_is_enough() -> None:
    two = NAMED.replace("</head>", '<link rel="alternate" type="application/atom+xml" href="/atom.xml"></head>')
    feature = rss(two, Feed(f"{BASE}/rss.xml", 0), Feed(f"{BASE}/atom.xml", 4))
    assert feature.found is True
    assert {proof.target for proof in feature.evidence} == {f"{BASE}/atom.xml"}


@pytest.mark.parametrize(
    "head",
    ['href="/comments/feed"', 'href="/tilts/feed" title="Novads » Tilts Comments Feed"', 'href="/x" title="Komentāri"'],
)
def test_a_feed_of_comments_is_none(head: str) -> None:
    assert rss(HEAD.format(head)).found is False


def test_a_link_to_a_feed_of_any_name() -> None:
    html = (
        '<main><p>Laipni lūdzam novada tīmekļvietnē.</p><a href="/zinas.xml"><img src="o.png" alt="Plūsma"></a></main>'
    )
    assert rss(html).found is False
    feature = rss(html, Feed(f"{BASE}/zinas.xml", 3))
    assert (feature.found, feature.evidence[0].what, feature.evidence[0].page) == (True, "Plūsma", HOME)
    assert rss(html, Feed(f"{BASE}/zinas.xml", 0)).found is False
    assert (
        rss(html.replace("/zinas.xml", "https://cits.example/zinas.xml"), Feed(f"{BASE}/zinas.xml", 3)).found is False
    )
