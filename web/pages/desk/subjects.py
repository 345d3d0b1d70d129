"""What an entry of the log is about, in words: the log keeps it as a program would say it, by codes and addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from checks.watch import FEATURES
from model.access import AccountRole, Deed
from model.decision import About, Ruling
from model.municipality import Series
from reports.language import N_, Words
from reports.people import RULINGS
from reports.texts import ReportTexts
from web.access import actions
from web.access.actions import SCOPES
from web.kept import municipalities
from web.visit import Visit

ROLES: Mapping[str, str] = {
    AccountRole.ADMINISTRATOR: N_("administrator"),
    AccountRole.OPERATOR: N_("operator"),
    AccountRole.MUNICIPALITY: N_("municipality"),
}


@dataclass(frozen=True, slots=True)
class Subjects:
    """In one language. What is unknown, such as what was refused because nobody knows it, stays as it stands, and so
    does what another version noted in another way.
    """

    series: Sequence[Series]
    texts: ReportTexts
    words: Words

    def told(self, deed: Deed) -> str:
        if deed.action not in ABOUT:
            return deed.subject
        try:
            return ABOUT[deed.action](self, deed.subject)
        except (ValueError, KeyError):
            return deed.subject

    def site(self, target: str) -> str:
        return next((one.present.site.name for one in self.series if one.is_named(target)), target)

    def sites(self, said: str) -> str:
        if said == "all sites":
            return self.words.gettext("all sites")
        return ", ".join(map(self.site, said.split(", ")))

    def pages(self, said: str) -> str:
        """Of a site, which stands first."""
        target, *pages = said.split(" ")
        return ": ".join([self.site(target), *([" ".join(pages)] if pages else [])])

    def corrected(self, said: str) -> str:
        target, _, named = said.partition(" ")
        feature, _, found = named.rpartition(" ")
        if not feature:
            return said
        return self._ruled(target, About.FEATURE, feature, Ruling.PASS if found == "yes" else Ruling.FAIL)

    def ruled(self, said: str) -> str:
        """An item of the queue and what was decided of it."""
        item, _, ruling = said.rpartition(" ")
        target, _, subject = item.rpartition(":")
        if not target:
            return said
        about = About.FEATURE if subject in FEATURES else About.FINDING
        return self._ruled(target, about, subject, Ruling(ruling))

    def _ruled(self, target: str, about: About, subject: str, ruling: Ruling) -> str:
        if about is About.FEATURE:
            title = self.texts.feature_title(subject, self.words.language)
        else:
            title = self.words.gettext("finding %(mark)s", mark=subject)
        return f"{self.site(target)} – {title}: {self.words.gettext(RULINGS[about, ruling])}"

    def pause(self, said: str) -> str:
        if said == "without an end":
            return self.words.gettext("without an end")
        day = self.words.date(date.fromisoformat(said.removeprefix("until ")))
        return self.words.gettext("next night: %(day)s", day=day)

    def account(self, said: str) -> str:
        """A name, with the role and perhaps the site in brackets."""
        name, (role, *sites) = _bracketed(said)
        parts = [self.words.gettext(ROLES[role]), *map(self.site, sites)] if role in ROLES else [role, *sites]
        return f"{name} ({', '.join(parts)})" if name else said

    def new_token(self, said: str) -> str:
        """What it is for, with what it may do in brackets; of the command line its number, and the account there."""
        name, (first, *others) = _bracketed(said)
        before, colon, scope = first.rpartition(": ")
        told = ", ".join(self.words.gettext(SCOPES.get(one) or one) for one in (scope, *others) if one)
        return f"{name} ({before}{colon}{told})" if name else said

    def decision(self, number: str) -> str:
        return self.words.gettext("Decision %(number)s", number=number)

    def token(self, number: str) -> str:
        return self.words.gettext("Token %(number)s", number=number)

    def objection(self, said: str) -> str:
        """Its number, and perhaps the names of files."""
        number, _, files = said.partition(" ")
        return self.words.gettext("Objection %(number)s", number=number) + (f": {files}" if files else "")

    def as_named(self, said: str) -> str:
        """A run or an account by its name, or nothing at all."""
        return said


ABOUT: Mapping[str, Callable[[Subjects, str], str]] = {
    actions.RUN_NOW.id: Subjects.sites,
    actions.CANCEL_RUN.id: Subjects.as_named,
    actions.REAUDIT.id: Subjects.pages,
    actions.SET_OVERRIDE.id: Subjects.corrected,
    actions.END_OVERRIDE.id: Subjects.decision,
    actions.REVIEW.id: Subjects.ruled,
    actions.PAUSE.id: Subjects.pause,
    actions.RESUME.id: Subjects.as_named,
    actions.OBJECT.id: Subjects.site,
    actions.ATTACH.id: Subjects.objection,
    actions.ANSWER.id: Subjects.objection,
    actions.ADD_ACCOUNT.id: Subjects.account,
    actions.LOCK_ACCOUNT.id: Subjects.as_named,
    actions.UNLOCK_ACCOUNT.id: Subjects.as_named,
    actions.REMOVE_ACCOUNT.id: Subjects.as_named,
    actions.ADD_TOKEN.id: Subjects.new_token,
    actions.REVOKE_TOKEN.id: Subjects.token,
    actions.CHANGE_PASSWORD.id: Subjects.as_named,
    actions.LOG_IN.id: Subjects.as_named,
    actions.LOG_OUT.id: Subjects.as_named,
}


def _bracketed(said: str) -> tuple[str, list[str]]:
    """What stands before brackets at the end, and the parts between them; nothing before where there are none."""
    name, _, parts = said.removesuffix(")").rpartition(" (")
    return name, parts.split(", ")


def subjects_of(visit: Visit) -> Subjects:
    return Subjects(municipalities.every(visit), visit.texts, visit.words)
