"""`eindekss report`: every shape of a site or of all, as files side by side, as a folder, or to standard output."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread

import pytest
from jsonschema import Draft202012Validator
from lxml import html
from openpyxl import load_workbook
from playwright.sync_api import sync_playwright
from typer.testing import CliRunner, Result

from cli.main import app
from crawler.executables import find_browser
from db.documents import dump_audit
from db.engine import ensure_ready, open_database
from db.evidence import EvidenceStore
from db.runs import start_run
from db.saving import save_audit
from model.audit import Audit
from pipeline.errors import SetupError
from pipeline.reporting import Shape
from tests.reports.example_audit import AUDIT, HOME, failed, picture

Run = Callable[..., Result]
STEM = "0044000-www.paraugnovads.lv"


def pictured(store: EvidenceStore) -> Audit:
    """The audit with its pictures in the store."""
    shots = {
        name: store.put(picture(width, 400, 200), "screenshot") for name, width in (("desktop", 640), ("phone", 412))
    }
    proof = store.put(picture(720, 300, 230), "screenshot")
    feature = AUDIT.features[0]
    shown = replace(feature, evidence=tuple(replace(one, picture=proof) for one in feature.evidence))
    return replace(
        AUDIT,
        pages=(replace(AUDIT.pages[0], evidence=shots), *AUDIT.pages[1:]),
        features=(shown, *AUDIT.features[1:]),
    )


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database and evidence with an audit that saw its site and one that did not."""
    folder = tmp_path_factory.mktemp("report")
    engine = open_database(f"sqlite:///{folder}/e.sqlite")
    ensure_ready(engine)
    store = EvidenceStore(str(folder / "evidence"))
    audits = (pictured(store), failed())
    start_run(
        engine, AUDIT.run, started_at=AUDIT.started_at, sites=[one.site for one in audits], settings={}, versions={}
    )
    for one in audits:
        save_audit(engine, one, store.put(dump_audit(one), "audit"))
    engine.dispose()
    return folder


@pytest.fixture
def run(saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", f"sqlite:///{saved}/e.sqlite")
    monkeypatch.setenv("EINDEKSS_EVIDENCE_URL", str(saved / "evidence"))

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(app, ["report", "--lang", "en", *map(str, arguments)], env={"NO_COLOR": "1"})

    return run


def done(result: Result) -> list[str]:
    assert result.exit_code == 0, result.output
    return result.stdout.split()


def names(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def test_one_shape_of_a_site_is_one_file(run: Run, tmp_path: Path) -> None:
    assert done(run("0044000")) == ["0044000-en.html"]
    assert done(run("0044000", "--format", "earl")) == ["0044000-en.earl.json"]
    done(run("0044000", "--format", "xlsx", "--out", "r.xlsx"))
    assert load_workbook(tmp_path / "r.xlsx").sheetnames[0] == "Summary"
    assert load_workbook(io.BytesIO(run("0044000", "--format", "xlsx", "--out", "-").stdout_bytes)).sheetnames
    assert names(tmp_path) == {"0044000-en.html", "0044000-en.earl.json", "r.xlsx"}


def test_json_is_the_audit_in_the_form_of_the_schema(run: Run) -> None:
    document = json.loads(run("0044000", "--format", "json", "--out", "-").stdout)
    schema = json.loads(files("reports").joinpath("audit.schema.json").read_text("utf-8"))
    validator = Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert [error.message for error in validator.iter_errors(document)] == []
    (audit,) = document["audits"]
    assert (audit["site"]["atvk"], audit["run"], document["methodology"]) == ("0044000", AUDIT.run, "2019")


def test_earl_is_made_in_the_language(run: Run) -> None:
    assert json.loads(run("0044000", "--format", "earl", "--out", "-").stdout)["@context"]["title"]["@language"] == "en"


def test_several_shapes_of_a_site_lie_side_by_side(run: Run, tmp_path: Path) -> None:
    told = done(run("0044000", "--format", "json", "--format", "html", "--format", "json", "--out", "both"))
    assert told == [f"both/{STEM}.json", f"both/{STEM}.html"]
    assert len(done(run("0044000", "--format", "all"))) == len(Shape)
    assert names(tmp_path / "0044000-en") == {f"{STEM}.{shape.ending}" for shape in Shape}


def test_every_shape_of_all_sites_is_led_to_from_the_index(run: Run, tmp_path: Path) -> None:
    assert done(run("--format", "all", "--out", "out")) == ["out/index.html"]
    stems = (STEM, "0055000-www.slegtais.lv")
    made = {f"{stem}.{shape.ending}" for stem in stems for shape in Shape}
    assert names(tmp_path / "out") == {"index.html", *made}
    page = html.document_fromstring((tmp_path / "out/index.html").read_bytes())
    assert {link for link in page.xpath("//td//a/@href | //th//a/@href") if not link.startswith("http")} == made


def test_without_a_format_it_is_pages_and_an_index(run: Run, tmp_path: Path) -> None:
    done(run())
    assert names(tmp_path / "reports-out") == {"index.html", f"{STEM}.html", "0055000-www.slegtais.lv.html"}


def test_a_workbook_alone_is_led_to_as_well(run: Run, tmp_path: Path) -> None:
    done(run("--format", "xlsx"))
    page = html.document_fromstring((tmp_path / "reports-out/index.html").read_bytes())
    (link,) = page.xpath("//tr[contains(., 'Parauga')]//a[not(starts-with(@href, 'http'))]")
    assert (link.get("href"), link.text) == (f"{STEM}.xlsx", "XLSX")


def test_a_folder_has_its_pictures_beside_the_page(run: Run, tmp_path: Path) -> None:
    assert done(run("0044000", "--folder", "--out", "site")) == ["site/index.html"]
    beside = names(tmp_path / "site") - {"index.html"}
    page = (tmp_path / "site/index.html").read_text("utf-8")
    assert "data:" not in page
    assert set(html.document_fromstring(page).xpath("//img/@src")) == beside
    assert len(beside) == 3
    assert all((tmp_path / "site" / name).read_bytes().startswith(b"\x89PNG") for name in beside)
    said: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path / "site")))
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    named = find_browser(None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=named, channel=None if named else "chromium", args=["--no-sandbox"]
        )
        tab = browser.new_page()
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(f"http://127.0.0.1:{server.server_address[1]}/")
        widths = tab.evaluate("[...document.images].map(each => each.naturalWidth)")
        browser.close()
    server.shutdown()
    server.server_close()
    assert sorted(widths) == [412, 640, 720]
    # Nothing else is asked for but the icon that every browser asks for.
    assert [line for line in said if "404" not in line] == []


