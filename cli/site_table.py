"""What the terminal shows of a round of looks: a bar while it lasts, then a table, what is wrong first."""

from types import TracebackType
from typing import Self

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from model.site import Role, Site
from model.site_look import SiteLook
from pipeline.site_checking import Looked, Round
from pipeline.site_proposals import Proposals
from pipeline.site_remarks import days_left, families, remarks
from reports.shown import shown

# Of a longer list only the sites that something is to be said of are shown.
SHORT_LIST = 100
NAME_LIMIT = 60
REMARK_LIMIT = 600
NOTHING = "–"


class LookProgress:
    """A bar on a terminal; elsewhere nothing."""

    def __init__(self, console: Console, total: int) -> None:
        self._bars = Progress(
            TextColumn("looking at sites"),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._task = self._bars.add_task("sites", total=total)

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def looked(self, look: SiteLook) -> None:
        self._bars.advance(self._task)


def print_looks(asked: Round, looked: Looked, proposals: Proposals, console: Console, *, every_site: bool) -> None:
    """Sites that cannot be audited, then those with a remark, then the others. Their words steer no terminal."""
    told = [(site, looked.looks.get(site.url)) for site in asked.sites]
    said = {site.url: _said(site, look, looked, proposals) for site, look in told}
    well = [site for site, look in told if look is not None and look.ready and not said[site.url]]
    hidden = well if len(told) > SHORT_LIST and not every_site else []
    table = _table("Site")
    for name in ("Tonight", "IP", "Certificate", "robots.txt"):
        table.add_column(name, no_wrap=True)
    notes = _table("Site", "Remark")
    for site, look in sorted(told, key=lambda one: _order(one[1], said[one[0].url])):
        if site in hidden:
            continue
        table.add_row(*_cells(site, look))
        style = "yellow" if look is not None and look.ready else "red"
        for number, sentence in enumerate(said[site.url]):
            notes.add_row(Text("" if number else _name(site)), Text(shown(sentence, REMARK_LIMIT), style=style))
    for part in (table, notes):
        if part.row_count:
            console.print(part)
            console.print()
    if hidden:
        console.print(f"{len(hidden)} sites with which all is well are not shown: --all shows them.", markup=False)


def _said(site: Site, look: SiteLook | None, looked: Looked, proposals: Proposals) -> list[str]:
    if look is None:
        return ["was not looked at" if site.url not in looked.crashed else "a fault of eindekss"]
    made = [one for one in proposals.made if one.site == site]
    changes = [f"leads for good to {look.permanent}: a change of line {one.edit.line} is proposed" for one in made]
    return [
        *remarks(site, look, looked.before.get(site.url)),
        *changes,
        *filter(None, [proposals.waiting.get(site.url)]),
    ]


def _order(look: SiteLook | None, said: list[str]) -> int:
    if look is None or not look.ready:
        return 0
    return 1 if said else 2


def _table(*columns: str) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for share, name in enumerate(columns, 2):
        table.add_column(name, ratio=share, overflow="fold")
    return table


def _name(site: Site) -> str:
    return shown(site.name if site.role is Role.MAIN else f"{site.name} ({site.url})", NAME_LIMIT)


def _cells(site: Site, look: SiteLook | None) -> tuple[Text, ...]:
    name = Text(_name(site))
    if look is None:
        return name, Text("?", style="red"), Text(NOTHING), Text(NOTHING), Text(NOTHING)
    return (
        name,
        Text("yes", style="green") if look.ready else Text("no", style="bold red"),
        Text("+".join(f"v{family}" for family in families(look)) or NOTHING),
        Text(_certificate(look)),
        Text(look.robots.replace("_", " ")),
    )


def _certificate(look: SiteLook) -> str:
    if look.certificate is None:
        return NOTHING
    return look.certificate.fault.replace("_", " ") if look.certificate.fault else f"{days_left(look)} days"
