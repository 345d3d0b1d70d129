"""The table of the last look at each site, without a browser, as `eindekss sites check` takes it."""

from sqlalchemy import Column, Float, String, Table

from db.tables import METADATA
from db.types import Json, UtcDateTime, WorldText

# By address, not by row of `site`: a look is taken before a site has had its first audit. `addresses` is a list of IPv4
# and IPv6 literals, [] where the name was not found.
site_look = Table(
    "site_look",
    METADATA,
    Column("url", String, primary_key=True),
    Column("looked_at", UtcDateTime, nullable=False),
    Column("addresses", Json, nullable=False),
    Column("certificate_host", String),
    Column("certificate_ends", UtcDateTime, index=True),
    Column("certificate_issuer", WorldText),
    Column("certificate_fault", String),
    Column("robots", String, nullable=False),
    Column("crawl_delay_s", Float),
    Column("landed", WorldText),
    Column("permanent", WorldText),
    Column("sent_to", WorldText),
    Column("stand_in", String),
    Column("failure_kind", String),
    Column("failure_detail", WorldText),
)
