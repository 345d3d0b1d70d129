"""`eindekss schedule`: stands by or leads, plans each night as it begins, and on SQLite audits its sites."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence

from sqlalchemy import Engine

from crawler.network import INTERNET, Network
from db.engine import DatabaseError, DatabaseUnavailable, schema_of
from db.locks import Owner
from pipeline.errors import SetupError
from pipeline.scratch import Scratch
from pipeline.shutdown import Shutdown
from pipeline.workplace import Workplace
from scheduler.leader import lead
from scheduler.local import LocalWork
from scheduler.looking import look_ahead
from scheduler.metrics import Meter
from scheduler.nights import Nights, OnTick, calendar_of
from scheduler.planner import Planner
from scheduler.upgrades import Schema, outdated
from scheduler.watch_server import WatchServer
from scheduler.watching import alerts, checks, without_workers

# How soon an upgrade by another version is noticed.
SCHEMA_S = 5.0


def serve(
    workplace: Workplace,
    planner: Planner,
    on_tick: Sequence[OnTick] = (),
    on_standby: Callable[[Owner], None] = lambda _: None,
    network: Network = INTERNET,
) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP; then the turns at work wait again.

    Raises SetupError where alerts cannot be sent as the settings ask, the port for health and metrics cannot be had,
    the turns are to be audited by this process and it cannot, or another version upgrades the database meanwhile.
    """
    database, settings, meter = workplace.database, workplace.settings, Meter()
    meter.show_queue(database)
    nights = Nights(database, calendar_of(settings), planner, [alerts(workplace), *on_tick])
    local = LocalWork(workplace, meter, network) if database.dialect.name == "sqlite" else None
    if local is not None:
        local.check()

    schema = _schema(database)

    async def work() -> None:
        try:
            await _same(database, schema)
            await nights.start()
            hands = asyncio.create_task(local.run() if local else _wait())
            watch = asyncio.create_task(_upgraded(database, schema))
            eyes = asyncio.create_task(look_ahead(workplace, planner, nights, network))
            await _first_of(hands, watch, eyes)
        finally:
            await nights.stop()

    def hurry() -> None:
        if local is not None:
            local.stop()

    def abandon() -> None:
        hurry()
        scratch.clear()

    asked = checks(database, nights)
    if local is not None:
        asked["sites"] = local.fault
    else:
        asked["workers"] = lambda: without_workers(database, settings.worker_dead_s)
    with (
        WatchServer(settings.metrics_host, settings.metrics_port, meter, asked),
        Scratch() as scratch,
        Shutdown(abandon) as shutdown,
    ):
        shutdown.run(lambda: lead(database, work, on_standby), hurry)


def _schema(database: Engine) -> Schema:
    """Raises SetupError where the database is away."""
    try:
        return schema_of(database)
    except DatabaseError as error:
        raise SetupError(str(error)) from error


async def _upgraded(database: Engine, schema: Schema) -> None:
    """Ends, by SetupError, when another version has changed the tables: this one knows only those that it found."""
    while True:
        await asyncio.sleep(SCHEMA_S)
        with contextlib.suppress(DatabaseUnavailable):
            await _same(database, schema)


async def _same(database: Engine, schema: Schema) -> None:
    found = await asyncio.to_thread(schema_of, database)
    if found != schema:
        raise SetupError(outdated(schema, found, "schedule"))


async def _wait() -> None:
    await asyncio.Event().wait()


async def _first_of(*tasks: asyncio.Task[None]) -> None:
    """Waits for the one that ends first, ends the others, and raises what any of them raised."""
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for error in ended:
        if isinstance(error, BaseException) and not isinstance(error, asyncio.CancelledError):
            raise error
