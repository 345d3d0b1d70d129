"""The last look at each site: what the nights spread sites by, and what the next look is compared with."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, func, select

from db.engine import reading, writing
from db.look_tables import site_look
from db.sites import upsert
from db.types import storable
from model.failure import Failure, FailureKind
from model.site_look import Certificate, CertificateFault, RobotsState, SiteLook, StandIn


def save_looks(database: Engine, looks: Sequence[SiteLook]) -> None:
    """Keeps these looks, each instead of the one before at its address; all or none."""
    rows = [_row(look) for look in looks]
    if not rows:
        return
    with writing(database) as connection:
        statement = upsert(connection, site_look)
        kept = {column.name: statement.excluded[column.name] for column in site_look.c if column.name != "url"}
        connection.execute(statement.on_conflict_do_update(index_elements=["url"], set_=kept), rows)


def last_looks(database: Engine) -> Mapping[str, SiteLook]:
    """The newest look at each address that was ever looked at, by the address as the list of sites writes it."""
    with reading(database) as connection:
        return {row.url: _look(row) for row in connection.execute(select(site_look))}


def newest_look(database: Engine) -> datetime | None:
    """When a site was looked at last; None where none ever was."""
    with reading(database) as connection:
        moment: datetime | None = connection.scalar(select(func.max(site_look.c.looked_at)))
        return moment


def _row(look: SiteLook) -> dict[str, Any]:
    certificate, failure = look.certificate, look.failure
    return {
        "url": storable(look.url),
        "looked_at": look.looked_at,
        "addresses": list(look.addresses),
        "certificate_host": certificate and certificate.host,
        "certificate_ends": certificate and certificate.ends,
        "certificate_issuer": certificate and certificate.issuer,
        "certificate_fault": certificate and certificate.fault,
        "robots": look.robots,
        "crawl_delay_s": look.crawl_delay_s,
        "landed": look.landed,
        "permanent": look.permanent,
        "sent_to": look.sent_to,
        "stand_in": look.stand_in,
        "failure_kind": failure and failure.kind,
        "failure_detail": failure and failure.detail,
    }


def _look(row: Row[Any]) -> SiteLook:
    certificate = failure = None
    if row.certificate_ends is not None:
        fault = CertificateFault(row.certificate_fault) if row.certificate_fault else None
        certificate = Certificate(row.certificate_host, row.certificate_ends, row.certificate_issuer, fault)
    if row.failure_kind is not None:
        failure = Failure(FailureKind(row.failure_kind), row.failure_detail)
    return SiteLook(
        url=row.url,
        looked_at=row.looked_at,
        addresses=tuple(row.addresses),
        certificate=certificate,
        robots=RobotsState(row.robots),
        crawl_delay_s=row.crawl_delay_s,
        landed=row.landed,
        permanent=row.permanent,
        sent_to=row.sent_to,
        stand_in=StandIn(row.stand_in) if row.stand_in else None,
        failure=failure,
    )
