"""Links out of every kind of page: plain addresses only, each once, bounded in number, words and time."""

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.bot_walls import MAX_WALL_BYTES, WALLS, bot_wall
from crawler.links import link_urls
from crawler.templates import group, signature, similarity
from model.markup import MAX_ATTRIBUTES, MAX_TAGS, parse_html
from tests.fuzz.addresses import addresses
from tests.fuzz.markup import TAGS, codings, pages, torn_pages
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import decoding_holds, links_hold, plain_address
from tests.fuzz.watchdog import within

HOME = "http://ex.lv/a/b"


@PROFILE
@given(pages)
@example("<a href='/%41%4/'>x</a>")
@example("<base href='http://['><a href=x>")
def test_links_of_made_up_pages(html: str) -> None:
    links_hold(html, HOME)


@PROFILE
@given(torn_pages(), codings)
def test_links_of_torn_pages(body: bytes, coding: str) -> None:
    links_hold(decoding_holds(body, f"text/html; charset={coding}"), HOME)


@PROFILE
@given(addresses(), addresses())
def test_whatever_base_and_href_say(base: str, href: str) -> None:
    html = f'<base href="{base}"><a href="{href}">x</a><area href="{href}"><form action="{href}"><input name=q></form>'
    for url in link_urls(html.replace("\ud800", ""), HOME):
        plain_address(url)


@PROFILE
@given(st.lists(pages, min_size=1, max_size=5))
def test_templates_group_every_page(htmls: list[str]) -> None:
    signatures = {f"http://ex.lv/{at}": signature(parse_html(html)) for at, html in enumerate(htmls)}
    groups = group(signatures)
    assert groups.keys() == signatures.keys()
    assert group(signatures) == groups
    for one in signatures.values():
        assert similarity(one, one) == 1


@PROFILE
@given(pages, st.sampled_from([200, 403, 503]), st.dictionaries(st.sampled_from(["server", "cf-mitigated"]), st.text()))
def test_no_page_upsets_the_wall_detector(html: str, status: int, headers: dict[str, str]) -> None:
    assert bot_wall(status, headers, html) in {None, *(wall.name for wall in WALLS)}
    assert bot_wall(404, headers, html) is None
    assert bot_wall(status, headers, html + " " * MAX_WALL_BYTES) is None


def test_nothing_is_lost_below_deep_nesting() -> None:
    for box in ("div", "font", "section", "x-y", "b"):
        for depth in (300, 2_040, 4_000, 40_000):
            html = f"<p>sākums<{box}>" * depth + '<a href="/beigas">beigas</a>'
            assert link_urls(html, HOME) == ("http://ex.lv/beigas",), (box, depth)


@PROFILE
@given(
    st.sampled_from([" ", "/", "\n", "  /"]),
    st.sampled_from(["{n}", "{n}=x", "{n}='>'", '{n}="<a"', "{n} = x", "={n}", "<a{n}", "{n}=x/>y"]),
    st.sampled_from(
        ["<i", "<a href=x", "<script>'<b c=\"'</script><i", "<!-- <b ' --><i", "<textarea><b '</textarea><i"]
    ),
)
def test_no_tag_gets_more_attributes_than_its_share(space: str, attribute: str, start: str) -> None:
    html = start + "".join(space + attribute.format(n=f"a{at}") for at in range(2_000)) + ">"
    with within(2):
        found = parse_html(html)
    assert max(len(node.attrib) for node in found.iter() if isinstance(node.tag, str)) <= MAX_ATTRIBUTES + 1


@SLOW
@given(
    st.sampled_from(
        [f"<{tag}>" for tag in TAGS.split()] + ["<a href=x>", "<a href='//['>", "&", "<i a b c>", "<!--x-->", "</p>"]
    )
)
def test_endless_pages_cost_little(piece: str) -> None:
    html = piece * (10_000_000 // SHARE // len(piece))
    with within(10):
        links_hold(html, HOME)
    assert sum(1 for _ in parse_html(html).iter()) <= 2 * MAX_TAGS
