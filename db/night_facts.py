"""What was measured of the sites, for nights to be planned by: how long an audit takes, and who shares an address."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from statistics import median

from sqlalchemy import Engine, select

from db import tables as t
from db.engine import reading
from db.look_tables import site_look
from db.night_tables import night
from model.site import Site


def usual_lengths(database: Engine, sites: Sequence[Site], since: date) -> Mapping[Site, timedelta]:
    """The median of what each site's audits took in the nights from that of `since` on; sites without are left out."""
    taken = (
        select(t.site.c.atvk, t.site.c.role, t.site.c.url, t.audit.c.started_at, t.audit.c.finished_at)
        .join(night, night.c.run_id == t.audit.c.run_id)
        .join(t.site, t.site.c.id == t.audit.c.site_id)
        .where(night.c.night >= since)
    )
    seconds: dict[tuple[str | None, str, str], list[float]] = defaultdict(list)
    with reading(database) as connection:
        for row in connection.execute(taken):
            seconds[row.atvk, row.role, row.url].append((row.finished_at - row.started_at).total_seconds())
    measured = {site: seconds.get((site.atvk, site.role, site.url)) for site in sites}
    return {site: timedelta(seconds=median(some)) for site, some in measured.items() if some}


def known_addresses(database: Engine) -> Mapping[str, Sequence[str]]:
    """The IP addresses at which each site was found when it was last looked at, by the site's own address."""
    with reading(database) as connection:
        rows = connection.execute(select(site_look.c.url, site_look.c.addresses))
        return {row.url: tuple(row.addresses) for row in rows if row.addresses}
