"""Matches one page's sights against the signatures; every match is a sighting."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from urllib.parse import parse_qs

from checks.addresses import file_suffix, host_of, is_news, parts, place_of, segments
from checks.ledger import Seen, Sighting
from checks.sights import Frame, Link, Node, Sights, Whose
from checks.signatures import MENTIONED, Signature, Target
from checks.structures import Structure, letters_in
from checks.words import anchor_of, fold

TITLE_PARTS = re.compile(r"\s+[|–—»:·-]\s+|\s*[|»]\s*")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
FILE_NOTE = re.compile(r"\s*\(?(?:pdf|docx?|xlsx?)(?:,? [\d.,]+ ?[kmg]b)?\)?$")
CONTENT_LETTERS = 60
CONTENT_LINKS = 3
LONGEST_NAME = 90
WHAT_CHARS = 120
MENTION_AROUND = 40
MENTIONS_TRIED = 5


@dataclass(frozen=True, slots=True)
class PageName:
    """What a page is called, and whether it has content under that name. `slug` is its last path segment."""

    names: tuple[str, ...]
    slug: str
    sections: tuple[str, ...]
    has_content: bool
    is_news: bool
    label: str

    @property
    def words(self) -> str:
        return " ".join((*self.names, self.slug.replace("-", " ")))


def name_of(sights: Sights) -> PageName:
    """The home page has no name of its own: it speaks of everything."""
    own_links = sum(link.zone == "main" for link in sights.links)
    content = letters_in(sights.main_words) - letters_in(sights.h1) >= CONTENT_LETTERS or own_links >= CONTENT_LINKS
    if sights.is_home:
        return PageName((), "", (), content, False, sights.h1 or fold(sights.title))
    titles = [fold(part) for part in TITLE_PARTS.split(sights.title)]
    names = tuple(dict.fromkeys(name for name in (sights.h1, *titles) if name))
    path = segments(sights.url)
    news = is_news(sights.url) or sights.is_article
    return PageName(names, path[-1] if path else "", tuple(path), content, news, sights.h1 or fold(sights.title))


class Scanner:
    """Holds the signatures ready to match. One per audit; it keeps nothing of a page."""

    def __init__(self, whose: Whose, signatures: Sequence[Signature]) -> None:
        self.whose = whose
        self.signatures = tuple(signatures)
        self._any_name = _union(name for one in signatures for name in one.names)
        self._any_slug = _union(slug for one in signatures for slug in one.slugs)
        self._targets = [(one, target) for one in signatures for target in one.targets]
        self._stems = [(anchor_of(stem), stem, one) for one in signatures for stem in one.stems]
        self._signs = [(one, [(anchor_of(sign), sign) for sign in one.signs]) for one in signatures if one.signs]
        self._scripts = [(one, mark) for one in signatures for mark in one.scripts]
        # Menus repeat on every page.
        self.named = lru_cache(maxsize=8192)(self._named)
        self.slugged = lru_cache(maxsize=8192)(self._slugged)
        self.aimed = lru_cache(maxsize=8192)(self._aimed)
        self.matched = lru_cache(maxsize=8192)(self._matched)

    def scan(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        yield from self._of_page(sights, name, structures)
        yield from self._of_structures(sights, name, structures)
        # The same link once more under the same heading proves nothing more.
        for link in {(one.url, one.words, one.heading): one for one in reversed(sights.links)}.values():
            yield from self._of_link(sights, name, link)
        for frame in sights.frames:
            yield from self._of_frame(sights, name, frame)
        yield from self._of_scripts(sights)
        yield from self._of_signs(sights)
        yield from self._mentions(sights)

    def _of_page(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        """The page bears the feature's name: then its content and structures speak for it."""
        bearing = {one.id for one in self.signatures if self._bears(name, one)}
        beneath = {one.id for segment in name.sections for one in self.slugged(segment)}
        for signature in self.signatures:
            if signature.id not in bearing | beneath or any(map(signature.is_trap, name.names)):
                continue
            news = name.is_news and not signature.news
            for structure in structures:
                grade = signature.structures.get(structure.name)
                if grade and structure.in_main and (structure.is_form or not news):
                    yield self._sighting(signature, sights, structure.what, grade, element=structure.element,
                                         target=structure.target if not structure.is_form else None,
                                         news=news)  # fmt: skip
            if signature.id in bearing:
                grade = signature.page if name.has_content and not news else MENTIONED
                yield self._sighting(signature, sights, name.label or sights.url, grade, news=news)

    def _bears(self, name: PageName, signature: Signature) -> bool:
        return signature in self.slugged(name.slug) or any(signature in self.named(words) for words in name.names)

    def _of_structures(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        """Structures that need no page of their own: by their own words, or wherever they stand."""
        for structure in structures:
            for signature in self.signatures:
                grade = signature.anywhere.get(structure.name)
                if grade is None:
                    grade = signature.worded.get(structure.name)
                    words = structure.words
                    if grade is None or not signature.speaks_of(words) or signature.is_trap(words):
                        continue
                target = structure.target if not structure.is_form else None
                yield self._sighting(signature, sights, structure.what, grade, element=structure.element, target=target,
                                     news=name.is_news and not structure.is_form, once=structure.name)  # fmt: skip

    def _of_link(self, sights: Sights, name: PageName, link: Link) -> Iterator[Seen]:
        aimed, named = self.matched(link.url, link.words)
        for signature, target in aimed:
            context = f"{link.words} {link.heading} {name.words}"
            about = f"{link.words} {link.heading} {name.label}" if target.context else link.words
            if self._fits(signature, target, link.url, context, name) and not signature.is_trap(about):
                what = link.text or link.url
                yield self._sighting(signature, sights, what, target.grade, element=link.element, target=link.url,
                                     kind=target.kind or signature.kind_of(context),
                                     news=name.is_news and not signature.news)  # fmt: skip
        if not named or place_of(link.url) == sights.place:
            return
        for signature in named:
            grade = signature.files if file_suffix(link.url) else None
            yield self._sighting(signature, sights, link.text or link.url, grade, element=link.element, target=link.url,
                                 kind=signature.kind_of(link.words))  # fmt: skip

    def _of_frame(self, sights: Sights, name: PageName, frame: Frame) -> Iterator[Seen]:
        for signature, target in self.aimed(frame.url):
            context = f"{frame.title} {frame.heading} {name.words}"
            about = f"{frame.title} {frame.heading} {name.label}" if target.context else frame.title
            if self._fits(signature, target, frame.url, context, name) and not signature.is_trap(about):
                yield self._sighting(signature, sights, f"{frame.tag} {frame.title}".strip(), target.grade,
                                     element=frame.element, target=frame.url, kind=target.kind,
                                     news=name.is_news and not signature.news)  # fmt: skip

    def _of_scripts(self, sights: Sights) -> Iterator[Seen]:
        for script in sights.scripts:
            for signature, mark in self._scripts:
                inline = mark.inline.search(script.inline) if mark.inline and script.inline else None
                if inline or (mark.src and script.url and mark.src.search(script.url)):
                    what = inline.group()[:WHAT_CHARS] if inline else "script"
                    yield self._sighting(signature, sights, what, mark.grade, element=script.element,
                                         target=script.url or None, kind=mark.kind,
                                         once=what if inline else None)  # fmt: skip

    def _of_signs(self, sights: Sights) -> Iterator[Seen]:
        loaded = {one[4] for one in sights.head_links} | {one.url for one in sights.scripts}
        own = {link.url for link in sights.links if self.whose.owns(link.url)}
        seen = "\n".join((sights.text, f"generator={sights.generator}", *sorted(loaded), *sorted(own)))
        for signature, marks in self._signs:
            signs = [found.group() for anchor, mark in marks if anchor in seen and (found := mark.search(seen))]
            if len(signs) >= signature.signs_needed:
                yield self._sighting(signature, sights, ", ".join(signs), signature.grades[-1], once="signs")

    def _mentions(self, sights: Sights) -> Iterator[Seen]:
        said: set[str] = set()
        for anchor, stem, signature in self._stems:
            if signature.id in said or anchor not in sights.main_words:
                continue
            for match in islice(stem.finditer(sights.main_words), MENTIONS_TRIED):
                begin = max(0, match.start() - MENTION_AROUND)
                around = sights.main_words[begin : match.end() + MENTION_AROUND].strip()
                if not signature.is_trap(around):
                    said.add(signature.id)
                    yield self._sighting(signature, sights, around, MENTIONED)
                    break

    def _matched(self, url: str, words: str) -> tuple[tuple[tuple[Signature, Target], ...], tuple[Signature, ...]]:
        """What a link's address and words match; only a link to the own site may bear a feature's name."""
        if url[:4].lower() != "http":
            return (), ()
        if not self.whose.owns(url):
            return self.aimed(url), ()
        path = segments(url)
        named = (*self.named(FILE_NOTE.sub("", words)), *self.slugged(path[-1] if path else ""))
        return self.aimed(url), tuple(one for one in dict.fromkeys(named) if not one.is_trap(words))

    def _named(self, words: str) -> tuple[Signature, ...]:
        words = EDGES.sub("", words)
        if not words or len(words) > LONGEST_NAME or not self._any_name.fullmatch(words):
            return ()
        return tuple(one for one in self.signatures if one.is_name(words) and not one.is_trap(words))

    def _slugged(self, slug: str) -> tuple[Signature, ...]:
        if not slug or not self._any_slug.fullmatch(slug):
            return ()
        return tuple(one for one in self.signatures if any(mark.fullmatch(slug) for mark in one.slugs))

    def _aimed(self, url: str) -> tuple[tuple[Signature, Target], ...]:
        """Target rules that the address meets; the context is not asked yet."""
        if not url:
            return ()
        host, own = host_of(url), self.whose.owns(url)
        rest = parts(url)._replace(scheme="", netloc="").geturl()
        return tuple(
            (signature, target)
            for signature, target in self._targets
            if (target.host.fullmatch(host) if target.host else own)
            and target.path.search(rest)
            and not (target.not_path and target.not_path.search(rest))
        )

    def _fits(self, signature: Signature, target: Target, url: str, context: str, name: PageName) -> bool:
        if target.named and not self._bears(name, signature):
            return False
        if target.context and not signature.speaks_of(context):
            return False
        if target.atvk_param and self.whose.atvk:
            codes = parse_qs(parts(url).query).get(target.atvk_param, [])
            return not codes or self.whose.atvk in codes
        return True

    def _sighting(
        self, signature: Signature, sights: Sights, what: str, grade: str | None, *, element: Node | None = None,
        target: str | None = None, kind: str | None = None, news: bool = False, once: str | None = None,
    ) -> Seen:  # fmt: skip
        if kind is None and signature.kinds:
            kind = signature.kind_of(f"{fold(what)} {sights.h1} {fold(sights.title)}")
        sighting = Sighting(
            feature=signature.id,
            page=sights.url,
            what=what[:WHAT_CHARS],
            grade=grade,
            # A named link may turn out to be as good as the best; it must not be crowded out before.
            rank=signature.rank(grade) if grade else 1,
            target=target,
            kind=kind,
            is_home=sights.is_home,
            is_news=news,
            until=sights.deadline if signature.timely and not sights.is_home else None,
            published=sights.published if news else None,
            is_link=grade is None,
            once=once,
        )
        return sighting, element


def _union(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    return re.compile("|".join(sorted({f"(?:{one.pattern})" for one in patterns})) or r"(?!)")
