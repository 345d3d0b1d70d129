"""Sites, their pages and the sample that every night audits again."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, Row, Table, and_, delete, insert, select
from sqlalchemy.dialects import postgresql, sqlite

from db import tables as t
from db.engine import reading
from db.types import storable
from model.evidence import SamplePage
from model.site import Centre, Role, Site

SITE_COLUMNS = ("atvk", "role", "url", "name", "centre", "region", "valid_from", "valid_to", "email", "data_gov_lv")


def kept_sample(database: Engine, site: Site) -> tuple[SamplePage, ...]:
    """The pages that were audited last time, in order; none for a site that is new."""
    query = (
        select(t.page.c.url, t.sample_page.c.role, t.sample_page.c.template)
        .join(t.page, t.page.c.id == t.sample_page.c.page_id)
        .join(t.site, t.site.c.id == t.sample_page.c.site_id)
        .where(identity(site))
        .order_by(t.sample_page.c.position)
    )
    with reading(database) as connection:
        return tuple(SamplePage(row.url, row.role, row.template) for row in connection.execute(query))


def keep_sample(connection: Connection, site_id: int, sample: Sequence[SamplePage]) -> None:
    """Keeps this sample for the next night, instead of the one before."""
    ids = page_ids(connection, site_id, (page.url for page in sample))
    rows = [
        {
            "site_id": site_id,
            "position": position,
            "page_id": ids[page.url],
            "role": page.role,
            "template": page.template,
        }
        for position, page in enumerate(sample)
    ]
    connection.execute(delete(t.sample_page).where(t.sample_page.c.site_id == site_id))
    if rows:
        connection.execute(insert(t.sample_page), rows)


def identity(site: Site) -> ColumnElement[bool]:
    """What makes a row of `site` this one: ATVK, role and address."""
    return and_(
        t.site.c.atvk.is_(None) if site.atvk is None else t.site.c.atvk == site.atvk,
        t.site.c.role == site.role,
        t.site.c.url == site.url,
    )


def site_row(connection: Connection, site: Site) -> int:
    """The site's number; its row is made or brought up to date, and is locked until the transaction ends."""
    return site_rows(connection, [site])[site]


def site_rows(connection: Connection, sites: Iterable[Site]) -> Mapping[Site, int]:
    """The same for many sites, in few statements."""
    # In one order everywhere, so that two runs that start together never wait for each other in a ring.
    in_order = sorted(dict.fromkeys(sites), key=lambda site: (site.atvk or "", site.role, site.url))
    rows = {(site.atvk, site.role, site.url): {name: getattr(site, name) for name in SITE_COLUMNS} for site in in_order}
    ids: dict[tuple[str | None, str, str], int] = {}
    for known in (False, True):
        some = [row for key, row in rows.items() if (key[0] is not None) is known]
        if not some:
            continue
        statement = upsert(connection, t.site)
        statement = statement.on_conflict_do_update(
            index_elements=["atvk", "role", "url"] if known else ["url", "role"],
            index_where=t.site.c.atvk.is_not(None) if known else t.site.c.atvk.is_(None),
            set_={name: statement.excluded[name] for name in SITE_COLUMNS},
        )
        columns = (t.site.c.atvk, t.site.c.role, t.site.c.url, t.site.c.id)
        for row in connection.execute(statement.returning(*columns), some):
            ids[row.atvk, row.role, row.url] = row.id
    return {site: ids[site.atvk, site.role, site.url] for site in in_order}


def page_ids(connection: Connection, site_id: int, urls: Iterable[str]) -> Mapping[str, int]:
    """Each address with its number; those that the site has not shown before are added."""
    digests = {url: digest_of(url) for url in urls}
    if not digests:
        return {}
    known = _known_pages(connection, site_id, digests.values())
    new = {digest: url for url, digest in digests.items() if digest not in known}
    if new:
        rows = [{"site_id": site_id, "digest": digest, "url": url} for digest, url in new.items()]
        connection.execute(upsert(connection, t.page).on_conflict_do_nothing(), rows)
        known = _known_pages(connection, site_id, digests.values())
    return {url: known[digest] for url, digest in digests.items()}


def _known_pages(connection: Connection, site_id: int, digests: Iterable[bytes]) -> dict[bytes, int]:
    query = select(t.page.c.digest, t.page.c.id).where(t.page.c.site_id == site_id, t.page.c.digest.in_(list(digests)))
    return {bytes(row.digest): row.id for row in connection.execute(query)}


def digest_of(url: str) -> bytes:
    """The key of an address: SHA-256 of the text as it is stored."""
    return hashlib.sha256(storable(url).encode()).digest()


def upsert(connection: Connection, table: Table) -> postgresql.Insert | sqlite.Insert:
    """The INSERT that knows ON CONFLICT, of the database at hand."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def site_of(row: Row[Any]) -> Site:
    """A row that holds the columns of `site`, as the noun."""
    return Site(
        url=row.url,
        name=row.name,
        atvk=row.atvk,
        centre=Centre(row.centre) if row.centre else None,
        region=row.region,
        role=Role(row.role),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        email=row.email,
        data_gov_lv=row.data_gov_lv,
    )
