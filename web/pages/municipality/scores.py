"""The ledger: what every score of a municipality is made of, from the index down to the element that cost a part of
a point.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from fastapi import Response

from checks.issues import element_fingerprint
from model.account import Account, Kind
from model.audit import Audit
from pipeline.errors import SetupError
from pipeline.explaining import part_of
from reports.account_words import AccountWords, account_title, folded
from reports.language import N_
from reports.rounding import DECIMALS, UNITS, Rounded
from reports.spreadsheets import Row
from reports.terms import SOURCES
from reports.views import Column, Form, View
from web.page import DataTable, show
from web.page_route import page_router
from web.pages.municipality.dossier import AtMoment, Dossier, Opened, dossier_of
from web.problems import Problem
from web.visit import Visiting

router = page_router()

# How many levels below its own a page of the ledger shows; what is deeper has a page of its own.
DEPTHS: Mapping[Kind, int] = {Kind.MEASURE: 1}
USUAL_DEPTH = 2
# The page stays readable; the tables that are downloaded have all.
MOST_LINES = 400
HOW: Mapping[Kind, str] = {
    Kind.INDEX: N_(
        "Each indicator that has a score weighs its share of all that have one; its score times this weight is its "
        "points. The points of all add up to the index."
    ),
    Kind.SECTION: N_(
        "The section’s score is the mean of its indicators that have a score, by their weight. Points are those of "
        "the index."
    ),
    Kind.INDICATOR: N_(
        "The indicator’s score is the mean of its measures that could be measured, by their weight in it. Points are "
        "those of the index."
    ),
    Kind.MEASURE: N_("What the measure rests on shares its points of the index."),
    Kind.CHECK: N_(
        "The check’s points of the index are shared by the pages on which it decided, and on a page by its elements."
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as the page shows it: figures are rounded so that the lines add up. `away` leads to another site."""

    depth: int
    entry: Rounded
    name: str
    code: str | None
    points: str
    possible: str
    lost: str
    said: tuple[str, ...]
    link: str | None = None
    away: str | None = None
    picture: str | None = None

    @property
    def account(self) -> Account:
        return self.entry.account


@router.get("/municipality/{key}/scores")
def scores(visit: Visiting, key: str, moment: AtMoment) -> Response:
    return part(visit, key, "", moment)


@router.get("/municipality/{key}/scores/{name:path}")
def part(visit: Visiting, key: str, name: str, moment: AtMoment) -> Response:
    dossier = dossier_of(visit, key, moment)
    _ = visit.words.gettext
    if dossier.opened is None:
        return show(visit, dossier.page("unseen", "scores", _("Ledger of scores")))
    root = dossier.opened.account
    if root is None:
        raise Problem(404, N_("The methodology of this audit is not there any more"), N_("Choose another day."))
    above = list(_way_to(root, name))
    entry = above.pop()
    teller = _Teller(dossier, dossier.opened, _place(above, entry))
    lines = list(teller.lines(entry))
    title = _("Ledger of scores") if entry is root else teller.name(entry)
    crumbs = [] if entry is root else [(dossier.crumb("scores"), _("Ledger of scores"))]
    crumbs += [(dossier.crumb(f"scores/{_place((), one)}"), teller.name(one)) for one in above[1:]]
    return show(
        visit,
        dossier.page(
            "scores",
            "scores",
            title,
            tables=[_table(dossier, entry, teller)],
            crumbs=crumbs,
            opened=dossier.opened,
            entry=entry,
            whole=teller.line(entry, 0),
            lines=lines[:MOST_LINES],
            more=max(len(lines) - MOST_LINES, 0),
            how=_(HOW[entry.account.kind]),
            issues=dossier.to("issues", rule=entry.account.id) if entry.account.kind is Kind.CHECK else None,
            rule=visit.to(f"rules/{entry.account.id}") if entry.account.kind is Kind.CHECK else None,
        ),
    )


def _way_to(root: Rounded, name: str) -> Iterator[Rounded]:
    """From the whole down to the part of this name: index, section, indicator, measure, or a check as measure/check."""
    upper, _, check = name.partition("/")
    try:
        wanted = root.account if upper in ("", "index") else part_of(root.account, upper)
    except SetupError as error:
        raise _unknown(name) from error
    entry = root
    while entry.account is not wanted:
        yield entry
        entry = next(one for one in entry.parts if one.entry_of(wanted) is not None)
    if check:
        yield entry
        found = next((one for one in entry.parts if one.account.kind is Kind.CHECK and one.account.id == check), None)
        if found is None:
            raise _unknown(name)
        entry = found
    yield entry


def _unknown(name: str) -> Problem:
    return Problem(
        404, N_("There is no such score"), N_("The ledger has no “%(name)s”: begin with the index."), name=name
    )


def _place(above: Sequence[Rounded], entry: Rounded) -> str:
    """Of an entry's own page, behind `scores/`."""
    if entry.account.kind is Kind.CHECK and above:
        return f"{above[-1].account.id}/{entry.account.id}"
    return "" if entry.account.kind is Kind.INDEX else entry.account.id


