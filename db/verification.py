"""Verifies the evidence: recomputes the chain from the database, and the blobs from the store. It changes nothing."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection, Engine, func, select

from db import evidence_tables as e
from db import tables as t
from db.blob_check import BlobCheck
from db.blobs import EvidenceDamaged, EvidenceMissing
from db.chain import run_rows
from db.chain_check import RunCheck, check_run, explain, first_linked
from db.documents import DocumentError, load_audit, load_json
from db.engine import reading
from db.evidence import EvidenceStore
from db.flaws import Flaw, FlawKind, Verification
from db.manifest import Kind, digest_of, items_in


class UnknownRun(Exception):
    """There is no run of this id."""


def verify(
    database: Engine,
    store: EvidenceStore,
    *,
    run: str | None = None,
    quick: bool = False,
    heads: Sequence[str] = (),
) -> Verification:
    """Verifies one run or all. Quick: the rows, and that every blob is there, but not what is in it.

    `heads` are digests that an earlier verification told: each must still be in the chain. Raises UnknownRun,
    EvidenceError where the store cannot be used, DatabaseError.
    """
    done = Verification(quick)
    # A store that went away is said as such, and not blob by blob.
    store.blobs.signatures()
    _verify_chain(database, store, done, run)
    _verify_heads(database, done, heads)
    blobs = BlobCheck(database, store, done)
    if run is None:
        blobs.of_all()
    else:
        blobs.of_run(run)
    done.pruned = _pruned(database, run)
    return done


def _verify_chain(database: Engine, store: EvidenceStore, done: Verification, run: str | None) -> None:
    query = select(t.run.c.id).order_by(t.run.c.chain_number, t.run.c.id)
    if run is not None:
        query = query.where(t.run.c.id == run)
    with reading(database) as connection:
        names = connection.scalars(query).all()
        first = first_linked(connection)
        lost = [] if run else _links_without_run(connection)
    if run is not None and not names:
        raise UnknownRun(f"there is no run {run}")
    done.flaws += [
        Flaw(FlawKind.REMOVED_RUN, f"run {name} is gone, {links} of its links are there", name) for name, links in lost
    ]
    for name in names:
        try:
            with _snapshot(database) as connection:
                row = connection.execute(run_rows().where(t.run.c.id == name)).one_or_none()
                check = None if row is None else check_run(connection, row, first)
        except ValueError as error:
            done.runs += 1
            done.flaws.append(Flaw(FlawKind.CHANGED_ROW, f"the rows of run {name} cannot be read: {error}", name))
        else:
            if check is not None:
                _take(store, done, check)


@contextmanager
def _snapshot(database: Engine) -> Iterator[Connection]:
    """The database as it is at one moment: an audit that is saved meanwhile is there whole or not at all."""
    with reading(database) as connection:
        if database.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def _take(store: EvidenceStore, done: Verification, check: RunCheck) -> None:
    done.runs += 1
    done.audits += check.audits
    done.head = check.head or done.head
    done.unlinked += [f"{site} in run {check.run}" for site in check.unlinked]
    done.flaws += check.flaws
    for suspect in check.suspects:
        audit = None
        try:
            document = store.get(suspect.result_ref)
            if digest_of(items_in(load_json(document), suspect.result_ref)) == suspect.link.parts.get("evidence"):
                audit = load_audit(document)
        except (EvidenceMissing, EvidenceDamaged, DocumentError):
            audit = None  # what the rows were cannot be told; that they were changed can
        done.flaws.append(explain(suspect, audit))


def _links_without_run(connection: Connection) -> list[tuple[str, int]]:
    query = (
        select(e.chain_link.c.run_id, func.count())
        .outerjoin(t.run, t.run.c.id == e.chain_link.c.run_id)
        .where(t.run.c.id.is_(None))
        .group_by(e.chain_link.c.run_id)
    )
    return [(row[0], row[1]) for row in connection.execute(query)]


def _verify_heads(database: Engine, done: Verification, heads: Sequence[str]) -> None:
    with reading(database) as connection:
        for head in heads:
            if connection.scalar(select(e.chain_link.c.audit_id).where(e.chain_link.c.digest == head)) is None:
                done.flaws.append(Flaw(FlawKind.UNKNOWN_HEAD, f"the chain no longer holds the head {head}"))


def _pruned(database: Engine, run: str | None) -> list[tuple[datetime, Kind, int]]:
    query = (
        select(e.pruned.c.pruned_at, e.pruned.c.kind, func.count())
        .group_by(e.pruned.c.pruned_at, e.pruned.c.kind)
        .order_by(e.pruned.c.pruned_at, e.pruned.c.kind)
    )
    if run is not None:
        query = query.join(t.audit, t.audit.c.id == e.pruned.c.audit_id).where(t.audit.c.run_id == run)
    with reading(database) as connection:
        return [(row[0], Kind(row[1]), row[2]) for row in connection.execute(query)]
