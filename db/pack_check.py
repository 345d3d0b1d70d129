"""Checks an evidence pack without a database and without unpacking it: its files, its evidence and its chain.

A pack may come from anybody. Nothing is written, names are never used as paths, and no more is read than is allowed.
"""

import hashlib
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from db.documents import DocumentError, load_json
from db.manifest import digest_of, items_in
from db.packs import (
    CHAIN,
    MANIFEST,
    MOST_BYTES,
    MOST_DOCUMENT_BYTES,
    MOST_FILES,
    RESULT,
    PackedFile,
    PackManifest,
    load_chain,
    load_manifest,
)

CHUNK = 1024 * 1024
MOST_DIRECTORY_BYTES = 8 * 1024 * 1024
SAFE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}(/[A-Za-z0-9][A-Za-z0-9._-]{0,119}){0,5}")
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
ENCRYPTED = 0x1
END = b"PK\x05\x06"
END_BYTES = 22
# Before the end: it leads to an end record of 64 bits.
LOCATOR = b"PK\x06\x07"
LOCATOR_BYTES = 20
LONGEST_COMMENT = 0xFFFF
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class PackFlawKind(StrEnum):
    """changed, missing, added: a file; unsafe, unreadable: it was not read; unchained: the chain says otherwise."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    UNSAFE = "unsafe"
    UNREADABLE = "unreadable"
    UNCHAINED = "unchained"


@dataclass(frozen=True, slots=True)
class PackFlaw:
    """One thing that does not hold; `path` is the file's name in the pack."""

    kind: PackFlawKind
    text: str
    path: str | None = None


@dataclass(slots=True)
class PackCheck:
    """What was checked. `head` is the last link of the chain that the pack itself proves, `link` the audit's own;
    `unproven` are heads that were given and are not in the pack.
    """

    manifest: PackManifest | None = None
    files: int = 0
    size_bytes: int = 0
    link: str | None = None
    head: str | None = None
    flaws: list[PackFlaw] = field(default_factory=list)
    unproven: list[str] = field(default_factory=list)

    def add(self, kind: PackFlawKind, text: str, path: str | None = None) -> None:
        self.flaws.append(PackFlaw(kind, text, path))


def check_pack(path: Path, heads: Sequence[str] = ()) -> PackCheck:
    """Checks the ZIP. `heads` are digests that must follow the audit in the chain. Raises OSError."""
    done = PackCheck(unproven=list(heads))
    refusal = _refusal(path)
    if refusal is not None:
        done.add(PackFlawKind.UNREADABLE, refusal)
        return done
    try:
        with zipfile.ZipFile(path) as archive:
            _check(archive, done)
    except BROKEN as error:
        done.add(PackFlawKind.UNREADABLE, f"the ZIP cannot be read: {error}")
    return done


def _refusal(path: Path) -> str | None:
    """Why the ZIP is not even opened: its directory would be read as a whole."""
    with path.open("rb") as file:
        size_bytes = file.seek(0, 2)
        file.seek(max(size_bytes - LOCATOR_BYTES - END_BYTES - LONGEST_COMMENT, 0))
        tail = file.read()
    at = tail.rfind(END)
    if at < 0 or len(tail) - at < END_BYTES:
        return "it is no ZIP"
    entries, directory_bytes = struct.unpack("<HI", tail[at + 10 : at + 16])
    # Its numbers would take the place of those that are judged here.
    if tail[max(at - LOCATOR_BYTES, 0) : at].startswith(LOCATOR):
        return "it is a ZIP64, which no pack is"
    if size_bytes > MOST_BYTES:
        return f"it has more than {MOST_BYTES} bytes"
    if entries > MOST_FILES or directory_bytes > MOST_DIRECTORY_BYTES:
        return f"it holds more than {MOST_FILES} files"
    return "something follows the end of the ZIP" if len(tail) - at > END_BYTES else None


def _check(archive: zipfile.ZipFile, done: PackCheck) -> None:
    safe = _safe(archive, done)
    if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
        done.add(PackFlawKind.UNSAFE, f"unpacked it would have more than {MOST_BYTES} bytes; nothing of it was read")
        return
    if MANIFEST not in safe:
        done.add(PackFlawKind.MISSING, f"{MANIFEST} is missing: this is no evidence pack", MANIFEST)
        return
    try:
        manifest = load_manifest(_whole(archive, MANIFEST))
    except DocumentError as error:
        done.add(PackFlawKind.UNREADABLE, f"{MANIFEST} cannot be read: {error}", MANIFEST)
        return
    done.manifest = manifest
    named = {file.path for file in manifest.files}
    if len(named) < len(manifest.files):
        done.add(PackFlawKind.UNREADABLE, f"{MANIFEST} names a file twice", MANIFEST)
        return
    for name in sorted(safe - named - {MANIFEST}):
        done.add(PackFlawKind.ADDED, f"{name} was added: the manifest does not name it", name)
    for file in manifest.files:
        _check_file(archive, safe, file, done)
    bad = {flaw.path for flaw in done.flaws}
    if RESULT in safe and not {RESULT, CHAIN} & bad:
        _check_evidence(archive, manifest, done)


