"""Whether all machines of a database keep their evidence in one place: a folder that is not mounted fails no audit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Engine as Database

from db.audits import last_saved

# Of so many audits, whoever made them, the result must be in the store; it stays there for ever.
LOOKED_AT = 5
# A folder on a network shows others' files late.
SETTLED = timedelta(minutes=2)


def evidence_apart(database: Database, holds: Callable[[str], bool], now: datetime) -> str | None:
    """One sentence where the store lacks what was saved last, with what to do. Raises DatabaseError, EvidenceError.

    `holds` says whether a blob is in this machine's store.
    """
    for row in last_saved(database, now - SETTLED, LOOKED_AT):
        if not holds(row.result_ref):
            return (
                f"The evidence of {row.url}, run {row.run}, is not in this machine's store: see that "
                "EINDEKSS_EVIDENCE_URL leads every machine to the same place, a folder by the same mount. Bring what "
                "lies apart together (`rsync --archive`); `eindekss evidence verify` tells whether anything is missing."
            )
    return None
