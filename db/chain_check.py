"""Whether the chain of evidence holds: what was changed, removed, moved or added among runs, links and audits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Row, func, select

from db import evidence_tables as e
from db import tables as t
from db.audit_rows import addresses, audit_values, page_rows, rule_count_rows, score_rows
from db.chain import COLUMNS, FORM, Link, Root, Rows, audit_rows, links_of, part_digests, plain, root_of, run_rows
from db.flaws import Flaw, FlawKind
from db.types import storable
from model.audit import Audit

DIFFERENCES_TOLD = 5


@dataclass(frozen=True, slots=True)
class Suspect:
    """An audit whose rows are not what its link says; its result document may tell what they were."""

    link: Link
    site: str
    parts: Sequence[str]
    rows: Rows
    result_ref: str


@dataclass(slots=True)
class RunCheck:
    """One run: what its chain says, by itself. `unlinked` are the sites of audits from the time before the chain."""

    run: str
    audits: int = 0
    head: str | None = None
    flaws: list[Flaw] = field(default_factory=list)
    suspects: list[Suspect] = field(default_factory=list)
    unlinked: list[str] = field(default_factory=list)

    def say(self, kind: FlawKind, text: str, site: str | None = None) -> None:
        self.flaws.append(Flaw(kind, text, self.run, site))


def first_linked(connection: Connection) -> int | None:
    """The number of the first audit that has a link: only those before it may be without."""
    number: int | None = connection.scalar(select(func.min(e.chain_link.c.audit_id)))
    return number


def check_run(connection: Connection, row: Row[Any], first: int | None) -> RunCheck:
    """Compares a run's rows with its chain, and its root with the run before. `first` is of `first_linked`."""
    check = RunCheck(row.id, head=row.chain_head)
    links = links_of(connection, row.id)
    rows = audit_rows(connection, t.audit.c.run_id == row.id)
    check.audits = len(rows)
    _check_unlinked(check, rows, {link.audit_id for link in links}, first)
    if row.chain_number is None:
        if links or row.chain_head is not None:
            check.say(FlawKind.CHANGED_RUN, f"run {row.id} has links, but its row says that it has no chain")
        return check
    root = root_of(row)
    _check_before(connection, check, root)
    _check_links(check, root, links, rows)
    return check


def _check_unlinked(check: RunCheck, rows: Mapping[int, Rows], linked: set[int], first: int | None) -> None:
    for number in sorted(rows.keys() - linked):
        site = _site(rows[number])
        if first is None or number < first:
            check.unlinked.append(site)
        else:
            check.say(FlawKind.ADDED_AUDIT, f"the audit of {site} has no link: it was added, or its link removed", site)


def _check_before(connection: Connection, check: RunCheck, root: Root) -> None:
    """The run before is there, and its chain still holds the head at which this one begins."""
    before = connection.execute(run_rows().where(t.run.c.chain_number == root.number - 1)).one_or_none()
    if root.previous_run is None:
        if root.number != 1:
            check.say(FlawKind.CHANGED_RUN, f"run {root.run} is number {root.number} and names no run before it")
        return
    if before is None or before.id != root.previous_run:
        check.say(FlawKind.REMOVED_RUN, f"run {root.previous_run}, on which run {root.run} rests, is gone")
        return
    heads = {root_of(before).digest, *(link.digest for link in links_of(connection, before.id))}
    if root.previous_head not in heads:
        check.say(
            FlawKind.BROKEN_LINK,
            f"run {root.run} began at the head {root.previous_head} of run {before.id}, whose chain no longer holds it",
        )


def _check_links(check: RunCheck, root: Root, links: Sequence[Link], rows: Mapping[int, Rows]) -> None:
    expected, position = root.digest, 1
    for link in links:
        gap = link.position != position
        if gap:
            _say_removed(check, position, link.position - 1)
        if link.form != FORM:
            check.say(
                FlawKind.CHANGED_LINK, f"the link at position {link.position} is of form {link.form}, unknown here"
            )
        elif link.own_digest() != link.digest:
            _say_changed(check, link, len(links))
        elif link.previous != expected and not gap:
            after = "the row of the run" if position == 1 else f"the link at position {position - 1}"
            check.say(FlawKind.BROKEN_LINK, f"the link at position {link.position} does not follow {after}")
        if link.audit_id in rows:
            _check_rows(check, link, rows[link.audit_id])
        else:
            check.say(FlawKind.REMOVED_AUDIT, f"the audit at position {link.position} is gone, its link is there")
        expected, position = link.digest, link.position + 1
    if check.head != expected:
        check.say(
            FlawKind.REMOVED_AUDIT,
            f"run {check.run} ended at the head {check.head}, its links end at {expected}: audits after position "
            f"{position - 1} are gone, or the head was changed",
        )


