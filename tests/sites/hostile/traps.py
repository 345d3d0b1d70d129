"""Sites without end: calendars, sessions, mazes, and pages that are far too much."""

import random

from model.audit import Status
from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply
from tests.sites.hostile.behaviour import (
    MENU,
    Answer,
    Answers,
    Behaviour,
    ByRequest,
    Place,
    failed,
    home,
    judged,
    markup,
    page,
    partly,
    script,
)
from tests.sites.hostile.slow import drip_body, silence

NO_RULES: Answers = {"/robots.txt": Reply(status=404), "/sitemap.xml": Reply(status=404)}
CHANCE = random.Random(7)


def links(*addresses: str) -> str:
    return "".join(f'<a href="{address}">{number}. lapa</a> ' for number, address in enumerate(addresses))


def calendar(asked: Asked) -> Reply:
    """Every month links to the next and the last, for ever, and to each of its days."""
    month = int(asked.path.partition("menesis=")[2] or 0)
    days = [f"/kalendars?menesis={month}&diena={day}" for day in range(28)]
    return page(links(f"/kalendars?menesis={month + 1}", f"/kalendars?menesis={month - 1}", *days))


def sessions(asked: Asked) -> Reply:
    """Every visit of a page hands out new addresses for the same few pages."""
    key = CHANCE.randbytes(12).hex()
    menu = [f"{path}{mark}{key}" for path in MENU for mark in (";jsessionid=", "?PHPSESSID=", "?sid=", "?utm_source=")]
    return page(menu=("/", *menu))


def maze(asked: Asked) -> Reply:
    """Answers 200 to anything, with relative links that grow the path."""
    return page(links("a/", "b/", "../c/", f"{CHANCE.randrange(10**6)}/"), title="Lapa nav atrasta")


def filters(asked: Asked) -> Reply:
    path, _, query = asked.path.partition("?")
    names = [f"{query}&f{number}={CHANCE.randrange(5)}".strip("&") for number in range(12)]
    return page(links(*(f"{path}?{name}" for name in names)))


def many_links(place: Place) -> Answers:
    """40,000 links on one page, all of them dead but the menu's."""
    return {"/": page("".join(f'<a href="/l/{number}">Saite {number}</a> ' for number in range(40_000)))}


def nested(place: Place) -> Answers:
    return {"/": page("<div>" * 4_000 + "Dziļi" + "</div>" * 4_000)}


def crowded(place: Place) -> Answers:
    """Enough elements that a careless audit spends its time on them."""
    rows = "".join(f'<tr><td><a href="#r{number}">Rinda {number}</a></td><td>1</td></tr>' for number in range(3_000))
    return {"/": page(f"<table><caption>Dati</caption><tr><th>A</th><th>B</th></tr>{rows}</table>")}


def schemes(place: Place) -> Answers:
    """Links and frames to what is no web page at all."""
    addresses = (
        "file:///etc/passwd",
        "data:text/html,<h1>x",
        "javascript:alert(1)",
        "blob:null/1",
        "about:blank",
        "chrome://settings",
        "view-source:file:///etc/passwd",
        "ftp://127.0.0.1/",
        "mailto:a@b.lv",
        "tel:1",
        "http://",
        "http://[",
        "http://a b/",
        "http://%zz/",
        "//",
        "http://127.0.0.1:99999/",
        "\\\\server\\x",
        "javascript&colon;alert(1)",
        " java\nscript:alert(1)",
        "http:///x",
        "https:x",
        "?",
        "#",
        "",
    )
    frames = "".join(f'<iframe title="Rāmis" src="{address}"></iframe>' for address in addresses[:7])
    anchors = "".join(f'<a href="{address}">Saite {number}</a> ' for number, address in enumerate(addresses))
    return {"/": page(anchors + frames)}


def long_address(place: Place) -> Answers:
    return {"/": page(links("/" + "a" * 100_000, "/?" + "b=c&" * 20_000, "http://" + "c." * 5_000 + "lv/"))}


def huge_title(place: Place) -> Answers:
    long = "Ļoti " * 200_000
    return {"/": page(f'<p title="{long}">Īsi</p><a href="/kontakti">{long}</a>', title=long)}


def nothing_but_traps(asked: Asked) -> Answer:
    """Every page is a trap of some kind, and leads to many others."""
    onward = links(*(f"/slazds/{CHANCE.randrange(10**9)}" for _ in range(30)))
    freeze = script("setTimeout(() => { for (;;) {} }, 300)")
    kind = sum(asked.path.encode()) % 5
    if asked.path == "/" or kind == 0:
        return page(onward + script("setInterval(() => { document.title = Math.random() }, 5)"))
    if asked.path == "/kontakti":
        return page(onward + freeze)
    return (page(onward + freeze), silence, drip_body, Reply(markup(onward), delay_s=2.0))[kind - 1]


BEHAVIOURS = (
    Behaviour("calendar", judged(), lambda _: {**NO_RULES, "*": ByRequest(calendar)}),
    Behaviour("sessions", judged(read_at_most=5), lambda _: {**NO_RULES, "*": ByRequest(sessions)}),
    Behaviour("soft-404-maze", judged(), lambda _: {**NO_RULES, "*": ByRequest(maze)}),
    Behaviour("filters", judged(), lambda _: {**NO_RULES, "*": ByRequest(filters)}),
    Behaviour("many-links", failed(FailureKind.TOO_LARGE, "elements"), many_links),
    Behaviour("nested", judged(), nested),
    Behaviour("crowded", judged(), crowded),
    Behaviour("odd-schemes", judged(), schemes),
    Behaviour("long-addresses", judged(), long_address),
    Behaviour("huge-title", judged(), huge_title),
    Behaviour("base-elsewhere", judged(), home(page(head='<base href="http://127.0.0.1:9/">'))),
    Behaviour(
        "nothing-but-traps",
        partly(FailureKind.PAGE_FROZEN, or_else=(Status.PARTIAL, FailureKind.BUDGET_SPENT)),
        lambda _: {**NO_RULES, "*": ByRequest(nothing_but_traps)},
    ),
)
