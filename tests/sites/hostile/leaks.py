"""Pages that try to reach what is within, each by one means, at every spelling of every inner address."""

import json
from collections.abc import Callable, Iterable, Sequence

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import Answers, Behaviour, Expected, Place, failed, judged, page, script
from tests.sites.hostile.internal import INSIDE_NAMES, SPELLINGS
from tests.sites.hostile.redirects import to

# Where a page's attempt is seen: every means has a name of its own that leads within.
WITNESS = "{name}.noplude.test"


def witness(name: str) -> str:
    return WITNESS.format(name=name)


def targets(place: Place, name: str, scheme: str = "http", path: str = "/x") -> list[str]:
    """The canary at every spelling, and at the name that tells whether the attempt was made at all.

    That one is first, for a browser spaces sockets out, and last, for the last of many forms is the one that is sent.
    """
    hosts = (witness(name), *SPELLINGS.values(), witness(name))
    return [place.internal(host, path, scheme) for host in hosts]


def by_markup(form: str) -> Callable[[Place, str], Answers]:
    """One element for every target; {} in it is the address."""
    return lambda place, name: {"/": page("".join(form.format(url) for url in targets(place, name)))}


def by_head(form: str) -> Callable[[Place, str], Answers]:
    return lambda place, name: {"/": page(head="".join(form.format(url) for url in targets(place, name)))}


def by_script(source: str, scheme: str = "http") -> Callable[[Place, str], Answers]:
    """`source` runs for every target, as `url`; what it throws is caught."""

    def answers(place: Place, name: str) -> Answers:
        urls = json.dumps(targets(place, name, scheme))
        return {"/": page(script(f"for (const url of {urls}) {{ try {{ {source} }} catch (e) {{}} }}"))}

    return answers


def by_style(form: str) -> Callable[[Place, str], Answers]:
    """One rule for every target in a style sheet; {0} is its address and {1} its number."""

    def answers(place: Place, name: str) -> Answers:
        rules = "".join(form.format(url, number) for number, url in enumerate(targets(place, name)))
        boxes = "".join(f'<p class="k{number}">Ziņa</p>' for number in range(len(SPELLINGS) + 1))
        return {"/": page(boxes, head=f"<style>{rules}</style>")}

    return answers


def by_headers(names: Sequence[str], form: str) -> Callable[[Place, str], Answers]:
    def answers(place: Place, name: str) -> Answers:
        value = ", ".join(form.format(url, place.canary_port) for url in targets(place, name))
        return {"/": page(headers={header: value.encode().decode("latin-1") for header in names})}

    return answers


def by_redirect(place: Place, name: str) -> Answers:
    """Pictures, frames, scripts and fetches of the own origin that redirect within."""
    urls = targets(place, name)
    parts = "".join(f'<img src="/r/{n}" alt="Karte"><script async src="/r/{n}"></script>' for n in range(len(urls)))
    asks = script(f"for (let n = 0; n < {len(urls)}; n++) {{ fetch('/r/' + n).catch(() => 0) }}")
    return {"/": page(parts + asks), **{f"/r/{number}": to(url, 307) for number, url in enumerate(urls)}}


def in_worker(source: str, shared: bool) -> Callable[[Place, str], Answers]:
    def answers(place: Place, name: str) -> Answers:
        kind = "SharedWorker" if shared else "Worker"
        urls = json.dumps(targets(place, name))
        code = f"for (const url of {urls}) {{ try {{ {source} }} catch (e) {{}} }}"
        served: Answers = {"/w.js": Reply(code, content_type="text/javascript")}
        return {"/": page(script(f"new {kind}('/w.js')")), **served}

    return answers


