"""What people and their programs do, once for the desk and the API: each is noted, also when it was refused."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from fastapi import Request

from db.action_log import note_deed
from db.asked_pages import AskedPages, NewRequest, TooMany, ask_for_pages, requests
from db.engine import DatabaseError
from model.decision import Ruling, site_key
from model.municipality import Series
from model.objection import Objection, Settled
from model.site import Site
from pipeline.attachments import Received, handed_name
from pipeline.deciding import Reasons, decide, end, set_feature
from pipeline.errors import SetupError
from pipeline.municipalities import series_named, standing_series
from pipeline.objecting import Grounds, answer, attach, file_of, object_to, objections
from pipeline.reauditing import last_seen, own_pages
from pipeline.run_view import cancel_run
from pipeline.workplace import Workplace
from reports.language import N_, riga_day
from scheduler.firing import at_rest
from scheduler.nights import calendar_of
from scheduler.planner import ask_for
from scheduler.queue import enqueue_pages_of
from web.access import actions
from web.access.actions import Action
from web.access.visitor import Visitor
from web.problems import Problem, not_found
from web.reaudits import MOST_WAITING, Reaudits

T = TypeVar("T")

LONGEST_SUBJECT = 500

NOT_DONE = N_("This was not done"), N_("Change what you wrote and send it again.")
NO_OBJECTION = N_("There is no such objection"), N_("Choose one from the list.")
NO_REQUEST = N_("Nobody asked for pages by this number"), N_("The answer to what you asked for tells its number.")
NOT_YOURS = N_("This is not your municipality"), N_("Your account is that of one municipality and sees only its own.")


@dataclass(frozen=True, slots=True)
class Doer:
    """Whoever does something, with what it takes."""

    workplace: Workplace
    reaudits: Reaudits
    visitor: Visitor
    now: datetime

    def done(self, action: Action, subject: str, work: Callable[[], T]) -> T:
        """Does the work and notes it. Raises Problem with what the program says where it cannot be done."""
        try:
            result = work()
        except (SetupError, DatabaseError) as error:
            self._note(action, subject, str(error))
            raise Problem(422, *NOT_DONE, reason=str(error)) from error
        except Problem as problem:
            self._note(action, subject, problem.title)
            raise
        self._note(action, subject)
        return result

    def _note(self, action: Action, subject: str, detail: str = "") -> None:
        visitor, database = self.visitor, self.workplace.database
        note_deed(database, self.now, visitor.name, visitor.means, action.id, subject, done=not detail, detail=detail)

    def series(self) -> Sequence[Series]:
        """Those that stand today and concern the visitor."""
        every = standing_series(self.workplace, riga_day(self.now))
        own = self.visitor.own
        return [one for one in every if own is None or one.key == own]

    def sites(self, wanted: Sequence[str]) -> Sequence[Site]:
        """The sites that are named; all that stand without any. Raises Problem."""
        known = self.series()
        found = [next((one for one in known if one.is_named(name)), None) for name in wanted]
        if lacking := [name for name, one in zip(wanted, found, strict=True) if one is None]:
            raise Problem(422, *NOT_DONE, reason=f"there is no site {lacking[0]}")
        return [one.present.site for one in (found if wanted else known) if one is not None]

    def run_now(self, wanted: Sequence[str], max_pages: int | None) -> tuple[str, Sequence[Site]]:
        """The run, and its sites."""

        def work() -> tuple[str, Sequence[Site]]:
            sites = self.sites(wanted)
            return ask_for(self.workplace, sites, self.now, max_pages, False), sites

        return self.done(actions.RUN_NOW, ", ".join(wanted) or "all sites", work)

    def cancel(self, run: str) -> int:
        return self.done(actions.CANCEL_RUN, run, lambda: cancel_run(self.workplace, run))

    def reaudit(self, target: str, pages: Sequence[str], objection: int | None) -> AskedPages:
        """Kept in the database from now on, until somebody has done it."""

        def work() -> AskedPages:
            (site,) = self.sites([target])
            audited, newest = last_seen(self.workplace, site)
            named = own_pages(audited, pages, newest)
            if objection is not None:
                self.objection(objection)
            database, urls = self.workplace.database, [page.url for page in named]
            new = NewRequest(site, urls, objection, self.visitor.name, self.now)
            try:
                asked = ask_for_pages(database, new, MOST_WAITING, enqueue_pages_of(database))
            except TooMany as error:
                raise Problem(429, N_("Too many pages wait already"), N_("Try again in some minutes.")) from error

            self.reaudits.wake()
            return asked

        return self.done(actions.REAUDIT, " ".join([target, *pages]), work)

    def reaudit_asked(self, number: int) -> AskedPages:
        """How far it is. Raises Problem."""
        found = requests(self.workplace.database, 1, number=number)
        if not found:
            raise not_found(*NO_REQUEST)
        return found[0]

    def override(
        self, target: str, feature: str, found: bool, reasons: Reasons, grade: str | None, kind: str | None
    ) -> int:
        said = f"{target} {feature} {'yes' if found else 'no'}"
        told = self.workplace, target, feature, found, reasons, grade, kind
        return self.done(actions.SET_OVERRIDE, said, lambda: set_feature(*told))

    def end_override(self, number: int) -> None:
        self.done(actions.END_OVERRIDE, str(number), lambda: end(self.workplace, number, self.visitor.name))

    def review(self, item: str, ruling: Ruling, reasons: Reasons) -> int:
        return self.done(actions.REVIEW, f"{item} {ruling}", lambda: decide(self.workplace, item, ruling, reasons))

    def pause(self, until: date | None) -> None:
        def work() -> None:
            with at_rest(self.workplace.database, calendar_of(self.workplace.settings)) as scheduler:
                scheduler.rest(until, self.now)

        self.done(actions.PAUSE, f"until {until}" if until else "without an end", work)

    def resume(self) -> None:
        def work() -> None:
            with at_rest(self.workplace.database, calendar_of(self.workplace.settings)) as scheduler:
                scheduler.go_on()

        self.done(actions.RESUME, "", work)

    def objections(self) -> Sequence[Objection]:
        """Those that concern the visitor, the oldest first."""
        own = self.visitor.own
        return [one for one in objections(self.workplace) if own is None or one.site == own]

    def objection(self, number: int) -> Objection:
        """Raises Problem where there is none, or none that the visitor may see."""
        found = next((one for one in self.objections() if one.id == number), None)
        if found is None:
            raise not_found(*NO_OBJECTION)
        return found

    def object_to(self, target: str, grounds: Grounds) -> Objection:
        def work() -> Objection:
            own = self.visitor.own
            if own is not None and site_key(series_named(self.workplace, target).present.site) != own:
                raise Problem(403, *NOT_YOURS)
            return object_to(self.workplace, target, grounds)

        return self.done(actions.OBJECT, target, work)

    def attach(self, number: int, received: Sequence[Received]) -> Objection:
        def work() -> Objection:
            self.objection(number)
            return attach(self.workplace, number, received)

        return self.done(actions.ATTACH, f"{number} {' '.join(one.name for one in received)}"[:LONGEST_SUBJECT], work)

    def file(self, number: int, position: int) -> tuple[bytes, str]:
        """The content of a file of an objection, and a harmless name for it. Raises Problem."""
        made = self.objection(number)
        if position > len(made.files):
            raise not_found(N_("There is no such file"), N_("Choose one on the page of the objection."))
        file = made.files[position - 1]
        return file_of(self.workplace, file), handed_name(number, position, file)

    def answer(self, number: int, text: str, outcome: Settled | None) -> Objection:
        def work() -> Objection:
            self.objection(number)
            return answer(self.workplace, number, text, self.visitor.name, outcome)

        return self.done(actions.ANSWER, str(number), work)


def doer_of(request: Request, visitor: Visitor) -> Doer:
    state = request.app.state
    return Doer(state.workplace, state.reaudits, visitor, state.now())
