"""A store that is pruned: what is left in it, and whether all that is promised is there."""

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from db.evidence import EvidenceStore
from db.flaws import FlawKind
from db.retention import Keep, Pruning, prune
from db.verification import verify

KEEP = Keep(screenshots_days=90, evidence_days=400)


def settle(folder: Path) -> None:
    """Lets everything in the store have lain there for years."""
    for path in folder.rglob("*"):
        if path.is_file():
            os.utime(path, (0, 0))


def there(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and path.parent.name != "databases"}


def pruning(database: Engine, store: EvidenceStore, now: datetime, folder: Path, keep_for: Keep = KEEP) -> Pruning:
    """Prunes after a dry run, which must say the same and change nothing."""
    settle(folder)
    before = there(folder)
    sizes = {name: (folder / name[:2] / name[2:4] / name).stat().st_size for name in before}
    dry = prune(database, store, keep_for, now=now, dry_run=True)
    assert there(folder) == before
    done = prune(database, store, keep_for, now=now)
    assert replace(dry, dry_run=False) == done
    gone = before - there(folder)
    told = [*done.gone.values(), done.orphans]
    assert (sum(one.blobs for one in told), sum(one.size_bytes for one in told)) == (
        len(gone),
        sum(sizes[name] for name in gone),
    )
    return done


def flaws(database: Engine, store: EvidenceStore) -> list[tuple[FlawKind, str]]:
    return [(flaw.kind, flaw.text) for flaw in verify(database, store).flaws]
