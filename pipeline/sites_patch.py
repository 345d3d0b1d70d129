"""Changes of `sites.csv` as a unified diff that `patch -p1` and `git apply` take; all other bytes stay as they are."""

import difflib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.sites_file import Record, delimiter_of, header_of, records
from reports.shown import shown

BEGINS, ENDS = "valid_from", "valid_to"
BOM = "\ufeff"
NO_NEWLINE = b"\n\\ No newline at end of file\n"


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the row that begins on `line`.

    `url` is the address that it should have: in its place, or, where the row `ends`, in a new row after it. A row that
    ends without a `url` has no successor.
    """

    line: int
    url: str | None
    ends: bool


def edited(raw: bytes, edits: Iterable[Edit], today: date) -> bytes:
    """The file's bytes with these changes. A row that ends holds for the last time on the day before `today`.

    Columns that the list lacks for that are added to every row.
    """
    text = raw.decode("utf-8", "surrogateescape")
    mark = BOM if text.startswith(BOM) else ""
    return (mark + _Editor(text.removeprefix(BOM), edits, today).text()).encode("utf-8", "surrogateescape")


class _Editor:
    def __init__(self, text: str, edits: Iterable[Edit], today: date) -> None:
        self._lines = list(io.StringIO(text, newline=""))
        self._delimiter = delimiter_of(text)
        self._rows = list(records(text, self._delimiter))
        self._edits = {edit.line: edit for edit in edits}
        self._today = today
        self._header = header_of(self._rows[0])
        self._width = len(self._header)
        if any(edit.ends for edit in self._edits.values()):
            self._header += [name for name in (BEGINS, ENDS) if name not in self._header]

    def text(self) -> str:
        added = self._header[self._width :]
        out = [self._wider(self._rows[0], added)]
        for row in self._rows[1:]:
            written = self._wider(row, [""] * len(added))
            edit = self._edits.get(row.first)
            out.append(written if edit is None else self._changed(written, edit))
        return "".join(out)

    def _wider(self, row: Record, cells: Sequence[str]) -> str:
        """The record's text with further cells; a row that is blank or refused for its width stays as it is."""
        written = "".join(self._lines[row.first - 1 : row.last])
        if len(row.cells) != self._width or not any(cell.strip() for cell in row.cells):
            return written
        body, end = _apart(written)
        return body + "".join(self._delimiter + cell for cell in cells) + end

    def _changed(self, written: str, edit: Edit) -> str:
        if not edit.ends:
            return written if edit.url is None else self._at(written, edit.url)
        old = self._with(written, ENDS, (self._today - timedelta(days=1)).isoformat())
        if edit.url is None:
            return old
        new = self._with(self._at(written, edit.url), BEGINS, self._today.isoformat())
        # The last row of a file may lack its line end.
        body, end = _apart(old)
        return body + (end or _apart(self._lines[0])[1]) + new

    def _at(self, written: str, url: str) -> str:
        """The record's text at another address, without a slash at its end where the list writes none."""
        start, stop = cell_spans(written, self._delimiter)[self._header.index("url")]
        bare = url.removesuffix("/")
        plain = "/" not in written[start:stop].partition("//")[2] and "/" not in bare.partition("//")[2]
        return self._with(written, "url", bare if plain else url)

    def _with(self, written: str, column: str, value: str) -> str:
        """The record's text with one cell changed, quoted where it was or has to be."""
        start, stop = cell_spans(written, self._delimiter)[self._header.index(column)]
        if written[start:stop].startswith('"') or any(letter in value for letter in (self._delimiter, '"')):
            value = '"' + value.replace('"', '""') + '"'
        return written[:start] + value + written[stop:]


def _apart(written: str) -> tuple[str, str]:
    """A record's text and its line end."""
    body = written.rstrip("\r\n")
    return body, written[len(body) :]


def cell_spans(written: str, delimiter: str) -> list[tuple[int, int]]:
    """Where the cells of a record's text stand, quotes included, as the csv module takes them apart."""
    spans: list[tuple[int, int]] = []
    start, state = 0, "start"
    body, _ = _apart(written)
    for at, letter in enumerate(body):
        if state == "quoted":
            state = "closed" if letter == '"' else "quoted"
        elif letter == delimiter:
            spans.append((start, at))
            start, state = at + 1, "start"
        elif letter == '"' and state in ("start", "closed"):
            state = "quoted"
        else:
            state = "plain"
    return [*spans, (start, len(body))]


def patch_of(before: bytes, after: bytes, name: str, reasons: Iterable[str]) -> bytes:
    """The diff of a file, with the reasons above it, where both tools pass over them."""
    # Only LF ends a line of a diff.
    old, new = (io.BytesIO(content).readlines() for content in (before, after))
    # A name with a space in it ends at a tab.
    tab = "\t" if " " in name else ""
    lines = difflib.diff_bytes(
        difflib.unified_diff, old, new, f"a/{name}{tab}".encode(), f"b/{name}{tab}".encode(), lineterm=b"\n"
    )
    diff = b"".join(line if line.endswith(b"\n") else line + NO_NEWLINE for line in lines)
    return "".join(f"# {shown(reason)}\n" for reason in reasons).encode() + diff
