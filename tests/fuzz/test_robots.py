"""robots.txt in every form: what a site forbids is never allowed, and no file costs more than its share."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from crawler.robots import parse_robots
from tests.fuzz.profiles import PROFILE, SHARE, SLOW
from tests.fuzz.properties import LIMITS, robots_hold
from tests.fuzz.watchdog import within

URL = "http://ex.lv/robots.txt"
FIELDS = [
    "User-agent", "user agent", "USERAGENT", "User-Agent ", "Disallow", "Allow", "Crawl-delay", "Sitemap", "Host",
    "Noindex", "Request-rate", "Visit-time", "dissallow", "\ufeffUser-agent", "#", "",
]  # fmt: skip
SEPARATORS = [":", " : ", ": ", " ", "::", "\t:", ""]
VALUES = [
    "*", "eindekss", "Eindekss/0.1", "EINDEKSS*", "e", "eindekss-bot", "googlebot", "/", "", "/*", "/a", "/*a*b*c*$",
    "/a$", "$", "/%2a", "/%", "/%zz", "/ā", "http://[", "javascript:x", "/sitemap.xml", "5", "-1", "nan", "1e999",
    "1/0s", "0400-0845", "/a # b", "\0", "\x85/x", "\u2028", "a" * 300, "/" + "*a" * 50, "\ud800",
]  # fmt: skip
ENDS = ["\n", "\r\n", "\r", "\n\n", "\x0b", "\x85"]
lines = st.builds(
    lambda field, separator, value, end: field + separator + value + end,
    st.sampled_from(FIELDS),
    st.sampled_from(SEPARATORS),
    st.sampled_from(VALUES),
    st.sampled_from(ENDS),
)
# surrogates cannot come out of decoded bytes
files = st.lists(lines, max_size=25).map(lambda all_lines: "".join(all_lines).replace("\ud800", "\ufffd"))
urls = st.sampled_from(["/", "/a", "/a/b?c", "/%2a", "/ā", "/aXbXc", "/robots.txt", "//x", "/a$", "http://ex.lv/*"])


@PROFILE
@given(files, urls)
@example("Sitemap: http://[", "/")
@example("User-agent: *\nDisallow: /\n\nUser-agent: e\nAllow: /", "/a")
def test_any_file_is_read(text: str, url: str) -> None:
    with within(1):
        robots_hold(text, url)


others = st.sampled_from(["googlebot", "e", "ein", "eindeks", "eindekss-bot", "bot eindekss", "x*", "other"])
noise = st.sampled_from(["Crawl-delay: 3", "Sitemap: /s.xml", "# Allow: /", "Noindex: /", "\0", "Host: ex.lv", "x"])


@PROFILE
@given(
    st.lists(st.tuples(others, st.sampled_from(["Allow: /", "Allow: /*", "Disallow:", "Disallow: /b"])), max_size=4),
    st.sampled_from(["*", "eindekss", "Eindekss", "EINDEKSS/2.0", "eindekss # mēs"]),
    st.lists(noise, max_size=4),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    urls,
)
def test_what_is_forbidden_is_never_allowed(
    groups: list[tuple[str, str]], agent: str, between: list[str], end: str, mark: bool, url: str
) -> None:
    foreign = [line for name, rule in groups for line in (f"User-agent: {name}", rule, "")]
    ours = [f"User-agent: {agent}", *between, "Disallow: /", ""]
    for order in (foreign + ours, ours + foreign):
        text = ("\ufeff" if mark else "") + end.join(order)
        assert parse_robots(text, URL, LIMITS).allows(f"http://ex.lv{url}") is (url == "/robots.txt")


signs = st.text(alphabet="/ab*", min_size=1, max_size=8)
rules = st.lists(st.tuples(st.sampled_from(["Allow", "Disallow"]), signs, st.sampled_from(["", "$"])), max_size=6)


@PROFILE
@given(rules, st.text(alphabet="/ab", max_size=10))
def test_the_longest_rule_decides(listed: list[tuple[str, str, str]], path: str) -> None:
    """The reference is RFC 9309 2.2.2 and 2.2.3 by regular expressions."""
    text = "User-agent: *\n" + "".join(f"{verb}: {pattern}{end}\n" for verb, pattern, end in listed)
    fitting = [
        (len(pattern + end), verb == "Allow")
        for verb, pattern, end in listed
        if re.match(re.escape(pattern).replace(r"\*", ".*") + ("$" if end else ""), "/" + path)
    ]
    allowed = max(fitting, default=(0, True))[1]
    # A path that begins with two slashes is an authority to urlsplit.
    if not path.startswith("/"):
        assert parse_robots(text, URL, LIMITS).allows(f"http://ex.lv/{path}") is allowed


@SLOW
@given(st.sampled_from([*FIELDS[:8], "x"]), st.sampled_from(VALUES[:-1]), st.sampled_from(["\n", "\r", " ", "*", ""]))
@example("User-agent", "*", "\n")
def test_a_file_of_the_largest_size_costs_little(field: str, value: str, end: str) -> None:
    line = f"{field}: {value}{end}"
    with within(5):
        robots_hold(f"User-agent: *\n{line * (LIMITS.max_robots_bytes // SHARE // len(line))}", "/" + "a" * 2_000)


def test_many_names_over_many_rules_do_not_multiply() -> None:
    names = "".join(f"User-agent: a{number}\n" for number in range(12_000))
    with within(5):
        robots = parse_robots(names + "Disallow: /a\n" * 20_000, URL, LIMITS)
    assert robots.allows("http://ex.lv/a")
