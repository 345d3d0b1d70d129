"""Asks a CKAN register by its action API: who publishes, and what. https://docs.ckan.org/en/2.11/api/"""

import asyncio
import json
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode

from crawler.addresses import normalise, origin, same_site
from crawler.budget import SiteBudget
from crawler.ckan_entries import (
    NAME,
    Publisher,
    dataset_of_entry,
    listed,
    owner_of_entry,
    publisher_of_entry,
    whole,
)
from crawler.guard import Guard, Refused
from crawler.http import Answer, HttpTier, status_failure
from crawler.limits import Limits
from crawler.network import Network
from crawler.proxy import FilteringProxy
from model.evidence import RegisterDataset, Response
from model.failure import Failure, FailureKind

ACTIONS = "/api/3/action"
# A register may give fewer at once: 25 publishers, 1,000 datasets unless it is set up otherwise.
PUBLISHERS_AT_ONCE = 100
DATASETS_AT_ONCE = 100
# Rounds of one question, for a register that gives one by one or the same again and again.
MOST_ROUNDS = 100
NOT_FOUND = "Not Found Error"
DETAIL_CHARS = 200


class NotThere(Refused):
    """The register knows nothing of that name."""


def register_address(text: str) -> str:
    """A register's address as the operator wrote it, in one spelling. Raises ValueError where it is none."""
    address = normalise(text)
    if address is None or "?" in address:
        raise ValueError("must be the http or https address of a CKAN register, as https://data.gov.lv/dati")
    return address.rstrip("/").removesuffix(ACTIONS)


class Ckan:
    """`async with Ckan(address, limits, network) as register`. The operator sets its address, so it may be private.

    robots.txt, which is for those who follow links, is not asked: an API is there for programs.
    Raises an exception of FOREIGN, as Refused where the register does not answer as CKAN does.
    """

    def __init__(self, address: str, limits: Limits, network: Network) -> None:
        self.address = address
        # One site's budget does not bound what all sites of a run ask.
        self._limits = replace(limits, site_budget_s=float("inf"))
        self._network = network
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        opened = self._network.open_origins | {origin(self.address)}
        guard = Guard(opened, self._limits, self._network.lookup)
        proxy = await self._stack.enter_async_context(FilteringProxy(guard, SiteBudget(self._limits)))
        self._http = await self._stack.enter_async_context(HttpTier(proxy, self._limits, self._network.trusted))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def publishers(self) -> tuple[Publisher, ...]:
        """All of them, in no order."""
        found: dict[str, Publisher] = {}
        offset = 0
        for _ in range(MOST_ROUNDS):
            entries = await self._ask(
                "organization_list", all_fields="true", limit=PUBLISHERS_AT_ONCE, offset=offset, sort="name asc"
            )
            if not isinstance(entries, list):
                raise _odd("organization_list gives no list")
            known = len(found)
            found.update((one.name, one) for one in map(publisher_of_entry, entries) if one is not None)
            offset += len(entries)
            # An old register knows no offset and gives the same again.
            if len(found) == known:
                break
        return tuple(found.values())

    async def datasets(self, publisher: str) -> tuple[RegisterDataset, ...] | None:
        """All datasets of the publisher of that name, by name; None where the register knows no such publisher."""
        if not NAME.fullmatch(publisher):
            return None
        found: dict[str, RegisterDataset] = {}
        start, today = 0, datetime.now(UTC).date()
        for _ in range(MOST_ROUNDS):
            result = await self._ask(
                "package_search", fq=f"organization:{publisher}", rows=DATASETS_AT_ONCE, start=start, sort="name asc"
            )
            count = whole(result.get("count")) if isinstance(result, Mapping) else None
            if count is None:
                raise _odd("package_search gives no count")
            if count > self._limits.max_register_datasets:
                raise Refused(Failure(FailureKind.TOO_LARGE, f"{count:,} datasets of {publisher}"))
            entries = listed(result.get("results"))
            if {owner_of_entry(entry) for entry in entries} - {publisher, None}:
                raise _odd(f"package_search for {publisher} gives datasets of others")
            datasets = (dataset_of_entry(entry, self.address, today) for entry in entries)
            found.update((one.name, one) for one in datasets if one is not None)
            start += len(entries)
            if not entries or start >= count:
                break
        if not found and not await self._is_empty(publisher):
            return None
        return tuple(sorted(found.values(), key=lambda dataset: dataset.name))

    async def _is_empty(self, publisher: str) -> bool:
        """Whether a publisher without datasets is one; False where there is no such publisher."""
        try:
            shown = await self._ask("organization_show", id=publisher, include_datasets="false")
        except NotThere:
            return False
        told = publisher_of_entry(shown)
        if told is None:
            raise _odd(f"organization_show of {publisher} gives no publisher")
        if told.datasets:
            raise _odd(f"{publisher} is said to have {told.datasets} datasets, and none is found")
        return True

    async def _ask(self, action: str, **parameters: str | int) -> Any:
        """The result of an action. Raises Refused; NotThere where the register says so itself."""
        url = f"{self.address}{ACTIONS}/{action}?{urlencode(parameters)}"
        async with asyncio.timeout(self._limits.document_timeout_s):
            answer = await self._http.exchange(url, self._wanted, permit=self._permit)
        if answer.cut:
            raise Refused(Failure(FailureKind.TOO_LARGE, f"{action} answers over {len(answer.body):,} bytes"))
        envelope = _json(answer)
        if envelope is None:
            raise Refused(status_failure(answer) or Failure(FailureKind.PROTOCOL, f"{action} gives no JSON object"))
        # Errors come with 400, 403, 404 and 409, and some registers send them with 200.
        if envelope.get("success") is True and "result" in envelope:
            return envelope["result"]
        error = envelope.get("error")
        told = error.get("__type") if isinstance(error, Mapping) else None
        said = error.get("message") if isinstance(error, Mapping) and "message" in error else error
        detail = f"{action} is refused: {' '.join(str(said).split())[:DETAIL_CHARS]}"
        if told == NOT_FOUND:
            raise NotThere(Failure(FailureKind.HTTP_4XX, detail))
        raise Refused(status_failure(answer) or Failure(FailureKind.PROTOCOL, detail))

    def _wanted(self, response: Response) -> int:
        return self._limits.max_document_bytes

    async def _permit(self, url: str) -> None:
        """A redirect may change the path or lead to https, never to another host or back to http."""
        downgraded = self.address.startswith("https:") and not url.startswith("https:")
        if downgraded or not same_site(url, self.address):
            raise Refused(Failure(FailureKind.PROTOCOL, f"the register sends us to {url[:DETAIL_CHARS]}"))


def _odd(detail: str) -> Refused:
    return Refused(Failure(FailureKind.PROTOCOL, detail))


def _json(answer: Answer) -> Mapping[str, Any] | None:
    """The body as a JSON object, whatever the status; None where it is none."""
    try:
        value = json.loads(answer.body)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
