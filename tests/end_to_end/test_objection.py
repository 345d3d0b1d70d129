"""A municipality objects, its page was mended meanwhile, and the page's audit says so; the site's results stay."""

import json
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.end_to_end.command import Workshop

PAGE = (
    "<!doctype html><html lang=lv><meta name=viewport content=width=device-width><title>{0}</title>"
    "<main><h1>{0}</h1>{1}<p><a href=/>Sākums</a> <a href=/kontakti>Kontakti</a> <a href=/zinas>Ziņas</a></main>"
)
FAULT = "<img src=/attels.png>"
WORDS = "Attēlam ir apraksts <script>alert(1)</script>"
SOUND = '<img src=/attels.png alt="Domes ēka">'


class MendedSite:
    """A site of three pages; each is what `pages` says now, 503 where it is None."""

    def __init__(self) -> None:
        self.pages: dict[str, str | None] = {
            "/": PAGE.format("Novads", ""),
            "/kontakti": PAGE.format("Kontakti", FAULT),
            "/zinas": PAGE.format("Ziņas", ""),
        }
        self.asked: list[str] = []
        self.robots = ""

    @contextmanager
    def served(self) -> Iterator[str]:
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                page = site.robots if self.path == "/robots.txt" else site.pages.get(self.path, "")
                status = 503 if page is None else 200 if page or self.path in site.pages else 404
                body = ("Apkope" if page is None else page).encode()
                self.send_response(status)
                kind = "text/plain" if self.path == "/robots.txt" else "text/html"
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """The test's output is not the place."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            server.server_close()


@pytest.fixture
def site() -> MendedSite:
    return MendedSite()


@pytest.fixture
def url(site: MendedSite, workshop: Workshop) -> Iterator[str]:
    """The site's address, once it was audited; the list gives it an ATVK."""
    with site.served() as url:
        rows = f"atvk,name,url,centre,region\n0099000,Liepu novads,{url},regional,Kurzeme\n"
        (workshop.folder / "sites.csv").write_text(rows, encoding="utf-8")
        done = workshop.run("audit", "--allow-private-sites")
        assert done.returncode == 0, done.stdout + done.stderr
        yield url


def again(workshop: Workshop, url: str, *more: str) -> tuple[int, list[dict[str, Any]]]:
    done = workshop.run("audit", "0099000", "--page", url, "--allow-private-sites", "--json", "out.json", *more)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, json.loads((workshop.folder / "out.json").read_text("utf-8"))


def results(workshop: Workshop) -> dict[str, list[Any]]:
    """All that results and history are made of."""
    tables = ("run", "audit", "page_audit", "score", "rule_count", "issue", "feature", "sample_page", "chain_link")
    with sqlite3.connect(workshop.folder / "eindekss.sqlite") as database:
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def open_finding(folder: Path) -> str:
    with sqlite3.connect(folder / "eindekss.sqlite") as database:
        (row,) = database.execute("SELECT fingerprint FROM issue WHERE rule = 'image-alt'").fetchall()
    return str(row[0])


def test_a_mended_page_answers_its_objection_and_nothing_else(workshop: Workshop, site: MendedSite, url: str) -> None:
    fingerprint = open_finding(workshop.folder)
    proof = workshop.folder / "..proof <b>.txt"
    proof.write_text("Attēlam ir apraksts.", encoding="utf-8")
    made = workshop.run(
        "objection", "add", "0099000", "--text", WORDS, "--finding", fingerprint, "--file", proof, "--who", "A. Ozola"
    )
    assert made.returncode == 0, made.stderr
    assert "Objection 1 is recorded." in made.stdout
    command = f"eindekss audit 0099000 --page {url}kontakti --objection 1"
    assert command in made.stdout
    before = results(workshop)

    # The fault is there as long as the page has it.
    status, (still,) = again(workshop, f"{url}kontakti", "--objection", "1")
    assert (status, still["objections"]) == (0, [{"id": 1, "sight": "there"}])
    site.pages["/kontakti"] = PAGE.format("Kontakti", SOUND)
    site.asked.clear()
    told = workshop.run("audit", "0099000", "--page", f"{url}kontakti", "--allow-private-sites")
    assert told.returncode == 0, told.stderr
    line = next(line for line in told.stdout.splitlines() if "image-alt" in line)
    assert " ".join(line.split()).endswith("image-alt neatbilst (1) atbilst")
    assert "1. iebildums: vairs nav." in told.stdout
    assert set(site.asked) <= {"/robots.txt", "/", "/kontakti", "/zinas", "/attels.png", "/favicon.ico"}
    site.pages["/kontakti"] = None
    status, (unseen,) = again(workshop, f"{url}kontakti")
    assert (status, unseen["objections"], unseen["failure"]["kind"]) == (1, [{"id": 1, "sight": "unseen"}], "http_5xx")

    # No audit of the site came of it.
    assert results(workshop) == before
    shown = json.loads(workshop.run("objection", "show", "1", "--json", "-").stdout)
    assert [look["sight"] for look in shown["looks"]] == ["there", "gone", "unseen"]
    assert (shown["outcome"], shown["rule"], shown["pages"]) == (None, "image-alt", [f"{url}kontakti"])


def test_what_was_answered_stands_in_the_next_report(workshop: Workshop, site: MendedSite, url: str) -> None:
    fingerprint, before = open_finding(workshop.folder), results(workshop)
    made = workshop.run("objection", "add", "0099000", "--text", WORDS, "--finding", fingerprint)
    assert made.returncode == 0, made.stderr
    site.pages["/kontakti"] = PAGE.format("Kontakti", SOUND)
    assert again(workshop, f"{url}kontakti")[1][0]["objections"] == [{"id": 1, "sight": "gone"}]
    upheld = workshop.run("objection", "answer", "1", "--text", "Taisnība.", "--outcome", "upheld", "--who", "VARAM")
    assert f"eindekss review decide 0099000:{fingerprint} pass --who VARAM --why 'Objection 1'" in upheld.stdout
    assert results(workshop) == before
    # A settled objection is not looked at again, unless it is named.
    site.pages["/kontakti"] = PAGE.format("Kontakti", FAULT)
    assert again(workshop, f"{url}kontakti")[1][0]["objections"] == []
    verified = workshop.run("evidence", "verify")
    assert verified.returncode == 0, verified.stdout
    assert workshop.run("evidence", "pack", "0099000", "--out", "pack.zip", "--lang", "en").returncode == 0
    assert workshop.run("evidence", "verify", "pack.zip").returncode == 0
    with zipfile.ZipFile(workshop.folder / "pack.zip") as pack:
        report = pack.read("report-en.html").decode()
    assert "&lt;script&gt;alert(1)" in report
    assert "<script>" not in report
    for part in ("Taisnība.", "upheld", "no longer there", "Other pages that were audited again"):
        assert part in report


def test_robots_txt_is_heeded_by_a_page_too(workshop: Workshop, site: MendedSite, url: str) -> None:
    site.robots = "User-agent: *\nDisallow: /kontakti\n"
    site.asked.clear()
    status, (one,) = again(workshop, f"{url}kontakti")
    assert (status, one["failure"]["kind"]) == (1, "robots_disallowed")
    assert "/kontakti" not in site.asked
