"""What is different between two methodologies, place by place."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from model.text import Language, Text
from scoring.conditions import in_words
from scoring.declaration import Condition, Methodology

# Sections stand in the frame by their titles, and again whole.
REPEATED = frozenset({"sections"})
# Lists whose items are found by their own ids alone.
PLAIN_LISTS = frozenset({"indicators", "measures"})
# What a person reads, and no score.
WORDS = frozenset({"id", "title", "source", "question", "text", "name", "meaning", "assumes", "cites", "standard"})
LISTS_OF_WORDS = frozenset({"assumptions", "sources"})


@dataclass(frozen=True, slots=True)
class Difference:
    """`place` leads there by ids; `before` is None for what is new, `after` for what is gone."""

    place: str
    before: str | None
    after: str | None

    @property
    def of_words(self) -> bool:
        """Whether no score can change by it."""
        steps = self.place.split(".")
        return steps[-1] in WORDS or steps[0] in LISTS_OF_WORDS


def differences(before: Methodology, after: Methodology, language: Language | None = None) -> tuple[Difference, ...]:
    """Settings first, then section by section, then the survey; what is new or gone as a whole is one difference.

    Texts stand in the language, without one in both.
    """
    return (
        *(
            difference
            for field in fields(before.frame)
            if field.name not in REPEATED
            for difference in _compared(
                field.name, getattr(before.frame, field.name), getattr(after.frame, field.name), language
            )
        ),
        *_compared("", before.sections, after.sections, language),
        *_compared("survey", before.survey, after.survey, language),
    )


def _compared(place: str, before: Any, after: Any, language: Language | None) -> Iterator[Difference]:
    if before == after:
        return
    was, now = _parts(before), _parts(after)
    if was is None or now is None:
        yield Difference(place, _said(before, language), _said(after, language))
        return
    for name in {**was, **now}:
        yield from _compared(f"{place}.{name}".lstrip("."), was.get(name), now.get(name), language)


def _parts(value: Any) -> Mapping[str, Any] | None:
    """What a value is made of, by name; None for one that is compared as a whole."""
    if isinstance(value, tuple):
        named = {_name(part): part for part in value}
        return None if None in named else {str(name): part for name, part in named.items()}
    if isinstance(value, Mapping):
        return value
    if isinstance(value, Text | Condition) or not is_dataclass(value):
        return None
    parts: dict[str, Any] = {}
    for field in fields(value):
        held = getattr(value, field.name)
        if field.name in PLAIN_LISTS:
            parts |= _parts(held) or {}
        elif field.name not in ("id", "key"):
            parts[field.name] = held
    return parts


def _name(value: Any) -> str | None:
    """The id of a thing that has one; a level of maturity goes by its number."""
    return next((str(name) for field in ("id", "key", "level") if (name := getattr(value, field, None))), None)


def _said(value: Any, language: Language | None) -> str | None:
    """The value in a line for a person: a whole thing by its title."""
    if value is None:
        return None
    if isinstance(value, Text):
        return value.in_(language) if language else f"{value.en} / {value.lv}"
    if isinstance(value, Condition):
        return in_words(value)
    if is_dataclass(value):
        texts = (getattr(value, name, None) for name in ("title", "text", "name"))
        return next((_said(text, language) for text in texts if isinstance(text, Text)), str(value))
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_said(part, language)}" for name, part in value.items())
    if isinstance(value, tuple):
        return ", ".join(str(_said(part, language)) for part in value) or "–"
    return f"{value:g}" if isinstance(value, float) else str(value)
