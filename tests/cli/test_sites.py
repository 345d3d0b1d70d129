"""`eindekss sites check`: a table for a person, JSON and a patch for programs, and a status that tells of tonight."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli.site_table
import cli.sites
from cli.main import app
from pipeline import site_checking
from pipeline.errors import SetupError
from pipeline.site_checking import look_at_sites
from pipeline.sites_file import read_sites
from tests.crawler.hosts import WELL, Host, Hosts, hosts, leads
from tests.crawler.origin import Reply
from tests.sites.hostile import walls

HEADER = "atvk,name,url,centre,region"
LIEPAS = "0036000,Liepu novads,https://liepas.test,local,Latgale"
OZOLI = "0040000,Ozolu novads,https://ozoli.test,local,Vidzeme"
BERZI = "0044000,Bērzu [red]novads[/red]\x1b[31m,http://berzi.test,local,Vidzeme"


class Office:
    """A folder with a list of sites, and the sites of the list."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self.list = folder / "sites.csv"
        self._monkeypatch, self._stack = monkeypatch, stack
        monkeypatch.chdir(folder)
        monkeypatch.setenv("EINDEKSS_PACE_S", "0")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(folder.parent))

    def opens(self, *rows: str, served: tuple[Host, ...]) -> Hosts:
        self.list.write_text("\n".join([HEADER, *rows, ""]), "utf-8")
        on = self._stack.enter_context(hosts(*served))
        self._monkeypatch.setattr(site_checking, "guard_of", on.guard_of)
        self._monkeypatch.setattr(cli.sites, "look_at_sites", partial(look_at_sites, network=on.network))
        return on

    def check(self, *arguments: str) -> Result:
        return CliRunner().invoke(app, ["sites", "check", *arguments])


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    with ExitStack() as stack:
        yield Office(tmp_path, monkeypatch, stack)


def test_sites_that_are_all_well(office: Office) -> None:
    office.opens(LIEPAS, OZOLI, served=(Host("https://liepas.test/"), Host("https://ozoli.test/")))
    done = office.check()
    assert done.exit_code == 0
    row = next(line for line in done.stdout.splitlines() if "Liepu novads" in line)
    assert row.split()[2:] == ["yes", "v4", "29", "days", "allowed"]
    assert "Remark" not in done.stdout
    assert "2 of 2 sites can be audited tonight." in done.stderr


def test_a_site_that_cannot_be_audited_comes_first_with_what_to_do(office: Office) -> None:
    office.opens(
        LIEPAS,
        BERZI,
        OZOLI,
        served=(
            Host("https://liepas.test/", days=5.5),
            Host("http://berzi.test/", {**WELL, "/": walls.CLOUDFLARE}),
            Host("https://ozoli.test/", certificate="expired"),
        ),
    )
    done = office.check()
    assert done.exit_code == 1
    assert "\x1b" not in done.stdout
    shown = [line for line in done.stdout.splitlines() if "novads" in line]
    assert "Bērzu [red]novads[/red]" in shown[0]
    assert ["no" in line.split() for line in shown[:3]] == [True, True, False]
    assert "blocked_by_bot_wall: Cloudflare answers 403. A bot wall stops the audit: allow" in done.stdout
    assert "the certificate of ozoli.test ended on" in done.stdout
    assert "the certificate of liepas.test ends in 5 days" in done.stdout
    assert "1 of 3 sites can be audited tonight." in done.stderr


def test_a_site_that_is_down_is_told_apart_from_one_that_was_so_before(office: Office) -> None:
    served = office.opens(LIEPAS, BERZI, served=(Host("https://liepas.test/"), Host("http://berzi.test/")))
    assert office.check().exit_code == 0
    served.servers["http://berzi.test/"].replies["/"] = Reply(status=410)
    assert "that is new: the look of 2" in office.check().stdout
    again = office.check("--json", "again.json")
    assert "it was no better at the look of 2" in again.stdout
    before = json.loads(Path("again.json").read_text("utf-8"))["looks"][1]["before"]
    assert (before["ready"], before["addresses"]) == (False, ["193.0.0.7"])


