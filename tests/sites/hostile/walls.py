"""Servers that want no robots, or no visitors at all."""

from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply
from tests.sites.hostile.behaviour import (
    MENU,
    Answer,
    Behaviour,
    ByRequest,
    OneByOne,
    failed,
    home,
    judged,
    page,
    partly,
)

WALL = FailureKind.BLOCKED_BY_BOT_WALL
CLOUDFLARE = Reply(
    "<!doctype html><title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/h/b></script>", status=403
)
CLOUDFLARE_200 = Reply(CLOUDFLARE.body)
BY_HEADER = Reply("<title>Pārbaude</title>", status=403, headers={"cf-mitigated": "challenge"})
SUCURI = Reply("<html><title>You are being redirected...</title><script>sucuri_cloudproxy_js='';</script></html>")
IMPERVA = Reply("<html><script src=/_Incapsula_Resource?a=1></script>Incapsula incident ID: 7</html>")
AKAMAI = Reply("<title>Access Denied</title>Reference https://errors.edgesuite.net/18", status=403)
DDOS_GUARD = Reply("<title>DDoS-Guard</title><script src=/.well-known/ddos-guard/check></script>", status=403)
BASIC = Reply("<h1>Nav ļauts</h1>", status=401, headers={"WWW-Authenticate": 'Basic realm="Novads"'})


def wait(seconds: str, status: int = 429) -> Reply:
    return Reply("<h1>Pagaidiet</h1>", status=status, headers={"Retry-After": seconds})


def for_browsers(asked: Asked) -> Answer:
    return CLOUDFLARE if "sec-fetch-mode" in asked.headers else page()


def after_five() -> ByRequest:
    """Becomes suspicious after a few pages."""
    seen: list[str] = []

    def choose(asked: Asked) -> Answer:
        seen.append(asked.path)
        return page() if len(seen) <= 5 else CLOUDFLARE

    return ByRequest(choose)


MENTION = (
    '<p>Vietni sargā Cloudflare. Just a moment... /cdn-cgi/challenge-platform/</p><div id="sucuri">Incapsula</div>'
)

BEHAVIOURS = (
    Behaviour("wall-cloudflare", failed(WALL, "Cloudflare"), home(CLOUDFLARE)),
    Behaviour("wall-cloudflare-200", failed(WALL, "Cloudflare"), home(CLOUDFLARE_200)),
    Behaviour("wall-by-header", failed(WALL, "Cloudflare"), home(BY_HEADER)),
    Behaviour("wall-sucuri-200", failed(WALL, "Sucuri"), home(SUCURI)),
    Behaviour("wall-imperva-200", failed(WALL, "Imperva"), home(IMPERVA)),
    Behaviour("wall-akamai", failed(WALL, "Akamai"), home(AKAMAI)),
    Behaviour("wall-ddos-guard", failed(WALL, "DDoS-Guard"), home(DDOS_GUARD)),
    Behaviour("wall-everywhere", failed(WALL), lambda _: {"*": CLOUDFLARE}),
    Behaviour("wall-for-browsers", failed(WALL), home(ByRequest(for_browsers))),
    Behaviour(
        "wall-inside", partly(WALL), lambda _: {"/": page(), **{path: ByRequest(for_browsers) for path in MENU[1:]}}
    ),
    Behaviour("wall-soon", failed(WALL), lambda _: {"/robots.txt": Reply(status=404), "*": after_five()}),
    Behaviour("no-wall", judged(), home(page(MENTION))),
    Behaviour("basic-auth", failed(FailureKind.HTTP_4XX, "401"), home(BASIC)),
    Behaviour("forbidden", failed(FailureKind.HTTP_4XX, "403"), home(Reply("<h1>Nav ļauts</h1>", status=403))),
    Behaviour("gone", failed(FailureKind.HTTP_4XX, "410"), home(Reply("<h1>Nav</h1>", status=410))),
    Behaviour("broken", failed(FailureKind.HTTP_5XX, "500"), home(Reply("<h1>Kļūda</h1>", status=500))),
    Behaviour("busy-then-well", judged(), home(OneByOne((wait("1"), page())))),
    Behaviour("down-then-well", judged(), home(OneByOne((wait("1", 503), page())))),
    Behaviour("busy-for-an-hour", failed(FailureKind.RATE_LIMITED), home(wait("3600"))),
    Behaviour("down-for-an-hour", failed(FailureKind.RATE_LIMITED), home(wait("3600", 503))),
    Behaviour("busy-until-a-date", failed(FailureKind.RATE_LIMITED), home(wait("Fri, 31 Dec 2123 23:59:59 GMT"))),
    Behaviour("busy-without-sense", failed(FailureKind.RATE_LIMITED), home(wait("-5e99 vakar"))),
    Behaviour(
        "busy-robots", failed(FailureKind.RATE_LIMITED, "3600"), lambda _: {"/": page(), "/robots.txt": wait("3600")}
    ),
)
