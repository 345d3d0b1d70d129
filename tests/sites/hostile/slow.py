"""Servers that take their time, or for ever."""

import asyncio
from itertools import count, repeat

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import MENU, Answers, Behaviour, Place, failed, home, judged, markup, page, script

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
FOR_EVER_S = 10_000.0
DROP_S = 0.2


async def silence(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(FOR_EVER_S)


async def never(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Takes the connection and says nothing, not even within TLS."""
    await asyncio.sleep(FOR_EVER_S)


async def drip_head(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD)
    for number in count():
        writer.write(b"X-Piliens-%d: kap\r\n" % number)
        await writer.drain()
        await asyncio.sleep(DROP_S)


async def drip_body(writer: asyncio.StreamWriter) -> None:
    writer.write(HEAD + b"\r\n" + markup().encode())
    for drop in repeat(b"<p>kap</p>"):
        writer.write(drop)
        await writer.drain()
        await asyncio.sleep(DROP_S)


async def drip_rules(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n")
    for number in count():
        writer.write(b"Disallow: /%d\n" % number)
        await writer.drain()
        await asyncio.sleep(DROP_S)


async def endless_hints(writer: asyncio.StreamWriter) -> None:
    while True:
        writer.write(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


def with_parts(body: str = "", head: str = "") -> Answers:
    return {"/": page(body, head=head), "/klusums": silence, "/pil": drip_body}


def slow_inside(place: Place) -> Answers:
    """A good home page; others of the site never end."""
    return {"/": page(menu=(*MENU, "/klusums", "/pil")), "/klusums": silence, "/pil": drip_body}


def silent_frame(place: Place) -> Answers:
    return with_parts('<iframe title="Karte" src="/klusums"></iframe>')


def silent_picture(place: Place) -> Answers:
    return with_parts('<img src="/klusums" alt="Ģerbonis">')


def silent_script(place: Place) -> Answers:
    """The parser waits for a script of the head, so that nothing of the page is ever shown."""
    return with_parts(head='<script src="/klusums"></script>')


def silent_style(place: Place) -> Answers:
    return with_parts(head='<link rel="stylesheet" href="/klusums">')


def endless_question(place: Place) -> Answers:
    return with_parts(script("fetch('/klusums'); new EventSource('/klusums'); new WebSocket('ws://' + location.host)"))


BEHAVIOURS = (
    Behaviour("silence", failed(FailureKind.TIMEOUT), connection=never),
    Behaviour(
        "silent-robots", failed(FailureKind.TIMEOUT, "robots.txt"), lambda _: {"*": page(), "/robots.txt": silence}
    ),
    Behaviour(
        "dripping-robots", failed(FailureKind.TIMEOUT, "robots.txt"), lambda _: {"/": page(), "/robots.txt": drip_rules}
    ),
    Behaviour("silent-home", failed(FailureKind.TIMEOUT), home(silence)),
    Behaviour("dripping-head", failed(FailureKind.TIMEOUT), home(drip_head)),
    Behaviour("dripping-body", failed(FailureKind.TIMEOUT), home(drip_body)),
    Behaviour("endless-interim-answers", failed(FailureKind.TIMEOUT), home(endless_hints)),
    Behaviour("silent-tls", failed(FailureKind.TIMEOUT), connection=never, scheme="https"),
    Behaviour("slow-but-sure", judged(), home(Reply(markup(), delay_s=1.0))),
    Behaviour("slow-inside", judged(), slow_inside),
    Behaviour("silent-sitemap", judged(), lambda _: {"/": page(), "/sitemap.xml": silence}),
    Behaviour("silent-frame", judged(), silent_frame),
    Behaviour("silent-picture", judged(), silent_picture),
    Behaviour("silent-style", judged(), silent_style),
    Behaviour("silent-script", failed(FailureKind.TIMEOUT), silent_script),
    Behaviour("endless-question", judged(), endless_question),
)
