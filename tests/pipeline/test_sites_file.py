"""A wrong row names its line, and the others run."""

from datetime import date, time
from pathlib import Path

import pytest

from model.site import Centre, Role
from model.window import Window
from pipeline.sites_file import SitesFileError, read_sites

HEADER = "atvk,name,url,centre,region"
GOOD = "0036000,Līvānu novads,https://www.livani.lv,regional,Latgale"


def write(tmp_path: Path, *lines: str, header: str = HEADER) -> Path:
    path = tmp_path / "sites.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path


def test_the_real_list_has_42_sites_and_no_problem() -> None:
    read = read_sites(Path(__file__).parents[2] / "sites.csv")
    assert (len(read.sites), read.problems, read.warnings) == (42, (), ())
    assert {site.centre for site in read.sites} == set(Centre)


def test_every_field_is_read(tmp_path: Path) -> None:
    header = "name,atvk,url,centre,region,role,valid_from,valid_to,email,data_gov_lv"
    row = "Forums,0036000,https://forums.livani.lv/x,local,Latgale,other,2021-07-01,2026-12-31,a@b.lv,livani"
    (site,) = read_sites(write(tmp_path, row, header=header)).sites
    assert (site.role, site.valid_from, site.valid_to) == (Role.OTHER, date(2021, 7, 1), date(2026, 12, 31))
    assert (site.email, site.data_gov_lv, site.url) == ("a@b.lv", "livani", "https://forums.livani.lv/x")
    assert site.valid_on(date(2026, 12, 31))
    assert not site.valid_on(date(2027, 1, 1))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("36000,Līvāni,https://a.lv,local,Latgale", "seven digits"),
        ("0036000,,https://a.lv,local,Latgale", "name is empty"),
        ("0036000,Līvāni,www.livani.lv,local,Latgale", "must begin with https://"),
        ("0036000,Līvāni,ftp://livani.lv,local,Latgale", "must begin with https://"),
        ("0036000,Līvāni,https://,local,Latgale", "name a host"),
        ("0036000,Līvāni,https://a b.lv,local,Latgale", "not an address"),
        ("0036000,Līvāni,https://user:pass@a.lv,local,Latgale", "password"),
        ("0036000,Līvāni,https://a.lv:99999,local,Latgale", "not an address"),
        ("0036000,Līvāni,https://a.lv,capital,Latgale", "none of national, regional, local"),
        ("0036000,Līvāni,https://a.lv,local", "4 fields where the header has 5"),
        ("0036000,Līvāni,https://a.lv,local,Latgale,x", "6 fields where the header has 5"),
    ],
)
def test_a_wrong_row_names_its_line_and_the_others_run(tmp_path: Path, row: str, said: str) -> None:
    read = read_sites(write(tmp_path, "", row, GOOD))
    assert [site.name for site in read.sites] == ["Līvānu novads"]
    (problem,) = read.problems
    assert problem.line == 3
    assert said in problem.text


@pytest.mark.parametrize(
    ("every", "days"),
    [("", 1), ("night", 1), ("Week", 7), ("month", 30), ("1", 1), ("14", 14), ("366", 366)],
)
def test_how_often_a_site_is_audited(tmp_path: Path, every: str, days: int) -> None:
    (site,) = read_sites(write(tmp_path, f"{GOOD},{every}", header=f"{HEADER},every")).sites
    assert site.every_days == days


def test_the_hours_of_a_site_may_cross_midnight(tmp_path: Path) -> None:
    other = "0001000,Rīga,https://www.riga.lv,national,Rīga"
    late, any_time = read_sites(write(tmp_path, f"{GOOD},22:00-05:30", f"{other},", header=f"{HEADER},window")).sites
    assert late.window == Window(time(22, 0), time(5, 30))
    assert any_time.window is None


@pytest.mark.parametrize("every", ["0", "367", "-1", "1.5", "²", "year", "7 days"])
def test_a_wrong_interval_names_its_line(tmp_path: Path, every: str) -> None:
    (problem,) = read_sites(write(tmp_path, f"{GOOD},{every}", header=f"{HEADER},every")).problems
    assert problem.line == 2
    assert f"every “{every}” is none of night, week, month, or a number of days from 1 to 366" in problem.text


