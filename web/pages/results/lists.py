"""Who stands behind a count of the results: the municipalities of a statement, a level or a recommendation."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from fastapi import Query, Response

from model.alphabet import alphabetical
from model.results import INDEX, Among, MunicipalityResult
from model.text import Text
from reports.language import N_
from reports.spreadsheets import Row
from reports.views import Column, Form, View
from scoring.counting import States, count_statement, states_of_recommendation, states_of_statement
from scoring.levels import subjects
from scoring.slides import load_slides
from web.filters import Filters, Unset
from web.kept.standings import municipalities
from web.page import DataTable, Page, show
from web.page_route import page_router
from web.pages.results.links import NO_LEVEL, municipality_path
from web.pages.results.overview import result_words
from web.problems import not_found
from web.visit import Visit, Visiting

router = page_router()


class Answer(StrEnum):
    """What is told of a municipality; told is yes or no."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    TOLD = "told"


ANSWERS = {
    Answer.YES: N_("yes"),
    Answer.NO: N_("no"),
    Answer.UNKNOWN: N_("could not be told"),
    Answer.TOLD: N_("could be told"),
}
# Of a recommendation: whether the municipality needs it.
NEEDS = {**ANSWERS, Answer.YES: N_("needed"), Answer.NO: N_("not needed")}
OF_STATE = {True: Answer.YES, False: Answer.NO, None: Answer.UNKNOWN}
STATES = {**{answer: (state,) for state, answer in OF_STATE.items()}, Answer.TOLD: (True, False)}


class ListFilters(Filters):
    answer: Annotated[Answer | None, Unset] = None


ListAsked = Annotated[ListFilters, Query()]


@router.get("/results/statements/{name}")
def statement(visit: Visiting, name: str, filters: ListAsked) -> Response:
    """Of a statement everybody is counted whom it is about, so a group's filter only narrows whom it counts among."""
    told = next((one for one in load_slides().statements if one.id == name), None)
    if told is None:
        raise not_found(N_("There is no such statement"), N_("Choose one from the results."))
    found = municipalities(visit, filters.scope(visit))
    subject, level = told.section or INDEX, count_statement(told, found).level
    about = None
    if told.among is Among.COMMON_LEVEL and level is not None:
        about = visit.words.gettext(
            "As in 2019, those at the most common level of the section are counted: %(level)s.",
            level=result_words(visit).level(level),
        )
    return _listed(visit, filters, told.title, subject, states_of_statement(told, found), about=about)


@router.get("/results/recommendations/{name}")
def recommendation(visit: Visiting, name: str, filters: ListAsked) -> Response:
    told = next((one for one in load_slides().recommendations if one.id == name), None)
    if told is None:
        raise not_found(N_("There is no such recommendation"), N_("Choose one from the results."))
    states = states_of_recommendation(told, municipalities(visit, filters.scope(visit)), filters.group)
    return _listed(visit, filters, told.title, told.section, states, NEEDS)


@router.get("/results/levels/{subject}/{level}")
def level(visit: Visiting, subject: str, level: str, filters: ListAsked) -> Response:
    methodology = visit.workplace.methodology
    known = {str(one.level): one for one in methodology.levels}
    if subject not in subjects(methodology) or level not in {*known, NO_LEVEL}:
        raise not_found(N_("There is no such level"), N_("Choose one from the results."))
    wanted = known[level].level if level in known else None
    found = [one for one in municipalities(visit, filters.scope(visit)) if one.figures(subject).maturity == wanted]
    words = result_words(visit)
    title = f"{words.subject(subject)}: {words.level(wanted)}"
    about = visit.words.of(known[level].meaning) if level in known else None
    return _shown(visit, filters, title, _table(visit, subject, [(one, None) for one in found], filters.on), about)


def _listed(
    visit: Visit,
    filters: ListFilters,
    title: Text,
    subject: str,
    states: States,
    answers: Mapping[Answer, str] = ANSWERS,
    about: str | None = None,
) -> Response:
    kept = [one for one in states if filters.answer is None or one[1] in STATES[filters.answer]]
    counts = {answer: sum(state in STATES[answer] for _, state in states) for answer in Answer}
    table = _table(visit, subject, kept, filters.on, answers)
    return _shown(visit, filters, visit.words.of(title), table, about, (answers, counts))


def _shown(
    visit: Visit,
    filters: ListFilters,
    title: str,
    table: DataTable,
    about: str | None,
    answered: tuple[Mapping[Answer, str], Mapping[Answer, int]] = ({}, {}),
) -> Response:
    return show(
        visit,
        Page(
            template="results/list.html.j2",
            title=title,
            tables=[table],
            crumbs=[("results", visit.words.gettext("Results"))],
            values={
                "day": filters.on or visit.today,
                "about": about,
                "answer": filters.answer,
                "answers": answered[0],
                "counts": answered[1],
            },
        ),
    )


def _table(
    visit: Visit,
    subject: str,
    states: Sequence[tuple[MunicipalityResult, bool | None]],
    on: date | None,
    answers: Mapping[Answer, str] | None = None,
) -> DataTable:
    words, gettext = result_words(visit), visit.words.gettext
    listed = sorted(states, key=lambda pair: alphabetical(pair[0].site.name))
    rows: list[Row] = []
    links = {}
    for at, (one, state) in enumerate(listed):
        figures = one.figures(subject)
        said = [gettext(answers[OF_STATE[state]])] if answers else []
        group = words.group(one.site.centre) if one.site.centre else None
        rows.append([one.site.name, *said, group, one.site.region, figures.score, words.level(figures.maturity)])
        links[at, 0] = visit.to(municipality_path(one.site))
        if figures.score is not None:
            ledger = visit.to(f"{municipality_path(one.site)}/scores/{subject}", on=on)
            links[at, len(rows[at]) - 2] = links[at, len(rows[at]) - 1] = ledger
    columns = [
        Column(gettext("Municipality")),
        *([Column(gettext("Answer"))] if answers else []),
        Column(gettext("Group")),
        Column(gettext("Region")),
        Column(words.subject(subject), Form.SCORE),
        Column(gettext("Maturity level")),
    ]
    view = View(gettext("Municipalities"), gettext("Municipalities"), columns, rows)
    return DataTable(id="municipalities", view=view, links=links)
