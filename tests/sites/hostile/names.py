"""Names that a hostile name server, or a bad one, answers for."""

from model.failure import FailureKind
from tests.sites.hostile.behaviour import (
    AGAIN,
    HANGS,
    UNKNOWN,
    Answers,
    Behaviour,
    Place,
    failed,
    home,
    judged,
    page,
    script,
)

HERE = ("127.0.0.1",)
SHADOW = ("127.0.0.2",)


def turned(place: Place) -> Answers:
    """Asks for itself again and again, in the hope that its name is looked up anew and leads within by then."""
    again = "setInterval(() => { fetch('/a?' + Math.random()); new WebSocket('ws://' + location.host) }, 100)"
    return {"/": page(script(again) + "".join(f'<img src="/{n}.png" alt="Karte">' for n in range(30)))}


def neighbour(place: Place) -> Answers:
    """Its own name, which may be visited, at the port of another service."""
    inner = place.internal(place.host)
    return {"/": page(f'<img src="{inner}" alt="Karte"><iframe title="Karte" src="{inner}"></iframe>')}


BEHAVIOURS = (
    Behaviour(
        "dns-turns",
        judged(),
        turned,
        host="pagrieziens.test",
        names={"pagrieziens.test": [HERE, SHADOW]},
        shadowed=True,
    ),
    Behaviour(
        "dns-neighbour",
        judged(),
        neighbour,
        host="kaimins.test",
        names={"kaimins.test": [HERE]},
        asks_for=("kaimins.test",),
    ),
    Behaviour("dns-unknown", failed(FailureKind.DNS), host="nezinams.test", names={"nezinams.test": [UNKNOWN]}),
    Behaviour("dns-hangs", failed(FailureKind.DNS), host="lens.test", names={"lens.test": [HANGS]}),
    Behaviour("dns-stutters", judged(), home(page()), host="stostas.test", names={"stostas.test": [AGAIN, HERE]}),
    Behaviour("dns-fails", failed(FailureKind.DNS), host="velak.test", names={"velak.test": [AGAIN]}),
)
