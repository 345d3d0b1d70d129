"""Copies a database and its evidence while audits are saved, so that both belong together, and puts them back.

The database comes first: evidence is put before the audit that needs it is saved, so what is copied after the database
holds all that its copy names, and at most some blobs that it does not. The other way round the newest audits would
lack theirs.
"""

import contextlib
import os
import shutil
import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import URL, Engine

from db.blobs import FOLDERS, SIGNATURES, EvidenceError, EvidenceMissing
from db.engine import DatabaseUnavailable, failures_told, holds_tables, reading
from db.evidence import EvidenceStore

SQLITE_FILE, DUMP_FILE, EVIDENCE_FOLDER = "database.sqlite", "database.dump", "evidence"
DUMP, RESTORE = "pg_dump", "pg_restore"
LONGEST_WORDS = 300


@dataclass(slots=True)
class Copied:
    """Blobs in the copy, those of them that no earlier copy had, and their stored size in bytes."""

    blobs: int = 0
    new: int = 0
    new_bytes: int = 0


def back_up_database(database: Engine, folder: Path) -> Path:
    """Copies it as it stands at one moment; nobody who reads or writes waits. Raises DatabaseUnavailable."""
    if database.dialect.name == "sqlite":
        return _copied_file(database, folder / SQLITE_FILE)
    return _dumped(database.url, folder / DUMP_FILE)


def _copied_file(database: Engine, target: Path) -> Path:
    source = Path(database.url.database or "").absolute()
    with failures_told(database):
        # Opened for reading only: what is not there must not be made.
        opened = sqlite3.connect(f"{source.as_uri()}?mode=ro", uri=True)
        with contextlib.closing(opened), contextlib.closing(sqlite3.connect(target)) as copy:
            opened.backup(copy)
            (told,) = copy.execute("PRAGMA quick_check(1)").fetchone()
    if told != "ok":
        raise DatabaseUnavailable(f"The database file {source} is damaged ({told}): go back to an earlier backup.")
    return target


def restore_database(database: Engine, folder: Path) -> None:
    """Puts the copy where no database is yet. Raises DatabaseUnavailable: nothing was changed then."""
    file, dump = folder / SQLITE_FILE, folder / DUMP_FILE
    place = database.url.render_as_string(hide_password=True)
    sqlite = database.dialect.name == "sqlite"
    if not (file if sqlite else dump).is_file():
        kind = "an SQLite file" if sqlite else "PostgreSQL"
        raise DatabaseUnavailable(f"{folder} holds no copy for {place}, which is {kind}: set EINDEKSS_DATABASE_URL.")
    if sqlite:
        target = Path(database.url.database or "")
        if target.exists():
            raise DatabaseUnavailable(f"There is a database at {target}: move it away with its -wal and -shm files.")
        part = target.with_name(f"{target.name}.part")
        shutil.copyfile(file, part)
        part.rename(target)
        return
    with reading(database) as connection:
        if holds_tables(connection):
            raise DatabaseUnavailable(f"The database {place} is not empty: make a new one with `createdb`.")
    # One transaction: whole or not at all.
    _run(RESTORE, database.url, "--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", str(dump))


def _dumped(url: URL, target: Path) -> Path:
    _run(DUMP, url, "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def _run(name: str, url: URL, *arguments: str) -> None:
    program = shutil.which(name)
    if program is None:
        raise DatabaseUnavailable(f"{name} is not installed: `apt-get install postgresql-client`.")
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    asked = conninfo_to_dict(plain)
    # A command line can be read by every user of the machine.
    password = asked.pop("password", None)
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own program, and what the settings say
        [program, "--no-password", f"--dbname={make_conninfo('', **asked)}", *arguments],
        env={**os.environ, **({} if password is None else {"PGPASSWORD": str(password)})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        said = " ".join(done.stderr.split())[:LONGEST_WORDS]
        raise DatabaseUnavailable(f"{said}: mend that and try again.")


def back_up_evidence(store: EvidenceStore, folder: Path, earlier: Path | None) -> Copied:
    """Copies every blob to where it lies in a store that is a folder; what the earlier copy has is one file with it.

    Raises EvidenceError, also where evidence was pruned meanwhile, and OSError where the copy cannot be written.
    """
    done = Copied()
    for name in (*FOLDERS, SIGNATURES):
        for path, size_bytes in store.blobs.names(name).items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            done.blobs += name != SIGNATURES
            if earlier is not None and _linked(earlier / path, target, size_bytes):
                continue
            try:
                with store.blobs.stored(path) as stored, target.open("xb") as copy:
                    shutil.copyfileobj(stored, copy)
            except EvidenceMissing as error:
                raise EvidenceError("Evidence was pruned while it was copied: back up again.") from error
            if name != SIGNATURES:
                done.new += 1
                done.new_bytes += size_bytes
    return done


def _linked(source: Path, target: Path, size_bytes: int) -> bool:
    """A blob never changes. Not every file system links, and none links without end."""
    try:
        if source.stat().st_size != size_bytes:
            return False
        os.link(source, target)
    except OSError:
        return False
    return True


def restore_evidence(store: EvidenceStore, folder: Path) -> int:
    """Puts every blob of the copy into the store; what is there stays. Returns their number. Raises EvidenceError."""
    number = 0
    for file in folder.rglob("*"):
        if file.is_file():
            if file.parent.name == SIGNATURES:
                store.blobs.sign(file.name)
                continue
            with file.open("rb") as stored:
                store.blobs.place(file.name, stored, file.stat().st_size)
            number += 1
    return number
