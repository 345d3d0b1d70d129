"""The turns at an address that all workers of one PostgreSQL share: who asks it for a document now, and since when.

They are rows, for a server that restarts forgets its advisory locks; every time is by the server's clock.
"""

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import Engine, create_engine, delete, func, select, text, update

from db.engine import SERVER_AWAY, failures_told
from db.turn_tables import address, address_place

# A place that is not renewed for so long is given to others: its holder was killed.
LEASE_S = 30.0
# Those who held a place as the server went away have so long to renew it after the server's start.
GRACE_S = 10.0
# Whoever is asked about an address again after this finds it as new.
UNUSED = timedelta(days=1)
MOST_PRUNED = 1000
CONNECTIONS = 4
TAKE = text("SELECT take_turn(:address, :holder, :pace_s, :places, :lease_s, :grace_s)")


class TurnBook:
    """Every method is one statement that commits, and raises DatabaseUnavailable. For the threads of one process.

    Its connections are its own, so that no turn waits for a save, nor a save for a turn.
    """

    def __init__(self, database: Engine, lease_s: float = LEASE_S, grace_s: float = GRACE_S) -> None:
        self.lease_s = lease_s
        self._grace_s = grace_s
        self._engine = create_engine(
            database.url,
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=0,
            connect_args=SERVER_AWAY,
        )

    def take(self, at: str, holder: str, pace_s: float, places: int) -> float | None:
        """Takes a place and a start at the address, where both are to be had: 0.0.

        Else the seconds until the next start is due, or None where so many places are taken. A holder's own place, of a
        try whose answer was lost, does not count.
        """
        values = {
            "address": at,
            "holder": holder,
            "pace_s": pace_s,
            "places": places,
            "lease_s": self.lease_s,
            "grace_s": self._grace_s,
        }
        with failures_told(self._engine), self._engine.connect() as connection:
            wait_s: float | None = connection.scalar(TAKE, values)
        return wait_s

    def leave(self, holder: str) -> None:
        """Gives the holder's place back; harmless where it has none."""
        with failures_told(self._engine), self._engine.connect() as connection:
            connection.execute(delete(address_place).where(address_place.c.holder == holder))

    def renew(self, holders: Collection[str]) -> frozenset[str]:
        """Those of the holders that have their place still, now for another lease."""
        until = func.clock_timestamp() + timedelta(seconds=self.lease_s)
        still = update(address_place).where(address_place.c.holder.in_(holders)).values(until=until)
        with failures_told(self._engine), self._engine.connect() as connection:
            return frozenset(connection.scalars(still.returning(address_place.c.holder)))

    def prune(self) -> int:
        """Removes addresses that were not asked for a day, a bounded number of them; returns how many."""
        unused = select(address.c.key).where(address.c.last_start < func.clock_timestamp() - UNUSED)
        some = unused.limit(MOST_PRUNED).with_for_update(skip_locked=True)
        with failures_told(self._engine), self._engine.connect() as connection:
            return connection.execute(delete(address).where(address.c.key.in_(some))).rowcount

    def close(self) -> None:
        """Closes the connections that are idle; the next use opens another."""
        self._engine.dispose()
