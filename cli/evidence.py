"""`eindekss evidence`: it is what it was, no more than is kept, and is given out in packs that prove themselves."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from cli.console import EXIT_SOME_FAILED, out, say, write_json
from cli.pack import is_pack, tell_packed, tell_verified
from cli.report import Lang
from db.flaws import Verification
from db.manifest import Kind
from db.retention import Gone, Pruning
from pipeline.keeping import prune_evidence, verify_evidence
from pipeline.packing import write_pack
from pipeline.workplace import Workplace

app = typer.Typer(help="The evidence: what audits rest on.", no_args_is_help=True)

MOST_TOLD = 200
KIND_NAMES = {Kind.SCREENSHOT: "screenshots", Kind.EVIDENCE: "evidence without screenshots"}


@app.command()
def verify(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN|PACK.zip]", help="Which run, or an evidence pack; else all runs.")
    ] = None,
    quick: Annotated[bool, typer.Option("--quick", help="See that every blob is there, and do not read it.")] = False,
    head: Annotated[
        list[str] | None, typer.Option("--head", help="A head that an earlier verification told; it must still hold.")
    ] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Verify that no audit, score or evidence was changed or removed since it was saved, or an evidence pack."""
    if run is not None and is_pack(run):
        tell_verified(Path(run), head or (), json_file)
        return
    with Workplace.open() as workplace:
        done = verify_evidence(workplace, run, quick=quick, heads=head or ())
    if json_file:
        write_json(_told(asdict(done)), json_file)
    else:
        _print_verification(done)
    if done.flaws:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def pack(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    run: Annotated[str | None, typer.Option("--run", help="Its audit of this run; else the newest.")] = None,
    output: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE.zip", help="The file to write.")] = None,
    lang: Annotated[Lang | None, typer.Option("--lang", help="Language of the report in it.")] = None,
) -> None:
    """Pack the evidence of an audit into a ZIP that `evidence verify` checks, with or without this database."""
    with Workplace.open({"language": lang}) as workplace:
        packed = write_pack(workplace, target, workplace.settings.language, output, run)
    tell_packed(packed)


@app.command()
def prune(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would go, and remove nothing.")] = False,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Remove the evidence that the settings no longer keep. Scores and results are kept for ever."""
    with Workplace.open() as workplace:
        done = prune_evidence(workplace, dry_run=dry_run)
    for audit in done.unreadable:
        say(f"Warning: the result document of {audit} cannot be read, so what it needs is not known.")
    if json_file:
        write_json(_told(asdict(done)), json_file)
    else:
        _print_pruning(done)


def _print_verification(done: Verification) -> None:
    read = f"{done.blobs} blobs are there" if done.quick else f"{done.blobs} blobs with {_size(done.size_bytes)} read"
    out.print(f"{done.runs} runs, {done.audits} audits, {read}.", markup=False)
    for moment, kind, audits in done.pruned:
        out.print(f"Pruned by retention on {moment:%Y-%m-%d}: {KIND_NAMES[kind]} of {audits} audits.", markup=False)
    for audit in done.unlinked:
        out.print(f"Not in the chain, for it was saved before there was one: {audit}.", markup=False, soft_wrap=True)
    for flaw in done.flaws[:MOST_TOLD]:
        run = f" (run {flaw.run})" if flaw.run else ""
        out.print(f"{flaw.kind}: {flaw.text}{run}", markup=False, soft_wrap=True)
    if len(done.flaws) > MOST_TOLD:
        out.print(f"… and {len(done.flaws) - MOST_TOLD} more; --json FILE has them all.", markup=False)
    if done.flaws:
        out.print(f"{len(done.flaws)} things do not hold.", markup=False)
    else:
        out.print("Everything holds.", markup=False)
    if done.head:
        out.print(f"Head: {done.head}", markup=False, soft_wrap=True)


def _print_pruning(done: Pruning) -> None:
    verb = "would go" if done.dry_run else "went"
    for kind, name in KIND_NAMES.items():
        audits = f"past their time in {done.audits[kind]} audits"
        out.print(f"{name[:1].upper()}{name[1:]}, {audits}: {_gone(done.gone[kind])} {verb}.", markup=False)
    out.print(f"Left by audits that were killed: {_gone(done.orphans)} {verb}.", markup=False)
    if done.kept_for_open_issues:
        out.print(
            f"{done.kept_for_open_issues} older screenshots stay: they show where open issues were seen first.",
            markup=False,
        )


def _gone(gone: Gone) -> str:
    return f"{gone.blobs} blobs with {_size(gone.size_bytes)}"


def _size(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:,.1f} MB"


def _told(value: Any) -> Any:
    """The value with moments as text, as JSON needs them."""
    if isinstance(value, dict):
        return {str(name): _told(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_told(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value
