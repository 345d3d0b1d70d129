"""The systemd units hold together, keep their promises, and are put where they belong."""

import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import PREFIX, Settings
from tests.end_to_end.command import COMMAND

TOP = Path(__file__).parents[2]
SYSTEMD = TOP / "deploy" / "systemd"
UNITS = sorted([*SYSTEMD.glob("*.service"), *SYSTEMD.glob("*.timer")])
CONFINED = (SYSTEMD / "eindekss-.service.d" / "confined.conf").read_text("utf-8")
# Of 10, as systemd-analyze counts; what is left is what a browser and the web need.
MOST_EXPOSED = 25
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is missing: apt-get install systemd"
)
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to other users")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the units as they are installed, but for where the command is."""
    folder = tmp_path_factory.mktemp("units")
    for source in (path for path in SYSTEMD.rglob("*") if path.suffix in (".service", ".timer", ".conf")):
        target = folder / source.relative_to(SYSTEMD)
        target.parent.mkdir(exist_ok=True)
        text = source.read_text("utf-8").replace("/opt/eindekss/.venv/bin/eindekss", str(COMMAND))
        target.write_text(text.replace("/opt/eindekss/docs", str(TOP / "docs")), "utf-8")
    return folder


def analysed(units: Path, *arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *map(str, arguments)],
        env={**os.environ, "SYSTEMD_UNIT_PATH": f"{units}:"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_has_nothing_to_say_about_a_unit(unit: Path, units: Path) -> None:
    done = analysed(units, "verify", "--man=no", units / unit.name)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
def test_systemd_would_tell_of_a_misspelt_line(units: Path) -> None:
    """The drop-in is read for every service, and the test before this one can fail."""
    drop_in = units / "eindekss-.service.d" / "wrong.conf"
    drop_in.write_text("[Service]\nProtectSistem=strict\n", "utf-8")
    try:
        assert "ProtectSistem" in analysed(units, "verify", "--man=no", units / "eindekss-backup.service").stderr
    finally:
        drop_in.unlink()


@needs_systemd
@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit.suffix == ".service"], ids=lambda path: path.name)
def test_a_service_is_exposed_to_little(unit: Path, units: Path) -> None:
    done = analysed(units, "security", "--offline=yes", f"--threshold={MOST_EXPOSED}", units / unit.name)
    assert done.returncode == 0, done.stdout[-400:]


def test_services_keep_what_the_documentation_promises() -> None:
    for line in (
        "User=eindekss",
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "PrivateTmp=yes",
        "CapabilityBoundingSet=",
        # Its browser and driver must hear no SIGTERM of their own, or a graceful stop is none.
        "KillMode=mixed",
        "OOMPolicy=continue",
        # What Chromium's sandbox needs, or it goes without.
        "RestrictNamespaces=user pid net",
    ):
        assert line in CONFINED.splitlines()
    assert not re.search(r"^(MemoryDenyWriteExecute|PrivateNetwork|ProcSubset)=", CONFINED, re.MULTILINE)
    for unit in (unit for unit in UNITS if unit.suffix == ".service"):
        text = unit.read_text("utf-8")
        assert all(re.search(f"^{limit}=", text, re.MULTILINE) for limit in ("MemoryMax", "CPUQuota", "TasksMax"))


def test_a_worker_has_the_time_that_its_sites_have() -> None:
    text = (SYSTEMD / "eindekss-worker@.service").read_text("utf-8")
    stop_s = int(re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)[0])
    assert stop_s >= Settings.model_fields["site_budget_s"].default + 60


def test_the_example_of_settings_names_settings_and_no_secret() -> None:
    named = re.findall(r"^#?(EINDEKSS_\w+)=(.*)$", (SYSTEMD / "eindekss.env").read_text("utf-8"), re.MULTILINE)
    assert {name for name, _ in named} <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    assert [value for name, value in named if "PASSWORD" in name] == [""]


@needs_systemd
@needs_root
def test_everything_is_installed_once_and_what_was_changed_stays(tmp_path: Path) -> None:
    install = [TOP / "deploy" / "install.sh", tmp_path]
    subprocess.run(install, capture_output=True, check=True)
    settings, sites = tmp_path / "etc/eindekss/eindekss.env", tmp_path / "var/lib/eindekss/sites.csv"
    assert settings.stat().st_mode & 0o777 == 0o640
    assert settings.stat().st_gid == sites.stat().st_gid != 0
    assert (tmp_path / "var/backups/eindekss").stat().st_mode & 0o777 == 0o700
    assert {unit.name for unit in UNITS} < {path.name for path in (tmp_path / "etc/systemd/system").iterdir()}
    settings.write_text("EINDEKSS_MAX_PAGES=7\n")
    subprocess.run(install, capture_output=True, check=True)
    assert settings.read_text() == "EINDEKSS_MAX_PAGES=7\n"


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which those of pytest are not."""
    with tempfile.TemporaryDirectory(prefix="eindekss-command-") as folder:
        os.chmod(folder, 0o755)
        yield Path(folder)


@needs_root
def test_the_command_of_a_server_runs_as_its_user_with_its_settings(open_folder: Path) -> None:
    """The script itself, with the places and the user of this test in it."""
    (open_folder / "eindekss.env").write_text("EINDEKSS_MAIL_FROM='E-indekss $1 <a@b.lv>'\n", "utf-8")
    program = open_folder / "program"
    program.write_text('#!/bin/sh\necho "$(id -un) $(pwd) $EINDEKSS_MAIL_FROM $*"\n', "utf-8")
    program.chmod(0o755)
    text = (TOP / "deploy" / "eindekss").read_text("utf-8")
    for place, here in (
        ("/opt/eindekss/.venv/bin/eindekss", program),
        ("/etc/eindekss", open_folder),
        ("cd /var/lib/eindekss", "cd /"),
        ("--reuid eindekss --regid eindekss", "--reuid nobody --regid nogroup"),
    ):
        assert place in text
        text = text.replace(place, str(here))
    done = subprocess.run(["sh", "-c", text, "eindekss", "runs", "show"], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("nobody / E-indekss $1 <a@b.lv> runs show\n", "")
    lacking = subprocess.run(
        ["sh", "-c", text.replace(str(open_folder), "/nowhere")], capture_output=True, text=True, check=False
    )
    assert lacking.returncode == 2
    assert "sudo eindekss" in lacking.stderr


def test_the_image_is_made_of_what_is_locked() -> None:
    """Every package of deploy/requirements.txt is one of requirements.txt, by the same hashes, and none of a test."""
    whole, server = (locked(TOP / name) for name in ("requirements.txt", "deploy/requirements.txt"))
    assert server.items() <= whole.items()
    names = {line.partition("==")[0] for line in server}
    project = tomllib.loads((TOP / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = {re.split(r"[><=\[ ;]", line)[0] for line in project["dependencies"]}
    assert wanted - {"pytest-playwright-axe"} <= names
    assert "s3fs" in names
    assert not names & {"moto", "mypy", "atheris", "selenium"}


def locked(file: Path) -> dict[str, frozenset[str]]:
    """Each package with its version, and its hashes."""
    found: dict[str, set[str]] = {}
    line = ""
    for text in file.read_text("utf-8").splitlines():
        if "==" in text and not text.startswith((" ", "#")):
            line = text.removesuffix(" \\").partition(" ;")[0]
            found[line] = set()
        elif "--hash=" in text:
            found[line].add(text.strip().removesuffix(" \\"))
    return {line: frozenset(hashes) for line, hashes in found.items()}
