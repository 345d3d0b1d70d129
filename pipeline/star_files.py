"""The star's tables as Parquet and CSV: the same rows are always the same bytes."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from db.star_view import Kind, View
from reports.spreadsheets import led

# Rows of a group in a Parquet file, at least, but for the last: fewer readers and less memory than one group a lot.
GROUP_ROWS = 50_000
TYPES = {
    Kind.COUNT: pa.int64(),
    Kind.NUMBER: pa.float64(),
    Kind.TEXT: pa.string(),
    Kind.YES_NO: pa.bool_(),
    Kind.DAY: pa.date32(),
    Kind.MOMENT: pa.timestamp("us", tz="UTC"),
}
Lot = Sequence[tuple[Any, ...]]


class Form(StrEnum):
    PARQUET = "parquet"
    CSV = "csv"


class Writer(Protocol):
    def __call__(self, file: Path, view: View, lots: Iterable[Lot]) -> int:
        """Writes the lots one after the other; returns the number of rows."""
        ...


def made_by(form: Form) -> str:
    """What the bytes depend on beside the rows: another version of the writer may write other bytes."""
    return f"pyarrow {pa.__version__}" if form is Form.PARQUET else "eindekss csv 1"


def write_parquet(file: Path, view: View, lots: Iterable[Lot]) -> int:
    """As `Writer` says, in row groups of GROUP_ROWS and what is left."""
    schema = pa.schema([(one.name, TYPES[one.kind]) for one in view.columns])
    rows = 0
    # Every program that reads Parquet reads Snappy and version 2.6.
    with pq.ParquetWriter(file, schema, compression="snappy", version="2.6", store_schema=False) as writer:
        for group in _groups(lots):
            columns = zip(*group, strict=True)
            arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema), row_group_size=len(group))
            rows += len(group)
    return rows


def _groups(lots: Iterable[Lot]) -> Iterator[Lot]:
    kept: list[tuple[Any, ...]] = []
    for lot in lots:
        kept += lot
        if len(kept) >= GROUP_ROWS:
            yield kept
            kept = []
    if kept:
        yield kept


def write_csv(file: Path, view: View, lots: Iterable[Lot]) -> int:
    """As `Writer` says, in UTF-8 without a mark of it."""
    with file.open("w", encoding="utf-8", newline="") as out:
        return _write_lines(out, view, lots)


def _write_lines(out: TextIO, view: View, lots: Iterable[Lot]) -> int:
    """RFC 4180 with headings; what is not known is empty."""
    writer = csv.writer(out)
    writer.writerow(one.name for one in view.columns)
    rows = 0
    for lot in lots:
        writer.writerows([_plain(value) for value in row] for row in lot)
        rows += len(lot)
    return rows


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    return led(value) if isinstance(value, str) else value


WRITERS: dict[Form, Writer] = {Form.PARQUET: write_parquet, Form.CSV: write_csv}


def digest_of(file: Path) -> str:
    """Its SHA-256 in hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
