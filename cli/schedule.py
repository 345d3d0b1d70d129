"""`eindekss schedule`: audits every night by itself; lists what is to come, pauses it, or asks for sites by day."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text as Cell

from cli.audit import chosen
from cli.console import EXIT_SOME_FAILED, out, say, write_json
from cli.days import DAY
from cli.sites import SITES, listed
from db.engine import DatabaseError
from db.locks import Owner
from db.nights import last_turns
from db.queue import workers_alive
from pipeline.errors import SetupError
from pipeline.logs import set_up_logs
from pipeline.patience import AWAY_AT_START_S
from pipeline.workplace import Workplace
from reports.export import plain
from reports.language import ZONE
from reports.shown import shown
from scheduler.calendar import Calendar, NightHours
from scheduler.firing import Firing, NightScheduler, at_rest
from scheduler.leader import leader_of
from scheduler.nights import calendar_of
from scheduler.overview import NightToCome, SiteToCome, first_night, nights_to_come, sites_to_come
from scheduler.planner import Planner, ask_for
from scheduler.planning import Hours
from scheduler.service import serve

app = typer.Typer(help="Nights: audits that begin by themselves.", invoke_without_command=True)
Sites = Annotated[Path, typer.Option("--sites", help="The list of sites.")]
Private = Annotated[
    bool, typer.Option("--allow-private-sites", help="Open exactly each audited origin on a private address.")
]
Json = Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")]


@app.callback()
def command(context: typer.Context, sites: Sites = SITES, allow_private_sites: Private = False) -> None:
    """Plan and audit each night as it begins, until stopped. Any number may run: one leads, the others stand by."""
    if context.invoked_subcommand is not None:
        if sites != SITES or allow_private_sites:
            raise SetupError(f"options stand behind: `eindekss schedule {context.invoked_subcommand} --sites FILE`.")
        return
    listed(sites)
    with _workplace(AWAY_AT_START_S) as workplace:
        # Nobody sits before it: its log tells what happens, as a worker's does.
        set_up_logs(workplace.settings.log_format, verbose=True)
        calendar = calendar_of(workplace.settings)
        with at_rest(workplace.database, calendar) as scheduler:
            _tell(scheduler.firing(), calendar)
        serve(workplace, Planner(workplace, sites, allow_private_sites), on_standby=_stands_by)


@app.command("list")
def list_(sites: Sites = SITES, allow_private_sites: Private = False, json_file: Json = None) -> None:
    """List each site's frequency, window, the sites on its address, its last night and its next one."""
    read = listed(sites)
    with _workplace() as workplace:
        now = datetime.now(UTC)
        with _at_rest(workplace) as scheduler:
            calendar = scheduler.calendar
            first = first_night(calendar, scheduler.firing(), now)
        known = Planner(workplace, sites, allow_private_sites).known(read.sites, calendar.after(now).day)
        found = sites_to_come(known, last_turns(workplace.database, read.sites, date.min), calendar, first)
    if json_file:
        write_json([_site_json(one) for one in found], json_file)
    else:
        table = Table("Site", "Every", "Window", "On its address", "Last night", "Next night", box=SIMPLE_HEAD)
        for one in found:
            table.add_row(*map(Cell, _site_cells(one)))
        out.print(table)
    _close(read.problems)


@app.command("next")
def next_(
    sites: Sites = SITES,
    number: Annotated[int, typer.Option("--nights", min=1, max=400, help="How many nights.")] = 7,
    allow_private_sites: Private = False,
    json_file: Json = None,
) -> None:
    """Show the next nights: when each begins, how many sites it has, and when it should end."""
    read = listed(sites)
    with _workplace() as workplace:
        now = datetime.now(UTC)
        with _at_rest(workplace) as scheduler:
            calendar, stands = scheduler.calendar, scheduler.firing()
        first = first_night(calendar, stands, now)
        known = Planner(workplace, sites, allow_private_sites).known(read.sites, calendar.after(now).day)
        found = nights_to_come(known, calendar, first, number, workplace.settings.sites_at_once)
    if json_file:
        write_json([_night_json(one) for one in found], json_file)
    else:
        table = Table("Night", "Riga time", "UTC", "Sites", "Should end (Riga time)", box=SIMPLE_HEAD)
        for night in found:
            table.add_row(*_night_cells(night))
        if found:
            out.print(table)
        _tell(stands, calendar)
    _close(read.problems)


@app.command()
def pause(
    until: Annotated[
        datetime | None, typer.Option("--until", formats=DAY, help="The day whose night is the first again.")
    ] = None,
) -> None:
    """Let no night begin, until a day or until `resume`. A night that has begun goes on."""
    with _workplace() as workplace, _at_rest(workplace) as scheduler:
        scheduler.rest(until.date() if until else None, datetime.now(UTC))
        _tell(scheduler.firing(), scheduler.calendar)


@app.command()
def resume() -> None:
    """Let nights begin again, the next one first: those of the pause are not caught up."""
    with _workplace() as workplace, _at_rest(workplace) as scheduler:
        scheduler.go_on()
        _tell(scheduler.firing(), scheduler.calendar)


