"""`eindekss statement`: a draft of a site's accessibility statement, filled in with what its audit knows."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, say, write_bytes
from pipeline.drafting import draft_of
from pipeline.workplace import Workplace

TEXT_ENDINGS = frozenset({".txt", ".md"})


def command(
    target: Annotated[str, typer.Argument(metavar="ATVK|URL", help="Which site.")],
    output: Annotated[
        str | None,
        typer.Option(
            "--out", "-o", metavar="FILE.html|FILE.txt|-", help="HTML or, by its ending, text; - for text on output."
        ),
    ] = None,
) -> None:
    """Write a draft of the site's accessibility statement, in Latvian, by the form of Regulation No. 445.

    What a machine cannot know is marked [aizpilda pašvaldība: …] and has to be filled in before it is published.
    """
    with Workplace.open() as workplace:
        draft = draft_of(workplace, target)
    path = output or f"{target.rstrip('/').rpartition('/')[2]}-pieklustamibas-pazinojums.html"
    is_text = path == "-" or Path(path).suffix.lower() in TEXT_ENDINGS
    write_bytes((draft.as_text() if is_text else draft.as_html()).encode(), path)
    if path != "-":
        out.print(path, markup=False)
    say(f"To be filled in by the municipality: {draft.blanks} places marked [aizpilda pašvaldība: …].")
