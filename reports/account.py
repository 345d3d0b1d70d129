"""An account of points as a tree on the terminal: every line says what it got, of how much, and why."""

from typing import Any

from rich.text import Text as Line
from rich.tree import Tree

from model.account import Account, Kind
from model.text import Language
from reports.account_words import AccountWords, account_title, folded
from reports.export import plain
from reports.language import Words
from reports.rounding import DECIMALS, UNITS, Rounded
from reports.texts import ReportTexts


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
    title = account_title(account, texts, language)
    return plain(
        {
            **({"title": title} if title else {}),
            **values,
            "parts": [account_json(part, texts, language) for part in account.parts],
        }
    )


class _Teller:
    """Says each entry in one line."""

    def __init__(self, texts: ReportTexts, words: Words) -> None:
        self._texts = texts
        self._words = words
        self._said = AccountWords(texts, words)

    def grow(self, tree: Tree, entry: Rounded, depth: int | None) -> None:
        if depth == 0:
            return
        for part in folded(entry.parts):
            branch = tree.add(self.line(part))
            self.grow(branch, part, None if depth is None else depth - 1)

    def line(self, entry: Rounded) -> Line:
        account, words = entry.account, self._words
        line = self._name(entry)
        if not entry.possible and account.kind is not Kind.INDEX:
            for said in self._said.why_none(account):
                line.append(f"  {said}", style="dim")
            return line
        points, possible = (words.number(units / UNITS, DECIMALS) for units in (entry.points, entry.possible))
        line.append("  ").append(words.gettext("%(count)s of %(base)s", count=points, base=possible))
        if entry.lost:
            line.append(f"  −{words.number(entry.lost / UNITS, DECIMALS)}", style="red")
        for said in self._said.remarks(account):
            line.append(f"  {said}", style="dim")
        return line

    def _name(self, entry: Rounded) -> Line:
        account = entry.account
        strong = "bold" if account.kind in (Kind.INDEX, Kind.SECTION) else ""
        line = Line(self._said.name(account, lost=entry.lost > 0), style=strong)
        if account.kind is not Kind.INDEX and account_title(account, self._texts, self._words.language) is not None:
            line.append(f" {account.id}", style="dim")
        return line
