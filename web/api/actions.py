"""What programs do: the actions of the desk, by a token of the API, with the same words where something is refused."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel, Field

from db.asked_pages import AskedPages
from model.decision import Ruling
from model.objection import Objection, Settled
from pipeline.attachments import Received
from pipeline.deciding import LONGEST_TEXT as LONGEST_WHY
from pipeline.deciding import Reasons
from pipeline.objecting import LONGEST_TEXT, MOST_PAGES, Grounds
from reports.objections import objections_json
from web.access import actions
from web.access.gate import ByToken
from web.access.visitor import Visitor
from web.api.asking import PlainPaged, Visiting
from web.api.cursor import Slice, read
from web.api.route import listed, tells
from web.api.shapes.common import Listed
from web.api.shapes.deeds import (
    DecisionMade,
    ObjectionInFull,
    PagesAsked,
    RunAsked,
    RunCancelled,
    Schedule,
)
from web.deeds import Doer, doer_of
from web.filters import Day
from web.uploads import handed_out, sent_file

router = APIRouter(prefix="/api/v1", tags=["Actions"], generate_unique_id_function=lambda one: one.name)

Target = Annotated[str, Field(min_length=1, max_length=2_000, description="ATVK or address of a site")]
Name = Annotated[str | None, Field(max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Why = Annotated[str, Field(min_length=1, max_length=LONGEST_WHY)]
OCTETS, BINARY = "application/octet-stream", {"type": "string", "format": "binary"}
Number = Annotated[int, Field(ge=1, le=2**31 - 1)]


class Wanted(BaseModel):
    """Without sites: all that stand today."""

    sites: Annotated[list[Target], Field(max_length=1_000)] = []
    max_pages: Annotated[int | None, Field(ge=1, le=1_000)] = None


class Pages(BaseModel):
    site: Target
    pages: Annotated[list[Target], Field(min_length=1, max_length=MOST_PAGES)]
    objection: Number | None = None


class Override(BaseModel):
    site: Target
    feature: Annotated[str, Field(max_length=100)]
    found: bool
    why: Why
    until: Day
    from_day: Day | None = None
    grade: Name = None
    kind: Name = None
    proof: Annotated[str | None, Field(max_length=LONGEST_WHY)] = None


class Review(BaseModel):
    item: Target
    ruling: Ruling
    why: Why
    until: Day | None = None
    proof: Annotated[str | None, Field(max_length=LONGEST_WHY)] = None


class Pause(BaseModel):
    until: Day | None = None


class NewObjection(BaseModel):
    site: Target
    text: Text
    feature: Name = None
    finding: Name = None
    pages: Annotated[list[Target], Field(max_length=MOST_PAGES)] = []


class Answer(BaseModel):
    text: Text
    outcome: Settled | None = None


def by(action: actions.Action) -> Any:
    """The program that a route's decision lets through, ready to act."""
    return Depends(ByToken(action))


def doing(request: Request, visitor: Visitor) -> Doer:
    return doer_of(request, visitor)


@router.post("/runs", status_code=202, response_model=RunAsked)
def run_now(request: Request, wanted: Wanted, visitor: Annotated[Visitor, by(actions.RUN_NOW)]) -> dict[str, Any]:
    """Ask for audits now, before those of a night."""
    run, sites = doing(request, visitor).run_now(wanted.sites, wanted.max_pages)
    return {"run": run, "sites": [{"atvk": one.atvk, "url": one.url} for one in sites]}


@router.post("/runs/{run}/cancel", response_model=RunCancelled)
def cancel_run(request: Request, run: str, visitor: Annotated[Visitor, by(actions.CANCEL_RUN)]) -> dict[str, Any]:
    """End a run's waiting turns."""
    return {"run": run, "cancelled": doing(request, visitor).cancel(run)}


@router.post("/reaudits", status_code=202, response_model=PagesAsked)
def reaudit(request: Request, pages: Pages, visitor: Annotated[Visitor, by(actions.REAUDIT)]) -> dict[str, Any]:
    """Ask for pages to be audited anew, one site after another."""
    return _asked(doing(request, visitor).reaudit(pages.site, pages.pages, pages.objection))


@router.get("/reaudits/{number}", response_model=PagesAsked)
def read_reaudit(request: Request, number: Number, visitor: Annotated[Visitor, by(actions.REAUDIT)]) -> dict[str, Any]:
    """How far pages are that were asked for."""
    return _asked(doing(request, visitor).reaudit_asked(number))


@router.post("/overrides", status_code=201, response_model=DecisionMade)
def override(request: Request, said: Override, visitor: Annotated[Visitor, by(actions.SET_OVERRIDE)]) -> dict[str, Any]:
    """Say that a site offers a feature or does not, until a day."""
    reasons = Reasons(visitor.name, said.why, said.until, said.from_day, said.proof)
    doer = doing(request, visitor)
    return {"decision": doer.override(said.site, said.feature, said.found, reasons, said.grade, said.kind)}


