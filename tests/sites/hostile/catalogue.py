"""All behaviours of the hostile site, by family."""

from collections.abc import Mapping, Sequence

from model.audit import Status
from model.failure import FailureKind
from tests.sites.hostile import (
    bombs,
    broken_http,
    encodings,
    leaks,
    names,
    policies,
    redirects,
    robots,
    runaways,
    scripts,
    sitemaps,
    slow,
    titles,
    tls,
    traps,
    walls,
)
from tests.sites.hostile.behaviour import Behaviour

FAMILIES: Mapping[str, Sequence[Behaviour]] = {
    module.__name__.rpartition(".")[2]: module.BEHAVIOURS
    for module in (
        # First, for it has one that takes a site's whole time.
        traps,
        slow,
        bombs,
        broken_http,
        redirects,
        leaks,
        scripts,
        runaways,
        walls,
        tls,
        policies,
        encodings,
        robots,
        sitemaps,
        titles,
        names,
    )
}
BEHAVIOURS: tuple[Behaviour, ...] = tuple(one for family in FAMILIES.values() for one in family)

# Behaviours that need the browser and stand for their family; those that need none are all in the brief form.
NAMED = """
    nothing-but-traps calendar odd-schemes brotli-bomb-for-browsers gzip-bomb-inside links-inside leak-fetch leak-socket
    leak-worker leak-form leak-redirect leak-webrtc leave-by-refresh leave-by-location frozen-at-once memory-of-buffers
    popup-flood onward-for-ever download-flood request-flood
    rewritten-globals wall-cloudflare-200 no-wall busy-then-well policy-sandbox encoding-1257-silent robots-html
    sitemap-ring sitemap-laughs title-script title-formula dns-turns certificate-for-few
"""
PLAINEST = frozenset(NAMED.split())
BEFORE_THE_BROWSER = frozenset(FailureKind) - {
    FailureKind.BLOCKED_BY_BOT_WALL,
    FailureKind.BROWSER_CRASHED,
    FailureKind.PAGE_FROZEN,
    FailureKind.TOO_LARGE,
}


def is_brief(behaviour: Behaviour) -> bool:
    """Whether the behaviour belongs to the form of the test that is run every time."""
    expected = behaviour.expected
    by_http = expected.status is Status.FAILED and expected.kind in BEFORE_THE_BROWSER
    return behaviour.name in PLAINEST or (by_http and not behaviour.name.startswith("leave-"))


BRIEF = tuple(filter(is_brief, BEHAVIOURS))
