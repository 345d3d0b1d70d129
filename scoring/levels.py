"""How many municipalities are at each maturity level, and which level is the most common."""

from collections import Counter
from collections.abc import Iterable, Sequence

from model.results import INDEX, LevelCount, MunicipalityResult
from model.site import Centre
from scoring.declaration import Methodology


def subjects(methodology: Methodology) -> tuple[str, ...]:
    """The index and its sections, in order."""
    return (INDEX, *(section.id for section in methodology.sections))


def count_levels(results: Sequence[MunicipalityResult], methodology: Methodology) -> tuple[LevelCount, ...]:
    """Subject by subject: of all municipalities, then of each group."""
    return tuple(
        _count(subject, group, [one for one in results if group in (None, one.site.centre)], methodology)
        for subject in subjects(methodology)
        for group in (None, *Centre)
    )


def common_level(results: Iterable[MunicipalityResult], subject: str) -> int | None:
    """The level where most are; of two with as many the lower. None where nobody has a level."""
    levels = Counter(level for one in results if (level := one.figures(subject).maturity) is not None)
    return max(levels, key=lambda level: (levels[level], -level), default=None)


def _count(
    subject: str, group: Centre | None, results: Iterable[MunicipalityResult], methodology: Methodology
) -> LevelCount:
    found = Counter(one.figures(subject).maturity for one in results)
    counts = {level.level: found[level.level] for level in methodology.levels}
    return LevelCount(subject, group, counts, found[None])
