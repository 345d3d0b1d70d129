"""The files that come with objections: how many and how large they may be, as what they are kept, and how handed out.

Names and contents are a stranger's. What comes over the network is of a closed list of kinds; a file on the command
line is the operator's own choice.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from db.evidence import SCREENSHOT
from model.objection import Attachment
from pipeline.deciding import LONGEST_NAME
from pipeline.errors import SetupError
from pipeline.workplace import Workplace

MOST_FILES = 10
MOST_FILE_BYTES = 10_000_000
JPEG = b"\xff\xd8\xff"
NOT_IN_A_FILE_NAME = re.compile(r"[^\w.-]+", re.ASCII)


def _is_text(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda content: content.startswith(marks)


# How a name ends, and what the content must then be.
KINDS: Mapping[str, Callable[[bytes], bool]] = {
    ".pdf": _begins(b"%PDF-"),
    ".png": _begins(b"\x89PNG\r\n\x1a\n"),
    **dict.fromkeys((".jpg", ".jpeg"), _begins(JPEG)),
    ".webp": lambda content: content[:4] == b"RIFF" and content[8:12] == b"WEBP",
    **dict.fromkeys((".txt", ".csv"), _is_text),
}


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came over the network, open to be read from its beginning."""

    name: str
    file: BinaryIO


def check_files(paths: Sequence[Path], received: Sequence[Received] = ()) -> None:
    """Raises SetupError for too many, and for one that is none, or too large."""
    if len(paths) + len(received) > MOST_FILES:
        raise SetupError(f"an objection has at most {MOST_FILES} files, here are {len(paths) + len(received)}.")
    for path in paths:
        if not path.is_file():
            raise SetupError(f"{path} is no file: name one that exists.")
        if (size_bytes := path.stat().st_size) > MOST_FILE_BYTES:
            raise SetupError(
                f"{path} has {size_bytes / 1_000_000:.1f} MB: a file of an objection has at most "
                f"{MOST_FILE_BYTES // 1_000_000} MB."
            )
    for one in received:
        _content(one)


def stored_file(workplace: Workplace, path: Path) -> Attachment:
    """Raises SetupError, EvidenceError."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_FILE_BYTES + 1)
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}): name another file.") from error
    if len(content) > MOST_FILE_BYTES:
        raise SetupError(f"{path} grew beyond {MOST_FILE_BYTES // 1_000_000} MB while it was read.")
    return _stored(workplace, path.name[:LONGEST_NAME], content)


def stored_received(workplace: Workplace, one: Received) -> Attachment:
    """Raises SetupError, EvidenceError."""
    return _stored(workplace, _name(one), _content(one))


def handed_name(number: int, position: int, file: Attachment) -> str:
    """A harmless name for the file at this position, from 1 on, of an objection: letters, digits, points and dashes."""
    return f"{number}-{position}-{NOT_IN_A_FILE_NAME.sub('-', file.name).strip('-.') or 'file'}"


def _name(one: Received) -> str:
    """Without the folders that some browsers tell; of a long one its end."""
    return one.name.replace("\\", "/").rpartition("/")[2].strip()[-LONGEST_NAME:]


def _content(one: Received) -> bytes:
    """Raises SetupError where it is too large, empty, or of no kind that is taken."""
    name = _name(one)
    one.file.seek(0)
    content = one.file.read(MOST_FILE_BYTES + 1)
    if len(content) > MOST_FILE_BYTES:
        raise SetupError(f"“{name}” is too large: a file has at most {MOST_FILE_BYTES // 1_000_000} MB.")
    if not content:
        raise SetupError(f"“{name}” is empty.")
    fits = KINDS.get(Path(name).suffix.casefold())
    if fits is None or not fits(content):
        raise SetupError(f"“{name}” is no file of a kind that is taken, or not what its name says: {', '.join(KINDS)}.")
    return content


def _stored(workplace: Workplace, name: str, content: bytes) -> Attachment:
    # As the store keeps its own pictures, so that the same one has the same address.
    kind = SCREENSHOT if content.startswith(JPEG) else "objection"
    return Attachment(name, workplace.store.put(content, kind), len(content))
