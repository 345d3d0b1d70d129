"""What the terminal shows while sites are audited: a line for each site at work, and the time left for all."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars

from crawler.visit import Progress
from model.audit import Audit, Status
from model.site import Site
from reports.shown import shown

STAGES = {
    "robots": "robots.txt",
    "sitemaps": "sitemaps",
    "documents": "reading pages",
    "pages": "auditing pages",
    "links": "checking links",
    "files": "reading data files",
    "targets": "asking portals",
    "pictures": "taking pictures",
    "judging": "judging",
    "saving": "saving",
}


class AuditProgress:
    """On a terminal live bars; elsewhere one line for each finished site."""

    def __init__(self, console: Console, total: int) -> None:
        self._console = console
        self._bars = Bars(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(compact=True),
            console=console,
            transient=True,
            disable=not console.is_terminal,
        )
        self._sites = self._bars.add_task("sites", total=total)
        self._tasks: dict[str, TaskID] = {}
        self._done = 0
        self._total = total

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def moved(self, site: Site, progress: Progress) -> None:
        task = self._tasks.get(site.url)
        if task is None:
            task = self._tasks[site.url] = self._bars.add_task(shown(site.name), total=None)
        stage = STAGES.get(progress.stage, progress.stage)
        self._bars.update(
            task, description=shown(f"{site.name}: {stage}"), completed=progress.done, total=progress.total or None
        )

    def finished(self, audit: Audit) -> None:
        self._done += 1
        task = self._tasks.pop(audit.site.url, None)
        if task is not None:
            self._bars.remove_task(task)
        self._bars.update(self._sites, completed=self._done)
        score = "" if audit.index.score is None else f", index {audit.index.score:.1f}"
        why = f": {audit.failure.kind} ({audit.failure.detail})" if audit.failure else ""
        pages = "" if audit.status is Status.FAILED else f", {len(audit.pages)} pages"
        self._console.print(
            shown(f"[{self._done}/{self._total}] {audit.site.name}: {audit.status}{pages}{score}{why}"),
            markup=False,
            soft_wrap=True,
        )
