"""`eindekss methodology`: what a methodology says, whether it holds together, and what sets two of them apart."""

from dataclasses import asdict
from typing import Annotated

import typer
from rich.text import Text as Cell
from rich.tree import Tree

from cli.console import EXIT_SOME_FAILED, out, write_json
from model.text import Language, Text
from pipeline.methodologies import contradictions_in
from pipeline.workplace import methodology_of, settings_in_force
from reports.export import plain
from scoring.comparison import differences
from scoring.conditions import in_words
from scoring.declaration import Indicator, Methodology

app = typer.Typer(help="The methodology: what is scored, and how.", no_args_is_help=True)

PREREQUISITES = Text(lv="Priekšnosacījumi augstākam līmenim", en="Prerequisites for a higher level")
ASSUMPTIONS = Text(lv="Pieņēmumi: tas, ko avoti nesaka", en="Assumptions: what the sources do not say")
SOURCES = Text(lv="Avoti", en="Sources")


@app.command()
def show(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Which one; without it, the one in force.")
    ] = None,
    lang: Annotated[str | None, typer.Option("--lang", help="lv or en.")] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show a methodology: sections, indicators, measures, weights, sources, prerequisites and assumptions."""
    settings = settings_in_force({"language": lang})
    methodology = methodology_of(name or settings.methodology)
    if json_file:
        write_json(plain(asdict(methodology)), json_file)
    else:
        out.print(_tree(methodology, settings.language))


@app.command()
def check(
    target: Annotated[
        str | None, typer.Argument(metavar="[NAME|FOLDER]", help="Which one, or the folder of a draft.")
    ] = None,
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Name every contradiction of a methodology at once; a draft's folder bears its name."""
    target = target or settings_in_force().methodology
    found = contradictions_in(target)
    if json_file:
        write_json({"methodology": target, "contradictions": list(found)}, json_file)
    elif not found:
        out.print(f"{target} holds together.", markup=False)
    else:
        for line in found:
            out.print(line, markup=False, soft_wrap=True)
    if found:
        raise typer.Exit(EXIT_SOME_FAILED)


@app.command()
def diff(
    older: Annotated[str, typer.Argument(metavar="OLDER")],
    newer: Annotated[str, typer.Argument(metavar="NEWER")],
    json_file: Annotated[str | None, typer.Option("--json", help="Write as JSON; - for standard output.")] = None,
) -> None:
    """Show what is different between two methodologies: what can change a score, then what only reads otherwise."""
    found = sorted(differences(methodology_of(older), methodology_of(newer)), key=lambda one: one.of_words)
    if json_file:
        write_json([{**asdict(one), "of_words": one.of_words} for one in found], json_file)
        return
    for one in found:
        style = "dim" if one.of_words else ""
        out.print(Cell(f"{one.place}: {one.before or '–'} → {one.after or '–'}", style=style), soft_wrap=True)


def _tree(methodology: Methodology, language: Language) -> Tree:
    frame = methodology.frame
    tree = Tree(Cell(f"{methodology.id}: {methodology.title.in_(language)}", style="bold"))
    for section in methodology.sections:
        branch = tree.add(Cell(f"{section.title.in_(language)} ({section.id})", style="bold"))
        for indicator in section.indicators:
            _add_indicator(branch, indicator, language)
        if section.prerequisites:
            needed = branch.add(PREREQUISITES.in_(language))
            for one in section.prerequisites:
                needed.add(Cell(f"{one.title.in_(language)}: ").append(in_words(one.condition), style="dim"))
    if frame.assumptions:
        made = tree.add(ASSUMPTIONS.in_(language))
        for assumption in frame.assumptions:
            made.add(Cell(f"{assumption.id}: {assumption.text.in_(language)}"))
    if frame.sources:
        cited = tree.add(SOURCES.in_(language))
        for source in frame.sources:
            title, where = source.title.in_(language), source.where.in_(language)
            cited.add(Cell(f"{source.id}: {title}. ").append(where, style="dim"))
    return tree


def _add_indicator(branch: Tree, indicator: Indicator, language: Language) -> None:
    rests_on = ", ".join((*indicator.assumes, *indicator.cites))
    title = f"{100 * indicator.weight:g} % {indicator.title.in_(language)} ({indicator.id}) "
    one = branch.add(Cell(title).append(rests_on, style="dim"))
    for measure in indicator.measures:
        text = Cell(f"{measure.weight:g} % {measure.title.in_(language)} ")
        one.add(text.append(", ".join((*measure.sources, *((measure.rule,) if measure.rule else ()))), style="dim"))