class _Teller:
    """Says the entries of one ledger in the visitor's language, with the ways on from each."""

    def __init__(self, dossier: Dossier, opened: Opened, place: str) -> None:
        self._dossier = dossier
        self._audit = opened.audit
        self._place = place
        self._words = dossier.visit.words
        self._texts = dossier.visit.texts
        self._said = AccountWords(self._texts, self._words)
        self._fingerprints = _fingerprints(opened.audit)

    def name(self, entry: Rounded) -> str:
        return self._said.name(entry.account, lost=entry.lost > 0)

    def lines(self, entry: Rounded) -> Iterator[Line]:
        """Those below the entry, from the top down."""
        depth = DEPTHS.get(entry.account.kind, USUAL_DEPTH)
        yield from self._below(entry, 1, depth, within=entry)

    def every(self, entry: Rounded) -> Iterator[tuple[int, Rounded]]:
        """The same unfolded, for other programs."""
        yield 0, entry
        yield from self._unfolded(entry, 1, DEPTHS.get(entry.account.kind, USUAL_DEPTH))

    def _unfolded(self, entry: Rounded, depth: int, last: int) -> Iterator[tuple[int, Rounded]]:
        for one in entry.parts:
            yield depth, one
            if depth < last:
                yield from self._unfolded(one, depth + 1, last)

    def _below(self, entry: Rounded, depth: int, last: int, within: Rounded) -> Iterator[Line]:
        for one in folded(entry.parts):
            yield self.line(one, depth, entry)
            if depth < last:
                yield from self._below(one, depth + 1, last, one)

    def line(self, entry: Rounded, depth: int, parent: Rounded | None = None) -> Line:
        account = entry.account
        counts = entry.possible > 0
        write = partial(self._words.number, decimals=DECIMALS)
        return Line(
            depth=depth,
            entry=entry,
            name=self.name(entry),
            code=account.id if account_title(account, self._texts, self._words.language) else None,
            points=write(entry.points / UNITS) if counts else "–",
            possible=write(entry.possible / UNITS) if counts else "–",
            lost=write(entry.lost / UNITS) if counts else "–",
            said=tuple(self._said.remarks(account) if counts else self._said.why_none(account)),
            link=self._link(account, parent),
            away=account.id if account.kind in (Kind.PAGE, Kind.LINK) and account.id else None,
            picture=self._picture(account),
        )

    def _link(self, account: Account, parent: Rounded | None) -> str | None:
        match account.kind:
            case Kind.SECTION | Kind.INDICATOR | Kind.MEASURE:
                return self._dossier.to(f"scores/{account.id}")
            case Kind.CHECK if account.id and parent is not None:
                return self._dossier.to(f"scores/{parent.account.id}/{account.id}")
            case Kind.FEATURE if account.id:
                return self._dossier.to("features") + f"#{account.id}"
            case Kind.ELEMENT if parent is not None:
                rule = self._place.rpartition("/")[2]
                found = self._fingerprints.get((rule, parent.account.page, account.selector, account.snippet))
                return self._dossier.to(f"issues/{found}") if found else None
            case _:
                return None

    def _picture(self, account: Account) -> str | None:
        if account.kind is not Kind.PAGE:
            return None
        page = next((page for page in self._audit.pages if page.url == account.page), None)
        ref = (page.evidence.get("desktop") or page.evidence.get("phone")) if page else None
        return self._dossier.to(f"pictures/{ref}") if ref else None


def _fingerprints(audit: Audit) -> Mapping[tuple[str, str | None, str | None, str | None], str]:
    """Rule, page, selector and snippet of an element to the issue that it belongs to."""
    return {
        (verdict.rule, page.url, element.selector, element.snippet): element_fingerprint(verdict, element)
        for page in audit.pages
        for verdict in page.verdicts
        for element in verdict.elements
    }


def _table(dossier: Dossier, entry: Rounded, teller: _Teller) -> DataTable:
    """Unrounded, and with what is folded on the page."""
    words = dossier.visit.words
    _ = words.gettext
    columns = [
        Column(_("Entry")),
        Column(_("Kind")),
        Column("ID"),
        Column(_("Depth"), Form.COUNT),
        Column(_("Points"), Form.POINTS),
        Column(_("Possible points"), Form.POINTS),
        Column(_("Score"), Form.SCORE),
        Column(_("Weight in the index"), Form.SHARE),
        Column(_("Measured share"), Form.SHARE),
        Column(_("Source")),
        Column(_("Page")),
        Column(_("Element")),
        Column(_("Elements"), Form.COUNT),
    ]
    rows: list[Row] = []
    for depth, one in teller.every(entry):
        account = one.account
        source = _(SOURCES[account.source]) if account.source else None
        rows.append(
            [
                teller.name(one), account.kind.value, account.id, depth, account.points, account.possible,
                account.score, account.weight, account.coverage, source, account.page, account.selector,
                account.count if account.kind in (Kind.ELEMENT, Kind.LINK) else None,
            ]
        )  # fmt: skip
    view = View(_("What the score is made of"), _("Ledger"), columns, rows)
    return DataTable(id="ledger", view=view)
