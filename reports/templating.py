"""The Jinja environment of every page: escaped, made harmless, in one language, with its style allowed by hash."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from model.text import Language
from reports import shown
from reports.language import Words
from reports.terms import term

TEMPLATES = Path(__file__).parent / "templates"


@cache
def style() -> str:
    sheets = ("tokens.css", "style.css", "print.css")
    return "\n".join((TEMPLATES / sheet).read_text(encoding="utf-8").strip() for sheet in sheets)


@cache
def print_foot() -> str:
    """The foot of each printed page; the browser fills in the title and the numbers."""
    return (TEMPLATES / "print_foot.html").read_text(encoding="utf-8").strip()


def content_policy(pictures: str = "data:") -> str:
    """Nothing loads and nothing runs: only this very style sheet and pictures, embedded or of the source named."""
    digest = base64.b64encode(hashlib.sha256(style().encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; img-src {pictures}; base-uri 'none'; form-action 'none'"


def _harmless(value: Any) -> Any:
    """Every string that a template prints passes here, so that no place can be forgotten."""
    if value is None:
        return ""
    return shown.shown(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _coded(text: str) -> Markup:
    """A text of ours whose code stands between backticks, escaped, with its code marked as such."""
    parts = [escape(part) for part in text.split("`")]
    whole = len(parts) % 2 == 1
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if whole and at % 2 else part for at, part in enumerate(parts)
    )


@cache
def environment(language: Language, *folders: Path) -> Environment:
    """`_` and `ngettext` translate; filters write numbers, dates and terms as the language does. Templates of `folders`
    go before those of this package.
    """
    words = Words(language)
    jinja = Environment(
        loader=FileSystemLoader((*folders, TEMPLATES)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )
    jinja.globals |= {
        "_": words.gettext,
        "ngettext": words.ngettext,
        "language": language,
        "style": Markup(style()),  # noqa: S704 - our own file
        "policy": content_policy(),
    }
    jinja.filters |= {
        "score": words.score,
        "percent": words.percent,
        "share": words.share,
        "number": words.number,
        "change": words.change,
        "points": words.points,
        "day": words.date,
        "clock": words.time,
        "duration": words.duration,
        "in_words": lambda key, known: words.gettext(term(known, key)),
        "of_text": words.of,
        "href": shown.href,
        "bounded": shown.shown,
        "coded": _coded,
    }
    return jinja


def render(template: str, language: Language, **values: object) -> str:
    return environment(language).get_template(template).render(**values)