@router.post("/overrides/{number}/end", response_model=DecisionMade)
def end_override(
    request: Request, number: Number, visitor: Annotated[Visitor, by(actions.END_OVERRIDE)]
) -> dict[str, Any]:
    """End a decision now."""
    doing(request, visitor).end_override(number)
    return {"decision": number}


@router.post("/reviews", status_code=201, response_model=DecisionMade)
def review(request: Request, said: Review, visitor: Annotated[Visitor, by(actions.REVIEW)]) -> dict[str, Any]:
    """Decide an item of the queue of what a machine could not tell."""
    reasons = Reasons(visitor.name, said.why, said.until, None, said.proof)
    return {"decision": doing(request, visitor).review(said.item, said.ruling, reasons)}


@router.post("/schedule/pause", response_model=Schedule)
def pause_nights(request: Request, said: Pause, visitor: Annotated[Visitor, by(actions.PAUSE)]) -> dict[str, Any]:
    """Let no night begin until a day, or until `resume`."""
    doing(request, visitor).pause(said.until)
    return {"paused": True, "until": said.until}


@router.post("/schedule/resume", response_model=Schedule)
def resume_nights(request: Request, visitor: Annotated[Visitor, by(actions.RESUME)]) -> dict[str, Any]:
    """Let the nights go on."""
    doing(request, visitor).resume()
    return {"paused": False}


@router.get("/objections", responses=tells(Listed[ObjectionInFull]))
def list_objections(
    visit: Visiting, asked: PlainPaged, visitor: Annotated[Visitor, by(actions.READ_OBJECTIONS)]
) -> Response:
    """The objections that concern the token's account, by number."""
    known = sorted(doing(visit.request, visitor).objections(), key=lambda one: one.id)
    after = read(asked.cursor, [int])
    further = [one for one in known if after is None or one.id > after[0]]
    some = further[: asked.limit]
    found = Slice(some, (some[-1].id,) if len(further) > asked.limit else None)
    return listed(visit, found, [_told(one) for one in some])


@router.get("/objections/{number}", response_model=ObjectionInFull)
def read_objection(
    request: Request, number: Number, visitor: Annotated[Visitor, by(actions.READ_OBJECTIONS)]
) -> dict[str, Any]:
    """One objection with its answers."""
    return _told(doing(request, visitor).objection(number))


@router.post("/objections", status_code=201, response_model=ObjectionInFull)
def object_to(request: Request, said: NewObjection, visitor: Annotated[Visitor, by(actions.OBJECT)]) -> dict[str, Any]:
    """Object to the newest audit of a site."""
    grounds = Grounds(said.text, said.finding, said.feature, said.pages, who=visitor.name)
    return _told(doing(request, visitor).object_to(said.site, grounds))


@router.post(
    "/objections/{number}/files",
    status_code=201,
    response_model=ObjectionInFull,
    openapi_extra={"requestBody": {"required": True, "content": {OCTETS: {"schema": BINARY}}}},
)
def attach_file(
    request: Request,
    number: Number,
    visitor: Annotated[Visitor, by(actions.ATTACH)],
    received: Annotated[Received, Depends(sent_file)],
) -> dict[str, Any]:
    """Add a file to an objection that nobody settled yet: the body is its content."""
    return _told(doing(request, visitor).attach(number, [received]))


@router.get(
    "/objections/{number}/files/{position}",
    response_class=Response,
    responses={200: {"content": {OCTETS: {"schema": BINARY}}, "description": "The file, to be saved."}},
)
def read_file(
    request: Request, number: Number, position: Number, visitor: Annotated[Visitor, by(actions.READ_OBJECTIONS)]
) -> Response:
    """A file of an objection, by its place from 1 on."""
    return handed_out(*doing(request, visitor).file(number, position))


@router.post("/objections/{number}/answers", status_code=201, response_model=ObjectionInFull)
def answer_objection(
    request: Request, number: Number, said: Answer, visitor: Annotated[Visitor, by(actions.ANSWER)]
) -> dict[str, Any]:
    """Answer an objection, and settle it where there is an outcome."""
    return _told(doing(request, visitor).answer(number, said.text, said.outcome))


def _asked(one: AskedPages) -> dict[str, Any]:
    same = ("objection", "stage", "asked_at", "begun_at", "ended_at", "detail")
    kept = {name: getattr(one, name) for name in same}
    return {"number": one.id, "site": one.site.url, "pages": list(one.pages), **kept}


def _told(one: Objection) -> dict[str, Any]:
    (told,) = objections_json([one])
    return told