def by_webrtc(place: Place, name: str) -> Answers:
    """STUN and TURN over UDP and TCP, and candidates that the other side is said to have."""
    hosts = [host for host in SPELLINGS.values() if "@" not in host]
    urls = [
        f"{kind}:{host}:{place.canary_port}{over}"
        for host in hosts
        for kind, over in (("stun", ""), ("turn", "?transport=udp"), ("turn", "?transport=tcp"))
    ]
    source = f"""
      for (const urls of {json.dumps(urls)}) {{
        try {{
          const peer = new RTCPeerConnection({{ iceServers: [{{ urls, username: 'a', credential: 'b' }}] }});
          peer.createDataChannel('x');
          peer.createOffer().then((offer) => peer.setLocalDescription(offer)).catch(() => 0);
        }} catch (e) {{}}
      }}
      (async () => {{
        const here = new RTCPeerConnection(), there = new RTCPeerConnection();
        here.createDataChannel('x');
        await here.setLocalDescription(await here.createOffer());
        await there.setRemoteDescription(here.localDescription);
        await there.setLocalDescription(await there.createAnswer());
        await here.setRemoteDescription(there.localDescription);
        for (const host of ['127.0.0.1', '::1', '0.0.0.0']) for (const over of ['udp', 'tcp']) {{
          const kind = over === 'tcp' ? ' tcptype passive' : '';
          const candidate = `candidate:1 1 ${{over}} 2130706431 ${{host}} {place.canary_port} typ host${{kind}}`;
          await here.addIceCandidate({{ candidate, sdpMid: '0', sdpMLineIndex: 0 }}).catch(() => 0);
        }}
      }})().catch(() => 0);
    """
    return {"/": page(script(source))}


def by_transport(place: Place, name: str) -> Answers:
    """WebTransport speaks QUIC, which is UDP."""
    urls = json.dumps(targets(place, name, "https"))
    return {
        "/": page(
            script(
                f"for (const url of {urls}) {{ try {{ new WebTransport(url).ready.catch(() => 0) }} catch (e) {{}} }}"
            )
        )
    }


def by_speculation(place: Place, name: str) -> Answers:
    urls = targets(place, name)
    rules = json.dumps(
        {
            "prefetch": [{"source": "list", "urls": urls, "eagerness": "immediate"}],
            "prerender": [{"source": "list", "urls": urls, "eagerness": "immediate"}],
        }
    )
    return {"/": page(f'<script type="speculationrules">{rules}</script>')}


def by_alternative_service(place: Place, name: str) -> Answers:
    """Headers that offer this origin at another address."""
    value = f'h3=":{place.canary_port}"; ma=9999, h2="127.0.0.1:{place.canary_port}"; ma=9999'
    frame = '<iframe title="Ziņas" src="/b"></iframe>'
    return {"/": page(frame, headers={"Alt-Svc": value}), "/b": Reply("<p>b", headers={"Alt-Svc": value})}


FORM = '<form method="post" action="{0}" target="k"><input type="hidden" name="a" value="b"></form>'
SUBMIT = '<iframe name="k" title="Kaste"></iframe>' + script("for (const form of document.forms) form.submit()")
CLICK = "const a = document.createElement('a'); a.href = url; document.body.append(a); "

