"""Where a municipality could come: its place in the group, the fixes that gain most, and the way to the next level."""

from collections.abc import Sequence

from model.score import IndexScore
from model.standing import Gain, Standing
from pipeline.results import Scope
from pipeline.simulating import most_gained, peers_among
from pipeline.standings import gains_among, is_compared
from reports.index_parts import SectionPart, section_parts
from reports.next_level import NextLevelPart, next_level_parts
from scoring.standing import standing_of
from web.kept import standings
from web.pages.municipality.dossier import Dossier, Opened, judged_alike


def standing_among(dossier: Dossier, opened: Opened) -> Standing | None:
    """Places in the group on the day, and the bounds of levels; None where the methodology is gone."""
    if opened.account is None:
        return None
    methodology = judged_alike(dossier.visit.workplace, opened).methodology
    return standing_of(opened.audit.index, _peers(dossier, opened), dossier.site.centre, methodology)


def best_gains(dossier: Dossier, opened: Opened) -> Sequence[Gain]:
    """Each follows the ones before it; none where the document of the audit is gone."""
    case = opened.case
    if case is None:
        return ()
    steps = dossier.visit.lasting.get(("most gained", opened.chosen.result_ref), lambda: most_gained(case))
    return gains_among(case, _peers(dossier, opened), steps)


def next_level(
    dossier: Dossier, opened: Opened, standing: Standing | None
) -> tuple[Sequence[SectionPart], Sequence[NextLevelPart]]:
    """The sections of the index with how far each is from its next level; nothing without a standing."""
    if standing is None:
        return (), ()
    visit = dossier.visit
    sections = section_parts(opened.audit, visit.texts, visit.words)
    checklists = opened.case.checklists if opened.case else ()
    return sections, next_level_parts(sections, checklists, standing, {}, visit.texts, visit.words)


def _peers(dossier: Dossier, opened: Opened) -> Sequence[IndexScore]:
    """The indexes of the other sites of its group on the day, by the same methodology."""
    if not is_compared(dossier.site):
        return ()
    judged = judged_alike(dossier.visit.workplace, opened)
    return peers_among(standings.sites(dossier.visit, Scope(on=dossier.day), judged), dossier.site)
