"""The sample sites, served and audited once for all tests of this folder."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.end_to_end.command import Workshop
from tests.sites.server import serve_all, sites_csv


@dataclass(frozen=True)
class Audited:
    """One audit of all sample sites through the command line: its JSON by site name, and where it was done."""

    workshop: Workshop
    sites: Path
    origins: Mapping[str, str]
    export: Mapping[str, Any]
    stdout: str
    stderr: str

    def of(self, name: str) -> Mapping[str, Any]:
        origin = self.origins[name]
        return next(audit for audit in self.export["audits"] if audit["site"]["url"].startswith(origin))


@pytest.fixture(scope="session")
def served() -> Iterator[Mapping[str, str]]:
    with serve_all("free") as origins:
        yield origins


@pytest.fixture(scope="session")
def audited(served: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Audited:
    folder = tmp_path_factory.mktemp("audited")
    sites = folder / "sites.csv"
    sites_csv(served, sites)
    workshop = Workshop(folder)
    done = workshop.run("audit", "--allow-private-sites", "--json", "out.json")
    assert done.returncode == 0, done.stdout + done.stderr
    export = json.loads((folder / "out.json").read_text("utf-8"))
    return Audited(workshop, sites, served, export, done.stdout, done.stderr)


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)
