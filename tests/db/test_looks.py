"""The last look at each address is kept, on both databases, as it was taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from db.looks import last_looks, save_looks
from model.failure import Failure, FailureKind
from model.site_look import Certificate, CertificateFault, RobotsState, SiteLook, StandIn

NOW = datetime(2026, 11, 27, 20, tzinfo=UTC)
WHOLE = SiteLook(
    url="https://liepas.example/",
    looked_at=NOW,
    addresses=("2001:db8::7", "192.0.2.7"),
    certificate=Certificate("liepas.example", NOW + timedelta(days=9), "Izdevējs\0", CertificateFault.EXPIRED),
    robots=RobotsState.ALLOWED,
    crawl_delay_s=2.5,
    landed="https://www.liepas.example/lv",
    permanent="https://www.liepas.example/",
    sent_to="https://cits.example/",
    stand_in=StandIn.PARKED,
    failure=Failure(FailureKind.TLS, "the certificate is not trusted"),
)
BARE = SiteLook("https://ozoli.example/", NOW)


def test_a_look_is_read_as_it_was_saved(database: Engine) -> None:
    save_looks(database, [WHOLE, BARE])
    certificate = replace(WHOLE.certificate, issuer="Izdevējs\ufffd") if WHOLE.certificate else None
    assert last_looks(database) == {WHOLE.url: replace(WHOLE, certificate=certificate), BARE.url: BARE}


def test_the_newer_look_takes_the_place_of_the_older(database: Engine) -> None:
    save_looks(database, [WHOLE, BARE])
    newer = SiteLook(WHOLE.url, NOW + timedelta(days=1), ("192.0.2.8",))
    save_looks(database, [newer])
    assert last_looks(database) == {WHOLE.url: newer, BARE.url: BARE}


def test_no_look_is_no_work(database: Engine) -> None:
    save_looks(database, [])
    assert last_looks(database) == {}
