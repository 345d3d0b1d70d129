"""What is made of content that never changes, kept whatever happens to the data, in bounded number."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 1_000


class Lasting:
    """Keys name all that the value is made of by references, whose content stays: what was used longest ago goes."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Any] = OrderedDict()

    def get(self, key: K, make: Callable[[], V]) -> V:
        return self.each([key], lambda missing: dict.fromkeys(missing, make()))[key]

    def each(self, keys: Sequence[K], make: Callable[[Sequence[K]], Mapping[K, V]]) -> Mapping[K, V]:
        """`make` is asked once for all that are not there yet."""
        with self._lock:
            found: dict[K, V] = {key: self._held[key] for key in keys if key in self._held}
        made = make(missing) if (missing := [key for key in keys if key not in found]) else {}
        found |= made
        with self._lock:
            for key in keys:
                self._held[key] = found[key]
                self._held.move_to_end(key)
            while len(self._held) > self._most:
                self._held.popitem(last=False)
        return found
