"""The findings of a municipality: open ones with their age, and those that were fixed."""

from collections.abc import Sequence
from typing import Annotated

from fastapi import Query, Response
from pydantic import Field

from model.finding import Impact, Outcome, Party, Standard
from model.history import SiteIssue
from pipeline.errors import SetupError
from pipeline.findings import Wanted, find
from pipeline.results import Scope
from reports.language import N_, riga_day
from reports.spreadsheets import Row
from reports.terms import IMPACTS, OUTCOMES, PARTIES, term
from reports.views import Column, Form, View
from reports.workbook_causes import KINDS
from web import choices
from web.choices import Choice
from web.filters import Unset
from web.page import DataTable, show
from web.page_route import page_router
from web.pages.findings.filters import STATES, State
from web.pages.municipality.dossier import Dossier, Moment, dossier_of
from web.parts import columns_of, rows_of
from web.problems import Problem
from web.visit import Visiting

router = page_router()

A_PAGE = 50
# More than a site has had open; of closed ones the newest.
MOST = 2_000
# Columns of the table that the page shows; the downloads have all.
AT_SIGHT = {State.OPEN: (0, 1, 2, 3, 4, 5, 6, 7, 8), State.CLOSED: (0, 1, 3, 4, 6, 7, 9, 8)}
# An issue either fails or waits for a person.
TOLD = (Outcome.FAIL, Outcome.NEEDS_REVIEW)


class Asked(Moment):
    """What is not given is not asked for; on a past day it is told what stood, or had been fixed, at its end."""

    rule: Annotated[str | None, Field(max_length=100), Unset] = None
    impact: Annotated[Impact | None, Unset] = None
    standard: Annotated[Standard | None, Unset] = None
    party: Annotated[Party | None, Unset] = None
    outcome: Annotated[Outcome | None, Unset] = None
    state: State = State.OPEN
    page: Annotated[int, Field(ge=1, le=1000)] = 1


@router.get("/municipality/{key}/issues")
def issues(visit: Visiting, key: str, asked: Annotated[Asked, Query()]) -> Response:
    dossier = dossier_of(visit, key, asked)
    _ = visit.words.gettext
    wanted = Wanted(
        target=dossier.target,
        rule=asked.rule,
        impact=asked.impact,
        standard=asked.standard,
        party=asked.party,
        outcome=asked.outcome,
        closed=asked.state is State.CLOSED,
        at=Scope(on=asked.on).moment if asked.on else None,
    )
    try:
        found = find(visit.workplace, wanted, MOST)
    except SetupError as error:
        raise Problem(404, N_("There is no such rule"), N_("Take the filters away or choose others.")) from error
    if dossier.opened is None and not found.whole:
        # That nothing is open is not known.
        return show(visit, dossier.page("unseen", "issues", _("Findings")))
    table = _table(dossier, found.issues)
    first = (asked.page - 1) * A_PAGE
    return show(
        visit,
        dossier.page(
            "issues",
            "issues",
            _("Findings"),
            tables=[table],
            asked=asked,
            whole=found.whole,
            shown=rows_of(columns_of(table, AT_SIGHT[asked.state]), first, first + A_PAGE),
            page=asked.page,
            pages=-(-len(found.issues) // A_PAGE),
            choices=[
                Choice("state", _("State"), [(one, _(name)) for one, name in STATES.items()], must=True),
                choices.of_terms(visit, "impact", _("Impact"), IMPACTS),
                choices.of_terms(visit, "standard", _("Standard"), KINDS),
                choices.of_terms(visit, "party", _("Whose page"), PARTIES),
                choices.of_terms(visit, "outcome", _("Outcome"), {one: OUTCOMES[one] for one in TOLD}),
                choices.of_rules(visit),
                Choice("on", _("As it stood on"), kind="date", further=True),
            ],
            chosen={name: str(value) for name, value in asked if name in visit.request.query_params and value},
        ),
    )


def _table(dossier: Dossier, found: Sequence[SiteIssue]) -> DataTable:
    visit = dossier.visit
    _ = visit.words.gettext
    columns = [
        Column(_("Finding")),
        Column(_("Impact")),
        Column(_("Outcome")),
        Column(_("Where")),
        Column(_("Pages"), Form.COUNT),
        Column(_("Places"), Form.COUNT),
        Column(_("Since")),
        Column(_("Age in days"), Form.COUNT),
        Column(_("Came back"), Form.COUNT),
        Column(_("Fixed")),
        Column(_("Standard")),
        Column(_("Criteria")),
        Column(_("Whose page")),
        Column(_("Rule")),
        Column("ID"),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, issue in enumerate(found):
        span = issue.span
        ends = min(dossier.day, riga_day(span.closed_at)) if span.closed_at else dossier.day
        rows.append(
            [
                visit.texts.rule_title(span.rule, visit.language), _(term(IMPACTS, span.impact or "")) or None,
                _(OUTCOMES[span.outcome]), span.component, span.pages, span.occurrences, riga_day(span.first_seen),
                (ends - riga_day(span.first_seen)).days, span.reopened,
                riga_day(span.closed_at) if span.closed_at else None, _(KINDS[Standard(span.standard)]),
                ", ".join(span.criteria) or None, _(PARTIES[span.party]), span.rule, span.fingerprint,
            ]
        )  # fmt: skip
        # Its pages, places, age and how often it came back stand there.
        links |= {(at, column): dossier.to(f"issues/{span.fingerprint}") for column in (0, 4, 5, 7, 8)}
        links[at, 13] = visit.to(f"rules/{span.rule}")
    return DataTable(id="issues", view=View(_("Findings of the site"), _("Findings"), columns, rows), links=links)
