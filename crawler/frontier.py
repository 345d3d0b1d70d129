"""The pages still to be read, first found first read, each once, with bounds on what a calendar can add."""

from collections import Counter, deque

from crawler.addresses import is_trap, looks_like_page, normalise, on_origin_of, origin, same_site, shape
from crawler.kindred import is_kindred

MAX_KNOWN = 20_000
MAX_OF_QUERY_SHAPE = 100
MAX_OF_NUMBER_SHAPE = 40
MAX_KINDRED_HOSTS = 5
MAX_OF_KINDRED_HOST = 40


class Frontier:
    """Own page addresses of one site, with the scheme and host of `base`, where the home page's redirects ended.

    The home page itself is known by `home`, the address that it was asked by.
    """

    def __init__(self, base: str, home: str) -> None:
        self._base = base
        self._home = home
        self._queue: deque[str] = deque()
        self._known: set[str] = set()
        self._shapes: Counter[str] = Counter()
        self._kindred: Counter[str] = Counter()
        self._known.add(home)

    @property
    def known(self) -> int:
        """How many page addresses were seen, read or not."""
        return len(self._known)

    def __len__(self) -> int:
        return len(self._queue)

    def own(self, url: str) -> str | None:
        """The address as this site's frontier knows it; None where it is another site's or no address."""
        plain = normalise(url)
        if plain is None:
            return None
        if is_kindred(plain, self._base):
            return plain
        if not same_site(plain, self._base):
            return None
        page = on_origin_of(plain, self._base)
        return self._home if page in (self._base, on_origin_of(self._home, self._base)) else page

    def mark(self, url: str) -> None:
        """Notes an address that needs no reading any more."""
        self._known.add(url)

    def add(self, url: str) -> None:
        """Queues an address, unless it is known, another site's, a file or a trap."""
        page = self.own(url)
        if page is None or page in self._known or len(self._known) >= MAX_KNOWN:
            return
        if not looks_like_page(page) or is_trap(page):
            return
        alike = shape(page)
        if alike is not None:
            self._shapes[alike] += 1
            if self._shapes[alike] > (MAX_OF_QUERY_SHAPE if "?" in alike else MAX_OF_NUMBER_SHAPE):
                return
        if not same_site(page, self._base):
            host, _ = origin(page)
            if len(self._kindred.keys() | {host}) > MAX_KINDRED_HOSTS or self._kindred[host] >= MAX_OF_KINDRED_HOST:
                return
            self._kindred[host] += 1
        self._known.add(page)
        self._queue.append(page)

    def take(self) -> str | None:
        return self._queue.popleft() if self._queue else None
