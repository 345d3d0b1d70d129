"""Whether the blobs hold: each that an audit promises is in the store, and is what its name says."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, select

from db import evidence_tables as e
from db import tables as t
from db.blobs import FOLDERS, EvidenceDamaged, EvidenceMissing
from db.chain import parts_of
from db.documents import DocumentError, load_json
from db.engine import reading
from db.evidence import EvidenceStore
from db.flaws import Flaw, FlawKind, Verification
from db.kept_blobs import kept_blobs
from db.manifest import Item, Kind, digest_of, items_in
from db.retention import in_folder

MISSING = "is missing from the store"
CHANGED = "was changed in the store: its content does not have its name"
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Holder:
    """An audit as the holder of blobs. `covered` is the digest of its items in its link, None without one."""

    audit_id: int
    run: str
    url: str
    result_ref: str
    covered: str | None


class BlobCheck:
    """Adds what it finds to `done`; `done.quick` asks whether blobs are there, and not what is in them."""

    def __init__(self, database: Engine, store: EvidenceStore, done: Verification) -> None:
        self._database = database
        self._store = store
        self._done = done
        self._bad: dict[str, str] = {}
        self._told: set[str] = set()

    def of_all(self) -> None:
        """Every blob that the database needs, each once, however many audits rest on it. Raises EvidenceError."""
        for folder in FOLDERS:
            needed = self._needed(folder)
            there = {path.rpartition("/")[2] for path in self._store.blobs.folder(folder)}
            for ref in needed:
                self._examine(ref, there=ref in there)
            missing = [ref for ref in needed if self._bad.get(ref) == MISSING]
            # A pruning that runs at the same time takes a blob out of the database before it removes it.
            still = set(self._needed(folder)) if missing else set()
            for ref in missing:
                if ref not in still:
                    del self._bad[ref]
        self._examine_kept()
        if self._bad or not self._done.quick:
            self._say_holders(None)

    def of_run(self, run: str) -> None:
        """The blobs of one run's audits. Raises EvidenceError."""
        refs: set[str] = set()
        for holder in self._holders(run):
            refs.add(holder.result_ref)
            refs.update(item.ref for item in self._promised(holder, self._items(holder)))
        for ref in sorted(refs):
            self._examine(ref, there=self._store.blobs.holds(ref))
        self._say_holders(run)

    def _examine_kept(self) -> None:
        """Says which objections and pages audited again have lost something."""
        kept = kept_blobs(self._database)
        unknown = self._unknown({bytes.fromhex(blob.ref[:64]): blob.ref for blob in kept})
        for ref in unknown:
            self._examine(ref, there=self._store.blobs.holds(ref))
        for blob in kept:
            if blob.ref in self._bad and blob.ref not in self._told:
                self._told.add(blob.ref)
                text = f"{blob.holder} {self._bad[blob.ref]}: {blob.ref}"
                self._done.flaws.append(Flaw(self._kind(blob.ref), text, ref=blob.ref))

    def _needed(self, folder: str) -> list[str]:
        query = select(e.blob.c.digest, e.blob.c.kind).where(in_folder(folder))
        with reading(self._database) as connection:
            return [
                f"{bytes(row.digest).hex()}.{'jpg' if row.kind == Kind.SCREENSHOT else 'zst'}"
                for row in connection.execute(query)
            ]

    def _examine(self, ref: str, *, there: bool = True) -> None:
        self._done.blobs += 1
        try:
            if not there:
                self._bad[ref] = MISSING
            elif not self._done.quick:
                self._done.size_bytes += self._store.examine(ref)
        except EvidenceMissing:
            self._bad[ref] = MISSING
        except EvidenceDamaged:
            self._bad[ref] = CHANGED

    def _say_holders(self, run: str | None) -> None:
        """Says which audits rest on bad blobs, and in a thorough pass compares each audit's list with its link."""
        for holder in self._holders(run):
            if self._done.quick and self._told >= self._bad.keys():
                break
            if holder.result_ref in self._bad:
                self._say(holder, Item(holder.result_ref, "result"))
                continue
            items = self._items(holder)
            if items is None:
                self._bad[holder.result_ref] = "cannot be read"
                self._say(holder, Item(holder.result_ref, "result"))
                continue
            if holder.covered is not None and digest_of(items) != holder.covered:
                text = f"the audit of {holder.url} names other evidence than when it was saved"
                self._done.flaws.append(Flaw(FlawKind.CHANGED_ROW, text, holder.run, holder.url))
            promised = self._promised(holder, items)
            if run is None and not self._done.quick:
                self._examine_unknown(promised)
            for item in promised:
                if item.ref in self._bad:
                    self._say(holder, item)
        for ref in sorted(self._bad.keys() - self._told):
            text = f"{ref}, which the database still needs, {self._bad[ref]}"
            self._done.flaws.append(Flaw(self._kind(ref), text, ref=ref))

    def _examine_unknown(self, promised: Sequence[Item]) -> None:
        """Blobs that an audit promises and the database does not know were not examined with the others."""
        for ref in self._unknown({bytes.fromhex(item.ref[:64]): item.ref for item in promised}):
            self._examine(ref)

    def _unknown(self, digests: Mapping[bytes, str]) -> list[str]:
        """Those that the database has no row for."""
        unknown = set(digests)
        for at in range(0, len(digests), AT_ONCE):
            some = list(digests)[at : at + AT_ONCE]
            with reading(self._database) as connection:
                known = connection.scalars(select(e.blob.c.digest).where(e.blob.c.digest.in_(some)))
                unknown -= {bytes(digest) for digest in known}
        return [digests[digest] for digest in sorted(unknown)]

    def _say(self, holder: Holder, item: Item) -> None:
        """Once for each blob: the newest audit that rests on it stands for the others."""
        if item.ref in self._told:
            return
        self._told.add(item.ref)
        part = "result document" if item.kind is Kind.RESULT else item.part
        page = f" of {item.page}" if item.page else ""
        text = f"the {part}{page} in the audit of {holder.url} {self._bad[item.ref]}: {item.ref}"
        self._done.flaws.append(Flaw(self._kind(item.ref), text, holder.run, holder.url, item.ref))

    def _kind(self, ref: str) -> FlawKind:
        return FlawKind.MISSING_BLOB if self._bad[ref] == MISSING else FlawKind.CHANGED_BLOB

    def _items(self, holder: Holder) -> tuple[Item, ...] | None:
        try:
            return items_in(load_json(self._store.get(holder.result_ref)), holder.result_ref)
        except (EvidenceMissing, EvidenceDamaged, DocumentError):
            return None

    def _promised(self, holder: Holder, items: tuple[Item, ...] | None) -> tuple[Item, ...]:
        """The blobs that retention has not withdrawn."""
        with reading(self._database) as connection:
            query = select(e.pruned.c.kind).where(e.pruned.c.audit_id == holder.audit_id)
            withdrawn = frozenset(connection.scalars(query))
        return tuple(item for item in items or () if item.kind not in withdrawn)

    def _holders(self, run: str | None) -> Iterator[Holder]:
        """The audits, the newest first, some at a time."""
        query = (
            select(t.audit.c.id, t.audit.c.run_id, t.site.c.url, t.audit.c.result_ref, e.chain_link.c.parts)
            .join(t.site, t.site.c.id == t.audit.c.site_id)
            .outerjoin(e.chain_link, e.chain_link.c.audit_id == t.audit.c.id)
            .order_by(t.audit.c.id.desc())
            .limit(AT_ONCE)
        )
        if run is not None:
            query = query.where(t.audit.c.run_id == run)
        while True:
            with reading(self._database) as connection:
                rows = connection.execute(query).all()
            for row in rows:
                yield Holder(row.id, row.run_id, row.url, row.result_ref, parts_of(row.parts or "{}").get("evidence"))
            if not rows:
                return
            query = query.where(t.audit.c.id < rows[-1].id)
