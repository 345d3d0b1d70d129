"""People's decisions at the desk: a feature corrected, a doubt of the machine's decided, a decision ended."""

from itertools import islice
from typing import Annotated, Literal

from fastapi import Form, Response
from pydantic import BaseModel, Field

from checks.watch import FEATURES
from model.decision import Decision, Ruling
from pipeline.deciding import LONGEST_TEXT, Reasons, decisions, site_names
from pipeline.review import queue
from reports.language import N_
from reports.people import DecisionLine
from reports.review import ReviewItem
from reports.spreadsheets import Row
from reports.views import Column, View
from web.access import actions
from web.filters import Day, Unset
from web.page import DataTable
from web.pages.desk import frame as desk
from web.pages.desk.frame import Acting, Number, desk_page, desk_router, led_to, may
from web.problems import not_found
from web.visit import Visit, Visiting

router = desk_router()

# The whole queue is on the command line; nobody decides more of it at once.
MOST_WAITING = 200
RULINGS = {
    Ruling.PASS: N_("no fault; the feature is there"),
    Ruling.FAIL: N_("a fault; the feature is not there"),
    Ruling.DISMISS: N_("counts neither way"),
}
Why = Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
Proof = Annotated[str | None, Field(max_length=LONGEST_TEXT), Unset]
Name = Annotated[str | None, Field(max_length=100), Unset]


class Override(BaseModel):
    site: Annotated[str, Field(min_length=1, max_length=2_000)]
    feature: Annotated[str, Field(max_length=100)]
    found: Literal["yes", "no"]
    why: Why
    until: Day
    grade: Name = None
    kind: Name = None
    proof: Proof = None


class Review(BaseModel):
    item: Annotated[str, Field(min_length=1, max_length=2_000)]
    ruling: Ruling
    why: Why
    until: Annotated[Day | None, Unset] = None
    proof: Proof = None


