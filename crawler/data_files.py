"""Reads the site's own data files in part: whether they answer, what they are, and whether a program could use them."""

import asyncio
import re
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from crawler.budget import SiteBudget
from crawler.formats.content import Content
from crawler.formats.sniffing import read_content
from crawler.http import Answer, alive_by_status
from crawler.limits import Limits
from crawler.own_files import ask_for_file
from crawler.progress import OnProgress, Progress
from crawler.reading import PageReader
from model.evidence import DataFile, Response

# From what is data most surely to what is mostly a form.
SUFFIXES = ("csv", "geojson", "json", "gpkg", "gml", "kml", "rdf", "ttl", "parquet", "shp.zip", "ods", "xml", "xlsx")
DATA_FILE = re.compile(rf"\.({'|'.join(map(re.escape, SUFFIXES))})$", re.IGNORECASE)
MACHINERY = re.compile(
    r"sitemap|(?<![a-z])rss|feed|opensearch|manifest|wp-json|oembed|openapi|swagger|espd|browserconfig|crossdomain",
    re.IGNORECASE,
)
SPEAKS_OF_DATA = re.compile(r"(?<![a-z])(?:dati|datu|data|datasets?|open-?data|atvert\w+)(?![a-z])", re.IGNORECASE)
# What a reader must have the end of, for there the list of their parts stands.
PACKED_NAME = re.compile(r"\.(?:xlsx|ods|zip)$", re.IGNORECASE)
PACKED_TYPE = re.compile(r"zip|openxmlformats|opendocument|ms-excel", re.IGNORECASE)


def data_candidates(links: Iterable[str]) -> tuple[str, ...]:
    """Of normalised addresses those that name data files: first of folders of data, then of formats, then by address.

    The order does not depend on that of the links, so that the same files are read every night.
    """
    named = {}
    for link in links:
        path = urlsplit(link).path
        suffix = DATA_FILE.search(path)
        if suffix and not MACHINERY.search(path):
            named[link] = (not SPEAKS_OF_DATA.search(path), SUFFIXES.index(suffix.group(1).lower()), link)
    return tuple(sorted(named, key=lambda link: named[link]))


async def read_data_files(
    urls: Sequence[str], reader: PageReader, budget: SiteBudget, limits: Limits, on_progress: OnProgress
) -> tuple[DataFile, ...]:
    """The first `max_data_files` of the addresses, in their order; those that the budget did not reach are left out."""
    chosen = urls[: limits.max_data_files]
    waiting = deque(chosen)
    found: dict[str, DataFile] = {}

    async def ask() -> None:
        while waiting and budget.remaining() > 0:
            url = waiting.popleft()
            found[url] = await _read(url, reader, budget, limits)
            on_progress(Progress("files", len(found), len(chosen), url))

    async with asyncio.TaskGroup() as tasks:
        for _ in range(limits.parallel_per_address):
            tasks.create_task(ask())
    return tuple(found[url] for url in chosen if url in found)


async def _read(url: str, reader: PageReader, budget: SiteBudget, limits: Limits) -> DataFile:
    def wanted(response: Response) -> int:
        packed = PACKED_NAME.search(urlsplit(url).path) or PACKED_TYPE.search(response.content_type)
        return limits.max_packed_bytes if packed else limits.max_data_bytes

    answer = await ask_for_file(url, wanted, reader, budget, limits)
    if isinstance(answer, str):
        return DataFile(url, None, problem=answer)
    response = answer.response
    status = response.status
    if not 200 <= status < 300:
        # Gone is gone; everything else may be another tomorrow.
        parses = alive_by_status(status)
        return DataFile(
            url, status, response.content_type or None, parses=parses, problem=f"the server answers {status}"
        )
    content = await asyncio.to_thread(
        read_content, answer.body, cut=answer.cut, content_type=response.headers.get("content-type", "")
    )
    return _data_file(url, answer, content)


def _data_file(url: str, answer: Answer, content: Content) -> DataFile:
    return DataFile(
        url=url,
        status=answer.response.status,
        content_type=answer.response.content_type or None,
        size_bytes=_size_bytes(answer),
        last_modified=_last_modified(answer.response),
        format=content.format,
        parses=content.parses,
        encoding=content.encoding,
        header=content.header,
        rows=content.rows,
        problem=content.problem,
    )


def _size_bytes(answer: Answer) -> int | None:
    """Of the whole file, unpacked; None where it was cut and the server does not say it."""
    if not answer.cut:
        return len(answer.body)
    headers = answer.response.headers
    told = headers.get("content-length", "")
    if headers.get("content-encoding", "identity") != "identity" or not (told.isascii() and told.isdecimal()):
        return None
    return int(told[:18])


def _last_modified(response: Response) -> date | None:
    try:
        return parsedate_to_datetime(response.headers.get("last-modified", "")).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
