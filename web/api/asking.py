"""What every question to the API may say: its language, how much of a list, which days; nothing that is not known."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from model.site import Centre
from model.text import LANGUAGES, Language
from pipeline.results import Scope
from reports.language import Words
from web.filters import Day
from web.kept.municipalities import refuse_unknown_region
from web.preferred import asked_language
from web.visit import Visit

DEFAULT_LIMIT, MOST = 100, 500
# Printable alone: no database takes a NUL, and no name of ours has a control sign.
Word = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$")]
Name = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Key = Annotated[
    str,
    Path(max_length=40, pattern=r"^([0-9]{6,12}|site-[0-9]{1,18})$", description="An ATVK, or `site-` and a number."),
]


class Asked(BaseModel):
    """A parameter that there is not is refused: a filter that is misspelt would tell of everything."""

    model_config = ConfigDict(extra="forbid")

    lang: Language | None = Field(None, description="Of texts in one language; else as `Accept-Language` says, or en.")


class Paged(Asked):
    limit: int = Field(DEFAULT_LIMIT, ge=1, le=MOST, description="How many entries at most.")
    cursor: str | None = Field(None, min_length=1, max_length=4_000, description="Out of `next` of the page before.")


class OfSites(Paged):
    """Whom a list is about."""

    group: Centre | None = Field(None, description="Development centres of this kind.")
    region: Word | None = Field(None, description="Planning region; one that there is not is a problem.")


class OnDay(Asked):
    on: Day | None = Field(None, description="As it stood at the end of this day in Riga; else today.")
    methodology: Name | None = Field(None, description="As judged by this one; else by the one in force.")


Plain = Annotated[Asked, Query()]
PlainPaged = Annotated[Paged, Query()]


def language_of(request: Request) -> Language:
    """What `lang` says, else `Accept-Language`; English for whoever asks for neither of the two."""
    named = request.query_params.get("lang")
    told = next((language for language in LANGUAGES if language == named), None)
    return told or asked_language(request) or "en"


def api_visit(request: Request) -> Visit:
    state = request.app.state
    return Visit(request, state.workplace, Words(language_of(request)), state.shelf, state.lasting, state.now())


Visiting = Annotated[Visit, Depends(api_visit)]


def scope_of(visit: Visit, on: date | None, group: Centre | None = None, region: str | None = None) -> Scope:
    """Raises Problem for a region that there is not."""
    refuse_unknown_region(visit, region)
    return Scope(on=until_today(visit, on), group=group, region=region)


def until_today(visit: Visit, day: date | None) -> date:
    """What is still to come is as it is today."""
    return min(day or visit.today, visit.today)