@app.command("run-now")
def run_now(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[ATVK|URL]…", help="Which sites; all of the list without any.")
    ] = None,
    sites: Sites = SITES,
    max_pages: Annotated[int | None, typer.Option("--max-pages", min=1, help="Pages of the sample a site.")] = None,
    allow_private_sites: Private = False,
    json_file: Json = None,
) -> None:
    """Ask for audits now, before those of a night, whatever the sites' windows; whoever audits the nights does them."""
    wanted, refused = chosen(targets or [], sites)
    with _workplace() as workplace:
        run = ask_for(workplace, wanted, datetime.now(UTC), max_pages, allow_private_sites)
        does_it = _who_does_it(workplace)
    if json_file:
        write_json({"run": run, "sites": [site.url for site in wanted]}, json_file)
    say(f"Run {run}: {'1 site waits' if len(wanted) == 1 else f'{len(wanted)} sites wait'}. {does_it}")
    _close(refused)


def _who_does_it(workplace: Workplace) -> str:
    if workplace.database.dialect.name != "sqlite":
        if workers_alive(workplace.database, workplace.settings.worker_dead_s):
            return "The next free `eindekss worker` begins with it."
        return "No worker runs on this database: start one, `eindekss worker`."
    leader = leader_of(workplace.database)
    if leader:
        return f"The schedule that runs ({leader.name}) begins with it."
    return "No schedule runs on this database: start one, `eindekss schedule`."


@contextmanager
def _workplace(away_s: float = 0.0) -> Iterator[Workplace]:
    with Workplace.open(away_s=away_s) as workplace:
        try:
            yield workplace
        except DatabaseError as error:
            raise SetupError(str(error)) from error


@contextmanager
def _at_rest(workplace: Workplace) -> Iterator[NightScheduler]:
    """The store as the schedule that leads has it, which other settings than this command's may have made."""
    own = calendar_of(workplace.settings)
    with at_rest(workplace.database, own) as scheduler:
        kept = scheduler.calendar
        if kept.at != own.at:
            say(
                f"Nights begin at {kept.at:%H:%M}, by the settings of the schedule that led last. This command's "
                f"say {own.at:%H:%M}; that holds as soon as a schedule with them leads."
            )
        yield scheduler


def _close(refused: object) -> None:
    if refused:
        raise typer.Exit(EXIT_SOME_FAILED)


def _stands_by(leader: Owner) -> None:
    say(f"{leader.name} leads since {leader.since}: this schedule stands by, and takes over when it ends.")


def _tell(stands: Firing, calendar: Calendar) -> None:
    first = first_night(calendar, stands, datetime.now(UTC))
    if first is None:
        say("The schedule is paused: no night begins until `eindekss schedule resume`.")
    else:
        say(f"The next night begins on {_local(first.begins)}, Riga time.")


def _local(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def _span(hours: Hours | NightHours) -> str:
    return f"{hours.begins.astimezone(ZONE):%H:%M} to {hours.ends.astimezone(ZONE):%H:%M}"


def _site_cells(one: SiteToCome) -> Sequence[str]:
    site, window = one.site, one.site.window
    often = "night" if site.every_days == 1 else f"{site.every_days} nights"
    hours = f"{window.start:%H:%M} to {window.end:%H:%M}" if window else "the night's"
    shared = "alone" if one.address else "not found"
    return (
        shown(site.name),
        often,
        hours + (", by day" if one.hours and one.hours.own else ""),
        f"{one.neighbours} more" if one.neighbours else shared,
        str(one.last or "never"),
        f"{one.next}, {_span(one.hours)}" if one.next and one.hours else "none",
    )


def _site_json(one: SiteToCome) -> Any:
    window, hours = one.site.window, one.hours
    return plain(
        {
            "atvk": one.site.atvk,
            "name": one.site.name,
            "url": one.site.url,
            "every_days": one.site.every_days,
            "window": [f"{window.start:%H:%M}", f"{window.end:%H:%M}"] if window else None,
            "address": one.address,
            "others_on_address": one.neighbours,
            "last_night": one.last,
            "next_night": one.next,
            "may_begin": hours.begins if hours else None,
            "may_begin_until": hours.ends if hours else None,
            "outside_the_night": hours.own if hours else None,
        }
    )


def _night_cells(one: NightToCome) -> Sequence[str]:
    ends = _local(one.expected_end) if one.expected_end else ""
    utc = f"{one.night.begins:%Y-%m-%d %H:%M}"
    return str(one.night.day), _local(one.night.begins), utc, str(one.sites), ends


def _night_json(one: NightToCome) -> Any:
    return plain(
        {
            "night": one.night.day,
            "begins": one.night.begins,
            "begins_local": one.night.begins.astimezone(ZONE).isoformat(),
            "ends": one.night.ends,
            "sites": one.sites,
            "expected_end": one.expected_end,
        }
    )
