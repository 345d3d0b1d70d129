"""The whole catalogue and the feature watch over hostile pages: no check crashes, none takes long."""

from hypothesis import example, given
from hypothesis import strategies as st

from checks.catalogue import catalogue
from checks.check import EXAMPLES_KEPT, SNIPPET_CHARS, path_of, selector_of
from checks.page import PageSource
from checks.parts import visible
from checks.words import WORD, fold
from model.evidence import PageEvidence, Response
from model.markup import parse_html
from tests.fuzz.addresses import addresses
from tests.fuzz.markup import NAMES, TAGS, WORDS, codings, pages, tags, torn_pages
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import checks_hold, decoding_holds
from tests.fuzz.watchdog import within


@PROFILE
@given(pages)
@example('<script type="application/ld+json">' + "[" * 5_000)
@example("<a'b\"c><a'b\"c><input placeholder=x>")
def test_no_made_up_page_crashes_a_check(html: str) -> None:
    with within(2):
        checks_hold(html)


@PROFILE
@given(torn_pages(), codings)
def test_no_torn_page_crashes_a_check(body: bytes, coding: str) -> None:
    with within(2):
        checks_hold(decoding_holds(body, f"text/html; charset={coding}"))


@PROFILE
@given(addresses(), st.sampled_from(["a", "iframe", "form", "script", "link", "base", "embed"]), st.sampled_from(WORDS))
def test_no_address_crashes_a_check(url: str, tag: str, words: str) -> None:
    attribute = {"form": "action", "a": "href", "link": "href", "base": "href"}.get(tag, "src")
    checks_hold(f'<main><h1>{words}</h1><{tag} {attribute}="{url}">{words}</{tag}><a href="x">{words}</a></main>', url)


@PROFILE
@given(pages)
def test_a_selector_names_one_element_and_what_is_hidden_is_hidden(html: str) -> None:
    root = parse_html(html)
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        selector = selector_of(node)
        if "#" not in selector:
            assert (selector, ()) not in seen
            seen.add((selector, ()))
        assert path_of(node)[-1].startswith(node.tag)
        chain = [node, *node.iterancestors()]
        hides = [
            one.get("hidden") is not None
            or one.get("aria-hidden") == "true"
            or "display:none" in "".join((one.get("style") or "").lower().split())
            for one in chain
        ]
        # NEL and its like are spaces to Python, and to no style sheet.
        if all(one.get("style", "").isascii() for one in chain):
            assert visible(node) is not any(hides)


@PROFILE
@given(st.text())
def test_folding_is_stable(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert all(word for word in WORD.findall(fold(text)))


FRAGMENTS = [
    *(f"<{tag}>" for tag in TAGS.split()), *(f"<a {name}=#>x</a>" for name in NAMES.split()), "<a href=#>",
    "<a href=#></a>", "<a href=/aptauja>x</a>", "<div onclick=x></div>", "<p>- a<br>", "<p>- a</p>", "<br>- a\n",
    "<form><input name=q></form>", "<form><textarea></textarea><input type=email></form>", "<input placeholder=x>",
    "<label for=x></label>", "<fieldset><legend></legend></fieldset>", "<table><tr><td>a<td>b<tr><td>a<td>b</table>",
    "<img alt=x.jpg>", "<img alt=image title=x>", "<iframe src=//x></iframe>", "<script src=x></script>",
    "<button>x</button>", "<link rel=alternate type=rss href=x>", "<div class=cookie>cookie<a>",
    "<input type=radio name=a>", "lidz 1.1.2020 ", "[a", "- ", "-", "attiecas uz ", "1.", "2020-01-01 ", "\u0301",
    "piekļūstamība ", "noteikumu nr 445 ", "a.b-", "(", "+371 ", "<a href=https://www.facebook.com/a>x</a>",
    "<a href=//x/aptauja?a>aptauja</a>", "<h1>aptauja</h1>", " | ", "_",
]  # fmt: skip


@SLOW
@given(
    st.sampled_from(["", "<main>", "<h1>", "<title>", "<a href=x>", "<article><h1>x</h1>"]),
    st.sampled_from(FRAGMENTS),
    st.one_of(st.just(""), st.sampled_from(FRAGMENTS), tags()),
    st.sampled_from(["", "a", "</a>", "]"]),
)
@example("<h1>", "- ", "", "a")
@example("", "<a href=#></a>", "", "")
@example("", "<form><input name=q></form>", "", "")
@example("", "<select><option>", "", "")
def test_endless_pages_cost_little(start: str, piece: str, other: str, end: str) -> None:
    unit = piece + other
    with within(5):
        checks_hold(start + unit * (200_000 // SHARE // len(unit)) + end)


def test_thousands_of_faults_are_counted_and_few_described() -> None:
    html = "<a href=#>x</a>" * 20_000
    page = PageEvidence("http://ex.lv/", "home", None, html=html, response=Response("http://ex.lv/", 200, {}, None))
    listed = catalogue()["script-link"]
    with within(5):
        verdict = listed.run(PageSource(page).view(listed.check.needs))
    assert verdict.failed + verdict.unsure == 20_000
    assert verdict.passed == 0
    assert len(verdict.elements) == EXAMPLES_KEPT
    assert verdict.elements[1].selector == "html > body > a:nth-of-type(2)"
    assert all(len(element.snippet or "") <= SNIPPET_CHARS for element in verdict.elements)
