"""One audit as one row of the results table; an operator with many sites need not hold their audits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from model.alphabet import alphabetical
from model.audit import Audit, Status
from model.failure import Failure, FailureKind
from model.score import Band
from model.site import Role
from reports.failure_words import failure_told
from reports.language import Words
from reports.terms import STATUSES


@dataclass(frozen=True, slots=True)
class ResultRow:
    """Scores from 0 to 100, coverage from 0 to 1; `pages` counts those that were judged.

    The figures of a site that could not be audited are those of its last audit that saw it: `stale_days` is how many
    days older than the newest audit they are, None where they are its own or there are none. `measured_at` is when the
    audit of the figures began. `decisions` counts what people decided of the features and findings behind them.
    """

    atvk: str | None
    name: str
    url: str
    role: Role
    status: Status
    index: float | None
    coverage: float
    maturity: int | None
    wcag_score: float | None
    wcag_band: Band | None
    mobile_passes: bool | None
    mobile_score: float | None
    pages: int
    failure_kind: FailureKind | None
    failure_detail: str | None
    measured_at: datetime | None
    stale_days: int | None
    decisions: int = 0


def result_row(audit: Audit, last_good: Audit | None = None) -> ResultRow:
    """`last_good` is the site's last audit that saw it, where this one failed; else it is not asked for."""
    failure = audit.failure
    failed = audit.status is Status.FAILED
    figures = last_good if failed and last_good else audit
    measured = figures.status is not Status.FAILED
    return ResultRow(
        atvk=audit.site.atvk,
        name=audit.site.name,
        url=audit.site.url,
        role=audit.site.role,
        status=audit.status,
        index=figures.index.score,
        coverage=figures.index.coverage,
        maturity=figures.index.maturity,
        wcag_score=figures.wcag_score,
        wcag_band=figures.wcag_band,
        mobile_passes=figures.mobile_passes,
        mobile_score=figures.mobile_score,
        pages=sum(page.failure is None for page in figures.pages) if measured else 0,
        failure_kind=failure.kind if failure else None,
        failure_detail=failure.detail if failure else None,
        measured_at=figures.started_at if measured else None,
        stale_days=(audit.started_at - figures.started_at).days if measured and failed else None,
        decisions=len(figures.decisions),
    )


def ranked(rows: Iterable[ResultRow]) -> list[ResultRow]:
    """Best index first, then sites without one by WCAG score, those without figures last; equals by the alphabet."""
    return sorted(rows, key=_rank)


def _rank(row: ResultRow) -> tuple[bool, bool, float, float, str, str]:
    return (
        row.measured_at is None,
        row.index is None,
        -(row.index or 0),
        -(row.wcag_score or 0),
        alphabetical(row.name),
        row.url,
    )


def stale_mark(row: ResultRow, words: Words) -> str:
    """How old the figures are that stand in for those of a failed audit; empty for an audit's own."""
    if row.stale_days is None:
        return ""
    if row.stale_days == 0:
        return words.gettext("stale, from earlier today")
    return words.ngettext("stale, %(num)s day old", "stale, %(num)s days old", row.stale_days)


def remark(row: ResultRow, words: Words) -> str:
    """Why a site failed and how old its figures are, what a partial audit lacks, what people decided; or nothing."""
    said = [_state(row, words)]
    if row.decisions:
        said.append(
            words.ngettext("%(num)s decision of people counts", "%(num)s decisions of people count", row.decisions)
        )
    return "; ".join(filter(None, said))


def _state(row: ResultRow, words: Words) -> str:
    status = words.gettext(STATUSES[row.status])
    if row.failure_kind is None:
        return "" if row.status is Status.COMPLETE else status
    said = failure_told(Failure(row.failure_kind, row.failure_detail or ""), words)
    if row.status is not Status.FAILED:
        return f"{status}; {said}"
    return f"{said}; {mark}" if (mark := stale_mark(row, words)) else said
