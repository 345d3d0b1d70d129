"""Whether programs that were written by one description of the API can go on by another."""

from collections.abc import Iterator, Mapping
from typing import Any

Json = Mapping[str, Any]
METHODS = ("get", "post", "put", "patch", "delete")


def breaking_changes(old: Json, new: Json) -> list[str]:
    """What a client of the old one would miss, each in a sentence; empty where it would miss nothing."""
    found: list[str] = []
    for path, operations in old["paths"].items():
        for method in METHODS:
            if method not in operations:
                continue
            name = f"{method.upper()} {path}"
            if method not in new["paths"].get(path, {}):
                found.append(f"{name} is gone")
                continue
            found += _operation(name, operations[method], new["paths"][path][method])
    was, now = (one.get("components", {}).get("schemas", {}) for one in (old, new))
    for name, schema in was.items():
        found += _schema(name, schema, now[name]) if name in now else [f"the schema {name} is gone"]
    return found


def _operation(name: str, old: Json, new: Json) -> Iterator[str]:
    was, now = ({(one["in"], one["name"]): one for one in operation.get("parameters", ())} for operation in (old, new))
    for key, parameter in was.items():
        if key not in now:
            yield f"{name} takes {key[1]} no more"
        else:
            yield from _schema(f"{name}: {key[1]}", parameter["schema"], now[key]["schema"], answers=False)
    for key, parameter in now.items():
        if parameter.get("required") and not was.get(key, {}).get("required"):
            yield f"{name} asks for {key[1]} now"
    for status, response in old["responses"].items():
        if status not in new["responses"]:
            yield f"{name} answers {status} no more"
        elif _shapes(response) != _shapes(new["responses"][status]):
            yield f"{name} answers {status} in another shape"


def _shapes(response: Json) -> Any:
    return response.get("$ref"), {kind: one.get("schema") for kind, one in response.get("content", {}).items()}


def _schema(place: str, old: Json, new: Json, *, answers: bool = True) -> Iterator[str]:
    """Of answers, which may say more and not less; of parameters, which may take more and not less."""
    if _kinds(old) != _kinds(new):
        yield f"{place} is of another type"
        return
    was, now = set(old.get("enum", ())), set(new.get("enum", ()))
    if was and (missing := was - now):
        yield f"{place} knows {', '.join(sorted(map(str, missing)))} no more"
    if answers:
        for name in set(old.get("required", ())) - set(new.get("required", ())):
            yield f"{place}.{name} may be missing now"
    for name, part in old.get("properties", {}).items():
        if name not in new.get("properties", {}):
            yield f"{place}.{name} is gone"
        else:
            yield from _schema(f"{place}.{name}", part, new["properties"][name], answers=answers)
    for word in ("items", "additionalProperties"):
        if isinstance(old.get(word), dict) and isinstance(new.get(word), dict):
            yield from _schema(f"{place}[]", old[word], new[word], answers=answers)
    if not answers:
        yield from _bounds(place, old, new)


def _bounds(place: str, old: Json, new: Json) -> Iterator[str]:
    for old_one, new_one in zip(_alternatives(old), _alternatives(new), strict=True):
        for word, narrows in (("minimum", 1), ("minLength", 1), ("maximum", -1), ("maxLength", -1)):
            before, after = old_one.get(word), new_one.get(word)
            if after is not None and (before is None or (after - before) * narrows > 0):
                yield f"{place} is narrower: {word} {after}"


def _kinds(schema: Json) -> list[str]:
    """The types it may have, references by name."""
    found = []
    for one in _alternatives(schema):
        kinds = one.get("type", one.get("$ref", "any"))
        found += kinds if isinstance(kinds, list) else [kinds]
        if one.get("format"):
            found.append(one["format"])
    return sorted(found)


def _alternatives(schema: Json) -> list[Json]:
    return list(schema.get("anyOf") or schema.get("oneOf") or [schema])
