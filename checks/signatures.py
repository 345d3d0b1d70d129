"""What a feature looks like: the vocabulary in which the groups' signatures.toml are written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from model.text import Text

MENTIONED = "mentioned"
UNKNOWN = "unknown"

Patterns = tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link or frame must lead: `host` matches whole (`own` is the site's), `path` within path, query, fragment.

    `context` asks for one of the feature's context stems in the link, its heading or its page's name (`page_context`:
    or anywhere in the page's own text), `named` for a page that bears the feature's name; `atvk_param` is a query
    parameter that, where given, must hold the own code.
    """

    host: re.Pattern[str] | None
    path: re.Pattern[str]
    not_path: re.Pattern[str] | None
    grade: str
    kind: str | None = None
    context: bool = False
    page_context: bool = False
    named: bool = False
    atvk_param: str | None = None


@dataclass(frozen=True, slots=True)
class ScriptMark:
    """A script by its address or by what stands inside it."""

    src: re.Pattern[str] | None
    inline: re.Pattern[str] | None
    grade: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class SignatureExample:
    """A page and what it must give; `found` is true, false or "null"."""

    html: str
    found: bool | None
    grade: str | None = None
    path: str = "/lapa"
    kind: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Signature:
    """One feature's signature. Patterns are regular expressions over folded text (see words.fold).

    names: the whole text of a link, heading or part of a title that is the feature's name; slugs: a whole path segment.
    stems: begin a word; where they stand in running text the feature is mentioned. context: the same, for what lies
    about a target, form or frame (default: the stems). says: running text that is the feature itself, of the lowest
    grade, where no news tell it; of a timely feature it must name a last day. traps: words in a
    name or beside a mention that cancel it.
    grades: worst to best, all of them found; a mention is not. page: the grade of a page that bears the name and has
    content; unread: of a named link to an own page that was not read (`unknown`: could not be told); files: of a named
    link to a document; outside: of a named link to another party, no state institution or other municipality.
    structures: grades of structures on a page that bears the name, or lies below one; worded: of structures whose own
    words speak of the feature; anywhere: wherever they stand. targets, scripts: see there.
    signs: at least signs_needed of them must show. timely: past its last day, or in old news, it is over; closed: its
    grade then. news: articles count as other pages do; otherwise only a form in them counts. kinds: words by kind.
    """

    id: str
    group: str
    title: Text
    advice: Text
    names: Patterns = ()
    stems: Patterns = ()
    context: Patterns = ()
    says: Patterns = ()
    slugs: Patterns = ()
    traps: Patterns = ()
    grades: tuple[str, ...] = ("linked", "working")
    page: str = "linked"
    unread: str = "linked"
    files: str = MENTIONED
    outside: str | None = None
    structures: Mapping[str, str] = field(default_factory=dict)
    worded: Mapping[str, str] = field(default_factory=dict)
    anywhere: Mapping[str, str] = field(default_factory=dict)
    targets: tuple[Target, ...] = ()
    scripts: tuple[ScriptMark, ...] = ()
    signs: Patterns = ()
    signs_needed: int = 2
    timely: bool = False
    closed: str = MENTIONED
    news: bool = False
    kinds: Mapping[str, Patterns] = field(default_factory=dict)
    examples: tuple[SignatureExample, ...] = ()

    def rank(self, grade: str) -> int:
        """0 for a mention, which is no finding; higher is better."""
        return 0 if grade == MENTIONED else self.grades.index(grade) + 1

    def trap_in(self, folded: str) -> str | None:
        """The trap that the words fall into, as traps[0]."""
        return next((f"traps[{at}]" for at, trap in enumerate(self.traps) if trap.search(folded)), None)

    def is_trap(self, folded: str) -> bool:
        return self.trap_in(folded) is not None

    def name_rule(self, folded: str) -> str | None:
        """The name that the words are, as names[0]."""
        return next((f"names[{at}]" for at, name in enumerate(self.names) if name.fullmatch(folded)), None)

    def slug_rule(self, slug: str) -> str | None:
        """The slug that the path segment is, as slugs[0]."""
        return next((f"slugs[{at}]" for at, mark in enumerate(self.slugs) if mark.fullmatch(slug)), None)

    def speaks_of(self, folded: str) -> bool:
        """Whether the words name the feature or speak of it."""
        return any(mark.search(folded) for mark in self.context or self.stems)

    def kind_of(self, folded: str) -> str | None:
        """The first kind whose words stand there; the last one is what is left when none does."""
        if not self.kinds:
            return None
        said = (kind for kind, marks in self.kinds.items() if any(mark.search(folded) for mark in marks))
        return next(said, list(self.kinds)[-1])
