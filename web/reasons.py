"""Why what an address asks for cannot be taken, in the language of the page; what is rare is told in English."""

import re
from collections.abc import Mapping
from typing import Any

from model.text import Language
from reports.language import N_, Words

# By kinds of pydantic; the places are its own.
SAID: Mapping[str, str] = {
    "literal_error": N_("one of these: %(expected)s"),
    "enum": N_("one of these: %(expected)s"),
    "greater_than_equal": N_("%(ge)s at least"),
    "less_than_equal": N_("%(le)s at most"),
    "int_parsing": N_("a whole number"),
    "date_parsing": N_("a day, such as 2026-11-26"),
    "date_from_datetime_parsing": N_("a day, such as 2026-11-26"),
    "string_too_long": N_("%(max_length)s characters at most"),
    "too_long": N_("%(max_length)s values at most"),
}


def reason_of(error: Mapping[str, Any], words: Words) -> tuple[str, Language]:
    """What may stand there, and the language of it."""
    said = SAID.get(error["type"])
    if said is None:
        return error["msg"], "en"
    context = dict(error.get("ctx", {}))
    # "'a', 'b' or 'c'"
    context["expected"] = ", ".join(re.findall(r"'([^']*)'", str(context.get("expected", ""))))
    return words.gettext("it has to be %(said)s", said=words.gettext(said, **context)), words.language
