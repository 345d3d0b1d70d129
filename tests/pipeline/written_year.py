"""The generated year as rows of a database: in bulk, and with the documents only that a difference reads."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert

from db import tables as t
from db.audit_rows import addresses, audit_values, page_rows, rule_count_rows, score_rows
from db.documents import dump_audit
from db.engine import writing
from db.evidence import EvidenceStore
from db.features import follow_features
from db.issues import follow_issues
from db.municipalities import follow_name
from db.sites import page_ids, site_row
from model.audit import Audit, Status
from model.site import Site
from tests.pipeline.year import DOWN_NIGHTS, EVENTS, NIGHTS, NOISY_NIGHTS, SITES, moment, nights, run_of, starts

MISSING = "0" * 64 + ".zst"


def is_read(night: int) -> bool:
    """Whether a difference that a test asks for reads the night's document."""
    return any(abs(night - event) <= 1 for event in (0, *EVENTS, NIGHTS - 1)) or night in NOISY_NIGHTS


def write_year(
    database: Engine, store: EvidenceStore, sites: Sequence[Site] = SITES, unreadable: frozenset[int] = frozenset()
) -> None:
    """Fills an empty database that is ready; the documents of the nights `unreadable` are missing."""
    with writing(database) as connection:
        connection.execute(insert(t.run), [_run(night) for night in range(NIGHTS)])
        for number, site in enumerate(sites):
            audits = dict(enumerate(nights(site), start=1 + number * NIGHTS))
            changing = frozenset(night for night in range(NIGHTS) if night in starts(site) or night - 1 in DOWN_NIGHTS)
            write_nights(connection, store, audits, changing, lambda night: is_read(night) and night not in unreadable)


def _run(night: int) -> dict[str, Any]:
    return {"id": run_of(night), "started_at": moment(night), "status": "finished", "settings": {}, "versions": {}}


def write_nights(
    connection: Connection,
    store: EvidenceStore,
    audits: Mapping[int, Audit],
    changing: frozenset[int],
    is_kept: Callable[[int], bool],
) -> None:
    """Audits of a municipality by their numbers, in order. Spans are followed on the nights `changing`: on all others
    they stay as they are. `is_kept` says of which nights there are documents.
    """
    sites = {site: site_row(connection, site) for site in dict.fromkeys(audit.site for audit in audits.values())}
    named = {site: {url for one in audits.values() if one.site == site for url in addresses(one)} for site in sites}
    ids = {site: page_ids(connection, sites[site], urls) for site, urls in named.items()}
    rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in (t.audit, t.page_audit, t.score, t.rule_count)}
    for night, (audit_id, audit) in enumerate(audits.items()):
        ref = store.put(dump_audit(audit), "audit") if is_kept(night) else MISSING
        rows[t.audit].append({"id": audit_id, **audit_values(sites[audit.site], audit, ref)})
        rows[t.page_audit] += page_rows(audit_id, audit.pages, ids[audit.site])
        rows[t.score] += score_rows(audit_id, audit.index)
        rows[t.rule_count] += rule_count_rows(audit_id, audit)
    for table, values in rows.items():
        if values:
            connection.execute(insert(table), values)
    for night, (audit_id, audit) in enumerate(audits.items()):
        if night in changing and audit.status is not Status.FAILED:
            follow_issues(connection, sites[audit.site], audit_id, audit, ids[audit.site])
            follow_features(connection, sites[audit.site], audit_id, audit.started_at, audit.features)
            follow_name(connection, sites[audit.site], audit_id, audit.site.name)