def test_all_sites_as_folders(run: Run, tmp_path: Path) -> None:
    done(run("--folder", "--format", "html", "--format", "json", "--out", "web"))
    made = names(tmp_path / "web")
    assert {"index.html", f"{STEM}/index.html", f"{STEM}/{STEM}.json"} <= made
    page = html.document_fromstring((tmp_path / "web/index.html").read_bytes())
    links = {link for link in page.xpath("//th//a/@href") if not link.startswith("http")}
    assert links <= made
    assert f"{STEM}/index.html" in links


def test_what_cannot_be_done_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for arguments, said in (
        (("0044000", "--format", "all", "--out", "-"), "standard output"),
        (("0044000", "--format", "all", "--out", "file"), "cannot be written"),
        (("0044000", "--format", "json", "--out", "file/x.json"), "cannot be written"),
        (("--out", "file"), "cannot be written"),
    ):
        failed_run = run(*arguments)
        assert isinstance(failed_run.exception, SetupError), arguments
        assert said in str(failed_run.exception)
    assert run("0044000", "--format", "docx").exit_code == 2


def test_a_name_of_a_site_makes_a_harmless_name_of_a_file(run: Run, saved: Path, tmp_path: Path) -> None:
    site = replace(AUDIT.site, url=f"{HOME}../..%2f=cmd|/{'a' * 300}", atvk=None, name="../../x")
    engine = open_database(f"sqlite:///{saved}/e.sqlite")
    store = EvidenceStore(str(saved / "evidence"))
    odd = replace(AUDIT, site=site, run="odd")
    start_run(engine, "odd", started_at=AUDIT.started_at, sites=[site], settings={}, versions={})
    save_audit(engine, odd, store.put(dump_audit(odd), "audit"))
    engine.dispose()
    (name,) = done(run(site.url, "--format", "json", "--format", "json", "--format", "earl", "--out", "x"))[:1]
    assert Path(name).parent == Path("x")
    assert len(Path(name).name) < 200
    assert set(Path(name).name) <= set("abcdefghijklmnopqrstuvwxyz0123456789.-")
