"""The chain of evidence: an audit adds a link to its run's chain, and a run begins at the head of the run before.

A link is a digest over the one before it and over what the audit said: its rows, and the blobs that it rests on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, func, insert, select, text, update

from db import evidence_tables as e
from db import tables as t
from db.documents import DocumentError, dump_json, load_json
from db.manifest import Item, digest_of, sha256

# What a link covers: the parts of an audit's rows, each by its columns. The first ones, up to the number, tell the rows
# of a part apart. Other columns are another form; links of older forms keep theirs.
FORM = 1
COLUMNS = {
    "site": (0, ("atvk", "role", "url")),
    "audit": (
        0,
        (
            *("run_id", "started_at", "finished_at", "status", "failure_kind", "failure_detail"),
            *("tool_version", "axe_version", "browser_version"),
            *("wcag_score", "wcag_band", "mobile_passes", "mobile_score"),
            *("methodology", "index_score", "index_coverage", "index_maturity"),
            *("documents_read", "result_ref", "wide_ref"),
        ),
    ),
    "pages": (
        1,
        (
            *("position", "url", "final_url", "role", "template", "status", "failure_kind", "failure_detail"),
            *("wcag_score", "mobile_passes", "first_byte_ms", "dom_ready_ms", "loaded_ms", "settled_ms"),
            *("size_bytes", "evidence_ref"),
        ),
    ),
    "scores": (3, ("methodology", "kind", "id", "score", "coverage", "maturity", "weight")),
    "rules": (1, ("rule", "outcome", "pages", "passed", "failed", "unsure")),
}

# Any number, the same in every process: whoever holds it puts a run behind the newest one.
CHAIN_LOCK = 0x65696E65

# An audit's rows by part; each row holds the values of the part's columns.
Rows = Mapping[str, Sequence[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Root:
    """Where a run's chain begins. `previous_head` is the head that the run before had when this one began."""

    run: str
    started_at: datetime
    number: int
    previous_run: str | None
    previous_head: str | None

    @property
    def digest(self) -> str:
        return sha256([FORM, self.run, plain(self.started_at), self.number, self.previous_run, self.previous_head])


@dataclass(frozen=True, slots=True)
class Link:
    """One audit's place in its run's chain; `parts` maps what is covered to its digest."""

    audit_id: int
    run: str
    position: int
    form: int
    previous: str
    parts: Mapping[str, str]
    digest: str

    def own_digest(self, position: int | None = None) -> str:
        """What `digest` must be, at this position or at another."""
        return link_digest(self.run, self.position if position is None else position, self.previous, self.parts)


def link_digest(run: str, position: int, previous: str, parts: Mapping[str, str]) -> str:
    return sha256([FORM, run, position, previous, dict(parts)])


def append_link(connection: Connection, audit_id: int, run: str, items: Sequence[Item]) -> None:
    """Adds the audit, all of whose rows are there, to its run's chain. Savers of one run wait for each other here."""
    # Not FOR UPDATE: the audits' foreign keys hold the run's row, and two savers would wait for each other in a ring.
    connection.execute(select(t.run.c.id).where(t.run.c.id == run).with_for_update(key_share=True))
    row = connection.execute(run_rows().where(t.run.c.id == run)).one()
    if row.chain_number is None:
        position, previous = 1, _begin(connection, row).digest
    else:
        newest = select(func.max(e.chain_link.c.position)).where(e.chain_link.c.run_id == run)
        position, previous = (connection.scalar(newest) or 0) + 1, row.chain_head
    rows = audit_rows(connection, t.audit.c.id == audit_id)[audit_id]
    parts = {**part_digests(rows), "evidence": digest_of(items)}
    digest = link_digest(run, position, previous, parts)
    connection.execute(
        insert(e.chain_link),
        {
            "audit_id": audit_id,
            "run_id": run,
            "position": position,
            "form": FORM,
            "previous": previous,
            "parts": dump_json(parts).decode(),
            "digest": digest,
        },
    )
    connection.execute(update(t.run).where(t.run.c.id == run).values(chain_head=digest))


