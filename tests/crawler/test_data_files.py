"""The site's own data files as servers send them: which are asked for, how much is read, and what came of it."""

import asyncio
import gzip
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from crawler.data_files import data_candidates, read_data_files
from crawler.limits import Limits
from crawler.progress import Progress
from model.evidence import DataFile
from tests.crawler.origin import ALLOW_ALL, OriginServer, Replies, Reply, serving
from tests.crawler.packed import ods, xlsx
from tests.crawler.tier import SHORT, reader_for

pytestmark = pytest.mark.anyio

TABLE = "Nosaukums;Gads\nĶekavas skola;2026\n"
# Enough rows to be over 256 KiB.
LONG = ("Nosaukums;Gads\n" + "Ķekavas skola;2026\n" * 20_000).encode()
SHEET = (("Nosaukums", "Gads"), ("Ķekava", 2026))


def csv(body: bytes | str = TABLE, **headers: str) -> Reply:
    return Reply(body, headers=headers, content_type="text/csv")


async def read(
    replies: Mapping[str, Replies], *paths: str, limits: Limits = SHORT
) -> tuple[dict[str, DataFile], OriginServer]:
    """The files by path, all replies asked for where no path is named."""
    async with serving({"/robots.txt": ALLOW_ALL, **replies}) as origin, reader_for(origin, limits) as (reader, budget):
        urls = [origin.url + path for path in paths or replies if path != "/robots.txt"]
        files = await read_data_files(urls, reader, budget, limits, lambda progress: None)
        return {file.url.removeprefix(origin.url): file for file in files}, origin


async def test_what_is_told_of_a_file() -> None:
    stamp = {"Last-Modified": "Tue, 03 Nov 2026 08:00:00 GMT"}
    files, origin = await read({"/dati/skolas.csv": csv(TABLE.encode("windows-1257"), **stamp)})
    assert files == {
        "/dati/skolas.csv": DataFile(
            f"{origin.url}/dati/skolas.csv", 200, "text/csv", len(TABLE), date(2026, 11, 3), "csv", True,
            "windows-1257", ("Nosaukums", "Gads"), 1,
        )
    }  # fmt: skip


async def test_formats_are_told_by_content_and_not_by_name() -> None:
    files, _ = await read(
        {
            "/a.xml": Reply('[{"nr":1}]', content_type="application/xml"),
            "/b.json": Reply(xlsx(*SHEET), content_type="application/zip"),
            "/c.xlsx": Reply(ods(*SHEET), content_type=None),
            "/d.csv": Reply("<!doctype html><title>Nav</title>"),
            "/e.csv": Reply(b"%PDF-1.4", content_type="application/pdf"),
            "/f.csv": csv(""),
        }
    )
    assert {path: (file.format, file.parses) for path, file in files.items()} == {
        "/a.xml": ("json", True), "/b.json": ("xlsx", True), "/c.xlsx": ("ods", True), "/d.csv": ("html", False),
        "/e.csv": ("pdf", False), "/f.csv": (None, False),
    }  # fmt: skip
    assert all(file.problem for path, file in files.items() if path >= "/d")


