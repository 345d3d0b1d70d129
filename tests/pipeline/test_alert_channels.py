"""Alerts whose channel fails or is not there, or whose database is full: told once all the same."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from db.alerts import AlertState, begin_alert, told
from db.engine import DatabaseFull
from pipeline.alerting import DIGEST, NOT_STARTED, Watchman
from pipeline.errors import SetupError
from pipeline.workplace import Workplace
from tests.mail_server import Mail
from tests.pipeline.alerted import AVOTI, BEGINS, BERZI, CIEMI, DAY, MORNING, Endpoint, a_night, endpoint, text_of
from tests.pipeline.alerted import mails as mails
from tests.pipeline.alerted import posts as posts
from tests.pipeline.alerted import workplace as workplace


def test_channel_that_fails_is_tried_again_later_and_the_other_is_not(
    workplace: Workplace, mails: Mail, posts: Endpoint, caplog: pytest.LogCaptureFixture
) -> None:
    a_night(workplace, [BERZI])
    posts.statuses = [500, 503, 500, 200]
    watchman = Watchman(workplace, pause=lambda _seconds: None)
    watchman.look(DAY, BEGINS, MORNING, MORNING)
    assert (len(posts), len(mails.box.messages)) == (3, 1)
    assert told(workplace.database, DAY, DIGEST, "webhook").state is AlertState.FAILED  # type: ignore[union-attr]
    assert "by webhook: HTTP 500" in caplog.text
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=5))
    assert len(posts) == 3
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=11))
    assert (len(posts), len(mails.box.messages)) == (4, 1)
    assert told(workplace.database, DAY, DIGEST, "webhook").state is AlertState.SENT  # type: ignore[union-attr]


def test_webhook_that_is_away_keeps_its_key_out_of_the_log(
    workplace: Workplace, caplog: pytest.LogCaptureFixture
) -> None:
    settings = workplace.settings.model_copy(update={"alert_to": ""})
    with endpoint() as gone:
        pass
    away = settings.model_validate(settings.model_dump() | {"alert_webhook": gone.url})
    caplog.set_level(logging.WARNING)
    Watchman(replace(workplace, settings=away), pause=lambda _: None).look(DAY, BEGINS, MORNING, MORNING)
    assert "ConnectError" in caplog.text
    assert "key-1234" not in caplog.text


def test_full_database_keeps_no_alert_back(
    workplace: Workplace, posts: Endpoint, mails: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_night(workplace, [AVOTI, CIEMI], ended=False)
    posts.statuses = [403, 204]
    watchman = Watchman(workplace)
    with monkeypatch.context() as no_room:
        for name in ("begin_alert", "end_alert"):
            no_room.setattr(f"pipeline.alerting.{name}", full)
        for minutes in (0, 1, 11, 12, 30):
            watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=minutes))
        assert (len(mails.box.messages), len(posts)) == (1, 2)
    watchman.look(DAY, BEGINS, MORNING, MORNING + timedelta(minutes=50))
    assert (len(mails.box.messages), len(posts)) == (1, 2)
    assert "pilns disks" in text_of(mails)


def full(*_: object) -> None:
    raise DatabaseFull("no room")


def test_two_schedulers_send_one_message_and_one_that_died_is_made_good(workplace: Workplace, posts: Endpoint) -> None:
    assert begin_alert(workplace.database, DAY, NOT_STARTED, "webhook", BEGINS, None)
    assert not begin_alert(workplace.database, DAY, NOT_STARTED, "webhook", BEGINS, None)
    watchman = Watchman(workplace)
    watchman.look(DAY, BEGINS, MORNING, BEGINS + timedelta(minutes=9))
    assert posts == []
    watchman.look(DAY, BEGINS, MORNING, BEGINS + timedelta(minutes=25))
    assert len(posts) == 1


def test_without_a_channel_alerts_are_in_the_log(workplace: Workplace, caplog: pytest.LogCaptureFixture) -> None:
    bare = workplace.settings.model_validate(
        workplace.settings.model_dump() | {"alert_to": "", "alert_webhook": "", "language": "en"}
    )
    Watchman(replace(workplace, settings=bare)).look(DAY, BEGINS, MORNING, MORNING)
    assert "The night did not begin: nothing was audited. See whether the scheduler runs" in caplog.text


def test_alerts_that_cannot_be_mailed_are_refused_at_the_start(workplace: Workplace) -> None:
    lost = workplace.settings.model_copy(update={"mail_from": ""})
    with pytest.raises(SetupError, match="EINDEKSS_MAIL_FROM"):
        Watchman(replace(workplace, settings=lost))
