"""Results out of a database: the round of 2019 as its slides print it, and any other day and scope."""

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

from db.runs import start_run
from db.saving import save_audit
from model.audit import Status
from model.failure import Failure, FailureKind
from model.results import Agreement, Results
from model.site import Centre, Role, Site
from pipeline.results import Scope, result_row, results_of, sites_on
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.language import Words
from reports.result_views import ViewName, result_views
from reports.result_words import ResultWords
from reports.views import print_view
from tests.db import examples
from tests.pipeline.round_2019 import NIGHT, load_round

DAY = date(2019, 12, 31)


@pytest.fixture(scope="module")
def round_2019(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    folder = tmp_path_factory.mktemp("round")
    with opened(folder) as workplace:
        load_round(workplace.database)
        yield workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with opened(tmp_path) as workplace:
        yield workplace


def opened(folder: Path) -> Workplace:
    return Workplace.open({"database_url": f"sqlite:///{folder}/e.sqlite", "evidence_url": str(folder / "evidence")})


def results(workplace: Workplace, on: date = DAY, since: date | None = None, **narrowed: object) -> Results:
    section = narrowed.pop("section", None)
    scope = Scope(on=on, **narrowed)  # type: ignore[arg-type]
    return results_of(workplace, scope, partial(sites_on, workplace), section, since)  # type: ignore[arg-type]


def test_every_consistent_figure_of_the_slides_is_reproduced(round_2019: Workplace) -> None:
    consistent = [one for one in results(round_2019).statements if one.printed.agreement is Agreement.CONSISTENT]
    assert len(consistent) == 23
    for one in consistent:
        assert one.today is not None, one.id
        assert one.today.percent is not None, one.id
        if one.printed.percent is not None:
            assert round(one.today.percent) == one.printed.percent, one.id
        assert (one.today.count, one.today.base) == (one.printed.count, one.printed.base), one.id
        assert one.level == one.printed.level, one.id


@pytest.mark.parametrize("language", ["lv", "en"])
def test_every_other_figure_is_listed_as_printed_with_its_note(round_2019: Workplace, language: str) -> None:
    found = results(round_2019)
    others = [one for one in found.statements if one.printed.agreement is not Agreement.CONSISTENT]
    assert len(others) == 46 - 23
    words = ResultWords(Words(language), report_texts(round_2019.settings, round_2019.methodology))  # type: ignore[arg-type]
    console = Console(file=io.StringIO(), width=400, color_system=None)
    _, listed = result_views(found, [ViewName.STATEMENTS], words)
    print_view(listed, console, words.words)
    text = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    for one in others:
        assert f"“{one.printed.text}”" in text, one.id
        if one.printed.note is not None:
            assert one.printed.note.in_(words.words.language) in text, one.id


def test_levels_and_groups_of_the_round(round_2019: Workplace) -> None:
    found = results(round_2019)
    assert (found.municipalities, found.measured, found.methodology) == (104, 104, "2019")
    lines = {(line.subject, line.group): line for line in found.levels}
    assert [lines["index", group].known for group in (None, *Centre)] == [104, 12, 21, 71]
    assert lines["index", None].counts == {1: 64, 2: 40, 3: 0, 4: 0, 5: 0}
    # One indicator of 25 was measured, less than a place needs.
    assert [ranking.ranked for ranking in found.top] == [0, 0, 0]
    assert found.mean_coverage == pytest.approx(0.04)


def test_a_scope_narrows_whom_and_what(round_2019: Workplace) -> None:
    found = results(round_2019, group=Centre.NATIONAL, section="services")
    assert found.municipalities == 12
    assert {line.subject for line in found.levels} == {"services"}
    assert {one.section for one in found.statements} == {one.section for one in found.recommendations} == {"services"}
    assert [(one.subject, one.group) for one in found.top] == [("services", Centre.NATIONAL)]
    assert results(round_2019, region="vidzeme").municipalities == 104
    assert results(round_2019, region="Kurzeme").municipalities == 0
    assert results(round_2019, on=date(2019, 9, 30)).municipalities == 0
    assert results(round_2019, on=NIGHT.date()).municipalities == 104


def test_old_answers_no_longer_count(round_2019: Workplace) -> None:
    statements = {one.id: one.today for one in results(round_2019, on=date(2022, 1, 1)).statements}
    assert statements["cus.standard"] is not None
    assert (statements["cus.standard"].base, statements["cus.standard"].of) == (0, 54)
    assert statements["ser.info"] is not None
    assert statements["ser.info"].base == 102


def night(workplace: Workplace, number: int, site: Site, *, score: float | None = 50.0) -> None:
    whole = replace(examples.audit(number, site=site), index=examples.index(score=score))
    if score is None:
        whole = replace(examples.failed(number), site=site)
    run = f"{whole.run} {site.url}"
    start_run(workplace.database, run, started_at=whole.started_at, sites=[site], settings={}, versions={})
    save_audit(workplace.database, replace(whole, run=run), "d" * 64 + ".zst")


def on(number: int) -> date:
    """The day in Riga of the night."""
    return (examples.FIRST_NIGHT + timedelta(days=number, hours=3)).date()


def test_a_failed_night_leaves_the_figures_of_the_last_that_saw_the_site(workplace: Workplace) -> None:
    night(workplace, 0, examples.SITE, score=60.0)
    night(workplace, 3, examples.SITE, score=None)
    night(workplace, 5, replace(examples.SITE, name="Ošu novads"), score=70.0)
    never = Site("https://nekad.example/", "Nekad", "0088000")
    night(workplace, 3, never, score=None)

    def rows(number: int) -> dict[str, tuple[object, ...]]:
        found = map(result_row, sites_on(workplace, Scope(on=on(number))))
        return {
            row.url: (row.name, row.status, row.index, row.pages, row.failure_kind, row.stale_days) for row in found
        }

    down = (Status.FAILED, None, 0, FailureKind.DNS, None)
    assert rows(0) == {examples.HOME: ("Liepu novada pašvaldība", Status.COMPLETE, 60.0, 2, None, None)}
    assert rows(4) == {
        examples.HOME: ("Liepu novada pašvaldība", Status.FAILED, 60.0, 2, FailureKind.DNS, 3),
        never.url: ("Nekad", *down),
    }
    assert rows(5)[examples.HOME] == ("Ošu novads", Status.COMPLETE, 70.0, 2, None, None)
    found = results(workplace, on=on(4))
    assert (found.municipalities, found.measured) == (2, 1)


def test_a_municipality_that_moved_is_one_and_other_sites_are_none(workplace: Workplace) -> None:
    moved = replace(examples.SITE, url="https://jauna.example/")
    night(workplace, 0, examples.SITE, score=40.0)
    night(workplace, 9, moved, score=55.0)
    night(workplace, 9, replace(moved, url="https://muzejs.example/", role=Role.OTHER), score=90.0)
    found = results(workplace, on=on(9), since=on(0))
    assert found.municipalities == 1
    assert [row.url for row in map(result_row, sites_on(workplace, Scope(on=on(3))))] == [examples.HOME]
    movement = found.movements[0]
    assert [(move.site.url, move.before, move.after) for move in movement.moves] == [(moved.url, 40.0, 55.0)]
    assert results(workplace, on=on(9)).movements == ()


def test_a_new_address_that_nothing_has_seen_keeps_the_figures_of_the_old_one(workplace: Workplace) -> None:
    night(workplace, 0, examples.SITE, score=40.0)
    night(workplace, 9, replace(examples.SITE, url="https://jauna.example/"), score=None)
    (row,) = map(result_row, sites_on(workplace, Scope(on=on(9))))
    assert (row.url, row.status, row.index, row.stale_days) == ("https://jauna.example/", Status.FAILED, 40.0, 9)


def test_what_another_methodology_did_not_judge_has_no_index(workplace: Workplace) -> None:
    night(workplace, 0, examples.SITE, score=60.0)
    other = replace(
        workplace, methodology=replace(workplace.methodology, frame=replace(workplace.methodology.frame, id="2020"))
    )
    (row,) = map(result_row, sites_on(other, Scope(on=on(0))))
    assert (row.index, row.coverage, row.maturity) == (None, 0.0, None)
    assert row.wcag_score == pytest.approx(99.12345678901234)


def test_features_are_those_of_the_day(workplace: Workplace) -> None:
    night(workplace, 0, examples.SITE)
    then = replace(examples.audit(4), features=(replace(examples.audit(0).features[2], found=True),))
    examples.save(workplace.database, replace(then, index=examples.index(score=50.0)))

    def petition(number: int) -> bool | None:
        (one,) = sites_on(workplace, Scope(on=on(number)))
        assert one.judged is not None
        return one.judged.features["petition"].found

    assert [petition(number) for number in (0, 3, 4)] == [False, False, True]


def test_failure_detail_stays(workplace: Workplace) -> None:
    failure = Failure(FailureKind.TLS, "expired")
    examples.save(workplace.database, replace(examples.failed(0), failure=failure))
    (row,) = map(result_row, sites_on(workplace, Scope(on=on(0))))
    assert (row.failure_kind, row.failure_detail) == (FailureKind.TLS, "expired")