async def test_of_a_huge_file_only_a_part_is_read() -> None:
    sent = 0

    async def endless(writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 X\r\nContent-Type: text/csv\r\nContent-Length: 900000000\r\n\r\na;b\n")
        while sent < 50_000_000:
            writer.write(b"1;2\n" * 10_000)
            await writer.drain()
            sent += 40_000

    files, _ = await read({"/liela.csv": endless, "/gara.csv": csv(LONG)})
    huge, long = files["/liela.csv"], files["/gara.csv"]
    assert (huge.parses, huge.size_bytes, huge.header) == (True, 900_000_000, ("a", "b"))
    assert 60_000 < (huge.rows or 0) < 70_000
    assert sent < 50_000_000
    assert (long.parses, long.size_bytes) == (True, len(LONG))


async def test_the_size_of_a_packed_body_is_what_it_unpacks_to() -> None:
    packed = {"Content-Encoding": "gzip"}
    files, _ = await read(
        {"/maza.csv": csv(gzip.compress(TABLE.encode()), **packed), "/gara.csv": csv(gzip.compress(LONG), **packed)}
    )
    assert files["/maza.csv"].size_bytes == len(TABLE.encode())
    assert (files["/gara.csv"].size_bytes, files["/gara.csv"].parses) == (None, True)


async def test_a_spreadsheet_is_read_to_its_end_and_no_further_than_the_bound() -> None:
    body = xlsx(*SHEET, *((f"Skola {number}", number) for number in range(9_000)))
    limits = replace(SHORT, max_data_bytes=2_000, max_packed_bytes=len(body))
    reply = Reply(body, content_type="application/octet-stream")
    files, _ = await read({"/skolas.xlsx": reply}, limits=limits)
    assert (files["/skolas.xlsx"].parses, files["/skolas.xlsx"].rows) == (True, 9_001)
    files, _ = await read({"/skolas.xlsx": reply}, limits=replace(limits, max_packed_bytes=len(body) - 1))
    assert (files["/skolas.xlsx"].parses, files["/skolas.xlsx"].size_bytes) == (None, len(body))


async def test_a_wrong_content_length() -> None:
    short = b"HTTP/1.1 200 X\r\nContent-Type: text/csv\r\nContent-Length: 10\r\n\r\na;b\n1;2\n3;4\n"
    long = short.replace(b": 10", b": 5000")
    silly = short.replace(b": 10", b": -1")
    files, _ = await read({"/iss.csv": Reply(raw=short), "/gars.csv": Reply(raw=long), "/nav.csv": Reply(raw=silly)})
    assert (files["/iss.csv"].parses, files["/iss.csv"].size_bytes) == (True, 10)
    for path in ("/gars.csv", "/nav.csv"):
        assert (files[path].parses, files[path].status) == (None, None)
        assert files[path].problem


async def test_what_is_gone_what_fails_and_what_is_walled() -> None:
    wall = Reply("<title>Just a moment...</title><script src=/cdn-cgi/challenge-platform/x></script>")
    files, _ = await read(
        {
            "/zudis.csv": Reply(status=404), "/prom.csv": Reply(status=410), "/slegts.csv": Reply(status=403),
            "/beigts.csv": Reply(status=500), "/siena.csv": wall,
        }
    )  # fmt: skip
    assert {path: (file.status, file.parses) for path, file in files.items()} == {
        "/zudis.csv": (404, False), "/prom.csv": (410, False), "/slegts.csv": (403, None), "/beigts.csv": (500, None),
        "/siena.csv": (None, None),
    }  # fmt: skip
    assert files["/siena.csv"].problem == "Cloudflare asks for a proof"


async def test_robots_and_redirects_are_heeded() -> None:
    robots = Reply("User-agent: *\nDisallow: /slepens", content_type="text/plain")
    away = Reply(status=302, headers={"Location": "https://cits.example/dati.csv"})
    moved = Reply(status=301, headers={"Location": "/jauns.csv"})
    files, origin = await read(
        {
            "/robots.txt": robots, "/slepens.csv": csv(), "/prom.csv": away, "/vecs.csv": moved, "/jauns.csv": csv(),
        },
        "/slepens.csv", "/prom.csv", "/vecs.csv",
    )  # fmt: skip
    assert "/slepens.csv" not in origin.paths
    assert {path: file.parses for path, file in files.items()} == {
        "/slepens.csv": None, "/prom.csv": None, "/vecs.csv": True,
    }  # fmt: skip
    assert "robots.txt" in (files["/slepens.csv"].problem or "")
    assert "cits.example" in (files["/prom.csv"].problem or "")


async def test_the_number_of_files_is_bounded_and_their_order_kept() -> None:
    replies = {f"/{n}.csv": Reply(TABLE, content_type="text/csv", delay_s=(5 - n) / 100) for n in range(5)}
    told: list[Progress] = []
    limits = replace(SHORT, max_data_files=4)
    async with serving({"/robots.txt": ALLOW_ALL, **replies}) as origin, reader_for(origin, limits) as (reader, budget):
        files = await read_data_files([origin.url + path for path in replies], reader, budget, limits, told.append)
        assert [file.url.removeprefix(origin.url) for file in files] == ["/0.csv", "/1.csv", "/2.csv", "/3.csv"]
        assert origin.most_open <= limits.parallel_per_address + 1
    assert [(one.stage, one.done, one.total) for one in told] == [("files", n, 4) for n in (1, 2, 3, 4)]


async def test_a_spent_budget_leaves_files_out() -> None:
    async with serving({"/robots.txt": ALLOW_ALL, "/a.csv": csv()}) as origin:
        limits = replace(SHORT, site_budget_s=0.0)
        async with reader_for(origin, limits) as (reader, budget):
            assert await read_data_files([f"{origin.url}/a.csv"], reader, budget, limits, lambda progress: None) == ()


def test_candidates_are_data_and_come_in_one_order() -> None:
    site = "https://www.novads.example"
    data = [
        "/atvertie-dati/budzets.csv", "/dati/pieturas.geojson", "/lv/datu-kopas/celi.SHP.ZIP", "/faili/skolas.csv",
        "/faili/karte.gpkg", "/faili/x.xml", "/faili/iesniegums.xlsx?v=2",
    ]  # fmt: skip
    others = [
        "/sitemap.xml", "/lv/sitemap-1.xml", "/rss.xml", "/lv/rss/zinas.xml", "/feed.xml", "/opensearch.xml",
        "/manifest.json", "/wp-json/x.json", "/espd-request.xml", "/openapi.json", "/plans.pdf", "/bildes.zip",
        "/dati", "/lapa?fails=dati.csv", "/csv",
    ]  # fmt: skip
    links = [site + path for path in (*others, *data)]
    assert data_candidates(links) == tuple(site + path for path in data)
    assert data_candidates(links[::-1]) == data_candidates(links)
    assert data_candidates([f"{site}/kurss.csv"]) == (f"{site}/kurss.csv",)
