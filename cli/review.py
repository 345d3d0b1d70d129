"""`eindekss review`: the queue of what a machine could not tell, and a person's decisions about it."""

from datetime import datetime
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from cli.console import out, write_json
from cli.days import DAY
from cli.override import Proof, Who, Why
from model.decision import Ruling
from pipeline.deciding import Reasons, decide
from pipeline.review import queue
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.review import render_review, review_json

QUEUE = "queue"


class QueueFirst(TyperGroup):
    """`review` and `review SITE` mean the queue."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        known = {*self.commands, "--help"}
        return super().parse_args(ctx, args if args and args[0] in known else [QUEUE, *args])


app = typer.Typer(help="What waits for a person's look.", cls=QueueFirst)


@app.command(QUEUE)
def queue_(
    target: Annotated[str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; all without one.")] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """List findings that need a look, and features that could not be told or whose proof is weak."""
    with Workplace.open({"language": lang}) as workplace:
        items = list(queue(workplace, target))
        texts = report_texts(workplace.settings, workplace.methodology)
    if json_file:
        write_json(review_json(items), json_file)
    else:
        render_review(items, texts, out, workplace.settings.language)


@app.command("decide")
def decide_(
    item: Annotated[str, typer.Argument(metavar="ITEM", help="As the queue names it.")],
    ruling: Annotated[
        Ruling, typer.Argument(help="pass: no fault, the feature is there; fail: the opposite; dismiss: count neither.")
    ],
    who: Who,
    why: Why,
    until: Annotated[
        datetime | None, typer.Option("--until", formats=DAY, help="The last day; else until it is ended.")
    ] = None,
    proof: Proof = None,
) -> None:
    """Decide an item. It counts from the next audit on; a dismissed finding stays so until its element changes."""
    with Workplace.open() as workplace:
        number = decide(workplace, item, ruling, Reasons(who, why, until.date() if until else None, None, proof))
    out.print(f"Decision {number} holds{f' until {until:%Y-%m-%d}' if until else ''}.", markup=False)
