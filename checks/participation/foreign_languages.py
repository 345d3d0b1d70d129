"""Pages that are really written in another language; an English menu over Latvian text is none."""

import re
from collections.abc import Iterator
from dataclasses import replace

from checks.addresses import host_of, language_segment, parts, segments
from checks.context import FeatureContext
from checks.ledger import Aliveness, Seen, Sighting
from checks.page_name import PageName
from checks.sights import Sights, Whose
from checks.signatures import MENTIONED
from checks.words import language_of
from model.finding import Feature

FEATURE = "foreign_languages"
MACHINE = re.compile(
    r"tulkots ar masintulkotaju|masintulkojum|machine[- ]translat|translated (?:automatically|by machine)"
    r"|automatic(?:ally)? translat|izmantojiet google, lai tulkotu|google translate"
)
LANGUAGE_QUERY = re.compile(r"(?:^|&)(?:lang|language|l|locale)=([a-z]{2})(?:&|$)", re.IGNORECASE)
CODE_BREAK = re.compile(r"[-_]")
NAMED_CODES = {"english": "en", "russian": "ru", "german": "de", "deutsch": "de", "eng": "en", "rus": "ru"}
# Enough of a page to tell its language by.
PROSE_READ = 6_000
# A page for refugees is help, not a site in another language.
NOT_ALONE = "uk"


class ForeignLanguages:
    """Found when a page under a language's own address, or marked with it, has 200 letters of prose in it."""

    def __init__(self, whose: Whose) -> None:
        self._whose = whose
        self._languages: set[str] = set()

    def observe(self, sights: Sights, name: PageName) -> Iterator[Seen]:
        language = language_of(sights.main_words[:PROSE_READ])
        if language is None or language == "lv" or not self._whose.owns(sights.url):
            return
        query = LANGUAGE_QUERY.search(parts(sights.url).query)
        marks = {language_segment(sights.url), sights.language, query.group(1).lower() if query else None}
        machine = bool(MACHINE.search(sights.text))
        marked = language in marks or _is_named(sights.url, language)
        # Nobody writes two hundred letters of Cyrillic on a page in Latvian; English may be a project's text.
        own_script = language == "ru" and not name.is_news
        counts = (marked or own_script) and not machine and language != NOT_ALONE
        grade = "working" if counts else MENTIONED
        if counts:
            self._languages.add(language)
        what = f"{language}: {'machine translation' if machine else name.label}"
        rank = 2 if counts else 0
        sighting = Sighting(FEATURE, sights.url, what[:120], grade, rank, is_home=sights.is_home, by="language")
        yield sighting, sights.h1_element

    def refine(self, feature: Feature, alive: Aliveness, context: FeatureContext) -> Feature:
        if not feature.found:
            return feature
        return replace(feature, details={"languages": sorted(self._languages)})


def _is_named(url: str, language: str) -> bool:
    """Whether some part of the path, or the host, ends or begins with the language's code: par-mums-ru, en_services."""
    return any(
        language
        in [NAMED_CODES.get(code, code) for code in CODE_BREAK.split(part)][:: max(len(CODE_BREAK.split(part)) - 1, 1)]
        for part in (host_of(url).partition(".")[0], *segments(url))
    )
