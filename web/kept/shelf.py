"""What was computed of the data, kept as long as they stay as they are, and in bounded number."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine

from db.stamp import data_stamp

T = TypeVar("T")

LOOK_S = 1.0
# While many ask, the audits of a night that is at work are noticed so seldom: each would have everything made anew.
SETTLE_S = 60.0
# What no stamp tells: a night that was judged again by another methodology adds scores to audits of old.
KEEP_S = 60.0
MOST = 512


class Shelf:
    """`shelf.get(key, make)`: made once for the data as they stand, also where many ask at once; `key` names all that
    the value depends on beside the data.
    """

    def __init__(self, database: Engine, most: int = MOST) -> None:
        self._database = database
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, tuple[str, float, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._stamp = ""
        self._looked = self._adopted = float("-inf")
        self.rushed = False

    def known_stamp(self) -> str | None:
        """The same where it need not be looked for."""
        return self._stamp if monotonic() - self._looked <= LOOK_S else None

    def stamp(self) -> str:
        """What the data are known by: another text after every change, a second late; of audits while the readers are
        many (`rushed`) a minute.
        """
        now = monotonic()
        if now - self._looked > LOOK_S:
            self._looked = now
            found = data_stamp(self._database)
            if found != self._stamp and not (self._only_audits(found) and now - self._adopted < SETTLE_S):
                self._stamp, self._adopted = found, now
        return self._stamp

    def _only_audits(self, stamp: str) -> bool:
        """Whether nothing but the newest audit is another, which stands first, and many ask."""
        return self.rushed and stamp.partition(" ")[2] == self._stamp.partition(" ")[2]

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        stamp = self.stamp()
        if (held := self._at(key, stamp)) is not None:
            return held[0]  # type: ignore[no-any-return]
        with self._lock:
            mine = self._making.setdefault(key, threading.Lock())
        with mine:
            if (held := self._at(key, stamp)) is not None:
                return held[0]  # type: ignore[no-any-return]
            try:
                value = make()
                with self._lock:
                    self._held[key] = stamp, monotonic(), value
                    self._held.move_to_end(key)
                    self._let_go(stamp)
            finally:
                # Also where nothing could be made, or somebody could fill the memory with such keys.
                with self._lock:
                    self._making.pop(key, None)
        return value

    def _let_go(self, stamp: str) -> None:
        """Of what nobody will be given any more, and of what was used longest ago where there is too much."""
        now = monotonic()
        for key in [key for key, (of, at, _) in self._held.items() if of != stamp or now - at > KEEP_S]:
            del self._held[key]
        while len(self._held) > self._most:
            self._held.popitem(last=False)

    def _at(self, key: Hashable, stamp: str) -> tuple[Any] | None:
        with self._lock:
            held = self._held.get(key)
            if held is None or held[0] != stamp or monotonic() - held[1] > KEEP_S:
                return None
            self._held.move_to_end(key)
            return (held[2],)
