"""The Jinja environment of the dashboard: that of the reports, with its own templates, files and ways to its pages."""

import re
from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import Markup, escape

from model.text import LANGUAGES, Language
from reports.language import Words
from reports.shown import lines, shown
from reports.templating import environment
from reports.views import NOTHING, Form, written
from web.navigation import NAVIGATION
from web.static import address_of

TEMPLATES = Path(__file__).parent / "templates"
# Where a name in data, as `open_data.site_datasets`, may go on in the next line.
JOINTS = re.compile(r"(?<=[._-])(?=\w)")
NUMERIC = frozenset(Form) - {Form.TEXT, Form.REMARK}


@cache
def dashboard(language: Language) -> Environment:
    jinja = environment(language, TEMPLATES)
    words = Words(language)
    jinja.globals |= {
        "static": address_of,
        "navigation": NAVIGATION,
        "languages": LANGUAGES,
        "numeric": NUMERIC,
        "NOTHING": NOTHING,
    }
    jinja.filters["lined"] = lambda text: escape(lines(text))
    jinja.filters["jointed"] = jointed
    jinja.filters["written"] = lambda value, form: written(value, form, words)
    return jinja


def jointed(name: str) -> Markup:
    """A name in data that breaks between its words where a line is too short for it."""
    return Markup("<wbr>").join(JOINTS.split(shown(name)))


def compile_templates() -> None:
    """Else the first reader of each page would wait for its templates."""
    for language in LANGUAGES:
        for template in sorted(TEMPLATES.rglob("*.j2")):
            dashboard(language).get_template(template.relative_to(TEMPLATES).as_posix())
