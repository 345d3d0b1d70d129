"""Where results and evidence are kept: reachable, writable, of this version, with room."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import Engine as Database

from db.engine import DatabaseError, DatabaseNewer, DatabaseOutdated, check_ready, open_database
from db.evidence import EvidenceError, EvidenceStore
from db.examination import DatabaseFacts, examine_database
from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.doctor.disk import room, shared_system
from pipeline.evidence_apart import evidence_apart
from pipeline.settings import masked

MAKE_READY = "Make it ready: `eindekss db upgrade`."


def database(installation: Installation) -> Sequence[Answer]:
    url = installation.settings.database_url
    try:
        opened = open_database(url)
    except DatabaseError as error:
        return [fail(str(error), "")]
    try:
        return list(_sqlite(opened) if opened.dialect.name == "sqlite" else _server(opened, masked(url), installation))
    except DatabaseOutdated as error:
        return [fail(str(error), "Stop what audits, back up, then `eindekss db upgrade`.")]
    except DatabaseNewer as error:
        return [fail(str(error), "Another machine runs a newer version: bring this one to it.")]
    except DatabaseError as error:
        return [fail(str(error), "")]
    finally:
        opened.dispose()


def _sqlite(opened: Database) -> Iterator[Answer]:
    file = Path(opened.url.database or "")
    yield from room("The database's folder", file.absolute().parent)
    kind = shared_system(file.absolute().parent)
    if kind:
        yield warn(
            f"The database file {file} lies on {kind}, which other machines share: it will be damaged there one day.",
            "Move it to a disk of this machine, or use PostgreSQL: set EINDEKSS_DATABASE_URL.",
        )
    if not file.exists():
        yield ok(f"There is no database yet; the first command makes {file}.")
        return
    facts = examine_database(opened)
    yield _at_revision(facts, str(file))
    if facts.revision and facts.log != "wal":
        yield warn(f"{file} makes readers and writers wait for each other.", "Put that right: `eindekss db upgrade`.")


def _server(opened: Database, place: str, installation: Installation) -> Iterator[Answer]:
    asked = datetime.now(UTC)
    facts = examine_database(opened)
    took = datetime.now(UTC) - asked
    yield _at_revision(facts, place)
    if facts.now is not None:
        ahead_s = (facts.now - asked).total_seconds()
        # It was told at some moment between question and answer.
        installation.clocks["the database"] = ahead_s - min(max(ahead_s, 0.0), took.total_seconds())
    if facts.encoding != "UTF8":
        yield fail(
            f"Its encoding is {facts.encoding}.", "Make it anew: `createdb --encoding UTF8 --template template0`."
        )


def _at_revision(facts: DatabaseFacts, place: str) -> Answer:
    if facts.revision is None:
        return warn(f"{facts.version} answers; {place} is empty.", MAKE_READY)
    return ok(f"{facts.version} answers; {place} is at revision {facts.revision}, as this version needs it.")


def evidence(installation: Installation) -> Sequence[Answer]:
    url = installation.settings.evidence_url
    try:
        files, path = fsspec.core.url_to_fs(url)
    except (ImportError, OSError, ValueError) as error:
        return [
            fail(f"The evidence store {masked(url)} cannot be used: {error}.", "Install what it needs, or set another.")
        ]
    if not isinstance(files, LocalFileSystem):
        bucket = str(path).partition("/")[0]
        if bucket and not files.exists(bucket):
            return [
                warn(f"There is no {bucket} for the evidence.", "Make it, or leave that to the first audit, if it may.")
            ]
        return list(_tried(installation))
    folder = Path(path)
    there = list(room("The evidence store", folder))
    # Looking must not make it: it would belong to whoever looks.
    if folder.is_dir():
        return [*there, *_tried(installation)]
    return [*there, *(_apart(installation, lambda _: False) or [ok(f"The first audit makes {folder}.")])]


def _tried(installation: Installation) -> Iterator[Answer]:
    url = installation.settings.evidence_url
    try:
        store = EvidenceStore(url)
        store.check_writable()
    except EvidenceError as error:
        yield fail(masked(str(error)), "")
        return
    yield ok(f"The evidence store {masked(url)} takes a file, gives it back and removes it.")
    yield from _apart(installation, store.blobs.holds)


def _apart(installation: Installation, holds: Callable[[str], bool]) -> list[Answer]:
    """What the database knows and the store lacks. What is wrong with the database another check tells."""
    with contextlib.suppress(DatabaseError, EvidenceError):
        opened = open_database(installation.settings.database_url)
        file = Path(opened.url.database or "") if opened.dialect.name == "sqlite" else None
        try:
            # Looking must not make it.
            if (file is None or file.exists()) and check_ready(opened):
                said = evidence_apart(opened, holds, datetime.now(UTC))
                return [fail(said, "")] if said else []
        finally:
            opened.dispose()
    return []
