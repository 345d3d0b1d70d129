"""The command `eindekss` and the border where every error becomes one sentence and an exit status."""

import sys
from typing import Annotated

import typer

from cli import (
    audit,
    backup,
    database,
    diff,
    doctor,
    evidence,
    explain,
    export,
    features,
    findings,
    history,
    mail,
    methodology,
    objection,
    override,
    register,
    report,
    rescore,
    results,
    review,
    runs,
    schedule,
    serve,
    settings,
    show,
    simulate,
    sites,
    statement,
    survey,
    trend,
    user,
    worker,
)
from cli.console import EXIT_SETUP, say
from pipeline.errors import SetupError
from pipeline.logs import set_up_logs
from pipeline.settings import SettingsError, read_settings

app = typer.Typer(
    name="eindekss",
    help="Audits Latvian municipal websites and feeds what it proves into the municipal e-index.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="Exit status: 0 done, 1 some site failed or some row of sites.csv was refused, 2 usage or set-up, "
    "3 the database was upgraded under a worker.",
)
app.command("audit")(audit.command)
app.command("results")(results.command)
app.command("show")(show.command)
app.command("history")(history.command)
app.command("diff")(diff.command)
app.command("findings")(findings.command)
app.command("trend")(trend.command)
app.command("explain")(explain.command)
app.command("simulate")(simulate.command)
app.command("rescore")(rescore.command)
app.command("report")(report.command)
app.command("statement")(statement.command)
app.command("worker")(worker.command)
app.command("serve")(serve.command)
app.command("settings")(settings.command)
app.command("doctor")(doctor.command)
app.command("backup")(backup.backup_command)
app.command("restore")(backup.restore_command)
app.add_typer(runs.app, name="runs")
app.add_typer(mail.app, name="mail")
app.add_typer(schedule.app, name="schedule")
app.add_typer(sites.app, name="sites")
app.add_typer(export.app, name="export")
app.add_typer(features.app, name="features")
app.add_typer(register.app, name="register")
app.add_typer(survey.app, name="survey")
app.add_typer(override.app, name="override")
app.add_typer(review.app, name="review")
app.add_typer(objection.app, name="objection")
app.add_typer(methodology.app, name="methodology")
app.add_typer(user.app, name="user")
app.add_typer(user.token_app, name="token")
app.add_typer(database.app, name="db")
app.add_typer(evidence.app, name="evidence")


@app.callback()
def _options(
    verbose: Annotated[bool, typer.Option("--verbose", "-v", help="Log what happens, to standard error.")] = False,
) -> None:
    try:
        log_format = read_settings().log_format
    except SettingsError:
        # The command will say what is wrong, unless it needs none.
        log_format = "text"
    set_up_logs(log_format, verbose=verbose)


def main() -> None:
    try:
        app()
    except SetupError as error:
        say(f"eindekss: {error}")
        sys.exit(EXIT_SETUP)
