"""Where results and evidence are kept: reachable, writable, of this version, with room."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import fsspec
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import Engine as Database

from db.engine import DatabaseError, DatabaseNewer, DatabaseOutdated, open_database
from db.evidence import EvidenceError, EvidenceStore
from db.examination import DatabaseFacts, examine_database
from pipeline.doctor.check import Answer, Installation, fail, ok, warn
from pipeline.doctor.disk import room, shared_system
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
        return [_tried(url)]
    folder = Path(path)
    there = list(room("The evidence store", folder))
    # Looking must not make it: it would belong to whoever looks.
    return [*there, _tried(url)] if folder.is_dir() else [*there, ok(f"The first audit makes {folder}.")]


def _tried(url: str) -> Answer:
    try:
        EvidenceStore(url).check_writable()
    except EvidenceError as error:
        return fail(masked(str(error)), "")
    return ok(f"The evidence store {masked(url)} takes a file, gives it back and removes it.")
