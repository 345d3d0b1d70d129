"""Headers that forbid pages most things, and must not forbid the audit its work."""

from tests.sites.hostile.behaviour import Behaviour, home, judged, page, script


def strict(**headers: str) -> Behaviour:
    """A page with one header; the name of the behaviour is that of the header's value in short."""
    ((name, value),) = headers.items()
    return Behaviour(name, judged(), home(page(headers={"Content-Security-Policy": value})))


ISOLATED = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "fullscreen=(), geolocation=()",
    "Origin-Agent-Cluster": "?1",
}

BEHAVIOURS = (
    strict(**{"policy-nothing": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"}),
    strict(**{"policy-trusted-types": "require-trusted-types-for 'script'; trusted-types 'none'; script-src 'none'"}),
    strict(**{"policy-sandbox": "sandbox"}),
    strict(**{"policy-sandbox-scripts": "sandbox allow-scripts; default-src 'none'"}),
    strict(**{"policy-upgrade": "upgrade-insecure-requests; block-all-mixed-content"}),
    Behaviour("policy-isolated", judged(), home(page(headers=ISOLATED))),
    Behaviour("policy-forget", judged(), home(page(headers={"Clear-Site-Data": '"*"'}))),
    Behaviour(
        "policy-by-meta",
        judged(),
        home(
            page(
                script("document.title = 'x'"),
                head='<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">',
            )
        ),
    ),
)
