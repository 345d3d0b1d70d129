"""A turn has one holder; who lost it can neither end it nor put it off."""

import threading
from datetime import timedelta

from sqlalchemy import Engine

from db.engine import open_database
from db.jobs import (
    Job,
    JobState,
    end_job,
    give_back,
    holds,
    pick_job,
    put_off,
    release_held,
    take_job,
)
from db.nights import nights
from db.runs import RunStatus
from model.failure import Failure, FailureKind
from tests.db.planned import BEGINS, ENDS, MINUTE, SITES, plan, turns
from tests.db.stored_jobs import jobs_of

LATE = BEGINS + timedelta(hours=1)
TIMEOUT = Failure(FailureKind.TIMEOUT, "no answer within 15 s")


def picked(database: Engine, holder: str = "one", minutes: int = 30) -> Job:
    job = pick_job(database, holder, BEGINS + minutes * MINUTE)
    assert job is not None
    return job


def states(database: Engine, run: str = "run-1") -> dict[str, JobState]:
    return {job.site.name: job.state for job in jobs_of(database, run)}


def test_turns_are_handed_out_when_they_are_due_in_order(database: Engine) -> None:
    plan(database)
    assert pick_job(database, "one", BEGINS - MINUTE) is None
    first = picked(database, minutes=0)
    assert (first.site, first.holder, first.taken, first.tries, first.begun_at) == (SITES[0], "one", 1, 0, BEGINS)
    assert pick_job(database, "two", BEGINS) is None
    assert [picked(database).site.name for _ in range(2)] == ["b", "c"]
    assert pick_job(database, "one", LATE) is None
    assert states(database) == dict.fromkeys("abc", JobState.WORKING)


def test_what_a_person_asks_for_goes_first(database: Engine) -> None:
    plan(database)
    plan(database, "run-2", turns(SITES[2:], priority=10, first=BEGINS + 20 * MINUTE), None)
    assert (picked(database, minutes=10).run, picked(database).run) == ("run-1", "run-2")


def test_site_at_work_in_one_run_waits_in_the_other(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    plan(database, "run-2", turns(SITES[:1], priority=10), None)
    asked = picked(database)
    assert asked.run == "run-2"
    assert pick_job(database, "two", LATE) is None
    end_job(database, asked, JobState.SAVED, LATE)
    assert picked(database).run == "run-1"


def test_no_turn_is_handed_out_after_its_hours(database: Engine) -> None:
    plan(database)
    (site_id,) = [job.site_id for job in jobs_of(database, "run-1") if job.site == SITES[0]]
    assert pick_job(database, "one", ENDS) is None
    assert states(database) == dict.fromkeys("abc", JobState.WAITING)
    assert take_job(database, "run-1", site_id, "one", ENDS) is None
    assert states(database) == {"a": JobState.MISSED, "b": JobState.WAITING, "c": JobState.WAITING}


def test_turn_put_off_is_tried_again_and_remembers_why(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    assert put_off(database, picked(database), LATE, TIMEOUT)
    (waiting,) = jobs_of(database, "run-1")
    assert (waiting.state, waiting.tries, waiting.holder, waiting.not_before) == (JobState.WAITING, 1, None, LATE)
    assert waiting.failure == TIMEOUT
    assert pick_job(database, "one", LATE - MINUTE) is None
    again = pick_job(database, "two", LATE)
    assert again is not None
    assert (again.taken, again.tries) == (2, 1)
    assert end_job(database, again, JobState.SAVED, LATE)


def test_turn_given_back_waits_as_it_did(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    assert give_back(database, picked(database))
    (waiting,) = jobs_of(database, "run-1")
    assert (waiting.state, waiting.tries, waiting.taken, waiting.not_before) == (JobState.WAITING, 0, 0, BEGINS)


def test_turn_given_back_and_handed_out_anew_is_the_later_one_s(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    lost = picked(database)
    assert release_held(database, ["one"], died=False) == 1
    mine = take_job(database, "run-1", lost.site_id, "one", LATE)
    assert mine is not None
    # Stopped, not died: it counts as handed out once.
    assert (mine.holder, mine.taken) == (lost.holder, lost.taken)
    assert not end_job(database, lost, JobState.CRASHED, LATE)
    assert end_job(database, mine, JobState.SAVED, LATE)


def test_lost_turn_can_neither_end_nor_be_put_off(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    lost = picked(database)
    assert holds(database, lost)
    mine = take_job(database, "run-1", lost.site_id, "two", LATE)
    assert mine is not None
    assert (mine.holder, mine.taken) == ("two", 2)
    assert not holds(database, lost)
    assert not end_job(database, lost, JobState.CRASHED, LATE)
    assert not put_off(database, lost, LATE, TIMEOUT)
    assert not give_back(database, lost)
    assert [night.status for night in nights(database)] == [RunStatus.RUNNING]
    assert holds(database, mine)
    assert end_job(database, mine, JobState.SAVED, LATE)
    assert not end_job(database, mine, JobState.CRASHED, LATE)
    assert take_job(database, "run-1", lost.site_id, "three", LATE) is None
    assert states(database) == {"a": JobState.SAVED}
    assert [night.status for night in nights(database)] == [RunStatus.FINISHED]


def test_turn_lost_and_handed_to_the_same_holder_again_is_the_later_one_s(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    lost = picked(database)
    assert release_held(database, ["one"], died=True) == 1
    mine = picked(database)
    assert mine.holder == lost.holder
    assert not end_job(database, lost, JobState.CRASHED, LATE)
    assert end_job(database, mine, JobState.SAVED, LATE)


def test_turns_of_the_dead_are_given_back_and_no_others(database: Engine) -> None:
    plan(database)
    picked(database, "dead")
    picked(database, "alive")
    assert release_held(database, ["dead", "long gone"], died=True) == 1
    assert release_held(database, [], died=True) == 0
    assert states(database) == {"a": JobState.WAITING, "b": JobState.WORKING, "c": JobState.WAITING}


def test_fault_of_ours_is_told(database: Engine) -> None:
    plan(database, jobs=turns(SITES[:1]))
    end_job(database, picked(database), JobState.CRASHED, LATE, detail="ValueError: \x00 no")
    (job,) = jobs_of(database, "run-1")
    assert (job.state, job.failure, job.ended_at) == (JobState.CRASHED, None, LATE)
    assert job.detail is not None
    assert job.detail.startswith("ValueError: ")


def test_many_hands_take_each_turn_once_and_the_last_ends_the_run(database: Engine, database_url: str) -> None:
    plan(database, jobs=turns(SITES))
    start = threading.Barrier(3)
    done: list[str] = []

    def hand(name: str) -> None:
        own = open_database(database_url)
        start.wait()
        job = pick_job(own, name, LATE)
        assert job is not None
        # Nobody ends before all have begun: the last two end at once.
        start.wait()
        assert end_job(own, job, JobState.SAVED, LATE)
        done.append(job.site.name)
        own.dispose()

    threads = [threading.Thread(target=hand, args=(f"hand {number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["a", "b", "c"]
    assert [night.status for night in nights(database)] == [RunStatus.FINISHED]
