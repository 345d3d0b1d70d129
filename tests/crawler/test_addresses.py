"""One spelling for each address, which are the site's own, and which are not worth asking for."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crawler.addresses import is_trap, looks_like_page, normalise, same_site, shape

BASE = "http://ex.lv/dir/page?x=1"


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("HTTP://Ex.LV:80/a/../b/./c", "http://ex.lv/b/c"),
        ("https://ex.lv:443", "https://ex.lv/"),
        ("https://ex.lv:80/", "https://ex.lv:80/"),
        ("http://ex.lv./a", "http://ex.lv/a"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://0177.0.0.1:81/", "http://127.0.0.1:81/"),
        ("http://3221226219/a", "http://192.0.2.235/a"),
        ("http://ex.lv/a%2e%2e/%2e%2E/b", "http://ex.lv/b"),
        ("http://ex.lv/a/..", "http://ex.lv/"),
        ("http://ex.lv/%7euser/%c4%81", "http://ex.lv/~user/%C4%81"),
        ("http://ex.lv/ā b", "http://ex.lv/%C4%81%20b"),
        ("http://ex.lv/100%", "http://ex.lv/100%25"),
        ("http://ex.lv//a", "http://ex.lv//a"),
        ("http://ex.lv/a?q=%2F&z=ā", "http://ex.lv/a?q=%2F&z=%C4%81"),
        ("http://ex.lv/?b=2&utm_source=x&a=1&fbclid=y&gclid=z", "http://ex.lv/?b=2&a=1"),
        ("http://ex.lv/?&&a=1&", "http://ex.lv/?a=1"),
        ("http://ex.lv/?", "http://ex.lv/"),
        ("http://ex.lv/a;jsessionid=0A1B.node?x=1", "http://ex.lv/a?x=1"),
        ("http://ex.lv/?PHPSESSID=abc&id=5", "http://ex.lv/?id=5"),
        ("http://ex.lv/?sid=0123456789abcdef0123", "http://ex.lv/"),
        ("http://ex.lv/?sid=12", "http://ex.lv/?sid=12"),
        ("http://ex.lv/#saturs", "http://ex.lv/"),
        ("http://ex.lv/#!/lapa", "http://ex.lv/#!/lapa"),
        ("http://lietotajs:parole@ex.lv/", "http://ex.lv/"),
        ("http://ķekava.lv/", "http://xn--ekava-n5a.lv/"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("  /x\n/y ", "http://ex.lv/x/y"),
        ("\\\\cits.lv\\x", "http://cits.lv/x"),
        ("?y=2", "http://ex.lv/dir/page?y=2"),
        ("", "http://ex.lv/dir/page?x=1"),
        ("../../../x", "http://ex.lv/x"),
        ("javascript:alert(1)", None),
        ("mailto:dome@ex.lv", None),
        ("data:text/html,x", None),
        ("ftp://ex.lv/", None),
        ("http://ex.lv:99999/", None),
        ("http://ex.lv:0/", None),
        ("http://[::1/", None),
        ("http://a b.lv/", None),
        ("http://%31.lv/", None),
        ("/%2e%2e%4/", "http://ex.lv/..%254/"),
        ("http://ex.lv/a;", "http://ex.lv/a;"),
        ("http://ex.lv/?%73id=0123456789abcdef0123", "http://ex.lv/"),
        ("http://ex.lv/a;%6Asessionid=1", "http://ex.lv/a"),
        ("http://ex.lv。/", "http://ex.lv/"),
        ("http://[::FFFF:1.2.3.4]/", "http://[::ffff:102:304]/"),
        ("http://[::1]x/", None),
        ("http://[fe80::1%25eth0]/", None),
        ("http://ex..lv/", None),
        ("http://a\x7fb.lv/", None),
        ("http://ex.lv/" + "a" * 8_000, None),
    ],
)
def test_normal_form(url: str, normal: str | None) -> None:
    assert normalise(url, BASE) == normal


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from("ab.lv/?#%&=;:@[]\\ āĀ2e0F\n~!"), max_size=30))
def test_normal_form_is_stable_and_never_raises(text: str) -> None:
    once = normalise(text, BASE)
    assert once is None or normalise(once) == once


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://www.ex.lv/x", True),
        ("http://ex.lv/x", True),
        ("http://ex.lv:8080/", False),
        ("http://cits.ex.lv/", False),
        ("http://ex.lv.cits.lv/", False),
        ("http://notex.lv/", False),
    ],
)
def test_own_pages(url: str, own: bool) -> None:
    assert same_site(url, "https://ex.lv/") is own


@pytest.mark.parametrize(
    ("path", "is_page"),
    [("/", True), ("/lapa.html", True), ("/lapa.php", True), ("/v1.2", True), ("/a.pdf", False), ("/A.DOCX", False),
     ("/plāns.edoc", False), ("/a.pdf/", True), ("/download?f=a.pdf", True)],
)  # fmt: skip
def test_files_are_told_by_their_names(path: str, is_page: bool) -> None:
    assert looks_like_page(f"http://ex.lv{path}") is is_page


@pytest.mark.parametrize(
    "path", ["/a" * 4, "/" + "/".join("abcdefghijklmno"), "/?" + "&".join(f"{n}=1" for n in range(9)), "/" + "x" * 2000]
)
def test_traps(path: str) -> None:
    assert is_trap(f"http://ex.lv{path}")
    assert not is_trap("http://ex.lv/lv/pasvaldiba/dome/deputati/2025/komitejas?lapa=2")


def test_session_ids_are_kept_where_a_redirect_hands_them_out() -> None:
    url = normalise("/a;jsessionid=1/../b?sid=0123456789abcdef0123#x", BASE, keep_sessions=True)
    assert url == "http://ex.lv/b?sid=0123456789abcdef0123"
    assert normalise("//u:p@ex.lv/?utm_source=x", BASE, keep_sessions=True) == "http://ex.lv/?utm_source=x"


def test_pages_of_a_calendar_share_a_shape() -> None:
    assert shape("http://ex.lv/kalendars?m=5&y=2020") == shape("http://ex.lv/kalendars?y=2021&m=6")
    assert shape("http://ex.lv/kalendars/2025/11") == shape("http://ex.lv/kalendars/1999/1")
    assert shape("http://ex.lv/jaunums/123") is None
