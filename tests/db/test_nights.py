"""A night is planned once, whole or not at all, and ends with its last turn."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection, Engine

from db.engine import open_database
from db.jobs import JobState, end_job, pick_job
from db.nights import (
    NightExists,
    Planned,
    cancel_night,
    close_missed,
    last_turns,
    nights,
    planned_on,
)
from db.run_sites import states_of_runs
from db.runs import RunExists, RunStatus, run_named, runs, unfinished_runs
from model.site import Site
from tests.db.planned import BEGINS, ENDS, MINUTE, NIGHT, SITES, plan, turns
from tests.db.stored_jobs import jobs_of

WORKER = "worker 1"


def work_off(database: Engine, state: JobState = JobState.SAVED, until: int = 10) -> None:
    for number in range(until):
        job = pick_job(database, WORKER, BEGINS + number * MINUTE)
        if job is not None:
            assert end_job(database, job, state, BEGINS + number * MINUTE)


def test_states_of_many_runs_are_counted_at_once(database: Engine) -> None:
    plan(database)
    work_off(database, JobState.CRASHED, until=2)
    counted = states_of_runs(database, ["run-1", "run-2"])
    assert counted == {"run-1": {(None, JobState.WAITING): 1, (None, JobState.CRASHED): 2}, "run-2": {}}
    assert run_named(database, "run-1") == runs(database)[0]
    assert run_named(database, "run-2") is None
    assert runs(database, 1, skipped=1) == ()


def test_planned_night_waits_in_order(database: Engine) -> None:
    plan(database)
    (night,) = nights(database)
    assert (night.run, night.night, night.planned_at, night.ends_at) == ("run-1", NIGHT, BEGINS, ENDS)
    assert (night.status, night.counts, night.sites, night.open) == (RunStatus.RUNNING, {JobState.WAITING: 3}, 3, 3)
    assert [(job.site.url, job.not_before, job.state) for job in jobs_of(database, "run-1")] == [
        (site.url, BEGINS + number * MINUTE, JobState.WAITING) for number, site in enumerate(SITES)
    ]
    assert planned_on(database, NIGHT) == "run-1"
    assert planned_on(database, NIGHT + timedelta(days=1)) is None


def test_second_plan_of_a_night_is_refused_and_leaves_nothing(database: Engine) -> None:
    plan(database)
    with pytest.raises(NightExists):
        plan(database, "run-2", turns([Site("https://other.example/", "other")]))
    assert [run.id for run in runs(database)] == ["run-1"]
    with pytest.raises(RunExists):
        plan(database, date_of=NIGHT + timedelta(days=1))
    plan(database, "run-3", date_of=None)
    plan(database, "run-4", date_of=None)
    assert [(night.run, night.night) for night in nights(database, limit=3)] == [
        ("run-4", None),
        ("run-3", None),
        ("run-1", NIGHT),
    ]
    assert [night.run for night in nights(database, run="run-3")] == ["run-3"]


def test_many_planners_of_one_night_plan_it_once(database: Engine, database_url: str) -> None:
    told: list[str] = []
    start = threading.Barrier(4)

    def planner(number: int) -> None:
        own = open_database(database_url)
        start.wait()
        try:
            # Each names the sites in another order.
            told.append(plan(own, f"run-{number}", turns(SITES[number % 3 :] + SITES[: number % 3])))
        except NightExists:
            told.append("exists")
        finally:
            own.dispose()

    threads = [threading.Thread(target=planner, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told)[:3] == ["exists"] * 3
    (night,) = nights(database)
    assert night.run == sorted(told)[3]
    assert night.counts == {JobState.WAITING: 3}
    assert len(runs(database)) == 1


def test_what_cannot_be_queued_is_not_planned(database: Engine) -> None:
    told: list[tuple[str, list[str]]] = []

    def enqueue(connection: Connection, run: str, turns: Sequence[tuple[int, Planned]]) -> None:
        told.append((run, [one.site.url for _, one in turns]))
        raise ValueError("queue is gone")

    with pytest.raises(ValueError, match="gone"):
        plan(database, enqueue=enqueue)
    assert told == [("run-1", [site.url for site in SITES])]
    assert (runs(database), nights(database)) == ((), ())


def test_night_ends_with_its_last_turn(database: Engine) -> None:
    plan(database)
    work_off(database, until=2)
    assert [(night.status, night.open) for night in nights(database)] == [(RunStatus.RUNNING, 1)]
    work_off(database)
    (night,) = nights(database)
    assert (night.status, night.finished_at, night.open) == (RunStatus.FINISHED, BEGINS + 2 * MINUTE, 0)


def test_night_without_a_site_ends_at_once(database: Engine) -> None:
    plan(database, jobs=[])
    assert close_missed(database, BEGINS) == 0
    assert [night.status for night in nights(database)] == [RunStatus.FINISHED]


def test_night_owns_no_process_and_is_not_resumed(database: Engine) -> None:
    plan(database)
    assert [run.status for run in runs(database)] == [RunStatus.RUNNING]
    assert unfinished_runs(database) == ()


def test_turns_whose_hours_closed_are_missed_and_those_at_work_come_to_their_end(database: Engine) -> None:
    early = replace(turns()[2], not_after=BEGINS + 5 * MINUTE)
    plan(database, jobs=[*turns()[:2], early])
    assert close_missed(database, BEGINS + 4 * MINUTE) == 0
    at_work = pick_job(database, WORKER, BEGINS)
    assert close_missed(database, BEGINS + 5 * MINUTE) == 1
    assert [job.state for job in jobs_of(database, "run-1")] == [JobState.WORKING, JobState.WAITING, JobState.MISSED]
    assert close_missed(database, ENDS) == 1
    assert [night.status for night in nights(database)] == [RunStatus.RUNNING]
    assert at_work is not None
    end_job(database, at_work, JobState.SAVED, ENDS + MINUTE)
    (night,) = nights(database)
    assert (night.status, night.counts) == (RunStatus.FINISHED, {JobState.SAVED: 1, JobState.MISSED: 2})


def test_cancelled_night_lets_turns_at_work_end(database: Engine) -> None:
    plan(database)
    at_work = pick_job(database, WORKER, BEGINS)
    assert cancel_night(database, "run-1", BEGINS) == 2
    assert pick_job(database, WORKER, BEGINS + 5 * MINUTE) is None
    assert [night.status for night in nights(database)] == [RunStatus.RUNNING]
    assert at_work is not None
    end_job(database, at_work, JobState.SAVED, BEGINS)
    # One of its sites had its turn.
    assert [night.status for night in nights(database)] == [RunStatus.FINISHED]
    plan(database, "run-2", date_of=None)
    assert cancel_night(database, "run-2", BEGINS) == 3
    assert [night.status for night in nights(database, limit=1)] == [RunStatus.CANCELLED]


def test_last_turn_of_a_site_counts_no_night_in_which_it_had_none(database: Engine) -> None:
    first, second, third = SITES
    since = NIGHT - timedelta(days=30)
    assert last_turns(database, SITES, since) == {}
    plan(database, "run-1", turns(SITES), NIGHT - timedelta(days=2))
    assert last_turns(database, SITES, since) == dict.fromkeys(SITES, NIGHT - timedelta(days=2))
    work_off(database)
    plan(database, "run-2", turns([first]), NIGHT - timedelta(days=1))
    assert close_missed(database, ENDS) == 1
    plan(database, "run-3", turns([second]), NIGHT)
    cancel_night(database, "run-3", BEGINS)
    plan(database, "run-4", turns([third]), NIGHT + timedelta(days=1))
    plan(database, "run-5", turns([first]), None)
    renamed = replace(third, name="new name", email="a@b.example")
    assert last_turns(database, [first, second, renamed, Site("https://d.example/", "d")], since) == {
        first: NIGHT - timedelta(days=2),
        second: NIGHT - timedelta(days=2),
        renamed: NIGHT + timedelta(days=1),
    }
    assert last_turns(database, SITES, NIGHT) == {third: NIGHT + timedelta(days=1)}
    assert last_turns(database, [first], date.min) == {first: NIGHT - timedelta(days=2)}
