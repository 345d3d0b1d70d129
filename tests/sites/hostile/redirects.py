"""Redirects that go in circles, nowhere, or to places within."""

from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply
from tests.sites.hostile.behaviour import (
    UNKNOWN,
    Answers,
    Behaviour,
    ByRequest,
    Place,
    failed,
    home,
    judged,
    page,
)
from tests.sites.hostile.internal import INSIDE_NAMES, SPELLINGS


def to(address: str, status: int = 302) -> Reply:
    """A redirect, its address as UTF-8 bytes where it is not ASCII."""
    return Reply(status=status, headers={"Location": address.encode().decode("latin-1")})


def onward(asked: Asked) -> Reply:
    number = int(asked.path.strip("/") or 0)
    return to(f"/{number + 1}")


def chain(place: Place) -> Answers:
    return {"/": to("/1"), "/1": to("/2", 307), "/2": to("/3", 308), "/3": to("/4", 301), "/4": page()}


def inside(name: str, host: str) -> Behaviour:
    """A home page that redirects to an address within."""
    # A browser undoes percent signs in a host; we take such a host for no address at all.
    kind = FailureKind.PROTOCOL if name == "percent" else FailureKind.PRIVATE_ADDRESS
    return Behaviour(
        f"redirect-inside-{name}",
        failed(kind),
        lambda place: {"/": to(place.internal(host, "/latest/meta-data/"))},
        names=INSIDE_NAMES,
    )


def robots_inside(place: Place) -> Answers:
    return {"/": page(), "/robots.txt": to(place.internal("127.0.0.1", "/robots.txt"))}


def page_inside(place: Place) -> Answers:
    """A good home page, of which every link redirects to a place within."""
    hosts = list(SPELLINGS.values())
    menu = ("/", *(f"/cels/{number}" for number in range(len(hosts))))
    return {"/": page(menu=menu), **{f"/cels/{n}": to(place.internal(host)) for n, host in enumerate(hosts)}}


BEHAVIOURS = (
    Behaviour("redirect-to-itself", failed(FailureKind.TOO_MANY_REDIRECTS), home(to("/"))),
    Behaviour(
        "redirect-ring",
        failed(FailureKind.TOO_MANY_REDIRECTS),
        lambda _: {"/": to("/a"), "/a": to("/b"), "/b": to("/")},
    ),
    Behaviour(
        "redirect-for-ever",
        failed(FailureKind.TOO_MANY_REDIRECTS),
        lambda _: {"/robots.txt": Reply(status=404), "*": ByRequest(onward)},
    ),
    Behaviour("redirect-chain", judged(), chain),
    Behaviour("redirect-without-address", failed(FailureKind.PROTOCOL), home(Reply(status=302))),
    Behaviour("redirect-to-file", failed(FailureKind.PROTOCOL, "no web address"), home(to("file:///etc/passwd"))),
    Behaviour("redirect-to-data", failed(FailureKind.PROTOCOL, "no web address"), home(to("data:text/html,<h1>x"))),
    Behaviour("redirect-to-script", failed(FailureKind.PROTOCOL, "no web address"), home(to("javascript:alert(1)"))),
    Behaviour("redirect-to-ftp", failed(FailureKind.PROTOCOL, "no web address"), home(to("ftp://127.0.0.1/"))),
    Behaviour(
        "redirect-to-nobody",
        failed(FailureKind.DNS),
        home(to("http://nav-tada.test/")),
        names={"nav-tada.test": [UNKNOWN]},
    ),
    Behaviour(
        "robots-ring",
        failed(FailureKind.TOO_MANY_REDIRECTS, "robots.txt"),
        lambda _: {"/": page(), "/robots.txt": to("/robots.txt")},
    ),
    Behaviour("robots-inside", failed(FailureKind.PRIVATE_ADDRESS), robots_inside),
    Behaviour("links-inside", judged(), page_inside, names=INSIDE_NAMES),
    *(inside(name, host) for name, host in SPELLINGS.items()),
)
