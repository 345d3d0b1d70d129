"""Keeps the evidence in order: verifies it, and removes what is past its time."""

from collections.abc import Sequence
from datetime import UTC, datetime

from db.engine import DatabaseError
from db.evidence import EvidenceError
from db.flaws import Verification
from db.retention import Keep, Pruning, StoreShared, prune
from db.verification import UnknownRun, verify
from pipeline.errors import SetupError
from pipeline.workplace import Workplace


def verify_evidence(
    workplace: Workplace, run: str | None = None, *, quick: bool = False, heads: Sequence[str] = ()
) -> Verification:
    """Verifies one run or all. Raises SetupError where there is no such run, or database or store cannot be used."""
    try:
        return verify(workplace.database, workplace.store, run=run, quick=quick, heads=heads)
    except UnknownRun as error:
        raise SetupError(f"{error}: `eindekss evidence verify` without one verifies all.") from error
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error


def prune_evidence(workplace: Workplace, *, dry_run: bool = False) -> Pruning:
    """Removes what the settings no longer keep, or says what that would be. Raises SetupError."""
    settings = workplace.settings
    keep = Keep(settings.keep_screenshots_days, settings.keep_evidence_days)
    try:
        return prune(workplace.database, workplace.store, keep, now=datetime.now(UTC), dry_run=dry_run)
    except (StoreShared, DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error
