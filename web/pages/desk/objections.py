"""Objections at the desk: made by municipalities, each its own, and answered by operators."""

from typing import Annotated

from fastapi import Depends, Form, Response
from pydantic import BaseModel, Field

from checks.watch import FEATURES
from db.asked_pages import requests
from model.objection import Objection, Settled
from pipeline.attachments import KINDS, MOST_FILE_BYTES, MOST_FILES
from pipeline.deciding import site_names
from pipeline.objecting import LONGEST_TEXT, Grounds, target_of
from reports.objections import OUTCOMES, ObjectionLine
from reports.spreadsheets import Row
from reports.views import Column, View
from reports.views import Form as Kind
from web.access import actions
from web.filters import Unset
from web.middleware.bounds import MOST_BYTES_WITH_FILES
from web.page import DataTable
from web.pages.desk import frame as desk
from web.pages.desk.asked import SHOWN, asked_tables
from web.pages.desk.frame import Acting, Number, desk_page, desk_router, led_to, may
from web.uploads import FIELD, SentForm, handed_out, sent_form
from web.visit import Visit, Visiting

router = desk_router()

LONGEST_LIST = 20_000
# A field where nobody chose a file counts as one.
MOST_SENT = MOST_FILES + 1
Sent = Annotated[SentForm, Depends(sent_form)]


class Told(BaseModel):
    site: Annotated[str, Field(min_length=1, max_length=2_000)]
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    feature: Annotated[str | None, Field(max_length=100), Unset] = None
    finding: Annotated[str | None, Field(max_length=100), Unset] = None
    pages: Annotated[str, Field(max_length=LONGEST_LIST)] = ""


class Answer(BaseModel):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    outcome: Annotated[Settled | None, Unset] = None


class Again(BaseModel):
    pages: Annotated[str, Field(min_length=1, max_length=LONGEST_LIST)]