def _say_removed(check: RunCheck, first: int, last: int) -> None:
    at = f"position {first} is" if first == last else f"positions {first} to {last} are"
    check.say(FlawKind.REMOVED_AUDIT, f"the audit and link at {at} gone")


def _say_changed(check: RunCheck, link: Link, positions: int) -> None:
    was = next((number for number in range(1, positions + 1) if link.own_digest(number) == link.digest), None)
    if was is None:
        check.say(FlawKind.CHANGED_LINK, f"the link at position {link.position} was changed")
    else:
        check.say(FlawKind.MOVED_AUDIT, f"the audit at position {link.position} was saved as number {was}")


def _check_rows(check: RunCheck, link: Link, rows: Rows) -> None:
    told = part_digests(rows)
    changed = [part for part in told if told[part] != link.parts.get(part)]
    if changed:
        result_ref = str(_named("audit", rows["audit"][0])["result_ref"]) if rows["audit"] else ""
        check.suspects.append(Suspect(link, _site(rows), changed, rows, result_ref))


def explain(suspect: Suspect, audit: Audit | None) -> Flaw:
    """The flaw of an audit whose rows were changed: column by column where its document could be read."""
    told = [] if audit is None else _differences(suspect, audit)
    if told:
        more = f", and {len(told) - DIFFERENCES_TOLD} more" if len(told) > DIFFERENCES_TOLD else ""
        what = "; ".join(told[:DIFFERENCES_TOLD]) + more
    else:
        what = f"the rows of its {', '.join(suspect.parts)} are not those that were saved"
    text = f"the audit of {suspect.site} was changed: {what}"
    return Flaw(FlawKind.CHANGED_ROW, text, suspect.link.run, suspect.site)


def _differences(suspect: Suspect, audit: Audit) -> list[str]:
    was = _rows_of(audit, suspect.result_ref)
    told = []
    for part in suspect.parts:
        keys, names = COLUMNS[part]
        before = {row[:keys]: row for row in was[part]}
        now = {row[:keys]: row for row in suspect.rows[part]}
        for key in sorted(now.keys() | before.keys()):
            name = f"{part.removesuffix('s')} {' '.join(map(str, key))}: " if key else ""
            if key not in now or key not in before:
                told.append(f"{name}the row {'was added' if key in now else 'is gone'}")
                continue
            values = zip(names, now[key], before[key], strict=True)
            told += [f"{name}{column} is {one}, it was {other}" for column, one, other in values if one != other]
    return told


def _rows_of(audit: Audit, result_ref: str) -> Rows:
    """What the rows of the audit were when it was saved."""
    ids: Any = {url: storable(url) for url in addresses(audit)}
    values: Mapping[str, Sequence[Mapping[str, Any]]] = {
        "site": [{"atvk": audit.site.atvk, "role": audit.site.role, "url": audit.site.url}],
        "audit": [audit_values(0, audit, result_ref)],
        "pages": [
            {**row, "url": row["page_id"], "final_url": row["final_page_id"]} for row in page_rows(0, audit.pages, ids)
        ],
        "scores": score_rows(0, audit.index),
        "rules": rule_count_rows(0, audit),
    }
    return {
        part: [tuple(_stored(row[name]) for name in names) for row in values[part]]
        for part, (_, names) in COLUMNS.items()
    }


def _stored(value: Any) -> Any:
    """A value as the database would give it back."""
    return storable(str(value)) if isinstance(value, str) else plain(value)


def _site(rows: Rows) -> str:
    return str(_named("site", rows["site"][0])["url"]) if rows["site"] else "an unknown site"


def _named(part: str, row: Sequence[Any]) -> dict[str, Any]:
    return dict(zip(COLUMNS[part][1], row, strict=True))
