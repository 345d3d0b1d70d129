"""A workplace for nights of small sites, in which no other party is asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.workplace import Workplace


@contextmanager
def small_workplace(folder: Path, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[Workplace]:
    """In the folder, on SQLite; the settings stand in the environment, for the processes that a test starts."""
    for name, value in {
        "DATABASE_URL": f"sqlite:///{folder}/nights.sqlite",
        "EVIDENCE_URL": str(folder / "evidence"),
        "REGISTER_URL": "",
        "CHECK_TARGETS": "false",
        "MAX_DOCUMENTS": "3",
        **settings,
    }.items():
        monkeypatch.setenv(f"EINDEKSS_{name}", value)
    with Workplace.open() as workplace:
        yield workplace
