"""`eindekss features`: what a page shows and why, out of a file or off the web, and no address without leave."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner, Result

from checks.watch import FEATURES
from cli.main import app
from pipeline.errors import SetupError

PAGE = """<!doctype html><html lang="lv"><head><meta charset="utf-8"><title>Sazināties</title></head><body>
<nav><a href="https://latvija.lv/lv/PPK/dzivesvieta/apakssituacija/p123/ProcesaApraksts">Deklarēt dzīvesvietu</a></nav>
<main><h1>Uzdot jautājumu</h1><p>Te var rakstīt pašvaldībai; te netiek rādīta tiešraides kamera.</p>
<form method="post"><label>E-pasts <input type="email" name="e"></label><textarea name="t"></textarea></form>
<a href="https://www.youtube.com/@novads/live">Kamera laukumā</a></main></body></html>"""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["features", *map(str, arguments)], env={"COLUMNS": "200", "NO_COLOR": "1"})


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "lapa.html"
    path.write_text(PAGE, encoding="utf-8")
    return path


@pytest.fixture
def site() -> Iterator[str]:
    class Pages(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = {"/": (200, PAGE), "/robots.txt": (200, "User-agent: *\nDisallow: /slegts\n")}
            status, text = known.get(self.path, (404, "<h1>Nav</h1>"))
            self.send_response(status)
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "text/html")
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:
            """The test's output is not the place."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Pages)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def told(result: Result) -> dict[str, dict[str, object]]:
    assert result.exit_code == 0, result.output
    return {one["id"]: one for one in json.loads(result.stdout)}


def test_every_feature_is_listed() -> None:
    assert [one["id"] for one in json.loads(run("list", "--json", "-").stdout)] == list(FEATURES)
    assert "accessibility_statement" in run("list").stdout


def test_a_file_tells_what_matched_and_what_was_held_back(file: Path) -> None:
    trials = told(run("test", file, "--url", "https://avoti.lv/sazinai", "--name", "Avotu novads", "--json", "-"))
    assert list(trials) == list(FEATURES)
    asked = trials["ask_question"]
    assert (asked["found"], asked["confidence"]) == (True, "certain")
    assert "structures.message_form" in [one["by"] for one in asked["matched"]]  # type: ignore[attr-defined]
    assert trials["latvija_lv_link"]["confidence"] == "likely"
    held = trials["council_stream"]["held_back"]
    assert held[0]["by"].startswith("targets[")  # type: ignore[index]
    assert held[0]["why"] == "context"  # type: ignore[index]
    table = run("test", file, "--url", "https://avoti.lv/sazinai", "--name", "Avotu novads").stdout
    assert "structures.message_form  working" in table
    assert "no word of its context stands near" in table


def test_an_address_is_read_politely_and_only_with_leave(site: str, file: Path) -> None:
    trials = told(run("test", f"{site}/", "--allow-private-sites", "--json", "-"))
    assert trials["ask_question"]["found"] is True
    for path, options, kind in (
        ("/slegts", ["--allow-private-sites"], "robots_disallowed"),
        ("/nav", ["--allow-private-sites"], "http_4xx"),
        ("/", [], "private_address"),
    ):
        refused = run("test", site + path, *options)
        assert refused.exit_code == 1
        assert kind in refused.stderr


def test_what_cannot_be_done_is_said(file: Path) -> None:
    assert isinstance(run("test", "nav.html").exception, SetupError)
    assert isinstance(run("test", "https://a.lv/", "--url", "https://b.lv/").exception, SetupError)


def test_a_file_of_signatures_is_checked(file: Path) -> None:
    extra = file.with_name("participation.toml")
    extra.write_text("[forum]\nexamples = [{ html = '<p>Nekas nav šajā lapā teikts.</p>', found = false }]\n", "utf-8")
    assert run("check", extra).exit_code == 0
    extra.write_text("[forum]\nexamples = [{ html = '<p>Nekas nav šajā lapā teikts.</p>', found = true }]\n", "utf-8")
    failed = run("check", extra)
    assert failed.exit_code == 1
    assert "found is False, not True" in failed.stdout
