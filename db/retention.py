"""Retention: what is kept how long, and the removal of what is past it, safe beside audits and against kills.

First the database records that an audit no longer promises a kind of evidence; only then blobs go, and only those that
no audit needs. A kill at any moment leaves blobs that nobody needs, which the next pruning removes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Engine, case, delete, exists, insert, literal, select

from db import evidence_tables as e
from db import tables as t
from db.blobs import FOLDERS, REFERENCE, EvidenceDamaged, EvidenceMissing
from db.documents import ISSUES, DocumentError, load_json
from db.engine import reading, writing
from db.evidence import EvidenceStore
from db.kept_blobs import kept_blobs
from db.manifest import Item, Kind, items_in
from db.sites import upsert


class StoreShared(Exception):
    """The store holds evidence of another database, or of none that is known: nothing may be removed by this one."""


@dataclass(frozen=True, slots=True)
class Keep:
    """For how many days after an audit began its evidence is kept; 0 is for ever. Results are kept for ever."""

    screenshots_days: int
    evidence_days: int

    def bounds(self, now: datetime) -> Mapping[Kind, datetime]:
        """By kind, the moment before which an audit must have begun for its evidence to go; kept for ever: absent."""
        days = {Kind.SCREENSHOT: self.screenshots_days, Kind.EVIDENCE: self.evidence_days}
        return {kind: now - timedelta(days=number) for kind, number in days.items() if number}


@dataclass(slots=True)
class Gone:
    """Blobs that went, or would go."""

    blobs: int = 0
    size_bytes: int = 0

    def add(self, size_bytes: int) -> None:
        self.blobs += 1
        self.size_bytes += size_bytes


@dataclass(slots=True)
class Pruning:
    """What one pruning removed, or would. `audits` counts those that lost their promise of a kind; `orphans` are what
    killed audits left; `unreadable` names the audits that could not tell what they need.
    """

    pruned_at: datetime
    dry_run: bool
    audits: dict[Kind, int] = field(default_factory=lambda: {Kind.SCREENSHOT: 0, Kind.EVIDENCE: 0})
    gone: dict[Kind, Gone] = field(default_factory=lambda: {Kind.SCREENSHOT: Gone(), Kind.EVIDENCE: Gone()})
    orphans: Gone = field(default_factory=Gone)
    kept_for_open_issues: int = 0
    unreadable: list[str] = field(default_factory=list)


def need_blobs(connection: Connection, started_at: datetime, items: Iterable[Item]) -> None:
    """Writes down that an audit that began then needs these blobs."""
    # In one order everywhere, so that two savers never wait for each other in a ring.
    kinds = {bytes.fromhex(item.ref.partition(".")[0]): item.kind for item in items}
    rows = [{"digest": digest, "kind": kinds[digest], "last_needed_at": started_at} for digest in sorted(kinds)]
    statement = upsert(connection, e.blob)
    later = statement.excluded.last_needed_at > e.blob.c.last_needed_at
    newest = case((later, statement.excluded.last_needed_at), else_=e.blob.c.last_needed_at)
    connection.execute(
        statement.on_conflict_do_update(index_elements=["digest"], set_={"last_needed_at": newest}), rows
    )


def sign_store(database: Engine, store: EvidenceStore) -> None:
    """Tells the store that it holds evidence of this database. Raises EvidenceError."""
    with reading(database) as connection:
        store.blobs.sign(connection.execute(select(e.signature.c.id)).scalar_one())


def prune(database: Engine, store: EvidenceStore, keep: Keep, *, now: datetime, dry_run: bool = False) -> Pruning:
    """Removes what is past its time. Raises StoreShared, EvidenceError, DatabaseError; what went is recorded."""
    _refuse_shared(database, store)
    done = Pruning(now, dry_run)
    bounds = keep.bounds(now)
    unlinked, whole = _needs_of_unlinked(database, store, bounds, done)
    wanted = _first_sights(database, store, bounds, done)
    done.kept_for_open_issues = len(wanted)
    wanted |= {_digest(blob.ref) for blob in kept_blobs(database)}
    for kind, bound in bounds.items():
        done.audits[kind] = _withdraw(database, kind, bound, now, dry_run=dry_run)
    for folder in FOLDERS:
        # The listing comes first: what is put later is not in it, what was saved since is in the database.
        listing = store.blobs.folder(folder)
        past, needed = _judged(database, folder, bounds, wanted)
        if past and not dry_run:
            _forget(database, past, bounds)
        for path, size_bytes in listing.items():
            name = path.rpartition("/")[2]
            digest = bytes.fromhex(name[:64]) if REFERENCE.fullmatch(name) else b""
            if digest in needed or digest in wanted or digest in unlinked:
                continue
            if digest and digest not in past and not whole:
                continue
            went = store.blobs.settled(path, now) if dry_run else store.blobs.remove(path, now)
            if went:
                (done.gone[past[digest]] if digest in past else done.orphans).add(size_bytes)
    return done


def pruned_of(database: Engine, run: str, url: str) -> Mapping[Kind, datetime]:
    """When the promise of each kind of evidence was withdrawn, for the audit of a site by its address in a run."""
    query = (
        select(e.pruned.c.kind, e.pruned.c.pruned_at)
        .join(t.audit, t.audit.c.id == e.pruned.c.audit_id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(t.audit.c.run_id == run, t.site.c.url == url)
    )
    with reading(database) as connection:
        return {Kind(row.kind): row.pruned_at for row in connection.execute(query)}


def pruned_audits(database: Engine, kind: Kind) -> frozenset[int]:
    """The audits that promise this kind of evidence no longer."""
    with reading(database) as connection:
        return frozenset(connection.scalars(select(e.pruned.c.audit_id).where(e.pruned.c.kind == kind)))


def _refuse_shared(database: Engine, store: EvidenceStore) -> None:
    with reading(database) as connection:
        own = connection.execute(select(e.signature.c.id)).scalar_one()
    others = store.blobs.signatures() - {own}
    if others:
        raise StoreShared(
            "The evidence store also holds evidence of another database, which pruning would remove: "
            "give each database a store of its own."
        )
    if own not in store.blobs.signatures():
        raise StoreShared(
            "No audit of this database has used the evidence store yet, and what lies there may be another's: "
            "check EINDEKSS_DATABASE_URL and EINDEKSS_EVIDENCE_URL, or run `eindekss audit` first."
        )


def _needs_of_unlinked(
    database: Engine, store: EvidenceStore, bounds: Mapping[Kind, datetime], done: Pruning
) -> tuple[frozenset[bytes], bool]:
    """What audits of the time before the chain need, whose blobs no row names; and whether all of them could tell."""
    needed: set[bytes] = set()
    linked = exists().where(e.chain_link.c.audit_id == t.audit.c.id)
    query = select(t.audit.c.started_at, t.audit.c.result_ref, t.audit.c.run_id, t.site.c.url)
    query = query.join(t.site, t.site.c.id == t.audit.c.site_id).where(~linked)
    with reading(database) as connection:
        rows = connection.execute(query).all()
    whole = True
    for row in rows:
        items = _items(store, row.result_ref)
        if items is None:
            whole = False
            needed |= {_digest(ref) for ref in [row.result_ref] if REFERENCE.fullmatch(ref)}
            done.unreadable.append(f"{row.url} in run {row.run_id}")
            continue
        needed |= {_digest(item.ref) for item in items if not _past(item.kind, row.started_at, bounds)}
    return frozenset(needed), whole


def _first_sights(
    database: Engine, store: EvidenceStore, bounds: Mapping[Kind, datetime], done: Pruning
) -> frozenset[bytes]:
    """The screenshots, past their time, of the pages where issues that are still open were seen first."""
    bound = bounds.get(Kind.SCREENSHOT)
    if bound is None:
        return frozenset()
    query = (
        select(t.issue.c.fingerprint, t.audit.c.result_ref, t.audit.c.run_id, t.site.c.url)
        .join(t.audit, t.audit.c.id == t.issue.c.first_audit_id)
        .join(t.site, t.site.c.id == t.issue.c.site_id)
        .where(t.issue.c.closed_audit_id.is_(None), t.audit.c.started_at < bound)
    )
    fingerprints: dict[tuple[str, str, str], set[str]] = {}
    with reading(database) as connection:
        for row in connection.execute(query):
            fingerprints.setdefault((row.result_ref, row.run_id, row.url), set()).add(row.fingerprint)
    wanted: set[bytes] = set()
    for (result_ref, run, url), seen in fingerprints.items():
        shots = _shots(store, result_ref, seen)
        if shots is None:
            done.unreadable.append(f"{url} in run {run}")
        wanted |= shots or set()
    return frozenset(wanted)


def _shots(store: EvidenceStore, result_ref: str, fingerprints: set[str]) -> set[bytes] | None:
    """The screenshots of the pages that show these issues, and their own; None where the document cannot tell."""
    try:
        audit = load_json(store.get(result_ref))["audit"]
        issues = [issue for name in ISSUES for issue in audit[name] if issue["fingerprint"] in fingerprints]
        urls = {url for issue in issues for url in issue["page_urls"]}
        pages = [page for page in audit["pages"] if {page["url"], page["final_url"]} & urls]
        shots = {_digest(ref) for page in pages for ref in page["evidence"].values() if ref.endswith(".jpg")}
        outlined = [example.get("picture") for issue in issues for example in issue["examples"]]
        return shots | {_digest(ref) for ref in outlined if ref}
    except (EvidenceMissing, EvidenceDamaged, DocumentError, KeyError, TypeError, AttributeError):
        return None


def _items(store: EvidenceStore, result_ref: str) -> tuple[Item, ...] | None:
    try:
        return items_in(load_json(store.get(result_ref)), result_ref)
    except (EvidenceMissing, EvidenceDamaged, DocumentError):
        return None


def _withdraw(database: Engine, kind: Kind, bound: datetime, now: datetime, *, dry_run: bool) -> int:
    """Records that the audits that began before the bound promise the kind no longer; how many there were."""
    done = exists().where(e.pruned.c.audit_id == t.audit.c.id, e.pruned.c.kind == kind)
    which = select(t.audit.c.id, literal(kind.value), literal(now, e.pruned.c.pruned_at.type))
    which = which.where(t.audit.c.started_at < bound, ~done)
    if dry_run:
        with reading(database) as connection:
            return len(connection.execute(which).all())
    with writing(database) as connection:
        recorded = insert(e.pruned).from_select(["audit_id", "kind", "pruned_at"], which)
        return len(connection.execute(recorded.returning(e.pruned.c.audit_id)).all())


def _judged(
    database: Engine, folder: str, bounds: Mapping[Kind, datetime], wanted: frozenset[bytes]
) -> tuple[dict[bytes, Kind], set[bytes]]:
    """The blobs of a folder that the database knows: those that are past their time with their kind, and the others."""
    past: dict[bytes, Kind] = {}
    needed: set[bytes] = set()
    with reading(database) as connection:
        for row in connection.execute(select(e.blob).where(in_folder(folder))):
            if _past(Kind(row.kind), row.last_needed_at, bounds) and bytes(row.digest) not in wanted:
                past[bytes(row.digest)] = Kind(row.kind)
            else:
                needed.add(bytes(row.digest))
    return past, needed


def in_folder(folder: str) -> ColumnElement[bool]:
    """The rows of the blobs that lie in one of FOLDERS."""
    first = bytes.fromhex(folder)
    begins = e.blob.c.digest >= first
    return begins if first == b"\xff" else begins & (e.blob.c.digest < bytes([first[0] + 1]))


def _forget(database: Engine, past: Mapping[bytes, Kind], bounds: Mapping[Kind, datetime]) -> None:
    """Takes blobs out of the database before they go. What an audit has come to need meanwhile stays: it is young."""
    with writing(database) as connection:
        for digest in sorted(past):
            connection.execute(
                delete(e.blob).where(e.blob.c.digest == digest, e.blob.c.last_needed_at < bounds[past[digest]])
            )


def _past(kind: Kind, needed_at: datetime, bounds: Mapping[Kind, datetime]) -> bool:
    return kind in bounds and needed_at < bounds[kind]


def _digest(ref: str) -> bytes:
    return bytes.fromhex(ref.partition(".")[0])
