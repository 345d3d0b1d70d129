"""What `eindekss evidence` says of packs: one that was made, and one that was checked."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from cli.console import EXIT_SOME_FAILED, out, say, write_json
from db.pack_check import PackCheck
from pipeline.packing import Packed, verify_pack
from reports.export import plain
from reports.shown import shown

MOST_TOLD = 200
MEGABYTE = 1_000_000


def tell_packed(packed: Packed) -> None:
    """Says what was written. Exits with 1 where evidence is lost that should have been there."""
    out.print(str(packed.path), markup=False, soft_wrap=True)
    out.print(f"{packed.files} files, {packed.size_bytes / MEGABYTE:,.1f} MB. SHA-256: {packed.sha256}", soft_wrap=True)
    if packed.removed:
        out.print(f"{packed.removed} files were removed by retention; the manifest names them.", markup=False)
    for path in packed.lost:
        say(f"Lost or damaged in the evidence store, and so not in the pack: {path}")
    if packed.lost:
        raise typer.Exit(EXIT_SOME_FAILED)


def is_pack(named: str) -> bool:
    """Whether a file is meant, and not a run."""
    return named.endswith(".zip") or "/" in named or Path(named).is_file()


def tell_verified(path: Path, heads: Sequence[str], json_file: str | None) -> None:
    """Checks a pack and says what does not hold; exits with 1 then. Raises SetupError where it cannot be read."""
    done, compared = verify_pack(path, heads)
    if json_file:
        write_json(_json(done, compared), json_file)
    else:
        _print(done, compared)
    if done.flaws:
        raise typer.Exit(EXIT_SOME_FAILED)


def _print(done: PackCheck, compared: bool) -> None:
    if done.manifest is not None:
        site = f"{done.manifest.site.get('name')}, {done.manifest.site.get('url')}, run {done.manifest.run}"
        out.print(shown(site), markup=False, soft_wrap=True)
        out.print(f"{done.files} files with {done.size_bytes / MEGABYTE:,.1f} MB read.", markup=False)
        for gone in done.manifest.removed[:MOST_TOLD]:
            if gone.removed_at is not None:
                said = f"Removed by retention on {gone.removed_at:%Y-%m-%d}: {gone.path}"
                out.print(shown(said), markup=False, soft_wrap=True)
        if done.manifest.link is None:
            out.print("Not in the chain, for it was saved before there was one.", markup=False)
        told = " and with the database." if compared else ": no database here knows its run."
        out.print(f"Checked by itself{told}", markup=False)
    for flaw in done.flaws[:MOST_TOLD]:
        out.print(shown(f"{flaw.kind}: {flaw.text}"), markup=False, soft_wrap=True)
    if len(done.flaws) > MOST_TOLD:
        out.print(f"… and {len(done.flaws) - MOST_TOLD} more; --json FILE has them all.", markup=False)
    out.print(f"{len(done.flaws)} things do not hold." if done.flaws else "Everything holds.", markup=False)
    if done.head:
        out.print(f"Head: {done.head}", markup=False, soft_wrap=True)


def _json(done: PackCheck, compared: bool) -> dict[str, Any]:
    manifest = done.manifest
    told: dict[str, Any] = plain(
        {
            "site": dict(manifest.site) if manifest else None,
            "run": manifest.run if manifest else None,
            "files": done.files,
            "size_bytes": done.size_bytes,
            "compared_with_database": compared,
            "link": done.link,
            "head": done.head,
            "removed": [
                {"path": gone.path, "removed_at": gone.removed_at.isoformat() if gone.removed_at else None}
                for gone in (manifest.removed if manifest else ())
            ],
            "flaws": [asdict(flaw) for flaw in done.flaws],
        }
    )
    return told
