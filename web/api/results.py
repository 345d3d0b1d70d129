"""The results of a day as the slides tell them, and trends."""

from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from model.site import Centre
from model.trend import Subject
from pipeline.errors import SetupError
from pipeline.trends import Asked as TrendWanted
from pipeline.trends import Step, trend_of
from reports.language import N_
from reports.results_json import results_document
from reports.trend import trend_json
from web.api.asking import Asked, Name, OnDay, Visiting, Word, scope_of, until_today
from web.api.judging import judged_by
from web.api.route import api_router, tells, told
from web.api.shapes.results import DayResults, TrendLine
from web.filters import Day
from web.kept import standings
from web.problems import not_found

router = api_router("Results")


class ResultsAsked(OnDay):
    group: Centre | None = Field(None, description="Development centres of this kind.")
    region: Word | None = Field(None, description="Planning region; one that there is not is a problem.")
    section: Name | None = Field(None, description="Of one section; else of the index and all.")
    since: Day | None = Field(None, description="Who moved since the end of this day.")


class TrendAsked(Asked):
    subject: Subject = Field(Subject.SCORE, description="A mean score, open issues, or who has a feature.")
    name: Name | None = Field(
        None, description="Of scores index, wcag, mobile or a section; a rule; a feature, which must be named."
    )
    by: Step = Field(Step.MONTH, description="Months, or weeks from Monday.")
    grouped: bool = Field(False, description="Each group of development centres apart.")
    since: Day | None = Field(None, description="From this day on.")


@router.get("/results", responses=tells(DayResults))
def read_results(visit: Visiting, asked: Annotated[ResultsAsked, Query()]) -> Response:
    """Levels, statements, leaders, the best of each group, recommendations and, with `since`, who moved."""
    workplace = judged_by(visit, asked.methodology)
    if asked.section not in (None, *(section.id for section in workplace.methodology.sections)):
        raise not_found(N_("There is no such section"), N_("The methodology names its sections."))
    scope = scope_of(visit, asked.on, asked.group, asked.region)
    since = until_today(visit, asked.since) if asked.since else None
    results = standings.results(visit, scope, asked.section, since, workplace)
    narrowed = {"group": asked.group, "region": asked.region, "section": asked.section}
    return told(results_document(results, narrowed))


@router.get("/trends", responses=tells(TrendLine))
def read_trend(visit: Visiting, asked: Annotated[TrendAsked, Query()]) -> Response:
    """How the municipalities fared, month by month or week by week."""
    if asked.subject is Subject.FEATURE and asked.name is None:
        raise not_found(N_("A feature must be named"), N_("Name one by `name`: the list of features has all."))
    wanted = TrendWanted(subject=asked.subject, name=asked.name, by=asked.by, grouped=asked.grouped, since=asked.since)
    try:
        return told(trend_json(visit.kept(("trend", wanted), lambda: trend_of(visit.workplace, wanted))))
    except SetupError as error:
        raise not_found(
            N_("There is no such trend"), N_("There is no score, rule or feature of that name, or no audit yet.")
        ) from error
