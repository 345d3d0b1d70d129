"""When a worker's job comes back to the queue that its turn did not end."""

import asyncio
from datetime import UTC, datetime, timedelta

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

LATER = timedelta(seconds=30)


class TryLater(Exception):
    """The turn goes back into the queue until this moment."""

    def __init__(self, not_before: datetime) -> None:
        super().__init__(f"not before {not_before:%H:%M:%S} UTC")
        self.not_before = not_before


class Again(BaseRetryStrategy):
    """Nothing leaves the queue but by its turn's end: a turn that was put off, cancelled or failed comes again."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        if isinstance(exception, TryLater):
            return RetryDecision(retry_at=exception.not_before)
        cancelled = isinstance(exception, asyncio.CancelledError)
        return RetryDecision(retry_at=datetime.now(UTC) + (timedelta() if cancelled else LATER))