def _safe(archive: zipfile.ZipFile, done: PackCheck) -> frozenset[str]:
    """The names of the entries that may be read."""
    safe: set[str] = set()
    for info in archive.infolist():
        name, why = info.orig_filename, None
        if info.filename != name or not SAFE_NAME.fullmatch(name):
            why = "its name is not safe"
        elif name in safe:
            why = "it is there twice"
        elif stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG):
            why = "it is no plain file"
        elif info.compress_type not in METHODS or info.flag_bits & ENCRYPTED:
            why = "it is packed in a way that packs are not"
        if why is None:
            safe.add(name)
        else:
            done.add(PackFlawKind.UNSAFE, f"{name} was added, and {why}: it was not read", name)
    return frozenset(safe)


def _check_file(archive: zipfile.ZipFile, safe: frozenset[str], file: PackedFile, done: PackCheck) -> None:
    if file.path not in safe:
        done.add(PackFlawKind.MISSING, f"{file.path} is missing", file.path)
        return
    done.files += 1
    digest, size_bytes = hashlib.sha256(), 0
    try:
        with archive.open(file.path) as source:
            # One byte more than there should be is enough to know.
            while size_bytes <= file.size_bytes and (chunk := source.read(CHUNK)):
                digest.update(chunk)
                size_bytes += len(chunk)
    except BROKEN as error:
        done.add(PackFlawKind.CHANGED, f"{file.path} was changed: it cannot be unpacked ({error})", file.path)
        return
    done.size_bytes += size_bytes
    if (size_bytes, digest.hexdigest()) != (file.size_bytes, file.sha256):
        done.add(PackFlawKind.CHANGED, f"{file.path} was changed: its SHA-256 is not that of the manifest", file.path)


def _check_evidence(archive: zipfile.ZipFile, manifest: PackManifest, done: PackCheck) -> None:
    """Whether the pack holds what the audit's document names, and the chain covers that."""
    result = next((file for file in manifest.files if file.path == RESULT), None)
    if result is None or result.ref is None:
        done.add(PackFlawKind.UNREADABLE, f"the manifest does not say what {RESULT} is", RESULT)
        return
    try:
        document = load_json(_whole(archive, RESULT))
        items = items_in(document, result.ref)
        said = (document["audit"]["run"], document["audit"]["site"]["url"])
        chain = load_chain(_whole(archive, CHAIN)) if any(one.path == CHAIN for one in manifest.files) else None
    except (DocumentError, KeyError, TypeError) as error:
        done.add(PackFlawKind.UNREADABLE, f"{RESULT} or {CHAIN} cannot be read: {error}", RESULT)
        return
    held = {file.ref: file for file in manifest.files if file.ref is not None}
    for ref, file in held.items():
        if ref.partition(".")[0] != file.sha256:
            done.add(PackFlawKind.CHANGED, f"{file.path} is not the evidence that it is said to be", file.path)
    removed = {file.ref for file in manifest.removed}
    for item in items:
        if item.ref not in held and item.ref not in removed:
            page = f" of {item.page}" if item.page else ""
            done.add(PackFlawKind.MISSING, f"the {item.part}{page}, which the audit rests on, is missing: {item.ref}")
    for lost in manifest.removed:
        if lost.removed_at is None:
            done.add(PackFlawKind.MISSING, f"{lost.path} was lost before the pack was made", lost.path)
    if said != (manifest.run, manifest.site.get("url")):
        done.add(PackFlawKind.CHANGED, f"{MANIFEST} names another run or site than {RESULT}", MANIFEST)
    if chain is None:
        if manifest.link is not None:
            done.add(PackFlawKind.UNCHAINED, f"{CHAIN} is missing", CHAIN)
        return
    fault = chain.fault()
    if fault is None and chain.own is not None:
        if chain.root.run != manifest.run or chain.own.digest != manifest.link:
            fault = "the chain is that of another audit than the manifest says"
        elif chain.own.parts.get("evidence") != digest_of(items):
            fault = "the audit names other evidence than when it was saved"
        elif chain.links[-1].digest != manifest.head:
            fault = "the chain does not end at the head that the manifest names"
    if fault is not None:
        done.add(PackFlawKind.UNCHAINED, fault, CHAIN)
        return
    done.link, done.head = manifest.link, manifest.head
    proven = {link.digest for link in chain.links if link.position >= chain.position}
    done.unproven = [head for head in done.unproven if head not in proven]


def _whole(archive: zipfile.ZipFile, name: str) -> bytes:
    """Raises DocumentError for a file that is too large to be read as a whole."""
    with archive.open(name) as source:
        content = source.read(MOST_DOCUMENT_BYTES + 1)
    if len(content) > MOST_DOCUMENT_BYTES:
        raise DocumentError(f"{name} is too large")
    return content
