"""`eindekss rescore`: judges saved nights again out of their evidence; nothing is visited."""

from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from cli.console import EXIT_SOME_FAILED, err, out, say, write_json
from cli.days import DAY
from pipeline.rescore import Fate, Nights, Rescored, rescore
from pipeline.workplace import Workplace
from reports.export import plain
from reports.language import riga_day
from reports.shown import shown

TOLD = {
    Fate.RESCORED: "judged and saved beside the first result",
    Fate.SAME: "judged, and the same to the byte as what is saved",
    Fate.DIFFERS: "judged otherwise by today's checks than on the night; the saved result stays",
    Fate.KNOWN: "judged by this version before; --again judges them once more",
    Fate.PRUNED: "left, for retention removed their evidence",
    Fate.UNREADABLE: "left, for their evidence cannot be read",
}


def command(
    methodology: Annotated[str, typer.Option("--methodology", help="The methodology to judge by.")],
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[ATVK|URL]…", help="Which sites; all without any.")
    ] = None,
    first: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="Nights of this day and later.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=DAY, help="Nights of this day and before.")] = None,
    known: Annotated[
        datetime | None,
        typer.Option("--known", formats=DAY, help="With the answers and decisions known by this day's end."),
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Also what this version judged before.")] = False,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Judge saved nights again by a methodology, checks included; both results stand side by side."""
    nights = Nights(targets or (), *(day.date() if day else None for day in (first, last, known)))
    done: list[Rescored] = []
    with Workplace.open({"methodology": methodology}) as workplace, err.status("") as status:
        for one in rescore(workplace, nights, again=again):
            done.append(one)
            status.update(shown(f"{len(done)} {one.name} {riga_day(one.started_at)}"))
            if one.fate in (Fate.DIFFERS, Fate.UNREADABLE):
                why = one.why or f"index {_index(one.was)} when it was saved, {_index(one.now)} today, or other proofs"
                say(f"{one.name}, {riga_day(one.started_at)}: {one.fate}: {why}")
    if json_file:
        write_json(plain([asdict(one) for one in done]), json_file)
    else:
        counts = Counter(one.fate for one in done)
        out.print(f"{len(done)} nights, methodology {methodology}", markup=False)
        for fate in Fate:
            if counts[fate]:
                out.print(f"{counts[fate]:>6} {TOLD[fate]}", markup=False)
    if any(one.fate is Fate.UNREADABLE for one in done):
        raise typer.Exit(EXIT_SOME_FAILED)


def _index(score: float | None) -> str:
    return "without a score" if score is None else f"{score:.1f}"
