"""What a report tells beside its audit, out of a database of several sites and the nights of two years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import update

from db import tables as t
from db.engine import writing
from model.audit import Audit, Status
from model.results import INDEX
from model.site import Centre, Role
from model.standing import Outlook
from pipeline.exporting import audit_of, previous_audit
from pipeline.reporting import report_of
from pipeline.standings import outlook_of
from pipeline.workplace import Workplace
from tests.pipeline.gathered import FIRST_NIGHT, SITE, gather, opened

FAILS = {"0088000": 0, "0087000": 1, "0086000": 2, "0085000": 9}
TWO_YEARS, YEAR, HALF = -730, -380, -180


@pytest.fixture(scope="module")
def workplace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    """One site through two years, and its group: four others, and two that are none of it."""
    folder: Path = tmp_path_factory.mktemp("standings")
    with opened(folder) as workplace:
        for night, fails in ((TWO_YEARS, 9), (YEAR, 6), (HALF, 4), (-1, 3), (0, 1)):
            gather(workplace, night, SITE, fails=fails)
        for atvk, fails in FAILS.items():
            gather(workplace, -3, replace(SITE, atvk=atvk, name=atvk, url=f"https://{atvk}.example/"), fails=fails)
        gather(workplace, -3, replace(SITE, atvk="0010000", url="https://riga.example/", centre=Centre.NATIONAL))
        gather(workplace, -2, replace(SITE, atvk="0088000", url="https://forums.example/", role=Role.OTHER))
        yield workplace


def outlook(workplace: Workplace, audit: Audit | None = None) -> Outlook:
    audit = audit or audit_of(workplace, "0099000")
    return outlook_of(workplace, audit, previous_audit(workplace, audit))


def test_the_site_stands_among_its_group_in_index_and_sections(workplace: Workplace) -> None:
    standing = outlook(workplace).standing
    assert standing is not None
    assert standing.group is Centre.LOCAL
    assert [one.subject for one in standing.subjects][:2] == [INDEX, "communication"]
    assert standing.bounds == {1: 0, 2: 30, 3: 50, 4: 70, 5: 90}
    index = standing.subjects[0]
    # One other failed as little, one less, two more.
    assert (index.place.rank, index.place.ranked) == (2, 5)
    assert len(index.peers) == len(FAILS)
    assert list(index.peers) == sorted(index.peers)
    assert index.spread is not None
    assert index.spread.low < index.spread.median < index.spread.high
    silent = standing.of("internal_processes")
    assert silent is not None
    assert (silent.place.rank, silent.peers, silent.spread) == (None, (), None)


def test_the_year_before_is_the_night_nearest_to_it(workplace: Workplace) -> None:
    standing = outlook(workplace).standing
    assert standing is not None
    assert standing.year_before == FIRST_NIGHT + timedelta(days=YEAR)
    index = standing.subjects[0]
    now = audit_of(workplace, "0099000").index
    assert index.before is not None
    assert now.score is not None
    assert index.before < now.score
    assert index.level_before in standing.bounds


def test_what_another_methodology_judged_is_not_compared(workplace: Workplace) -> None:
    with writing(workplace.database) as connection:
        year_before = FIRST_NIGHT + timedelta(days=YEAR)
        number = connection.scalar(t.audit.select().where(t.audit.c.started_at == year_before))
        mine = (t.score.c.audit_id == number) & (t.score.c.methodology == "2019")
        connection.execute(update(t.score).where(mine).values(methodology="2015"))
    try:
        standing = outlook(workplace).standing
        assert standing is not None
        # Half a year before is not a year before, however well it would compare.
        assert standing.year_before == year_before
        assert all(one.before is None for one in standing.subjects)
    finally:
        with writing(workplace.database) as connection:
            connection.execute(update(t.score).where(t.score.c.methodology == "2015").values(methodology="2019"))


def test_without_a_year_there_is_nothing_to_compare(workplace: Workplace) -> None:
    standing = outlook(workplace, audit_of(workplace, "0088000")).standing
    assert standing is not None
    assert standing.year_before is None


def test_the_gains_lead_from_the_index_to_better_places(workplace: Workplace) -> None:
    gains = outlook(workplace).gains
    assert len(gains) == 3
    assert gains[0].step.before == audit_of(workplace, "0099000").index
    assert gains[0].place_before.rank == 2
    assert gains[-1].place_after.rank == 1
    assert all(early.step.after == late.step.before for early, late in pairwise(gains))


def test_the_difference_is_that_from_the_audit_before(workplace: Workplace) -> None:
    difference = outlook(workplace).difference
    assert difference is not None
    assert (difference.before.started_at, difference.after.started_at) == (
        FIRST_NIGHT - timedelta(days=1),
        FIRST_NIGHT,
    )
    (index,) = (move for move in difference.moves if move.score == INDEX)
    assert index.difference is not None
    assert index.difference > 0
    assert sum(index.by_cause().values()) == pytest.approx(index.difference)


def test_the_checklists_are_those_of_the_audit(workplace: Workplace) -> None:
    audit = audit_of(workplace, "0099000")
    met = {item.id: item.statement.met for one in outlook(workplace).checklists for item in one.items}
    assert met == {one.id: one.met for section in audit.index.sections for one in section.prerequisites}
    assert met


def test_of_a_failed_audit_and_a_methodology_that_is_gone_little_is_told(workplace: Workplace) -> None:
    audit = audit_of(workplace, "0099000")
    assert outlook(workplace, replace(audit, status=Status.FAILED)) == Outlook()
    gone = outlook(workplace, replace(audit, index=replace(audit.index, methodology="2015")))
    assert (gone.standing, gone.gains, gone.checklists) == (None, (), ())
    assert gone.difference is not None


def test_a_site_beside_the_main_one_has_no_group(workplace: Workplace) -> None:
    standing = outlook(workplace, audit_of(workplace, "https://forums.example/")).standing
    assert standing is not None
    assert standing.group is None
    assert all(not one.peers for one in standing.subjects)


def test_the_report_says_all_of_it(workplace: Workplace) -> None:
    report = report_of(workplace, "0099000", "lv").decode()
    assert "2.–3. vieta no 5" in report
    assert 'id="next-level"' in report
    assert report.count('class="gained"') == 3
    assert "Labāk" in report
