"""An audit out of its rows alone, for the day on which its document cannot be read: figures without their proof."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Row, select

from db import tables as t
from db.engine import reading
from db.results import judged_in
from db.sites import site_of
from model.audit import Audit, PageAudit, Status
from model.evidence import Timing, Versions
from model.failure import Failure, FailureKind
from model.finding import Outcome
from model.score import Band


def audit_in_figures(database: Engine, audit_id: int, indicators: Mapping[str, Sequence[str]]) -> Audit:
    """Without verdicts, issues, proofs and measures. `indicators` are those of each section, which no row tells."""
    with reading(database) as connection:
        row = connection.execute(select(t.audit).where(t.audit.c.id == audit_id)).one()
        site = connection.execute(select(t.site).where(t.site.c.id == row.site_id)).one()
        counts = select(t.rule_count.c.rule, t.rule_count.c.outcome).where(t.rule_count.c.audit_id == audit_id)
        checks = {rule: Outcome(outcome) for rule, outcome in connection.execute(counts)}
        judged = judged_in(database, [audit_id], row.methodology, indicators)[audit_id]
        return Audit(
            site=site_of(site),
            run=row.run_id,
            started_at=row.started_at,
            finished_at=row.finished_at,
            status=Status(row.status),
            failure=_failure(row),
            versions=Versions(row.tool_version, row.axe_version, row.browser_version),
            pages=_pages(connection, audit_id),
            wcag_score=row.wcag_score,
            wcag_band=Band(row.wcag_band) if row.wcag_band else None,
            wcag_issues=(),
            mobile_passes=row.mobile_passes,
            mobile_score=row.mobile_score,
            mobile_issues=(),
            features=tuple(judged.features.values()),
            checks=checks,
            index=judged.index,
            documents_read=row.documents_read,
        )


def _failure(row: Row[Any]) -> Failure | None:
    return Failure(FailureKind(row.failure_kind), row.failure_detail) if row.failure_kind else None


def _pages(connection: Connection, audit_id: int) -> tuple[PageAudit, ...]:
    final = t.page.alias("final")
    query = (
        select(t.page_audit, t.page.c.url, final.c.url.label("final_url"))
        .join(t.page, t.page.c.id == t.page_audit.c.page_id)
        .outerjoin(final, final.c.id == t.page_audit.c.final_page_id)
        .where(t.page_audit.c.audit_id == audit_id)
        .order_by(t.page_audit.c.position)
    )
    return tuple(
        PageAudit(
            url=row.url,
            final_url=row.final_url,
            role=row.role,
            status=row.status,
            failure=_failure(row),
            wcag_score=row.wcag_score,
            mobile_passes=row.mobile_passes,
            timing=Timing(row.first_byte_ms, row.dom_ready_ms, row.loaded_ms, row.settled_ms),
            size_bytes=row.size_bytes,
            template=row.template,
        )
        for row in connection.execute(query)
    )
