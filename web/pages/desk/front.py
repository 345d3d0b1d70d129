"""The desk: what waits for whoever is logged in, and what was done of late."""

from fastapi import Response

from db.action_log import deeds
from db.failed_logins import failed_logins
from reports.run_views import moment_told
from scheduler.firing import at_rest
from scheduler.nights import calendar_of
from scheduler.overview import first_night
from web.access import actions
from web.pages.desk.frame import Acting, desk_page, desk_router, failures_table, log_table, may
from web.pages.desk.subjects import ROLES
from web.visit import Visit, Visiting

router = desk_router()

SHOWN = 50


@router.get("/desk", dependencies=may(actions.SEE_DESK))
def desk(visit: Visiting, doer: Acting) -> Response:
    _ = visit.words.gettext
    visitor = doer.visitor
    waiting = sum(one.outcome is None for one in doer.objections())
    facts = [
        (_("Account"), f"{visitor.name} ({_(ROLES[visitor.account.role])})"),
        (_("Open objections"), visit.words.number(waiting)),
    ]
    everybody = visitor.may(actions.SEE_ALL)
    if everybody:
        facts.append((_("Nights"), nights_in_words(visit)))
    else:
        names = [one.present.site.name for one in doer.series()]
        facts.insert(1, (_("Municipality"), ", ".join(names) or _("none that was audited")))
    database, of = visit.workplace.database, None if everybody else visitor.name
    tables, failures = [log_table(visit, deeds(database, SHOWN, of))], failed_logins(database, SHOWN, of)
    if failures:
        tables.append(failures_table(visit, failures))
    else:
        facts.append((_("Logins that failed"), _("none in 90 days")))
    leads = {_("Open objections"): visit.to("desk/objections")}
    return desk_page(visit, _("Desk"), facts=facts, leads=leads, tables=tables)


def nights_held_back(visit: Visit) -> bool:
    with at_rest(visit.workplace.database, calendar_of(visit.workplace.settings)) as scheduler:
        return scheduler.firing().held_back(visit.now)


def nights_in_words(visit: Visit) -> str:
    """When the next one begins, or that none does."""
    _ = visit.words.gettext
    with at_rest(visit.workplace.database, calendar_of(visit.workplace.settings)) as scheduler:
        first = first_night(scheduler.calendar, scheduler.firing(), visit.now)
    if first is None:
        return _("Paused: no night begins until somebody lets them go on.")
    return _("The next one begins on %(day)s.", day=moment_told(first.begins, visit.words))
