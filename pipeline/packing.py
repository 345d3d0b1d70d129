"""Makes evidence packs, and compares one that comes back with the database. db/packs.py says what is in one."""

import hashlib
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex
from urllib.parse import unquote

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from db.documents import load_audit
from db.engine import DatabaseError
from db.evidence import EvidenceDamaged, EvidenceError, EvidenceMissing, EvidenceStore
from db.manifest import FAULT_PICTURE, PICTURE, Item, Kind, items_of
from db.pack_check import PackCheck, PackFlawKind, check_pack
from db.packs import (
    CHAIN,
    MANIFEST,
    MOST_BYTES,
    MOST_DOCUMENT_BYTES,
    MOST_FILES,
    RESULT,
    PackChain,
    PackedFile,
    PackManifest,
    RemovedFile,
    chain_of,
    dump_chain,
    dump_manifest,
    follows,
    knows_run,
)
from db.retention import pruned_of
from db.types import storable
from model.audit import Audit
from model.text import Language
from pipeline.errors import SetupError
from pipeline.exporting import row_of
from pipeline.reporting import SHAPES, Shape
from pipeline.settings import Settings
from pipeline.versions import tool_version
from pipeline.workplace import Workplace, settings_in_force
from reports.pack_readme import pack_readme

LANGUAGES: tuple[Language, ...] = ("lv", "en")
# The first moment that a ZIP can tell: equal evidence gives equal bytes whenever it is packed.
NO_TIME = (1980, 1, 1, 0, 0, 0)
UNIX = 3
PLAIN_FILE = 0o100644 << 16
LEVEL = 6
NAMES = {
    # Scripts of strangers: not to be run by whoever opens the file.
    "dom": "dom.html.txt",
    "page": "page.json",
    "axe": "axe.json",
    "mobile": "mobile.json",
}
VISIT = {"result": RESULT, "wide": "visit/documents.ndjson", "crawl": "visit/crawl.json"}
NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
SLUG_CHARS = 60


@dataclass(frozen=True, slots=True)
class Packed:
    """A pack that was written; `sha256` is that of the whole ZIP, `lost` names what should have been there."""

    path: Path
    sha256: str
    size_bytes: int
    files: int
    removed: int
    lost: tuple[str, ...]


def write_pack(
    workplace: Workplace, target: str, language: Language, path: Path | None = None, run: str | None = None
) -> Packed:
    """Packs the newest audit of a site, or the one of a run. Raises SetupError; then no file is left."""
    try:
        row = row_of(workplace, target, run)
        audit = load_audit(workplace.store.get(row.result_ref))
        chain = chain_of(workplace.database, row.run, row.url)
        pruned = pruned_of(workplace.database, row.run, row.url)
        named = list(_named(items_of(audit, row.result_ref), audit))
        held, removed = _sorted_out(workplace.store, named, pruned)
        made = _made(workplace, audit, language, chain, len(removed))
        files = (*(_file(name, content) for name, content in made.items()), *held)
        manifest = _manifest(audit, chain, files, removed)
        contents = {MANIFEST: dump_manifest(manifest), **made}
        _check_bounds(files)
        return _written(workplace.store, path or _path(audit), contents, held, removed)
    except (DatabaseError, EvidenceError) as error:
        raise SetupError(str(error)) from error


def verify_pack(path: Path, heads: Sequence[str] = ()) -> tuple[PackCheck, bool]:
    """Checks a pack by itself, then with the database where there is one that knows its run; whether it did.

    Raises SetupError where the file cannot be read.
    """
    try:
        done = check_pack(path, heads)
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): name an evidence pack.") from error
    compared = done.manifest is not None and _there(settings_in_force()) and _compare(done, done.manifest)
    for head in done.unproven:
        done.add(PackFlawKind.UNCHAINED, f"the head {head} does not follow this audit in the chain")
    return done, compared


def _compare(done: PackCheck, manifest: PackManifest) -> bool:
    """Adds what the database says otherwise; False where it does not know the run. Raises SetupError."""
    # They are a stranger's words.
    run, url = storable(manifest.run), storable(manifest.site.get("url") or "")
    with Workplace.open() as workplace:
        try:
            if not knows_run(workplace.database, run):
                return False
            chain = chain_of(workplace.database, run, url)
            if (chain.own.digest if chain and chain.own else None) != manifest.link:
                done.add(PackFlawKind.UNCHAINED, "the database holds another link of this audit than the pack", CHAIN)
            elif chain is not None:
                done.unproven = [head for head in done.unproven if not follows(workplace.database, head, chain.root)]
            pruned = pruned_of(workplace.database, run, url)
            for gone in manifest.removed:
                kind = Item(gone.ref, gone.part, gone.page).kind
                if gone.removed_at is not None and kind not in pruned:
                    done.add(PackFlawKind.MISSING, f"{gone.path} was never given up by retention", gone.path)
        except DatabaseError as error:
            raise SetupError(str(error)) from error
    return True


def _there(settings: Settings) -> bool:
    """Whether the settings name a database that exists: to look for one must not make one."""
    try:
        url = make_url(settings.database_url)
    except ArgumentError:
        return False
    return url.get_backend_name() != "sqlite" or Path(url.database or "").is_file()


