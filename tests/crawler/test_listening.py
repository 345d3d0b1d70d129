import asyncio
import gc
import socket
import ssl

import pytest

from crawler.listening import Serve, listening
from tests.sites.hostile.certificates import Authorities

pytestmark = pytest.mark.anyio

HERE = "127.0.0.1"


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def unread(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"x" * 50_000_000)
    await writer.drain()


async def polite(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"x" * 1_000_000)


async def at_fault(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    raise LookupError("no such page")


@pytest.fixture
def tls() -> ssl.SSLContext:
    return Authorities().context("good", HERE)


@pytest.mark.parametrize("turns", range(8))
@pytest.mark.parametrize("serve", [silent, unread])
@pytest.mark.parametrize("secured", [False, True])
def test_who_comes_in_at_the_end_is_not_left_open(serve: Serve, turns: int, secured: bool, tls: ssl.SSLContext) -> None:
    """However far the connection had come: asyncio warns of one that nobody closed, and that fails the test."""

    async def end_after_a_visitor() -> socket.socket:
        async with listening(serve, HERE, tls=tls if secured else None) as port:
            visitor = socket.create_connection((HERE, port), timeout=10)
            for _ in range(turns):
                await asyncio.sleep(0)
        return visitor

    with asyncio.run(end_after_a_visitor()) as visitor:
        gc.collect()
        try:
            while visitor.recv(1_000_000):
                pass
        except ConnectionResetError:
            pass


async def test_what_is_written_arrives_and_then_the_connection_ends() -> None:
    async with listening(polite, HERE) as port:
        reader, writer = await asyncio.open_connection(HERE, port)
        assert len(await reader.read(-1)) == 1_000_000
        writer.close()


async def test_the_end_breaks_off_what_is_not_over() -> None:
    async with listening(silent, HERE) as port:
        reader, writer = await asyncio.open_connection(HERE, port)
    async with asyncio.timeout(10):
        assert await reader.read() == b""
    writer.close()


def test_a_fault_is_logged_and_the_next_is_served(caplog: pytest.LogCaptureFixture) -> None:
    async def ask_twice() -> None:
        async with listening(at_fault, HERE) as port:
            for _ in range(2):
                reader, writer = await asyncio.open_connection(HERE, port)
                assert await reader.read() == b""
                writer.close()

    asyncio.run(ask_twice())
    assert [record.message.splitlines()[0] for record in caplog.records] == ["a connection could not be served"] * 2
    assert all(isinstance(record.exc_info and record.exc_info[1], LookupError) for record in caplog.records)


async def test_an_address_that_is_not_here_is_told() -> None:
    with pytest.raises(OSError, match="assign requested address"):
        async with listening(silent, "192.0.2.1"):
            pass
