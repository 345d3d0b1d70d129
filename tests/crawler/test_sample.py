"""Templates, key pages and the sample: deterministic, kept, and replaced only where a page went."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.facts import PageFacts, read_page
from crawler.key_pages import is_news_item, key_page
from crawler.sample import choose_sample
from crawler.templates import group, signature, similarity
from model.evidence import SamplePage
from model.markup import parse_html

HOME = "https://ex.lv/"


def fact(path: str, template: str = "lapa", text: str = "", **more: object) -> PageFacts:
    return replace(PageFacts(f"https://ex.lv{path}", template=template, link_text=text), **more)  # type: ignore[arg-type]


SITE = [
    fact("/", "sākums"),
    fact("/kontakti", text="Kontakti", links_in=9),
    fact("/kontakti/dome"),
    fact("/lv/pakalpojumi", text="Pakalpojumi"),
    fact("/lv/pakalpojumi/koku-cirsana"),
    fact("/sabiedribas-lidzdaliba", text="Sabiedrības līdzdalība"),
    fact("/?id=77", text="Atvērtie dati"),
    fact("/pieklustamibas-pazinojums", text="Piekļūstamība"),
    fact("/meklet", "meklēšana", text="Meklēt"),
    fact("/uzdot-jautajumu", text="Uzdot jautājumu", forms=frozenset({"vards|epasts|jautajums", "jaunumi"})),
    fact("/jaunumi", "saraksts", text="Jaunumi"),
    fact("/jaunumi/pakalpojumi-partraukti", "jaunums"),
    fact("/jaunumi/jauni-kontakti", "jaunums"),
    fact("/jaunumi/abonet", "lapa", forms=frozenset({"epasts", "jaunumi"})),
    *(fact(f"/dokumenti/{number}", "dokuments") for number in range(8)),
]
SITE = [replace(page, forms=page.forms | {"jaunumi"}) for page in SITE]
ROLES = {
    "home": "/",
    "contacts": "/kontakti",
    "services": "/lv/pakalpojumi",
    "participation": "/sabiedribas-lidzdaliba",
    "open_data": "/?id=77",
    "accessibility_statement": "/pieklustamibas-pazinojums",
    "search": "/meklet",
    "form": "/uzdot-jautajumu",
    "news": "/jaunumi/jauni-kontakti",
}


def test_every_kind_of_key_page_then_templates_by_size() -> None:
    sample, changes = choose_sample(HOME, SITE, [], 25)
    assert {page.role: page.url.removeprefix("https://ex.lv") for page in sample[:9]} == ROLES
    assert [page.url for page in sample[9:11]] == ["https://ex.lv/dokumenti/0", "https://ex.lv/jaunumi"]
    assert len(sample) == len(SITE)
    assert changes == ()


@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.integers(min_value=0), st.integers(min_value=1, max_value=25))
def test_the_order_of_arrival_does_not_matter_and_a_smaller_sample_is_its_beginning(seed: int, size: int) -> None:
    shuffled = SITE[:]
    random.Random(seed).shuffle(shuffled)
    whole, _ = choose_sample(HOME, SITE, [], 25)
    assert choose_sample(HOME, shuffled, [], size)[0] == whole[:size]


def test_a_kept_sample_stays_whatever_is_new() -> None:
    first, _ = choose_sample(HOME, SITE, [], 12)
    grown = [*SITE, fact("/kontakti.html", text="Kontakti", links_in=99), *(fact(f"/x/{n}", "cits") for n in range(30))]
    again, changes = choose_sample(HOME, grown, first, 12)
    assert again == first
    assert changes == ()


def test_a_page_that_went_is_replaced_in_its_place_by_one_of_its_kind() -> None:
    first, _ = choose_sample(HOME, SITE, [], 10)
    gone = {"https://ex.lv/kontakti", "https://ex.lv/jaunumi/jauni-kontakti"}
    left = [page for page in SITE if page.url not in gone]
    again, changes = choose_sample(HOME, left, first, 10, gone=gone)
    assert again[1] == SamplePage("https://ex.lv/kontakti/dome", "contacts", "lapa") or again[1].role == "template"
    assert again[8] == SamplePage("https://ex.lv/jaunumi/pakalpojumi-partraukti", "news", "jaunums")
    assert [page for page in again if page.url not in gone and page in first] == [p for p in first if p.url not in gone]
    assert len(changes) == 2
    assert all("is gone" in change for change in changes)


def test_a_page_that_was_not_read_tonight_is_kept() -> None:
    first, _ = choose_sample(HOME, SITE, [], 10)
    assert choose_sample(HOME, SITE[:1], first, 10)[0][1:] == first[1:]


def test_another_cap_shortens_or_extends_the_kept_sample() -> None:
    first, _ = choose_sample(HOME, SITE, [], 10)
    assert choose_sample(HOME, SITE, first, 4)[0] == first[:4]
    longer, changes = choose_sample(HOME, SITE, first, 12)
    assert longer[:10] == first
    assert len(changes) == 2


def test_a_site_of_one_page_and_a_sample_of_one() -> None:
    assert choose_sample(HOME, SITE[:1], [], 25)[0] == (SamplePage(HOME, "home", "sākums"),)
    assert choose_sample(HOME, SITE, [], 1)[0] == (SamplePage(HOME, "home", "sākums"),)
    assert choose_sample(HOME, [], [], 5)[0] == (SamplePage(HOME, "home"),)


@pytest.mark.parametrize(
    ("kind", "page", "found"),
    [
        ("contacts", fact("/lv/kontaktinformacija"), True),
        ("contacts", fact("/jaunumi/mainas-kontakti", text="Mainās kontakti"), False),
        ("services", fact("/en/services"), True),
        ("services", fact("/klase-3", text="Pakalpojumi"), True),
        ("open_data", fact("/atvertie-dati"), True),
        ("open_data", fact("/personas-datu-aizsardziba", text="Personas datu aizsardzība"), False),
        ("accessibility_statement", fact("/x", text="Piekļūstamības paziņojums"), True),
        ("search", fact("/meklesana"), True),
        ("search", fact("/darba-mekletajiem", text="Darba meklētājiem"), False),
        ("participation", fact("/lidzdaliba"), True),
        ("participation", fact("/x", heading="Par mums", text="Par līdzfinansējumu"), False),
    ],
)
def test_stems_tell_key_pages(kind: str, page: PageFacts, found: bool) -> None:
    assert (key_page(kind, [page]) is not None) is found


@pytest.mark.parametrize(
    ("path", "is_item"),
    [("/lv/jaunums/svetki", True), ("/zinas/svetki.html", True), ("/news/123456", True), ("/jaunumi", False),
     ("/jaunumi/page/2", False), ("/jaunumi/2", False), ("/zinasanas/kursi", False), ("/aktualitates/2025/egle", True)],
)  # fmt: skip
def test_news_items_are_told_from_their_list(path: str, is_item: bool) -> None:
    assert is_news_item(f"https://ex.lv{path}") is is_item


ARTICLE = """<body class="page-{n}"><div id=wrap><header class=top><nav><ul><li class=active><a>1</a></ul></nav>
</header><main class=content><article class="news node-{n}"><h1>{n}</h1>{text}</article><aside><div class=box></div>
</aside></main><footer><div class=c1></div></footer></div>"""
LISTING = """<body><div id=wrap><header class=top><nav></nav></header><section class=list><div class=row>
<div class=cell></div></div><div class=pager></div></section><footer><form><input type=text></form></footer></div>"""


def test_templates_look_at_structure_and_not_at_words() -> None:
    short = signature(parse_html(ARTICLE.format(n=1, text="<p>Īss")))
    long = signature(
        parse_html(
            ARTICLE.format(n=22, text="<p>Garš <b>teksts</b><ul><li>x</ul><table><td>y</table><iframe></iframe>" * 30)
        )
    )
    listing = signature(parse_html(LISTING))
    assert similarity(short, long) == 1.0
    assert similarity(short, listing) < 0.5
    assert similarity(frozenset(), frozenset()) == 1.0
    grouped = group({"b": long, "a": short, "c": listing})
    assert grouped == group({"c": listing, "a": short, "b": long})
    assert grouped["a"] == grouped["b"] != grouped["c"]


def test_a_shared_frame_does_not_make_all_pages_alike() -> None:
    frame = "<body><header><nav class=a></nav><form><input></form></header>{}<footer><div><dl></dl></div></footer>"
    kinds = {
        "jaunums": "<main><article class=news></article></main>",
        "veidlapa": "<main><form><fieldset></fieldset></form></main>",
        "lapa": "<main></main>",
    }
    pages = {f"{kind}/{n}": signature(parse_html(frame.format(html))) for kind, html in kinds.items() for n in range(4)}
    grouped = group(pages)
    assert len(set(grouped.values())) == 3
    assert all(grouped[url] == grouped[f"{url.partition('/')[0]}/0"] for url in pages)


def test_a_page_is_read_once_for_all_its_facts() -> None:
    html = """<title>Jautājums | Novads</title><form role=search action=/meklet><input type=search name=q></form>
    <h1>Uzdot <b>jautājumu</b></h1><form method=post><input name=vards><textarea name=teksts></textarea>
    <input type=hidden name=x></form><a href=/a><img alt="Attēls" src=x></a>"""
    reading = read_page(html, "https://ex.lv/x")
    assert reading.title == "Jautājums | Novads"
    assert reading.heading == "Uzdot jautājumu"
    assert reading.forms == {"vards|teksts"}
    assert [search.asking("ž") for search in reading.searches] == ["https://ex.lv/meklet?q=%C5%BE"]
    assert [(link.url, link.text) for link in reading.links] == [("https://ex.lv/a", "Attēls")]


@pytest.mark.parametrize("html", ["", "<", "\ufffd" * 9, "<div>" * 5000, "<?xml version='1.0'?>", "<!-- x"])
def test_hostile_html_has_facts_too(html: str) -> None:
    assert read_page(html, "https://ex.lv/").links == ()
