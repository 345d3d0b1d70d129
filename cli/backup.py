"""`eindekss backup` copies database and evidence while audits go on; `eindekss restore` puts such a copy back."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, write_json
from pipeline.backing_up import back_up, restore


def backup_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where the backups lie, best on another disk.")],
    keep: Annotated[int, typer.Option("--keep", min=1, help="How many backups stay there.")] = 14,
    database_only: Annotated[
        bool, typer.Option("--database-only", help="Leave out the evidence, where its store keeps copies by itself.")
    ] = False,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Back up the database and the evidence. Audits may go on meanwhile; docs/operations.md says how to restore."""
    done = back_up(folder, keep=keep, evidence=not database_only)
    if json_file:
        evidence = None if done.evidence is None else {"blobs": done.evidence.blobs, "new": done.evidence.new}
        removed = [str(path) for path in done.removed]
        write_json({"folder": str(done.folder), "evidence": evidence, "removed": removed}, json_file)
        return
    out.print(f"{done.folder}: the database with {done.database_bytes / 1e6:,.1f} MB.", markup=False, soft_wrap=True)
    if done.evidence is not None:
        new = f"{done.evidence.new} of them new, with {done.evidence.new_bytes / 1e6:,.1f} MB"
        out.print(f"Evidence: {done.evidence.blobs} blobs, {new}.", markup=False)
    if done.removed:
        out.print(f"Removed: {', '.join(path.name for path in done.removed)}.", markup=False)


def restore_command(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="One of the folders that a backup has made.")],
) -> None:
    """Put a backup where the settings say; the database there must be empty, or not there."""
    blobs = restore(backup)
    out.print(f"The database and {blobs} blobs of evidence are back.", markup=False)
    out.print("Next: `eindekss db upgrade`, then `eindekss evidence verify`.", markup=False)
