"""A server of streams that leaves nothing behind, whatever came in as it ended."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial

from crawler.guard import HEAD_LIMIT_BYTES

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(
    serve: Serve, host: str, port: int = 0, *, tls: ssl.SSLContext | None = None, backlog: int = 100
) -> AsyncIterator[int]:
    """The port of `host`, any free one for 0, where `serve` has each connection while the block runs. Raises OSError.

    A connection is closed after `serve`; where the other side is gone, and at the end of the block, it is broken off.
    """
    loop = asyncio.get_running_loop()
    exchanges: set[asyncio.Task[None]] = set()

    # No coroutine: asyncio would make the task itself, and one that is ended before it began closes nothing.
    def come_in(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = loop.create_task(_exchange(serve, reader, writer))
        exchanges.add(task)
        task.add_done_callback(exchanges.discard)
        task.add_done_callback(partial(_over, writer))

    server = await asyncio.start_server(come_in, host, port, ssl=tls, backlog=backlog, limit=HEAD_LIMIT_BYTES)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        # Who has been let in is served two turns later; a server that is closed by then leaves the connection open.
        for listener in server.sockets:
            loop.remove_reader(listener.fileno())
        try:
            for _ in range(2):
                await asyncio.sleep(0)
        finally:
            server.close()
            for task in exchanges:
                task.cancel()
        await asyncio.gather(*exchanges, return_exceptions=True)
        # No wait for the server: newer ones would wait for who has not ended a TLS handshake.
        await asyncio.sleep(0)


async def _exchange(serve: Serve, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        await serve(reader, writer)
        writer.close()
        await writer.wait_closed()
    except (OSError, asyncio.IncompleteReadError):
        pass  # the other side has left


def _over(writer: asyncio.StreamWriter, task: asyncio.Task[None]) -> None:
    writer.transport.abort()
    if not task.cancelled() and (fault := task.exception()):
        asyncio.get_running_loop().call_exception_handler(
            {"message": "a connection could not be served", "exception": fault, "transport": writer.transport}
        )
