"""Reads response bodies with a bound on what they unpack to, so that a small answer cannot fill the memory."""

import zlib
from collections.abc import AsyncIterator

from crawler.guard import Refused
from model.failure import Failure, FailureKind

# Only what zlib can unpack in bounded steps is asked for; brotli and zstd have no such bound here.
ACCEPT_ENCODING = "gzip, deflate"


class Unpacker:
    """Undoes one Content-Encoding; `feed` gives decoded bytes, in all at most one more than the limit."""

    def __init__(self, coding: str, limit_bytes: int) -> None:
        name = coding.strip().lower()
        if name not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise Refused(Failure(FailureKind.PROTOCOL, f"the body comes as “{name[:40]}”, which was not asked for"))
        self._name = "" if name == "identity" else name
        self._room = limit_bytes + 1
        self._zlib = None if not self._name else zlib.decompressobj(wbits=47)
        self._started = False

    def feed(self, data: bytes) -> bytes:
        """Raises Refused (protocol) where the data is not what the header says."""
        if self._zlib is None:
            out = data[: self._room]
        else:
            try:
                out = self._unpacked(data)
            except zlib.error as error:
                raise Refused(Failure(FailureKind.PROTOCOL, f"the packed body is broken: {error}")) from error
        self._room -= len(out)
        return out

    @property
    def full(self) -> bool:
        return self._room <= 0

    def _unpacked(self, data: bytes) -> bytes:
        assert self._zlib is not None
        try:
            out = self._zlib.decompress(data, self._room)
        except zlib.error:
            # Many servers send deflate without the zlib wrapper.
            if self._started or self._name != "deflate":
                raise
            self._zlib = zlib.decompressobj(wbits=-15)
            out = self._zlib.decompress(data, self._room)
        self._started = True
        return out


async def read_body(chunks: AsyncIterator[bytes], coding: str, limit_bytes: int) -> tuple[bytes, bool]:
    """The decoded body up to `limit_bytes`, and whether it went on. Raises Refused (protocol)."""
    unpacker = Unpacker(coding, limit_bytes)
    pieces: list[bytes] = []
    async for chunk in chunks:
        pieces.append(unpacker.feed(chunk))
        if unpacker.full:
            return b"".join(pieces)[:limit_bytes], True
    return b"".join(pieces), False


def gunzip(data: bytes, limit_bytes: int) -> bytes:
    """A .gz file's content, cut at `limit_bytes`; as much as could be read where it is broken."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        return unpacker.decompress(data, limit_bytes)
    except zlib.error:
        return b""
