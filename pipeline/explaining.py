"""Explains a saved score: the account of its points and the prerequisites, by the methodology that judged it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from db.audits import AuditRow, audits_between
from db.documents import DocumentError, load_audit
from db.evidence import EvidenceError
from model.account import Account, Kind
from model.audit import Audit, Status
from model.checklist import Checklist
from model.municipality import Series
from pipeline.chosen_audits import Chosen, chosen_of, document_of, figures_of
from pipeline.errors import SetupError
from pipeline.municipalities import series_named
from pipeline.workplace import Workplace, methodology_of
from scoring.account import account_of
from scoring.audited import facts_of
from scoring.checklist import checklists_of
from scoring.facts import SiteFacts
from scoring.methodology import Methodology

# How many names a person is asked about, and how like the one typed they are, from 0 to 1.
NEAREST, LIKENESS = 3, 0.5


@dataclass(frozen=True, slots=True)
class Case:
    """The newest audit that saw a site, as one methodology judged it, and the facts that it was scored by.

    `failed` is the site's newest audit where that one saw nothing.
    """

    audit: Audit
    methodology: Methodology
    facts: SiteFacts
    failed: AuditRow | None = None

    @property
    def account(self) -> Account:
        return account_of(self.methodology, self.facts, self.audit.index)

    @property
    def checklists(self) -> tuple[Checklist, ...]:
        return checklists_of(self.methodology, self.facts, self.audit.index)


def case_of(workplace: Workplace, target: str, methodology: str | None = None) -> Case:
    """`methodology` None is the audit's own. Raises SetupError where nobody saw the site, or it did not judge it."""
    series = series_named(workplace, target)
    named = (one.id for one in series.sites if target.rstrip("/") == one.site.url.rstrip("/"))
    rows = audits_between(workplace.database, site_ids=[next(named, series.present.id)])
    seen = [row for row in rows if row.status is not Status.FAILED]
    if not seen:
        why = rows[-1].failure
        raise SetupError(f"no audit has seen {rows[-1].url} yet{f' ({why.kind}: {why.detail})' if why else ''}.")
    row = seen[-1]
    audit = _read(workplace, document_of(workplace, row, methodology))
    return case_in(audit, rows[-1] if rows[-1] != row else None)


def account_then(workplace: Workplace, series: Series, until: datetime, methodology: str | None = None) -> Account:
    """Of the newest audit before the moment that saw the series, whichever of its sites stood then; down to indicators
    where its document cannot be read any more. Raises as `case_of` does.
    """
    chosen = chosen_of(workplace, series, until, methodology)
    if not isinstance(chosen, Chosen):
        raise SetupError(f"no audit had seen {series.present.site.url} by then.")
    try:
        audit = load_audit(workplace.store.get(chosen.result_ref))
    except (EvidenceError, DocumentError):
        judged_by = methodology_of(chosen.methodology)
        return account_of(judged_by, SiteFacts.nothing(), figures_of(workplace, chosen).index)
    return case_in(audit).account


def _read(workplace: Workplace, result_ref: str) -> Audit:
    try:
        return load_audit(workplace.store.get(result_ref))
    except (EvidenceError, DocumentError) as error:
        raise SetupError(str(error)) from error


def case_in(audit: Audit, failed: AuditRow | None = None) -> Case:
    """The case of an audit that is in hand. Raises SetupError where its methodology is not there any more as it was."""
    methodology = methodology_of(audit.index.methodology)
    judged = {indicator.id for section in audit.index.sections for indicator in section.indicators}
    if missing := sorted(one.id for one in methodology.indicators if one.id not in judged):
        raise SetupError(
            f"the audit of {audit.site.url} in run {audit.run} was not judged by all of methodology {methodology.id}, "
            f"which has {missing[0]} too: `eindekss rescore --methodology {methodology.id} --again` does."
        )
    return Case(audit, methodology, facts_of(audit, methodology), failed)


def part_of(account: Account, name: str) -> Account:
    """The section, indicator or measure of this name within the account. Raises SetupError, with the nearest names."""
    named = {one.id: one for one in _upper(account)}
    if name not in named:
        raise SetupError(f"there is no section or indicator “{name}”{nearest(name, named)}")
    return named[name]


def nearest(name: str, known: Iterable[str]) -> str:
    """The end of a sentence about an unknown name: which known ones are near."""
    near = get_close_matches(name, sorted(known), NEAREST, LIKENESS)
    return f": did you mean {' or '.join(near)}?" if near else "."


def _upper(account: Account) -> list[Account]:
    if account.kind is Kind.MEASURE:
        return [account]
    return [account, *(one for part in account.parts for one in _upper(part))]
