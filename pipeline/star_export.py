"""Writes the star schema as files: whole or what changed since a day, the same bytes either way, and safe to kill.

A file is written beside its name and then takes it; the manifest, which names every file with its digest, comes last.
What the manifest does not vouch for is written anew, so a folder that was left half-way is mended by the next export.
"""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import Connection

from db.engine import DatabaseError
from db.star import DIMENSIONS, FACTS, VIEWS
from db.star_known import Share, all_rows, one_moment, rows_of, shares
from db.star_view import Fact, View
from pipeline.errors import SetupError
from pipeline.star_files import WRITERS, Form, Lot, digest_of
from pipeline.star_manifest import MANIFEST, Entry, Manifest, read_manifest, write_manifest
from pipeline.star_meaning import keep_meaning
from pipeline.workplace import Workplace

PART = ".part"
# Where Hive and all that read its folders put what has no value.
NO_VALUE = "__HIVE_DEFAULT_PARTITION__"


@dataclass(slots=True)
class Exported:
    """Rows by table; files that were written because they are new or other, that were the same, and that went."""

    rows: dict[str, int] = field(default_factory=dict)
    written: int = 0
    same: int = 0
    removed: int = 0


def export_star(
    workplace: Workplace,
    folder: Path,
    form: Form = Form.PARQUET,
    since: date | None = None,
    on_table: Callable[[str], None] = lambda _: None,
) -> Exported:
    """Every table into its folder, facts by year and month. `since`: months that were over before that day are looked
    at only for whether anything of them changed, as long as an export that is there vouches for them.

    `on_table` hears which table comes. Raises SetupError where the folder or the database cannot be used.
    """
    try:
        keep_meaning(workplace.database)
        with _held(folder), one_moment(workplace.database) as connection:
            return _Export(connection, folder, form, since).run(on_table)
    except DatabaseError as error:
        raise SetupError(str(error)) from error
    except OSError as error:
        raise SetupError(f"{folder} cannot be written ({error.strerror}): name another folder with --out.") from error


class _Export:
    def __init__(self, connection: Connection, folder: Path, form: Form, since: date | None) -> None:
        self._connection, self._folder, self._form, self._since = connection, folder, form, since
        before = read_manifest(folder)
        if before is not None and before.format != form:
            raise SetupError(f"{folder} holds an export as {before.format}: name another folder with --out.")
        if before is None and (others := _others(folder)):
            raise SetupError(f"{folder} holds what no export wrote ({others[0]}): name an empty folder with --out.")
        self._known = before.vouched(form) if before is not None else {}
        self._entries: list[Entry] = []
        self._done = Exported()

    def run(self, on_table: Callable[[str], None]) -> Exported:
        for dimension in DIMENSIONS:
            on_table(dimension.name)
            self._write(dimension, f"{dimension.name}/{dimension.name}.{self._form}", "", self._whole(dimension))
        for fact in FACTS:
            on_table(fact.name)
            for share in shares(self._connection, fact):
                self._share(fact, share)
        write_manifest(self._folder, Manifest.of(self._form, self._entries), PART)
        self._sweep()
        return self._done

    def _whole(self, view: View) -> Iterator[Lot]:
        yield all_rows(self._connection, view)

    def _share(self, fact: Fact, share: Share) -> None:
        year, month = (NO_VALUE, NO_VALUE) if share.year is None else (str(share.year), str(share.month))
        path = f"{fact.name}/year={year}/month={month}/{fact.name}.{self._form}"
        # A file of before a column came is another.
        columns = " ".join(one.name for one in fact.columns)
        told = (f"{handle} {told}" for handle, told in zip(share.handles, share.told, strict=True))
        of = _digest((columns, *told))
        known = self._known.get(path)
        if known is not None and known.of == of and self._is_over(fact, share) and self._is_whole(known):
            self._keep(fact, known)
        else:
            self._write(fact, path, of, rows_of(self._connection, fact, share.handles))

    def _is_over(self, fact: Fact, share: Share) -> bool:
        """Whether nothing of the month can have changed that its handles do not tell."""
        if self._since is None or not fact.settles or share.year is None or share.month is None:
            return False
        return (share.year, share.month) < (self._since.year, self._since.month)

    def _is_whole(self, entry: Entry) -> bool:
        file = self._folder / entry.path
        return file.is_file() and file.stat().st_size == entry.size_bytes and digest_of(file) == entry.sha256

    def _keep(self, view: View, entry: Entry) -> None:
        self._entries.append(entry)
        self._done.rows[view.name] = self._done.rows.get(view.name, 0) + entry.rows
        self._done.same += 1

    def _write(self, view: View, path: str, of: str, lots: Iterable[Lot]) -> None:
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_name(file.name + PART)
        rows = WRITERS[self._form](part, view, lots)
        entry = Entry(path, view.name, rows, part.stat().st_size, digest_of(part), of)
        if self._is_whole(entry):
            part.unlink()
            self._keep(view, entry)
            return
        part.replace(file)
        self._keep(view, entry)
        self._done.same -= 1
        self._done.written += 1

    def _sweep(self) -> None:
        """Takes away what an earlier export left in the tables' folders and this one does not name."""
        named = {self._folder / entry.path for entry in self._entries}
        for view in VIEWS:
            for place, _, files in os.walk(self._folder / view.name, topdown=False):
                for name in files:
                    file = Path(place) / name
                    if file not in named and name in (f"{view.name}.{self._form}", f"{view.name}.{self._form}{PART}"):
                        file.unlink()
                        self._done.removed += not name.endswith(PART)
                if not any(Path(place).iterdir()):
                    Path(place).rmdir()


def _digest(lines: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _others(folder: Path) -> list[str]:
    ours = {view.name for view in VIEWS} | {MANIFEST, MANIFEST + PART}
    return sorted(one.name for one in folder.iterdir() if one.name not in ours)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """The folder, made where it is not there and locked against other exports."""
    folder.mkdir(parents=True, exist_ok=True)
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SetupError(f"Another export is being written into {folder}: wait for it.") from error
        yield
    finally:
        os.close(number)
