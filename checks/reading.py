"""Reads a page's tree once into Sights; scripts' text, comments, templates and cookie banners are not content.

A template that is a shadow root is content: the browser shows it.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from checks.addresses import absolute
from checks.form_reading import FormReader
from checks.head_reading import HEADING_CHARS, PAGE_SCRIPTS, read_head
from checks.regions import asks_for_cookies, is_cookie_notice, may_be_cookie_notice, zone_of
from checks.sights import Frame, Link, Node, Part, Script, Section, Sights, Whose, Zone
from checks.words import collapse, deadline_in, first_day, fold

SKIPPED = frozenset({"script", "style", "template", "noscript", "svg", "math", "head"})
INLINE_TAGS = "b i em strong span font sup sub small u abbr mark wbr bdi s q cite code time"
INLINE = frozenset(INLINE_TAGS.split())
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "legend"})
TEXT_CHARS = 160
NEAR_CHARS = 160
NEAR_PIECES = 16
# No page that a person reads is longer; one that is shall not cost more.
PAGE_CHARS = 500_000
PAGE_LINKS = 5_000
PAGE_FRAMES = 200
PAGE_PARTS = 500
PAGE_STAMPS = 200
# Pictures that count who sees them, as scripts do.
COUNTER = re.compile(r"//hits?\.|counter|gemius|/matomo\.php|/piwik\.php")
PAGE_SECTIONS = 200
SECTION_CHARS = 2_000
# Where a script leads who presses the element.
PRESSED = re.compile(r"(?:location(?:\.href)?\s*=|window\.open\(|location\.assign\()\s*['\"]([^'\"]{1,2000})")
NOTICES_TRIED = 20
FIELD_TAGS = frozenset({"input", "textarea", "select"})
DATE_NEAR_TOP = 400


def read(dom: Node, url: str, whose: Whose, *, is_home: bool) -> Sights:
    """The page's sights; addresses are absolute. Takes about 10 ms for 100 kB of HTML."""
    sights = Sights(url=url, is_home=is_home or whose.is_home(url), language=dom.get("lang", "").lower()[:2])
    _Reader(dom, sights).read()
    return sights


