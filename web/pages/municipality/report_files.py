"""Reports that readers ask for: made one at a time, and kept as files, in bounded room, as long as the data stay.

Making one takes seconds, and a PDF a browser. So whoever comes while too many wait is asked to come again, and no
number of readers makes the server do more than one at once.
"""

import contextlib
import hashlib
import shutil
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from pathlib import Path

MOST_BYTES = 256 * 1024 * 1024
# Each of those that wait holds one of the threads that answer.
MOST_WAITING = 4
WAIT_S = 20.0


class Busy(Exception):
    """Others are being made: come again later."""


class ReportFiles:
    """`report_files.get(key, make)`; `key` names all that the report depends on. Safe to share between threads."""

    def __init__(self, most_bytes: int = MOST_BYTES, most_waiting: int = MOST_WAITING) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="eindekss-reports-"))
        weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._most_bytes = most_bytes
        self._held: OrderedDict[str, int] = OrderedDict()
        self._lock = threading.Lock()
        self._making = threading.Lock()
        self._places = threading.BoundedSemaphore(most_waiting)

    def get(self, key: Hashable, make: Callable[[], bytes], *, waits: bool = True) -> bytes:
        """Not `waits`: raises Busy at once where another one is being made; else where too many wait, or for long."""
        name = hashlib.sha256(repr(key).encode()).hexdigest()
        if (held := self._read(name)) is not None:
            return held
        with self._turn(waits=waits):
            if (held := self._read(name)) is not None:
                return held
            made = make()
            self._keep(name, made)
            return made

    @contextlib.contextmanager
    def _turn(self, *, waits: bool) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy
        try:
            if not self._making.acquire(timeout=WAIT_S if waits else 0):
                raise Busy
            try:
                yield
            finally:
                self._making.release()
        finally:
            self._places.release()

    def _read(self, name: str) -> bytes | None:
        with self._lock:
            if name not in self._held:
                return None
            self._held.move_to_end(name)
            return (self._folder / name).read_bytes()

    def _keep(self, name: str, made: bytes) -> None:
        with self._lock:
            (self._folder / name).write_bytes(made)
            self._held[name] = len(made)
            while sum(self._held.values()) > self._most_bytes and len(self._held) > 1:
                gone, _ = self._held.popitem(last=False)
                (self._folder / gone).unlink()
