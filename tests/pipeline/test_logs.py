"""Logs say of which run, site and page they are, whatever runs side by side."""

import asyncio
import json
import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from pipeline.logs import LogFormat, about, at_page, set_up_logs

log = logging.getLogger("crawler.example")


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = before[0], before[1]


def lines(capsys: pytest.CaptureFixture[str], log_format: LogFormat) -> list[str]:
    set_up_logs(log_format, verbose=True)

    async def audit(name: str) -> None:
        with about("n1", f"https://{name}.example/"):
            for page in ("a", "b"):
                at_page(f"https://{name}.example/{page}")
                await asyncio.sleep(0)
                await asyncio.to_thread(log.info, "lapa %s", page)

    async def both() -> None:
        await asyncio.gather(audit("avoti"), audit("bērzi"))

    asyncio.run(both())
    log.warning("pēc visa")
    return capsys.readouterr().err.splitlines()


def test_each_line_of_json_names_its_own_site_and_page(capsys: pytest.CaptureFixture[str]) -> None:
    told = [json.loads(line) for line in lines(capsys, "json")]
    assert sorted((line["site"], line["page"], line["message"]) for line in told[:4]) == [
        (f"https://{name}.example/", f"https://{name}.example/{page}", f"lapa {page}")
        for name in ("avoti", "bērzi")
        for page in ("a", "b")
    ]
    assert {line["run"] for line in told[:4]} == {"n1"}
    assert set(told[4]) == {"time", "level", "logger", "message", "run", "site", "page"}
    assert datetime.fromisoformat(told[4]["time"]).utcoffset() == timedelta()
    assert (told[4]["level"], told[4]["message"], told[4]["site"]) == ("WARNING", "pēc visa", None)


def test_text_is_for_a_person_and_cannot_steer_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert lines(capsys, "text")[4].endswith("crawler.example: pēc visa")
    with about("n1", "https://avoti.example/"):
        at_page("https://avoti.example/\x1b[2J")
        log.warning("x")
    (line,) = capsys.readouterr().err.splitlines()
    assert "\x1b" not in line
    assert line.endswith("x [site=https://avoti.example/ page=https://avoti.example/⟨U+001B⟩[2J]")


def test_quiet_keeps_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logs("text", verbose=False)
    log.info("sīkums")
    log.warning("svarīgi")
    assert "sīkums" not in (said := capsys.readouterr().err)
    assert "svarīgi" in said
