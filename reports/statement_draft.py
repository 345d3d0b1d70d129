"""A ready draft of the accessibility statement, by the annex of Regulation No. 445, with what the audit knows.

It is in Latvian whoever reads the report. What a machine cannot know stands as `[aizpilda pašvaldība: …]`, which the
statement's own check finds where somebody publishes it unfinished.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from model.audit import Audit
from model.finding import Issue, Outcome, Standard
from model.remedy import Aspect
from reports.feature_parts import STATEMENT
from reports.findings import own
from reports.language import Words, riga_day
from reports.templating import render
from reports.terms import ASPECTS, term
from reports.texts import ReportTexts

LATVIAN = Words("lv")
CRITERIA = 50
OTHER_FAULTS = "Citas prasības"
# Who is asked, and that nobody takes it for the text.
BLANK = "[aizpilda pašvaldība: {}]"
PARTS = re.compile(r"(\[aizpilda pašvaldība: [^\]]*\])")
OMBUDSMAN_ADDRESS, OMBUDSMAN_PHONE = "Baznīcas iela 25, Rīga, LV-1010", "67686768"
OMBUDSMAN_MAIL = "tiesibsargs@tiesibsargs.lv"
OMBUDSMAN = f"{OMBUDSMAN_ADDRESS}, tālrunis {OMBUDSMAN_PHONE}, e-pasts {OMBUDSMAN_MAIL},"
OMBUDSMAN_SITE = "https://www.tiesibsargs.lv"
# The paragraph of the draft that says right what a fault says wrong.
CORRECTIONS = {
    "other-body": "body",
    "missing-body": "body",
    "other-site": "site",
    "missing-site": "site",
    "missing-conformity": "conformity",
    "disproved-conformity": "conformity",
    "nameless-conformity": "conformity",
    "impossible-date": "reviewed",
    "future-date": "reviewed",
    "missing-date": "reviewed",
    "incomplete-date": "reviewed",
    "old-date": "reviewed",
    "missing-method": "method",
    "missing-protocol": "protocol",
    "dead-protocol": "protocol",
    "missing-burden-reason": "burden",
    "missing-alternatives": "alternatives",
    "missing-feedback": "feedback",
    "missing-complaints": "complaints",
    "missing-ombudsman-contact": "complaints",
}


class Form(StrEnum):
    """What a block is; `name` is the title of the page, `group` a heading below a `subheading`."""

    NAME = "name"
    HEADING = "heading"
    SUBHEADING = "subheading"
    GROUP = "group"
    TEXT = "text"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Block:
    """`lines` is one text, or the items of a list; `link` is an address at its end, `id` what a correction asks for."""

    form: Form
    lines: tuple[str, ...]
    id: str = ""
    link: str = ""

    @property
    def pieces(self) -> tuple[tuple[str, ...], ...]:
        """Each line in turn plain and marked: every second piece is a blank."""
        return tuple(tuple(PARTS.split(line)) for line in self.lines)


@dataclass(frozen=True, slots=True)
class Draft:
    blocks: tuple[Block, ...]

    @property
    def blanks(self) -> int:
        """How many places a person has to fill in."""
        return sum(len(line[1::2]) for block in self.blocks for line in block.pieces)

    def correction(self, fault: str) -> str | None:
        """How it should read; None where no sentence of the form stands for it."""
        wanted = CORRECTIONS.get(fault)
        return next((" ".join(_lines(block)) for block in self.blocks if block.id and block.id == wanted), None)

    def as_text(self) -> str:
        """Plain text with an empty line between blocks."""
        return "\n".join(_plain(self.blocks))

    def as_html(self) -> str:
        """A page of plain HTML: headings, paragraphs and lists, for any editor."""
        return render("statement.html.j2", "lv", draft=self)


def statement_draft(audit: Audit, texts: ReportTexts) -> Draft:
    """The draft of an audit that saw the site."""
    return Draft(tuple(_blocks(audit, texts)))


def institution(name: str) -> str:
    """The municipality in the nominative, from the name of its territory; a blank where that does not tell it."""
    if name.endswith("novads"):
        return f"{name.removesuffix('s')}a pašvaldība"
    if name.endswith("pilsēta"):
        return f"{name}s pašvaldība"
    return BLANK.format("iestādes nosaukums")


def proven(audit: Audit) -> list[Issue]:
    """The failures of WCAG 2.1 A and AA on the site's own pages: what a machine can prove."""
    return [issue for issue in own(audit.wcag_issues, Standard.WCAG21) if issue.outcome is Outcome.FAIL]


def conformity(faults: Sequence[Issue]) -> str:
    """What the faults amount to: none where more than half of the criteria are failed, else in part.

    Without a fault a person must say: a machine proves no conformity.
    """
    failed = {criterion for issue in faults for criterion in issue.criteria}
    if not failed:
        return BLANK.format("pilnīgi atbilst, daļēji atbilst vai neatbilst")
    return "neatbilst" if 2 * len(failed) > CRITERIA else "daļēji atbilst"


