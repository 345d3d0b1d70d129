"""The facts that a saved audit was scored by, out of its document: to explain its score, or to ask “what if”."""

from model.audit import Audit, Status
from model.decision import About, Ruling
from model.score import Source
from scoring.declaration import Methodology
from scoring.facts import SiteFacts
from scoring.survey import survey_scores


def facts_of(audit: Audit, methodology: Methodology) -> SiteFacts:
    """`methodology` is the one that the audit was scored by. Scoring these facts gives its index once more."""
    if audit.status is Status.FAILED:
        return SiteFacts.nothing()
    decided = [one for one in audit.decisions if one.about is About.FINDING or one.ruling is not Ruling.DISMISS]
    return SiteFacts(
        features={feature.id: feature for feature in audit.features},
        page_audits=audit.pages,
        checks=audit.checks,
        wcag_score=audit.wcag_score,
        links_checked=audit.links_checked,
        links_broken=audit.links_broken,
        survey=survey_scores(audit.answers, methodology),
        register={
            f"{indicator.id}.{measure.id}": measure.score
            for section in audit.index.sections
            for indicator in section.indicators
            for measure in indicator.measures
            if measure.source is Source.REGISTER and measure.score is not None
        },
        by_hand=frozenset(one.subject if one.about is About.FEATURE else one.rule or "" for one in decided),
    )