MEANS: tuple[tuple[str, Callable[[Place, str], Answers]], ...] = (
    ("picture", by_markup('<img src="{}" alt="Karte">')),
    (
        "picture-set",
        by_markup('<picture><source srcset="{0}"><img srcset="{0} 2x" src="data:," alt="Karte"></picture>'),
    ),
    ("frame", by_markup('<iframe title="Karte" src="{}"></iframe>')),
    ("object", by_markup('<object data="{0}" aria-label="Karte"></object>')),
    ("embed", by_markup('<embed src="{0}" title="Karte">')),
    (
        "media",
        by_markup(
            '<video src="{0}" poster="{0}" preload="auto" muted></video><audio src="{0}" preload="auto"></audio>'
        ),
    ),
    ("svg", by_markup('<svg role="img" aria-label="x"><image href="{0}"/><use href="{0}#a"/></svg>')),
    ("script", by_markup('<script async src="{}"></script>')),
    ("module", by_script("import(url).catch(() => 0)")),
    ("preload", by_head('<link rel="preload" as="image" href="{0}"><link rel="modulepreload" href="{0}">')),
    (
        "prefetch",
        by_head('<link rel="prefetch" href="{0}"><link rel="icon" href="{0}"><link rel="manifest" href="{0}">'),
    ),
    ("style", by_head('<link rel="stylesheet" media="print" href="{}">')),
    ("import", by_head("<style>@import url('{}');</style>")),
    ("background", by_style(".k{1}{{background:url('{0}');cursor:url('{0}'),auto}}")),
    ("font", by_style("@font-face{{font-family:k{1};src:url('{0}')}}.k{1}{{font-family:k{1}}}")),
    ("fetch", by_script("fetch(url, { mode: 'no-cors' }).catch(() => 0)")),
    ("fetch-keepalive", by_script("fetch(url, { method: 'POST', mode: 'no-cors', keepalive: true }).catch(() => 0)")),
    ("xhr", by_script("const x = new XMLHttpRequest(); x.open('GET', url); x.send()")),
    ("beacon", by_script("navigator.sendBeacon(url, 'x')")),
    ("event-source", by_script("new EventSource(url)")),
    ("socket", by_script("new WebSocket(url)", "ws")),
    ("secure-socket", by_script("new WebSocket(url)", "wss")),
    ("secure-fetch", by_script("fetch(url, { mode: 'no-cors' }).catch(() => 0)", "https")),
    (
        "worker",
        in_worker(
            "fetch(url, { mode: 'no-cors' }).catch(() => 0); new WebSocket(url.replace('http', 'ws'))", shared=False
        ),
    ),
    ("shared-worker", in_worker("fetch(url, { mode: 'no-cors' }).catch(() => 0)", shared=True)),
    ("worker-imports", in_worker("importScripts(url)", shared=False)),
    ("form", lambda place, name: {"/": page("".join(FORM.format(url) for url in targets(place, name)) + SUBMIT)}),
    ("ping", by_script(f"{CLICK} a.href = '#' + url; a.ping = url; a.click()")),
    (
        "frame-refresh",
        by_markup('<iframe title="x" srcdoc="<meta http-equiv=refresh content=&quot;0;url={}&quot;>"></iframe>'),
    ),
    ("redirect", by_redirect),
    ("link-header", by_headers(("Link",), "<{0}>; rel=preload; as=image, <{0}>; rel=preconnect")),
)

# Means that leave no trace where they are stopped: nothing may come at the canary, that is all.
SILENT_MEANS: tuple[tuple[str, Callable[[Place, str], Answers]], ...] = (
    ("preconnect", by_head('<link rel="preconnect" href="{0}"><link rel="dns-prefetch" href="{0}">')),
    ("window", by_script("open(url)")),
    ("speculation", by_speculation),
    ("webrtc", by_webrtc),
    ("transport", by_transport),
    ("alternative-service", by_alternative_service),
    ("reports", by_headers(("Content-Security-Policy-Report-Only",), "default-src 'none'; report-uri {0}")),
)


def leak(name: str, site: Callable[[Place, str], Answers], *, seen: bool) -> Behaviour:
    return Behaviour(
        f"leak-{name}",
        judged(),
        lambda place: site(place, name),
        names={**INSIDE_NAMES, witness(name): [("127.0.0.1",)]},
        asks_for=(witness(name),) if seen else (),
    )


def away(name: str, build: Callable[[str], Reply], expected: Expected) -> Behaviour:
    """The home page takes its own visitor within."""
    return Behaviour(
        f"leave-{name}",
        expected,
        lambda place: {"/": build(place.internal(witness(name)))},
        names={witness(name): [("127.0.0.1",)]},
        asks_for=(witness(name),),
    )


def _behaviours() -> Iterable[Behaviour]:
    for name, site in MEANS:
        yield leak(name, site, seen=True)
    for name, site in SILENT_MEANS:
        yield leak(name, site, seen=False)
    within = failed(FailureKind.PRIVATE_ADDRESS)
    yield away("by-refresh", lambda url: page(head=f'<meta http-equiv="refresh" content="0;url={url}">'), within)
    yield away("by-refresh-header", lambda url: page(headers={"Refresh": f"0;url={url}"}), within)
    yield away("by-location", lambda url: page(script(f"location.replace('{url}')")), within)
    yield away("by-form", lambda url: page(f'<form id="f" action="{url}"></form>' + script("f.submit()")), within)
    yield away("by-click", lambda url: page(f'<a id="k" href="{url}">Karte</a>' + script("k.click()")), within)
    late = f"setTimeout(() => location.assign('{{}}'), {20_000})"
    yield Behaviour(
        "leave-too-late", judged(), lambda place: {"/": page(script(late.format(place.internal("127.0.0.1"))))}
    )


BEHAVIOURS = tuple(_behaviours())
