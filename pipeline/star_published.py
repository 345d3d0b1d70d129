"""The star's files that the dashboard publishes: those that the manifest of an export vouches for, and no others."""

import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from db.star import FACTS, VIEWS
from db.star_view import PREFIX, STAR_VERSION, Kind
from model.dataset import NOW, DataFile, Format, Release
from pipeline.star_files import digest_of
from pipeline.star_manifest import MANIFEST, Entry, read_manifest
from reports.datasets import STAR
from reports.language import riga_day

MONTH = re.compile(r"/year=(\d{4})/month=(\d{1,2})/")
OPEN = "/year=__HIVE_DEFAULT_PARTITION__/"
# By the names that the columns of the other datasets have.
DATATYPES = {
    Kind.COUNT: "integer",
    Kind.NUMBER: "double",
    Kind.TEXT: "string",
    Kind.YES_NO: "boolean",
    Kind.DAY: "date",
    Kind.MOMENT: "dateTime",
}
# Changes with every writing of a file: when, and of which size.
Mark = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StarRelease:
    """A whole export. `tables` has the files of each, the newest month first; `digests` are those of all files by their
    paths, with the manifest's own.
    """

    release: Release
    tables: Mapping[str, Sequence[DataFile]]
    digests: Mapping[str, str]


class PublishedStar:
    """For many threads. `folder` is that of an export, empty where none is published."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder) if folder else None
        self._lock = threading.Lock()
        self._held: tuple[Mark, StarRelease] | None = None
        self._digests: dict[str, tuple[Mark, str]] = {}

    @property
    def is_wanted(self) -> bool:
        return self._folder is not None

    def release(self) -> StarRelease | None:
        """The newest one that is whole; None where there is none."""
        if self._folder is None:
            return None
        try:
            mark = _mark(self._folder / MANIFEST)
        except OSError:
            return None
        with self._lock:
            if self._held is None or self._held[0] != mark:
                found = _read(self._folder, mark)
                self._held = (mark, found) if found is not None else None
                self._digests.clear()
            return self._held[1] if self._held is not None else None

    def file(self, path: str) -> Path | None:
        """Where a file of the release lies; None while it is another than its manifest says: an export is at work."""
        release = self.release()
        if self._folder is None or release is None:
            return None
        file = self._folder / path
        try:
            mark = _mark(file)
            with self._lock:
                held = self._digests.get(path)
            digest = held[1] if held is not None and held[0] == mark else digest_of(file)
        except OSError:
            return None
        with self._lock:
            self._digests[path] = mark, digest
        return file if digest == release.digests.get(path) else None


def _mark(file: Path) -> Mark:
    told = file.stat()
    return told.st_mtime_ns, told.st_size


def _read(folder: Path, mark: Mark) -> StarRelease | None:
    manifest = read_manifest(folder)
    if manifest is None or manifest.star_version != STAR_VERSION:
        return None
    moment = datetime.fromtimestamp(mark[0] / 1e9, UTC)
    tables: dict[str, list[DataFile]] = {view.name: [] for view in VIEWS}
    for entry in manifest.files:
        if entry.table in tables:
            name, form = f"{STAR}/{entry.path}", Format(manifest.format)
            tables[entry.table].append(
                DataFile(name=name, format=form, size_bytes=entry.size_bytes, sha256=entry.sha256, part=_part(entry))
            )
    for files in tables.values():
        files.sort(key=lambda one: one.part, reverse=True)
    return StarRelease(
        release=Release(stamp=f"{mark[0]} {mark[1]}", on=riga_day(moment), modified=moment),
        tables={name: files for name, files in tables.items() if files},
        digests={entry.path: entry.sha256 for entry in manifest.files} | {MANIFEST: digest_of(folder / MANIFEST)},
    )


def _part(entry: Entry) -> str:
    if OPEN in entry.path:
        return NOW
    found = MONTH.search(entry.path)
    return f"{date(int(found[1]), int(found[2]), 1):%Y-%m}" if found else ""


def dictionary() -> Mapping[str, object]:
    """What docs/star.md says of tables and columns, for programs."""
    facts = {fact.name for fact in FACTS}
    return {
        "star_version": STAR_VERSION,
        "tables": [
            {
                "name": view.name,
                "view": f"{PREFIX}{view.name}",
                "fact": view.name in facts,
                "row": view.grain,
                "key": list(view.key),
                "columns": [
                    {
                        "name": one.name,
                        "type": DATATYPES[one.kind],
                        "unit": one.unit or None,
                        "meaning": one.meaning,
                        "leads_to": one.to or None,
                        "source": one.source,
                    }
                    for one in view.columns
                ],
            }
            for view in VIEWS
        ],
    }
