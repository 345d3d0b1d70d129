"""Audits: which there were, and each as the document that other programs read."""

from datetime import datetime, time, timedelta
from typing import Annotated, Any

from fastapi import Path, Query, Response
from pydantic import Field

from db.audits import AuditRow, audits_before, audits_numbered
from db.blobs import EvidenceMissing
from db.documents import DocumentError, load_audit
from model.audit import Status
from reports.export import export_audits, failure_json
from reports.language import N_, ZONE
from web.api.asking import Name, Paged, Plain, Visiting
from web.api.cursor import GREATEST, Slice, read
from web.api.judging import keys_of
from web.api.route import api_router, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.places import AuditFigures
from web.filters import Day
from web.kept.municipalities import named
from web.problems import not_found

router = api_router("Audits")
# An audit never changes; what a person decides later is a new one's.
LASTING = "public, max-age=86400"


class AuditsAsked(Paged):
    municipality: str | None = Field(
        None, pattern=r"^([0-9]{6,12}|site-[0-9]{1,18})$", max_length=40, description="Of this one alone, by its key."
    )
    run: Name | None = Field(None, description="Of this run alone.")
    status: Status | None = Field(None, description="complete, partial, or failed: those that saw nothing.")
    since: Day | None = Field(None, description="Begun on this day in Riga or later.")
    until: Day | None = Field(None, description="Begun on this day or earlier.")


@router.get("/audits", responses=tells(Listed[AuditFigures]))
def list_audits(visit: Visiting, asked: Annotated[AuditsAsked, Query()]) -> Response:
    """All audits in figures, the last saved first. What is saved while you read is not among the pages that follow."""
    before = read(asked.cursor, [int])
    series = named(visit, asked.municipality) if asked.municipality else None
    rows = audits_before(
        visit.workplace.database,
        before[0] if before else GREATEST,
        asked.limit + 1,
        since=datetime.combine(asked.since, time(), ZONE) if asked.since else None,
        until=datetime.combine(asked.until + timedelta(days=1), time(), ZONE) if asked.until else None,
        site_ids=series.ids if series else None,
        run=asked.run,
        status=asked.status,
    )
    keys, some = keys_of(visit), rows[: asked.limit]
    after = (some[-1].id,) if len(rows) > asked.limit else None
    return listed(visit, Slice(some, after), [_figures(row, keys[row.atvk, row.role, row.url]) for row in some])


@router.get("/audits/{id}", responses={200: {"description": "The document, by reports/audit.schema.json."}})
def read_audit(visit: Visiting, id: Annotated[int, Path(ge=1, le=GREATEST)], asked: Plain) -> Response:
    """One audit, whole, as `eindekss export audits` writes it: pages, findings, features with their proof, scores."""
    row = audits_numbered(visit.workplace.database, [id]).get(id)
    if row is None:
        raise not_found(N_("There is no such audit"), N_("The list of audits has the numbers of all."))
    try:
        audit = load_audit(visit.workplace.store.get(row.result_ref))
    except (DocumentError, EvidenceMissing) as error:
        raise not_found(
            N_("The audit's document is not kept any more"), N_("Its figures are in the list of audits.")
        ) from error
    # The audit's own moment: its document is the same whenever it is asked for.
    document = export_audits(
        [audit], tool=audit.versions, methodology=audit.index.methodology, exported_at=audit.finished_at
    )
    return told(document, cache=LASTING)


def _figures(row: AuditRow, key: str) -> dict[str, Any]:
    return {
        "id": row.id,
        "run": row.run,
        "key": key,
        "atvk": row.atvk,
        "name": row.name,
        "url": row.url,
        "role": row.role,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "status": row.status,
        "failure": failure_json(row.failure),
        "methodology": row.methodology,
        "index": {"score": row.index_score, "coverage": row.index_coverage, "maturity": row.index_maturity},
        "wcag": {"score": row.wcag_score, "band": row.wcag_band},
        "mobile": {"passes": row.mobile_passes, "score": row.mobile_score},
        "documents_read": row.documents_read,
    }
