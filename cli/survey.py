"""`eindekss survey`: a template for municipalities to fill, its way back into the database, and what was answered."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.console import EXIT_SOME_FAILED, out, say, write_bytes, write_json
from cli.sites import SITES, listed
from pipeline.errors import SetupError
from pipeline.survey_file import FIRST_YEAR, SurveyFile
from pipeline.surveying import answered, read_filled, save_filled, template
from pipeline.workplace import Workplace, settings_in_force
from reports.survey_table import answers_json, render_answers

app = typer.Typer(help="The survey: what only the municipalities know.", no_args_is_help=True)

FORMS = {".xlsx": "xlsx", ".csv": "csv"}
Year = Annotated[int | None, typer.Option("--year", min=FIRST_YEAR, help="The year of rows that name none.")]
MethodologyName = Annotated[str | None, typer.Option("--methodology", help="Which one asks; else the one in force.")]


@app.command("template")
def template_(
    year: Annotated[int, typer.Option("--year", min=FIRST_YEAR, help="The year that is asked about.")],
    output: Annotated[
        Path | None, typer.Option("--out", "-o", help="File, as XLSX or CSV by its name; - for CSV on standard output.")
    ] = None,
    atvk: Annotated[list[str] | None, typer.Option("--atvk", help="Which municipality; may be repeated.")] = None,
    methodology: MethodologyName = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
) -> None:
    """Write the survey as a spreadsheet: a sheet for each municipality, or a CSV of them all."""
    settings = settings_in_force({"language": lang, "methodology": methodology})
    target = output or Path(f"{'aptauja' if settings.language == 'lv' else 'survey'}-{year}.xlsx")
    form = "csv" if str(target) == "-" else FORMS.get(target.suffix.lower())
    if form is None:
        raise SetupError(f"{target} is neither .xlsx nor .csv: name the file by what it shall be.")
    today = datetime.now(UTC).date()
    standing = [site for site in listed(sites).sites if site.valid_on(today)]
    content = template(standing, atvk or [], year, settings.methodology, settings.language, form)
    write_bytes(content, str(target))
    if str(target) != "-":
        out.print(str(target), markup=False)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The filled survey, XLSX or CSV.")],
    year: Year = None,
    methodology: MethodologyName = None,
    who: Annotated[str | None, typer.Option("--who", help="Who brings it in; else this machine's user.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what is wrong; save nothing.")] = False,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
    sites: Annotated[Path, typer.Option("--sites", help="The list of sites.")] = SITES,
) -> None:
    """Bring a filled survey in. Where anything is wrong every fault is named, and nothing is changed."""
    with Workplace.open({"methodology": methodology}) as workplace:
        known = listed(sites).sites if sites.exists() else ()
        read = read_filled(workplace, file, known, workplace.methodology, year)
        if not read.problems and not read.filled:
            raise SetupError(f"{file} holds no answer.")
        if not read.problems and not dry_run:
            save_filled(workplace, read, file, workplace.methodology.id, who)
    for problem in read.problems:
        say(f"{file}, {problem.place}: {problem.text}.")
    if json_file:
        write_json(_told(read), json_file)
    else:
        _print(read, dry_run)
    if read.problems:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def show(
    atvk: Annotated[str, typer.Argument(help="Which municipality.")],
    methodology: MethodologyName = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show what a municipality answered: the newest answer to each question, its age, and whether it counts today."""
    with Workplace.open({"language": lang, "methodology": methodology}) as workplace:
        lines = answered(workplace, atvk, workplace.methodology, datetime.now(UTC).date())
    if json_file:
        write_json(answers_json(lines), json_file)
    else:
        render_answers(lines, out, workplace.settings.language)


def _told(read: SurveyFile) -> dict[str, object]:
    filled = [{"atvk": one.atvk, "year": one.year, "answers": len(one.answers)} for one in read.filled]
    problems = [{"sheet": one.sheet or None, "row": one.row, "problem": one.text} for one in read.problems]
    return {"filled": filled, "problems": problems}


def _print(read: SurveyFile, dry_run: bool) -> None:
    if read.problems:
        out.print(f"Faults: {len(read.problems)}. Nothing was changed.", markup=False)
        return
    done = "Would be saved" if dry_run else "Saved"
    answers = sum(len(one.answers) for one in read.filled)
    out.print(f"{done}: {answers} answers (municipalities and years: {len(read.filled)}).", markup=False)
