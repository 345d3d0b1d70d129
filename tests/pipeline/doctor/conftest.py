"""An installation of a folder of its own that lacks nothing and asks nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crawler.network import Network
from pipeline.doctor.check import Answer, Check, Installation, State
from pipeline.settings import read_settings

HEADER = "atvk,name,url,centre,region\n"
Examine = Callable[..., list[Answer]]


def lookup(host: str, port: int) -> list[str]:
    """Names end in .example; no other is found."""
    if host.endswith(".example"):
        return ["127.0.0.1"]
    if host == "127.0.0.1":
        return [host]
    raise OSError("no such name")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EINDEKSS_REGISTER_URL", "")
    (tmp_path / "sites.csv").write_text(HEADER + "0044000,Avotu novads,https://avoti.example,local,Vidzeme\n", "utf-8")
    return tmp_path


@pytest.fixture
def installation(folder: Path) -> Callable[..., Installation]:
    """An installation under the settings in force, and those given."""

    def made(network: Network | None = None, **settings: Any) -> Installation:
        return Installation(read_settings(settings), folder / "sites.csv", True, network or Network(lookup))

    return made


def states(check: Check, installation: Installation) -> list[State]:
    return [answer.state for answer in check(installation)]


def only(check: Check, installation: Installation) -> Answer:
    """The one answer, which says what to do where it is not fine."""
    (answer,) = check(installation)
    assert answer.text.endswith(".")
    assert answer.state is State.OK or answer.advice or ": " in answer.text
    return answer
