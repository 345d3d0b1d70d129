"""Runs as tables for a page: which there were, how each site of one fares, and why sites could not be audited."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from model.failure import ADVICE, FailureKind
from reports.failure_words import failure_told
from reports.language import N_, Words
from reports.runs import RunLine, SiteLine
from reports.shown import shown
from reports.spreadsheets import Row
from reports.terms import FAILURES, term
from reports.views import Column, Form, View

DETAIL_LIMIT = 160
RUN_STATUSES: Mapping[str, str] = {
    "running": N_("at work"),
    "finished": N_("done"),
    "stopped": N_("stopped"),
    "cancelled": N_("cancelled"),
    "killed": N_("broken off"),
}
SITE_STATES: Mapping[str, str] = {
    "waiting": N_("waits"),
    "working": N_("being audited"),
    "complete": N_("complete"),
    "partial": N_("partial"),
    "failed": N_("not audited"),
    "missed": N_("its turn did not come"),
    "crashed": N_("fault of the auditor"),
    "cancelled": N_("cancelled"),
}
# What a page may ask for beside one state.
STATES_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "saved": ("complete", "partial", "failed"),
    "open": ("waiting", "working"),
    "lost": ("missed", "crashed", "cancelled"),
}
# What to look at first.
ORDER = ("crashed", "failed", "missed", "working", "partial")


def runs_view(runs: Sequence[RunLine], words: Words) -> View:
    """The columns from the fifth on are counts of sites."""
    gettext = words.gettext
    return View(
        title=gettext("Nights and runs"),
        short=gettext("Runs"),
        columns=[
            Column(gettext("Night")),
            Column(gettext("Began")),
            Column(gettext("Took")),
            Column(gettext("State")),
            *(
                Column(gettext(title), Form.COUNT)
                for title in (N_("Sites"), N_("Saved"), N_("Not audited"), N_("Still open"), N_("Lost"))
            ),
            Column(gettext("Run")),
        ],
        rows=[_run(run, words) for run in runs],
        notes=[
            gettext("A run without a night was begun by hand."),
            gettext("Lost: the turn did not come in time, was cancelled, or the auditor itself had a fault."),
        ],
    )


def _run(run: RunLine, words: Words) -> Row:
    return [
        run.night or words.gettext("by hand"),
        moment_told(run.started_at, words),
        words.duration(run.finished_at - run.started_at) if run.finished_at else None,
        words.gettext(term(RUN_STATUSES, run.status)),
        run.sites,
        run.saved,
        run.failed,
        run.working + run.waiting,
        run.lost,
        run.id,
    ]


def sites_view(sites: Sequence[SiteLine], words: Words, now: datetime) -> View:
    """In the order given."""
    gettext = words.gettext
    return View(
        title=gettext("Sites of the run"),
        short=gettext("Sites"),
        columns=[
            Column(gettext("Site")),
            Column(gettext("State")),
            Column(gettext("Began")),
            Column(gettext("Took")),
            Column(gettext("Pages"), Form.COUNT),
            Column(gettext("Why")),
            Column(gettext("What to do")),
        ],
        rows=[
            [
                site.name,
                gettext(term(SITE_STATES, site.state)),
                words.time(site.began_at) if site.began_at else None,
                words.duration((site.ended_at or now) - site.began_at) if site.began_at else None,
                site.pages or None,
                _why(site, words),
                words.of(ADVICE[site.failure.kind]) if site.failure else None,
            ]
            for site in sites
        ],
    )


def failures_view(sites: Iterable[SiteLine], words: Words) -> tuple[View, Sequence[FailureKind]]:
    """The kinds of failures by how many sites met them, and the kinds in the order of the rows."""
    counts = Counter(site.failure.kind for site in sites if site.failure)
    kinds = [kind for kind, _ in counts.most_common()]
    view = View(
        title=words.gettext("Why sites could not be audited whole"),
        short=words.gettext("Failures"),
        columns=[
            Column(words.gettext("Why")),
            Column(words.gettext("Sites"), Form.COUNT),
            Column(words.gettext("What to do")),
        ],
        rows=[[words.gettext(FAILURES[kind]), counts[kind], words.of(ADVICE[kind])] for kind in kinds],
    )
    return view, kinds


def in_order(sites: Iterable[SiteLine]) -> Sequence[SiteLine]:
    """Those that need a look first; the others as they were."""
    return sorted(sites, key=lambda site: ORDER.index(site.state) if site.state in ORDER else len(ORDER))


def is_in(site: SiteLine, state: str | None, failure: FailureKind | None) -> bool:
    """Whether it is in the state, or in one of several together, and failed so; None asks for neither."""
    in_state = state is None or site.state in STATES_TOGETHER.get(state, (state,))
    return in_state and (failure is None or (site.failure is not None and site.failure.kind is failure))


def moment_told(moment: datetime, words: Words) -> str:
    return f"{words.date(moment)}, {words.time(moment)}"


def _why(site: SiteLine, words: Words) -> str | None:
    """What the world answered; what the auditor's own fault was is not for everybody."""
    said = []
    if site.failure:
        said.append(shown(failure_told(site.failure, words), DETAIL_LIMIT))
    if site.tries:
        said.append(words.ngettext("%(num)s earlier try", "%(num)s earlier tries", site.tries))
    if site.state == "waiting" and site.due_at is not None:
        said.append(words.gettext("not before %(time)s", time=words.time(site.due_at)))
    return "; ".join(said) or None
