"""`eindekss features`: the features there are, what of them a page shows and why, and an analyst's own signatures."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Cell

from checks.ledger import Sighting
from checks.trial import Trial
from checks.watch import FEATURES
from cli.console import EXIT_SOME_FAILED, out, say, write_json
from model.evidence import Document
from pipeline.errors import SetupError
from pipeline.trying import NOWHERE, page_at, page_in_file, signature_faults, trials_of
from pipeline.workplace import settings_in_force
from reports.export import plain
from reports.feature_rows import verdict_cell
from reports.language import Words
from reports.shown import shown

app = typer.Typer(help="Features: what sites offer, and how it is recognised.", no_args_is_help=True)

DETAIL_LIMIT = 160
NOTHING = "–"
# Why a rule that was met does not count, where no trap did it.
WHY = {
    "context": "no word of its context stands near",
    "named": "the page does not bear its name",
    "atvk_param": "it is another municipality's",
}


@app.command("list")
def list_(
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """List every feature: its id, group and titles."""
    if json_file:
        told = [{"id": name, "group": one.group, "title": asdict(one.title)} for name, one in FEATURES.items()]
        write_json(told, json_file)
        return
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in ("Id", "Group", "lv", "en"):
        table.add_column(column, overflow="fold")
    for name, one in FEATURES.items():
        table.add_row(name, one.group, one.title.lv, one.title.en)
    out.print(table)


@app.command("test")
def on_page(
    page: Annotated[str, typer.Argument(metavar="FILE|URL", help="An HTML file, or an address.")],
    url: Annotated[str | None, typer.Option("--url", help="The address at which a file would stand.")] = None,
    name: Annotated[str, typer.Option("--name", help="The municipality whose page it is.")] = "",
    atvk: Annotated[str | None, typer.Option("--atvk", help="Its ATVK code.")] = None,
    render: Annotated[bool, typer.Option("--render", help="Read an address by the browser, after scripts.")] = False,
    allow_private: Annotated[
        bool, typer.Option("--allow-private-sites", help="Open exactly the address's origin on a private address.")
    ] = False,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Tell of one page, for every feature, which rule matched, what was held back and why, and the verdict."""
    settings = settings_in_force()
    read = _page(page, url, lambda: page_at(page, settings, render=render, allow_private=allow_private))
    if read.failure is not None:
        say(f"{page} cannot be read: {read.failure.kind}: {read.failure.detail}")
        raise typer.Exit(EXIT_SOME_FAILED)
    trials = trials_of(read, settings, name, atvk)
    if json_file:
        write_json([_values(trial) for trial in trials], json_file)
        return
    words = Words(settings.language)
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("Feature", overflow="fold")
    table.add_column("Verdict", ratio=2, overflow="fold")
    table.add_column("What matched, and what was held back (✕)", ratio=6, overflow="fold")
    for trial in trials:
        lines = [*_lines(trial)]
        table.add_row(trial.feature.id, verdict_cell(trial.feature, words), Cell("\n").join(lines or [Cell(NOTHING)]))
    out.print(table)


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="A file that adds to the built-in signatures.")],
) -> None:
    """Check a file of signatures, and run the examples of every feature that it adds to."""
    examples, faults = signature_faults(file, settings_in_force())
    for fault in faults:
        out.print(shown(f"{file}: {fault}"), markup=False, soft_wrap=True)
    if faults:
        raise typer.Exit(EXIT_SOME_FAILED)
    out.print(f"{file}: {examples} examples, the built-in ones included, give what they say.", markup=False)


def _page(page: str, url: str | None, fetch: Callable[[], Document]) -> Document:
    if "://" not in page:
        return page_in_file(Path(page), url or NOWHERE)
    if url is not None:
        raise SetupError("--url is for a file: an address says itself where it stands.")
    return fetch()


def _lines(trial: Trial) -> Iterator[Cell]:
    matched = [_said(one.by, one.grade or "by the page it leads to", one.what, one.target) for one in trial.seen]
    # A specialist of the code may prove what no rule of a signature did.
    told = [_said(one.by or "", "", one.what, one.target) for one in trial.feature.evidence if not trial.seen]
    for line in (*matched, *told):
        yield Cell(shown(line, DETAIL_LIMIT))
    for held in trial.held:
        why = WHY.get(held.why, held.why)
        yield Cell(shown(f"✕ {held.by}: {why} in “{held.words}”", DETAIL_LIMIT), style="dim")


def _said(by: str, grade: str, what: str, target: str | None) -> str:
    return "  ".join(filter(None, (by, grade, f"{what} → {target}" if target else what)))


def _values(trial: Trial) -> Any:
    """The trial with JSON's own types."""
    feature = trial.feature
    return plain(
        {
            "id": feature.id,
            "found": feature.found,
            "grade": feature.grade,
            "kind": feature.kind,
            "confidence": feature.confidence,
            "matched": [_match(one) for one in trial.seen],
            "held_back": [{"by": one.by, "why": one.why, "words": one.words} for one in trial.held],
            "evidence": [asdict(proof) for proof in feature.evidence],
        }
    )


def _match(one: Sighting) -> dict[str, Any]:
    return {"by": one.by, "grade": one.grade, "what": one.what, "target": one.target, "selector": one.selector}
