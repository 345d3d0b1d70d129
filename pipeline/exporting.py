"""Reads saved audits back, whole, for tables, exports and reports."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from db import audits as audit_store
from db.documents import load_audit
from model.audit import Audit, Status
from model.evidence import Versions
from model.site import Role, Site
from pipeline.errors import SetupError
from pipeline.municipalities import series_holding, series_named, standing_series
from pipeline.versions import tool_version
from pipeline.workplace import Workplace
from reports.export import export_audits
from reports.results import ResultRow, result_row


def newest_audits(workplace: Workplace, urls: Iterable[str] | None = None) -> Iterator[Audit]:
    """The newest finished audit of every site that stands, or of the sites at these addresses, in order of the name.

    A municipality's main sites are one: the newest of them stands.
    """
    present = {_identity(one.present.site) for one in standing_series(workplace)}
    for row in audit_store.newest_audits(workplace.database, urls):
        if urls is not None or _identity(row) in present:
            yield load_audit(workplace.store.get(row.result_ref))


def audit_of(workplace: Workplace, target: str) -> Audit:
    """The newest audit of a site by its address, or of a municipality's main site by its ATVK."""
    return load_audit(workplace.store.get(row_of(workplace, target).result_ref))


def row_of(workplace: Workplace, target: str, run: str | None = None) -> audit_store.AuditRow:
    """The same audit in figures, or the one of a run. Raises SetupError where there is none."""
    series = series_named(workplace, target)
    named = (one.site for one in series.sites if target.rstrip("/") == one.site.url.rstrip("/"))
    site = next(named, series.present.site)
    if run is not None:
        rows = (row for one in series.sites for row in audit_store.audit_history(workplace.database, one.site))
        found = next((row for row in rows if row.run == run), None)
        if found is None:
            raise SetupError(f"the run {run} holds no audit of “{target}”: `eindekss history {target}` lists its runs.")
        return found
    newest = audit_store.newest_audits(workplace.database, [site.url])
    (row,) = (row for row in newest if _identity(row) == _identity(site))
    return row


def previous_audit(workplace: Workplace, audit: Audit) -> Audit | None:
    """The last audit of the site's series before this one that saw it; None for the first."""
    series = series_holding(workplace, audit.site)
    sites = [known.site for known in series.sites] if series else []
    history = (row for site in sites for row in audit_store.audit_history(workplace.database, site))
    seen = [row for row in history if row.started_at < audit.started_at and row.status is not Status.FAILED]
    newest = max(seen, key=lambda row: row.started_at, default=None)
    return load_audit(workplace.store.get(newest.result_ref)) if newest else None


def _identity(site: Site | audit_store.AuditRow) -> tuple[str | None, Role, str]:
    return site.atvk, site.role, site.url


def standing(workplace: Workplace, audit: Audit) -> ResultRow:
    """The audit's figures; for one that failed those of the last that saw the site, marked as stale."""
    return result_row(audit, previous_audit(workplace, audit) if audit.status is Status.FAILED else None)


def export_newest(workplace: Workplace, urls: Iterable[str] | None = None) -> dict[str, Any]:
    """The export in the form of reports/audit.schema.json."""
    audits = list(newest_audits(workplace, urls))
    newest = max(audits, key=lambda audit: audit.finished_at, default=None)
    made_by = newest.versions if newest else Versions(tool=tool_version(), axe=None, browser=None)
    return export_audits(audits, tool=made_by, methodology=workplace.methodology.id, exported_at=datetime.now(UTC))
