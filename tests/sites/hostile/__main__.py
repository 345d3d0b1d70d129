"""Serves the hostile site until it is told to stop, and prints the address of every behaviour."""

import signal
import sys
from threading import Event

from tests.sites.hostile.catalogue import BEHAVIOURS
from tests.sites.hostile.serving import served

FIRST_PORT = 8900


def main() -> int:
    stop = Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    try:
        with served(BEHAVIOURS, range(FIRST_PORT, FIRST_PORT + len(BEHAVIOURS))) as sites:
            for behaviour in BEHAVIOURS:
                expected = behaviour.expected
                kind = f" {expected.kind}" if expected.kind else ""
                print(f"{sites.url(behaviour.name):34} {behaviour.name:34} {expected.status}{kind}", flush=True)
            stop.wait()
            for touch in sites.canary.touched:
                print(f"the canary was touched: {touch}")
    except OSError as error:
        print(f"A port is taken: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
