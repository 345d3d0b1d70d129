"""Where blobs lie: a folder of this machine, or what fsspec reaches. Paths are relative, faults are OSErrors."""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Protocol

# An audit puts a blob long before its row is saved: one that is younger than this may be about to be needed.
FOLDER_SETTLES = timedelta(days=2)
# An object store learns that a blob is needed again only by being sent it anew, which is done once in half this time.
REMOTE_SETTLES = timedelta(days=14)


class StoreMoved(OSError):
    """The folder is not on the disk that it was on."""


class Place(Protocol):
    """`settles_after`: a file that was neither written nor found by `put` for so long is in no audit's hands."""

    settles_after: timedelta

    def open(self, path: str) -> IO[bytes]: ...

    def put(self, path: str, stored: IO[bytes], size_bytes: int) -> None:
        """Writes the file whole or not at all, unless one of this size is there; either way it is young again."""

    def freshen(self, path: str) -> None:
        """Makes a file that is there young again."""

    def files(self, folder: str) -> Mapping[str, int]:
        """Every file below a folder by its path, with its size in bytes; none where there is no folder."""

    def changed_at(self, path: str) -> datetime:
        """When the file became young last, in UTC."""

    def remove(self, path: str, before: datetime) -> bool:
        """Removes the file unless it became young since; whether it is gone by that."""


def foreign_faults(files: Any) -> tuple[type[Exception], ...]:
    """What this file system raises beside OSErrors where its server or its keys are away."""
    if "s3" not in files.protocol:
        return ()
    from botocore.exceptions import BotoCoreError, ClientError  # comes with the extra `s3`

    return BotoCoreError, ClientError


class FolderPlace:
    """A folder. Writers and removers keep out of each other's way by a lock on the folder itself."""

    settles_after = FOLDER_SETTLES

    def __init__(self, root: str) -> None:
        os.makedirs(root, exist_ok=True)
        self._root = root
        self._device = os.stat(root).st_dev

    def open(self, path: str) -> IO[bytes]:
        return open(f"{self._root}/{path}", "rb")

    def put(self, path: str, stored: IO[bytes], size_bytes: int) -> None:
        whole = f"{self._root}/{path}"
        with self._locked(fcntl.LOCK_SH):
            try:
                if os.stat(whole).st_size == size_bytes:
                    os.utime(whole)
                    return
            except FileNotFoundError:
                pass
        folder = os.path.dirname(whole)
        os.makedirs(folder, exist_ok=True)
        # A kill leaves a temporary file, never half a blob under a name that promises all of it.
        temporary = f"{folder}/.{secrets.token_hex(8)}.tmp"
        try:
            with open(temporary, "xb") as blob:
                shutil.copyfileobj(stored, blob)
                blob.flush()
                os.fsync(blob.fileno())
            os.replace(temporary, whole)
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)
        with _opened(folder) as entries:
            os.fsync(entries)

    def freshen(self, path: str) -> None:
        with self._locked(fcntl.LOCK_SH):
            os.utime(f"{self._root}/{path}")

    def files(self, folder: str) -> Mapping[str, int]:
        with self._opened():
            pass  # a store that went away is no empty store
        found: dict[str, int] = {}
        folders = [folder]
        while folders:
            name = folders.pop()
            with contextlib.suppress(FileNotFoundError), os.scandir(f"{self._root}/{name}") as entries:
                for entry in entries:
                    path = f"{name}/{entry.name}"
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(path)
                        continue
                    with contextlib.suppress(FileNotFoundError):
                        found[path] = entry.stat(follow_symlinks=False).st_size
        return found

    def changed_at(self, path: str) -> datetime:
        return datetime.fromtimestamp(os.stat(f"{self._root}/{path}").st_mtime, UTC)

    def remove(self, path: str, before: datetime) -> bool:
        with self._locked(fcntl.LOCK_EX):
            if self.changed_at(path) >= before:
                return False
            os.unlink(f"{self._root}/{path}")
        return True

    @contextmanager
    def _locked(self, kind: int) -> Iterator[None]:
        with self._opened() as root:
            fcntl.flock(root, kind)
            yield

    @contextmanager
    def _opened(self) -> Iterator[int]:
        with _opened(self._root) as root:
            if os.fstat(root).st_dev != self._device:
                raise StoreMoved("its disk went away, or another was mounted over it")
            yield root


class RemotePlace:
    """A place behind fsspec, which completes a file when it is closed: an upload that broke off leaves none."""

    settles_after = REMOTE_SETTLES

    def __init__(self, files: Any, root: str) -> None:
        if "s3" in files.protocol:
            # It would make a bucket, in whatever region and open to whomever.
            files.call_s3("head_bucket", Bucket=root.partition("/")[0])
        else:
            files.makedirs(root, exist_ok=True)
        self._files = files
        self._root = root

    def open(self, path: str) -> IO[bytes]:
        opened: IO[bytes] = self._files.open(f"{self._root}/{path}", "rb")
        return opened

    def put(self, path: str, stored: IO[bytes], size_bytes: int) -> None:
        whole = f"{self._root}/{path}"
        with contextlib.suppress(FileNotFoundError):
            young = self.changed_at(path) > datetime.now(UTC) - self.settles_after / 2
            if young and self._files.size(whole) == size_bytes:
                return
        with self._files.open(whole, "wb") as blob:
            shutil.copyfileobj(stored, blob)

    def freshen(self, path: str) -> None:
        if self.changed_at(path) <= datetime.now(UTC) - self.settles_after / 2:
            whole = f"{self._root}/{path}"
            self._files.pipe_file(whole, self._files.cat_file(whole))

    def files(self, folder: str) -> Mapping[str, int]:
        self._files.invalidate_cache()
        found = self._files.find(f"{self._root}/{folder}", detail=True)
        start = self._files._strip_protocol(self._root).rstrip("/") + "/"
        return {path.removeprefix(start): int(facts["size"] or 0) for path, facts in found.items()}

    def changed_at(self, path: str) -> datetime:
        changed: datetime = self._files.modified(f"{self._root}/{path}")
        return changed.astimezone(UTC) if changed.tzinfo else changed.replace(tzinfo=UTC)

    def remove(self, path: str, before: datetime) -> bool:
        # What was listed a while ago may be old news.
        self._files.invalidate_cache()
        if self.changed_at(path) >= before:
            return False
        self._files.rm_file(f"{self._root}/{path}")
        return True


@contextmanager
def _opened(folder: str) -> Iterator[int]:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield number
    finally:
        os.close(number)
