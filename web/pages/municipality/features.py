"""What a municipality's site offers: each feature with its proof, since when it holds, and where it was looked for."""

from collections.abc import Mapping, Sequence
from itertools import groupby

from fastapi import Response

from db.features import FeatureSpan, feature_history
from model.audit import Audit
from model.decision import About
from pipeline.background import background_of
from reports.feature_parts import FeatureGroup, feature_groups, statement_facts
from reports.feature_rows import FOUND
from reports.language import riga_day
from reports.people import DecisionLine
from reports.spreadsheets import Row
from reports.statement_faults import statement_faults
from reports.views import Column, Form, View
from reports.where_looked import search_of
from web.page import DataTable, show
from web.page_route import page_router
from web.pages.municipality.dossier import AtMoment, Dossier, dossier_of
from web.pages.municipality.shown_pictures import album_of
from web.visit import Visiting

router = page_router()

Spans = Mapping[str, Sequence[FeatureSpan]]


@router.get("/municipality/{key}/features")
def features(visit: Visiting, key: str, moment: AtMoment) -> Response:
    dossier = dossier_of(visit, key, moment)
    _, words, texts = visit.words.gettext, visit.words, visit.texts
    if dossier.opened is None:
        return show(visit, dossier.page("unseen", "features", _("Features")))
    audit = dossier.opened.audit
    spans = _spans(dossier, audit)
    groups = feature_groups(audit.features, texts, words, album_of(dossier))
    return show(
        visit,
        dossier.page(
            "features",
            "features",
            _("Features"),
            tables=[_table(dossier, groups, spans)],
            audit=audit,
            groups=groups,
            spans=spans,
            found_words=FOUND,
            search=search_of(audit, background_of(visit.workplace, audit).crawl, texts, words),
            statement=statement_facts(audit.features, words),
            faults=statement_faults(audit.features, texts, visit.language),
            decisions=[DecisionLine.of(one, texts, words) for one in audit.decisions if one.about is About.FEATURE],
        ),
    )


def _spans(dossier: Dossier, audit: Audit) -> Spans:
    """Of each feature what held until the audit, the newest first."""
    told = feature_history(dossier.visit.workplace.database, audit.site)
    known = [one for one in told if one.since <= audit.started_at]
    return {name: list(alike)[::-1] for name, alike in groupby(known, key=lambda one: one.feature)}


def _table(dossier: Dossier, groups: Sequence[FeatureGroup], spans: Spans) -> DataTable:
    visit = dossier.visit
    _ = visit.words.gettext
    columns = [
        Column(_("Group")),
        Column(_("Feature")),
        Column("ID"),
        Column(_("Verdict")),
        Column(_("Detail")),
        Column(_("Since")),
        Column(_("Page")),
        Column(_("Proof")),
        Column(_("Leads to")),
        Column(_("Changes"), Form.COUNT),
    ]
    rows: list[Row] = []
    for group in groups:
        for part in group.features:
            feature, proof = part.feature, part.proofs[0] if part.proofs else None
            held = spans.get(feature.id, ())
            rows.append(
                [
                    group.title, part.title, feature.id, _(FOUND[feature.found]), ", ".join(part.remarks) or None,
                    riga_day(held[0].since) if held else None, proof.proof.page if proof else None,
                    proof.what if proof else None, proof.proof.target if proof else None, max(len(held) - 1, 0),
                ]
            )  # fmt: skip
    return DataTable(id="features", view=View(_("What the site offers"), _("Features"), columns, rows))
