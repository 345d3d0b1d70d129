"""The Jinja environment of the dashboard: that of the reports, with its own templates, files and ways to its pages."""

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from markupsafe import Markup, escape

from model.text import LANGUAGES, Language
from reports.language import NO_BREAK_SPACE, Words
from reports.shown import lines, shown
from reports.templating import environment
from reports.views import NOTHING, Form, written
from web.navigation import NAVIGATION
from web.static import address_of

TEMPLATES = Path(__file__).parent / "templates"
NUMERIC = frozenset(Form) - {Form.TEXT, Form.REMARK}
# A Latvian number with what it numbers: “26. novembris”, “3. līmenis”, “7. vieta”, “Nr. 445”, “25 MB”. At the end of a
# line it would stand alone. Only pages have it so: in a file one could not search for what one reads.
NUMBERED = re.compile(
    r"(?<=\d\.) (?=(?:janv|febr|mart|apr|maij|jūn|jūl|aug|sept|okt|nov|dec)\w*\b|līmen|viet)"
    r"|(?<=\d{4}\.) (?=g\.)|(?<=\bg\.) (?=\w)|(?<=\bNr\.) (?=\d)|(?<=\d) (?=[KM]i?B\b)|(?<=\(no) (?=\d+\))"
)
# A name out of the data, as document_workflow.one_system, and where its words meet.
NAME_IN_DATA = re.compile(r"[^\s_]\S*_\S+")
SEAM = re.compile(r"(?<=[_.])(?=\w)")
# What is shorter never breaks in a table.
SHORT = 14


def _together(value: Any) -> Any:
    """A text of a page with its numbers kept on the line of what they number."""
    return NUMBERED.sub(NO_BREAK_SPACE, value) if isinstance(value, str) and not isinstance(value, Markup) else value


@cache
def dashboard(language: Language) -> Environment:
    jinja = environment(language, TEMPLATES)
    words = Words(language)
    harmless = jinja.finalize
    if language == "lv" and harmless is not None:
        jinja.finalize = lambda value: _together(harmless(value))
    jinja.globals |= {
        "static": address_of,
        "navigation": NAVIGATION,
        "languages": LANGUAGES,
        "numeric": NUMERIC,
        "NOTHING": NOTHING,
    }
    jinja.filters["lined"] = lambda text: escape(lines(text))
    jinja.filters["seamed"] = seamed
    whole = _together if language == "lv" else str
    jinja.filters["written"] = lambda value, form: whole(written(value, form, words))
    return jinja


def seamed(text: str) -> Markup:
    """The text, whose names out of the data break between their words and not within one."""
    whole = str(escape(shown(text)))
    return Markup(NAME_IN_DATA.sub(_seams, whole))  # noqa: S704 - escaped above


def _seams(name: re.Match[str]) -> str:
    return SEAM.sub("<wbr>", name[0]) if len(name[0]) > SHORT else name[0]


def compile_templates() -> None:
    """Else the first reader of each page would wait for its templates."""
    for language in LANGUAGES:
        for template in sorted(TEMPLATES.rglob("*.j2")):
            dashboard(language).get_template(template.relative_to(TEMPLATES).as_posix())