@router.get("/desk/decisions", dependencies=may(actions.SEE_ALL))
def made(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    sites = [(one.present.site.atvk or one.present.site.url, one.present.site.name) for one in doer.series()]
    names = [(one, visit.texts.feature_title(one, visit.language)) for one in FEATURES]
    fields = [
        desk.Field(name="site", label=_("Site"), kind="select", options=sites),
        desk.Field(name="feature", label=_("Feature"), kind="select", options=sorted(names, key=lambda one: one[1])),
        desk.Field(
            name="found",
            label=_("Does the site offer it?"),
            kind="select",
            options=[("yes", _("yes")), ("no", _("no"))],
        ),
        desk.Field(name="why", label=_("Why"), kind="area", longest=LONGEST_TEXT, hint=_("It is shown in public.")),
        desk.Field(name="until", label=_("The last day that it counts"), kind="date"),
        desk.Field(
            name="grade",
            label=_("Grade"),
            required=False,
            hint=_("For a link to latvija.lv: home for its front page, deep for a service."),
        ),
        desk.Field(name="kind", label=_("Kind"), required=False, hint=_("For a chat: bot or person.")),
        desk.Field(name="proof", label=_("What proves it"), required=False, longest=LONGEST_TEXT),
    ]
    forms = [
        desk.Form(
            id="review",
            title=_("What a machine could not tell"),
            to=visit.to("desk/review"),
            method="get",
            button=_("Open the queue"),
        ),
        desk.Form(
            id="override",
            title=_("Correct a feature"),
            to=visit.to("desk/decisions"),
            button=_("Correct the feature"),
            says=_("It counts from the next audit on, ends by itself, and is shown with your account's name and why."),
            fields=fields,
        ),
    ]
    known = decisions(visit.workplace)
    lead = "" if known else _("No decision holds: all that counts was measured.")
    tables = [_decisions(visit, known)] if known else []
    return desk_page(visit, _("Decisions"), lead=lead, tables=tables, forms=forms)


@router.post("/desk/decisions", dependencies=may(actions.SET_OVERRIDE))
def override(visit: Visiting, doer: Acting, form: Annotated[Override, Form()]) -> Response:
    reasons = Reasons(doer.visitor.name, form.why, form.until, None, form.proof)
    doer.override(form.site, form.feature, form.found == "yes", reasons, form.grade, form.kind)
    return led_to(visit, "desk/decisions")


@router.get("/desk/decisions/{number}/end", dependencies=may(actions.END_OVERRIDE))
def ask_to_end(visit: Visiting, number: Number) -> Response:
    _ = visit.words.gettext
    known = next((one for one in decisions(visit.workplace) if one.id == number), None)
    if known is None:
        raise not_found(N_("No such decision holds"), N_("Choose one from the list."))
    line = DecisionLine.of(known, visit.texts, visit.words)
    form = desk.Form(
        id="end",
        title=_("End the decision"),
        to=visit.to(f"desk/decisions/{number}/end"),
        button=_("End it now"),
        says=_("It counts no longer from the next audit on. What was judged by it stays as it is."),
    )
    facts = [
        (_("Site"), site_names(visit.workplace).get(known.site, known.site)),
        (_("Decision"), line.said),
        (_("Who and why"), f"{known.who}: {known.why}"),
        (_("Holds"), line.holds),
    ]
    return desk_page(visit, _("Decision %(number)s", number=number), facts=facts, forms=[form], crumbs=_crumbs(visit))


@router.post("/desk/decisions/{number}/end", dependencies=may(actions.END_OVERRIDE))
def end(visit: Visiting, doer: Acting, number: Number) -> Response:
    doer.end_override(number)
    return led_to(visit, "desk/decisions")


@router.get("/desk/review", dependencies=may(actions.REVIEW))
def review(visit: Visiting, item: str = "") -> Response:
    _ = visit.words.gettext
    waiting = list(islice(queue(visit.workplace), MOST_WAITING))
    form = desk.Form(
        id="decide",
        title=_("Decide"),
        to=visit.to("desk/review"),
        button=_("Decide"),
        says=_(
            "It counts from the next audit on; a finding that counts neither way stays so until its element changes."
        ),
        fields=[
            desk.Field(name="item", label=_("Item"), value=item, hint=_("As the queue names it."), longest=2_000),
            desk.Field(
                name="ruling",
                label=_("Decision"),
                kind="select",
                options=[(one.value, _(name)) for one, name in RULINGS.items()],
            ),
            desk.Field(name="why", label=_("Why"), kind="area", longest=LONGEST_TEXT, hint=_("It is shown in public.")),
            desk.Field(name="until", label=_("The last day that it counts"), kind="date", required=False),
            desk.Field(name="proof", label=_("What proves it"), required=False, longest=LONGEST_TEXT),
        ],
    )
    lead = "" if waiting else _("Nothing waits for a look.")
    tables = [_queue(visit, waiting)] if waiting else []
    return desk_page(
        visit, _("What a machine could not tell"), lead=lead, forms=[form], tables=tables, crumbs=_crumbs(visit)
    )


@router.post("/desk/review", dependencies=may(actions.REVIEW))
def decide(visit: Visiting, doer: Acting, form: Annotated[Review, Form()]) -> Response:
    doer.review(form.item, form.ruling, Reasons(doer.visitor.name, form.why, form.until, None, form.proof))
    return led_to(visit, "desk/review")


def _crumbs(visit: Visit) -> list[tuple[str, str]]:
    return [("desk", visit.words.gettext("Desk")), ("desk/decisions", visit.words.gettext("Decisions"))]


def _decisions(visit: Visit, known: tuple[Decision, ...]) -> DataTable:
    _, names = visit.words.gettext, site_names(visit.workplace)
    lines = [DecisionLine.of(one, visit.texts, visit.words) for one in known]
    rows: list[Row] = [
        [str(one.id), names.get(one.site, one.site), line.said, f"{one.who}: {one.why}", line.holds, _("End")]
        for one, line in zip(known, lines, strict=True)
    ]
    links = {(at, 5): visit.to(f"desk/decisions/{one.id}/end") for at, one in enumerate(known)}
    columns = [_("Number"), _("Site"), _("Decision"), _("Who and why"), _("Holds"), _("To do")]
    view = View(_("Decisions that hold"), _("Decisions"), [Column(one) for one in columns], rows)
    return DataTable(id="decisions", view=view, links=links)


def _queue(visit: Visit, waiting: list[ReviewItem]) -> DataTable:
    _ = visit.words.gettext
    rows: list[Row] = [[one.item, one.site, _titled(visit, one), one.page or None, one.what or None] for one in waiting]
    links = {(at, 0): visit.to("desk/review", item=one.item) + "#decide-title" for at, one in enumerate(waiting)}
    columns = [Column(name) for name in (_("Item"), _("Site"), _("What"), _("Page"), _("Element or proof"))]
    return DataTable(id="queue", view=View(_("Waiting for a look"), _("Queue"), columns, rows), links=links)


def _titled(visit: Visit, one: ReviewItem) -> str:
    known = visit.texts.feature_title if one.about == "feature" else visit.texts.rule_title
    return known(one.name, visit.language)
