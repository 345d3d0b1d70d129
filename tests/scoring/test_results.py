"""Ranks within a peer group: ties share one, little measured has none."""

from model.site import Centre
from scoring.results import Entry, rank_in_groups


def entry(name: str, score: float | None, group: Centre | None = Centre.LOCAL, coverage: float = 0.4) -> Entry:
    return Entry(key=name, name=name, group=group, score=score, coverage=coverage)


def test_ranks() -> None:
    standings = rank_in_groups(
        [
            entry("Ludza", 40),
            entry("Preiļi", 70.0),
            entry("Balvi", 70.0 + 1e-12),  # the same score but for the last bit
            entry("Krāslava", 95, coverage=0.1),
            entry("Cēsis", None, coverage=0),
            entry("Rīga", 50, Centre.NATIONAL),
            entry("Jelgava", 60, Centre.NATIONAL),
            entry("paraugs.example", 99, None),
        ],
        minimum_coverage=0.25,
    )
    assert [(standing.entry.name, standing.rank) for standing in standings] == [
        ("Jelgava", 1),
        ("Rīga", 2),
        ("Balvi", 1),
        ("Preiļi", 1),
        ("Ludza", 3),
        ("Cēsis", None),
        ("Krāslava", None),
        ("paraugs.example", 1),
    ]


def test_the_minimum_itself_is_enough() -> None:
    (standing,) = rank_in_groups([entry("Ogre", 10, coverage=0.25)], minimum_coverage=0.25)
    assert standing.rank == 1


def test_nobody() -> None:
    assert rank_in_groups([], minimum_coverage=0.25) == ()
