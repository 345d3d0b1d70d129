"""`eindekss schedule`: stands by or leads, plans each night as it begins, and on SQLite audits its sites."""

import asyncio
from collections.abc import Callable, Sequence

from crawler.network import INTERNET, Network
from db.locks import Owner
from pipeline.scratch import Scratch
from pipeline.shutdown import Shutdown
from pipeline.workplace import Workplace
from scheduler.leader import lead
from scheduler.local import LocalWork
from scheduler.metrics import Meter
from scheduler.nights import Nights, OnTick, calendar_of
from scheduler.planner import Planner
from scheduler.watch_server import WatchServer
from scheduler.watching import alerts, checks


def serve(
    workplace: Workplace,
    planner: Planner,
    on_tick: Sequence[OnTick] = (),
    on_standby: Callable[[Owner], None] = lambda _: None,
    network: Network = INTERNET,
) -> None:
    """Runs until SIGINT, SIGTERM or SIGHUP; then the turns at work wait again.

    Raises SetupError where alerts cannot be sent as the settings ask, the port for health and metrics cannot be had, or
    the turns are to be audited by this process and it cannot.
    """
    database, settings, meter = workplace.database, workplace.settings, Meter()
    meter.show_queue(database)
    nights = Nights(database, calendar_of(settings), planner, [alerts(workplace), *on_tick])
    local = LocalWork(workplace, meter, network) if database.dialect.name == "sqlite" else None
    if local is not None:
        local.check()

    async def work() -> None:
        try:
            await nights.start()
            await (local.run() if local else asyncio.Event().wait())
        finally:
            await nights.stop()

    def hurry() -> None:
        if local is not None:
            local.stop()

    def abandon() -> None:
        hurry()
        scratch.clear()

    with (
        WatchServer(settings.metrics_host, settings.metrics_port, meter, checks(database, nights)),
        Scratch() as scratch,
        Shutdown(abandon) as shutdown,
    ):
        shutdown.run(lambda: lead(database, work, on_standby), hurry)
