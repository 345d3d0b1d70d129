"""A run's private temporary folder: browser profiles and spilled evidence lie in it, and go with it.

A lock that the kernel drops says which folders' owners live; what the dead left is removed at the next start.
"""

import contextlib
import fcntl
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Self

import psutil

from pipeline.errors import SetupError

VARIABLE = "TMPDIR"
# Chromium makes a socket in the folder, whose path may have 107 bytes: 46 of its own, 28 and the user's number ours.
LONGEST_PLACE = 30
SHORT_PLACE = "/tmp"  # noqa: S108 - what lies in it is a folder that only its owner may enter
ENDING_S = 3.0
# A process may start another between the look and the kill; a browser whose parent was killed writes to its end.
ROUNDS = 10
PAUSE_S = 0.2


class Scratch:
    """While the context is open, this process and all that it starts put their temporary files into `folder`."""

    def __enter__(self) -> Self:
        home = _home()
        with _locked(home):
            for left in home.iterdir():
                _sweep(left)
            self.folder = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=home))
            self._lock = os.open(self.folder, os.O_RDONLY)
            fcntl.flock(self._lock, fcntl.LOCK_EX)
        self._before = os.environ.get(VARIABLE), tempfile.tempdir
        os.environ[VARIABLE] = tempfile.tempdir = str(self.folder)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        variable, tempfile.tempdir = self._before
        if variable is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = variable
        self.clear()
        os.close(self._lock)

    def clear(self) -> None:
        """Ends what was started out of the folder and still runs, and removes the folder."""
        _clear(self.folder)


def _home() -> Path:
    """The folder of all runs of this user. Raises SetupError where another user has taken its name."""
    place = tempfile.gettempdir()
    home = Path(place if len(os.fsencode(place)) <= LONGEST_PLACE else SHORT_PLACE, f"eindekss-{os.getuid()}")
    try:
        home.mkdir(mode=0o700, exist_ok=True)
        status = home.lstat()
    except OSError as error:
        raise SetupError(
            f"The temporary folder {home} cannot be made ({error.strerror}): make room, or set TMPDIR to another place."
        ) from error
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != os.getuid():
        raise SetupError(f"The temporary folder {home} is not yours: remove it, or set TMPDIR to another place.")
    return home


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    file = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _sweep(folder: Path) -> None:
    """Removes the folder of a run that is dead."""
    file = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    else:
        _clear(folder)
    finally:
        os.close(file)


def _clear(folder: Path) -> None:
    for _ in range(ROUNDS):
        left = list(_started_out_of(folder))
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.kill()
        psutil.wait_procs(left, ENDING_S)
        shutil.rmtree(folder, ignore_errors=True)
        if not left and not folder.exists():
            return
        sleep(PAUSE_S)


def _started_out_of(folder: Path) -> Iterator[psutil.Process]:
    """The processes whose temporary folder it is, which they inherited; this one only has it set."""
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if process.pid != os.getpid() and process.environ().get(VARIABLE) == str(folder):
                yield process
