"""The open data register beside a run's visits: each publisher is asked for once, by the network or in a snapshot."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import TracebackType
from typing import Literal, Protocol, Self

from pydantic import TypeAdapter, ValidationError

from crawler.ckan_entries import Publisher
from crawler.faults import FOREIGN, network_failure
from crawler.guard import Refused
from crawler.publishers import publisher_named
from model.evidence import Register, RegisterDataset
from model.failure import Failure, FailureKind
from model.site import Site

# A register that failed so often one after the other is down, and no site waits for it again.
FAILURES_IN_A_ROW = 2


class Catalogue(Protocol):
    """What holds a register's content. Both questions raise an exception of FOREIGN where there is no answer."""

    @property
    def address(self) -> str: ...

    async def publishers(self) -> Sequence[Publisher]: ...

    async def datasets(self, publisher: str) -> tuple[RegisterDataset, ...] | None:
        """None where there is no such publisher."""
        ...


class SnapshotError(Exception):
    """The bytes are no snapshot of a register; the text says why."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A register's answers as they were stored: all publishers, and the datasets of those that were asked for."""

    address: str
    asked_at: datetime
    known: tuple[Publisher, ...]
    held: Mapping[str, tuple[RegisterDataset, ...]] = field(default_factory=dict)
    format: Literal["eindekss.register/1"] = "eindekss.register/1"

    async def publishers(self) -> Sequence[Publisher]:
        return self.known

    async def datasets(self, publisher: str) -> tuple[RegisterDataset, ...] | None:
        if publisher not in self.held and publisher in {one.name for one in self.known}:
            raise Refused(Failure(FailureKind.UNREACHABLE, f"the snapshot does not hold the datasets of {publisher}"))
        return self.held.get(publisher)

    def dump(self) -> bytes:
        return _SNAPSHOT.dump_json(self, indent=1)

    @classmethod
    def load(cls, data: bytes) -> "Snapshot":
        """Raises SnapshotError."""
        try:
            return _SNAPSHOT.validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            raise SnapshotError(f"{'.'.join(map(str, first['loc']))}: {first['msg']}".removeprefix(": ")) from error


_SNAPSHOT = TypeAdapter(Snapshot)


class RegisterBook:
    """`async with RegisterBook(catalogue, budget_s) as book`; the sites of a run share it. It asks one thing at a time.

    A fault of the register is in the answer and never an exception.
    """

    def __init__(self, catalogue: AbstractAsyncContextManager[Catalogue], budget_s: float) -> None:
        self._opening = catalogue
        self._budget_s = budget_s
        self._turn = asyncio.Lock()
        self._asked: dict[str, asyncio.Task[Register]] = {}
        self._publishers: Sequence[Publisher] | None = None
        self._failed = 0
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        self._catalogue = await self._stack.enter_async_context(self._opening)
        self._snapshot = self._catalogue if isinstance(self._catalogue, Snapshot) else None
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._asked.values():
            task.cancel()
        await asyncio.gather(*self._asked.values(), return_exceptions=True)
        await self._stack.aclose()

    async def publishers(self) -> Sequence[Publisher]:
        """All of them, asked for once. Raises an exception of FOREIGN."""
        if self._publishers is None:
            self._publishers = await self._catalogue.publishers()
        return self._publishers

    async def ask(self, site: Site) -> Register:
        """What the register holds of the site's municipality."""
        key = site.data_gov_lv or site.name
        if key not in self._asked:
            self._asked[key] = asyncio.create_task(self._ask(site))
        # Shielded: one site that is stopped must not take the answer from the others.
        return await asyncio.shield(self._asked[key])

    async def _ask(self, site: Site) -> Register:
        async with self._turn:
            if self._failed >= FAILURES_IN_A_ROW:
                detail = f"not asked again after {FAILURES_IN_A_ROW} failures in a row"
                return self._answer(None, failure=Failure(FailureKind.UNREACHABLE, detail))
            try:
                async with asyncio.timeout(self._budget_s):
                    name = site.data_gov_lv or publisher_named(site.name, await self.publishers())
                    datasets = await self._catalogue.datasets(name) if name else None
            except FOREIGN as error:
                failure = network_failure(error)
                self._failed += self._snapshot is None and not failure.permanent
                return self._answer(None, failure=failure)
            self._failed = 0
            return self._answer(name if datasets is not None else None, datasets or ())

    def _answer(
        self, organisation: str | None, datasets: tuple[RegisterDataset, ...] = (), failure: Failure | None = None
    ) -> Register:
        asked_at = self._snapshot.asked_at if self._snapshot else datetime.now(UTC)
        return Register(
            self._catalogue.address, asked_at, organisation, datasets, failure, snapshot=self._snapshot is not None
        )
