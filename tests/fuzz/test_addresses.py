"""Addresses in every spelling: one normal form, the origin kept, nothing but http(s) let out."""

from urllib.parse import urlsplit

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.addresses import normalise, origin, same_site
from tests.fuzz.addresses import addresses, bases, own_addresses, paths, queries
from tests.fuzz.profiles import PROFILE, SLOW
from tests.fuzz.properties import address_holds
from tests.fuzz.watchdog import within

USERS = st.sampled_from(["", "u@", "u:p@", "evil.lv@", "a%40b:c@"])


@PROFILE
@given(addresses(), bases)
@example("http://ex.lv。/", None)
@example("http://ex.lv/?%73id=0123456789abcdef0123", None)
@example("http://ex.lv/a;%6Asessionid=1", None)
@example("http://../", None)
@example("http://[::1]x/", None)
@example("http://[::FFFF:1.2.3.4]/", None)
@example("http://a\x7fb/", None)
@example("http://ex.lv/\ud800", None)
@example("http://[", "http://ex.lv/")
@example("/%2e%2e%4/", "http://ex.lv/")
@example("http://ex.lv\\@ex;", "https://www.ex.lv/a")
@example("https:ex.lv", "http://ex.lv/")
@example("//ex.lv\\@evil.lv/", "http://ex.lv/")
def test_whatever_comes_out_is_plain_and_stays_as_it_is(text: str, base: str | None) -> None:
    address_holds(text, base)


@PROFILE
@given(
    st.sampled_from(["http", "https", "HTTP", "Https"]),
    USERS,
    st.sampled_from(
        ["ex.lv", "WWW.Ex.LV", "ex.lv.", "127.0.0.1", "[::1]", "[2001:DB8::A]", "xn--ekava-n5a.lv", "a_b.lv"]
    ),
    st.sampled_from([None, 80, 443, 8080, 65535]),
    paths,
    queries,
)
def test_the_origin_is_the_one_that_was_written(
    scheme: str, user: str, host: str, port: int | None, path: str, query: str
) -> None:
    written = f"{scheme}://{user}{host}{'' if port is None else f':{port}'}/{path}?{query}"
    plain = normalise(written)
    assert plain is not None
    expected = 443 if scheme.lower() == "https" else 80
    assert urlsplit(plain).scheme == scheme.lower()
    assert origin(plain) == (host.lower().strip("[]").removesuffix("."), port or expected)


@PROFILE
@given(st.lists(own_addresses, min_size=3, max_size=3))
def test_same_site_is_an_equivalence(written: list[str]) -> None:
    one, two, three = (normalise(url) or "" for url in written)
    assert same_site(one, one)
    assert same_site(one, two) == same_site(two, one)
    if same_site(one, two) and same_site(two, three):
        assert same_site(one, three)


@SLOW
@given(
    st.sampled_from(["http://ex.lv/", "http://", "http://ex.lv/?", "", "http://ex.lv/" + "a/" * 3_900]),
    st.sampled_from(["a/", "../", "./", "%41", "ā", "&a", ";sid=", "@", ":", "\\", "?", "%", "/", "[", "."]),
    st.text(max_size=3),
)
def test_an_endless_address_costs_little(start: str, piece: str, tail: str) -> None:
    with within(1):
        address_holds(start + piece * (200_000 // len(piece)) + tail, "http://ex.lv/")
        address_holds((start + piece * (8_000 // len(piece)))[:7_990] + tail, "http://ex.lv/")
