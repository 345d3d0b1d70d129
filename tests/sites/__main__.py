"""Serves the four sample sites at the addresses of sites.csv until it is told to stop."""

import signal
import sys
from threading import Event

from tests.sites.server import PortTaken, sample_site, serve_all


def main() -> int:
    stop = Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        signal.signal(sign, lambda *_: stop.set())
    try:
        with serve_all("fixed") as origins:
            for name, origin in origins.items():
                print(f"{origin}  {sample_site(name).title} ({name})", flush=True)
            stop.wait()
    except PortTaken as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
