"""Issues of sites that stood for a municipality one after the other, as if they were one site's."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Engine

from db.issues import issue_history
from model.history import IssueSpan
from model.municipality import KnownSite


def spans_of(database: Engine, sites: Sequence[KnownSite], fingerprint: str | None = None) -> tuple[IssueSpan, ...]:
    """Every span of these sites, which stood for a municipality in this order; or those of one issue."""
    return one_after_the_other([(issue_history(database, known.site, fingerprint), known.first) for known in sites])


def one_after_the_other(sites: Sequence[tuple[Sequence[IssueSpan], datetime]]) -> tuple[IssueSpan, ...]:
    """Each site's spans with the night from which it stood; what nobody closed ends where the next site begins.

    An issue that the next site shows in that night is the same one, still there.
    """
    joined: list[IssueSpan] = []
    for spans, begins in sites:
        now = {span.fingerprint: span for span in spans if span.first_seen <= begins}
        continued = []
        for span in joined:
            if span.closed_at is not None and span.closed_at <= begins:
                continued.append(span)
            elif (same := now.pop(span.fingerprint, None)) is not None:
                continued.append(replace(same, first_seen=span.first_seen, reopened=span.reopened))
            else:
                continued.append(replace(span, closed_at=begins))
        taken = {id(span) for span in now.values()}
        joined = [*continued, *(span for span in spans if span.first_seen > begins or id(span) in taken)]
    return tuple(joined)
