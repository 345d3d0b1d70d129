"""Ten years of nights of many sites, written straight into the tables: as many rows as real nights leave, in minutes.

What lies still from night to night (a sample's pages, a site's rules, the scores) is stated once, and the database
multiplies it by the nights; what happens is drawn by bench/decade_events.py.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    FromClause,
    Integer,
    MetaData,
    String,
    Table,
    case,
    func,
    insert,
    literal,
    select,
    text,
    true,
    update,
)

from bench.decade_events import PAGES, REF, Audits, Row, features, issues, night_of, run_of
from checks.catalogue import rule_ids
from db import tables as t
from db.engine import writing
from model.finding import Outcome
from model.site import Site
from scoring.methodology import Methodology

NIGHTS = 3652
RULES = 60
BATCH = 20_000

STAGE = MetaData()
# What stays the same: of a site's samples their pages, of a site its rules, of all sites the scores.
STILL_PAGE = Table(
    "still_page", STAGE, Column("sample", Integer), Column("position", Integer), Column("page_id", Integer),
    prefixes=["TEMPORARY"],
)  # fmt: skip
STILL_RULE = Table(
    "still_rule", STAGE, Column("site_id", Integer), Column("rule", String), Column("outcome", String),
    Column("passed", Integer), Column("failed", Integer), prefixes=["TEMPORARY"],
)  # fmt: skip
STILL_SCORE = Table(
    "still_score", STAGE, Column("kind", String), Column("id", String), Column("weight", Float),
    prefixes=["TEMPORARY"],
)  # fmt: skip
NIGHT = Table(
    "seen_night", STAGE, Column("audit_id", Integer, primary_key=True), Column("site_id", Integer),
    Column("sample", Integer), prefixes=["TEMPORARY"],
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decade:
    """What was written: the sites, the nights, and the rows of each table."""

    sites: Sequence[Site]
    nights: int
    rows: dict[str, int]


def write_decade(database: Engine, sites: Sequence[Site], methodology: Methodology, nights: int) -> Decade:
    """Fills an empty database that is ready; on PostgreSQL as a user who may do everything."""
    on_server = database.dialect.name == "postgresql"
    with database.connect() as connection:
        raw: Any = connection.connection.driver_connection
        if not on_server:
            # Nobody needs this file after a crash.
            raw.execute("PRAGMA synchronous = OFF")
    with writing(database) as connection:
        if on_server:
            # Each of 25 million references would be looked up by itself.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        STAGE.create_all(connection)
        draw = Random(2019)
        _write(connection, draw, sites, methodology, nights)
        STAGE.drop_all(connection)
        if on_server:
            _count_on(connection)
        counted = {
            name: connection.scalar(select(func.count()).select_from(table)) or 0
            for name, table in t.METADATA.tables.items()
        }
    return Decade(sites, nights, {name: rows for name, rows in counted.items() if rows})


def _write(connection: Connection, draw: Random, sites: Sequence[Site], methodology: Methodology, nights: int) -> None:
    _insert(connection, t.run, (_run(number) for number in range(nights)))
    _insert(connection, t.site, (_site(number, site) for number, site in enumerate(sites, start=1)))
    rules = sorted(rule_ids())[:RULES]
    audits = Audits(draw, len(sites), nights)
    _insert(connection, t.audit, audits.rows(methodology.id))
    _insert(connection, NIGHT, audits.nights)
    _insert(connection, t.page, audits.pages(sites))
    _insert(connection, STILL_PAGE, audits.samples)
    _insert(connection, STILL_RULE, _rules(draw, len(sites), rules))
    _insert(connection, STILL_SCORE, _scores(methodology))
    _insert(connection, t.issue, issues(draw, audits, rules))
    _insert(connection, t.feature, features(draw, audits))
    f, begun = t.feature, select(t.audit.c.started_at)
    moments = {
        "since": begun.where(t.audit.c.id == f.c.first_audit_id).scalar_subquery(),
        "until": begun.where(t.audit.c.id == f.c.until_audit_id).scalar_subquery(),
    }
    connection.execute(update(f).values(moments))
    _insert(
        connection,
        t.site_name,
        (
            {"site_id": number, "first_audit_id": audits.seen[number][0], "name": site.name}
            for number, site in enumerate(sites, start=1)
        ),
    )
    _multiply(connection, methodology.id)


def _count_on(connection: Connection) -> None:
    """Numbers that the server gives from now on follow those that were written."""
    for table in t.METADATA.tables.values():
        if "id" in table.c and isinstance(table.c.id.type, Integer):
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, max(id)) FROM {table.name} HAVING max(id) > 0"))


def _run(number: int) -> Row:
    moment = night_of(number)
    times = {"started_at": moment, "finished_at": moment}
    return {"id": run_of(number), **times, "status": "finished", "settings": {}, "versions": {}}


def _site(number: int, site: Site) -> Row:
    known = {"atvk": site.atvk, "role": site.role, "url": site.url, "name": site.name}
    return {"id": number, **known, "centre": site.centre, "region": site.region}


def _rules(draw: Random, sites: int, rules: Sequence[str]) -> Iterator[Row]:
    for site in range(1, sites + 1):
        for rule in rules:
            failed = draw.choice((0, 0, 3, 20))
            outcome = Outcome.FAIL if failed else Outcome.PASS
            yield {"site_id": site, "rule": rule, "outcome": outcome, "passed": draw.randint(1, 900), "failed": failed}


def _scores(methodology: Methodology) -> Iterator[Row]:
    yield {"kind": "index", "id": "index", "weight": 1.0}
    for section in methodology.sections:
        yield {"kind": "section", "id": section.id, "weight": 0.2}
        for indicator in section.indicators:
            yield {"kind": "indicator", "id": indicator.id, "weight": indicator.weight}


def _multiply(connection: Connection, methodology: str) -> None:
    """What stays the same, for every night on which the site was seen, in the order of the keys."""
    schema = "" if connection.dialect.name == "postgresql" else "temp."
    connection.execute(text(f"CREATE INDEX {schema}ix_still_page ON still_page (sample, position)"))
    connection.execute(text(f"CREATE INDEX {schema}ix_still_rule ON still_rule (site_id, rule)"))
    page, score, rule, night = STILL_PAGE.c, STILL_SCORE.c, STILL_RULE.c, NIGHT.c
    pages = {
        "audit_id": night.audit_id, "position": page.position, "page_id": page.page_id, "final_page_id": page.page_id,
        "role": literal("template"), "status": literal(200), "wcag_score": case((page.position == 0, 97.0), else_=90.0),
        "mobile_passes": true(), "evidence_ref": literal(REF),
    }  # fmt: skip
    scores = {
        "audit_id": night.audit_id, "methodology": literal(methodology), "kind": score.kind, "id": score.id,
        "score": 50.0 + (night.audit_id * 7919 % 97) / 10.0, "coverage": literal(0.37), "weight": score.weight,
    }  # fmt: skip
    rules = {
        "audit_id": night.audit_id, "rule": rule.rule, "outcome": rule.outcome, "pages": literal(PAGES),
        "passed": rule.passed, "failed": rule.failed, "unsure": literal(0),
    }  # fmt: skip
    _select(connection, t.page_audit, pages, NIGHT.join(STILL_PAGE, page.sample == night.sample))
    _select(connection, t.score, scores, NIGHT.join(STILL_SCORE, literal(1) == 1))
    _select(connection, t.rule_count, rules, NIGHT.join(STILL_RULE, rule.site_id == night.site_id))


def _select(connection: Connection, table: Table, values: Mapping[str, Any], source: FromClause) -> None:
    keys = [values[column.name] for column in table.primary_key]
    query = select(*values.values()).select_from(source).order_by(*keys)
    connection.execute(insert(table).from_select(list(values), query))


def _insert(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            batch = []
    if batch:
        connection.execute(insert(table), batch)
