"""Which open data register a run asks, and what it answers for a person or for a snapshot that is kept."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from crawler.ckan import Ckan
from crawler.faults import FOREIGN, network_failure
from crawler.limits import Limits
from crawler.network import INTERNET, Network
from crawler.register import RegisterBook, Snapshot, SnapshotError
from model.evidence import Register
from model.failure import Failure
from model.site import Site
from pipeline.errors import SetupError
from pipeline.settings import PREFIX, Settings

FETCH = "eindekss register fetch"

_REGISTER = TypeAdapter(Register)


@dataclass(frozen=True, slots=True)
class Fetched:
    """Answers by site in the order asked; `snapshot` is None where one failed: half of a register is none."""

    answers: tuple[tuple[Site, Register], ...]
    snapshot: Snapshot | None
    failure: Failure | None = None


def register_book(
    settings: Settings, limits: Limits, network: Network = INTERNET, *, private_sites: bool = False
) -> RegisterBook | None:
    """What the settings ask, to be entered; None where no register is asked.

    A run of sites on private addresses is a test or a demo: it asks only a register that somebody named. Raises
    SetupError where the snapshot cannot be read.
    """
    if not settings.register_url:
        return None
    if settings.register_snapshot:
        return RegisterBook(nullcontext(_snapshot(Path(settings.register_snapshot))), limits.register_budget_s)
    if private_sites and "register_url" not in settings.model_fields_set:
        return None
    return RegisterBook(Ckan(settings.register_url, limits, network), limits.register_budget_s)


def ask_register(settings: Settings, site: Site) -> Register:
    """What the register, or its snapshot, holds of one site's municipality. Raises SetupError."""
    book = register_book(settings, settings.limits)
    if book is None:
        raise _switched_off()

    async def work() -> Register:
        async with book:
            return await book.ask(site)

    return asyncio.run(work())


def fetch_register(settings: Settings, sites: Sequence[Site], on_told: Callable[[Site, Register], None]) -> Fetched:
    """Asks the register itself for the municipalities of all these sites. Raises SetupError."""
    if not settings.register_url:
        raise _switched_off()
    limits, asked_at = settings.limits, datetime.now(UTC)

    async def work() -> Fetched:
        async with RegisterBook(Ckan(settings.register_url, limits, INTERNET), limits.register_budget_s) as book:
            try:
                publishers = await book.publishers()
            except FOREIGN as error:
                return Fetched((), None, network_failure(error))
            answers = []
            for site in sites:
                answers.append((site, await book.ask(site)))
                on_told(*answers[-1])
        told = [register for _, register in answers]
        failure = next((one.failure for one in told if one.failure is not None), None)
        held = {one.organisation: one.datasets for one in told if one.organisation is not None}
        snapshot = Snapshot(settings.register_url, asked_at, tuple(publishers), held) if failure is None else None
        return Fetched(tuple(answers), snapshot, failure)

    return asyncio.run(work())


def register_as_json(register: Register) -> Any:
    """The answer as JSON values."""
    return _REGISTER.dump_python(register, mode="json")


def _snapshot(path: Path) -> Snapshot:
    try:
        return Snapshot.load(path.read_bytes())
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): make it with `{FETCH} --out {path}`.") from error
    except SnapshotError as error:
        raise SetupError(f"{path} is no snapshot of a register ({error}): make it anew with `{FETCH}`.") from error


def _switched_off() -> SetupError:
    return SetupError(f"no register is asked: {PREFIX}REGISTER_URL is empty.")
