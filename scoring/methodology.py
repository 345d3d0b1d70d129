"""Loads a methodology, a folder of TOML, and refuses it with every contradiction named at once."""

import tomllib
from collections.abc import Mapping, Set
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from scoring.contradictions import contradictions
from scoring.declaration import Frame, Methodology, Section, SectionFile, Survey

__all__ = ["Methodology", "MethodologyError", "load_methodology", "published", "seal_of"]

FRAME_FILE = "methodology.toml"
SURVEY_FILE = "survey.toml"
CHECKSUMS_FILE = "SHA256SUMS"

T = TypeVar("T")


class MethodologyError(Exception):
    """The methodology contradicts itself; `contradictions` names each, with its place, in a sentence."""

    def __init__(self, name: str, found: list[str]) -> None:
        self.contradictions = tuple(found)
        super().__init__("\n".join([f"methodology {name} cannot be used:", *found]))


def published() -> tuple[str, ...]:
    """The names of the methodologies that come with this version, the oldest first."""
    folders = files("scoring").joinpath("methodology").iterdir()
    return tuple(sorted(folder.name for folder in folders if folder.joinpath(FRAME_FILE).is_file()))


def seal_of(name: str) -> str | None:
    """The SHA-256 of its list of checksums, which vouches for every file; None where nothing of that name is published.

    Anybody can compare it: `sha256sum SHA256SUMS` in its folder.
    """
    listed = _place(name).joinpath(CHECKSUMS_FILE)
    return sha256(listed.read_bytes()).hexdigest() if listed.is_file() else None


def load_methodology(
    name: str = "2019",
    *,
    known_features: Set[str],
    known_checks: Set[str],
    folder: Traversable | None = None,
) -> Methodology:
    """Read and check scoring/methodology/<name>, or `folder` instead (a draft of an analyst).

    `known_features` and `known_checks` are all ids that the checks can yield. A folder with a file SHA256SUMS (as
    sha256sum writes it) is published: its files must be the listed ones, unchanged. The survey of one that was
    published without stands in <name>-survey. Raises MethodologyError.
    """
    place = folder if folder is not None else _place(name)
    found: list[str] = []
    texts = _texts_of(place, found)
    if FRAME_FILE not in texts:
        raise MethodologyError(name, [f"{place} has no {FRAME_FILE}"])
    if SURVEY_FILE not in texts:
        texts |= _texts_of(_place(f"{name}-survey"), found)
    tables = {file: _table(file, text, found) for file, text in texts.items()}
    frame = _read(Frame, FRAME_FILE, tables.pop(FRAME_FILE), found)
    survey = _read(Survey, SURVEY_FILE, tables.pop(SURVEY_FILE, {}), found)
    parts = {file: _read(SectionFile, file, table, found) for file, table in tables.items()}
    if frame is None or survey is None or None in parts.values():
        raise MethodologyError(name, found)
    if frame.id != name:
        found.append(f"{FRAME_FILE}: id is “{frame.id}”, the folder “{name}”")
    listed = {f"{title.id}.toml" for title in frame.sections}
    found += [f"{file}: no section of {FRAME_FILE} has this file" for file in sorted(parts.keys() - listed)]
    found += [f"{FRAME_FILE}: a section lacks its file {file}" for file in sorted(listed - parts.keys())]
    methodology = Methodology(frame=frame, sections=_sections(frame, parts), survey=survey)
    found += contradictions(methodology, known_features, known_checks)
    if found:
        raise MethodologyError(name, found)
    return methodology


def _place(name: str) -> Traversable:
    return files("scoring").joinpath("methodology", name)


def _texts_of(place: Traversable, found: list[str]) -> dict[str, bytes]:
    """The files of a folder, seen to be those that were published."""
    texts = {item.name: item.read_bytes() for item in _toml_files(place)}
    sums = place.joinpath(CHECKSUMS_FILE)
    if sums.is_file():
        found += _changes_since_published(texts, sums.read_text(encoding="utf-8"))
    return texts


def _toml_files(place: Traversable) -> list[Traversable]:
    items = place.iterdir() if place.is_dir() else iter(())
    return sorted((item for item in items if item.name.endswith(".toml")), key=lambda item: item.name)


def _table(file: str, text: bytes, found: list[str]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        found.append(f"{file}: {error}")
        return None


def _read(kind: type[T], file: str, table: dict[str, Any] | None, found: list[str]) -> T | None:
    """The table as a frozen value; unknown keys are named and left out, so that the other contradictions show too."""
    if table is None:
        return None
    try:
        return _validated(kind, table, "forbid")
    except ValidationError as error:
        found += [_sentence(file, table, fault["loc"], fault["type"], fault["msg"]) for fault in error.errors()]
    try:
        return _validated(kind, table, "ignore")
    except ValidationError:
        return None


def _validated(kind: type[T], table: dict[str, Any], extra: Literal["forbid", "ignore"]) -> T:
    # The configuration reaches the plain dataclasses inside only from a type that is none itself.
    config = ConfigDict(extra=extra, allow_inf_nan=False)
    return TypeAdapter(dict[str, kind], config=config).validate_python({"": table})[""]  # type: ignore[valid-type]


def _sentence(file: str, table: Any, place: tuple[int | str, ...], fault: str, message: str) -> str:
    """Says where by ids, as indicators.social_media.weight: positions in a list mean nothing to a person."""
    steps: list[str] = []
    here = table
    for step in place[1:]:
        inside = isinstance(step, int) if isinstance(here, list) else isinstance(here, dict) and step in here
        here = here[step] if inside else None
        ident = here.get("id") if isinstance(step, int) and isinstance(here, dict) else None
        steps.append(str(step if ident is None else ident))
    return f"{file}: {'.'.join(steps)}: {'unknown key' if fault == 'unexpected_keyword_argument' else message}"


def _sections(frame: Frame, parts: Mapping[str, SectionFile | None]) -> tuple[Section, ...]:
    held = ((title, parts.get(f"{title.id}.toml")) for title in frame.sections)
    return tuple(
        Section(
            id=title.id,
            title=title.title,
            indicators=part.indicators,
            prerequisites=part.prerequisites,
            questions=part.questions,
        )
        for title, part in held
        if part is not None
    )


def _changes_since_published(texts: Mapping[str, bytes], sums: str) -> list[str]:
    published = {file.lstrip("*"): digest for digest, _, file in (line.partition("  ") for line in sums.splitlines())}
    now = {file: sha256(text).hexdigest() for file, text in texts.items()}
    return [
        f"{file}: not as published; a change of a published methodology is a new folder"
        for file in sorted(now.keys() | published.keys())
        if now.get(file) != published.get(file)
    ]
