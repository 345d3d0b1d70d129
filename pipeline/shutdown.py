"""Ends a run that is told to stop: politely first, by force when that takes too long, at once when told twice."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A service manager that sends SIGTERM gives 20 s or more before it kills.
STOP_S = 15.0
STATUS = 130


class Shutdown:
    """`abandon` must leave nothing running without waiting for anything; after it the process ends with 130.

    While the context is open the time that a stop may take is kept, whatever the process is busy with.
    """

    def __init__(self, abandon: Callable[[], None], stop_s: float = STOP_S) -> None:
        self._abandon = abandon
        self._forced = threading.Timer(stop_s, self._force)
        self._forced.daemon = True
        self._before: dict[signal.Signals, Any] = {}

    def __enter__(self) -> Self:
        # What was ignored stays ignored: so nohup does its work.
        self._before = {number: signal.getsignal(number) for number in STOP_SIGNALS}
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._forced.cancel()
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def run(self, work: Callable[[], Coroutine[Any, Any, None]], hurry: Callable[[], None]) -> bool:
        """Runs the work; whether a signal ended it. On a signal the work is cancelled, then `hurry` is called."""
        return asyncio.run(self._until_told(work, hurry))

    async def _until_told(self, work: Callable[[], Coroutine[Any, Any, None]], hurry: Callable[[], None]) -> bool:
        loop = asyncio.get_running_loop()
        task = asyncio.ensure_future(work())
        heard = [number for number in STOP_SIGNALS if number == signal.SIGINT or not self._ignored(number)]
        told = False

        def stop() -> None:
            nonlocal told
            told = True
            self._forced.start()
            for number in heard:
                loop.remove_signal_handler(number)
                # Not through the loop, which may be busy.
                signal.signal(number, lambda *_: self._force())
            task.cancel()
            hurry()

        for number in heard:
            loop.add_signal_handler(number, stop)
        try:
            await task
        except asyncio.CancelledError:
            if not told:
                raise
        finally:
            if not told:
                for number in heard:
                    loop.remove_signal_handler(number)
        return told

    def _ignored(self, number: signal.Signals) -> bool:
        return self._before[number] is signal.SIG_IGN

    def _force(self) -> None:
        self._abandon()
        os._exit(STATUS)
