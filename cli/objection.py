"""`eindekss objection`: what municipalities object to, what was answered, and what came of it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, write_bytes, write_json
from model.objection import Objection, Settled
from pipeline.attachments import handed_name
from pipeline.deciding import site_names
from pipeline.errors import SetupError
from pipeline.objecting import (
    LONGEST_TEXT,
    Grounds,
    answer,
    deciding_commands,
    file_of,
    object_to,
    objection_numbered,
    objections,
    reaudit_commands,
)
from pipeline.surveying import user_name
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.objections import objections_json, render_objection, render_objections

app = typer.Typer(help="Objections of municipalities, and their answers.", no_args_is_help=True)

# A letter takes at most so many bytes.
LETTER_BYTES = 4

Lang = Annotated[str | None, typer.Option("--lang", help="lv or en.")]
Json = Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")]
Text = Annotated[str | None, typer.Option("--text", help="The words.")]
TextFile = Annotated[Path | None, typer.Option("--text-file", help="The words, in a UTF-8 file.")]


@app.command()
def add(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    text: Text = None,
    text_file: TextFile = None,
    finding: Annotated[str | None, typer.Option("--finding", help="Which finding, by its fingerprint.")] = None,
    feature: Annotated[str | None, typer.Option("--feature", help="Which feature, by its id.")] = None,
    pages: Annotated[list[str] | None, typer.Option("--page", metavar="URL", help="Which page of the site.")] = None,
    files: Annotated[
        list[Path] | None, typer.Option("--file", help="A file that proves it; up to 10 of 10 MB.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who objects.")] = None,
) -> None:
    """Record an objection to the newest audit of a site, with its words and files."""
    grounds = Grounds(_words(text, text_file), finding, feature, pages or (), files or (), who)
    with Workplace.open() as workplace:
        made = object_to(workplace, target, grounds)
        commands = reaudit_commands(workplace, made)
    out.print(f"Objection {made.id} is recorded.", markup=False)
    _tell(commands, "Audit its page anew:")


@app.command("list")
def list_(
    target: Annotated[str | None, typer.Argument(metavar="[ATVK|URL]", help="Which site; all without one.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Only those that nobody settled yet.")] = False,
    lang: Lang = None,
    json_file: Json = None,
) -> None:
    """List objections, the oldest first."""
    with Workplace.open({"language": lang}) as workplace:
        made = [one for one in objections(workplace, target) if not open_ or one.outcome is None]
        names = site_names(workplace)
        texts = report_texts(workplace.settings, workplace.methodology)
    if json_file:
        write_json(objections_json(made), json_file)
    else:
        render_objections(made, names, texts, out, workplace.settings.language)


@app.command()
def show(
    number: Annotated[int, typer.Argument(metavar="ID", help="Which objection, by its number.")],
    files: Annotated[Path | None, typer.Option("--files", help="Write its files into this folder.")] = None,
    lang: Lang = None,
    json_file: Json = None,
) -> None:
    """Show one objection with its pages, answers and files."""
    with Workplace.open({"language": lang}) as workplace:
        one = objection_numbered(workplace, number)
        name = site_names(workplace).get(one.site, one.site)
        texts = report_texts(workplace.settings, workplace.methodology)
        written = _write_files(workplace, one, files) if files else []
    if json_file:
        write_json(objections_json([one])[0], json_file)
    else:
        render_objection(one, name, texts, out, workplace.settings.language)
    for path in written if json_file != "-" else ():
        out.print(str(path), markup=False, soft_wrap=True)


@app.command("answer")
def answer_(
    number: Annotated[int, typer.Argument(metavar="ID", help="Which objection, by its number.")],
    text: Text = None,
    text_file: TextFile = None,
    outcome: Annotated[
        Settled | None, typer.Option("--outcome", help="What settles it; without one it stays open.")
    ] = None,
    who: Annotated[str | None, typer.Option("--who", help="Who answers; else this machine's user.")] = None,
) -> None:
    """Answer an objection. The next report of the site tells it; no score changes by it."""
    named = who or user_name()
    with Workplace.open() as workplace:
        one = answer(workplace, number, _words(text, text_file), named, outcome)
        commands = deciding_commands(workplace, one, named) if outcome is Settled.UPHELD else ()
    out.print(f"Objection {number} is {one.outcome or 'answered and still open'}.", markup=False)
    _tell(commands, "No score changes by that. A decision does, from the next audit on:")


def _words(text: str | None, text_file: Path | None) -> str:
    """What was written, on the line or in a file. Raises SetupError."""
    if (text is None) == (text_file is None):
        raise SetupError("say it with --text or --text-file.")
    if text_file is None:
        return text or ""
    try:
        with text_file.open("rb") as file:
            # One more than the longest, so that the length is refused and not cut.
            return file.read(LONGEST_TEXT * LETTER_BYTES + 1).decode()
    except OSError as error:
        raise SetupError(f"{text_file} cannot be read ({error.strerror}): name another file.") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{text_file} is no text in UTF-8 of at most {LONGEST_TEXT} characters.") from error


def _write_files(workplace: Workplace, one: Objection, folder: Path) -> Sequence[Path]:
    """Writes the files that came with it under harmless names. Raises SetupError."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise SetupError(f"{folder} cannot be made ({error.strerror}): name another folder.") from error
    written = []
    for at, file in enumerate(one.files, start=1):
        path = folder / handed_name(one.id, at, file)
        write_bytes(file_of(workplace, file), str(path))
        written.append(path)
    return written


def _tell(commands: Sequence[str], why: str) -> None:
    if commands:
        out.print(why, markup=False)
    for command in commands:
        out.print(f"  {command}", markup=False, soft_wrap=True)
