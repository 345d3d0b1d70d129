"""Answers that are no HTTP, or break off."""

import asyncio
import random
import socket
import struct
from collections.abc import Awaitable, Callable

from model.failure import FailureKind
from tests.crawler.origin import Reply
from tests.sites.hostile.behaviour import Behaviour, failed, home, judged, markup

BODY = markup().encode()
NO_LINGER = struct.pack("ii", 1, 0)


async def reset_in_body(writer: asyncio.StreamWriter) -> None:
    """Breaks the connection off, by RST, in the middle of the page."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n" + BODY)
    await writer.drain()
    await asyncio.sleep(0.05)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGER)
    writer.transport.abort()


def always(data: bytes) -> Callable[..., Awaitable[None]]:
    """Says the same whatever it is asked, as a server of another protocol does."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(data)
        await writer.drain()

    return speak


def headers(*lines: bytes, body: bytes = BODY) -> Reply:
    return Reply(
        raw=b"\r\n".join([b"HTTP/1.1 200 OK", b"Content-Type: text/html; charset=utf-8", *lines, b"", b""]) + body
    )


NOISE = random.Random(7).randbytes(20_000)
LONG = b"Content-Length: %d" % (len(BODY) + 500)
CUT = BODY.index(b"</main>")

BEHAVIOURS = (
    Behaviour("nobody-home", failed(FailureKind.RESET), connection=always(b"")),
    Behaviour("noise", failed(FailureKind.PROTOCOL), connection=always(NOISE)),
    Behaviour("ssh-banner", failed(FailureKind.PROTOCOL), connection=always(b"SSH-2.0-OpenSSH_9.9\r\n")),
    Behaviour("smtp-banner", failed(FailureKind.PROTOCOL), connection=always(b"220 pasts.test ESMTP\r\n\r\n")),
    Behaviour("http-0.9", failed(FailureKind.PROTOCOL), home(Reply(raw=BODY))),
    Behaviour("http-2-preface", failed(FailureKind.PROTOCOL), connection=always(b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64")),
    Behaviour("length-too-long", failed(FailureKind.RESET), home(headers(LONG))),
    Behaviour("length-too-short", judged(), home(headers(b"Content-Length: %d" % CUT))),
    Behaviour("two-lengths", failed(FailureKind.PROTOCOL), home(headers(b"Content-Length: 5", b"Content-Length: 6"))),
    Behaviour("negative-length", failed(FailureKind.PROTOCOL), home(headers(b"Content-Length: -5"))),
    Behaviour("reset-in-body", failed(FailureKind.RESET), home(reset_in_body)),
    Behaviour(
        "bad-chunks", failed(FailureKind.PROTOCOL), home(headers(b"Transfer-Encoding: chunked", body=b"zz\r\n" + BODY))
    ),
    Behaviour(
        "chunks-without-end",
        failed(FailureKind.RESET),
        home(headers(b"Transfer-Encoding: chunked", body=b"5\r\n<!doc\r\n")),
    ),
    Behaviour("broken-gzip", failed(FailureKind.PROTOCOL), home(headers(b"Content-Encoding: gzip"))),
    Behaviour("unknown-coding", failed(FailureKind.PROTOCOL), home(headers(b"Content-Encoding: lzma"))),
    Behaviour(
        "head-bomb", failed(FailureKind.PROTOCOL), home(headers(*[b"X-%d: %s" % (n, b"x" * 900) for n in range(5000)]))
    ),
    Behaviour("status-of-letters", failed(FailureKind.PROTOCOL), home(Reply(raw=b"HTTP/1.1 OK\r\n\r\n" + BODY))),
    Behaviour("status-799", failed(FailureKind.HTTP_5XX), home(Reply(raw=b"HTTP/1.1 799 X\r\n\r\n" + BODY))),
    Behaviour("nul-in-head", failed(FailureKind.PROTOCOL), home(headers(b"X-Nulle: a\0b"))),
    Behaviour("no-headers", judged(), home(Reply(raw=b"HTTP/1.1 200 OK\r\n\r\n" + BODY))),
    Behaviour("bare-newlines", judged(), home(Reply(raw=b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n" + BODY))),
    Behaviour("empty-answer", failed(FailureKind.NOT_HTML), home(Reply(b"", status=204))),
    Behaviour("not-html", failed(FailureKind.NOT_HTML), home(Reply(b'{"a": 1}', content_type="application/json"))),
    Behaviour(
        "download", failed(FailureKind.DOWNLOAD), home(Reply(BODY, headers={"Content-Disposition": "attachment"}))
    ),
)
