"""The manifest of an export: which files belong to it, with their rows and digests."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.dataclasses import dataclass

from db.star_view import STAR_VERSION
from pipeline.star_files import Form, made_by

MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Entry:
    """A file. `of` is the digest of what the database says that it holds: the same as long as nothing changed."""

    path: str
    table: str
    rows: int
    size_bytes: int
    sha256: str
    of: str


class Manifest(BaseModel):
    """No time stands in it, so that the same data give the same bytes."""

    model_config = ConfigDict(frozen=True)

    star_version: int
    format: Form
    made_by: str
    rows: dict[str, int]
    files: tuple[Entry, ...]

    @classmethod
    def of(cls, form: Form, entries: Sequence[Entry]) -> Self:
        rows: dict[str, int] = {}
        for entry in entries:
            rows[entry.table] = rows.get(entry.table, 0) + entry.rows
        files = tuple(sorted(entries, key=lambda entry: entry.path))
        return cls(star_version=STAR_VERSION, format=form, made_by=made_by(form), rows=rows, files=files)

    def vouched(self, form: Form) -> Mapping[str, Entry]:
        """The files by their paths; none where this version would write other columns or bytes."""
        same = (self.star_version, self.made_by) == (STAR_VERSION, made_by(form))
        return {entry.path: entry for entry in self.files} if same else {}


def read_manifest(folder: Path) -> Manifest | None:
    """None where there is none, or none that can be read."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write_manifest(folder: Path, manifest: Manifest, part_suffix: str) -> None:
    """Whole or not at all, and on the disk when this returns."""
    part = folder / (MANIFEST + part_suffix)
    with part.open("w", encoding="utf-8") as file:
        file.write(manifest.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / MANIFEST)
