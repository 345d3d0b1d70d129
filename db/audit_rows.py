"""An audit as rows of the tables: what each column takes from the noun."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from model.audit import Audit, PageAudit
from model.failure import Failure
from model.finding import Outcome
from model.score import IndexScore

Values = dict[str, Any]
COUNTS = ("pages", "passed", "failed", "unsure")


def addresses(audit: Audit) -> Iterable[str]:
    """Every address of the site's pages that the audit names."""
    for page in audit.pages:
        yield page.url
        if page.final_url is not None:
            yield page.final_url
    for issue in audit.issues:
        yield from issue.page_urls


def audit_values(site_id: int, audit: Audit, result_ref: str) -> Values:
    """The row of `audit`."""
    return {
        "run_id": audit.run,
        "site_id": site_id,
        "started_at": audit.started_at,
        "finished_at": audit.finished_at,
        "status": audit.status,
        **_failure_values(audit.failure),
        "tool_version": audit.versions.tool,
        "axe_version": audit.versions.axe,
        "browser_version": audit.versions.browser,
        "wcag_score": audit.wcag_score,
        "wcag_band": audit.wcag_band,
        "mobile_passes": audit.mobile_passes,
        "mobile_score": audit.mobile_score,
        "methodology": audit.index.methodology,
        "index_score": audit.index.score,
        "index_coverage": audit.index.coverage,
        "index_maturity": audit.index.maturity,
        "documents_read": audit.documents_read,
        "result_ref": result_ref,
        "wide_ref": audit.wide_evidence,
    }


def _failure_values(failure: Failure | None) -> Values:
    if failure is None:
        return {"failure_kind": None, "failure_detail": None}
    return {"failure_kind": failure.kind, "failure_detail": failure.detail}


def page_rows(audit_id: int, pages: Sequence[PageAudit], ids: Mapping[str, int]) -> list[Values]:
    """The rows of `page_audit`; `ids` holds the number of every address."""
    return [
        {
            "audit_id": audit_id,
            "position": position,
            "page_id": ids[page.url],
            "final_page_id": None if page.final_url is None else ids[page.final_url],
            "role": page.role,
            "template": page.template,
            "status": page.status,
            **_failure_values(page.failure),
            "wcag_score": page.wcag_score,
            "mobile_passes": page.mobile_passes,
            "first_byte_ms": page.timing.first_byte_ms,
            "dom_ready_ms": page.timing.dom_ready_ms,
            "loaded_ms": page.timing.loaded_ms,
            "settled_ms": page.timing.settled_ms,
            "size_bytes": page.size_bytes,
            "evidence_ref": page.evidence.get("page"),
        }
        for position, page in enumerate(pages)
    ]


def score_rows(audit_id: int, index: IndexScore, result_ref: str | None = None) -> list[Values]:
    """The rows of `score`: the index (with the document of another methodology), its sections, their indicators."""

    def row(kind: str, name: str, score: float | None, coverage: float, maturity: int | None, weight: float) -> Values:
        return {
            "audit_id": audit_id,
            "methodology": index.methodology,
            "kind": kind,
            "id": name,
            "score": score,
            "coverage": coverage,
            "maturity": maturity,
            "weight": weight,
            "result_ref": result_ref if kind == "index" else None,
        }

    rows = [row("index", "index", index.score, index.coverage, index.maturity, 1.0)]
    for section in index.sections:
        weight = sum(indicator.weight for indicator in section.indicators)
        rows.append(row("section", section.id, section.score, section.coverage, section.maturity, weight))
        rows += [row("indicator", one.id, one.score, one.coverage, None, one.weight) for one in section.indicators]
    return rows


def rule_count_rows(audit_id: int, audit: Audit) -> list[Values]:
    """The rows of `rule_count`: one for each rule that applied somewhere, or could not be measured."""
    rows: dict[str, Values] = {
        rule: {"audit_id": audit_id, "rule": rule, "outcome": outcome, **dict.fromkeys(COUNTS, 0)}
        for rule, outcome in audit.checks.items()
        if outcome is not Outcome.NOT_APPLICABLE
    }
    for page in audit.pages:
        for verdict in page.verdicts:
            row = rows.get(verdict.rule)
            if row is not None:
                row["pages"] += verdict.outcome is row["outcome"]
                row["passed"] += verdict.passed
                row["failed"] += verdict.failed
                row["unsure"] += verdict.unsure
    return list(rows.values())
