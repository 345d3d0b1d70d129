"""The evidence pack: what is in the ZIP that proves one audit, and the chain that binds it to all the others.

It is checked without a database (db/pack_check.py): the audit's document names every blob by its SHA-256, its link
covers these names, and the links of its run lead on to the run's head.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import Engine, select

from db import evidence_tables as e
from db import tables as t
from db.chain import FORM, Link, Root, link_digest, links_of, root_of, run_rows
from db.documents import DocumentError, dump_json, load_json
from db.engine import reading

T = TypeVar("T")

PACK_FORMAT = "eindekss.evidence-pack/1"
MANIFEST, RESULT, CHAIN = "manifest.json", "result.json", "chain.json"
# A visit carries 2 GiB at most; a pack beyond it is not made and not read.
MOST_BYTES = 2 * 1024 * 1024 * 1024
MOST_FILES = 10_000
# What is read as a whole: the audit's document, above all.
MOST_DOCUMENT_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file of a pack. `ref` is its address in the evidence store, None for what was made for the pack."""

    path: str
    sha256: str
    size_bytes: int
    part: str
    page: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class RemovedFile:
    """Evidence that is not in the pack. `removed_at` is when retention gave it up; None where it is lost."""

    path: str
    ref: str
    part: str
    page: str | None
    removed_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackManifest:
    """What a pack must hold. `versions` are those of tool, axe-core and browser; `head` is that of the run's chain."""

    site: Mapping[str, str | None]
    run: str
    started_at: datetime
    finished_at: datetime
    status: str
    methodology: str
    versions: Mapping[str, str | None]
    packed_by: str
    link: str | None
    head: str | None
    files: tuple[PackedFile, ...]
    removed: tuple[RemovedFile, ...]


@dataclass(frozen=True, slots=True)
class PackLink:
    """A link of the run's chain, without its audit's number."""

    position: int
    previous: str
    parts: Mapping[str, str]
    digest: str


@dataclass(frozen=True, slots=True)
class PackChain:
    """The chain of a run from its root to its head; the audit's own link stands at `position`."""

    form: int
    root: Root
    links: tuple[PackLink, ...]
    position: int

    @property
    def own(self) -> PackLink | None:
        return next((link for link in self.links if link.position == self.position), None)

    def fault(self) -> str | None:
        """What does not hold in it, as a sentence without its end."""
        if self.form != FORM:
            return f"the chain is of form {self.form}, which this version does not know"
        previous = self.root.digest
        for position, link in enumerate(self.links, start=1):
            if (link.position, link.previous) != (position, previous):
                return f"link {position} of the chain does not follow the one before it"
            if link.digest != link_digest(self.root.run, position, previous, link.parts):
                return f"link {position} of the chain was changed"
            previous = link.digest
        return None if self.own else "the chain does not hold the audit's own link"


_MANIFEST = TypeAdapter(PackManifest)
_CHAIN = TypeAdapter(PackChain)


def dump_manifest(manifest: PackManifest) -> bytes:
    """Equal manifests give equal bytes."""
    return dump_json({"format": PACK_FORMAT, **_MANIFEST.dump_python(manifest, mode="json")})


def load_manifest(data: bytes) -> PackManifest:
    """Raises DocumentError."""
    values = load_json(data)
    if not isinstance(values, dict) or values.pop("format", None) != PACK_FORMAT:
        raise DocumentError(f"this is no manifest of the form {PACK_FORMAT}")
    return _valid(_MANIFEST, values)


def dump_chain(chain: PackChain) -> bytes:
    return dump_json(_CHAIN.dump_python(chain, mode="json"))


def load_chain(data: bytes) -> PackChain:
    """Raises DocumentError."""
    return _valid(_CHAIN, load_json(data))


def chain_of(database: Engine, run: str, url: str) -> PackChain | None:
    """The chain that holds a site's audit in a run; None for an audit from before the chain, or that is not there."""
    audit = (
        select(t.audit.c.id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(t.audit.c.run_id == run, t.site.c.url == url)
    )
    with reading(database) as connection:
        row = connection.execute(run_rows().where(t.run.c.id == run)).one_or_none()
        number = connection.scalar(audit)
        links = links_of(connection, run) if row is not None else []
    own = next((link for link in links if link.audit_id == number), None)
    if row is None or own is None:
        return None
    return PackChain(own.form, root_of(row), tuple(map(_without_number, links)), own.position)


def knows_run(database: Engine, run: str) -> bool:
    with reading(database) as connection:
        return connection.scalar(select(t.run.c.id).where(t.run.c.id == run)) is not None


def follows(database: Engine, head: str, root: Root) -> bool:
    """Whether this digest is a link of a run that came after the one with this root."""
    query = (
        select(t.run.c.chain_number)
        .join(e.chain_link, e.chain_link.c.run_id == t.run.c.id)
        .where(e.chain_link.c.digest == head)
    )
    with reading(database) as connection:
        number = connection.scalar(query)
    return number is not None and number > root.number


def _without_number(link: Link) -> PackLink:
    kept = asdict(link)
    return PackLink(**{name: kept[name] for name in PackLink.__dataclass_fields__})


def _valid(adapter: TypeAdapter[T], values: Any) -> T:
    try:
        return adapter.validate_python(values)
    except ValidationError as error:
        raise DocumentError(f"it is not of the form that it should have: {error.errors()[0]['msg']}") from error
