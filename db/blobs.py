"""The blobs of the evidence store by their references; what the world does to them becomes one sentence here."""

import contextlib
import io
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO

import fsspec
import zstandard
from fsspec.implementations.local import LocalFileSystem

from db.blob_places import FolderPlace, Place, RemotePlace, foreign_faults

REFERENCE = re.compile(r"[0-9a-f]{64}\.(zst|jpg)")
# Blobs lie in folders by the first two digits of their name.
FOLDERS = tuple(f"{number:02x}" for number in range(256))
# A blob, or what a killed writer left beside it; anything else in the store is not ours.
OURS = re.compile(r"[0-9a-f]{2}/[0-9a-f]{2}/([0-9a-f]{64}\.(zst|jpg)|\.[0-9a-f]{16}\.tmp)")
SIGNATURES = "databases"
EVER = datetime.max.replace(tzinfo=UTC)


class EvidenceError(Exception):
    """The store cannot be used; the text is one sentence for a person."""


class EvidenceMissing(EvidenceError):
    """The store holds nothing under this reference."""


class EvidenceDamaged(EvidenceError):
    """What the store holds is not what was put there."""


class Blobs:
    """Safe to share between threads, and between processes and machines."""

    def __init__(self, url: str) -> None:
        """Opens a folder (made where it does not exist) or an fsspec URL. Raises EvidenceError."""
        self._url = url
        self._faults: tuple[type[Exception], ...] = (OSError,)
        try:
            filesystem, path = fsspec.core.url_to_fs(url)
            self._faults = (OSError, *foreign_faults(filesystem))
            root = str(path).rstrip("/")
            local = isinstance(filesystem, LocalFileSystem)
            self._place: Place = FolderPlace(root) if local else RemotePlace(filesystem, root)
        except ImportError as error:
            extra = "pip install 'eindekss[s3]'" if url.startswith("s3:") else str(error)
            raise EvidenceError(f"The evidence store {url} needs another package: {extra}.") from error
        except ValueError as error:
            raise EvidenceError(self._said(error)) from error
        except self._faults as error:
            raise EvidenceError(self._said(error)) from error

    def check_writable(self) -> None:
        """Raises EvidenceError where nothing can be put and had again, before hours of work find out."""
        name = secrets.token_hex(8)
        probe, content = f".{name}.tmp", name.encode()
        with self._told():
            self._place.put(probe, io.BytesIO(content), len(content))
            with self._place.open(probe) as stored:
                same = stored.read() == content
            self._place.remove(probe, EVER)
        if not same:
            raise EvidenceError(
                f"The evidence store {self._url} gives back other bytes than were put: repair its disk."
            )

    def sign(self, database: str) -> None:
        """Writes down that evidence of this database lies here. Raises EvidenceError."""
        with self._told():
            self._place.put(f"{SIGNATURES}/{database}", io.BytesIO(), 0)

    def signatures(self) -> frozenset[str]:
        """The databases whose evidence lies here. Raises EvidenceError."""
        with self._told():
            return frozenset(path.rpartition("/")[2] for path in self._place.files(SIGNATURES))

    def place(self, ref: str, stored: IO[bytes], size_bytes: int) -> None:
        """Writes a blob unless it is there. Another size is what a power cut left, or another compressor's: anew."""
        path = path_of(ref)
        with self._told():
            self._place.put(path, stored, size_bytes)

    def holds(self, ref: str) -> bool:
        """Whether a blob is there, whatever is in it."""
        with self._told(), contextlib.suppress(FileNotFoundError):
            if REFERENCE.fullmatch(ref):
                self._place.changed_at(path_of(ref))
                return True
        return False

    def freshen(self, ref: str) -> None:
        """Makes a blob young again, as if it had been placed anew. Raises EvidenceMissing."""
        with self._told(ref):
            self._place.freshen(path_of(ref))

    def chunks(self, ref: str) -> Iterator[bytes]:
        """The plain bytes, a piece at a time: a damaged frame may claim any size."""
        path = path_of(ref)
        with self._told(ref), self._place.open(path) as stored:
            source = stored if ref.endswith(".jpg") else zstandard.ZstdDecompressor().stream_reader(stored)
            while chunk := source.read(zstandard.DECOMPRESSION_RECOMMENDED_OUTPUT_SIZE):
                yield chunk

    def folder(self, name: str) -> Mapping[str, int]:
        """One of FOLDERS: every blob, and what killed writers left, by path with its size in bytes."""
        with self._told():
            return {path: size for path, size in self._place.files(name).items() if OURS.fullmatch(path)}

    def names(self, folder: str) -> Mapping[str, int]:
        """Every whole blob of one of FOLDERS, or the signatures, by path with its stored size in bytes."""
        with self._told():
            found = self._place.files(folder)
        if folder == SIGNATURES:
            return found
        return {path: size for path, size in found.items() if REFERENCE.fullmatch(path.rpartition("/")[2])}

    @contextmanager
    def stored(self, path: str) -> Iterator[IO[bytes]]:
        """What `names` told, as it is stored. Raises EvidenceMissing where it went since."""
        with self._told(path), self._place.open(path) as stored:
            yield stored

    def settled(self, path: str, now: datetime) -> bool:
        """Whether what `folder` told has lain there so long that no audit at work can be about to need it."""
        with self._told(), contextlib.suppress(FileNotFoundError):
            return self._place.changed_at(path) < now - self._place.settles_after
        return False

    def remove(self, path: str, now: datetime) -> bool:
        """Removes what `folder` told if it is settled, and says whether it did. Raises EvidenceError."""
        with self._told(), contextlib.suppress(FileNotFoundError):
            return self._place.remove(path, now - self._place.settles_after)
        return False

    @contextmanager
    def _told(self, ref: str | None = None) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            if ref is None:
                raise EvidenceError(self._said(error)) from error
            raise EvidenceMissing(f"The evidence store {self._url} does not hold {ref}.") from error
        except zstandard.ZstdError as error:
            raise EvidenceDamaged(f"The evidence {ref} is damaged: {error}.") from error
        except self._faults as error:
            raise EvidenceError(self._said(error)) from error

    def _said(self, error: Exception) -> str:
        reason = (isinstance(error, OSError) and error.strerror) or str(error) or type(error).__name__
        return (
            f"The evidence store {self._url} cannot be used ({reason}): check that it exists, is writable and has "
            "room, or set EINDEKSS_EVIDENCE_URL to another place."
        )


def path_of(ref: str) -> str:
    """Where a blob lies in the store. Raises EvidenceMissing for what is no reference."""
    if not REFERENCE.fullmatch(ref):
        raise EvidenceMissing(f"“{ref}” is no reference to evidence.")
    # Folders of some thousand files stay quick on every file system.
    return f"{ref[:2]}/{ref[2:4]}/{ref}"