@pytest.mark.parametrize(
    ("window", "said"),
    [
        ("22:00", "not two times of day as 22:00-05:30"),
        ("22:00-24:00", "not two times of day"),
        ("9:00-10:00", "not two times of day"),
        ("22:00–05:00", "not two times of day"),
        ("01:61-02:00", "not two times of day"),
        ("0١:00-02:00", "not two times of day"),
        ("02:00-02:00", "holds no time"),
    ],
)
def test_wrong_hours_name_their_line(tmp_path: Path, window: str, said: str) -> None:
    (problem,) = read_sites(write(tmp_path, f"{GOOD},{window}", header=f"{HEADER},window")).problems
    assert problem.line == 2
    assert said in problem.text


def test_a_row_in_another_encoding_spoils_itself_only(tmp_path: Path) -> None:
    path = tmp_path / "sites.csv"
    path.write_bytes(
        f"\ufeff{HEADER}\r\n".encode() + "0036000,Līvāni,https://a.lv,local,X\r\n".encode("cp1257") + GOOD.encode()
    )
    read = read_sites(path)
    assert [site.name for site in read.sites] == ["Līvānu novads"]
    assert read.problems[0].line == 2
    assert "UTF-8" in read.problems[0].text


def test_a_url_twice_refuses_both_rows_with_both_lines(tmp_path: Path) -> None:
    read = read_sites(
        write(
            tmp_path,
            "0001000,Rīga,https://www.riga.lv,national,Rīga",
            GOOD,
            "0002000,Daugavpils,http://riga.lv/,national,Latgale",
        )
    )
    assert [site.name for site in read.sites] == ["Līvānu novads"]
    assert [(problem.line, "line 4" in problem.text or "line 2" in problem.text) for problem in read.problems] == [
        (2, True),
        (4, True),
    ]


def test_two_main_sites_at_one_time_are_refused_and_one_after_the_other_are_not(tmp_path: Path) -> None:
    header = f"{HEADER},role,valid_from,valid_to"
    clash = ("0036000,A,https://a.lv,local,X,main,,", "0036000,B,https://b.lv,local,X,main,2025-01-01,")
    read = read_sites(write(tmp_path, *clash, header=header))
    assert read.sites == ()
    assert ["line 3" in read.problems[0].text, "line 2" in read.problems[1].text] == [True, True]
    moved = ("0036000,A,https://a.lv,local,X,main,,2024-12-31", "0036000,B,https://b.lv,local,X,main,2025-01-01,")
    other = "0036000,C,https://c.lv,local,X,other,,"
    assert len(read_sites(write(tmp_path, *moved, other, header=header)).sites) == 3


def test_unknown_column_is_a_warning(tmp_path: Path) -> None:
    read = read_sites(write(tmp_path, f"{GOOD},x", header=f"{HEADER},mayor"))
    assert len(read.sites) == 1
    assert "mayor" in read.warnings[0]


def test_semicolons_of_a_spreadsheet_are_read(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace(",", ";"), header=HEADER.replace(",", ";"))
    assert read_sites(path).sites[0].name == "Līvānu novads"


def test_a_quoted_line_break_keeps_the_line_numbers_right(tmp_path: Path) -> None:
    read = read_sites(write(tmp_path, '0036000,"Līvānu\nnovads",https://a.lv,local,X', "1,B,https://b.lv,local,X"))
    assert [problem.line for problem in read.problems] == [4]


def test_files_that_cannot_be_used_say_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SitesFileError, match="--sites"):
        read_sites(tmp_path / "none.csv")
    with pytest.raises(SitesFileError, match="lacks the columns url, centre"):
        read_sites(write(tmp_path, header="atvk,name,region"))
    with pytest.raises(SitesFileError, match="lacks"):
        read_sites(write(tmp_path, header=""))
