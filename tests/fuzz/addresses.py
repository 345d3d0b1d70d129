"""Strategies for addresses: the grammar of a URL, every way to write one wrong, every way to hide where it leads."""

from hypothesis import strategies as st

LABELS = [
    "ex",
    "lv",
    "www",
    "a",
    "xn--ekava-n5a",
    "ķekava",
    "ß",
    "ⓔⓧ",
    "a_b",
    "-a",
    "1",
    "127",
    "0x7f",
    "é",
    "",
    "*",
    "☃",
]
DOTS = [".", "。", "．", "｡", ".."]
CONTROLS = [chr(code) for code in (0, 1, 8, 9, 10, 11, 12, 13, 27, 31, 32, 127, 133, 160, 0x2028, 0x202E, 0xFEFF)]
SURROGATES = ["\ud800", "\udfff", "\ud83d"]
PIECES = [
    "a", "lapa", "..", ".", "%2e%2e", "%2E", ".%2e", "%", "%4", "%zz", "%00", "%41", "%c4%81", "%C4", "ā", "\\", "/",
    "//", ";sid=1", ";jsessionid=A0", ";%6Asessionid=x", "@", ":", "[", "]", "'", '"', "<", ">", "`", "{", "|", "^",
    "~", "😀", "$",
]  # fmt: skip
PARAMETERS = [
    "a=1", "utm_source=x", "utm%5fsource=x", "%73id=0123456789abcdef0", "sid=0123456789abcdef0", "sid=12",
    "PHPSESSID=a", "fbclid", "", "a=%26b", "=", "a=b=c", "q=ā", "a[]=1", "x=%", "p=../..", "\\", "?", "@b", "a=1;b=2",
]  # fmt: skip
SCHEMES = [
    "http",
    "https",
    "HTTP",
    "hTTps",
    "ftp",
    "javascript",
    "data",
    "file",
    "mailto",
    "ws",
    "blob",
    "view-source",
    "x",
]
SLASHES = ["://", ":///", ":/", ":", ":\\\\", ":/\\", "://///"]
PORTS = [
    "",
    ":",
    ":80",
    ":443",
    ":0080",
    ":0",
    ":65535",
    ":65536",
    ":8080",
    ":-1",
    ":+80",
    ":８０",
    ":a",
    ": 80",
    ":80:90",
]
USERS = ["", "u@", "u:p@", "a@b@", ":@", "ex.lv@", "ex.lv\\@", "ex.lv%40", "\t@", "u:p%40@"]
LITERALS = [
    "[::1]", "[::ffff:127.0.0.1]", "[0:0:0:0:0:0:0:1]", "[fe80::1%25eth0]", "[v1.x]", "[", "[::1", "::1]", "[]",
    "[::1]x", "[2001:DB8::1]", "[::FFFF:7f00:1]", "[1]", "[::1%eth0]",
]  # fmt: skip
NUMBERS = [
    "127.0.0.1",
    "2130706433",
    "0x7f.1",
    "0177.0.0.1",
    "127.1",
    "１２７.0.0.1",
    "0",
    "999.1.1.1",
    "10.0.0.1.",
    "1e3",
]

hosts = st.one_of(
    st.lists(st.sampled_from(LABELS), min_size=1, max_size=4).flatmap(
        lambda labels: st.sampled_from(DOTS).map(lambda dot: dot.join(labels))
    ),
    st.sampled_from(LITERALS + NUMBERS),
    st.text(max_size=8),
)
paths = st.lists(st.sampled_from(["/", *PIECES, *CONTROLS, *SURROGATES]), max_size=12).map("".join)
queries = st.lists(st.sampled_from([*PARAMETERS, *SURROGATES]), max_size=6).map("&".join)
fragments = st.sampled_from(["", "#", "#a", "#!", "#!/ā b", "#!%41\u2028", "##", "#a#b", "#!?x#@ex.lv"])


@st.composite
def addresses(draw: st.DrawFn) -> str:
    """Absolute, relative, without a scheme, or nothing of the sort."""
    kind = draw(st.sampled_from(["absolute", "absolute", "absolute", "relative", "host", "text"]))
    rest = draw(paths) + draw(st.sampled_from(["", "?"])) + draw(queries) + draw(fragments)
    if kind == "text":
        text = draw(st.text(max_size=60))
    elif kind == "relative":
        text = rest
    else:
        place = draw(st.sampled_from(USERS)) + draw(hosts) + draw(st.sampled_from(PORTS))
        text = ("//" if kind == "host" else draw(st.sampled_from(SCHEMES)) + draw(st.sampled_from(SLASHES))) + place
        text += draw(st.sampled_from(["", "/", "\\", "?", "#", ";"])) + rest
    at = draw(st.integers(0, len(text)))
    return text[:at] + draw(st.sampled_from(["", "", "", *CONTROLS])) + text[at:]


bases = st.sampled_from(["http://ex.lv/", "https://www.ex.lv/a/b?c=d", "http://ex.lv:8080/x", "http://[::1]:81/", None])
own_addresses = st.builds(
    lambda scheme, host, port, path: f"{scheme}://{host}{port}/{path}",
    st.sampled_from(["http", "https"]),
    st.sampled_from(
        ["ex.lv", "www.ex.lv", "www.www.ex.lv", "EX.lv", "cits.lv", "a.ex.lv", "[::1]", "127.0.0.1", "ķekava.lv"]
    ),
    st.sampled_from(["", ":80", ":443", ":8080"]),
    st.sampled_from(["", "a", "a/b?c"]),
)
