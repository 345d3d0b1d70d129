"""Room and kind of the disks that an installation writes to."""

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil

from pipeline.doctor.check import Answer, Installation, fail, ok, warn

MIB = 1024 * 1024
GIB = 1024 * MIB
# A night that runs out of room stops; one that begins with the second bound has time to be told of it.
LEAST_BYTES, FEW_BYTES = 1 * GIB, 5 * GIB
LEAST_FILES, FEW_FILES = 10_000, 100_000
# Browser profiles and what spills over; Chromium is started so that it keeps its shared memory there too.
LEAST_TEMPORARY_BYTES, FEW_TEMPORARY_BYTES = 256 * MIB, 1 * GIB
# Locks and shared memory, which SQLite needs, do not hold between the machines that share such a one.
SHARED_SYSTEMS = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.glusterfs")


def temporary_folder(installation: Installation) -> Sequence[Answer]:
    folder = Path(tempfile.gettempdir())
    return tuple(room("The temporary folder", folder, LEAST_TEMPORARY_BYTES, FEW_TEMPORARY_BYTES))


def room(name: str, folder: Path, least: int = LEAST_BYTES, few: int = FEW_BYTES) -> Iterator[Answer]:
    """Whether the folder, or the one that it will be made in, can be written to and its disk has room."""
    there = nearest(folder)
    if not os.access(there, os.W_OK | os.X_OK):
        yield fail(
            f"{name} {folder} cannot be written to.", f"Give the user that audits the right to write to {there}."
        )
        return
    disk = os.statvfs(there)
    free, files = disk.f_bavail * disk.f_frsize, disk.f_favail
    text = f"{name} {folder} has {size(free)} free."
    advice = "Make room there, or name another place."
    yield fail(text, advice) if free < least else warn(text, advice) if free < few else ok(text)
    # Some file systems count no files and give 0 of 0.
    if disk.f_files and files < FEW_FILES:
        text, advice = f"The disk of {folder} takes only {files:,} more files.", "Remove files there: inodes run out."
        yield fail(text, advice) if files < LEAST_FILES else warn(text, advice)


def nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def shared_system(folder: Path) -> str | None:
    """The kind of the file system where other machines share it; None for one of this machine."""
    there = nearest(folder).resolve()
    mounts = [part for part in psutil.disk_partitions(all=True) if there.is_relative_to(part.mountpoint)]
    # A later mount hides an earlier one at the same place.
    kind = max(enumerate(mounts), key=lambda one: (len(Path(one[1].mountpoint).parts), one[0]))[1].fstype
    return kind if kind.startswith(SHARED_SYSTEMS) else None


def size(size_bytes: float) -> str:
    return f"{size_bytes / GIB:,.1f} GiB" if size_bytes >= GIB else f"{size_bytes / MIB:,.0f} MiB"
