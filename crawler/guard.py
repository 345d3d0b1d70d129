"""The one policy on where a visit may connect: resolve a name once, judge every address, connect to a judged one."""

import asyncio
import contextlib
import errno
import socket
import threading
from collections.abc import Callable, Sequence

import idna

from crawler.ip_addresses import is_public
from crawler.limits import Limits
from model.failure import Failure, FailureKind

Origin = tuple[str, int]
Lookup = Callable[[str, int], Sequence[str]]

LOOKUPS_AT_ONCE = 16
ADDRESSES_TRIED = 4
HEAD_LIMIT_BYTES = 64 * 1024


class Refused(Exception):
    """The world's answer to a request was no; `failure` says which."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.detail)
        self.failure = failure


def system_lookup(host: str, port: int) -> Sequence[str]:
    """Addresses of the system's resolver, in its order of preference. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class Guard:
    """Judges and opens every connection of one site's visit.

    `open_origins` are the (host, port) pairs, as written in their URLs, that may be private. A name is resolved once
    for the guard's life, so a second answer of a hostile name server is never asked for.
    """

    def __init__(
        self,
        open_origins: frozenset[Origin] = frozenset(),
        limits: Limits | None = None,
        lookup: Lookup = system_lookup,
    ) -> None:
        self._open = frozenset((_plain(host), port) for host, port in open_origins)
        self._limits = limits or Limits()
        self._lookup = lookup
        self._answers: dict[str, asyncio.Future[Sequence[str]]] = {}
        self._places = asyncio.Semaphore(LOOKUPS_AT_ONCE)

    def opens(self, host: str, port: int) -> bool:
        """Whether this origin may be private."""
        return (_plain(host), port) in self._open

    async def resolve(self, host: str, port: int) -> tuple[str, ...]:
        """The judged addresses of a host, in order of preference. Raises Refused: dns, private_address."""
        addresses = tuple(await self._addresses(_plain(host), port))
        if self.opens(host, port):
            return addresses
        # One private address among several is how a rebinding name looks: the whole name is refused.
        for address in addresses:
            if not is_public(address):
                raise Refused(Failure(FailureKind.PRIVATE_ADDRESS, f"{host} leads to {address}"))
        return addresses

    async def connect(self, host: str, port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """A connection to one of the judged addresses. Raises Refused: also refused, unreachable, reset, timeout."""
        addresses = await self.resolve(host, port)
        tried = addresses[:ADDRESSES_TRIED]
        refusal = Failure(FailureKind.UNREACHABLE, f"no route to {host}")
        for address in tried:
            # Each address has its share of the time, so that a dead IPv6 route leaves some for IPv4.
            try:
                async with asyncio.timeout(self._limits.connect_timeout_s / len(tried)):
                    return await asyncio.open_connection(address, port, limit=HEAD_LIMIT_BYTES)
            except OSError as error:
                refusal = connection_failure(error, f"{host}:{port}")
        raise Refused(refusal)

    async def _addresses(self, host: str, port: int) -> Sequence[str]:
        asked = self._answers.get(host)
        if asked is None:
            asked = asyncio.ensure_future(self._ask(host, port))
            # Whoever asked may have given up by then: it is no fault that nobody hears why there is no answer.
            asked.add_done_callback(lambda done: done.cancelled() or done.exception())
            self._answers[host] = asked
        # Shielded: one caller that gives up must not take the answer from the others.
        try:
            return await asyncio.shield(asked)
        except Refused as refused:
            if not _final(refused) and self._answers.get(host) is asked:
                del self._answers[host]
            raise

    async def _ask(self, host: str, port: int) -> Sequence[str]:
        async with self._places:
            loop = asyncio.get_running_loop()
            answer: asyncio.Future[Sequence[str]] = loop.create_future()
            # A daemon thread, not the executor: a resolver that hangs must not hold up the end of the process.
            threading.Thread(target=self._look_up, args=(host, port, loop, answer), daemon=True).start()
            try:
                async with asyncio.timeout(self._limits.name_lookup_timeout_s):
                    addresses = await answer
            except TimeoutError:
                detail = f"the name {host} was not found within {self._limits.name_lookup_timeout_s:g} s"
                raise Refused(Failure(FailureKind.DNS, detail)) from None
            except (OSError, UnicodeError, ValueError, OverflowError) as error:
                refused = Refused(Failure(FailureKind.DNS, f"the name {host} was not found"))
                raise refused from error
        if not addresses:
            raise Refused(Failure(FailureKind.DNS, f"the name {host} has no address"))
        return addresses

    def _look_up(
        self, host: str, port: int, loop: asyncio.AbstractEventLoop, answer: "asyncio.Future[Sequence[str]]"
    ) -> None:
        def settle(addresses: Sequence[str], error: Exception | None) -> None:
            if answer.done():
                return
            if error is None:
                answer.set_result(addresses)
            else:
                answer.set_exception(error)

        addresses: Sequence[str] = ()
        failed: Exception | None = None
        try:
            addresses = self._lookup(host, port)
        except (OSError, UnicodeError, ValueError, OverflowError) as error:
            failed = error
        # The loop may have ended while the resolver hung.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(settle, addresses, failed)


def _final(refused: Refused) -> bool:
    """Whether asking again is pointless: the name server said that there is no such name."""
    cause = refused.__cause__
    unknown = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
    return isinstance(cause, UnicodeError) or (isinstance(cause, socket.gaierror) and cause.errno in unknown)


def connection_failure(error: OSError, where: str) -> Failure:
    """What an operating system's refusal to connect is called."""
    if isinstance(error, ConnectionRefusedError):
        return Failure(FailureKind.REFUSED, f"{where} refuses connections")
    if isinstance(error, ConnectionResetError | ConnectionAbortedError | BrokenPipeError):
        return Failure(FailureKind.RESET, f"{where} broke the connection off")
    if isinstance(error, TimeoutError) or error.errno == errno.ETIMEDOUT:
        return Failure(FailureKind.TIMEOUT, f"{where} did not answer in time")
    return Failure(FailureKind.UNREACHABLE, f"{where} cannot be reached: {error.strerror or error}")


def _plain(host: str) -> str:
    """A host name in one spelling: lower case, without brackets and closing dot, IDN as ASCII."""
    name = host.strip().strip("[]").removesuffix(".").lower()
    if name.isascii():
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        return name
