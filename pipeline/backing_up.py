"""Backs an installation up into a folder, and puts a backup back.

Each backup is whole by itself, and shares with the last one what is the same.
"""

import fcntl
import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from db.backup import (
    EVIDENCE_FOLDER,
    Copied,
    back_up_database,
    back_up_evidence,
    restore_database,
    restore_evidence,
)
from db.engine import DatabaseError, open_database
from db.evidence import EvidenceError, EvidenceStore
from pipeline.audit import new_run_id
from pipeline.errors import SetupError
from pipeline.versions import tool_version
from pipeline.workplace import settings_in_force

WHOLE, PARTIAL = re.compile(r"\d{8}T\d{9}Z"), re.compile(r"\d{8}T\d{9}Z\.part")
ACCOUNT = "backup.json"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """`folder` is the new backup, `removed` are those that were over the number kept."""

    folder: Path
    database_bytes: int
    evidence: Copied | None
    removed: Sequence[Path]


def back_up(target: Path, *, keep: int, evidence: bool = True) -> BackedUp:
    """Copies database and evidence while audits go on, also those of an older version's schema.

    Only the `keep` newest backups stay. Raises SetupError: no backup is there then, and the earlier ones are.
    """
    settings = settings_in_force()
    try:
        with _held(target):
            for left in _named(target, PARTIAL):
                shutil.rmtree(left)
            earlier = _named(target, WHOLE)
            name = new_run_id()
            part = target / f"{name}.part"
            part.mkdir(mode=0o700)
            try:
                database_bytes = _copied_database(settings.database_url, part)
                copied = None
                if evidence:
                    former = earlier[-1] / EVIDENCE_FOLDER if earlier else None
                    copied = back_up_evidence(EvidenceStore(settings.evidence_url), part / EVIDENCE_FOLDER, former)
                account = {"made_by": tool_version(), "evidence": asdict(copied) if copied else None}
                (part / ACCOUNT).write_text(json.dumps(account) + "\n", "utf-8")
                # A name that promises a whole backup is given once all of it is on the disk.
                os.sync()
                part.rename(target / name)
            finally:
                # It has the whole one's name now, or is none.
                shutil.rmtree(part, ignore_errors=True)
            removed = [*earlier, target / name][:-keep]
            for old in removed:
                shutil.rmtree(old)
            return BackedUp(target / name, database_bytes, copied, removed)
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error
    except OSError as error:
        raise SetupError(f"{target} cannot be written to ({error.strerror}): make room, or name another.") from error


def restore(backup: Path) -> int:
    """Puts a backup where the settings say and no database is yet. Returns the number of blobs. Raises SetupError."""
    if not (backup / ACCOUNT).is_file():
        raise SetupError(f"{backup} is no whole backup: name one of the folders that `eindekss backup` has made.")
    settings = settings_in_force()
    try:
        database = open_database(settings.database_url)
        try:
            restore_database(database, backup)
        finally:
            database.dispose()
        return restore_evidence(EvidenceStore(settings.evidence_url), backup / EVIDENCE_FOLDER)
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error
    except OSError as error:
        raise SetupError(f"{backup} cannot be put back ({error.strerror}): make room, and begin anew.") from error


def _copied_database(url: str, folder: Path) -> int:
    database = open_database(url)
    try:
        return back_up_database(database, folder).stat().st_size
    finally:
        database.dispose()


def _named(target: Path, name: re.Pattern[str]) -> list[Path]:
    """The folders of that name, the oldest first."""
    return sorted(one for one in target.iterdir() if name.fullmatch(one.name) and one.is_dir())


@contextmanager
def _held(target: Path) -> Iterator[None]:
    """The folder, made where it is not there and locked against other backups."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    number = os.open(target, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(f"Another backup is being made in {target}: wait for it.") from error
        yield
    finally:
        os.close(number)
