"""What lies outside the machine: sites, names, register, proxies and the mail server."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
import trustme

from crawler.network import Network
from pipeline.doctor import mail, network
from pipeline.doctor.check import Installation, State
from tests.crawler.ckan import CkanServer, register_in_a_thread
from tests.crawler.origin import Reply
from tests.mail_server import PASSWORD, USER, mail_server
from tests.pipeline.doctor.conftest import HEADER, lookup, only, states
from tests.ports import free_port

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")

Make = Callable[..., Installation]


def test_the_list_of_sites_is_there_whole_in_part_or_not(installation: Make, folder: Path) -> None:
    file = folder / "sites.csv"
    assert states(network.sites, installation()) == [State.OK]
    file.write_text(file.read_text("utf-8") + "1,Nekas,x,local,Vidzeme\n", "utf-8")
    assert states(network.sites, installation()) == [State.OK, State.WARN]
    file.write_text(HEADER)
    assert states(network.sites, installation()) == [State.FAIL]
    file.unlink()
    assert states(network.sites, installation()) == [State.FAIL]


def test_names_are_found_quickly_and_no_others(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    def nothing(host: str, port: int) -> list[str]:
        raise OSError("no name server")

    def slow(host: str, port: int) -> list[str]:
        time.sleep(0.02)
        return lookup(host, port)

    assert only(network.names, installation()).text == "avoti.example is 127.0.0.1."
    assert only(network.names, installation(Network(nothing))).state is State.FAIL
    lying = only(network.names, installation(Network(lambda host, port: ["203.0.113.1"])))
    assert (lying.state, ".invalid" in lying.text) == (State.WARN, True)
    monkeypatch.setattr(network, "SLOW_NAME_S", 0.01)
    assert only(network.names, installation(Network(slow))).state is State.WARN


def test_one_name_that_is_gone_is_not_the_name_server(installation: Make, folder: Path) -> None:
    (folder / "sites.csv").write_text(HEADER + "0044000,Avotu novads,https://avoti.lv,local,Vidzeme\n", "utf-8")
    assert only(network.names, installation(register_url="https://dati.example")).state is State.OK
    assert only(network.names, installation()).state is State.FAIL


def test_the_register_answers_or_audits_go_without(installation: Make, folder: Path) -> None:
    assert "is empty" in only(network.register, installation()).text
    with register_in_a_thread(CkanServer()) as server:
        examined = installation(register_url=server.address)
        assert only(network.register, examined).state is State.OK
        assert server.actions == ["organization_list"]
        server.replies["organization_list"] = Reply("no", 503)
        assert only(network.register, examined).state is State.WARN
    gone = only(network.register, installation(register_url=f"http://127.0.0.1:{free_port()}/dati"))
    assert (gone.state, "register fetch" in gone.advice) == (State.WARN, True)
    assert only(network.register, installation(register_url="https://x.example", register_snapshot="no")).state is (
        State.FAIL
    )


def test_a_servers_clock_is_told_ahead_of_ours(installation: Make) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    replies = {"organization_list": Reply("{}", headers={"Date": format_datetime(ahead, usegmt=True)})}
    with register_in_a_thread(CkanServer(replies=dict(replies))) as server:
        examined = installation(register_url=server.address)
        network.register(examined)
    assert examined.clocks["the register"] == pytest.approx(3600, abs=5)


def test_the_first_site_is_asked_for_its_robots_and_no_inner_one(installation: Make, folder: Path) -> None:
    with register_in_a_thread(CkanServer()) as server:
        origin = server.address.removesuffix("/dati")
        row = f"0044000,Avotu novads,{origin},local,Vidzeme\n"
        (folder / "sites.csv").write_text(HEADER + row, "utf-8")
        answer = only(network.first_site, installation())
        assert f"{origin}/robots.txt answers" in answer.text
        closed = Installation(installation().settings, folder / "sites.csv")
        refused = only(network.first_site, closed)
    assert (refused.state, "leads to 127.0.0.1" in refused.text) == (State.WARN, True)


def test_a_proxy_that_is_set_is_told_to_be_unused(installation: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY", "https_proxy", "http_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    assert only(network.proxies, installation()).state is State.OK
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    assert only(network.proxies, installation()).state is State.WARN


def test_mail_is_greeted_encrypted_and_logged_in_to_and_nothing_is_sent(installation: Make, folder: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(folder / "ca.pem"))
    assert "nothing is mailed" in only(mail.mail, installation()).text
    with mail_server("starttls", login=True, authority=authority) as server:
        asked = {"smtp_host": "127.0.0.1", "smtp_port": server.port, "smtp_ca": "ca.pem", "mail_from": "a@b.lv"}
        known = {"smtp_user": USER, "smtp_password": PASSWORD}
        fine = only(mail.mail, installation(**asked, **known))
        assert (fine.state, "starttls, logged in" in fine.text) == (State.OK, True)
        wrong = only(mail.mail, installation(**asked, smtp_user=USER, smtp_password="cita"))
        assert (wrong.state, "refuses the login" in wrong.text) == (State.FAIL, True)
        assert "cita" not in wrong.text + wrong.advice
        untrusted = only(mail.mail, installation(**{**asked, "smtp_ca": ""}, **known))
        assert (untrusted.state, "not trusted" in untrusted.text) == (State.FAIL, True)
        assert states(mail.mail, installation(**{**asked, "mail_from": ""}, **known)) == [State.OK, State.WARN]
        assert (server.box.asked, server.box.messages) == (0, [])
    assert only(mail.mail, installation(**asked, **known)).state is State.FAIL


def test_alerts_reach_somebody(installation: Make) -> None:
    assert only(mail.alerts, installation()).state is State.WARN
    assert only(mail.alerts, installation(alert_to="a@b.lv")).state is State.FAIL
    assert only(mail.alerts, installation(alert_to="a@b.lv", smtp_host="127.0.0.1")).state is State.OK
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        fine = only(mail.alerts, installation(alert_webhook=f"http://127.0.0.1:{port}/key"))
        assert (fine.state, fine.text) == (State.OK, "Alerts go to the webhook at 127.0.0.1.")
    gone = only(mail.alerts, installation(alert_webhook=f"http://127.0.0.1:{port}/key"))
    assert gone.state is State.FAIL
    assert "key" not in fine.text + gone.text + gone.advice