class _Reader:
    def __init__(self, dom: Node, sights: Sights) -> None:
        self.dom = dom
        self.sights = sights
        self.base = sights.url
        self.has_main = dom.find(".//main") is not None or bool(dom.xpath("//*[@role='main']"))
        self.zone: Zone = "aside" if self.has_main else "main"
        self.heading = ""
        self.zones: list[tuple[Node, Zone, str]] = []
        self.articles = 0
        self.notices = 0
        self.out: list[str] = []
        self.main: list[str] = []
        self.footer: list[str] = []
        self.starts: list[tuple[Node, int]] = []
        self.forms = FormReader(self)
        self.framed: list[int] = []
        self.begun: tuple[Node, str, str, int] | None = None
        self.openers: dict[str, Callable[[Node], None]] = {
            "a": self.mark, "button": self.mark, "label": self.mark, **dict.fromkeys(HEADINGS, self.mark),
            "form": self.forms.open, "iframe": self.frame, "embed": self.frame, "object": self.frame,
            "video": self.frame, "audio": self.frame, "img": self.image, "area": self.area, "time": self.stamp,
            **dict.fromkeys(FIELD_TAGS, self.forms.field),
        }  # fmt: skip
        self.closers: dict[str, Callable[[Node], None]] = {
            "a": self.close_link, "button": self.close_button, "label": self.close_label, "form": self.forms.close,
            **dict.fromkeys(HEADINGS, self.close_heading),
        }  # fmt: skip

    def read(self) -> None:
        self.base = read_head(self.dom, self.sights)
        walker = etree.iterwalk(self.dom, events=("start", "end", "comment", "pi"))
        skipped: Node | None = None
        for event, node in walker:
            tag = str(node.tag)
            if event == "start":
                if (tag in SKIPPED and not _is_shadow(node, tag)) or self.is_notice(node, tag):
                    skipped = node
                    walker.skip_subtree()
                    continue
                self.open(node, tag)
                continue
            if event == "end" and node is not skipped:
                self.close(node, tag)
            if node.tail:
                self.say(node.tail)
        self.finish()

    def is_notice(self, node: Node, tag: str) -> bool:
        if self.notices >= NOTICES_TRIED or not may_be_cookie_notice(node, tag):
            return False
        self.notices += 1
        found = is_cookie_notice(node)
        if found and self.sights.cookie_banner is None:
            self.sights.cookie_banner = node
        return found

    def open(self, node: Node, tag: str) -> None:
        if tag not in INLINE:
            self.say(" ")
        if tag == "article":
            self.articles += 1
        role = node.get("role")
        zone = zone_of(node, tag, role, inside=self.articles > 0 or (self.has_main and self.zone == "main"))
        if zone is not None and zone != self.zone:
            self.zones.append((node, self.zone, self.heading))
            self.zone, self.heading = zone, ""
            self.forms.forget_loose()
        if role == "log" and len(self.sights.parts) < PAGE_PARTS:
            self.sights.parts.append(Part("log", "", node))
        if node.get("onclick") or node.get("data-href"):
            self.pressed(node)
        opener = self.openers.get(tag)
        if opener:
            opener(node)
        if node.text:
            self.say(node.text)

    def close(self, node: Node, tag: str) -> None:
        closer = self.closers.get(tag)
        if closer:
            closer(node)
        if tag == "article":
            self.articles -= 1
        if self.zones and self.zones[-1][0] is node:
            _, self.zone, self.heading = self.zones.pop()
        if tag not in INLINE:
            self.say(" ")

    def say(self, text: str) -> None:
        self.out.append(text)
        if self.zone == "main":
            self.main.append(text)
        elif self.zone == "footer":
            self.footer.append(text)

    def mark(self, node: Node) -> None:
        self.starts.append((node, len(self.out)))

    def since(self, node: Node) -> tuple[str, int]:
        """The text since the element began, and where that was. Badly nested marks are dropped."""
        while self.starts:
            marked, start = self.starts.pop()
            if marked is node:
                return "".join(self.out[start:]), start
        return "", len(self.out)

    def close_link(self, node: Node) -> None:
        text, start = self.since(node)
        href = node.get("href")
        if href is None:
            return
        # Only of a link that leads away may somebody ask who signs beside it.
        near = "".join(self.out[max(0, start - NEAR_PIECES) : start])[-NEAR_CHARS:] if "//" in href else ""
        written = collapse(text) or collapse(node.get("aria-label") or node.get("title") or "")
        self.link(node, href, written, near)

    def link(self, node: Node, href: str, written: str, near: str) -> None:
        url = absolute(self.base, href)
        if href.startswith("#") and self.sights.cookie_banner is None:
            self.sights.cookie_banner = asks_for_cookies(node)
        if not url or href.startswith("#") or len(self.sights.links) >= PAGE_LINKS:
            return
        hreflang = (node.get("hreflang") or node.get("lang") or "").lower()[:2]
        words = fold(written[:TEXT_CHARS])
        rel = node.get("rel", "").lower()
        self.sights.links.append(
            Link(url, written[:TEXT_CHARS], words, self.heading, near, self.zone, node, hreflang, rel)
        )

    def pressed(self, node: Node) -> None:
        found = PRESSED.search(node.get("onclick", ""))
        href = found.group(1) if found else node.get("data-href", "")
        if href and node.get("href") is None:
            near = "".join(self.out[-NEAR_PIECES:])[-NEAR_CHARS:]
            self.link(node, href, collapse(str(node.text_content()))[:TEXT_CHARS], near)

    def area(self, node: Node) -> None:
        if node.get("href"):
            self.link(node, node.get("href", ""), collapse(node.get("alt", "")), "")

    def image(self, node: Node) -> None:
        if COUNTER.search(node.get("src", "")) and len(self.sights.scripts) < PAGE_SCRIPTS:
            self.sights.scripts.append(Script(absolute(self.base, node.get("src", "")), "", node))
        if node.get("alt"):
            self.say(f" {node.get('alt')} ")

    def stamp(self, node: Node) -> None:
        day = first_day(node.get("datetime") or "") if self.zone == "main" else None
        if day and len(self.sights.stamps) < PAGE_STAMPS:
            self.sights.stamps.append(day)

    def close_heading(self, node: Node) -> None:
        text, _ = self.since(node)
        words, written = fold(text)[:HEADING_CHARS], collapse(text)[:HEADING_CHARS]
        # Within a form a legend names some of its fields.
        if not words or (node.tag == "legend" and self.forms.inside):
            return
        self.heading = words
        self.forms.forget_loose()
        if self.zone == "main":
            self.sights.headings.append(words)
            self.section(node, words, written)
        if node.tag == "h1" and not self.sights.h1:
            self.sights.h1, self.sights.h1_written, self.sights.h1_element = words, written, node

    def section(self, node: Node | None, words: str = "", written: str = "") -> None:
        """Ends the section before, and begins one."""
        if self.begun is not None and len(self.sights.sections) < PAGE_SECTIONS:
            element, heading, shown, start = self.begun
            text = fold("".join(self.main[start:])[:SECTION_CHARS])
            self.sights.sections.append(Section(heading, text, element, shown))
        self.begun = (node, words, written, len(self.main)) if node is not None else None

    def close_button(self, node: Node) -> None:
        text, _ = self.since(node)
        words = (fold(text) or fold(node.get("aria-label") or ""))[:HEADING_CHARS]
        if self.forms.inside:
            return
        if words and len(self.sights.parts) < PAGE_PARTS:
            self.sights.parts.append(Part("button", words, node))
        self.forms.close_loose(words)
        if self.sights.cookie_banner is None:
            self.sights.cookie_banner = asks_for_cookies(node)

    def frame(self, node: Node) -> None:
        if len(self.sights.frames) >= PAGE_FRAMES:
            return
        source = node.get("src") or node.get("data-src") or node.get("data") or ""
        if not source:
            inner = node.find(".//source")
            source = inner.get("src", "") if inner is not None else ""
        url = absolute(self.base, source) if source else ""
        title = fold(node.get("title") or node.get("aria-label") or "")[:HEADING_CHARS]
        near = fold("".join(self.out[-NEAR_PIECES:])[-NEAR_CHARS:])
        self.sights.frames.append(Frame(str(node.tag), url, title, self.heading, self.zone, node, near))
        self.framed.append(len(self.out))

    def close_label(self, node: Node) -> None:
        text, _ = self.since(node)
        self.forms.label(node.get("for"), text)

    def finish(self) -> None:
        sights = self.sights
        self.section(None)
        sights.frames = [
            replace(frame, after=fold("".join(self.out[at : at + NEAR_PIECES])[:NEAR_CHARS]))
            for frame, at in zip(sights.frames, self.framed, strict=True)
        ]
        sights.text = fold("".join(self.out)[:PAGE_CHARS])
        sights.main = collapse("".join(self.main)[:PAGE_CHARS])
        sights.main_words = fold(sights.main)
        sights.footer_words = fold("".join(self.footer))
        sights.deadline = deadline_in(sights.main_words)
        stamped = sights.published or next(iter(sights.stamps), None)
        sights.published = stamped or first_day(sights.main_words[:DATE_NEAR_TOP])


def _is_shadow(node: Node, tag: str) -> bool:
    return tag == "template" and node.get("shadowrootmode") is not None
