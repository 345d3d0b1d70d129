"""One behaviour of the hostile site: what its origin answers, and what an honest audit of it must say."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from model.audit import Status
from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply, Script

Answer = Reply | Script


@dataclass(frozen=True)
class ByRequest:
    """Answers by what was asked."""

    choose: Callable[[Asked], Answer]


@dataclass(frozen=True)
class OneByOne:
    """Answers one after the other, the last one for good."""

    answers: tuple[Answer, ...]


# By path with its query; "*" is every other path. What is not named is 404.
Answers = Mapping[str, Answer | ByRequest | OneByOne]


@dataclass(frozen=True)
class Place:
    """Where a behaviour is served, and the port that the canary listens on."""

    host: str
    port: int
    scheme: str
    canary_port: int

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}:{self.port}"

    def internal(self, host: str, path: str = "/", scheme: str = "http") -> str:
        """An address of the canary, its host spelled as given."""
        return f"{scheme}://{host}:{self.canary_port}{path}"


@dataclass(frozen=True)
class Expected:
    """What the audit must say.

    `kind` and `says` are of its failure. `fails` are rules with the number of elements that fail on the home page,
    `told` features with words of what is told of them, `noted` words of a note on the audit or a page.
    `read_at_most` bounds the documents of the wide tier. `or_else` is what stands in the place of status and kind where
    the machine's speed decides which of two bounds is met first.
    """

    status: Status
    kind: FailureKind | None = None
    says: str = ""
    fails: Mapping[str, int] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    noted: str = ""
    read_at_most: int | None = None
    or_else: tuple[Status, FailureKind] | None = None


PLANTED = {"image-alt": 1}


def judged(**more: object) -> Expected:
    """Complete, with the flaw that every page of `markup` has: so axe has looked at the page that was meant."""
    return replace(Expected(Status.COMPLETE, fails=PLANTED), **more)  # type: ignore[arg-type]  # fields by name


def partly(kind: FailureKind, says: str = "", **more: object) -> Expected:
    return replace(Expected(Status.PARTIAL, kind, says, fails=PLANTED), **more)  # type: ignore[arg-type]


def failed(kind: FailureKind, says: str = "", *, or_else: tuple[Status, FailureKind] | None = None) -> Expected:
    return Expected(Status.FAILED, kind, says, or_else=or_else)


Certificate = Literal["good", "expired", "future", "self-signed", "unknown-authority", "wrong-host"]


@dataclass(frozen=True)
class Behaviour:
    """`site` gives the answers for a place. `connection` takes the place of HTTP altogether.

    `host` is a name of `names`, which maps names to the answers that a resolver gives one after the other: lists of
    addresses, or one of UNKNOWN, AGAIN, HANGS. `scheme` is that of the address; with a `certificate` the server speaks
    TLS. `asks_for` are hosts that the page must have tried to reach, or its attack did not happen. `shadowed` puts the
    canary on the same port of 127.0.0.2.
    """

    name: str
    expected: Expected
    site: Callable[[Place], Answers] = lambda place: {}
    connection: Callable[..., Awaitable[None]] | None = None
    host: str = "127.0.0.1"
    names: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    certificate: Certificate | None = None
    scheme: Literal["http", "https"] = "http"
    asks_for: tuple[str, ...] = ()
    shadowed: bool = False


UNKNOWN: Sequence[str] = ("unknown",)
AGAIN: Sequence[str] = ("again",)
HANGS: Sequence[str] = ("hangs",)

VIEWPORT = '<meta name="viewport" content="width=device-width, initial-scale=1">'
# Enough links that nobody looks for more of them behind scripts.
MENU = ("/", "/kontakti", "/jaunumi", "/pakalpojumi")


def markup(body: str = "", *, head: str = "", menu: Sequence[str] = MENU, title: str = "Naidīgais novads") -> str:
    """A page with one planted flaw: an image without a text alternative. Its script, if any, comes before that."""
    links = "".join(f'<li><a href="{link}">{link.strip("/") or "Sākums"}</a></li>' for link in menu)
    return (
        f'<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>{title}</title>{VIEWPORT}{head}</head>'
        f"<body><header><nav><ul>{links}</ul></nav></header><main><h1>Naidīgais novads</h1><p>Novada ziņas.</p>"
        f'{body}<img src="/attels.png"></main></body></html>'
    )


def page(
    body: str = "",
    *,
    head: str = "",
    headers: Mapping[str, str] | None = None,
    status: int = 200,
    menu: Sequence[str] = MENU,
    title: str = "Naidīgais novads",
) -> Reply:
    return Reply(markup(body, head=head, menu=menu, title=title), status, headers or {})


def script(source: str) -> str:
    return f"<script>{source}</script>"


def home(reply: Answer | ByRequest | OneByOne) -> Callable[[Place], Answers]:
    """A site of one page."""
    return lambda place: {"/": reply}
