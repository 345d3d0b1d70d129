"""The Jinja environment of the dashboard: that of the reports, with its own templates, files and ways to its pages."""

from functools import cache
from pathlib import Path

from jinja2 import Environment
from markupsafe import escape

from model.text import LANGUAGES, Language
from reports.language import Words
from reports.method_sources import source_in
from reports.shown import lines
from reports.templating import environment
from reports.views import NOTHING, Form, written
from web.navigation import NAVIGATION
from web.static import address_of

TEMPLATES = Path(__file__).parent / "templates"
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
    jinja.filters["of_source"] = lambda source: source_in(words, source)
    jinja.filters["written"] = lambda value, form: written(value, form, words)
    return jinja


def compile_templates() -> None:
    """Else the first reader of each page would wait for its templates."""
    for language in LANGUAGES:
        for template in sorted(TEMPLATES.rglob("*.j2")):
            dashboard(language).get_template(template.relative_to(TEMPLATES).as_posix())
