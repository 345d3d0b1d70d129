"""What a scheduler or worker counts for Prometheus: its own turns as they end, and the queue when it is asked."""

from collections.abc import Iterable
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from db.engine import DatabaseError
from db.jobs import JobState
from db.queue_figures import queue_figures
from model.audit import Status
from pipeline.night_work import TurnEnd

SITE_SECONDS = (5, 15, 30, 60, 120, 240, 480, 900)


class Meter:
    """The process's figures; `registry` is what is shown of them. Safe to use from many threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        self._turns = Counter(
            "eindekss_turns",
            "Turns of sites that ended here, by what became of them",
            ["state"],
            registry=self.registry,
        )
        self._audits = Counter(
            "eindekss_audits", "Audits that were saved here, by status", ["status"], registry=self.registry
        )
        self._pages = Counter("eindekss_pages", "Pages that were audited here", ["result"], registry=self.registry)
        self._failures = Counter(
            "eindekss_failures", "What failed, a site or a page, by kind", ["of", "kind"], registry=self.registry
        )
        self._seconds = Counter(
            "eindekss_stage_seconds", "Time of audits by stage, waits included", ["stage"], registry=self.registry
        )
        self._bytes = Counter(
            "eindekss_stage_bytes", "What came over the network by stage", ["stage"], registry=self.registry
        )
        self._site_seconds = Histogram(
            "eindekss_site_seconds", "Time of one site's audit", buckets=SITE_SECONDS, registry=self.registry
        )
        self._at_work = Gauge("eindekss_turns_at_work", "Turns that this process works on", registry=self.registry)

    def turn_began(self) -> None:
        self._at_work.inc()

    def turn_ended(self, end: TurnEnd | None) -> None:
        """`end` is None where an error of ours or a stop ended it."""
        self._at_work.dec()
        if end is None:
            return
        self._turns.labels("lost" if end.state is None else end.state).inc()
        for stage, cost in end.costs.items():
            self._seconds.labels(stage).inc(cost.seconds)
            self._bytes.labels(stage).inc(cost.carried_bytes)
        audit = end.audit
        if audit is None:
            return
        self._site_seconds.observe(sum(cost.seconds for cost in end.costs.values()))
        if end.state is JobState.SAVED:
            self._audits.labels(audit.status).inc()
        if audit.failure is not None:
            self._failures.labels("site", audit.failure.kind).inc()
        for page in audit.pages if audit.status is not Status.FAILED else ():
            self._pages.labels("failed" if page.failure else "judged").inc()
            if page.failure is not None:
                self._failures.labels("page", page.failure.kind).inc()

    def show_queue(self, database: Engine) -> None:
        """Shows the queue's state beside the process's own figures."""
        self.registry.register(_Queue(database))


class _Queue(Collector):
    """Asks the database each time that it is asked itself; one that is away is one figure, not an error."""

    def __init__(self, database: Engine) -> None:
        self._database = database

    def describe(self) -> Iterable[Metric]:
        # Else the registry would ask the database when it is told of this collector.
        return [GaugeMetricFamily("eindekss_queue_turns", "")]

    def collect(self) -> Iterable[Metric]:
        reached = GaugeMetricFamily("eindekss_database_up", "Whether the database answers")
        now = datetime.now(UTC)
        try:
            figures = queue_figures(self._database, now)
        except DatabaseError:
            reached.add_metric([], 0)
            yield reached
            return
        reached.add_metric([], 1)
        yield reached
        turns = GaugeMetricFamily("eindekss_queue_turns", "Turns of the nights at work, by state", labels=["state"])
        for state in JobState:
            turns.add_metric([state], figures.turns.get(state, 0))
        yield turns
        for name, text, since in (
            ("eindekss_queue_oldest_due_seconds", "Age of the oldest turn that could begin", figures.due_since),
            ("eindekss_queue_oldest_working_seconds", "Age of the oldest turn at work", figures.working_since),
            ("eindekss_night_age_seconds", "Time since the newest night was planned", figures.newest_at),
        ):
            age_s = (now - since).total_seconds() if since else 0.0
            yield GaugeMetricFamily(name, text, value=max(0.0, age_s))