def _named(items: Iterable[Item], audit: Audit) -> Iterator[tuple[str, Item]]:
    """Every blob with its name in the pack; a picture that proves several things is there once."""
    proves = {proof.picture: feature.id for feature in audit.features for proof in feature.evidence if proof.picture}
    pictures: Counter[str] = Counter()
    done: set[str] = set()
    for item in items:
        if item.part == PICTURE:
            if item.ref in done:
                continue
            done.add(item.ref)
            feature = slug(proves[item.ref])
            pictures[feature] += 1
            yield f"features/{feature}-{pictures[feature]}.jpg", item
        elif item.part == FAULT_PICTURE:
            if item.ref in done:
                continue
            done.add(item.ref)
            pictures[FAULT_PICTURE] += 1
            yield f"findings/{pictures[FAULT_PICTURE]:02}.jpg", item
        elif item.page is None:
            yield VISIT[item.part], item
        else:
            role = slug(audit.pages[item.number].role)
            folder = f"pages/{item.number + 1:02}-{role}-{slug(item.page)}".rstrip("-")
            ending = "jpg" if item.ref.endswith(".jpg") else "json"
            yield f"{folder}/{NAMES.get(item.part) or f'{slug(item.part)}.{ending}'}", item


def slug(text: str) -> str:
    """Host and path of an address, or any other name, in letters that every file system takes."""
    plain = unicodedata.normalize("NFKD", unquote(text.partition("://")[2] or text))
    return NOT_IN_A_NAME.sub("-", plain.encode("ascii", "ignore").decode().lower())[:SLUG_CHARS].strip("-")


def _sorted_out(
    store: EvidenceStore, named: Sequence[tuple[str, Item]], pruned: Mapping[Kind, datetime]
) -> tuple[list[PackedFile], tuple[RemovedFile, ...]]:
    """What the store holds whole, and what it does not. Raises EvidenceError where it cannot be used."""
    held: list[PackedFile] = []
    removed: list[RemovedFile] = []
    for name, item in named:
        try:
            size_bytes = store.examine(item.ref)
        except (EvidenceMissing, EvidenceDamaged):
            removed.append(RemovedFile(name, item.ref, item.part, item.page, pruned.get(item.kind)))
        else:
            held.append(PackedFile(name, item.ref[:64], size_bytes, item.part, item.page, item.ref))
    return held, tuple(removed)


def _made(
    workplace: Workplace, audit: Audit, language: Language, chain: PackChain | None, removed: int
) -> dict[str, bytes]:
    """What is made for the pack."""
    report = f"report-{language}.{Shape.HTML}"
    head = chain.links[-1].digest if chain else None
    made = {
        f"README.{one}.txt": pack_readme(audit, language=one, removed=removed, head=head, report=report).encode()
        for one in LANGUAGES
    }
    if chain is not None:
        made[CHAIN] = dump_chain(chain)
    return {**made, report: SHAPES[Shape.HTML](workplace, audit, language)}


def _file(name: str, content: bytes) -> PackedFile:
    return PackedFile(name, hashlib.sha256(content).hexdigest(), len(content), "made for the pack")


def _manifest(
    audit: Audit, chain: PackChain | None, files: tuple[PackedFile, ...], removed: tuple[RemovedFile, ...]
) -> PackManifest:
    return PackManifest(
        site={"name": audit.site.name, "url": audit.site.url, "atvk": audit.site.atvk},
        run=audit.run,
        started_at=audit.started_at,
        finished_at=audit.finished_at,
        status=audit.status,
        methodology=audit.index.methodology,
        versions=asdict(audit.versions),
        packed_by=tool_version(),
        link=chain.own.digest if chain and chain.own else None,
        head=chain.links[-1].digest if chain else None,
        files=files,
        removed=removed,
    )


def _check_bounds(files: Sequence[PackedFile]) -> None:
    """What could not be checked is not made."""
    result = sum(file.size_bytes for file in files if file.path == RESULT)
    whole = sum(file.size_bytes for file in files)
    if whole > MOST_BYTES or len(files) >= MOST_FILES or result > MOST_DOCUMENT_BYTES:
        raise SetupError(f"the evidence is too much for a pack: over {MOST_FILES} files or {MOST_BYTES >> 30} GiB.")


def _written(
    store: EvidenceStore,
    path: Path,
    contents: Mapping[str, bytes],
    held: Sequence[PackedFile],
    removed: Sequence[RemovedFile],
) -> Packed:
    """Writes the ZIP whole or not at all, a piece at a time."""
    beside = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    try:
        with zipfile.ZipFile(beside, "x", allowZip64=False) as archive:
            for name, content in contents.items():
                with archive.open(_entry(name, len(content)), "w") as target:
                    target.write(content)
            for file in held:
                assert file.ref is not None
                with archive.open(_entry(file.path, file.size_bytes), "w") as target:
                    for chunk in store.blobs.chunks(file.ref):
                        target.write(chunk)
        with beside.open("rb") as whole:
            digest = hashlib.file_digest(whole, "sha256").hexdigest()
        size_bytes = beside.stat().st_size
        os.replace(beside, path)
    except OSError as error:
        raise SetupError(f"{path} cannot be written ({error.strerror}): name another file with --out.") from error
    finally:
        beside.unlink(missing_ok=True)
    lost = tuple(one.path for one in removed if one.removed_at is None)
    return Packed(path, digest, size_bytes, len(contents) + len(held), len(removed) - len(lost), lost)


def _entry(name: str, size_bytes: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_TIME)
    entry.create_system, entry.external_attr, entry.file_size = UNIX, PLAIN_FILE, size_bytes
    entry.compress_type = zipfile.ZIP_STORED if name.endswith(".jpg") else zipfile.ZIP_DEFLATED
    entry._compresslevel = LEVEL  # type: ignore[attr-defined]  # public from Python 3.13 on
    return entry


def _path(audit: Audit) -> Path:
    return Path(f"{audit.site.atvk or slug(audit.site.url)}-{audit.run}-evidence.zip")
