"""The methodology, in force or another: what is scored, with which weight, and what each number means."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import BaseModel

from pipeline.errors import SetupError
from pipeline.texts import report_texts
from pipeline.workplace import methodology_of
from reports.language import N_
from reports.method_words import MethodWords
from reports.number_words import Bounds, number_meanings
from reports.result_words import ResultWords
from reports.terms import SOURCES
from scoring.documentation import RULE_WORDS
from scoring.methodology import Methodology, published
from scoring.slides import load_slides
from web.filters import Unset
from web.page import Page, show
from web.page_route import page_router
from web.pages.methodology_tables import MethodologyTables
from web.problems import not_found
from web.visit import Visit, Visiting

router = page_router()


class Compared(BaseModel):
    """With which other methodology it is compared; without it, with the one published before it."""

    against: Annotated[str | None, Unset] = None


@router.get("/methodology")
def methodology(visit: Visiting, compared: Annotated[Compared, Query()]) -> Response:
    return _page(visit, visit.workplace.methodology, compared)


@router.get("/methodology/{name}")
def other(visit: Visiting, name: str, compared: Annotated[Compared, Query()]) -> Response:
    return _page(visit, _named(visit, name), compared)


def _named(visit: Visit, name: str) -> Methodology:
    in_force = visit.workplace.methodology
    if name == in_force.id:
        return in_force
    if name in published():
        try:
            return methodology_of(name)
        except SetupError:
            pass
    raise not_found(N_("There is no such methodology"), N_("Choose one of %(known)s."), known=", ".join(published()))


def _page(visit: Visit, shown: Methodology, compared: Compared) -> Response:
    texts = visit.kept(("texts", shown.id), lambda: report_texts(visit.workplace.settings, shown))
    words, frame = MethodWords(visit.words, texts), shown.frame
    before = [name for name in published() if name < shown.id]
    against = compared.against or (before[-1] if before else None)
    older = _named(visit, against) if against else None
    tables = MethodologyTables(shown, words, ResultWords(visit.words, texts), load_slides(), visit.to)
    return show(
        visit,
        Page(
            template="methodology.html.j2",
            title=visit.words.of(shown.title) if shown is not visit.workplace.methodology else _titled(visit),
            tables=tables.all(older),
            crumbs=[] if visit.path == "methodology" else [("methodology", visit.words.gettext("Methodology"))],
            values={
                "methodology": shown,
                "in_force": shown.id == visit.workplace.methodology.id,
                "known": published(),
                "against": against,
                "meanings": number_meanings(
                    Bounds(frame.minimum_coverage, frame.minimum_ranking_coverage), visit.words
                ),
                "method": words,
                "rules": RULE_WORDS,
                "sources": SOURCES,
                "assumptions": {one.id for one in frame.assumptions},
                "cited": {one.id for one in frame.sources},
                "anchors": {
                    "statements": [f"statement-{one.id}" for one in load_slides().statements],
                    "recommendations": [f"recommendation-{one.id}" for one in load_slides().recommendations],
                },
                "to": visit.to,
            },
        ),
    )


def _titled(visit: Visit) -> str:
    return visit.words.gettext("Methodology")
