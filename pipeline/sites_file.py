"""Reads `sites.csv`: every row is a site or a named problem, and a wrong row never stops the others."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from model.site import Centre, Role, Site
from model.window import Window

REQUIRED = ("atvk", "name", "url", "centre", "region")
OPTIONAL = ("role", "valid_from", "valid_to", "email", "data_gov_lv", "every", "window")
ATVK = re.compile(r"\d{7}")
HOST = re.compile(r"[^\s/?#@:]+(\.[^\s/?#@:]+)*|\[[0-9a-fA-F:.]+\]")
WINDOW = re.compile(r"(([01][0-9]|2[0-3]):[0-5][0-9])-(([01][0-9]|2[0-3]):[0-5][0-9])")
DAYS_OF = {"": 1, "night": 1, "week": 7, "month": 30}
MAX_DAYS = 366
MAX_BYTES = 10_000_000

Choice = TypeVar("Choice", Centre, Role)


class SitesFileError(Exception):
    """The file as a whole cannot be used; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one line (counted from 1, the header included)."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class SitesFile:
    """`lines` are where the rows of `sites` begin, in their order."""

    sites: tuple[Site, ...]
    lines: tuple[int, ...]
    problems: tuple[Problem, ...]
    warnings: tuple[str, ...]


class RowError(Exception):
    """One sentence about one row, or one address."""


@dataclass(frozen=True, slots=True)
class Record:
    """The lines from `first` to `last` of a CSV, and their cells or why there are none."""

    first: int
    last: int
    cells: list[str]
    error: csv.Error | None = None


def read_sites(path: Path) -> SitesFile:
    """Sites in file order, problems in line order. Raises SitesFileError where nothing can be read."""
    return parse_sites(sites_bytes(path), path)


def sites_bytes(path: Path) -> bytes:
    """The file as it is. Raises SitesFileError."""
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SitesFileError(f"{path} cannot be read ({error.strerror}). Name another file with --sites.") from error
    if len(raw) > MAX_BYTES:
        raise SitesFileError(f"{path} is over {MAX_BYTES // 1_000_000} MB: that is no list of sites.")
    return raw


def parse_sites(raw: bytes, path: Path) -> SitesFile:
    """What `read_sites` gives, of bytes that stand in the file of this name."""
    # Undecodable bytes become U+FFFD, so that they spoil their own row only.
    text = raw.decode("utf-8-sig", "replace")
    rows = records(text, delimiter_of(text))
    header = header_of(next(rows, None))
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        raise SitesFileError(
            f"{path} lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}. "
            f"Its first line must be: {','.join(REQUIRED)}"
        )
    doubled = sorted({name for name in header if header.count(name) > 1})
    if doubled:
        raise SitesFileError(f"{path} names a column twice: {', '.join(doubled)}.")
    unknown = [name for name in header if name not in REQUIRED + OPTIONAL]
    warnings = tuple(f"{path}: unknown column “{name}” is ignored." for name in unknown)
    parsed, problems = _rows(rows, header)
    refused = _conflicts(parsed)
    kept = [(line, site) for line, site in parsed if line not in refused]
    return SitesFile(
        sites=tuple(site for _, site in kept),
        lines=tuple(line for line, _ in kept),
        problems=tuple(sorted([*problems, *(Problem(line, said) for line, said in refused.items())], key=_line)),
        warnings=warnings,
    )


def delimiter_of(text: str) -> str:
    """Comma, or the semicolon of a spreadsheet."""
    first_line = text.partition("\n")[0]
    return ";" if first_line.count(";") > first_line.count(",") else ","


def header_of(record: Record | None) -> list[str]:
    """The columns' names by a list's first record."""
    return [name.strip().lower() for name in record.cells] if record else []


def records(text: str, delimiter: str) -> Iterator[Record]:
    """Every record, the header first. Lines are counted as the csv module does: CR and LF end one too."""
    rows = csv.reader(io.StringIO(text.replace("\0", "\ufffd"), newline=""), delimiter=delimiter)
    last = 0
    while True:
        first = last + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            last = max(first, rows.line_num)
            yield Record(first, last, [], error)
            continue
        last = rows.line_num
        yield Record(first, last, cells)


def _line(problem: Problem) -> int:
    return problem.line


def _rows(rows: Iterable[Record], header: list[str]) -> tuple[list[tuple[int, Site]], list[Problem]]:
    parsed: list[tuple[int, Site]] = []
    problems: list[Problem] = []
    for row in rows:
        if row.error is not None:
            problems.append(Problem(row.first, f"cannot be read as CSV: {row.error}"))
            continue
        if not any(cell.strip() for cell in row.cells):
            continue
        try:
            parsed.append((row.first, _site(row.cells, header)))
        except RowError as error:
            problems.append(Problem(row.first, str(error)))
    return parsed, problems


