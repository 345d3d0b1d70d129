"""`eindekss override`: a person says that a site has a feature or lacks it, and until when that counts."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer

from cli.console import out, write_json
from cli.days import DAY
from pipeline.deciding import Reasons, decisions, end, set_feature, site_names
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.people import decisions_json, render_decisions

app = typer.Typer(help="Corrections by people: with who, why, proof and an end.", no_args_is_help=True)

Who = Annotated[str, typer.Option("--who", help="Who decides.")]
Why = Annotated[str, typer.Option("--why", help="Why; it is shown wherever the number is.")]
Proof = Annotated[str | None, typer.Option("--proof", help="What proves it: an address or a document.")]


class Found(StrEnum):
    YES = "yes"
    NO = "no"


@app.command("set")
def set_(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    feature: Annotated[str, typer.Argument(help="Which feature, by its id.")],
    found: Annotated[Found, typer.Argument(help="Whether the site offers it.")],
    who: Who,
    why: Why,
    until: Annotated[datetime, typer.Option("--until", formats=DAY, help="The last day that it counts.")],
    from_day: Annotated[datetime | None, typer.Option("--from", formats=DAY, help="The first day; else today.")] = None,
    grade: Annotated[str | None, typer.Option("--grade", help="Its grade, as home or deep of a link.")] = None,
    kind: Annotated[str | None, typer.Option("--kind", help="Its kind: a chat with a bot or a person.")] = None,
    proof: Proof = None,
) -> None:
    """Say that a site offers a feature or does not. It counts from the next audit on, and ends by itself."""
    reasons = Reasons(who, why, until.date(), from_day.date() if from_day else None, proof)
    with Workplace.open() as workplace:
        number = set_feature(workplace, target, feature, found is Found.YES, reasons, grade, kind)
    out.print(f"Decision {number} holds until {until:%Y-%m-%d}.", markup=False)


@app.command("list")
def list_(
    target: Annotated[str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; all without one.")] = None,
    ended: Annotated[bool, typer.Option("--ended", help="Those too that hold no longer.")] = False,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """List people's decisions about features and findings."""
    with Workplace.open({"language": lang}) as workplace:
        made = decisions(workplace, target, ended=ended)
        names = site_names(workplace)
        texts = report_texts(workplace.settings, workplace.methodology)
    if json_file:
        write_json(decisions_json(made), json_file)
    else:
        render_decisions(made, names, texts, out, workplace.settings.language)


@app.command("end")
def end_(
    number: Annotated[int, typer.Argument(metavar="ID", help="Which decision, by its number.")],
    who: Annotated[str | None, typer.Option("--who", help="Who ends it; else this machine's user.")] = None,
) -> None:
    """End a decision now. What was judged by it stays as it is; it counts no longer."""
    with Workplace.open() as workplace:
        end(workplace, number, who)
    out.print(f"Decision {number} has ended.", markup=False)
