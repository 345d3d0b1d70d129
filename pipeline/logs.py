"""Logs that say of which run, site and page a line is: text for a person, JSON for a collector of logs."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter

from reports.shown import shown

LogFormat = Literal["text", "json"]

TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s%(place)s"
JSON_FIELDS = ["levelname", "name", "message", "run", "site", "page"]
LONGEST = 500

_RUN: ContextVar[str | None] = ContextVar("run", default=None)
_SITE: ContextVar[str | None] = ContextVar("site", default=None)
_PAGE: ContextVar[str | None] = ContextVar("page", default=None)


def set_up_logs(log_format: LogFormat, *, verbose: bool) -> None:
    """Sends the logs to standard error: warnings, and with `verbose` what happens as well."""
    handler = logging.StreamHandler(sys.stderr)
    handler.addFilter(_place)
    if log_format == "json":
        handler.setFormatter(
            JsonFormatter(
                JSON_FIELDS,
                rename_fields={"levelname": "level", "name": "logger"},
                # In UTC and saying so: machines have other zones, and an hour comes twice in autumn.
                timestamp="time",
                reserved_attrs=[*RESERVED_ATTRS, "place"],
                json_ensure_ascii=False,
            )
        )
    else:
        handler.setFormatter(logging.Formatter(TEXT))
    # Each look at the schema would be two lines of Alembic's, each firing of a job four of APScheduler's.
    for talkative in ("alembic", "apscheduler"):
        logging.getLogger(talkative).setLevel(logging.WARNING)
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler], force=True)


@contextmanager
def about(run: str, site: str) -> Iterator[None]:
    """Lines from within are of this run and site, in this task and those that it starts."""
    tokens = _RUN.set(run), _SITE.set(site), _PAGE.set(None)
    try:
        yield
    finally:
        for variable, token in zip((_RUN, _SITE, _PAGE), tokens, strict=True):
            variable.reset(token)


def at_page(url: str | None) -> None:
    """From here on lines are of this page."""
    _PAGE.set(url)


def _place(record: logging.LogRecord) -> bool:
    """Adds the run, site and page. What the world said cannot steer a terminal or grow without end."""
    run, site, page = _RUN.get(), _SITE.get(), _PAGE.get()
    said = [f"{name}={shown(value, LONGEST)}" for name, value in (("site", site), ("page", page)) if value]
    record.__dict__.update(run=run, site=site, page=page, place=f" [{' '.join(said)}]" if said else "")
    return True
