"""The letter that brings a municipality its report: subject, plain text and HTML that say the same."""

import re
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.audit import Audit, Status
from model.failure import ADVICE
from model.finding import Outcome
from model.standing import Gain
from model.text import Language
from reports.findings import most_important
from reports.gains import gain_parts
from reports.index_parts import level, section_parts, unmeasured
from reports.language import Words
from reports.mail_changes import mail_changes
from reports.shown import href, shown
from reports.site_report import FIRST_STEPS
from reports.templating import render
from reports.terms import FAILURES, IMPACTS
from reports.texts import ReportTexts

NAME_LIMIT = 120
TITLES_SHOWN = 12
LINE = 76
# What the further lines of a list's item are indented by.
ITEM = re.compile(r"(?:- |\d+\. )?")
EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class Whole:
    """How the whole report comes along: attached as PDF, and the address where it is published, if any."""

    attached: bool = False
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class MailStep:
    """One of the first things to mend; `impact` is a key of the terms."""

    title: str
    pages: int
    impact: str | None


def render_letter(
    audit: Audit,
    *,
    language: Language,
    texts: ReportTexts,
    whole: Whole,
    since: Audit | None = None,
    gains: Iterable[Gain] = (),
) -> Letter:
    """`since` is the audit that the municipality was last written about, None for the first letter; `gains` are the
    fixes that gain most. Without them the gravest faults stand there, as in the report.
    """
    words = Words(language)
    moved = mail_changes(audit, since) if since else None
    values: dict[str, object] = {
        "audit": audit,
        "subject": _subject(audit, words),
        "failed": audit.status is Status.FAILED,
        "level": level(audit.index.maturity, texts, language),
        "since": since,
        "moved": moved,
        "gained": _titles(moved.gained, texts, language) if moved else "",
        "lost": _titles(moved.lost, texts, language) if moved else "",
        "gains": gain_parts(gains, audit, {}, texts, words),
        "steps": [
            MailStep(texts.rule_title(issue.rule, language), issue.pages, issue.impact.value if issue.impact else None)
            for issue in most_important(audit, FIRST_STEPS)
        ],
        "unmeasured": unmeasured(section_parts(audit, texts, words)),
        "lost_pages": sum(page.failure is not None for page in audit.pages),
        "silent_checks": sum(outcome is Outcome.NOT_MEASURED for outcome in audit.checks.values()),
        "failure_advice": words.of(ADVICE[audit.failure.kind]) if audit.failure else None,
        "attached": whole.attached,
        "link": href(whole.link) if whole.link else None,
        "contact": words.of(texts.contact) if texts.contact else None,
        "terms": {"failures": FAILURES, "impacts": IMPACTS},
    }
    return Letter(
        subject=_subject(audit, words),
        text=_wrapped(render("mail.txt.j2", language, **values)),
        html=render("mail.html.j2", language, **values),
    )


def _subject(audit: Audit, words: Words) -> str:
    # “=?” would begin an encoded word, which mail programs show as something else.
    name, day = shown(audit.site.name, NAME_LIMIT).replace("=?", "= ?"), words.date(audit.started_at)
    if audit.status is Status.FAILED:
        return words.gettext("%(name)s: the website could not be audited (%(day)s)", name=name, day=day)
    if audit.index.score is None:
        return words.gettext("%(name)s: website audit (%(day)s)", name=name, day=day)
    score = words.score(audit.index.score)
    return words.gettext("%(name)s: website audit, index %(score)s (%(day)s)", name=name, score=score, day=day)


def _titles(features: Sequence[str], texts: ReportTexts, language: Language) -> str:
    titles = [texts.feature_title(feature, language) for feature in features]
    return "; ".join(titles[:TITLES_SHOWN]) + ("; …" if len(titles) > TITLES_SHOWN else "")


def _wrapped(text: str) -> str:
    """Lines that read in every mail program; an address stays whole, so that it can be followed."""
    return EMPTY_LINES.sub("\n\n", "\n".join(map(_wrapped_line, text.strip().split("\n")))) + "\n"


def _wrapped_line(line: str) -> str:
    found = ITEM.match(line.strip())
    indent = " " * len(found.group()) if found else ""
    return textwrap.fill(line.strip(), LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