def _site(row: list[str], header: list[str]) -> Site:
    if len(row) != len(header):
        raise RowError(f"has {len(row)} fields where the header has {len(header)}")
    cells = {name: cell.strip() for name, cell in zip(header, row, strict=True)}
    if any("\ufffd" in cell for cell in cells.values()):
        raise RowError("is not UTF-8 text: save the file as UTF-8")
    if not ATVK.fullmatch(cells["atvk"]):
        raise RowError(f"atvk “{cells['atvk']}” is not seven digits")
    if not cells["name"]:
        raise RowError("name is empty")
    begun, ended = _day(cells, "valid_from"), _day(cells, "valid_to")
    if begun and ended and ended < begun:
        raise RowError(f"valid_to {ended} is before valid_from {begun}")
    return Site(
        url=site_url(cells["url"]),
        name=cells["name"],
        atvk=cells["atvk"],
        centre=_choice(Centre, cells, "centre"),
        region=cells["region"] or None,
        role=_choice(Role, cells, "role") or Role.MAIN,
        valid_from=begun,
        valid_to=ended,
        email=cells.get("email") or None,
        data_gov_lv=cells.get("data_gov_lv") or None,
        every_days=_days(cells.get("every", "")),
        window=_window(cells.get("window", "")),
    )


def site_url(text: str) -> str:
    """The address of a site as written, made whole with a final slash where it has no path.

    Raises RowError with a sentence for a person where it is no http or https address.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise RowError(f"url “{text}” is not an address: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise RowError(f"url “{text}” must begin with https:// or http:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise RowError("url must not hold a user name or password")
    if not HOST.fullmatch(parts.hostname if ":" not in parts.hostname else f"[{parts.hostname}]") or port == 0:
        raise RowError(f"url “{text}” is not an address")
    if any(character.isspace() or ord(character) < 32 for character in text):
        raise RowError(f"url “{text}” holds a space")
    return text if parts.path else parts._replace(path="/").geturl()


def _choice(kind: type[Choice], cells: dict[str, str], column: str) -> Choice | None:
    written = cells.get(column, "")
    if not written:
        return None
    try:
        return kind(written.lower())
    except ValueError:
        raise RowError(f"{column} “{written}” is none of {', '.join(kind)}") from None


def _day(cells: dict[str, str], column: str) -> date | None:
    written = cells.get(column, "")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise RowError(f"{column} “{written}” is not a date as 2026-01-31") from None


def _days(written: str) -> int:
    named = DAYS_OF.get(written.lower())
    if named is not None:
        return named
    if re.fullmatch(r"[0-9]{1,3}", written) and 1 <= int(written) <= MAX_DAYS:
        return int(written)
    raise RowError(f"every “{written}” is none of night, week, month, or a number of days from 1 to {MAX_DAYS}")


def _window(written: str) -> Window | None:
    if not written:
        return None
    hours = WINDOW.fullmatch(written)
    if hours is None:
        raise RowError(f"window “{written}” is not two times of day as 22:00-05:30")
    try:
        return Window(time.fromisoformat(hours[1]), time.fromisoformat(hours[3]))
    except ValueError as error:
        raise RowError(f"window “{written}”: {error}") from error


def _conflicts(parsed: list[tuple[int, Site]]) -> dict[int, str]:
    """Lines that contradict another line, each with what is wrong and the other line's number."""
    refused: dict[int, str] = {}
    by_url: dict[str, list[tuple[int, Site]]] = defaultdict(list)
    by_municipality: dict[str, list[tuple[int, Site]]] = defaultdict(list)
    for line, site in parsed:
        by_url[_same_address(site.url)].append((line, site))
        if site.role is Role.MAIN and site.atvk:
            by_municipality[site.atvk].append((line, site))
    for rows in by_url.values():
        for line, site, others in _overlapping(rows):
            refused[line] = f"url {site.url} stands also on {_lines(others)}"
    for atvk, rows in by_municipality.items():
        for line, _, others in _overlapping(rows):
            refused.setdefault(line, f"atvk {atvk} has another main site at the same time on {_lines(others)}")
    return refused


def _same_address(url: str) -> str:
    """http and https, with and without www., are one site; another port is another one."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    return f"{host}{port}{parts.path.rstrip('/')}?{parts.query}"


def _overlapping(rows: list[tuple[int, Site]]) -> Iterable[tuple[int, Site, list[int]]]:
    for line, site in rows:
        others = [other for other, rival in rows if other != line and _at_one_time(site, rival)]
        if others:
            yield line, site, others


def _at_one_time(one: Site, other: Site) -> bool:
    begins = max(one.valid_from or date.min, other.valid_from or date.min)
    return begins <= min(one.valid_to or date.max, other.valid_to or date.max)


def _lines(numbers: list[int]) -> str:
    return ("line " if len(numbers) == 1 else "lines ") + ", ".join(map(str, numbers))
