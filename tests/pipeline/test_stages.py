"""A stage costs what passes until the next begins."""

from crawler.progress import Progress
from pipeline.stages import StageClock, StageCost


def test_time_and_bytes_belong_to_the_stage_that_was_at_work() -> None:
    now = 0.0
    clock = StageClock(lambda: now)
    for at, progress in (
        (1.0, Progress("robots", carried_bytes=0)),
        (2.0, Progress("documents", carried_bytes=100)),
        (5.0, Progress("documents", carried_bytes=400)),
        (6.0, Progress("pages", carried_bytes=600)),
        (9.0, Progress("documents", carried_bytes=5_600)),
        (10.0, Progress("judging")),
    ):
        now = at
        clock.moved(progress)
    now = 12.0
    assert clock.end() == {
        "start": StageCost(1.0, 0),
        "robots": StageCost(1.0, 100),
        "documents": StageCost(5.0, 500),
        "pages": StageCost(3.0, 5_000),
        "judging": StageCost(2.0, 0),
    }
