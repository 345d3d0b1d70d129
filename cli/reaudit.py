"""`eindekss audit SITE --page URL`: pages audited anew, told rule by rule beside what was seen before."""

from collections.abc import Sequence

import typer

from cli.console import EXIT_INTERRUPTED, EXIT_SOME_FAILED, err, out, say, write_json
from crawler.visit import Progress
from model.site import Site
from pipeline.asked_pages import work_off_asked
from pipeline.errors import SetupError
from pipeline.logs import set_up_logs
from pipeline.reauditing import Looked, Task, audit_pages, last_seen, owner_of
from pipeline.texts import report_texts
from pipeline.workplace import Workplace
from reports.reaudits import reaudit_json, render_reaudit
from reports.shown import shown


def reaudit(
    sites: Sequence[Site], urls: Sequence[str], objection: int | None, allow_private: bool, json_file: str | None
) -> None:
    """Audits the pages, saves and tells each. `sites` are those that the target may mean: the pages say which."""
    with Workplace.open() as workplace:
        site, newest = owner_of(urls, [last_seen(workplace, site) for site in sites])
        with err.status(shown(site.name)) as status:

            def moved(progress: Progress) -> None:
                status.update(shown(f"{site.name}: {progress.url or progress.stage}"))

            task = Task(site, urls, objection, allow_private)
            looked = audit_pages(workplace, task, newest, on_progress=moved)
        language, texts = workplace.settings.language, report_texts(workplace.settings, workplace.methodology)
    if json_file:
        write_json([_json(one) for one in looked], json_file)
    for one in looked if json_file != "-" else ():
        render_reaudit(one.done, one.before, one.objections, texts, out, language)
    if not looked:
        raise typer.Exit(EXIT_INTERRUPTED)
    if any(one.done.page.failure is not None for one in looked):
        raise typer.Exit(EXIT_SOME_FAILED)


def audit_asked_pages() -> None:
    """All that people asked for and that waits, on SQLite; does nothing where another process does it."""
    with Workplace.open() as workplace:
        if workplace.database.dialect.name != "sqlite":
            raise SetupError("On PostgreSQL the workers audit what was asked for: start one by `eindekss worker`.")
        set_up_logs(workplace.settings.log_format, verbose=False)
        ended = work_off_asked(workplace)
    say(f"{ended} requests for pages ended.")


def _json(one: Looked) -> object:
    return reaudit_json(one.done, one.before, one.objections)
