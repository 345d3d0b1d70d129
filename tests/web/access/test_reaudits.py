"""Pages asked for again: one process at a time, a bounded number waits, and why one failed is told."""

import sys
import time
from pathlib import Path

import pytest

from tests.web.country import NOW
from web.reaudits import MOST_WAITING, Asked, Reaudits, Stage, TooMany

PAGE = "https://liepas.example/lapa"
ENOUGH_S = 20.0


def command(script: str) -> tuple[str, ...]:
    """A program in the place of eindekss, with the same arguments behind it."""
    return (sys.executable, "-c", script)


def ended(reaudits: Reaudits, *numbers: int) -> dict[int, Asked]:
    until = time.monotonic() + ENOUGH_S
    while time.monotonic() < until:
        known = {one.number: one for one in reaudits.known() if one.stage in (Stage.DONE, Stage.FAILED)}
        if set(numbers) <= known.keys():
            return known
        time.sleep(0.02)
    raise AssertionError(f"still going: {reaudits.known()}")


def test_each_is_the_command_that_a_person_would_call_one_after_another(tmp_path: Path) -> None:
    log = tmp_path / "log"
    script = (
        f"import sys, time; log = open({str(log)!r}, 'a');"
        "log.write('begin ' + ' '.join(sys.argv[1:]) + '\\n'); log.flush(); time.sleep(0.1); log.write('end\\n')"
    )
    reaudits = Reaudits(command(script))
    first = reaudits.ask("https://liepas.example", [PAGE, f"{PAGE}?a b"], 7, "anna", NOW)
    second = reaudits.ask("https://liepas.example", [PAGE], None, "anna", NOW)
    known = ended(reaudits, first.number, second.number)
    assert {one.stage for one in known.values()} == {Stage.DONE}
    lines = log.read_text().splitlines()
    assert lines[1::2] == ["end", "end"]
    assert lines[0] == f"begin audit https://liepas.example --page {PAGE} --page {PAGE}?a b --objection 7"
    assert lines[2] == f"begin audit https://liepas.example --page {PAGE}"


def test_why_one_failed_is_told() -> None:
    reaudits = Reaudits(command("import sys; print('eindekss: no browser', file=sys.stderr); sys.exit(2)"))
    assert ended(reaudits, reaudits.ask("https://liepas.example", [PAGE], None, "anna", NOW).number)[1].said == (
        "eindekss: no browser"
    )
    away = Reaudits(("/nowhere/eindekss",))
    assert ended(away, away.ask("https://liepas.example", [PAGE], None, "anna", NOW).number)[1].stage is Stage.FAILED


def test_only_so_many_wait(tmp_path: Path) -> None:
    go = tmp_path / "go"
    reaudits = Reaudits(command(f"import os, time\nwhile not os.path.exists({str(go)!r}): time.sleep(0.02)"))
    first = reaudits.ask("https://liepas.example", [PAGE], None, "anna", NOW)
    until = time.monotonic() + ENOUGH_S
    while reaudits.known()[0].stage is not Stage.WORKING:
        assert time.monotonic() < until
    for _ in range(MOST_WAITING):
        reaudits.ask("https://liepas.example", [PAGE], None, "anna", NOW)
    with pytest.raises(TooMany):
        reaudits.ask("https://liepas.example", [PAGE], None, "anna", NOW)
    go.touch()
    ended(reaudits, first.number)
    until = time.monotonic() + ENOUGH_S
    while any(one.stage in (Stage.WAITING, Stage.WORKING) for one in reaudits.known()):
        assert time.monotonic() < until
        time.sleep(0.05)
