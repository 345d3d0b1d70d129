"""Index and sections of a site among the newest of its group, and beside those of about a year before."""

from collections.abc import Sequence
from datetime import datetime

from model.results import figures_of
from model.score import IndexScore
from model.site import Centre
from model.standing import Standing, SubjectStanding
from scoring.declaration import Methodology
from scoring.levels import subjects
from scoring.movers import comparable
from scoring.simulation import place_among, ranked_scores


def standing_of(
    index: IndexScore,
    peers: Sequence[IndexScore],
    group: Centre | None,
    methodology: Methodology,
    before: IndexScore | None = None,
    year_before: datetime | None = None,
) -> Standing:
    """`peers` are the other sites' newest indexes by the same methodology, as `before` is by it."""
    return Standing(
        group=group,
        subjects=tuple(_subject(name, index, peers, group, methodology, before) for name in subjects(methodology)),
        bounds={level.level: level.from_score for level in methodology.levels},
        year_before=year_before,
    )


def _subject(
    name: str,
    index: IndexScore,
    peers: Sequence[IndexScore],
    group: Centre | None,
    methodology: Methodology,
    before: IndexScore | None,
) -> SubjectStanding:
    now, others = figures_of(index, name), [figures_of(peer, name) for peer in peers]
    then = figures_of(before, name) if before is not None else None
    alike = then is not None and now.score is not None and comparable(then, now)
    return SubjectStanding(
        subject=name,
        place=place_among(now, others, group, methodology),
        peers=tuple(sorted(ranked_scores(others, methodology))),
        before=then.score if then is not None and alike else None,
        level_before=then.maturity if then is not None and alike else None,
    )
