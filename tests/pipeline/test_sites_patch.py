"""The patch is one that the real tools take, and no byte changes that need not."""

import csv
import io
import subprocess
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.sites_file import SitesFile, read_sites
from pipeline.sites_patch import Edit, cell_spans, edited, patch_of

TODAY = date(2026, 11, 27)
HEADER = "atvk,name,url,centre,region"
DATED = f"{HEADER},valid_from,valid_to"
LIEPAS = "0036000,Liepu novads,https://liepas.lv,local,Latgale"
OZOLI = "0040000,Ozolu novads,https://ozoli.lv,local,Vidzeme"
MOVES = Edit(2, "https://jaunas-liepas.lv/", ends=True)
CORRECTED = Edit(2, "https://www.liepas.lv", ends=False)

Apply = Callable[[Path, bytes], None]


def by_patch(folder: Path, patch: bytes) -> None:
    done = subprocess.run(["patch", "-p1", "--fuzz=0"], cwd=folder, input=patch, capture_output=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert b"offset" not in done.stdout


def by_git(folder: Path, patch: bytes) -> None:
    done = subprocess.run(["git", "apply", "-"], cwd=folder, input=patch, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(params=[by_patch, by_git])
def apply(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Apply:
    # Else git looks for a repository around the folder, and passes over what lies outside.
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    tool: Apply = request.param
    return tool


def changed(folder: Path, raw: bytes, apply: Apply, *edits: Edit, name: str = "sites.csv") -> bytes:
    """The list after the patch of these edits was applied to it by the tool."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(raw)
    after = edited(raw, edits, TODAY)
    apply(folder, patch_of(raw, after, name, ["why:", "--- a/no\n+++ b/such\n@@ -1 +1 @@\n-file"]))
    assert path.read_bytes() == after
    return after


def read(folder: Path) -> SitesFile:
    return read_sites(folder / "sites.csv")


def test_an_address_is_corrected_in_its_place(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([HEADER, LIEPAS, OZOLI, ""]).encode()
    assert changed(tmp_path, raw, apply, CORRECTED) == raw.replace(b"https://liepas.lv", b"https://www.liepas.lv")
    assert [site.url for site in read(tmp_path).sites] == ["https://www.liepas.lv/", "https://ozoli.lv/"]


def test_a_move_ends_one_row_and_begins_another(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([DATED, f"{LIEPAS},2020-01-01,", f"{OZOLI},,", ""]).encode()
    assert changed(tmp_path, raw, apply, MOVES).decode().splitlines() == [
        DATED,
        f"{LIEPAS},2020-01-01,2026-11-26",
        "0036000,Liepu novads,https://jaunas-liepas.lv,local,Latgale,2026-11-27,",
        f"{OZOLI},,",
    ]
    after = read(tmp_path)
    assert after.problems == ()
    assert [site.url for site in after.sites if site.valid_on(TODAY)] == [
        "https://jaunas-liepas.lv/",
        "https://ozoli.lv/",
    ]


def test_an_end_that_was_written_down_goes_over_to_the_new_row(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([DATED, f"{LIEPAS},,2027-06-30", ""]).encode()
    assert changed(tmp_path, raw, apply, MOVES).decode().splitlines()[1:] == [
        f"{LIEPAS},,2026-11-26",
        "0036000,Liepu novads,https://jaunas-liepas.lv,local,Latgale,2026-11-27,2027-06-30",
    ]


def test_a_row_without_a_successor_only_ends(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([DATED, f"{LIEPAS},,", f"{OZOLI},,", ""]).encode()
    after = changed(tmp_path, raw, apply, Edit(2, None, ends=True))
    assert after == raw.replace(b"Latgale,,", b"Latgale,,2026-11-26")


def test_columns_that_are_lacking_are_added_to_every_row_that_has_a_site(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([HEADER, LIEPAS, "", "short,row", OZOLI, ""]).encode()
    assert changed(tmp_path, raw, apply, MOVES).decode().splitlines() == [
        DATED,
        f"{LIEPAS},,2026-11-26",
        "0036000,Liepu novads,https://jaunas-liepas.lv,local,Latgale,2026-11-27,",
        "",
        "short,row",
        f"{OZOLI},,",
    ]
    assert [problem.line for problem in read(tmp_path).problems] == [5]


def test_mark_line_ends_quotes_and_strange_bytes_stay(tmp_path: Path, apply: Apply) -> None:
    rows = [
        "\ufeffurl;atvk;name;centre;region;valid_to;valid_from".encode(),
        b'"https://liepas.lv";0036000;"Liepu ""jaunais""\nnovads";local;"Lat;gale";;""',
        "https://agri.lv;0041000;Ērgļi;local;Vidzeme;;".encode("cp1257"),
        b"https://ozoli.lv;0040000;Ozolu novads;local;Vidzeme; ;",
    ]
    raw = b"\r\n".join(rows)
    after = changed(tmp_path, raw, apply, Edit(2, "https://jaunas.lv/?a;b", ends=True))
    old = rows[1].replace(b'"Lat;gale";;', b'"Lat;gale";2026-11-26;')
    new = rows[1].replace(b"https://liepas.lv", b"https://jaunas.lv/?a;b").replace(b'""jaunais""', b'""jaunais""')
    assert after == b"\r\n".join([rows[0], old, new.removesuffix(b'""') + b'"2026-11-27"', *rows[2:]])
    assert [site.url for site in read(tmp_path).sites][:2] == ["https://liepas.lv/", "https://jaunas.lv/?a;b"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("last", ["", "end"])
def test_a_last_row_without_a_line_end(tmp_path: Path, apply: Apply, end: str, last: str) -> None:
    raw = end.join([DATED, f"{OZOLI},,", f"{LIEPAS},,"]).encode() + (end.encode() if last else b"")
    after = changed(tmp_path, raw, apply, Edit(3, "https://jaunas.lv/", ends=True))
    assert after.count(end.encode()) == raw.count(end.encode()) + 1
    assert after.endswith(end.encode()) == bool(last)
    assert len(read(tmp_path).sites) == 3


def test_a_value_is_quoted_where_it_has_to_be(tmp_path: Path, apply: Apply) -> None:
    raw = "\n".join([HEADER, LIEPAS, ""]).encode()
    changed(tmp_path, raw, apply, Edit(2, 'https://liepas.lv/a,b"c', ends=False))
    assert read(tmp_path).sites[0].url == 'https://liepas.lv/a,b"c'


@pytest.mark.parametrize("name", ["lists/sites.csv", "my sites.csv"])
def test_a_list_in_another_place(tmp_path: Path, apply: Apply, name: str) -> None:
    changed(tmp_path, "\n".join([HEADER, LIEPAS, ""]).encode(), apply, CORRECTED, name=name)


def test_several_changes_far_apart(tmp_path: Path, apply: Apply) -> None:
    rows = [f"00{n:05},Novads {n},https://n{n}.lv,local,X,," for n in range(10, 90)]
    raw = "\n".join([DATED, *rows, ""]).encode()
    edits = (Edit(5, "https://a.lv/", ends=True), Edit(40, "https://b.lv", ends=False), Edit(81, None, ends=True))
    changed(tmp_path, raw, apply, *edits)
    after = read(tmp_path)
    assert after.problems == ()
    assert len([site for site in after.sites if site.valid_on(TODAY)]) == 79
    assert {"https://a.lv/", "https://b.lv/"} <= {site.url for site in after.sites}


@given(st.lists(st.text(st.sampled_from('a"; ,\n\r\0ā'), max_size=6), min_size=1), st.sampled_from(",;"))
@example(['"', ""], ",")
def test_cells_stand_where_the_csv_module_reads_them(cells: list[str], delimiter: str) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerow(cells)
    written = out.getvalue()
    read = [written[start:stop] for start, stop in cell_spans(written, delimiter)]
    assert [next(csv.reader(io.StringIO(one, newline=""), delimiter=delimiter), [""])[:1] or [""] for one in read] == [
        [cell] for cell in cells
    ]


@given(st.text(st.sampled_from('a",'), max_size=12))
def test_careless_quotes_are_read_as_the_csv_module_does(written: str) -> None:
    cells = next(csv.reader([written]), [])
    if cells and written.count('"') % 2 == 0:
        assert len(cell_spans(written, ",")) == len(cells)
