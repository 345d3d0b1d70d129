"""Saves an audit whole in one transaction, and later another methodology's scores beside; nothing saved is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, delete, exists, insert, select

from db import tables as t
from db.audit_rows import addresses, audit_values, page_rows, rule_count_rows, score_rows
from db.chain import append_link
from db.engine import writing
from db.features import follow_features
from db.issues import follow_issues
from db.manifest import Item, items_of
from db.municipalities import follow_name
from db.retention import need_blobs
from db.sites import keep_sample, page_ids, site_row
from model.audit import Audit, Status
from model.evidence import SamplePage
from model.score import IndexScore


class AlreadySaved(Exception):
    """The run holds an audit of this site already; a result is never overwritten."""


class UnknownRun(Exception):
    """The audit names a run that was never started."""


def save_audit(database: Engine, audit: Audit, result_ref: str, sample: Sequence[SamplePage] = ()) -> int:
    """Saves an audit whole, with the spans that it opens and closes and the sample to keep; returns its number.

    A failed audit touches no span; an empty sample leaves the kept one. An audit that began before one that is saved
    already touches neither: history runs forward. Raises AlreadySaved, UnknownRun or DatabaseUnavailable; then
    nothing of it is saved.
    """
    with writing(database) as connection:
        if connection.scalar(select(t.run.c.id).where(t.run.c.id == audit.run)) is None:
            raise UnknownRun(f"run {audit.run} was never started")
        site_id = site_row(connection, audit.site)
        same = (t.audit.c.run_id == audit.run) & (t.audit.c.site_id == site_id)
        if connection.scalar(select(exists().where(same))):
            raise AlreadySaved(f"run {audit.run} holds an audit of {audit.site.url} already")
        later = (t.audit.c.site_id == site_id) & (t.audit.c.started_at > audit.started_at)
        newest = not connection.scalar(select(exists().where(later)))
        values = audit_values(site_id, audit, result_ref)
        audit_id = int(connection.execute(insert(t.audit).values(values).returning(t.audit.c.id)).scalar_one())
        ids = page_ids(connection, site_id, addresses(audit))
        _insert(connection, t.page_audit, page_rows(audit_id, audit.pages, ids))
        _insert(connection, t.score, score_rows(audit_id, audit.index))
        _insert(connection, t.rule_count, rule_count_rows(audit_id, audit))
        if newest:
            follow_name(connection, site_id, audit_id, audit.site.name)
        if newest and audit.status is not Status.FAILED:
            follow_issues(connection, site_id, audit_id, audit, ids)
            follow_features(connection, site_id, audit_id, audit.started_at, audit.features)
        if newest and sample:
            keep_sample(connection, site_id, sample)
        items = items_of(audit, result_ref)
        need_blobs(connection, audit.started_at, items)
        append_link(connection, audit_id, audit.run, items)
        return audit_id


def add_scores(database: Engine, audit_id: int, index: IndexScore, result_ref: str) -> None:
    """Adds the scores of another methodology beside the audit's own, or in the place of what it gave before.

    `result_ref` is the document of the audit as that methodology judged it. Raises AlreadySaved for the audit's own.
    """
    with writing(database) as connection:
        own = connection.execute(
            select(t.audit.c.methodology, t.audit.c.started_at).where(t.audit.c.id == audit_id)
        ).one()
        if own.methodology == index.methodology:
            raise AlreadySaved(f"audit {audit_id} was scored by methodology {index.methodology} when it was saved")
        connection.execute(
            delete(t.score).where(t.score.c.audit_id == audit_id, t.score.c.methodology == index.methodology)
        )
        _insert(connection, t.score, score_rows(audit_id, index, result_ref))
        need_blobs(connection, own.started_at, [Item(result_ref, "result")])


def _insert(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)
