"""What must hold in the database and the evidence store at any moment, whatever was killed."""

from collections import Counter
from collections.abc import Iterator

from sqlalchemy import Connection, Engine, Table, func, select, text

from db import tables as t
from db.documents import load_audit
from db.engine import ensure_ready, open_database, reading
from db.evidence import EvidenceStore
from model.audit import Audit, Status

NEWEST = (
    select(t.audit.c.site_id, func.max(t.audit.c.id))
    .where(t.audit.c.status != Status.FAILED)
    .group_by(t.audit.c.site_id)
)


def faults(database_url: str, evidence_url: str) -> list[str]:
    """Every half or double thing that is found; an audit that can be seen is whole, down to its screenshots."""
    database = open_database(database_url)
    try:
        ensure_ready(database)
        return [*_of_file(database), *_of_audits(database, EvidenceStore(evidence_url)), *_of_spans(database)]
    finally:
        database.dispose()


def saved(database_url: str, run: str | None = None) -> Counter[tuple[str, str]]:
    """Run and site's name of every audit, and how often it is there."""
    database = open_database(database_url)
    query = select(t.audit.c.run_id, t.site.c.name).join(t.site, t.site.c.id == t.audit.c.site_id)
    try:
        with reading(database) as connection:
            return Counter((row.run_id, row.name) for row in connection.execute(query) if run in (None, row.run_id))
    finally:
        database.dispose()


def _of_file(database: Engine) -> Iterator[str]:
    if database.dialect.name != "sqlite":
        return
    with reading(database) as connection:
        for check, sound in (("integrity_check", ["ok"]), ("foreign_key_check", [])):
            told = list(connection.scalars(text(f"PRAGMA {check}")))
            if told != sound:
                yield f"{check}: {told}"


def _of_audits(database: Engine, store: EvidenceStore) -> Iterator[str]:
    with reading(database) as connection:
        for row in connection.execute(select(t.audit)):
            audit = load_audit(store.get(row.result_ref))
            yield from (f"audit {row.id}: {fault}" for fault in _of_audit(connection, row.id, audit, store))


def _of_audit(connection: Connection, audit_id: int, audit: Audit, store: EvidenceStore) -> Iterator[str]:
    scores = 1 + len(audit.index.sections) + sum(len(section.indicators) for section in audit.index.sections)
    for table, wanted in ((t.page_audit, len(audit.pages)), (t.score, scores)):
        rows = _count(connection, table, audit_id)
        if rows != wanted:
            yield f"{rows} rows of {table.name}, {wanted} in its document"
    if audit.status is not Status.FAILED and _count(connection, t.rule_count, audit_id) == 0:
        yield "no rule counts"
    for page in audit.pages:
        # The store compares every part with its name.
        if store.get_page(page.evidence).url != page.url:
            yield f"another page than {page.url} in its evidence"
    if audit.wide_evidence is not None and sum(1 for _ in store.read_documents(audit.wide_evidence)) == 0:
        yield "no document in its wide tier"


def _count(connection: Connection, table: Table, audit_id: int) -> int:
    rows = connection.scalar(select(func.count()).select_from(table).where(table.c.audit_id == audit_id))
    assert rows is not None
    return rows


def _of_spans(database: Engine) -> Iterator[str]:
    """Of each site: one open span a feature, spans that follow each other, and issues seen by its newest audit."""
    with reading(database) as connection:
        newest = {row[0]: row[1] for row in connection.execute(NEWEST)}
        last: dict[tuple[int, str], int | None] = {}
        for span in connection.execute(select(t.feature).order_by(t.feature.c.id)):
            key = (span.site_id, span.feature)
            if key in last and last[key] != span.first_audit_id:
                yield f"a hole before the feature's span {span.id}"
            last[key] = span.until_audit_id
        yield from (f"no open span of {key}" for key, until in last.items() if until is not None)
        for issue in connection.execute(select(t.issue)):
            if issue.closed_audit_id is None and issue.last_audit_id != newest[issue.site_id]:
                yield f"the open issue {issue.id} was last seen by audit {issue.last_audit_id}"
            if issue.closed_audit_id is not None and issue.closed_audit_id <= issue.last_audit_id:
                yield f"the issue {issue.id} was closed before it was last seen"
