"""Pages that people asked to have audited anew, as the desk shows them: what waits, is at work, and ended how."""

from collections.abc import Sequence

from db.asked_pages import AskedPages, Stage
from reports.language import N_
from reports.run_views import moment_told
from reports.spreadsheets import Row
from reports.views import Column, View
from web.page import DataTable
from web.visit import Visit

SHOWN = 20
STAGES = {
    Stage.WAITING: N_("waiting"),
    Stage.WORKING: N_("at work"),
    Stage.DONE: N_("done"),
    Stage.FAILED: N_("could not be done"),
}


def asked_tables(visit: Visit, known: Sequence[AskedPages]) -> list[DataTable]:
    """None where nobody asked. What the pages gave stands among the looks of their objections."""
    _, words = visit.words.gettext, visit.words
    rows: list[Row] = [
        [
            str(one.id),
            moment_told(one.asked_at, words),
            one.who,
            one.site.name,
            ", ".join(one.pages),
            _(STAGES[one.stage]),
            one.ended_at and moment_told(one.ended_at, words),
            one.detail,
        ]
        for one in known
    ]
    names = (_("Number"), _("When"), _("Who"), _("Site"), _("Pages"), _("State"), _("Ended"), _("Remark"))
    note = _("What waits is kept in the database, also while the server is down.")
    view = View(_("Pages asked for again"), _("Asked for"), [Column(name) for name in names], rows, notes=[note])
    links = {(at, 0): visit.to(f"desk/objections/{one.objection}") for at, one in enumerate(known) if one.objection}
    return [DataTable(id="again", view=view, links=links)] if rows else []
