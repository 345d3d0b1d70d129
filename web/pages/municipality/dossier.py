"""What every page of a municipality begins with: who it is, which audit is told, and the ways between its pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from db.audits import AuditRow, scores_of
from db.documents import DocumentError, load_audit
from db.evidence import EvidenceError, EvidenceStore
from model.audit import Audit
from model.failure import ADVICE
from model.municipality import Series
from model.site import Site
from pipeline.chosen_audits import Chosen, NotJudged, chosen_of, figures_of
from pipeline.errors import SetupError
from pipeline.explaining import Case, case_in
from pipeline.results import Scope
from pipeline.workplace import Workplace, methodology_of
from reports.language import N_, riga_day
from reports.rounding import Rounded, rounded
from reports.terms import FAILURES
from scoring.account import account_of
from scoring.facts import SiteFacts
from web.filters import Unset, past
from web.kept.municipalities import key_of, named
from web.page import DataTable, Page
from web.problems import Problem
from web.visit import Visit

# Documents kept at hand: a reader goes from page to page of one municipality, and each may have megabytes.
AT_HAND = 6
TABS: tuple[tuple[str, str], ...] = (
    ("", N_("Overview")),
    ("history", N_("History")),
    ("scores", N_("Ledger of scores")),
    ("features", N_("Features")),
    ("issues", N_("Findings")),
    ("reports", N_("Reports")),
)


class Moment(BaseModel):
    """The last audit of that day or before it; by the methodology in force, or by another one that judged it."""

    on: Annotated[date | None, Unset] = None
    methodology: Annotated[str | None, Field(max_length=60), Unset] = None


AtMoment = Annotated[Moment, Query()]


@dataclass(frozen=True, slots=True)
class Opened:
    """The audit that is told: `case` is None where its document cannot be read, and figures stand in its place.

    `account` is of its points by the methodology; None where that is not there any more as it was. `asked_for` names a
    methodology in force that has not judged the audit.
    """

    chosen: Chosen
    audit: Audit
    case: Case | None
    account: Rounded | None
    whole: bool
    asked_for: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """`opened` is None where nothing has seen the site by the day, `failed` is then the newest try if there was one."""

    visit: Visit
    key: str
    series: Series
    moment: Moment
    opened: Opened | None
    failed: AuditRow | None

    @property
    def site(self) -> Site:
        return self.series.present.site

    @property
    def target(self) -> str:
        """As a person would type it."""
        return self.key if self.key.isdecimal() else self.site.url

    @property
    def day(self) -> date:
        return self.moment.on or self.visit.today

    @property
    def methodologies(self) -> tuple[str, ...]:
        """Those that have judged the audit that is told."""
        if self.opened is None:
            return ()
        rows = scores_of(self.visit.workplace.database, self.opened.chosen.seen.id)
        return tuple(row.methodology for row in rows if row.kind == "index")

    def to(self, path: str = "", **query: object) -> str:
        """Another page of the municipality, of the same moment."""
        asked = {"on": self.moment.on, "methodology": self.moment.methodology}
        return self.visit.to(f"municipality/{self.key}" + (f"/{path}" if path else ""), **(asked | query))

    def crumb(self, path: str = "") -> str:
        """The same behind the language."""
        return self.to(path).removeprefix(f"/{self.visit.language}/")

    def page(
        self,
        template: str,
        tab: str,
        title: str | None = None,
        tables: Sequence[DataTable] = (),
        crumbs: Sequence[tuple[str, str]] = (),
        **values: object,
    ) -> Page:
        """`title` is what the page is of, behind the municipality's name."""
        words = self.visit.words
        name = self.site.name
        own = [(self.crumb(), name)] if tab else []
        return Page(
            template=f"municipality/{template}.html.j2",
            title=f"{name}: {title}" if title else name,
            tables=tables,
            crumbs=[("results", words.gettext("Municipalities")), *own, *crumbs],
            values={
                "dossier": self,
                "tabs": [(self.to(path), words.gettext(name), path == tab) for path, name in TABS],
                "notice": self.notice,
                "to": self.to,
                "at": self.visit.to,
                **values,
            },
        )

    @property
    def notice(self) -> dict[str, object] | None:
        """What is to be known of the newest audit, where it failed."""
        row = self.opened.chosen.tried if self.opened and self.opened.chosen.is_stale else self.failed
        if row is None or row.failure is None:
            return None
        words = self.visit.words
        return {
            "tried": row.started_at,
            "kind": words.gettext(FAILURES[row.failure.kind]),
            "advice": words.of(ADVICE[row.failure.kind]),
            "seen": self.opened.chosen.seen.started_at if self.opened else None,
        }


