"""What the pages of findings are asked for by their addresses, as `eindekss findings` is by its options."""

from collections.abc import Sequence
from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from checks.criteria import criteria
from model.finding import Impact, Outcome, Standard
from model.site import Centre
from pipeline.findings import Wanted, seen_for
from pipeline.results import Scope
from reports.language import N_, ZONE
from reports.terms import IMPACTS, OUTCOMES
from reports.workbook_causes import KINDS
from web import choices
from web.choices import Choice
from web.filters import Day, Unset, past
from web.kept import municipalities
from web.visit import Visit

LONGEST = 100
NAME = r"^[a-z0-9_-]*$"
CRITERION = r"^\d\.\d{1,2}\.\d{1,2}$"
EARLIEST = date(2000, 1, 1)
MOST_DAYS = 36_500
MOST_PAGES = 10_000
EVERYTHING = Wanted()


class State(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


STATES = {State.OPEN: N_("open"), State.CLOSED: N_("fixed")}


class RuleFilters(BaseModel):
    """Of rules and of faults that sites share: open ones only."""

    standard: Annotated[Standard | None, Unset] = None
    impact: Annotated[Impact | None, Unset] = None
    group: Annotated[Centre | None, Unset] = None
    region: Annotated[Annotated[str, Field(max_length=LONGEST)] | None, Unset] = None
    criterion: Annotated[Annotated[str, Field(pattern=CRITERION)] | None, Unset] = None
    rule: Annotated[Annotated[str, Field(max_length=LONGEST, pattern=NAME)] | None, Unset] = None

    def wanted(self, visit: Visit) -> Wanted:
        """Raises Problem for a region that no site is in."""
        municipalities.refuse_unknown_region(visit, self.region, present=True)
        return Wanted(
            rule=self.rule, criterion=self.criterion, group=self.group, region=self.region, impact=self.impact,
            standard=self.standard,
        )  # fmt: skip


class FindingFilters(RuleFilters):
    """Of the list of findings: a page of a hundred of those that are open, or that were fixed; `on` a day, as it was
    at its end.
    """

    site: Annotated[Annotated[str, Field(max_length=LONGEST)] | None, Unset] = None
    outcome: Annotated[Outcome | None, Unset] = None
    state: State = State.OPEN
    older_than: Annotated[Annotated[int, Field(ge=0, le=MOST_DAYS)] | None, Unset] = None
    since: Annotated[Annotated[date, Field(ge=EARLIEST)] | None, Unset] = None
    on: Annotated[Day | None, Unset] = None
    page: Annotated[int, Field(ge=1, le=MOST_PAGES)] = 1

    def wanted(self, visit: Visit) -> Wanted:
        """Raises Problem for a region or a site that there is not, and for a day that is still to come."""
        municipalities.refuse_unknown_region(visit, self.region, present=True)
        site = municipalities.named(visit, self.site).present.site.url if self.site else None
        return Wanted(
            target=site,
            rule=self.rule,
            criterion=self.criterion,
            group=self.group,
            region=self.region,
            seen_before=seen_for(self.older_than, visit.today),
            impact=self.impact,
            standard=self.standard,
            outcome=self.outcome,
            closed=self.state is State.CLOSED,
            since=datetime.combine(self.since, time(), ZONE) if self.since else None,
            at=Scope(on=past(visit, self.on)).moment if self.on else None,
        )


RulesFiltered = Annotated[RuleFilters, Query()]
FindingsFiltered = Annotated[FindingFilters, Query()]


def of_rules(visit: Visit) -> Sequence[Choice]:
    """The fields of a form about rules."""
    _ = visit.words.gettext
    return (
        choices.of_terms(visit, "standard", _("Standard"), KINDS),
        choices.of_terms(visit, "impact", _("Impact"), IMPACTS),
        choices.of_groups(visit),
        choices.of_regions(visit),
        Choice("criterion", _("WCAG criterion"), [(one.number, _criterion(visit, one.number)) for one in criteria()]),
    )


def of_findings(visit: Visit) -> Sequence[Choice]:
    """The fields of the form about findings."""
    _ = visit.words.gettext
    standard, impact, group, region, criterion = of_rules(visit)
    told = {one: OUTCOMES[one] for one in (Outcome.FAIL, Outcome.NEEDS_REVIEW)}
    return (
        choices.of_sites(visit),
        group,
        region,
        standard,
        impact,
        Choice("state", _("State"), [(one, _(name)) for one, name in STATES.items()], must=True),
        choices.of_rules(visit),
        Choice("criterion", criterion.label, criterion.options, further=True),
        choices.of_terms(visit, "outcome", _("Outcome"), told, further=True),
        Choice("older_than", _("Open for days, at least"), kind="number", further=True),
        Choice("since", _("First seen, or fixed, since"), kind="date", further=True),
        Choice("on", _("As it stood on"), kind="date", further=True),
    )


def _criterion(visit: Visit, number: str) -> str:
    title = next(one.title for one in criteria() if one.number == number)
    return f"{number} {title.in_(visit.language)}"