@router.get("/desk/objections", dependencies=may(actions.READ_OBJECTIONS))
def objections(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    made = list(reversed(doer.objections()))
    return desk_page(
        visit,
        _("Objections"),
        lead="" if made else _("Nobody has objected yet."),
        tables=[_table(visit, made)] if made else [],
        forms=[
            desk.Form(
                id="new",
                title=_("Object to an audit"),
                to=visit.to("desk/objections/new"),
                method="get",
                button=_("Write an objection"),
            )
        ],
    )


@router.get("/desk/objections/new", dependencies=may(actions.OBJECT))
def new(
    visit: Visiting, doer: Acting, feature: str = "", finding: str = "", page: str = "", site: str = ""
) -> Response:
    _ = visit.words.gettext
    sites = [(one.present.site.atvk or one.present.site.url, one.present.site.name) for one in doer.series()]
    names = [(one, visit.texts.feature_title(one, visit.language)) for one in FEATURES]
    form = desk.Form(
        id="object",
        title=_("Your objection"),
        to=visit.to("desk/objections"),
        button=_("Send the objection"),
        says=_(
            "It is about the newest audit. Operators read and answer it; the next report tells both. No score changes."
        ),
        fields=[
            desk.Field(name="site", label=_("Site"), kind="select", options=sites, value=site),
            desk.Field(name="text", label=_("What is wrong, in your words"), kind="area", longest=LONGEST_TEXT),
            desk.Field(
                name="feature",
                label=_("Feature that it is about"),
                kind="select",
                options=[("", _("about none of them")), *sorted(names, key=lambda one: one[1])],
                value=feature,
                required=False,
            ),
            desk.Field(
                name="finding",
                label=_("Fingerprint of the finding that it is about"),
                hint=_("It stands on the page of the finding."),
                value=finding,
                required=False,
                longest=100,
            ),
            desk.Field(
                name="pages",
                label=_("Addresses of the pages that it is about"),
                kind="area",
                hint=_("One per line."),
                value=page,
                required=False,
                longest=LONGEST_LIST,
            ),
            _files(visit, required=False),
        ],
    )
    return desk_page(visit, _("A new objection"), forms=[form], crumbs=_crumbs(visit))


@router.post("/desk/objections", dependencies=may(actions.OBJECT, MOST_SENT))
def add(visit: Visiting, doer: Acting, sent: Sent) -> Response:
    form, who = sent.of(Told), doer.visitor.name
    grounds = Grounds(form.text, form.finding, form.feature, form.pages.split(), received=sent.files, who=who)
    made = doer.object_to(form.site, grounds)
    return led_to(visit, f"desk/objections/{made.id}")


@router.get("/desk/objections/{number}", dependencies=may(actions.READ_OBJECTIONS))
def one(visit: Visiting, doer: Acting, number: Number) -> Response:
    _, words = visit.words.gettext, visit.words
    made = doer.objection(number)
    line = ObjectionLine.of(made, visit.texts, words)
    facts = [
        (_("Site"), site_names(visit.workplace).get(made.site, made.site)),
        (_("About"), line.about),
        (_("State"), line.outcome),
        (_("Made"), f"{words.date(made.made_at)}{f', {made.who}' if made.who else ''}"),
        *([(_("Pages"), "\n".join(made.pages))] if made.pages else []),
        (_("Text"), made.text),
        *((_("Looked at again"), f"{words.date(look.seen_at)}: {look.url}: {look.said}") for look in line.looks),
        *((f"{_('Answer')}: {reply.who}, {words.date(reply.made_at)}", reply.text) for reply in made.replies),
    ]
    facts = [(name, value) for name, value in facts if value]
    asked = requests(visit.workplace.database, SHOWN, objection=number)
    forms = _answering(visit, made) if doer.visitor.may(actions.ANSWER) else []
    if made.outcome is None:
        forms.append(_adding(visit, made))
    tables = [*_attached(visit, made), *asked_tables(visit, asked)]
    title = _("Objection %(number)s", number=number)
    return desk_page(visit, title, facts=facts, forms=forms, tables=tables, crumbs=_crumbs(visit))


@router.post("/desk/objections/{number}/files", dependencies=may(actions.ATTACH, MOST_SENT))
def attach(visit: Visiting, doer: Acting, number: Number, sent: Sent) -> Response:
    doer.attach(number, sent.files)
    return led_to(visit, f"desk/objections/{number}")


@router.get("/desk/objections/{number}/files/{position}", dependencies=may(actions.READ_OBJECTIONS))
def file(doer: Acting, number: Number, position: Number) -> Response:
    return handed_out(*doer.file(number, position))


@router.post("/desk/objections/{number}/answer", dependencies=may(actions.ANSWER))
def reply(visit: Visiting, doer: Acting, number: Number, form: Annotated[Answer, Form()]) -> Response:
    doer.answer(number, form.text, form.outcome)
    return led_to(visit, f"desk/objections/{number}")


@router.post("/desk/objections/{number}/reaudit", dependencies=may(actions.REAUDIT))
def reaudit(visit: Visiting, doer: Acting, number: Number, form: Annotated[Again, Form()]) -> Response:
    made = doer.objection(number)
    doer.reaudit(target_of(visit.workplace, made), form.pages.split(), number)
    return led_to(visit, f"desk/objections/{number}")


def _files(visit: Visit, *, required: bool) -> desk.Field:
    _ = visit.words.gettext
    hint = _(
        "PDF, PNG, JPEG, WebP or text (TXT, CSV). At most %(files)s files of %(each)s MB, together %(all)s MB.",
        files=MOST_FILES,
        each=MOST_FILE_BYTES // 1_000_000,
        all=MOST_BYTES_WITH_FILES // 1_000_000,
    )
    label = _("Files that prove it")
    return desk.Field(name=FIELD, label=label, kind="files", hint=hint, value=",".join(KINDS), required=required)


def _adding(visit: Visit, made: Objection) -> desk.Form:
    _ = visit.words.gettext
    return desk.Form(
        id="attach",
        title=_("Add files"),
        to=visit.to(f"desk/objections/{made.id}/files"),
        button=_("Add the files"),
        says=_("Whoever may read the objection may have them. They stay with it, and nobody takes them away."),
        fields=[_files(visit, required=True)],
    )


def _attached(visit: Visit, made: Objection) -> list[DataTable]:
    """Each to be saved; none is shown here, for they are a stranger's."""
    _ = visit.words.gettext
    rows: list[Row] = [[one.name, one.size_bytes] for one in made.files]
    links = {(at, 0): visit.to(f"desk/objections/{made.id}/files/{at + 1}") for at in range(len(rows))}
    view = View(_("Files"), _("Files"), [Column(_("File")), Column(_("Bytes"), Kind.COUNT)], rows)
    return [DataTable(id="files", view=view, links=links)] if rows else []


def _answering(visit: Visit, made: Objection) -> list[desk.Form]:
    _ = visit.words.gettext
    path = f"desk/objections/{made.id}"
    outcomes = [
        ("", _("stays as it is") if made.outcome else _("stays open")),
        *((one.value, _(OUTCOMES[one])) for one in Settled),
    ]
    return [
        desk.Form(
            id="answer",
            title=_("Answer"),
            to=visit.to(f"{path}/answer"),
            button=_("Send the answer"),
            says=_(
                "The next report of the site tells it. No score changes by it: a decision does, from the next audit on."
            ),
            fields=[
                desk.Field(name="text", label=_("Answer"), kind="area", longest=LONGEST_TEXT),
                desk.Field(name="outcome", label=_("What settles it"), kind="select", options=outcomes, required=False),
            ],
        ),
        desk.Form(
            id="reaudit",
            title=_("Audit its pages anew"),
            to=visit.to(f"{path}/reaudit"),
            button=_("Audit anew"),
            says=_("A browser opens each page once. It is no audit of the site and changes no score."),
            fields=[
                desk.Field(
                    name="pages",
                    label=_("Addresses of the pages"),
                    kind="area",
                    hint=_("One per line."),
                    value="\n".join(made.pages),
                    longest=LONGEST_LIST,
                )
            ],
        ),
    ]


def _crumbs(visit: Visit) -> list[tuple[str, str]]:
    return [("desk", visit.words.gettext("Desk")), ("desk/objections", visit.words.gettext("Objections"))]


def _table(visit: Visit, made: list[Objection]) -> DataTable:
    _, words, names = visit.words.gettext, visit.words, site_names(visit.workplace)
    lines = [ObjectionLine.of(one, visit.texts, words) for one in made]
    rows: list[Row] = [
        [str(one.id), names.get(one.site, one.site), line.about, words.date(one.made_at), line.outcome]
        for one, line in zip(made, lines, strict=True)
    ]
    links = {(at, 0): visit.to(f"desk/objections/{one.id}") for at, one in enumerate(made)}
    columns = [Column(name) for name in (_("Number"), _("Site"), _("About"), _("Made"), _("State"))]
    return DataTable(id="objections", view=View(_("Objections"), _("Objections"), columns, rows), links=links)
