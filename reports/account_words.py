"""What the entries of an account are called, and what is said beside their points, in one language."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from model.account import Account, Kind
from model.score import Source
from model.text import Language, Text
from reports.language import N_, Words
from reports.rounding import Rounded
from reports.shown import shown
from reports.terms import CHAT_KINDS, GRADES, SOURCES, term
from reports.texts import ReportTexts

PLACE_LIMIT = 120
# What was lost is told one by one; of what lost nothing so many may stand alone.
MOST_WHOLE = 1
FOLDED = frozenset({Kind.CHECK, Kind.PAGE})
STATES: Mapping[str, str] = {**GRADES, **CHAT_KINDS, "dead": N_("the link is dead")}


def account_title(account: Account, texts: ReportTexts, language: Language) -> str | None:
    known: Mapping[Kind, Mapping[str, Text]] = {
        Kind.SECTION: texts.sections,
        Kind.INDICATOR: texts.indicators,
        Kind.MEASURE: texts.measures,
    }
    if account.kind in known:
        return texts.title(known[account.kind], account.id, language)
    if account.kind is Kind.CHECK:
        return texts.rule_title(account.id, language)
    if account.kind is Kind.FEATURE and account.id:
        return texts.feature_title(account.id, language)
    return None


class AccountWords:
    """Words of audited sites are made harmless."""

    def __init__(self, texts: ReportTexts, words: Words) -> None:
        self._texts = texts
        self._words = words

    def name(self, account: Account, *, lost: bool) -> str:
        """Its title; of an entry without an id what it stands for."""
        if account.kind is Kind.INDEX:
            return self._words.gettext("Index by methodology %(name)s", name=account.id)
        if account.id:
            title = account_title(account, self._texts, self._words.language)
            return shown(account.id, PLACE_LIMIT) if title is None else title
        return _unnamed(account.kind, account.count, self._words, lost=lost)

    def why_none(self, account: Account) -> Iterator[str]:
        """Why an entry has no points."""
        if account.weight is not None:
            yield self._words.gettext("weighs %(share)s of the index", share=self._words.share(account.weight))
        if account.reason is not None:
            known = self._texts.reasons.get(account.reason)
            yield self._words.of(known) if known else account.reason
        elif account.score is not None:
            yield self._words.gettext("does not count: the indicator has no score")

    def remarks(self, account: Account) -> Iterator[str]:
        """What is said beside its points."""
        words = self._words
        if account.kind in (Kind.INDEX, Kind.SECTION, Kind.INDICATOR) and account.coverage is not None:
            yield words.gettext("measured %(share)s", share=words.share(account.coverage))
        if account.maturity is not None:
            name = self._texts.maturity.get(account.maturity)
            said = f" {words.of(name[0])}" if name else ""
            yield words.gettext("level %(level)s", level=account.maturity) + said
        if account.source is not None:
            yield words.gettext(SOURCES[account.source])
        if account.by_hand and account.source is not Source.OVERRIDE:
            yield words.gettext(SOURCES[Source.OVERRIDE])
        if account.state is not None:
            yield words.gettext(term(STATES, account.state))
        if account.kind is Kind.ELEMENT and account.id and account.count > 1:
            yield f"× {account.count}"
        if account.kind in (Kind.FEATURE, Kind.LINK) and account.page:
            yield shown(account.page, PLACE_LIMIT)
        if account.snippet:
            yield shown(account.snippet, PLACE_LIMIT)


def _unnamed(kind: Kind, count: int, words: Words, *, lost: bool) -> str:
    """What an entry without an id stands for."""
    match kind, lost:
        case Kind.CHECK, _:
            return words.ngettext("%(num)s check without loss", "%(num)s checks without loss", count)
        case Kind.PAGE, _:
            return words.ngettext("%(num)s page without loss", "%(num)s pages without loss", count)
        case Kind.ELEMENT, True:
            return words.ngettext("%(num)s further element fails", "%(num)s further elements fail", count)
        case Kind.ELEMENT, _:
            return words.ngettext("%(num)s element passes", "%(num)s elements pass", count)
        case Kind.LINK, True:
            return words.ngettext("%(num)s further link is broken", "%(num)s further links are broken", count)
        case Kind.LINK, _:
            return words.ngettext("%(num)s link works", "%(num)s links work", count)
        case _:
            return words.ngettext("%(num)s further one is missing", "%(num)s further ones are missing", count)


def folded(parts: Sequence[Rounded]) -> Iterator[Rounded]:
    """The same, with neighbours and others of a kind that lost nothing in one entry at the end."""
    whole: list[Rounded] = []
    for part in parts:
        if part.account.kind in FOLDED and not part.lost and part.possible:
            whole.append(part)
        else:
            yield part
    if len(whole) <= MOST_WHOLE:
        yield from whole
        return
    for kind, alike in groupby(whole, key=lambda part: part.account.kind):
        held = list(alike)
        points = sum(part.points for part in held)
        yield Rounded(Account(kind=kind, count=len(held)), points, 0, ())
