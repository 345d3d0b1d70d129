"""What one page shows, gathered in one pass: links, forms, frames, scripts, headings and text, without its tree."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from lxml import html as lxml_html

from checks.addresses import host_of, parts, place_of, segments
from checks.words import fold

Zone = Literal["main", "nav", "header", "footer", "aside"]
Node = lxml_html.HtmlElement

# Words for a municipality and its parts: they tell no municipality from another.
COMMON_WORDS = "novads novada pasvaldiba pasvaldibas pilseta pilsetas valstspilseta valstspilsetas pagasts dome un"
COMMON_NAME_WORDS = frozenset(COMMON_WORDS.split())
NAME_ENDINGS = ("as", "es", "is", "us", "os", "u", "a", "e", "i", "s")
SHORTEST_STEM = 3
TELLING_STEM = 5
NAME_BREAK = re.compile(r"[\W_]+")
SHORTEST_CONTENT = 20


@dataclass(slots=True)
class Link:
    """`text` is as written, `words` folded; `heading` the folded heading above, `near` what stands just before."""

    url: str
    text: str
    words: str
    heading: str
    near: str
    zone: Zone
    element: Node
    hreflang: str = ""
    rel: str = ""


@dataclass(slots=True)
class Field:
    """`kind` is an input's type, else the tag; `name` holds name and id, `label` all that labels it, both folded.

    `near` is the folded text just before it.
    """

    kind: str
    name: str
    label: str
    ident: str = ""
    near: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """`words` are the folded words inside, `heading` the folded heading above it."""

    action: str
    method: str
    role: str
    ident: str
    fields: tuple[Field, ...]
    words: str
    heading: str
    zone: Zone
    element: Node

    def kinds(self, *kinds: str) -> list[Field]:
        return [one for one in self.fields if one.kind in kinds]


@dataclass(frozen=True, slots=True)
class Frame:
    """An iframe, embed, object, video or audio with its address, title and the heading above it, folded."""

    tag: str
    url: str
    title: str
    heading: str
    zone: Zone
    element: Node
    near: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading of the content, folded and as written, with the folded text under it up to the next one."""

    heading: str
    words: str
    element: Node
    written: str


@dataclass(frozen=True, slots=True)
class Script:
    """`inline` is cut; `kind` is the type attribute, for a script that waits for consent is text/plain."""

    url: str
    inline: str
    element: Node


@dataclass(frozen=True, slots=True)
class Part:
    """An element that some structure looks at: a role, a class, a heading. `words` are folded."""

    kind: str
    words: str
    element: Node


@dataclass(slots=True)
class Sights:
    """One page. `text` is the folded text of the whole page, `main` the main part as written, `main_words` folded.

    `stamps` are the days that elements of the main part give to programs, `published` when the page came out.
    """

    url: str
    is_home: bool
    title: str = ""
    h1: str = ""
    h1_written: str = ""
    language: str = ""
    generator: str = ""
    is_article: bool = False
    links: list[Link] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)
    scripts: list[Script] = field(default_factory=list)
    head_links: list[tuple[Node, str, str, str, str]] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    text: str = ""
    main: str = ""
    main_words: str = ""
    footer_words: str = ""
    stamps: list[date] = field(default_factory=list)
    published: date | None = None
    deadline: date | None = None
    cookie_banner: Node | None = None
    h1_element: Node | None = None

    @property
    def place(self) -> str:
        return place_of(self.url)

    @property
    def has_content(self) -> bool:
        """Whether the page says anything: a script-only page before its scripts does not."""
        return len(self.text) >= SHORTEST_CONTENT or bool(self.links or self.forms or self.frames)


@dataclass(frozen=True)
class Whose:
    """Whose site is audited: what tells its own addresses and handles from others'."""

    home_url: str
    name: str
    atvk: str | None = None
    data_gov_lv: str | None = None

    @property
    def host(self) -> str:
        return host_of(self.home_url)

    @property
    def home_place(self) -> str:
        return place_of(self.home_url)

    def owns(self, url: str) -> bool:
        """Whether the address is on the site's own host or one below it."""
        host = host_of(url)
        return bool(host) and (host == self.host or host.endswith("." + self.host))

    def is_home(self, url: str) -> bool:
        if place_of(url) == self.home_place:
            return True
        # A portal answers at /lv what others answer at /.
        return host_of(url) == self.host and not parts(url).query and segments(url) in ((), ("lv",), ("index",))

    @property
    def name_stems(self) -> tuple[str, ...]:
        """Folded words of the name that are its own, without endings: Līvānu novads is livan."""
        words = (word.strip(",.") for word in fold(self.name).split())
        return tuple(stem_of(word) for word in words if word not in COMMON_NAME_WORDS and "." not in word)

    @property
    def host_stem(self) -> str:
        """The host's own label: livani of www.livani.lv; empty for a bare address."""
        labels = self.host.partition(":")[0].split(".")
        return labels[-2] if len(labels) > 1 and not labels[-1].isdecimal() else ""

    def resembles(self, words: str) -> bool:
        """Whether folded words or a handle carry the municipality's name or its host's."""
        letters = "".join(char for char in words if char.isalnum())
        tokens = NAME_BREAK.split(words)
        stems: Iterable[str] = (*self.name_stems, self.host_stem)
        return any(
            # The stem of Ogre is in “fotogrāfs” too.
            one in letters if len(one) >= TELLING_STEM else any(token.startswith(one) for token in tokens)
            for one in stems
            if len(one) >= SHORTEST_STEM
        )


def stem_of(word: str) -> str:
    """A folded name without its ending, at least three letters long."""
    for ending in NAME_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word
