"""Keeps the browser's processes within bounds: a page that eats memory loses its process, not the machine."""

import threading
from dataclasses import dataclass
from time import monotonic

import psutil

from crawler.limits import Limits

# A page can take about a gigabyte a second: what it gets over its bound before it is seen is a part of that.
LOOK_EVERY_S = 0.25


@dataclass(frozen=True, slots=True)
class Ended:
    """A process that was ended for its size; `at` is monotonic time."""

    at: float
    size_bytes: int


class MemoryWatch:
    """Watches a browser and all it started, from a thread of its own; sizes are resident memory, shared pages too.

    A page's process over `max_renderer_bytes` is killed, and so is one of the browser's own over `max_browser_bytes`.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._ended: list[Ended] = []
        self._over = threading.Event()

    def begin(self, process_id: int) -> None:
        """From now on this browser is watched, and no other."""
        self.end()
        self._over = threading.Event()
        threading.Thread(target=self._look_on, args=(process_id, self._over), daemon=True).start()

    def end(self) -> None:
        self._over.set()

    def ended_since(self, moment: float) -> Ended | None:
        """The first process that was ended for its size since then."""
        return next((ended for ended in self._ended if ended.at >= moment), None)

    def _look_on(self, process_id: int, over: threading.Event) -> None:
        try:
            browser = psutil.Process(process_id)
            while not over.wait(LOOK_EVERY_S):
                for process in (browser, *browser.children(recursive=True)):
                    self._look(process)
        except psutil.Error:
            return  # the browser has ended

    def _look(self, process: psutil.Process) -> None:
        limits = self._limits
        try:
            size = process.memory_info().rss
            if size <= min(limits.max_renderer_bytes, limits.max_browser_bytes):
                return
            of_page = "--type=renderer" in process.cmdline()
            if size > (limits.max_renderer_bytes if of_page else limits.max_browser_bytes):
                process.kill()
                self._ended.append(Ended(monotonic(), size))
        except psutil.Error:
            return  # it ended by itself
