"""robots.txt files that forbid, fail, lie or never end."""

import codecs

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import Answer, Behaviour, Expected, failed, judged, markup, page
from tests.sites.hostile.bombs import endless, gzip_bomb

PLAIN = "Content-Type: text/plain"
FORBIDDEN = FailureKind.ROBOTS_DISALLOWED


def rules(body: bytes | str) -> Reply:
    return Reply(body, content_type="text/plain")


def ruled(name: str, robots: Answer, expected: Expected) -> Behaviour:
    return Behaviour(f"robots-{name}", expected, lambda _: {"/": page(), "/robots.txt": robots})


HUGE = "User-agent: *\n" + "".join(f"Disallow: /slepens/{number}/*.html$\n" for number in range(60_000))
STARS = "User-agent: *\nDisallow: /" + "*a" * 5_000 + "$\n"

BEHAVIOURS = (
    ruled("forbids-all", rules("User-agent: *\nDisallow: /\n"), failed(FORBIDDEN)),
    ruled("forbids-us", rules("User-agent: eindekss\nDisallow: /\n\nUser-agent: *\nAllow: /\n"), failed(FORBIDDEN)),
    ruled("forbids-home", rules("User-agent: *\nDisallow: /$\n"), failed(FORBIDDEN)),
    ruled("forbids-with-bom", rules(codecs.BOM_UTF8 + b"User-agent: *\r\nDisallow: /\r\n"), failed(FORBIDDEN)),
    ruled("forbids-others", rules("User-agent: BadBot\nDisallow: /\n"), judged()),
    ruled("broken", Reply("<h1>Kļūda</h1>", status=500), failed(FailureKind.HTTP_5XX, "robots.txt")),
    ruled("unauthorised", Reply("", status=401), judged()),
    ruled("html", Reply(markup()), judged()),
    ruled("huge", rules(HUGE), judged()),
    ruled("endless", endless(PLAIN, b"Disallow: /slepens\n" * 2048, b"User-agent: *\n"), judged()),
    ruled("bomb", gzip_bomb(2048, PLAIN, b"User-agent: *\nDisallow: /x\n"), judged()),
    ruled("stars", rules(STARS), judged()),
    ruled("noise", rules(bytes(range(256)) * 500), judged()),
    ruled("slow-crawler", rules("User-agent: *\nCrawl-delay: 86400\n"), judged()),
    ruled("delay-without-sense", rules("User-agent: *\nCrawl-delay: nan\nCrawl-delay: -1e400\n"), judged()),
)
