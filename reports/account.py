"""An account of points as a tree on the terminal: every line says what it got, of how much, and why."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text as Line
from rich.tree import Tree

from model.account import Account, Kind
from model.score import Source
from model.text import Language, Text
from reports.export import plain
from reports.language import N_, Words
from reports.rounding import DECIMALS, UNITS, Rounded
from reports.shown import shown
from reports.terms import CHAT_KINDS, GRADES, SOURCES, term
from reports.texts import ReportTexts

PLACE_LIMIT = 120
# What was lost is told one by one; of what lost nothing so many may stand alone.
MOST_WHOLE = 1
FOLDED = frozenset({Kind.CHECK, Kind.PAGE})
STATES: Mapping[str, str] = {**GRADES, **CHAT_KINDS, "dead": N_("the link is dead")}


def account_tree(root: Rounded, texts: ReportTexts, words: Words, depth: int | None) -> Tree:
    """So many levels below the root; all where it is None. Words of audited sites cannot steer the terminal."""
    teller = _Teller(texts, words)
    tree = Tree(teller.line(root), guide_style="dim")
    teller.grow(tree, root, depth)
    return tree


def account_json(account: Account, texts: ReportTexts, language: Language) -> Any:
    """The whole account with JSON's own types and full precision; a title where there is one."""
    values: dict[str, Any] = {
        name: getattr(account, name)
        for name in Account.__slots__
        if name != "parts" and getattr(account, name) is not None
    }
    title = _title(account, texts, language)
    return plain(
        {
            **({"title": title} if title else {}),
            **values,
            "parts": [account_json(part, texts, language) for part in account.parts],
        }
    )


def _title(account: Account, texts: ReportTexts, language: Language) -> str | None:
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


class _Teller:
    """Says each entry in one line."""

    def __init__(self, texts: ReportTexts, words: Words) -> None:
        self._texts = texts
        self._words = words

    def grow(self, tree: Tree, entry: Rounded, depth: int | None) -> None:
        if depth == 0:
            return
        for part in _folded(entry.parts):
            branch = tree.add(self.line(part))
            self.grow(branch, part, None if depth is None else depth - 1)

    def line(self, entry: Rounded) -> Line:
        account, words = entry.account, self._words
        line = self._name(entry)
        if not entry.possible and account.kind is not Kind.INDEX:
            for said in self._why_none(account):
                line.append(f"  {said}", style="dim")
            return line
        points, possible = (words.number(units / UNITS, DECIMALS) for units in (entry.points, entry.possible))
        line.append("  ").append(words.gettext("%(count)s of %(base)s", count=points, base=possible))
        if entry.lost:
            line.append(f"  −{words.number(entry.lost / UNITS, DECIMALS)}", style="red")
        for said in self._remarks(account):
            line.append(f"  {said}", style="dim")
        return line

    def _name(self, entry: Rounded) -> Line:
        account, words = entry.account, self._words
        if account.kind is Kind.INDEX:
            return Line(words.gettext("Index by methodology %(name)s", name=account.id), style="bold")
        if account.id:
            title = _title(account, self._texts, words.language)
            if title is None:
                return Line(shown(account.id, PLACE_LIMIT))
            strong = "bold" if account.kind is Kind.SECTION else ""
            return Line(title, style=strong).append(f" {account.id}", style="dim")
        return Line(_unnamed(account.kind, account.count, words, lost=entry.lost > 0))

    def _why_none(self, account: Account) -> Iterator[str]:
        if account.weight is not None:
            yield self._words.gettext("weighs %(share)s of the index", share=self._words.share(account.weight))
        if account.reason is not None:
            known = self._texts.reasons.get(account.reason)
            yield self._words.of(known) if known else account.reason
        elif account.score is not None:
            yield self._words.gettext("does not count: the indicator has no score")

    def _remarks(self, account: Account) -> Iterator[str]:
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


def _folded(parts: Sequence[Rounded]) -> Iterator[Rounded]:
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
