"""What a page is called, by its heading, title and address, and whether it has content under that name."""

import re
from dataclasses import dataclass

from checks.addresses import NEWS_SECTION, host_of, is_news, segments
from checks.sights import Sights
from checks.structures import letters_in
from checks.words import fold

TITLE_PARTS = re.compile(r"\s+[|–—»:·-]\s+|\s*[|»]\s*")
CONTENT_LETTERS = 60
CONTENT_LINKS = 3
# A page that promises its content has none yet.
STUB = re.compile(
    r"\b(?:sadala|lapa|informacija|saturs|teksts) (?:sobrid |vel )?(?:tiek|ir|tiks) (?:\w+ )?"
    r"(?:veidot|gatavot|izstrad|papildinat|atjaunot|aizpildit|ievietot|publicet|pievienot)\w*"
    r"|\b(?:drizuma|pagaidam (?:nav|tukss)|under construction|coming soon)"
)
STUB_LETTERS = 220
STUB_WITHIN = 90


@dataclass(frozen=True, slots=True)
class PageName:
    """What a page is called, and whether it has content under that name.

    `slug` is its last path segment, `label` its name as written.
    """

    names: tuple[str, ...]
    slug: str
    sections: tuple[str, ...]
    has_content: bool
    is_news: bool
    label: str

    @property
    def lists_news(self) -> bool:
        """Whether it is the list of a news section, which tells of everything and everybody."""
        return NEWS_SECTION.fullmatch(self.slug) is not None

    @property
    def words(self) -> str:
        return " ".join((*self.names, self.slug.replace("-", " ")))


def name_of(sights: Sights) -> PageName:
    """The home page has no name of its own: it speaks of everything."""
    own_links = sum(link.zone == "main" for link in sights.links)
    letters = letters_in(sights.main_words) - letters_in(sights.h1)
    content = (letters >= CONTENT_LETTERS or own_links >= CONTENT_LINKS) and not _is_stub(sights)
    if sights.is_home:
        return PageName((), "", (), content, False, sights.h1_written or sights.title)
    titles = [fold(part) for part in TITLE_PARTS.split(sights.title)]
    names = tuple(dict.fromkeys(name for name in (sights.h1, *titles) if name))
    path = segments(sights.url)
    news = is_news(sights.url) or sights.is_article
    # The front page of dati.novads.lv is called after its host.
    slug = path[-1] if path else host_of(sights.url).partition(".")[0]
    return PageName(names, slug, tuple(path), content, news, sights.h1_written or sights.title)


def _is_stub(sights: Sights) -> bool:
    """Whether a promise is all that follows the page's heading; a page without regions has its menus in the text."""
    heading = sights.headings[-1] if sights.headings else sights.h1
    if not heading:
        return letters_in(sights.main_words) < STUB_LETTERS and STUB.search(sights.main_words) is not None
    after = sights.main_words.split(heading)[1:]
    return any(STUB.search(rest[:STUB_WITHIN]) for rest in after) and letters_in(after[0]) < 2 * STUB_LETTERS
