"""A look at a site without a browser: real servers and certificates, and nothing asked for before robots.txt allows."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from crawler.entry import guard_of
from crawler.network import INTERNET
from crawler.politeness import Politeness
from crawler.site_check import look_at
from model.failure import FailureKind
from model.site import Site
from model.site_look import CertificateFault, RobotsState, StandIn
from tests.crawler.hosts import ADDRESS, ADDRESS_6, LIMITS, WELL, Host, hosts, leads, to
from tests.crawler.origin import ALLOW_ALL, Replies, Reply, page
from tests.sites.hostile import tls, walls
from tests.sites.hostile.behaviour import Behaviour, Certificate
from tests.sites.hostile.serving import served as serve_hostile

HOME = "https://liepas.test/"
PLAIN = "http://liepas.test/"
WWW = "https://www.liepas.test/"
OTHER = "https://ozoli.test/"


def rules(text: str) -> Reply:
    return Reply(text, content_type="text/plain")


def titled(title: str, heading: str = "", head: str = "") -> Mapping[str, Replies]:
    body = f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{heading}</h1></body></html>"
    return {"/robots.txt": ALLOW_ALL, "/": Reply(body)}


def test_a_site_that_is_well() -> None:
    with hosts(Host(HOME, addresses=(ADDRESS, ADDRESS_6))) as served:
        look = served.look(HOME)
        assert served.asked(HOME) == ["/robots.txt", "/"]
    assert (look.ready, look.failure, look.stand_in, look.sent_to) == (True, None, None, None)
    assert look.addresses == (ADDRESS, ADDRESS_6)
    assert look.robots is RobotsState.ALLOWED
    assert look.landed == look.permanent == HOME
    assert look.certificate is not None
    assert (look.certificate.host, look.certificate.fault) == ("liepas.test", None)
    assert look.certificate.issuer.startswith("trustme")
    assert timedelta(days=29) < look.certificate.ends - datetime.now(UTC) < timedelta(days=31)


@pytest.mark.parametrize(
    ("shown", "fault"),
    [
        ("expired", CertificateFault.EXPIRED),
        ("future", CertificateFault.NOT_YET_VALID),
        ("self-signed", CertificateFault.SELF_SIGNED),
        ("unknown-authority", CertificateFault.UNTRUSTED),
        ("wrong-host", CertificateFault.WRONG_HOST),
    ],
)
def test_a_certificate_that_is_not_trusted_is_read_and_nothing_is_asked(
    shown: Certificate, fault: CertificateFault
) -> None:
    with hosts(Host(HOME, certificate=shown)) as served:
        look = served.look(HOME)
        assert served.asked(HOME) == []
    assert look.certificate is not None
    assert look.certificate.fault is fault
    assert (look.certificate.ends < datetime.now(UTC)) == (shown == "expired")
    assert look.failure is not None
    assert look.failure.kind is FailureKind.TLS
    assert look.robots is RobotsState.NOT_ASKED


@pytest.mark.parametrize("host", [Host(HOME, days=3), Host(HOME, authority_days=3)])
def test_the_first_end_in_the_chain_counts(host: Host) -> None:
    with hosts(host) as served:
        look = served.look(HOME)
    assert look.ready
    assert look.certificate is not None
    assert timedelta(days=2) < look.certificate.ends - datetime.now(UTC) < timedelta(days=4)


def test_the_certificate_of_the_place_where_it_landed_counts_too() -> None:
    with hosts(Host(HOME, leads(WWW)), Host(WWW, days=3)) as served:
        look = served.look(HOME)
    assert look.certificate is not None
    assert look.certificate.host == "www.liepas.test"


@pytest.mark.parametrize(
    ("hops", "landed", "permanent"),
    [
        ({HOME: leads(WWW, 308)}, WWW, WWW),
        ({PLAIN: leads(HOME)}, HOME, HOME),
        ({HOME: leads(OTHER)}, OTHER, OTHER),
        ({HOME: leads(OTHER, 302)}, OTHER, HOME),
        ({HOME: leads(OTHER, 307)}, OTHER, HOME),
        # http to https to www. to the new home, each for good.
        ({PLAIN: leads(HOME), HOME: leads(WWW), WWW: leads(OTHER)}, OTHER, OTHER),
        # For good up to www., and from there only for now.
        ({HOME: leads(WWW), WWW: leads(OTHER, 302)}, OTHER, WWW),
        # What comes after a redirect for now is not for good.
        ({HOME: leads(WWW, 302), WWW: leads(OTHER)}, OTHER, HOME),
        ({HOME: {**leads(f"{HOME}lv/"), "/lv/": page()}}, f"{HOME}lv/", f"{HOME}lv/"),
        ({HOME: leads(f"{OTHER}?sid=0123456789abcdef01")}, OTHER, OTHER),
    ],
)
def test_where_redirects_lead(hops: dict[str, Mapping[str, Replies]], landed: str, permanent: str) -> None:
    end = {} if landed.startswith(tuple(hops)) else {landed: {**WELL, "/?sid=0123456789abcdef01": page()}}
    with hosts(*(Host(url, replies) for url, replies in {**hops, **end}.items())) as served:
        look = served.look(next(iter(hops)))
    assert look.ready
    assert (look.landed, look.permanent) == (landed, permanent)


def test_a_redirect_is_followed_only_where_robots_of_the_target_allows() -> None:
    forbidding = {**WELL, "/robots.txt": rules("User-agent: *\nDisallow: /")}
    with hosts(Host(HOME, leads(OTHER)), Host(OTHER, forbidding)) as served:
        look = served.look(HOME)
        assert served.asked(OTHER) == ["/robots.txt"]
    assert look.robots is RobotsState.FORBIDDEN
    assert look.failure is not None
    assert OTHER in look.failure.detail


@pytest.mark.parametrize(
    ("robots", "state", "kind"),
    [
        (Reply(status=404), RobotsState.ALLOWED, None),
        (rules("User-agent: eindekss\nDisallow: /\n"), RobotsState.FORBIDDEN, FailureKind.ROBOTS_DISALLOWED),
        (rules("User-agent: other\nDisallow: /\n"), RobotsState.ALLOWED, None),
        (Reply(status=500), RobotsState.UNAVAILABLE, FailureKind.HTTP_5XX),
        (Reply(status=429), RobotsState.UNAVAILABLE, FailureKind.RATE_LIMITED),
        (to("/robots.txt"), RobotsState.UNAVAILABLE, FailureKind.TOO_MANY_REDIRECTS),
        (walls.CLOUDFLARE, RobotsState.ALLOWED, None),
    ],
)
def test_robots(robots: Reply, state: RobotsState, kind: FailureKind | None) -> None:
    with hosts(Host(PLAIN, {**WELL, "/robots.txt": robots})) as served:
        look = served.look(PLAIN)
        assert ("/" in served.asked(PLAIN)) == (state is RobotsState.ALLOWED)
    assert look.robots is state
    assert (look.failure.kind if look.failure else None) == kind


def test_the_delay_that_robots_asks_for_is_told() -> None:
    slow = {**WELL, "/robots.txt": rules("User-agent: *\nCrawl-delay: 0.2\n")}
    with hosts(Host(PLAIN, slow)) as served:
        assert served.look(PLAIN).crawl_delay_s == 0.2


@pytest.mark.parametrize(
    "wall",
    [
        walls.CLOUDFLARE,
        walls.CLOUDFLARE_200,
        walls.BY_HEADER,
        walls.SUCURI,
        walls.IMPERVA,
        walls.AKAMAI,
        walls.DDOS_GUARD,
    ],
)
def test_a_bot_wall_is_known(wall: Reply) -> None:
    with hosts(Host(PLAIN, {**WELL, "/": wall})) as served:
        look = served.look(PLAIN)
    assert look.walled
    assert not look.ready


@pytest.mark.parametrize("reply", [page(body=walls.MENTION), walls.BASIC, Reply("<h1>Nav</h1>", status=503)])
def test_what_is_no_wall(reply: Reply) -> None:
    with hosts(Host(PLAIN, {**WELL, "/": reply})) as served:
        assert not served.look(PLAIN).walled


@pytest.mark.parametrize(
    ("site", "what"),
    [
        (titled("liepas.lv is for sale"), None),
        (titled("This domain is for sale"), StandIn.PARKED),
        (titled("liepas.lv | Domain parked"), StandIn.PARKED),
        (titled("liepas.lv", "Šis domēns ir apturēts"), StandIn.PARKED),
        (titled("liepas.lv", head='<script src="//www.parkingcrew.net/s.js"></script>'), StandIn.PARKED),
        (titled("Account Suspended"), StandIn.PARKED),
        (titled("Welcome to nginx!", "Welcome to nginx!"), StandIn.SERVER_PAGE),
        (titled("Apache2 Debian Default Page: It works"), StandIn.SERVER_PAGE),
        (titled("Index of /"), StandIn.SERVER_PAGE),
        (titled("", "It works!"), StandIn.SERVER_PAGE),
        (titled("404"), StandIn.ERROR_PAGE),
        (titled("404 Not Found"), StandIn.ERROR_PAGE),
        (titled("Liepu novads", "404 - lapa nav atrasta"), StandIn.ERROR_PAGE),
        (titled("Lapa nav atrasta | Liepu novads"), StandIn.ERROR_PAGE),
        (titled("Liepu novads – Page not found"), StandIn.ERROR_PAGE),
        (titled("Error 500"), StandIn.ERROR_PAGE),
        (titled("Liepu novads", "Jaunumi"), None),
        (titled("Liepu novads", "500 gadi Liepām"), None),
        (titled("Liepu novads", "404 skolēni saņems stipendijas"), None),
        (titled("Liepu novads", "Domē reģistrēts jauns saraksts"), None),
        (titled("Liepu novads | Domēnu reģistrs"), None),
        (titled("Liepu novads", head='<script src="https://notbodis.com/a.js"></script><link href="http://[">'), None),
    ],
)
def test_what_stands_in_the_place_of_a_site(site: Mapping[str, Replies], what: StandIn | None) -> None:
    with hosts(Host(PLAIN, site)) as served:
        look = served.look(PLAIN)
    assert look.stand_in is what
    assert look.ready == (what is None)


@pytest.mark.parametrize(
    ("content", "target"),
    [
        ("0; url=https://ozoli.test/", OTHER),
        ("5;URL='https://ozoli.test/'", OTHER),
        ("0; url=https://www.liepas.test/lv", None),
        ("300", None),
        ("0; url=javascript:alert(1)", None),
    ],
)
def test_a_page_that_sends_its_visitors_elsewhere(content: str, target: str | None) -> None:
    site = titled("Liepas", head=f'<meta http-equiv="Refresh" content="{content}">')
    with hosts(Host(PLAIN, site)) as served:
        assert served.look(PLAIN).sent_to == target


def test_names_that_lead_nowhere_or_within() -> None:
    with hosts(Host(PLAIN), Host(HOME, leads("http://birojs.test/"))) as served:
        unknown = served.look("https://nav-tada.test/")
        served.addresses["liepas.test"] = (ADDRESS, "10.0.0.7")
        within = served.look(PLAIN)
        served.addresses["liepas.test"] = (ADDRESS,)
        served.addresses["birojs.test"] = ("127.0.0.1",)
        led_within = served.look(HOME)
        assert served.asked(PLAIN) == []
    assert [look.failure.kind if look.failure else None for look in (unknown, within, led_within)] == [
        FailureKind.DNS,
        FailureKind.PRIVATE_ADDRESS,
        FailureKind.PRIVATE_ADDRESS,
    ]
    assert (unknown.addresses, within.addresses) == ((), ())


def test_a_name_server_that_stutters_is_asked_again() -> None:
    with hosts(Host(PLAIN)) as served:
        answers: list[OSError | tuple[str, ...]] = [OSError("try again"), (ADDRESS,)]

        def lookup(host: str, port: int) -> tuple[str, ...]:
            answer = answers.pop(0)
            if isinstance(answer, OSError):
                raise answer
            return answer

        served.lookup = lookup  # type: ignore[method-assign]
        assert served.look(PLAIN).ready


BROKEN_TLS = [behaviour for behaviour in tls.BEHAVIOURS if behaviour.certificate is None]


@pytest.mark.parametrize("behaviour", BROKEN_TLS, ids=lambda behaviour: behaviour.name)
def test_what_speaks_no_tls_has_no_certificate(behaviour: Behaviour) -> None:
    with serve_hostile([behaviour]) as hostile:
        site = Site(hostile.url(behaviour.name), "Liepu novads")
        guard = guard_of(site, LIMITS, INTERNET, allow_private=True)
        look = asyncio.run(look_at(site, guard, LIMITS, Politeness(LIMITS), INTERNET, allow_private=True))
    assert look.certificate is None
    assert look.failure is not None
    assert look.failure.kind is behaviour.expected.kind
    assert look.robots is RobotsState.UNAVAILABLE


def test_a_handshake_that_never_ends_is_a_time_out() -> None:
    limits = replace(LIMITS, connect_timeout_s=0.3)
    with hosts(Host(PLAIN)) as served:
        # It waits for the end of a request that TLS never sends.
        served.ports["liepas.test", 443] = served.ports["liepas.test", 80]
        look = served.look(HOME, limits)
    assert look.failure is not None
    assert look.failure.kind is FailureKind.TIMEOUT


def test_a_passing_failure_is_tried_once_more_and_no_more() -> None:
    with hosts(Host(PLAIN, {**WELL, "/": [Reply(status=500), page()]})) as served:
        assert served.look(PLAIN).ready
    with hosts(Host(PLAIN, {**WELL, "/": Reply(status=500)})) as served:
        assert not served.look(PLAIN).ready
        assert served.asked(PLAIN) == ["/robots.txt", "/", "/"]


def test_the_pace_of_an_address_is_kept() -> None:
    # Requests arrive a moment after their turns, the first one after its handshake.
    limits = replace(LIMITS, pace_s=0.4)
    with hosts(Host(HOME, leads(WWW)), Host(WWW)) as served:
        assert served.look(HOME, limits).ready
        robots, home = (asked.at for asked in served.servers[HOME].asked)
    assert home - robots >= 0.2
