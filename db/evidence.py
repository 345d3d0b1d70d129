"""The evidence store: what was gathered, named by its content, so that equal evidence is stored once.

A reference is the SHA-256 of the plain bytes and the way they are stored: `….zst` (compressed) or `….jpg` (as they
are). The store is a folder or any fsspec URL.
"""

import hashlib
import io
import tempfile
from collections.abc import Iterator, Mapping
from types import TracebackType
from typing import IO, Any, Self

import zstandard

from db.blobs import Blobs
from db.blobs import EvidenceDamaged as EvidenceDamaged
from db.blobs import EvidenceError as EvidenceError
from db.blobs import EvidenceMissing as EvidenceMissing
from db.documents import (
    PAGE_PARTS,
    DocumentError,
    dump_document,
    dump_json,
    dump_page,
    load_document,
    load_json,
    load_page,
)
from model.evidence import Document, PageEvidence

SCREENSHOT = "screenshot"
LEVEL = 6
# Pages of one site are alike: 4 MiB back hold some twenty of them, and cost little memory.
BATCH = zstandard.ZstdCompressionParameters.from_level(LEVEL, window_log=22, write_checksum=True)
IN_MEMORY_BYTES = 4 * 1024 * 1024


class EvidenceStore:
    """A content-addressed store. Safe to share between threads, and between processes and machines."""

    def __init__(self, url: str) -> None:
        """Opens a folder (made where it does not exist) or an fsspec URL. Raises EvidenceError."""
        self.blobs = Blobs(url)

    def check_writable(self) -> None:
        """Raises EvidenceError where nothing can be put and had again, before hours of work find out."""
        self.blobs.check_writable()

    def put(self, data: bytes, kind: str) -> str:
        """Stores bytes and returns their reference; a `screenshot` is stored as it is. Raises EvidenceError."""
        stored = (
            data if kind == SCREENSHOT else zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(data)
        )
        ref = f"{hashlib.sha256(data).hexdigest()}.{'jpg' if kind == SCREENSHOT else 'zst'}"
        self.blobs.place(ref, io.BytesIO(stored), len(stored))
        return ref

    def get(self, ref: str) -> bytes:
        """The bytes of a reference. Raises EvidenceMissing, or EvidenceDamaged where they are not what was put."""
        digest = hashlib.sha256()
        chunks: list[bytes] = []
        for chunk in self.blobs.chunks(ref):
            digest.update(chunk)
            chunks.append(chunk)
        self._compare(ref, digest.hexdigest())
        return b"".join(chunks)

    def examine(self, ref: str) -> int:
        """Reads a blob through and compares it with its name; returns its plain size in bytes. Raises as `get` does."""
        digest = hashlib.sha256()
        size_bytes = 0
        for chunk in self.blobs.chunks(ref):
            digest.update(chunk)
            size_bytes += len(chunk)
        self._compare(ref, digest.hexdigest())
        return size_bytes

    def put_page(self, evidence: PageEvidence) -> dict[str, str]:
        """Stores a page of the sample in its parts: `page` (the record, which names the others), dom, axe, mobile, and
        the screenshots by name. Returns kind to reference; a part that was not gathered has none.
        """
        parts: dict[str, str] = {}
        if evidence.html:
            parts["dom"] = self.put(evidence.html.encode("utf-8", "surrogatepass"), "dom")
        if evidence.axe is not None:
            parts["axe"] = self.put(dump_json(evidence.axe), "axe")
        if evidence.mobile is not None:
            parts["mobile"] = self.put(dump_json(evidence.mobile), "mobile")
        screenshots = {name: self.put(image, SCREENSHOT) for name, image in evidence.screenshots.items()}
        return self._put_record(evidence, parts, screenshots)

    def put_page_again(self, evidence: PageEvidence, refs: Mapping[str, str]) -> dict[str, str]:
        """Keeps a page whose parts lie here under these references, as `put_page` gave them; only its record may be
        another. All of it is young again. Raises EvidenceMissing where a part is gone.
        """
        for part, ref in refs.items():
            if part != "page":
                self.blobs.freshen(ref)
        parts = {name: ref for name, ref in refs.items() if name in PAGE_PARTS or name == "dom"}
        screenshots = {name: ref for name, ref in refs.items() if name not in parts and name != "page"}
        return self._put_record(evidence, parts, screenshots)

    def _put_record(
        self, evidence: PageEvidence, parts: Mapping[str, str], screenshots: Mapping[str, str]
    ) -> dict[str, str]:
        record = {"page": dump_page(evidence), "parts": parts, "screenshots": screenshots}
        return {**parts, **screenshots, "page": self.put(dump_json(record), "page")}

    def get_page(self, refs: Mapping[str, str], *, screenshots: bool = True) -> PageEvidence:
        """The page whose record is `refs["page"]`, whole or without its screenshots. Raises EvidenceError."""
        record = self._json(refs["page"])
        try:
            parts, pictures = record["parts"], record["screenshots"] if screenshots else {}
            page = load_page(
                {
                    **record["page"],
                    "html": self.get(parts["dom"]).decode("utf-8", "surrogatepass") if "dom" in parts else "",
                    "axe": self._json(parts["axe"]) if "axe" in parts else None,
                    "mobile": self._json(parts["mobile"]) if "mobile" in parts else None,
                    "screenshots": {name: self.get(ref) for name, ref in pictures.items()},
                }
            )
        except (KeyError, TypeError, DocumentError) as error:
            raise EvidenceDamaged(f"The evidence {refs['page']} is no page's record: {error}.") from error
        return page

    def read_documents(self, ref: str) -> Iterator[Document]:
        """The documents of a batch, one by one in the order in which they were read. Raises EvidenceError.

        The batch is compared with its reference as it is read, so damage may be told only after some documents.
        """
        digest = hashlib.sha256()
        line = bytearray()
        for chunk in self.blobs.chunks(ref):
            digest.update(chunk)
            head, *rest = chunk.split(b"\n")
            line += head
            for part in rest:
                yield self._document(ref, bytes(line))
                line = bytearray(part)
        self._compare(ref, digest.hexdigest())

    def put_batch(self, stored: IO[bytes], size_bytes: int, digest: str) -> str:
        """Stores what DocumentBatch compressed; `digest` is the SHA-256 of the plain bytes, in hexadecimal."""
        ref = f"{digest}.zst"
        self.blobs.place(ref, stored, size_bytes)
        return ref

    def _json(self, ref: str) -> Any:
        try:
            return load_json(self.get(ref))
        except DocumentError as error:
            raise EvidenceDamaged(f"The evidence {ref} is damaged: {error}.") from error

    @staticmethod
    def _document(ref: str, line: bytes) -> Document:
        try:
            return load_document(line)
        except DocumentError as error:
            raise EvidenceDamaged(f"The evidence {ref} is damaged: {error}.") from error

    @staticmethod
    def _compare(ref: str, digest: str) -> None:
        if digest != ref.partition(".")[0]:
            raise EvidenceDamaged(f"The evidence {ref} is damaged: its content does not have this name.")


