"""Opens what every command needs: settings, database, evidence, methodology. What is missing is one sentence."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import TracebackType
from typing import Self

from sqlalchemy import Engine as Database

from checks.catalogue import rule_ids
from checks.watch import FEATURES
from db.engine import DatabaseError, ensure_ready, open_database, upgrade
from db.evidence import EvidenceError, EvidenceStore
from db.star_known import knows_nothing
from pipeline.errors import SetupError
from pipeline.patience import patiently
from pipeline.settings import Settings, SettingsError, masked, read_settings
from pipeline.star_meaning import keep_meaning
from scoring.methodology import Methodology, MethodologyError, load_methodology

# At hand in one process: those in force and before it.
METHODOLOGIES = 8


def settings_in_force(overrides: Mapping[str, object] | None = None) -> Settings:
    """Raises SetupError where a setting cannot be used."""
    try:
        return read_settings(overrides)
    except SettingsError as error:
        raise SetupError(f"{error}.") from error


@lru_cache(maxsize=METHODOLOGIES)
def methodology_of(name: str) -> Methodology:
    """Read once: what is published does not change. Raises SetupError."""
    try:
        return load_methodology(name, known_features=frozenset(FEATURES), known_checks=rule_ids())
    except MethodologyError as error:
        raise SetupError(str(error)) from error


def upgrade_database() -> str:
    """Brings the database to this version's schema; returns what was done, for a person."""
    url = settings_in_force().database_url
    try:
        database = open_database(url)
        revision = upgrade(database)
        keep_meaning(database)
        database.dispose()
    except DatabaseError as error:
        raise SetupError(str(error)) from error
    return f"{masked(url)} is at revision {revision}."


@dataclass(frozen=True, slots=True)
class Workplace:
    """An open database and store under settings in force. Use as a context: it closes the database."""

    settings: Settings
    database: Database
    store: EvidenceStore
    methodology: Methodology

    @classmethod
    def open(cls, overrides: Mapping[str, object] | None = None, *, away_s: float = 0.0) -> Self:
        """`away_s` is how long a database server that does not answer is waited for.

        Raises SetupError: one sentence and what to do.
        """
        settings = settings_in_force(overrides)
        methodology = methodology_of(settings.methodology)
        try:
            database = open_database(settings.database_url)
            # A file does not come back by itself.
            away_s = away_s if database.dialect.name == "postgresql" else 0.0
            patiently(lambda: ensure_ready(database), away_s, threading.Event())
            if knows_nothing(database):
                keep_meaning(database)
            store = EvidenceStore(settings.evidence_url)
        except (DatabaseError, EvidenceError) as error:
            raise SetupError(str(error)) from error
        return cls(settings, database, store, methodology)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.database.dispose()
