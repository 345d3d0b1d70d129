"""Matches one page's sights against the signatures; every match is a sighting that names the rule."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from urllib.parse import parse_qs

from checks.addresses import file_suffix, host_of, parts, place_of, segments
from checks.ledger import Seen
from checks.page_name import STUB, STUB_WITHIN, PageName
from checks.rules import WHAT_CHARS, Aim, OnHeld, Rule, Traps, sighting_of
from checks.running_text import RunningText
from checks.sights import Frame, Link, Sights, Whose
from checks.signatures import MENTIONED, Signature
from checks.structures import Structure, letters_in
from checks.words import anchor_of, deadline_in, fold

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
FILE_NOTE = re.compile(r"\s*\(?(?:pdf|docx?|xlsx?)(?:,? [\d.,]+ ?[kmg]b)?\)?$")
# Services of the state, and of other municipalities.
PUBLIC_BODY = re.compile(r"(?:^|\.)(?:gov|saeima|lvceli|csp|vid)\.lv$|(?:novads|novada|pilseta|pasvaldiba)\.lv$")
LONGEST_NAME = 90
SECTION_LETTERS = 60
SECTION_READ = 200


class Scanner:
    """Holds the signatures ready to match. One per audit; it keeps nothing of a page.

    `on_held` is told what nearly matched, of the same words once.
    """

    def __init__(self, whose: Whose, signatures: Sequence[Signature], on_held: OnHeld | None = None) -> None:
        self.whose = whose
        self.signatures = tuple(signatures)
        self._traps = Traps(on_held)
        self._text = RunningText(whose, signatures, self._traps)
        stems = "|".join(map(re.escape, whose.name_stems)) or "(?!)"
        # "Līvānu novada atvērtie dati" are the open data.
        self._own_name = re.compile(
            rf"\b(?:{stems})\w* (?:(?:novada|pilsetas|valstspilsetas) ?)?(?:(?:pasvaldibas|domes) ?)?"
        )
        self._any_name = _union(name for one in signatures for name in one.names)
        self._any_slug = _union(slug for one in signatures for slug in one.slugs)
        self._targets = [
            Aim(one, f"targets[{at}]", target) for one in signatures for at, target in enumerate(one.targets)
        ]
        self._signs = [(one, [(anchor_of(sign), sign) for sign in one.signs]) for one in signatures if one.signs]
        self._scripts = [
            (Rule(one, f"scripts[{at}]"), mark) for one in signatures for at, mark in enumerate(one.scripts)
        ]
        # Menus repeat on every page.
        self.named = lru_cache(maxsize=8192)(self._named)
        self.slugged = lru_cache(maxsize=8192)(self._slugged)
        self.aimed = lru_cache(maxsize=8192)(self._aimed)
        self.matched = lru_cache(maxsize=8192)(self._matched)

    def scan(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        yield from self._of_page(sights, name, structures)
        yield from self._of_structures(sights, name, structures)
        yield from self._of_sections(sights, name)
        # The same link once more under the same heading proves nothing more.
        for link in {(one.url, one.words, one.heading): one for one in reversed(sights.links)}.values():
            yield from self._of_link(sights, name, link)
        for frame in sights.frames:
            yield from self._of_frame(sights, name, frame)
        yield from self._of_scripts(sights)
        yield from self._of_signs(sights)
        yield from self._text.said(sights, name)
        yield from self._text.mentions(sights)

    def _of_page(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        """The page bears the feature's name: then its content and structures speak for it."""
        bearing = self._bearing(name)
        beneath = {rule.signature for segment in name.sections for rule in self.slugged(segment)}
        for signature in self.signatures:
            by = bearing.get(signature)
            if by is None and signature not in beneath:
                continue
            if any(self._traps.hold(signature, by or "slugs", words) for words in name.names):
                continue
            news = name.is_news and not signature.news
            for structure in structures:
                grade = signature.structures.get(structure.name)
                if grade and structure.in_main and (structure.is_form or not news):
                    yield sighting_of(Rule(signature, f"structures.{structure.name}"), sights, structure.what, grade,
                                         element=structure.element, news=news,
                                         target=structure.target if not structure.is_form else None)  # fmt: skip
            if by is not None:
                grade = signature.page if name.has_content and not news else MENTIONED
                yield sighting_of(Rule(signature, by), sights, name.label or sights.url, grade,
                                     element=sights.h1_element, news=news)  # fmt: skip

    def _bearing(self, name: PageName) -> dict[Signature, str]:
        """The signatures whose name the page bears, with the rule that says so."""
        rules = [rule for words in name.names for rule in self.named(words)] + [*self.slugged(name.slug)]
        return {rule.signature: rule.by for rule in reversed(rules)}

    def _of_structures(self, sights: Sights, name: PageName, structures: Sequence[Structure]) -> Iterator[Seen]:
        """Structures that need no page of their own: by their own words, or wherever they stand."""
        for structure in structures:
            for signature in self.signatures:
                by, grade, words = "anywhere", signature.anywhere.get(structure.name), structure.words
                if grade is None:
                    by, grade = "worded", signature.worded.get(structure.name)
                    if grade is None or not signature.speaks_of(words):
                        continue
                if self._traps.hold(signature, f"{by}.{structure.name}", words):
                    continue
                target = structure.target if not structure.is_form else None
                yield sighting_of(Rule(signature, f"{by}.{structure.name}"), sights, structure.what, grade,
                                     element=structure.element, target=target,
                                     news=name.is_news and not structure.is_form, once=structure.name)  # fmt: skip

    def _of_sections(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        """A heading within the page that is a feature's name, with content under it."""
        if name.is_news:
            return
        for section in sights.sections:
            stub = STUB.search(section.words[:STUB_WITHIN]) is not None
            if section.heading == sights.h1 or stub or letters_in(section.words) < SECTION_LETTERS:
                continue
            for rule in self.named(section.heading):
                signature = rule.signature
                if signature.page == MENTIONED or self._traps.hold(signature, rule.by, section.words[:SECTION_READ]):
                    continue
                seen, element = sighting_of(rule, sights, section.written, signature.page, element=section.element)
                yield replace(seen, until=deadline_in(section.words) if signature.timely else None), element

    def _of_link(self, sights: Sights, name: PageName, link: Link) -> Iterator[Seen]:
        aimed, named = self.matched(link.url, link.words)
        for aim in aimed:
            signature, target = aim.signature, aim.target
            context = f"{link.words} {link.heading} {fold(link.near)} {name.words}"
            about = f"{link.words} {link.heading} {name.label}" if target.context or target.page_context else link.words
            if self._fits(aim, link.url, context, name, sights) and not self._traps.hold(signature, aim.by, about):
                what = link.text or link.url
                yield sighting_of(Rule(signature, aim.by), sights, what, target.grade, element=link.element,
                                     target=link.url, kind=target.kind or signature.kind_of(context),
                                     news=name.is_news and not signature.news)  # fmt: skip
        if not named or place_of(link.url) == sights.place:
            return
        for rule in named:
            grade = rule.signature.files if file_suffix(link.url) else None
            if not self.whose.owns(link.url):
                if self._traps.hold(rule.signature, rule.by, f"{link.heading} {name.label}"):
                    continue
                grade = rule.signature.outside
            yield sighting_of(rule, sights, link.text or link.url, grade, element=link.element, target=link.url,
                                 kind=rule.signature.kind_of(link.words))  # fmt: skip

    def _of_frame(self, sights: Sights, name: PageName, frame: Frame) -> Iterator[Seen]:
        for aim in self.aimed(frame.url):
            signature, target = aim.signature, aim.target
            context = f"{frame.title} {frame.heading} {frame.near} {name.words}"
            about = (
                f"{frame.title} {frame.heading} {name.label}" if target.context or target.page_context else frame.title
            )
            if self._fits(aim, frame.url, context, name, sights) and not self._traps.hold(signature, aim.by, about):
                yield sighting_of(Rule(signature, aim.by), sights, f"{frame.tag} {frame.title}".strip(),
                                     target.grade, element=frame.element, target=frame.url, kind=target.kind,
                                     news=name.is_news and not signature.news)  # fmt: skip

    def _of_scripts(self, sights: Sights) -> Iterator[Seen]:
        for script in sights.scripts:
            for rule, mark in self._scripts:
                inline = mark.inline.search(script.inline) if mark.inline and script.inline else None
                if inline or (mark.src and script.url and mark.src.search(script.url)):
                    what = inline.group()[:WHAT_CHARS] if inline else "script"
                    yield sighting_of(rule, sights, what, mark.grade, element=script.element,
                                         target=script.url or None, kind=mark.kind,
                                         once=what if inline else None)  # fmt: skip

    def _of_signs(self, sights: Sights) -> Iterator[Seen]:
        loaded = {one[4] for one in sights.head_links} | {one.url for one in sights.scripts}
        own = {link.url for link in sights.links if self.whose.owns(link.url)}
        seen = "\n".join((sights.text, f"generator={sights.generator}", *sorted(loaded), *sorted(own)))
        for signature, marks in self._signs:
            signs = [found.group() for anchor, mark in marks if anchor in seen and (found := mark.search(seen))]
            if len(signs) >= signature.signs_needed:
                yield sighting_of(Rule(signature, "signs"), sights, ", ".join(signs), signature.grades[-1],
                                     once="signs")  # fmt: skip

    def _matched(self, url: str, words: str) -> tuple[tuple[Aim, ...], tuple[Rule, ...]]:
        """What a link's address and words match; only a link to the own site may bear a feature's name."""
        if url[:4].lower() != "http":
            return (), ()
        if not self.whose.owns(url):
            if PUBLIC_BODY.search(host_of(url)):
                return self.aimed(url), ()
            away = [rule for rule in self.named(FILE_NOTE.sub("", words)) if rule.signature.outside]
            return self.aimed(url), tuple(one for one in away if not self._traps.hold(one.signature, one.by, words))
        path = segments(url)
        rules = (*self.named(FILE_NOTE.sub("", words)), *self.slugged(path[-1] if path else ""))
        named = {rule.signature: rule for rule in reversed(rules)}.values()
        return self.aimed(url), tuple(rule for rule in named if not self._traps.hold(rule.signature, rule.by, words))

    def _named(self, words: str) -> tuple[Rule, ...]:
        words = EDGES.sub("", self._own_name.sub("", words))
        if not words or len(words) > LONGEST_NAME or not self._any_name.fullmatch(words):
            return ()
        found = (Rule(one, by) for one in self.signatures if (by := one.name_rule(words)))
        return tuple(rule for rule in found if not self._traps.hold(rule.signature, rule.by, words))

    def _slugged(self, slug: str) -> tuple[Rule, ...]:
        if not slug or not self._any_slug.fullmatch(slug):
            return ()
        return tuple(Rule(one, by) for one in self.signatures if (by := one.slug_rule(slug)))

    def _aimed(self, url: str) -> tuple[Aim, ...]:
        if not url:
            return ()
        host, own = host_of(url), self.whose.owns(url)
        rest = parts(url)._replace(scheme="", netloc="").geturl()
        return tuple(
            aim
            for aim in self._targets
            if (aim.target.host.fullmatch(host) if aim.target.host else own)
            and aim.target.path.search(rest)
            and not (aim.target.not_path and aim.target.not_path.search(rest))
        )

    def _fits(self, aim: Aim, url: str, context: str, name: PageName, sights: Sights) -> bool:
        signature, by, target = aim
        if target.named and signature not in self._bearing(name):
            self._traps.tell(signature, by, "named", name.words)
            return False
        if target.page_context and not (sights.is_home or name.is_news or name.lists_news):
            context = f"{context} {sights.main_words}"
        if (target.context or target.page_context) and not signature.speaks_of(context):
            self._traps.tell(signature, by, "context", context)
            return False
        if target.atvk_param and self.whose.atvk:
            codes = parse_qs(parts(url).query).get(target.atvk_param, [])
            if codes and self.whose.atvk not in codes:
                self._traps.tell(signature, by, "atvk_param", url)
                return False
        return True


def _union(patterns: Iterable[re.Pattern[str]]) -> re.Pattern[str]:
    return re.compile("|".join(sorted({f"(?:{one.pattern})" for one in patterns})) or r"(?!)")
