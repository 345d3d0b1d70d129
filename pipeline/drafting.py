"""Drafts the accessibility statement of a site out of its newest audit that saw it."""

from pipeline.explaining import case_of
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.statement_draft import Draft, statement_draft


def draft_of(workplace: Workplace, target: str) -> Draft:
    """Raises SetupError where no audit saw the site."""
    case = case_of(workplace, target)
    return statement_draft(case.audit, report_texts(workplace.settings, case.methodology))
