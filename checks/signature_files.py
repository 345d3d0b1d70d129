"""Reads the groups' signatures.toml, and files that add to them; a mistake there is named by file and entry."""

import re
import tomllib
from collections.abc import Mapping, Set
from dataclasses import fields, replace
from importlib.resources import files
from typing import Any

from checks.signatures import MENTIONED, UNKNOWN, Patterns, ScriptMark, Signature, SignatureExample, Target
from checks.structures import STRUCTURES
from checks.words import pattern, stem
from model.text import Text

OWN_HOST = "own"
# What a file may add to a signature that is there: entries of lists, and of tables by key.
LISTS = ("names", "stems", "context", "says", "slugs", "traps", "targets", "scripts", "signs", "examples")
TABLES = ("structures", "worded", "anywhere")


class SignatureError(ValueError):
    """A signatures.toml that cannot be used; the text names the file and the entry."""


def load(group: str) -> tuple[Signature, ...]:
    """The signatures of one group, in the order of its file. Raises SignatureError."""
    name = f"checks/{group}/signatures.toml"
    text = files(f"checks.{group}").joinpath("signatures.toml").read_text("utf-8")
    return parse(text, group, name)


def parse(text: str, group: str, name: str) -> tuple[Signature, ...]:
    """Signatures from the text of a file; `name` is what errors call it."""
    entries = _entries(text, name)
    return tuple(_read(feature, entry, group, f"{name}: {feature}") for feature, entry in entries.items())


def additions(known: Mapping[str, Signature], text: str, name: str) -> tuple[Signature, ...]:
    """What a file adds to known signatures: each has the built-in one's texts and grades, and the file's entries."""
    entries = _entries(text, name)
    return tuple(_addition(known, feature, entry, f"{name}: {feature}") for feature, entry in entries.items())


def joined(base: Signature, more: Signature) -> Signature:
    """The signature with what `additions` told of it; the places of its own entries stay what they are."""
    grown: dict[str, Any] = {key: (*getattr(base, key), *getattr(more, key)) for key in LISTS}
    if more.context and not base.context:
        # Without a context of its own a signature takes its stems for one.
        grown["context"] = (*base.stems, *more.context)
    grown |= {key: {**getattr(base, key), **getattr(more, key)} for key in TABLES}
    grown["kinds"] = {kind: (*marks, *more.kinds.get(kind, ())) for kind, marks in base.kinds.items()}
    return replace(base, **grown)


def _addition(known: Mapping[str, Signature], feature: str, entry: dict[str, Any], where: str) -> Signature:
    base = known.get(feature)
    if base is None:
        raise SignatureError(f"{where}: no feature is called so; `eindekss features list` names them")
    _only(entry, {*LISTS, *TABLES, "kinds"}, where)
    for key in TABLES:
        _only(entry.get(key, {}), STRUCTURES, f"{where}.{key}")
        for structure in entry.get(key, {}).keys() & getattr(base, key).keys():
            raise SignatureError(f"{where}.{key}.{structure}: the built-in signature has its grade already")
    _only(entry.get("kinds", {}), set(base.kinds), f"{where}.kinds")
    whole = {
        **entry,
        "title": {"lv": base.title.lv, "en": base.title.en},
        "advice": {"lv": base.advice.lv, "en": base.advice.en},
        "grades": base.grades,
        "kinds": {**dict.fromkeys(base.kinds, ()), **entry.get("kinds", {})},
    }
    return _read(feature, whole, base.group, where)


def _read(feature: str, entry: dict[str, Any], group: str, where: str) -> Signature:
    try:
        return _signature(feature, entry, group, where)
    except (TypeError, AttributeError) as error:
        raise SignatureError(f"{where}: a value is of another kind than its key takes ({error})") from error


