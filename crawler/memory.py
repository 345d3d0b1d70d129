"""Keeps the browser's processes within bounds: a page that eats memory loses its process, not the machine."""

import contextlib
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
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
    process_id: int


class MemoryWatch:
    """Watches a browser and all it started, from a thread of its own; sizes are resident memory, shared pages too.

    A page's process over `max_renderer_bytes` is killed, and so is one of the browser's own over `max_browser_bytes`;
    where all pages' processes together are over `max_renderers_bytes`, the largest, if it has more than half its bound.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.ended: list[Ended] = []
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
        return next((ended for ended in self.ended if ended.at >= moment), None)

    def _look_on(self, process_id: int, over: threading.Event) -> None:
        try:
            browser = psutil.Process(process_id)
            while not over.wait(LOOK_EVERY_S):
                self._look([browser, *browser.children(recursive=True)])
        except psutil.Error:
            return  # the browser has ended

    def _look(self, processes: Sequence[psutil.Process]) -> None:
        limits, pages = self._limits, []
        for process in processes:
            with contextlib.suppress(psutil.Error):  # it ended by itself
                size = process.memory_info().rss
                # Asked each time: a page's process is a copy of another before it says what it is.
                if "--type=renderer" not in process.cmdline():
                    self._end_over(limits.max_browser_bytes, process, size)
                elif not self._end_over(limits.max_renderer_bytes, process, size):
                    pages.append((size, process))
        if sum(size for size, _ in pages) > limits.max_renderers_bytes:
            largest, process = max(pages, key=itemgetter(0))
            with contextlib.suppress(psutil.Error):
                self._end_over(limits.max_renderer_bytes // 2, process, largest)

    def _end_over(self, most_bytes: int, process: psutil.Process, size: int) -> bool:
        """Whether it was over."""
        if size > most_bytes:
            process.kill()
            self.ended.append(Ended(monotonic(), size, process.pid))
        return size > most_bytes
