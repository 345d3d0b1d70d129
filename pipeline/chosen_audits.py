"""Which saved audit of a series is asked for: the newest that saw it by a moment, as one methodology judged it."""

from dataclasses import dataclass, replace
from datetime import datetime

from db.audits import AuditRow, judged_by
from db.figures import audit_in_figures
from db.results import judged_in, newest_before
from model.audit import Audit
from model.municipality import Series
from pipeline.errors import SetupError
from pipeline.workplace import Workplace, methodology_of


class NotJudged(SetupError):
    """The methodology that was asked for has not judged the audit."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """`tried` is the newest audit, `seen` the newest that saw the site: the same, unless the newest failed.

    `result_ref` is the document of what was seen, as the methodology judged it.
    """

    tried: AuditRow
    seen: AuditRow
    methodology: str
    result_ref: str

    @property
    def is_stale(self) -> bool:
        return self.tried.id != self.seen.id


def chosen_of(
    workplace: Workplace, series: Series, until: datetime, methodology: str | None = None
) -> Chosen | AuditRow | None:
    """The newest audit that began before `until`, of whichever site stood for the series then; `methodology` None is
    the audit's own.

    Where nothing has seen the series by then, the failed audit; None where nothing was tried. Raises NotJudged.
    """
    newest = newest_before(workplace.database, until, series.ids).values()
    tried = max((one.tried for one in newest), key=_begun, default=None)
    seen = max((one.seen for one in newest if one.seen is not None), key=_begun, default=None)
    if tried is None or seen is None:
        return tried
    return Chosen(tried, seen, methodology or seen.methodology, document_of(workplace, seen, methodology))


def document_of(workplace: Workplace, row: AuditRow, methodology: str | None) -> str:
    """The reference of the audit's document as the methodology judged it. Raises NotJudged."""
    if methodology is None or methodology == row.methodology:
        return row.result_ref
    methodology_of(methodology)
    judged = judged_by(workplace.database, methodology, [row.id]).get(row.id)
    if judged is None:
        raise NotJudged(
            f"methodology {methodology} has not judged the audit of {row.url} in run {row.run}: "
            f"`eindekss rescore --methodology {methodology} {row.atvk or row.url}` does."
        )
    return judged


def figures_of(workplace: Workplace, chosen: Chosen) -> Audit:
    """The audit out of its rows, for the day on which its document cannot be read. Raises SetupError where the
    methodology is not there any more, for only it tells which indicators a section has.
    """
    sections = {part.id: [one.id for one in part.indicators] for part in methodology_of(chosen.methodology).sections}
    audit = audit_in_figures(workplace.database, chosen.seen.id, sections)
    if chosen.methodology == chosen.seen.methodology:
        return audit
    judged = judged_in(workplace.database, [chosen.seen.id], chosen.methodology, sections)
    return replace(audit, index=judged[chosen.seen.id].index)


def _begun(row: AuditRow) -> datetime:
    return row.started_at