def _begin(connection: Connection, row: Row[Any]) -> Root:
    """Puts a run behind the newest one; of runs that begin at once one waits for the other."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": CHAIN_LOCK})
    newest = run_rows().where(t.run.c.chain_number.is_not(None)).order_by(t.run.c.chain_number.desc()).limit(1)
    before = connection.execute(newest).one_or_none()
    root = Root(
        run=row.id,
        started_at=row.started_at,
        number=1 if before is None else before.chain_number + 1,
        previous_run=None if before is None else before.id,
        previous_head=None if before is None else before.chain_head,
    )
    connection.execute(
        update(t.run)
        .where(t.run.c.id == row.id)
        .values(
            chain_number=root.number,
            previous_run_id=root.previous_run,
            previous_head=root.previous_head,
            chain_head=root.digest,
        )
    )
    return root


def run_rows() -> Select[Any]:
    """What the chain needs of runs."""
    names = ("id", "started_at", "chain_number", "previous_run_id", "previous_head", "chain_head")
    return select(*(t.run.c[name] for name in names))


def root_of(row: Row[Any]) -> Root:
    """The root that the row of a chained run tells."""
    return Root(row.id, row.started_at, row.chain_number, row.previous_run_id, row.previous_head)


def links_of(connection: Connection, run: str) -> list[Link]:
    """A run's links in order of their position."""
    query = select(e.chain_link).where(e.chain_link.c.run_id == run).order_by(e.chain_link.c.position)
    return [
        Link(row.audit_id, row.run_id, row.position, row.form, row.previous, parts_of(row.parts), row.digest)
        for row in connection.execute(query)
    ]


def parts_of(stored: str) -> Mapping[str, str]:
    """The digests that a link's column `parts` holds; none where it was made unreadable."""
    try:
        parts = load_json(stored.encode())
    except DocumentError:
        return {}
    return parts if isinstance(parts, dict) else {}


def audit_rows(connection: Connection, which: ColumnElement[bool]) -> dict[int, Rows]:
    """The rows of audits by the audits' numbers, as the database tells them now and in one order everywhere."""
    final = t.page.alias("final")
    urls = {"url": t.page.c.url, "final_url": final.c.url}
    found: dict[int, dict[str, list[tuple[Any, ...]]]] = {}
    tables = {"site": t.site, "audit": t.audit, "pages": t.page_audit, "scores": t.score, "rules": t.rule_count}
    for part, (keys, names) in COLUMNS.items():
        table = tables[part]
        columns = [urls[name] if part == "pages" and name in urls else table.c[name] for name in names]
        query = select(t.audit.c.id, *columns).where(which)
        if part == "site":
            query = query.join(t.site, t.site.c.id == t.audit.c.site_id)
        elif part != "audit":
            query = query.select_from(t.audit).join(table, table.c.audit_id == t.audit.c.id)
        if part == "pages":
            query = query.join(t.page, t.page.c.id == table.c.page_id)
            query = query.outerjoin(final, final.c.id == table.c.final_page_id)
        if part == "scores":
            # Scores that another methodology added later are not the audit's own.
            query = query.where(t.score.c.methodology == t.audit.c.methodology)
        for number, *values in connection.execute(query):
            rows = found.setdefault(number, {name: [] for name in COLUMNS})
            rows[part].append(tuple(map(plain, values)))
        for rows in found.values():
            rows[part].sort(key=lambda row, keys=keys: row[:keys])  # type: ignore[misc]  # mypy asks for a def
    return dict(found)


def part_digests(rows: Rows) -> dict[str, str]:
    """The digest of each part of an audit's rows."""
    return {part: sha256(values) for part, values in rows.items()}


def plain(value: Any) -> Any:
    """A moment as text in UTC, so that it is the same on both databases; anything else as it is."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
