"""A municipality: where it stands, how it came there, what moved and why, and which fixes gain most."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Response

from model.change import Difference
from model.standing import Standing
from pipeline.chosen_audits import Chosen, chosen_of
from pipeline.differences import difference_between
from pipeline.standings import is_compared
from reports.gains import GainPart, gain_parts
from reports.index_parts import level
from reports.language import riga_day
from reports.reasons import LEAST_POINTS, Reasons
from reports.spreadsheets import Row
from reports.terms import BANDS, CENTRES, STATUSES
from reports.views import BEFORE_ROUNDING, Column, Form, View
from web.filters import Unset
from web.ledgers import ledger_of
from web.page import DataTable, show
from web.page_route import page_router
from web.pages.municipality.dossier import Dossier, Moment, Opened, dossier_of, seen_on
from web.pages.municipality.nights import Every, chart_of, nights, table_of, thinned
from web.pages.municipality.outlook import best_gains, next_level, standing_among
from web.pages.municipality.past import past_of
from web.visit import Visit, Visiting

router = page_router()

YEAR = timedelta(days=365)


class Asked(Moment):
    """`since`: the day that what moved is counted from; else the audit before the one that is told."""

    since: Annotated[date | None, Unset] = None


@router.get("/municipality/{key}")
def municipality(visit: Visiting, key: str, asked: Annotated[Asked, Query()]) -> Response:
    dossier = dossier_of(visit, key, asked)
    opened = dossier.opened
    if opened is None:
        return show(visit, dossier.page("unseen", ""))
    standing = standing_among(dossier, opened)
    difference = _difference(dossier, opened, asked.since)
    gains = _gains(dossier, opened)
    # Night by night it is the history's to tell.
    told = thinned(nights(dossier, dossier.day - YEAR, asked.methodology), Every.WEEK)
    tables = [
        _facts(visit, opened, standing),
        _sections(dossier, opened, standing),
        table_of(dossier, told),
        *([_moves(visit, difference)] if difference else []),
        *([_fixes(visit, gains)] if gains else []),
    ]
    texts, words = visit.texts, visit.words
    return show(
        visit,
        dossier.page(
            "overview",
            "",
            tables=tables,
            opened=opened,
            level=level(opened.audit.index.maturity, texts, visit.language),
            standing=standing,
            chart=chart_of(dossier, told),
            place=standing.subjects[0].place if standing and is_compared(dossier.site) else None,
            group=words.gettext(CENTRES[dossier.site.centre]) if dossier.site.centre else None,
            band=words.gettext(BANDS[opened.audit.wcag_band]) if opened.audit.wcag_band else None,
            sections=_section_lines(dossier, opened, standing),
            difference=difference,
            since=asked.since or (difference.asked_from if difference else None),
            moved=list(_moved(dossier, difference)) if difference else [],
            ledger_of=ledger_of,
            gains=gains,
            next_level=next_level(dossier, opened, standing)[1],
            past=past_of(visit, dossier.series),
            measured=sum(one.score is not None for part in opened.audit.index.sections for one in part.indicators),
            indicators=sum(len(part.indicators) for part in opened.audit.index.sections),
        ),
    )


def _gains(dossier: Dossier, opened: Opened) -> Sequence[GainPart]:
    visit = dossier.visit
    anchors = {
        **{one.id: dossier.to("features") + f"#{one.id}" for one in opened.audit.features},
        **{one.rule: visit.to(f"rules/{one.rule}") for page in opened.audit.pages for one in page.verdicts},
        **{one.rule: dossier.to("issues", rule=one.rule) for one in opened.audit.issues},
    }
    return gain_parts(best_gains(dossier, opened), opened.audit, anchors, visit.texts, visit.words)


def _difference(dossier: Dossier, opened: Opened, since: date | None) -> Difference | None:
    """From the end of that day, or from the audit before; None of the first audit."""
    visit = dossier.visit
    if since is None:
        before = chosen_of(visit.workplace, dossier.series, opened.audit.started_at)
        if not isinstance(before, Chosen):
            return None
        since = riga_day(before.seen.started_at)
    first, last = min(since, seen_on(opened)), seen_on(opened)
    return visit.kept(
        ("difference", dossier.key, first, last),
        lambda: difference_between(visit.workplace, dossier.target, first, last),
    )


def _moved(dossier: Dossier, difference: Difference) -> Iterator[dict[str, object]]:
    """The scores that have another value, each with its reasons and the ledgers of both nights."""
    reasons = Reasons(dossier.visit.texts, dossier.visit.words)
    days = [riga_day(night.started_at) for night in (difference.before, difference.after)]
    for move in difference.moves:
        if move.difference is None and move.before == move.after:
            continue
        if move.difference is None or abs(move.difference) >= LEAST_POINTS:
            ledgers = [dossier.to(ledger_of(move.score), on=day) for day in days]
            yield {"title": reasons.score(move.score), "move": move, "why": reasons.why(move), "ledgers": ledgers}


def _facts(visit: Visit, opened: Opened, standing: Standing | None) -> DataTable:
    _ = visit.words.gettext
    audit, place = opened.audit, standing.subjects[0].place if standing else None
    columns = [
        Column(_("Methodology")),
        Column(_("Index"), Form.SCORE),
        Column(_("Level"), Form.COUNT),
        Column(_("Measured share"), Form.SHARE),
        Column(_("Place in the group"), Form.COUNT),
        Column(_("Ranked in the group"), Form.COUNT),
        Column(_("WCAG score"), Form.SCORE),
        Column(_("Band")),
        Column(_("Pages that pass on a phone"), Form.PERCENT),
        Column(_("Measured on")),
        Column(_("Audit")),
    ]
    row: Row = [
        audit.index.methodology,
        audit.index.score,
        audit.index.maturity,
        audit.index.coverage,
        place.rank if place else None,
        place.ranked if place else None,
        audit.wcag_score,
        _(BANDS[audit.wcag_band]) if audit.wcag_band else None,
        audit.mobile_score,
        seen_on(opened),
        _(STATUSES[audit.status]),
    ]
    return DataTable(id="standing", view=View(_("Where the municipality stands"), _("Standing"), columns, [row]))


def _section_lines(dossier: Dossier, opened: Opened, standing: Standing | None) -> Sequence[dict[str, object]]:
    visit = dossier.visit
    return [
        {
            "title": visit.texts.title(visit.texts.sections, section.id, visit.language),
            "section": section,
            "level": level(section.maturity, visit.texts, visit.language),
            "place": subject.place if standing and (subject := standing.of(section.id)) else None,
            "ledger": dossier.to(f"scores/{section.id}"),
        }
        for section in opened.audit.index.sections
    ]


def _sections(dossier: Dossier, opened: Opened, standing: Standing | None) -> DataTable:
    visit = dossier.visit
    _, texts = visit.words.gettext, visit.texts
    columns = [
        Column(_("Section")),
        Column(_("Score"), Form.SCORE),
        Column(_("Level"), Form.COUNT),
        Column(_("Measured share"), Form.SHARE),
        Column(_("Place in the group"), Form.COUNT),
        Column(_("Ranked in the group"), Form.COUNT),
    ]
    rows: list[Row] = []
    links: dict[tuple[int, int], str] = {}
    for at, section in enumerate(opened.audit.index.sections):
        subject = standing.of(section.id) if standing else None
        rows.append(
            [
                texts.title(texts.sections, section.id, visit.language),
                section.score,
                section.maturity,
                section.coverage,
                subject.place.rank if subject else None,
                subject.place.ranked if subject else None,
            ]
        )
        links |= {(at, 0): dossier.to(f"scores/{section.id}"), (at, 1): dossier.to(f"scores/{section.id}")}
    view = View(_("Sections of the index"), _("Sections"), columns, rows)
    return DataTable(id="sections", view=view, links=links)


def _moves(visit: Visit, difference: Difference) -> DataTable:
    _ = visit.words.gettext
    reasons = Reasons(visit.texts, visit.words)
    columns = [
        Column(_("Score")),
        Column(_("Before"), Form.SCORE),
        Column(_("After"), Form.SCORE),
        Column(_("Change"), Form.CHANGE),
        Column(_("Why")),
    ]
    rows: list[Row] = [
        [reasons.score(one.score), one.before, one.after, one.difference, "; ".join(reasons.why(one))]
        for one in difference.moves
    ]
    view = View(_("What moved and why"), _("Moves"), columns, rows, [_(BEFORE_ROUNDING)])
    return DataTable(id="moves", view=view)


def _fixes(visit: Visit, gains: Sequence[GainPart]) -> DataTable:
    _ = visit.words.gettext
    columns = [Column(_("What to mend")), Column(_("Gain"))]
    rows: list[Row] = [["; ".join(part.title for part in one.parts), ", ".join(one.gained)] for one in gains]
    return DataTable(id="gains", view=View(_("The fixes that gain most"), _("Fixes"), columns, rows))
