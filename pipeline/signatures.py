"""The signatures in force: the built-in ones, and what the files of EINDEKSS_SIGNATURES add to them."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from checks.signature_files import SignatureError, additions, joined
from checks.signatures import Signature
from checks.watch import GROUPS, signatures
from pipeline.errors import SetupError
from pipeline.settings import PREFIX, Settings

SETTING = f"{PREFIX}SIGNATURES"


def signatures_in_force(settings: Settings) -> Mapping[str, Signature]:
    """By id, in the order of the built-in ones. Raises SetupError, naming the file and the entry."""
    known = signatures()
    for path, text in _files(settings):
        group = path.stem
        try:
            added = additions(known, text, str(path))
        except SignatureError as error:
            raise SetupError(f"{error}.") from error
        strange = next((more for more in added if more.group != group), None)
        if strange is not None:
            raise SetupError(f"{path}: {strange.id} is a feature of {strange.group}: put it into {strange.group}.toml.")
        known = extended(known, added)
    return known


def extended(known: Mapping[str, Signature], added: Iterable[Signature]) -> Mapping[str, Signature]:
    return {**known, **{more.id: joined(known[more.id], more) for more in added}}


def signatures_mark(settings: Settings) -> str:
    """What tells results apart that other signatures made: empty for the built-in ones, else `+signatures.1a2b3c4d`."""
    files = _files(settings)
    if not files:
        return ""
    digest = hashlib.sha256("\0".join(f"{path.name}\0{text}" for path, text in files).encode())
    return f"+signatures.{digest.hexdigest()[:8]}"


def read_text(path: Path) -> str:
    """Raises SetupError."""
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise SetupError(f"{path} cannot be read ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise SetupError(f"{path} cannot be read: it is no UTF-8.") from error


def _files(settings: Settings) -> list[tuple[Path, str]]:
    if not settings.signatures:
        return []
    folder = Path(settings.signatures)
    if not folder.is_dir():
        raise SetupError(f"{folder} is no folder: {SETTING} names one with files such as {GROUPS[0]}.toml.")
    paths = sorted(folder.glob("*.toml"))
    strange = next((path for path in paths if path.stem not in GROUPS), None)
    if strange is not None:
        raise SetupError(f"{strange}: no group is called so; the groups are {', '.join(GROUPS)}.")
    return [(path, read_text(path)) for path in paths]
