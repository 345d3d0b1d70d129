"""The filters that many pages share, as their addresses tell them: which day, which group, which region."""

from datetime import date, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, BeforeValidator, Field

from model.site import Centre
from pipeline.results import Scope
from reports.language import N_
from web.kept.municipalities import refuse_unknown_region
from web.problems import Problem
from web.visit import Visit

# What lies outside no calendar of ours can count with, and no audit was then.
EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)
Day = Annotated[date, Field(ge=EARLIEST, le=LATEST)]
# A form sends what nobody filled in as an empty text. It stands last: what stands before it is asked of a value only.
Unset = BeforeValidator(lambda value: None if value == "" else value)


class Filters(BaseModel):
    """What is not given is not asked for; `on` is today then. A page with more filters derives its own from it."""

    on: Annotated[Day | None, Unset] = None
    group: Annotated[Centre | None, Unset] = None
    region: Annotated[Annotated[str, Field(max_length=100)] | None, Unset] = None

    def scope(self, visit: Visit) -> Scope:
        """Raises Problem for a day that is still to come, and for a region that there is not."""
        refuse_unknown_region(visit, self.region)
        return Scope(on=past(visit, self.on or visit.today), group=self.group, region=self.region)


def end_of_month(month: date, today: date) -> date:
    """The last day of the month that begins on this day, as far as it has gone."""
    return min((month + timedelta(days=31)).replace(day=1) - timedelta(days=1), today)


def past(visit: Visit, day: date) -> date:
    """The day; raises Problem where it is still to come."""
    if day > visit.today:
        raise Problem(
            422,
            N_("That day is still to come"),
            N_("Choose a day until today, %(day)s."),
            day=visit.words.date(visit.today),
        )
    return day


Filtered = Annotated[Filters, Query()]