class DocumentBatch:
    """The documents of one site's wide tier, compressed together as they come; only compressed bytes wait.

    Use it as a context, or call `finish` or `close`: both let go of the temporary file.
    """

    def __init__(self, store: EvidenceStore) -> None:
        self._store = store
        self._digest = hashlib.sha256()
        self._stored: tempfile.SpooledTemporaryFile[bytes] | None = None
        self._compressor = zstandard.ZstdCompressor(compression_params=BATCH).compressobj()

    def add(self, document: Document) -> None:
        if self._stored is None:
            self._stored = tempfile.SpooledTemporaryFile(IN_MEMORY_BYTES)  # noqa: SIM115 - closed by `close`
        line = dump_document(document) + b"\n"
        self._digest.update(line)
        self._stored.write(self._compressor.compress(line))

    def finish(self) -> str | None:
        """Stores the batch; returns its reference, None where no document came. Raises EvidenceError."""
        if self._stored is None:
            return None
        self._stored.write(self._compressor.flush())
        size_bytes = self._stored.tell()
        self._stored.seek(0)
        try:
            return self._store.put_batch(self._stored, size_bytes, self._digest.hexdigest())
        finally:
            self.close()

    def close(self) -> None:
        if self._stored is not None:
            self._stored.close()
            self._stored = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
