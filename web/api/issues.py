"""Findings of the country and of one municipality, and the faults that several share."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Annotated, Any, Literal

from fastapi import Path, Query, Response
from pydantic import Field

from model.finding import Impact, Outcome, Party, Standard
from model.history import IssueSpan, SiteIssue
from pipeline.findings import MOVED, PagePlace, Wanted, find_after, seen_for
from pipeline.results import Scope
from pipeline.spans import spans_of
from reports.finding_list import SharedLine, findings_json, shared_json
from reports.language import N_, ZONE
from web.api.asking import Key, Name, OfSites, Paged, Plain, Visiting, until_today
from web.api.cursor import Slice, cut, read
from web.api.judging import target_of
from web.api.route import api_router, listed, tells, told
from web.api.shapes.common import Listed
from web.api.shapes.findings import Finding, FindingInFull, SharedFinding
from web.filters import Day
from web.kept import findings as finding_lists
from web.kept.municipalities import named, refuse_unknown_region
from web.pages.municipality.dossier import Moment, dossier_of, seen_on
from web.pages.municipality.shown_pictures import address_of
from web.problems import Problem, not_found
from web.visit import Visit

Fingerprint = Annotated[str, Path(pattern=finding_lists.FINGERPRINT, max_length=64)]

router = api_router("Findings")
# What a person of the year 2000 could not have seen is older than any audit.
MOST_DAYS = 36_500


class IssuesAsked(Paged):
    rule: Name | None = Field(None, description="Of this rule.")
    criterion: str | None = Field(
        None,
        pattern=r"^[0-9]\.[0-9]{1,2}\.[0-9]{1,2}$",
        max_length=8,
        description="Of this success criterion, as 1.1.1.",
    )
    outcome: Literal["fail", "needs_review"] | None = Field(None, description="What fails, or a person must look at.")
    impact: Impact | None = None
    standard: Standard | None = None
    party: Party | None = Field(None, description="Of the site's own elements, or of what others put into its pages.")
    older_than_days: int | None = Field(None, ge=0, le=MOST_DAYS, description="Seen first so many days ago.")
    closed: bool = Field(False, description="Those that are gone, the newest first; else those that stand.")
    since: Day | None = Field(None, description="Seen first, or of closed ones gone, on this day or later.")

    def wanted(self, visit: Visit, **whom: object) -> Wanted:
        return Wanted(
            rule=self.rule,
            criterion=self.criterion,
            outcome=Outcome(self.outcome) if self.outcome else None,
            impact=self.impact,
            standard=self.standard,
            party=self.party,
            seen_before=seen_for(self.older_than_days, visit.today),
            closed=self.closed,
            since=datetime.combine(self.since, time(), ZONE) if self.since else None,
            **whom,  # type: ignore[arg-type]  # whom it is about
        )


class IssuesThenAsked(IssuesAsked):
    on: Day | None = Field(None, description="Those that stood, or were gone, at the end of this day in Riga.")

    def wanted(self, visit: Visit, **whom: object) -> Wanted:
        at = Scope(on=until_today(visit, self.on)).moment if self.on else None
        return super().wanted(visit, at=at, **whom)


class OverAll(IssuesAsked, OfSites):
    """Over all sites."""

    def wanted(self, visit: Visit, **whom: object) -> Wanted:
        """Raises Problem for a region that no site of today is in."""
        refuse_unknown_region(visit, self.region, present=True)
        return super().wanted(visit, group=self.group, region=self.region, **whom)


class AllIssuesAsked(OverAll, IssuesThenAsked):
    """Over all sites, now or as it was."""


@router.get("/issues", responses=tells(Listed[Finding]))
def list_issues(visit: Visiting, asked: Annotated[AllIssuesAsked, Query()]) -> Response:
    """Findings of all sites, each with its age: the gravest first, then the oldest."""
    return _page(visit, asked, asked.wanted(visit))


@router.get("/issues/shared", responses=tells(Listed[SharedFinding]))
def list_shared_issues(visit: Visiting, asked: Annotated[OverAll, Query()]) -> Response:
    """Faults of several sites that stand and that one fix would mend, the most shared first."""
    if asked.closed:
        raise Problem(422, N_("Only what stands is shared"), N_("Leave `closed` out."))
    wanted = asked.wanted(visit)
    shared = finding_lists.or_no_such_rule(lambda: finding_lists.shared(visit, wanted))
    lines = [SharedLine(one.fault.component, one.fault.maker, one.on_platform, one.issues) for one in shared]
    found = cut(
        lines, lambda line: line.issues[0].span.fingerprint + line.issues[0].site.url, asked.cursor, asked.limit
    )
    return listed(visit, found, shared_json(found.items, visit.texts))


@router.get("/municipalities/{key}/issues", responses=tells(Listed[Finding]))
def list_issues_of(visit: Visiting, key: Key, asked: Annotated[IssuesThenAsked, Query()]) -> Response:
    """Findings of one municipality; those that its former site showed first are as old as they were there."""
    return _page(visit, asked, asked.wanted(visit, target=target_of(named(visit, key))))


@router.get("/municipalities/{key}/issues/{fingerprint}", responses=tells(FindingInFull))
def read_issue(visit: Visiting, key: Key, fingerprint: Fingerprint, asked: Plain) -> Response:
    """One finding: when it was there, where the audit that saw it last met it, and who else has the same fault."""
    series = named(visit, key)
    spans = sorted(spans_of(visit.workplace.database, series.sites, fingerprint), key=lambda one: one.first_seen)
    if not spans:
        raise not_found(N_("There is no such finding"), N_("The list of findings has those that there are."))
    found = SiteIssue(series.present.site, spans[-1])
    seen = _as_seen(visit, key, spans[-1])
    [line] = findings_json([found], visit.texts)
    return told(
        {
            **line,
            "spans": [
                {
                    "first_seen": one.first_seen.astimezone(UTC),
                    "last_seen": one.last_seen.astimezone(UTC),
                    "closed_at": one.closed_at.astimezone(UTC) if one.closed_at else None,
                }
                for one in spans
            ],
            **seen,
            "elsewhere": findings_json(finding_lists.elsewhere(visit, found), visit.texts),
        }
    )


def _as_seen(visit: Visit, key: str, span: IssueSpan) -> Mapping[str, Any]:
    """As the audit has it that saw it last; null where its document cannot be read any more."""
    then = dossier_of(visit, key, Moment(), until=span.last_seen + finding_lists.AFTER)
    issues = then.opened.audit.issues if then.opened else ()
    issue = next((one for one in issues if one.fingerprint == span.fingerprint), None)
    if then.opened is None or issue is None:
        return {"page_urls": None, "examples": None}
    to_picture = address_of(then, on=seen_on(then.opened))
    examples = [
        {
            "page": one.page,
            "selector": one.selector,
            "snippet": one.snippet,
            "picture": to_picture(one.picture) if one.picture else None,
        }
        for one in issue.examples
    ]
    return {"page_urls": list(issue.page_urls), "examples": examples}


def _page(visit: Visit, asked: IssuesAsked, wanted: Wanted) -> Response:
    place = _place(asked.cursor)
    found = finding_lists.or_no_such_rule(lambda: find_after(visit.workplace, wanted, place, asked.limit + 1))
    some = found[: asked.limit]
    after = some[-1][0] if len(found) > asked.limit else None
    return listed(visit, Slice(some, after), findings_json((issue for _, issue in some), visit.texts))


def _place(cursor: str | None) -> PagePlace | None:
    """Of both kinds: a database's three numbers, or the name of an issue of a site that moved."""
    try:
        numbers = read(cursor, [int, int, int])
    except Problem:
        moved: PagePlace = read(cursor, [int, str, str])
        if moved[0] != MOVED:
            raise
        return moved
    known: PagePlace | None = numbers
    return known