def test_a_move_is_shown_as_a_patch_and_the_list_is_left_alone(office: Office) -> None:
    served = (
        Host("https://liepas.test/", leads("https://jaunas.test/")),
        Host("https://jaunas.test/"),
        Host("https://ozoli.test/", leads("https://www.ozoli.test/")),
        Host("https://www.ozoli.test/"),
    )
    office.opens(LIEPAS, OZOLI, served=served)
    before = office.list.read_bytes()
    printed = office.check()
    assert printed.exit_code == 0
    assert "\n+0040000,Ozolu novads,https://www.ozoli.test,local,Vidzeme,,\n" in printed.stdout
    assert "\n# Line 2, Liepu novads: https://liepas.test/ leads by a permanent redirect" in printed.stdout
    assert "Proposed changes: 2." in printed.stderr
    written = office.check("--patch", "sites.patch")
    assert "+0040000" not in written.stdout
    assert "two looks in a row" in Path("sites.patch").read_text("utf-8")
    assert "git apply sites.patch" in written.stderr
    piped = office.check("--patch", "-")
    assert piped.stdout_bytes == Path("sites.patch").read_bytes()
    assert office.list.read_bytes() == before
    subprocess.run(["git", "apply", "sites.patch"], check=True)
    assert [(site.url, site.valid_to is None) for site in read_sites(office.list).sites] == [
        ("https://liepas.test/", False),
        ("https://jaunas.test/", True),
        ("https://www.ozoli.test/", True),
    ]
    # What was applied is not proposed again.
    assert "Proposed" not in office.check().stderr


def test_all_of_it_as_json(office: Office) -> None:
    office.opens(
        LIEPAS,
        OZOLI,
        "1,Slikta rinda,https://x.test,local,X",
        served=(
            Host("https://liepas.test/", leads("https://jaunas.test/")),
            Host("https://jaunas.test/"),
            Host("https://ozoli.test/", {**WELL, "/robots.txt": Reply("User-agent: *\nDisallow: /")}),
        ),
    )
    done = office.check("--json", "-")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    liepas, ozoli = told["looks"]
    assert (liepas["ready"], liepas["ipv4"], liepas["ipv6"]) == (True, ["193.0.0.7"], [])
    assert liepas["redirect"] == {
        "landed": "https://jaunas.test/",
        "permanent": "https://jaunas.test/",
        "shift": "move",
        "shift_for_good": "move",
    }
    assert liepas["certificate"]["days_left"] == 29
    assert (ozoli["ready"], ozoli["robots"], ozoli["failure"]["kind"]) == (False, "forbidden", "robots_disallowed")
    assert [one["line"] for one in told["problems"]] == [4]
    assert [one["line"] for one in told["proposals"]] == [2]
    assert told["patch"].startswith("# Proposed by")
    assert told["not_looked_at"] == []


def test_sites_that_were_not_looked_at_in_time_are_told(office: Office) -> None:
    office.opens(
        LIEPAS,
        BERZI,
        served=(Host("https://liepas.test/"), Host("http://berzi.test/", {**WELL, "/": Reply(delay_s=60)})),
    )
    done = office.check("--within", "3")
    assert done.exit_code == 1
    assert "was not looked at" in done.stdout
    assert "The time is spent: 1 sites were not looked at." in done.stderr


def test_without_a_network_it_says_so(office: Office) -> None:
    office.opens(LIEPAS, OZOLI, served=())
    done = office.check()
    assert done.exit_code == 1
    assert "Every site failed with “dns”: is there a network on this machine?" in done.stderr


def test_of_a_long_list_only_what_needs_a_person_is_shown(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli.site_table, "SHORT_LIST", 1)
    office.opens(LIEPAS, BERZI, served=(Host("https://liepas.test/"), Host("http://berzi.test/")))
    done = office.check()
    assert "1 sites with which all is well are not shown: --all shows them." in done.stdout
    assert "Liepu novads" not in done.stdout
    assert "Liepu novads" in office.check("--all").stdout


def test_offline_nothing_is_visited(office: Office) -> None:
    served = office.opens(LIEPAS, "1,B,https://b.lv,local,X", served=(Host("https://liepas.test/"),))
    done = office.check("--offline")
    assert done.exit_code == 1
    assert "1 sites can be audited, 1 lines are refused" in done.stdout
    assert served.asked("https://liepas.test/") == []
    assert not Path("eindekss.sqlite").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--patch", "-", "--json", "-"), "cannot both write to standard output"),
        (("--offline", "--patch", "x"), "leave --offline out"),
        (("--sites", "none.csv"), "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_said(office: Office, arguments: tuple[str, ...], said: str) -> None:
    office.opens(LIEPAS, served=())
    error = office.check(*arguments).exception
    assert isinstance(error, SetupError)
    assert said in str(error)


def test_a_list_without_a_site_of_today_is_refused(office: Office) -> None:
    office.opens(served=())
    assert isinstance(office.check().exception, SetupError)