def _entries(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SignatureError(f"{name}: {error}") from error


def _signature(feature: str, entry: dict[str, Any], group: str, where: str) -> Signature:
    known = {one.name for one in fields(Signature)} - {"id", "group"}
    _only(entry, known, where)
    values = dict(entry)
    for key in ("title", "advice"):
        values[key] = _text(entry.get(key), f"{where}.{key}")
    for key in ("names", "slugs"):
        values[key] = _patterns(entry.get(key, []), whole=True, where=f"{where}.{key}")
    for key in ("stems", "context", "says", "traps", "signs"):
        values[key] = _patterns(entry.get(key, []), whole=key == "signs", where=f"{where}.{key}")
    values["grades"] = tuple(entry.get("grades", ("linked", "working")))
    allowed = {MENTIONED, *values["grades"]}
    for key in ("page", "unread", "files", "closed"):
        default = values["grades"][0] if key in ("page", "unread") else MENTIONED
        choices = allowed | {UNKNOWN} if key == "unread" else allowed
        values[key] = _one_of(entry.get(key, default), choices, f"{where}.{key}")
    if "outside" in entry:
        _one_of(entry["outside"], allowed, f"{where}.outside")
    for key in ("structures", "worded", "anywhere"):
        for structure, grade in entry.get(key, {}).items():
            _one_of(structure, STRUCTURES, f"{where}.{key}")
            _one_of(grade, allowed, f"{where}.{key}.{structure}")
    values["kinds"] = {
        kind: _patterns(marks, whole=False, where=f"{where}.kinds.{kind}")
        for kind, marks in entry.get("kinds", {}).items()
    }
    kinds = frozenset(values["kinds"])
    values["targets"] = tuple(
        _target(one, allowed, kinds, f"{where}.targets[{at}]") for at, one in enumerate(entry.get("targets", []))
    )
    values["scripts"] = tuple(
        _script(one, allowed, kinds, f"{where}.scripts[{at}]") for at, one in enumerate(entry.get("scripts", []))
    )
    values["examples"] = tuple(
        _example(one, allowed, f"{where}.examples[{at}]") for at, one in enumerate(entry.get("examples", []))
    )
    return Signature(id=feature, group=group, **values)


def _target(entry: dict[str, Any], grades: set[str], kinds: frozenset[str], where: str) -> Target:
    _only(entry, {"host", "path", "not_path", "grade", "kind", "context", "page_context", "named", "atvk_param"}, where)
    host = entry.get("host")
    if not isinstance(host, str):
        raise SignatureError(f"{where}: a target needs a host")
    return Target(
        host=None if host == OWN_HOST else _address(host, f"{where}.host"),
        path=_address(entry.get("path", ""), f"{where}.path"),
        not_path=_address(entry["not_path"], f"{where}.not_path") if "not_path" in entry else None,
        grade=_one_of(entry.get("grade", "linked"), grades, f"{where}.grade"),
        kind=_kind(entry, kinds, where),
        context=bool(entry.get("context", False)),
        page_context=bool(entry.get("page_context", False)),
        named=bool(entry.get("named", False)),
        atvk_param=entry.get("atvk_param"),
    )


def _script(entry: dict[str, Any], grades: set[str], kinds: frozenset[str], where: str) -> ScriptMark:
    _only(entry, {"src", "inline", "grade", "kind"}, where)
    if not {"src", "inline"} & set(entry):
        raise SignatureError(f"{where}: a script needs src or inline")
    return ScriptMark(
        src=_address(entry["src"], f"{where}.src") if "src" in entry else None,
        inline=_address(entry["inline"], f"{where}.inline", flags=0) if "inline" in entry else None,
        grade=_one_of(entry.get("grade", "working"), grades, f"{where}.grade"),
        kind=_kind(entry, kinds, where),
    )


def _example(entry: dict[str, Any], grades: set[str], where: str) -> SignatureExample:
    _only(entry, {"html", "found", "grade", "path", "kind"}, where)
    if "html" not in entry or "found" not in entry:
        raise SignatureError(f"{where}: an example needs html and found")
    found = entry["found"]
    if found not in (True, False, "null"):
        raise SignatureError(f'{where}.found: true, false or "null", not {found!r}')
    grade = entry.get("grade")
    if grade is not None:
        _one_of(grade, grades, f"{where}.grade")
    return SignatureExample(
        html=entry["html"],
        found=None if found == "null" else found,
        grade=grade,
        path=entry.get("path", "/lapa"),
        kind=entry.get("kind"),
    )


def _only(entry: object, known: Set[str], where: str) -> None:
    if not isinstance(entry, dict):
        raise SignatureError(f"{where}: a table is wanted here")
    for key in entry:
        if key not in known:
            raise SignatureError(f"{where}: no key is called “{key}”; the keys are {', '.join(sorted(known))}")


def _kind(entry: dict[str, Any], kinds: frozenset[str], where: str) -> str | None:
    return _one_of(entry["kind"], set(kinds), f"{where}.kind") if "kind" in entry else None


def _text(value: object, where: str) -> Text:
    if not isinstance(value, dict) or set(value) != {"lv", "en"} or not all(map(str.strip, value.values())):
        raise SignatureError(f"{where}: both lv and en are wanted")
    return Text(lv=value["lv"], en=value["en"])


def _one_of(value: str, allowed: set[str] | frozenset[str], where: str) -> str:
    if value not in allowed:
        raise SignatureError(f"{where}: “{value}” is none of {', '.join(sorted(allowed))}")
    return value


def _patterns(sources: list[str], *, whole: bool, where: str) -> Patterns:
    compiled = []
    for at, source in enumerate(sources):
        try:
            compiled.append(pattern(source) if whole else stem(source))
        except ValueError as error:
            raise SignatureError(f"{where}[{at}]: {error}") from error
    return tuple(compiled)


def _address(source: str, where: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    try:
        return re.compile(source, flags)
    except re.error as error:
        raise SignatureError(f"{where}: “{source}” is no regular expression: {error}") from error
