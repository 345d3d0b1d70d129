"""What the tests of `eindekss mail` do and look at."""

import json
from typing import Any

from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from cli.main import app
from db.evidence import EvidenceStore
from model.finding import Issue
from model.site import Site
from pipeline.errors import SetupError
from tests.db.examples import SITE
from tests.db.kept import night

OTHER = Site("https://osi.example/", "Ošu novads", "0088000", email="dome@osi.example")
HEADER = "atvk,name,url,centre,region,email\n"


def audited(database: Engine, number: int, *issues: Issue, site: Site = SITE) -> None:
    """A night's audit, with its document where the commands look for it."""
    night(database, EvidenceStore("evidence"), number, site=site, issues=issues)


def run(*arguments: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(app, ["mail", *arguments], input=given, env={"COLUMNS": "250", "NO_COLOR": "1"})


def sends(*arguments: str, status: int = 0) -> str:
    done = run(*arguments)
    assert done.exit_code == status, (done.output, done.exception)
    return done.output


def refused(*arguments: str) -> str:
    done = run(*arguments)
    assert isinstance(done.exception, SetupError), done.output
    return str(done.exception)


def rows() -> list[dict[str, Any]]:
    done = run("list", "--json", "-")
    assert done.exit_code == 0, done.output
    return list(json.loads(done.stdout))


def states() -> list[str]:
    """The oldest first."""
    return [row["state"] for row in reversed(rows())]