def dossier_of(visit: Visit, key: str, moment: Moment, until: datetime | None = None) -> Dossier:
    """`until` tells the last audit before a moment instead of that of a day. Raises Problem for a municipality,
    methodology or day of which there is nothing.
    """
    series = named(visit, key)
    past(visit, moment.on or visit.today)
    end = until or Scope(on=moment.on or visit.today).moment
    found = _chosen(visit, series, end, moment.methodology)
    if isinstance(found, tuple):
        chosen, asked_for = found
        return Dossier(visit, key_of(series), series, moment, _opened(visit.workplace, chosen, asked_for), None)
    if found is None and moment.on is not None:
        raise Problem(404, N_("Nothing was audited by that day"), N_("Choose a later day."))
    return Dossier(visit, key_of(series), series, moment, None, found)


def _chosen(
    visit: Visit, series: Series, until: datetime, methodology: str | None
) -> tuple[Chosen, str | None] | AuditRow | None:
    """With the methodology in force where that has not judged the audit, and its own tells."""
    in_force = visit.workplace.methodology.id
    missing = None
    try:
        found = chosen_of(visit.workplace, series, until, methodology or in_force)
    except NotJudged as error:
        if methodology is not None:
            raise Problem(
                404,
                N_("That methodology has not judged this audit"),
                N_("Take the methodology out of the address: the audit's own tells then."),
            ) from error
        found, missing = chosen_of(visit.workplace, series, until), in_force
    except SetupError as error:
        raise Problem(404, N_("There is no such methodology"), N_("Take the filters away or choose others.")) from error
    return (found, missing) if isinstance(found, Chosen) else found


def _opened(workplace: Workplace, chosen: Chosen, asked_for: str | None) -> Opened:
    try:
        audit, case, account = _read(workplace.store, chosen.result_ref)
    except (EvidenceError, DocumentError):
        try:
            audit = figures_of(workplace, chosen)
            methodology = methodology_of(chosen.methodology)
        except SetupError as error:
            raise Problem(404, N_("Of this audit nothing can be told any more"), N_("Choose another day.")) from error
        told = rounded(account_of(methodology, SiteFacts.nothing(), audit.index))
        return Opened(chosen, audit, None, told, whole=False, asked_for=asked_for)
    return Opened(chosen, audit, case, account, whole=True, asked_for=asked_for)


@lru_cache(maxsize=AT_HAND)
def _read(store: EvidenceStore, ref: str) -> tuple[Audit, Case | None, Rounded | None]:
    """Content of a reference never changes, so it is kept whatever happens to the data."""
    audit = load_audit(store.get(ref))
    try:
        case = case_in(audit)
    except SetupError:
        return audit, None, None
    return audit, case, rounded(case.account)


def judged_alike(workplace: Workplace, opened: Opened) -> Workplace:
    """The workplace by whose methodology the audit is told."""
    if opened.chosen.methodology == workplace.methodology.id:
        return workplace
    return replace(workplace, methodology=methodology_of(opened.chosen.methodology))


def seen_on(opened: Opened) -> date:
    return riga_day(opened.audit.started_at)
