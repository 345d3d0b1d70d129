"""Reads saved audits back, whole, for tables, exports and reports."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from db import audits as audit_store
from db.documents import load_audit
from model.audit import Audit, Status
from model.evidence import Versions
from pipeline.errors import SetupError
from pipeline.versions import tool_version
from pipeline.workplace import Workplace
from reports.export import export_audits
from reports.results import ResultRow, result_row


def newest_audits(workplace: Workplace, urls: Iterable[str] | None = None) -> Iterator[Audit]:
    """The newest finished audit of every site, or of the sites at these addresses, one by one in order of the name."""
    for row in audit_store.newest_audits(workplace.database, urls):
        yield load_audit(workplace.store.get(row.result_ref))


def audit_of(workplace: Workplace, target: str) -> Audit:
    """The newest audit of a site by its ATVK or address; its main site where it has several."""
    for row in audit_store.newest_audits(workplace.database):
        if target in (row.atvk, row.url, row.url.rstrip("/")):
            return load_audit(workplace.store.get(row.result_ref))
    raise SetupError(f"the database holds no audit of “{target}”: `eindekss results` lists what it holds.")


def previous_audit(workplace: Workplace, audit: Audit) -> Audit | None:
    """The site's last audit before this one that saw the site; None for the first."""
    history = audit_store.audit_history(workplace.database, audit.site)
    seen = [row for row in history if row.started_at < audit.started_at and row.status is not Status.FAILED]
    return load_audit(workplace.store.get(seen[-1].result_ref)) if seen else None


def standing(workplace: Workplace, audit: Audit) -> ResultRow:
    """The audit's figures; for one that failed those of the last that saw the site, marked as stale."""
    return result_row(audit, previous_audit(workplace, audit) if audit.status is Status.FAILED else None)


def standings(workplace: Workplace) -> Iterator[ResultRow]:
    """Where every site stands, one by one."""
    return (standing(workplace, audit) for audit in newest_audits(workplace))


def export_newest(workplace: Workplace, urls: Iterable[str] | None = None) -> dict[str, Any]:
    """The export in the form of reports/audit.schema.json."""
    audits = list(newest_audits(workplace, urls))
    newest = max(audits, key=lambda audit: audit.finished_at, default=None)
    made_by = newest.versions if newest else Versions(tool=tool_version(), axe=None, browser=None)
    return export_audits(audits, tool=made_by, methodology=workplace.methodology.id, exported_at=datetime.now(UTC))
