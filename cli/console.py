"""Where the command speaks: results on standard output, everything about them on standard error."""

import sys
from pathlib import Path
from typing import Any

from rich.console import Console

from pipeline.errors import SetupError
from reports.export import json_text
from reports.shown import lines

EXIT_DONE, EXIT_SOME_FAILED, EXIT_SETUP, EXIT_OUTDATED, EXIT_INTERRUPTED = 0, 1, 2, 3, 130

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def say(text: str) -> None:
    """One line about the work, never into a pipe. Words of sites in it are no markup and cannot steer the terminal."""
    err.print(lines(text), markup=False, soft_wrap=True)


def write_json(value: Any, target: str) -> None:
    """Writes to the file named, or to standard output for `-`. Raises SetupError where the file cannot be written."""
    write_bytes(json_text(value).encode(), target)


def write_bytes(content: bytes, target: str) -> None:
    """Writes to the file named, or to standard output for `-`. Raises SetupError where the file cannot be written."""
    if target == "-":
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        Path(target).write_bytes(content)
    except OSError as error:
        raise SetupError(f"{target} cannot be written ({error.strerror}): name another file.") from error
