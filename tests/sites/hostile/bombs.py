"""Answers that are far larger than they look, or have no end."""

import asyncio
import zlib
from functools import partial

import zstandard

from model.audit import Status
from model.failure import FailureKind
from tests.crawler.origin import Asked, Reply, Script
from tests.sites.hostile.behaviour import (
    Answer,
    Answers,
    Behaviour,
    ByRequest,
    Place,
    failed,
    home,
    judged,
    markup,
    page,
    script,
)

MIB = 1024 * 1024
HTML = "Content-Type: text/html; charset=utf-8"
# Brotli: zeros, 16 MiB a step. The steps after the second are alike, and the last byte ends the stream.
BROTLI_START = bytes.fromhex("cfffff7ff82700e2b14020f7fedf00") + bytes.fromhex("fcffff877f02200e0b0074efff0d")
BROTLI_STEP = bytes.fromhex("fcffff877f02200e8b0074efff0d")
BROTLI_STEPS = 256
# Between two pieces of what comes as fast as over a good network; at loopback's speed a page's memory would be full
# before its bytes are counted.
NETWORK_PAUSE_S = 0.005


async def _send(
    head: str, piece: bytes, times: int, first: bytes, writer: asyncio.StreamWriter, *, pause_s: float = 0.0
) -> None:
    writer.write(f"HTTP/1.1 200 OK\r\n{head}\r\n\r\n".encode() + first)
    for _ in range(times):
        writer.write(piece)
        await writer.drain()
        await asyncio.sleep(pause_s)


def gzip_bomb(mib: int, typed: str = HTML, first: bytes = b"") -> Script:
    """A page that unpacks to that many MiB of spaces, a thousandth of it on the wire."""
    packer = zlib.compressobj(9, wbits=31)
    start = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
    step = packer.compress(b" " * MIB) + packer.flush(zlib.Z_FULL_FLUSH)
    return partial(_send, f"{typed}\r\nContent-Encoding: gzip", step, mib, start)


def brotli_bomb() -> Script:
    """4 GiB in 4 kB."""
    return partial(_send, f"{HTML}\r\nContent-Encoding: br", BROTLI_STEP, BROTLI_STEPS, BROTLI_START)


def zstd_bomb() -> Script:
    frame = zstandard.ZstdCompressor(level=19).compress(b" " * (64 * MIB))
    return partial(_send, f"{HTML}\r\nContent-Encoding: zstd", frame, 32, b"")


PIECE = b"<p>Lasi.</p>".ljust(64, b" ") * 1024


def endless(typed: str = HTML, piece: bytes = PIECE, first: bytes = b"", *, pause_s: float = 0.0) -> Script:
    return partial(_send, typed, piece, 10**9, first, pause_s=pause_s)


def for_browsers(bomb: Script) -> ByRequest:
    """An honest page for whoever does not say that it is a browser, so that the browser meets the bomb."""

    def choose(asked: Asked) -> Answer:
        return bomb if "sec-fetch-mode" in asked.headers or "br" in asked.headers.get("accept-encoding", "") else page()

    return ByRequest(choose)


def two_hundred_mib(place: Place) -> Answers:
    size = 200 * MIB
    start = markup().encode()
    return {"/": partial(_send, f"{HTML}\r\nContent-Length: {len(start) + size}", b" " * MIB, 200, start)}


def picture_bomb() -> bytes:
    """A PNG of 30,000 by 30,000 pixels: 100 kB that unpack to 3.4 GiB."""
    side = 30_000
    rows = zlib.compressobj(9)
    row = b"\0" * (1 + side // 8)
    data = b"".join(rows.compress(row) for _ in range(side)) + rows.flush()

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    header = side.to_bytes(4, "big") * 2 + bytes([1, 0, 0, 0, 0])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def picture(place: Place) -> Answers:
    return {
        "/": page('<img src="/milzis.png" alt="Karte" width="300">'),
        "/milzis.png": Reply(picture_bomb(), content_type="image/png"),
    }


def laughing_picture(place: Place) -> Answers:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    svg = f'<!DOCTYPE svg [<!ENTITY l0 "ha">{entities}]><svg xmlns="http://www.w3.org/2000/svg"><text>&l9;</text></svg>'
    return {
        "/": page('<object data="/ha.svg" type="image/svg+xml" aria-label="Ha"></object>'),
        "/ha.svg": Reply(svg, content_type="image/svg+xml"),
    }


def endless_parts(place: Place) -> Answers:
    """Parts of the page that never stop coming."""
    body = '<img src="/bilde" alt="Tirgus"><video src="/video" autoplay muted></video>'
    body += script("fetch('/dati').then((answer) => answer.text())")
    parts = {"/bilde": "image/png", "/video": "video/mp4", "/dati": "text/plain"}
    endings: Answers = {
        path: endless(f"Content-Type: {typed}", b"\x89PNG" * 16_384, pause_s=NETWORK_PAUSE_S)
        for path, typed in parts.items()
    }
    return {"/": page(body), **endings}


def endless_code(place: Place) -> Answers:
    head = '<script async src="/kods.js"></script>'
    return {
        "/": page(head=head),
        "/kods.js": endless("Content-Type: text/javascript", b"// lasi un lasi\n" * 4096, pause_s=NETWORK_PAUSE_S),
    }


def endless_style(place: Place) -> Answers:
    return {
        "/": page('<link rel="stylesheet" href="/stils.css">'),
        "/stils.css": endless("Content-Type: text/css", b"/* lasi un lasi */\n" * 4096, pause_s=NETWORK_PAUSE_S),
    }


def packed_style(place: Place) -> Answers:
    return {
        "/": page(head='<link rel="stylesheet" href="/s.css">'),
        "/s.css": gzip_bomb(2048, "Content-Type: text/css"),
    }


BEHAVIOURS = (
    Behaviour("gzip-bomb", failed(FailureKind.TOO_LARGE), home(gzip_bomb(4096))),
    Behaviour("gzip-bomb-for-browsers", failed(FailureKind.TOO_LARGE), home(for_browsers(gzip_bomb(4096)))),
    Behaviour("brotli-bomb", failed(FailureKind.PROTOCOL, "br"), home(brotli_bomb())),
    Behaviour("brotli-bomb-for-browsers", failed(FailureKind.TOO_LARGE), home(for_browsers(brotli_bomb()))),
    Behaviour("zstd-bomb-for-browsers", failed(FailureKind.TOO_LARGE), home(for_browsers(zstd_bomb()))),
    Behaviour("endless-body", failed(FailureKind.TOO_LARGE), home(endless())),
    Behaviour("endless-body-for-browsers", failed(FailureKind.TOO_LARGE), home(for_browsers(endless()))),
    Behaviour("two-hundred-mib", failed(FailureKind.TOO_LARGE), two_hundred_mib),
    Behaviour("gzip-bomb-inside", judged(), lambda _: {"/": page(), "/kontakti": gzip_bomb(1024)}),
    Behaviour("picture-bomb", judged(), picture),
    Behaviour("laughing-picture", judged(), laughing_picture),
    Behaviour("endless-parts", judged(), endless_parts),
    Behaviour("endless-code", judged(), endless_code),
    Behaviour("endless-style", judged(fails={}), endless_style),
    Behaviour(
        "packed-style",
        failed(FailureKind.BROWSER_CRASHED, "MiB of memory", or_else=(Status.FAILED, FailureKind.PAGE_FROZEN)),
        packed_style,
    ),
)
