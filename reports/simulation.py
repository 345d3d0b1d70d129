"""A simulation for a person: what each fix gains and costs, and where all of them lead."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text as Cell

from model.score import IndexScore
from model.simulation import Fix, PlaceInGroup, Simulation, Step
from reports.export import plain
from reports.language import Words
from reports.terms import CENTRES, CHAT_KINDS, term
from reports.texts import ReportTexts

NOTHING = "–"


def fix_in_words(fix: Fix, texts: ReportTexts, words: Words) -> str:
    """One line a fix."""
    return "\n".join(line for _, line in fix_parts(fix, texts, words))


def fix_parts(fix: Fix, texts: ReportTexts, words: Words) -> list[tuple[str, str]]:
    """The rules that are mended, the features that are offered or dropped, each by its name and in words."""
    language = words.language
    said = [(rule, words.gettext("Mend: %(title)s", title=texts.rule_title(rule, language))) for rule in fix.rules]
    for feature in fix.added:
        kind = f" ({words.gettext(term(CHAT_KINDS, feature.kind))})" if feature.kind else ""
        title = texts.feature_title(feature.id, language)
        said.append((feature.id, words.gettext("Offer: %(title)s", title=title) + kind))
    for name in fix.removed:
        said.append((name, words.gettext("Drop: %(title)s", title=texts.feature_title(name, language))))
    return said


def print_simulation(told: Simulation, texts: ReportTexts, console: Console, words: Words) -> None:
    console.print(_steps(told, texts, words))
    console.print(_scores(told, texts, words))
    console.print(
        words.gettext(
            "Place among the %(group)s: %(before)s, then %(after)s",
            group=words.gettext(CENTRES[told.place_after.group])
            if told.place_after.group
            else words.gettext("sites without a group"),
            before=_place(told.place_before, words),
            after=_place(told.place_after, words),
        ),
        markup=False,
    )


def simulation_json(told: Simulation) -> Any:
    """With full precision; the index and sections before and after, and every step with what it leads to."""
    return plain(
        {
            "methodology": told.before.methodology,
            "before": _index(told.before, told.place_before),
            "after": _index(told.after, told.place_after),
            "steps": [step_json(step) for step in told.steps],
        }
    )


def _steps(told: Simulation, texts: ReportTexts, words: Words) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column(words.gettext("Fix"), ratio=1, overflow="fold")
    for title in (words.gettext("Gain"), words.gettext("Work"), words.gettext("Index"), words.gettext("Level")):
        table.add_column(title, justify="right", no_wrap=True)
    for step in told.steps:
        names = " ".join([*step.fix.rules, *(one.id for one in step.fix.added), *step.fix.removed])
        table.add_row(
            Cell(fix_in_words(step.fix, texts, words)).append(f" {names}", style="dim"),
            Cell(NOTHING if step.gain is None else words.change(step.gain)),
            Cell(words.number(step.fix.work)),
            Cell(_score(step.after.score, words)),
            Cell(_level(step.after.maturity)),
        )
    return table


def _scores(told: Simulation, texts: ReportTexts, words: Words) -> Table:
    """Index and sections, before and after."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, show_edge=False)
    table.add_column("", ratio=1, overflow="fold")
    for title in (words.gettext("Now"), words.gettext("Level"), words.gettext("Then"), words.gettext("Level")):
        table.add_column(title, justify="right", no_wrap=True)
    rows = [(words.gettext("Index"), told.before.score, told.before.maturity, told.after.score, told.after.maturity)]
    rows += [
        (texts.title(texts.sections, was.id, words.language), was.score, was.maturity, now.score, now.maturity)
        for was, now in zip(told.before.sections, told.after.sections, strict=True)
    ]
    for title, was, level_was, now, level_now in rows:
        moved = was != now
        table.add_row(
            Cell(title),
            Cell(_score(was, words)),
            Cell(_level(level_was)),
            Cell(_score(now, words), style="bold" if moved else ""),
            Cell(_level(level_now), style="bold" if level_was != level_now else ""),
        )
    return table


def _place(place: PlaceInGroup, words: Words) -> str:
    if place.rank is None:
        return words.gettext("not ranked")
    return words.gettext("%(count)s of %(base)s", count=place.rank, base=place.ranked)


def _score(score: float | None, words: Words) -> str:
    return NOTHING if score is None else words.score(score)


def _level(level: int | None) -> str:
    return NOTHING if level is None else str(level)


def step_json(step: Step) -> dict[str, Any]:
    """What is mended, offered and dropped, its work and gain, and the index that it leads to."""
    return {
        "fix": list(step.fix.rules),
        "add": [{"id": one.id, "kind": one.kind, "grade": one.grade} for one in step.fix.added],
        "remove": list(step.fix.removed),
        "work": step.fix.work,
        "gain": step.gain,
        "score": step.after.score,
        "maturity": step.after.maturity,
    }


def _index(index: IndexScore, place: PlaceInGroup) -> dict[str, Any]:
    return {
        "score": index.score,
        "coverage": index.coverage,
        "maturity": index.maturity,
        "group": place.group,
        "rank": place.rank,
        "ranked": place.ranked,
        "sections": [
            {"id": one.id, "score": one.score, "coverage": one.coverage, "maturity": one.maturity}
            for one in index.sections
        ],
    }
