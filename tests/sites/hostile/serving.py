"""Serves every behaviour at an origin of its own, beside the canary, from one thread with one event loop."""

import asyncio
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

from crawler.listening import listening
from tests.crawler.origin import Asked, Reply
from tests.sites.hostile.behaviour import Answer, Answers, Behaviour, ByRequest, OneByOne, Place
from tests.sites.hostile.canary import Canary
from tests.sites.hostile.certificates import Authorities

LOOPBACK = "127.0.0.1"
# Shadowed behaviours have the canary on this address.
SHADOW = "127.0.0.2"
NOT_FOUND = Reply("<!doctype html><html lang=lv><title>Nav</title><h1>Nav</h1>", status=404)


@dataclass
class Origin:
    """One behaviour while it is served. `asked` are its requests in order."""

    behaviour: Behaviour
    place: Place
    answers: Answers = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    _given: dict[str, int] = field(default_factory=dict)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, one exchange."""
        try:
            if self.behaviour.connection is not None:
                await self.behaviour.connection(reader, writer)
                return
            asked = await _request(reader)
            self.asked.append(asked)
            answer = self._answer(asked)
            if isinstance(answer, Reply):
                await asyncio.sleep(answer.delay_s)
                writer.write(answer.encoded())
                await writer.drain()
            else:
                await answer(writer)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ValueError, IndexError):
            return  # the visitor left, or did not speak HTTP

    def _answer(self, asked: Asked) -> Answer:
        found = self.answers.get(asked.path, self.answers.get("*", NOT_FOUND))
        if isinstance(found, ByRequest):
            return found.choose(asked)
        if isinstance(found, OneByOne):
            turn = self._given.get(asked.path, 0)
            self._given[asked.path] = turn + 1
            return found.answers[min(turn, len(found.answers) - 1)]
        return found


@dataclass
class Served:
    """What is served: origins by the behaviours' names."""

    canary: Canary
    authorities: Authorities
    origins: Mapping[str, Origin]

    def url(self, name: str) -> str:
        return f"{self.origins[name].place.url}/"


@contextmanager
def served(behaviours: Sequence[Behaviour], ports: Sequence[int] = ()) -> Iterator[Served]:
    """Serves while the block runs; `ports` are fixed ones, in order, instead of free ones."""
    ready, over = threading.Event(), asyncio.Event()
    shared: list[Served] = []
    faults: list[BaseException] = []
    loops: list[asyncio.AbstractEventLoop] = []

    def work() -> None:
        try:
            asyncio.run(_serve(behaviours, ports, shared, loops, ready, over))
        except BaseException as fault:
            faults.append(fault)
            ready.set()

    thread = threading.Thread(target=work, name="hostile-sites", daemon=True)
    thread.start()
    ready.wait()
    if faults:
        raise faults[0]
    try:
        yield shared[0]
    finally:
        loops[0].call_soon_threadsafe(over.set)
        thread.join(20)
        if faults:
            raise faults[0]


async def _serve(
    behaviours: Sequence[Behaviour],
    ports: Sequence[int],
    shared: list[Served],
    loops: list[asyncio.AbstractEventLoop],
    ready: threading.Event,
    over: asyncio.Event,
) -> None:
    loops.append(asyncio.get_running_loop())
    canary, authorities = Canary(), Authorities()
    origins: dict[str, Origin] = {}
    async with AsyncExitStack() as open_until:
        open_until.push_async_callback(canary.close)
        await canary.listen()
        for number, behaviour in enumerate(behaviours):
            tls = authorities.context(behaviour.certificate, LOOPBACK) if behaviour.certificate else None
            call = partial(_by_name, origins, behaviour.name)
            fixed = ports[number] if ports else 0
            port = await open_until.enter_async_context(listening(call, LOOPBACK, fixed, tls=tls))
            if behaviour.shadowed:
                await canary.also(SHADOW, port)
            place = Place(behaviour.host, port, behaviour.scheme, canary.port)
            origins[behaviour.name] = Origin(behaviour, place, behaviour.site(place))
        shared.append(Served(canary, authorities, origins))
        ready.set()
        await over.wait()


async def _by_name(
    origins: Mapping[str, Origin], name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await origins[name].serve(reader, writer)


async def _request(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:-2])}
    path = head[0].split(" ")[1]
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Asked(path, headers, monotonic(), body)
