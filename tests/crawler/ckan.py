"""A register on loopback that behaves as CKAN's API documents, caps of its lists and codes of its errors included."""

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from crawler.ckan import Ckan
from crawler.limits import Limits
from crawler.listening import listening
from crawler.network import Network
from tests.crawler.origin import Reply

ACTIONS = "/dati/api/3/action/"


def organisation(name: str, title: str, **fields: Any) -> dict[str, Any]:
    return {"id": f"id-{name}", "name": name, "title": title, "display_name": title, "state": "active", **fields}


def dataset(name: str, owner: str, *formats: str, **fields: Any) -> dict[str, Any]:
    """A dataset with one resource of each format."""
    resources = [
        {"id": f"{name}-{at}", "format": kind, "url": f"https://dati.example/{name}.{kind.lower()}", "name": kind}
        for at, kind in enumerate(formats)
    ]
    return {
        "id": f"id-{name}", "name": name, "title": name.capitalize(), "type": "dataset", "state": "active",
        "private": False, "isopen": True, "license_id": "cc-zero", "license_title": "CC0 1.0",
        "metadata_modified": "2026-10-01T12:00:00.123456", "num_resources": len(resources), "resources": resources,
        "organization": organisation(owner, owner), **fields,
    }  # fmt: skip


@dataclass
class CkanServer:
    """`replies` stand in for what an action would answer, and `rows_cap` for `ckan.search.rows_max`."""

    organisations: Sequence[Mapping[str, Any]] = ()
    datasets: Sequence[Mapping[str, Any]] = ()
    replies: dict[str, Reply | list[Reply]] = field(default_factory=dict)
    organisations_cap: int = 25
    rows_cap: int = 1000
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0
    address: str = ""

    @property
    def actions(self) -> list[str]:
        return [action for action, _ in self.asked]

    def answer(self, action: str, query: dict[str, str]) -> Reply:
        if action == "organization_list":
            return self._organization_list(query)
        if action == "organization_show":
            known = [one for one in self._counted() if query.get("id") in (one["name"], one["id"])]
            return done(known[0]) if known else error(404, "Not Found Error", message="Not found")
        if action == "package_search":
            return self._package_search(query)
        return Reply(json.dumps(f"Bad request - Action name not known: {action}"), 400, content_type="application/json")

    def _organization_list(self, query: dict[str, str]) -> Reply:
        if query.get("all_fields") != "true":
            return done([one["name"] for one in self.organisations])
        at = int(query.get("offset", "0"))
        return done(self._counted()[at : at + min(int(query.get("limit", "25")), self.organisations_cap)])

    def _package_search(self, query: dict[str, str]) -> Reply:
        key, _, name = query.get("fq", "").partition(":")
        rows, start = int(query.get("rows", "10")), int(query.get("start", "0"))
        if key != "organization" or rows < 0:
            return error(409, "Validation Error", fq=["Unsupported filter"])
        found = [one for one in self.datasets if one["organization"]["name"] == name]
        results = found[start : start + min(rows, self.rows_cap)]
        return done({"count": len(found), "facets": {}, "results": results, "sort": query.get("sort")})

    def _counted(self) -> list[Mapping[str, Any]]:
        owners = [one["organization"]["name"] for one in self.datasets]
        return [{"package_count": owners.count(one["name"]), **one} for one in self.organisations]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            target = urlsplit(head.split(" ")[1])
            action, query = target.path.removeprefix(ACTIONS), dict(parse_qsl(target.query))
            self.asked.append((action, query))
            self.agents.update(line[12:] for line in head.split("\r\n") if line.lower().startswith("user-agent: "))
            reply = self.replies.get(action) or self.answer(action, query)
            if isinstance(reply, list):
                reply = reply.pop(0) if len(reply) > 1 else reply[0]
            await asyncio.sleep(reply.delay_s)
            writer.write(reply.encoded())
            await writer.drain()
        finally:
            self.at_once -= 1


def done(result: Any) -> Reply:
    envelope = {"help": "https://dati.example/help", "success": True, "result": result}
    return Reply(json.dumps(envelope), content_type="application/json;charset=utf-8")


def error(status: int, kind: str, **said: Any) -> Reply:
    envelope = {"help": "https://dati.example/help", "success": False, "error": {"__type": kind, **said}}
    return Reply(json.dumps(envelope), status, content_type="application/json;charset=utf-8")


@asynccontextmanager
async def register(server: CkanServer) -> AsyncIterator[CkanServer]:
    async with listening(server.serve, "127.0.0.1") as port:
        server.address = f"http://127.0.0.1:{port}/dati"
        yield server


@contextmanager
def register_in_a_thread(server: CkanServer) -> Iterator[CkanServer]:
    """For commands that run a loop of their own."""
    loop = asyncio.new_event_loop()
    running = register(server)
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(running.__aenter__(), loop).result(10)
        yield server
        asyncio.run_coroutine_threadsafe(running.__aexit__(None, None, None), loop).result(10)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


@asynccontextmanager
async def client(server: CkanServer, limits: Limits | None = None) -> AsyncIterator[Ckan]:
    """A client of the server, which runs as long."""
    async with register(server), Ckan(server.address, limits or Limits(), Network()) as ckan:
        yield ckan
