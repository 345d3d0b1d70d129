"""Connections of those that send or take slowly are let go: else a few of them hold all places, and nobody comes in."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol


class Hurried(H11Protocol):
    """A request has to come whole within a time, also the first; an answer has to be taken, however slowly, but so
    much of it at a look. Subclasses set the times anew for tests.
    """

    request_s = 20.0
    look_s = 30.0
    least_bytes = 16 * 1024

    _late: asyncio.TimerHandle | None = None
    _look: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._late = self.loop.call_later(self.request_s, self.transport.abort)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._end("_late")
        elif self._late is None:
            self._late = self.loop.call_later(self.request_s, self.transport.abort)

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._look is None:
            self._look_later()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._end("_look")

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        # Closing waits for what was not taken yet, and would for ever.
        self._look_later()

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        self._end("_late")
        self._end("_look")

    def _look_later(self) -> None:
        self._end("_look")
        self._look = self.loop.call_later(self.look_s, self._look_at, self.transport.get_write_buffer_size())

    def _look_at(self, before: int) -> None:
        if before - self.transport.get_write_buffer_size() < self.least_bytes:
            self.transport.abort()
        else:
            self._look_later()

    def _end(self, timer: str) -> None:
        if (running := getattr(self, timer)) is not None:
            running.cancel()
            setattr(self, timer, None)