def _blocks(audit: Audit, texts: ReportTexts) -> Iterator[Block]:
    body = institution(audit.site.name)
    of_body = f"{body}s" if body.endswith("a") else BLANK.format("iestādes nosaukums ģenitīvā")
    faults = proven(audit)
    yield Block(Form.NAME, ("Piekļūstamības paziņojums",))
    yield _text(
        f"{body} saskaņā ar Ministru kabineta 2020. gada 14. jūlija noteikumiem Nr. 445 „Kārtība, kādā iestādes "
        f"ievieto informāciju internetā” (turpmāk – noteikumi Nr. 445) apņemas savu tīmekļvietni veidot piekļūstamu.",
        "body",
    )
    yield _text("Šis paziņojums attiecas uz:", "site", audit.site.url)
    yield _text(_method(audit), "method")
    record = BLANK.format("saite uz izvērtējuma protokolu")
    yield _text(f"Izvērtējumu apliecinošs dokuments: {record}", "protocol")
    yield _heading("Atbilstības statuss")
    reasons = " šādu neatbilstību/atbrīvojumu dēļ:" if faults else "."
    yield _text(f"{of_body} tīmekļvietne {conformity(faults)} noteikumiem Nr. 445{reasons}", "conformity")
    yield _heading("Nepiekļūstamais saturs")
    yield Block(Form.SUBHEADING, ("Neatbilstība prasībām, kas minētas noteikumos Nr. 445",))
    yield from _inaccessible(faults, texts)
    yield _text(BLANK.format("neatbilstības, ko atrada cilvēks; ja tādu nav, šo rindu izdzēst"))
    yield Block(
        Form.SUBHEADING, ("Noteikumos Nr. 445 minēto piekļūstamības prasību nodrošināšana rada nesamērīgu slogu",)
    )
    yield _text(BLANK.format("kurš saturs un kāpēc; ja tāda nav, ierakstīt „Nav”"), "burden")
    yield Block(Form.SUBHEADING, ("Neattiecas. Uz saturu neattiecas noteikumu Nr. 445 prasības",))
    yield _text(BLANK.format("kurš saturs; ja tāda nav, ierakstīt „Nav”"))
    yield _heading("Piekļūstamības alternatīvas")
    yield _text(BLANK.format("kā to pašu saturu saņemt citādi"), "alternatives")
    yield _heading("Ziņas par paziņojuma sagatavošanu")
    yield from _days(audit)
    yield _heading("Atsauksmēm un saziņai")
    yield from _feedback(audit)
    yield _heading("Izpildes nodrošināšanas procedūra un sūdzību iesniegšanas kārtība")
    yield _text(
        "Ja pašvaldība uz ziņojumu neatbild vai atbilde neapmierina, lietotājs var iesniegt sūdzību Latvijas "
        f"Republikas Tiesībsargam: {OMBUDSMAN}",
        "complaints",
        OMBUDSMAN_SITE,
    )


def _text(line: str, name: str = "", link: str = "") -> Block:
    return Block(Form.TEXT, (line,), name, link)


def _heading(line: str) -> Block:
    return Block(Form.HEADING, (line,))


def _method(audit: Audit) -> str:
    """Of the simplified evaluation, which people make, only they know; the audit says what it did itself."""
    evaluated = BLANK.format("kurš un kad izvērtēja")
    engine = f", axe-core {audit.versions.axe}" if audit.versions.axe else ""
    judged = sum(page.wcag_score is not None for page in audit.pages)
    pages = LATVIAN.ngettext("%(num)s page", "%(num)s pages", judged)
    return (
        f"Izvērtējums tika veikts, izmantojot: vienkāršoto piekļūstamības izvērtējumu ({evaluated}) un automatizētu "
        f"auditu ({riga_day(audit.started_at):%d.%m.%Y}., rīks eindekss {audit.versions.tool}{engine}, {pages})."
    )


def _inaccessible(faults: Sequence[Issue], texts: ReportTexts) -> Iterator[Block]:
    """One line a rule, under the aspects of the simplified evaluation, by which municipalities know their faults."""
    by_aspect: dict[Aspect | None, dict[str, Issue]] = defaultdict(dict)
    for issue in faults:
        remedy = texts.remedies.get(issue.rule)
        by_aspect[remedy.aspect if remedy else None].setdefault(issue.rule, issue)
    for aspect in (*Aspect, None):
        if issues := by_aspect.get(aspect):
            name = LATVIAN.gettext(term(ASPECTS, aspect)) if aspect else OTHER_FAULTS
            if len(by_aspect) > 1 or aspect:
                yield Block(Form.GROUP, (name,))
            yield Block(Form.LIST, tuple(_fault(issue, texts) for issue in issues.values()))


def _fault(issue: Issue, texts: ReportTexts) -> str:
    title = texts.rule_title(issue.rule, "lv")
    if not issue.criteria:
        return f"{title}."
    kind = "kritērijs" if len(issue.criteria) == 1 else "kritēriji"
    return f"{title} (WCAG 2.1 {kind} {', '.join(issue.criteria)})."


def _days(audit: Audit) -> Iterator[Block]:
    """A site that has no statement yet prepares its first, which no one has reviewed."""
    day = BLANK.format("datums")
    there = any(feature.id == STATEMENT and feature.found for feature in audit.features)
    yield _text(f"Pirmreizēji sagatavots: {day}", "" if there else "reviewed")
    if there:
        yield _text(f"Atkārtoti pārskatīts: {day}", "reviewed")


def _feedback(audit: Audit) -> Iterator[Block]:
    contact = BLANK.format("e-pasta adrese un tālrunis")
    yield _text(f"Par piekļūstamības nepilnībām rakstiet vai zvaniet: {contact}", "feedback")
    page = next((page for page in audit.pages if page.role == "contacts" and page.failure is None), None)
    if page is not None:
        yield _text("Pašvaldības kontaktinformācija:", link=page.final_url or page.url)


def _plain(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if block.form is Form.LIST:
            yield from (f"- {line}" for line in block.lines)
        else:
            yield " ".join(_lines(block))
        yield ""


def _lines(block: Block) -> tuple[str, ...]:
    return (*block.lines, block.link) if block.link else block.lines
