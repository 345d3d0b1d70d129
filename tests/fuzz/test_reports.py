"""Whatever a site calls itself and its parts, reports, exports, tables and the terminal show it as inert text."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet
from rich.cells import cell_len
from rich.console import Console

from cli import console as command_line
from cli.progress import AuditProgress
from model.audit import Audit
from model.evidence import Versions
from model.failure import Failure, FailureKind
from model.site import Role
from model.text import Language
from reports import export
from reports.feature_rows import render_features
from reports.language import Words
from reports.result_rows import result_row
from reports.results import render_index, render_results, results_json
from reports.shown import LIMIT, href, shown
from reports.site_report import render_report
from reports.spreadsheets import as_csv, as_workbook, results_table
from reports.statement_faults import render_statement_faults
from tests.fuzz.profiles import PROFILE, SLOW
from tests.fuzz.properties import STEERING, page_is_inert, terminal_is_safe
from tests.fuzz.reported import ACTING, audits, reworded, things, words
from tests.reports.example_audit import AUDIT, PREVIOUS, failed
from tests.reports.example_texts import TEXTS

LANGUAGES = st.sampled_from(get_args(Language))
SCHEMA = json.loads((Path(export.__file__).parent / "audit.schema.json").read_text("utf-8"))
WALL = failed(FailureKind.BLOCKED_BY_BOT_WALL)


def page_of(audit: Audit, language: Language, previous: Audit | None = None) -> str:
    return render_report(audit, language=language, texts=TEXTS, screenshots=lambda page, name: None, previous=previous)


@SLOW
@given(audits(), LANGUAGES)
def test_a_report_in_hostile_words_has_the_elements_of_one_in_harmless_words(
    pair: tuple[Audit, Audit], language: Language
) -> None:
    said, quiet = pair
    page_is_inert(page_of(said, language, PREVIOUS), page_of(quiet, language, PREVIOUS))


@pytest.mark.parametrize("acting", range(0, len(ACTING), 12))
def test_every_known_trick_stays_text(acting: int) -> None:
    pool = ACTING[acting : acting + 12]
    said = [reworded(AUDIT, lambda text, at=at: pool[(len(text) + at) % len(pool)]) for at in range(3)]  # type: ignore[misc]
    quiet = page_of(reworded(AUDIT, lambda text: "vārds"), "lv")
    for audit in said:
        page_is_inert(page_of(audit, "lv"), quiet)


@PROFILE
@given(audits(WALL), LANGUAGES)
def test_the_report_of_a_failed_site(pair: tuple[Audit, Audit], language: Language) -> None:
    said, quiet = pair
    page_is_inert(page_of(said, language), page_of(quiet, language))
    index = [
        render_index((one, one), {one.site.url: {"html": "0055000-lv.html", "xlsx": "0055000-lv.xlsx"}}, language)
        for one in pair
    ]
    page_is_inert(*index)


@SLOW
@given(audits())
def test_an_export_in_hostile_words_keeps_to_its_schema(pair: tuple[Audit, Audit]) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    document = export.export_audits(pair, tool=Versions("0", None, None), methodology="2019", exported_at=now)
    written = json.dumps(document, ensure_ascii=False, allow_nan=False).encode("utf-8")
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(written))] == []


@PROFILE
@given(st.lists(things, min_size=1, max_size=6), LANGUAGES, st.integers(60, 140), st.booleans())
def test_no_word_steers_the_terminal(pool: list[str], language: Language, width: int, colours: bool) -> None:
    pool = [word or "x" for word in pool]
    audit = reworded(
        replace(AUDIT, site=replace(AUDIT.site, role=Role.OTHER)), lambda text: pool[len(text) % len(pool)]
    )
    lost = reworded(WALL, lambda text: pool[len(text) % len(pool)])
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colours, color_system="truecolor" if colours else None,
        highlight=False, legacy_windows=False,
    )  # fmt: skip
    render_results(map(result_row, (audit, lost)), console, language)
    render_features(audit, TEXTS, console, language)
    render_statement_faults(audit, TEXTS, console, language)
    printed = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    terminal_is_safe(printed)
    plain = Console(file=io.StringIO(), width=width, highlight=False, color_system=None)
    render_results(map(result_row, (audit, lost)), plain, language)
    lines = plain.file.getvalue().split("\n")  # type: ignore[attr-defined]  # the StringIO above
    assert max(map(cell_len, lines)) <= width


@PROFILE
@given(words, words)
def test_progress_and_messages_print_words_as_they_are(name: str, detail: str) -> None:
    told = io.StringIO()
    lost = replace(WALL, site=replace(WALL.site, name=name), failure=Failure(FailureKind.PROTOCOL, detail))
    with AuditProgress(Console(file=told, width=100, highlight=False), 1) as progress:
        progress.finished(lost)
    terminal_is_safe(told.getvalue())
    assert "[1/1]" in told.getvalue()
    before, command_line.err = command_line.err, Console(file=told, width=100, highlight=False)
    try:
        command_line.say(f"{name}: {detail}")
    finally:
        command_line.err = before
    terminal_is_safe(told.getvalue())


@PROFILE
@given(st.lists(words))
def test_json_for_a_terminal_is_the_same_json(said: list[str]) -> None:
    written = export.json_text(export.plain(said))
    assert json.loads(written) == export.plain(said)
    assert not STEERING.search(written.replace("\ufeff", "").replace("\u200b", ""))


@PROFILE
@given(things, st.integers(0, 3_000))
@example("http://ex.lv/\u202e", 300)
@example("\ufffe\uffff\ufdd0", 300)
def test_shown_text_is_harmless_and_stays_so(text: str, limit: int) -> None:
    once = shown(text, limit)
    assert not STEERING.search(once)
    once.encode("utf-8")
    assert len(once) <= 8 * limit + 1
    assert shown(once, 8 * LIMIT + 1) == once
    target = href(text)
    if target is not None:
        assert target.lower().startswith(("http://", "https://"))
        assert target == text


cells = st.one_of(words, st.integers(-9, 9), st.sampled_from([-0.5, 61.234567, 1e-9]), st.none(), st.booleans())


@PROFILE
@given(st.lists(st.lists(cells, min_size=1, max_size=4), min_size=1, max_size=4))
def test_no_cell_is_a_formula(table: list[list[str | int | float | None]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(table).removeprefix("\ufeff"))))
    book = load_workbook(io.BytesIO(as_workbook([("Lapa", table)])))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    for at, row in enumerate(table):
        for column, value in enumerate(row):
            cell = sheet.cell(at + 1, column + 1)
            assert cell.data_type != "f"
            if isinstance(value, str):
                assert read[at][column].lstrip()[:1] not in {*"=+-@|%＝＋－＠"}
                assert not STEERING.search(read[at][column])
                assert cell.value is None or unescape(str(cell.value)) == shown(value)
                assert cell.data_type == ("s" if shown(value) else "n") or cell.value is None
            else:
                assert read[at][column] == ("" if value is None else str(value))
                assert cell.value == value


def test_the_results_as_tables_hold_the_results_and_no_formula() -> None:
    rows = [result_row(reworded(AUDIT, lambda text: "=1+1")), result_row(WALL)]
    read = list(csv.DictReader(io.StringIO(as_csv(results_table(rows, Words("en"))).removeprefix("\ufeff"))))
    assert [row["Site"] for row in read] == ["'=1+1", "Slēgtais novads"]
    assert float(read[0]["Index"]) == AUDIT.index.score
    assert read[0]["Measured on"] == "2026-11-24"
    assert read[1]["Index"] == ""
    assert "bot wall" in read[1]["Remark"]
    written = as_workbook([("Rezultāti", results_table(rows, Words("lv")))])
    sheet = load_workbook(io.BytesIO(written)).active
    assert isinstance(sheet, Worksheet)
    assert [cell.value for cell in sheet[1]][:5] == ["ATVK", "Vietne", "Adrese", "Rezultāts", "Indekss"]
    first = {heading.value: cell for heading, cell in zip(sheet[1], sheet[2], strict=True)}
    assert (first["Vietne"].value, first["Vietne"].data_type, first["Vietne"].quotePrefix) == ("=1+1", "s", True)
    assert first["ATVK"].data_type == "s"
    assert first["Indekss"].value == AUDIT.index.score
    with zipfile.ZipFile(io.BytesIO(written)) as archive:
        assert not any(b"<f>" in archive.read(name) for name in archive.namelist())
    assert len(results_json(rows)) == 2
