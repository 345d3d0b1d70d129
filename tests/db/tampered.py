"""Three nights whose rows somebody tampers with, and the flaws that show then."""

import pytest
from sqlalchemy import Engine, text

from db.engine import writing
from db.evidence import EvidenceStore
from db.flaws import FlawKind
from db.verification import verify
from tests.db.examples import HOME, SITE, issue
from tests.db.kept import night
from tests.db.saver import site as saver_site

OTHER = saver_site("otrs", 1)
THIRD = saver_site("tresais", 2)


@pytest.fixture
def nights(database: Engine, store: EvidenceStore) -> Engine:
    """Three nights; the second audits three sites."""
    night(database, store, 0)
    for site in (SITE, OTHER, THIRD):
        night(database, store, 1, site=site)
    night(database, store, 2, issues=[issue(HOME)])
    return database


def tamper(database: Engine, *statements: str) -> None:
    """As somebody with a database shell would: without the foreign keys."""
    with writing(database) as connection:
        sqlite = database.dialect.name == "sqlite"
        if sqlite:
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(text("SET session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))
        if not sqlite:
            connection.execute(text("SET session_replication_role = DEFAULT"))


def kinds(database: Engine, store: EvidenceStore, quick: bool = True) -> list[FlawKind]:
    return [flaw.kind for flaw in verify(database, store, quick=quick).flaws]


def said(database: Engine, store: EvidenceStore) -> str:
    return "\n".join(flaw.text for flaw in verify(database, store).flaws)
