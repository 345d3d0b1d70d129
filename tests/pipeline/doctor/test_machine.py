"""Each fault of a machine is told as what it is, and a machine without one passes."""

import os
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfoNotFoundError

import psutil
import pytest

from pipeline.doctor import machine
from pipeline.doctor.check import Installation, State
from pipeline.doctor.disk import GIB, room, shared_system
from tests.pipeline.doctor.conftest import only, states

Make = Callable[..., Installation]


class Part(NamedTuple):
    mountpoint: str
    fstype: str


class Disk(NamedTuple):
    f_bavail: int
    f_favail: int
    f_files: int = 2_000_000
    f_frsize: int = 4096


class Memory(NamedTuple):
    total: int


def test_a_sound_machine_passes(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    for check in (machine.user, machine.packages, machine.time_zone, machine.settings):
        assert states(check, installation()) == [State.OK]


def test_root_is_warned_of(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert only(machine.user, installation()).state is State.WARN


def test_packages_that_lack_or_are_old_are_named(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def found(name: str) -> str:
        if name == "alembic":
            raise PackageNotFoundError
        return "1.0" if name == "sqlalchemy" else "9999"

    monkeypatch.setattr(machine, "version", found)
    monkeypatch.setattr(
        machine, "requires", lambda name: ["alembic>=1.20", "sqlalchemy>=2.1", "rich>=15", "moto; extra == 'dev'"]
    )
    answers = machine.packages(installation())
    assert [answer.text for answer in answers] == [
        "The package alembic is not installed.",
        "The package sqlalchemy is 1.0, and >=2.1 is needed.",
    ]
    assert {answer.state for answer in answers} == {State.FAIL}


@pytest.mark.parametrize(
    ("limit", "state"), [("max", State.OK), (str(3 * GIB), State.WARN), (str(GIB // 2), State.FAIL)]
)
def test_memory_is_what_the_control_groups_leave(
    limit: str, state: State, installation: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups, own = tmp_path / "cgroup", tmp_path / "own"
    (groups / "system.slice" / "eindekss.service").mkdir(parents=True)
    (groups / "system.slice" / "memory.max").write_text(limit + "\n")
    (groups / "system.slice" / "eindekss.service" / "memory.max").write_text("max\n")
    own.write_text("1:name=systemd:/x\n0::/system.slice/eindekss.service\n")
    allowed = machine._allowed
    monkeypatch.setattr(machine, "_allowed", lambda *_: allowed(groups, own))
    monkeypatch.setattr(psutil, "virtual_memory", lambda: Memory(16 * GIB))
    assert only(machine.memory, installation()).state is state


def test_a_time_zone_that_is_not_there_fails(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr(machine, "ZoneInfo", missing)
    answer = only(machine.time_zone, installation())
    assert (answer.state, "tzdata" in answer.advice) == (State.FAIL, True)


@pytest.mark.parametrize(
    ("clocks", "state", "said"),
    [
        ({}, State.WARN, "No other"),
        ({"a": 1.0, "b": -2.0}, State.OK, "by a and b too"),
        ({"a": 1.0, "b": -30.0}, State.WARN, "30 s ahead of b"),
        ({"a": 3_600.0}, State.FAIL, "3,600 s behind a"),
    ],
)
def test_the_clock_is_compared_with_all_that_were_seen(
    clocks: dict[str, float], state: State, said: str, installation: Make
) -> None:
    examined = installation()
    examined.clocks.update(clocks)
    answer = only(machine.clock, examined)
    assert (answer.state, said in answer.text) == (state, True)


def test_settings_that_others_may_write_are_warned_of(installation: Make, folder: Path) -> None:
    file = folder / "eindekss.toml"
    file.write_text("max_pages = 7\n")
    for mode, state in ((0o644, State.OK), (0o664, State.WARN), (0o646, State.WARN)):
        file.chmod(mode)
        assert only(machine.settings, installation()).state is state


@pytest.mark.parametrize(
    ("free", "files", "expected"),
    [
        (50 * GIB, 1_000_000, [State.OK]),
        (3 * GIB, 1_000_000, [State.WARN]),
        (GIB // 2, 1_000_000, [State.FAIL]),
        (50 * GIB, 50_000, [State.OK, State.WARN]),
        (50 * GIB, 5_000, [State.OK, State.FAIL]),
        (50 * GIB, 0, [State.OK, State.FAIL]),
    ],
)
def test_room_is_bytes_and_files(
    free: int, files: int, expected: list[State], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Disk(free // 4096, files)
    monkeypatch.setattr(os, "statvfs", lambda path: told)
    assert [answer.state for answer in room("The store", tmp_path / "not" / "there")] == expected
    # Some file systems count no files.
    none = told._replace(f_files=0, f_favail=0)
    monkeypatch.setattr(os, "statvfs", lambda path: none)
    assert len(list(room("The store", tmp_path))) == 1


def test_a_folder_that_cannot_be_written_to_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    (answer,) = room("The store", tmp_path / "evidence")
    assert (answer.state, str(tmp_path) in answer.advice) == (State.FAIL, True)


def test_a_file_system_of_many_machines_is_known_by_its_nearest_mount(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = [Part("/", "ext4"), Part(str(tmp_path), "nfs4"), Part(str(tmp_path / "inner"), "xfs")]
    (tmp_path / "inner").mkdir()
    monkeypatch.setattr(psutil, "disk_partitions", lambda all: mounts)
    assert shared_system(tmp_path / "new") == "nfs4"
    assert shared_system(tmp_path / "inner" / "new") is None
    assert shared_system(Path("/usr")) is None
