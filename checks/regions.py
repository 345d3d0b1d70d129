"""The regions of a page, by element, role or the class names of pages that have neither; and its cookie notice."""

import re
from functools import lru_cache
from itertools import islice

from checks.sights import Node, Zone
from checks.words import fold

ZONE_TAGS: dict[str, Zone] = {"nav": "nav", "header": "header", "footer": "footer", "aside": "aside", "main": "main"}
ZONE_ROLES: dict[str, Zone] = {
    "navigation": "nav",
    "banner": "header",
    "contentinfo": "footer",
    "complementary": "aside",
    "main": "main",
}
BOXES = frozenset({"div", "section", "ul", "ol", "table", "td", "form", "dialog"})
FOOTER_WORDS = frozenset({"footer", "kajene", "bottom"})
NAV_WORDS = frozenset({"nav", "navbar", "menu", "navigation", "izvelne"})
HEADER_NAMES = frozenset({"header", "topbar", "galvene", "site-header", "page-header", "site_header", "page_header"})
# has-menu, no-footer: said of something else.
STATES = frozenset({"has", "no", "with", "without", "is"})
NAME_PARTS = re.compile(r"[-_]+")

COOKIE_MARK = re.compile(r"cookie|s[iī]kdat|gdpr|consent|cmplz|borlabs|(?<![a-z])cc-(?:window|banner)", re.IGNORECASE)
COOKIE_WORDS = re.compile(r"sikdat|sikfail|cookie")
BANNER_CHARS = 5_000
# What a notice says of cookies, and news about them do not.
COOKIE_USE = re.compile(
    r"\b(?:izmanto|lieto|glaba|saglaba|piekrit|uses?\b|store)\w*.{0,60}(?:sikdat|sikfail|cookie)"
    r"|(?:sikdat|sikfail|cookie)\w*.{0,80}\b(?:izmanto|lieto|glaba|piekr|noraid|iestatij|atlau)"
)
BANNER_DEPTH = 3
NOTICE_CHARS = 700
NOTICE_ELEMENTS = 60
DIALOG_ROLES = frozenset({"dialog", "alertdialog", "alert"})


def zone_of(node: Node, tag: str, role: str | None, *, inside: bool) -> Zone | None:
    """The region that the element opens; `inside` the content only a menu is another region."""
    named = (ZONE_ROLES.get(role) if role else None) or ZONE_TAGS.get(tag)
    if named:
        # The header of an article belongs to the article.
        return None if inside and named in ("header", "footer") else named
    if tag not in BOXES:
        return None
    zone = marked_zone(f"{node.get('id', '')} {node.get('class', '')}")
    return None if inside and zone != "nav" else zone


@lru_cache(maxsize=4096)
def marked_zone(marks: str) -> Zone | None:
    """The region that an id or a class names: main-menu, site-footer__inner."""
    for name in marks.lower().split():
        words = NAME_PARTS.split(name)
        if words[0] in STATES:
            continue
        if FOOTER_WORDS.intersection(words):
            return "footer"
        if words[-1] in NAV_WORDS:
            return "nav"
        if name in HEADER_NAMES:
            return "header"
    return None


def may_be_cookie_notice(node: Node, tag: str) -> bool:
    """Whether it is marked as one, or as a dialog."""
    if (tag not in BOXES and tag not in ZONE_TAGS) or tag == "main":
        return False
    marks = f"{node.get('id', '')} {node.get('class', '')} {node.get('aria-label', '')}"
    return bool(COOKIE_MARK.search(marks)) or tag == "dialog" or node.get("role", "") in DIALOG_ROLES


def is_cookie_notice(node: Node) -> bool:
    """Whether a marked element is short, speaks of cookies and has something to press."""
    text = str(node.text_content())
    if len(text) > BANNER_CHARS or not COOKIE_WORDS.search(fold(text)) or node.xpath(".//main|.//h1|.//nav"):
        return False
    return bool(node.xpath(".//button|.//input|.//*[@role='button']|.//a"))


def asks_for_cookies(button: Node) -> Node | None:
    """The small element around a button that speaks of cookies; None in a form or in the page's text."""
    for around in islice(button.iterancestors(), BANNER_DEPTH):
        if sum(1 for _ in islice(around.iter(), NOTICE_ELEMENTS)) == NOTICE_ELEMENTS:
            return None
        text = str(around.text_content())
        if len(text) > NOTICE_CHARS or around.tag in ("form", "body", "main"):
            return None
        if COOKIE_USE.search(fold(text)):
            return around
    return None
