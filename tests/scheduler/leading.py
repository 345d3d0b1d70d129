"""A scheduler as a process of its own: `python -m tests.scheduler.leading MOMENT SITES`, its clock at the moment."""

import sys
from datetime import datetime
from pathlib import Path

import time_machine

from pipeline.workplace import Workplace
from scheduler.nights import Tick
from scheduler.planner import Planner
from scheduler.service import serve


def told(tick: Tick) -> None:
    sys.stdout.write(f"{tick.run or tick.problem}\n")
    sys.stdout.flush()


def main(moment: str, sites: str) -> None:
    with time_machine.travel(datetime.fromisoformat(moment), tick=True), Workplace.open() as workplace:
        serve(workplace, Planner(workplace, Path(sites), allow_private=True), [told])


if __name__ == "__main__":
    main(*sys.argv[1:])
