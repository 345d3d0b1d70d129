"""Settings come from one place, and a wrong one is named."""

from pathlib import Path

import pytest

from pipeline.settings import SettingsError, read_settings


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_environment_wins_over_the_file_and_the_file_over_defaults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "eindekss.toml").write_text('max_pages = 7\nlanguage = "en"\n', encoding="utf-8")
    monkeypatch.setenv("EINDEKSS_MAX_PAGES", "9")
    settings = read_settings()
    assert (settings.max_pages, settings.language, settings.max_documents) == (9, "en", 300)
    assert settings.limits.max_pages == 9
    assert read_settings({"max_pages": 3, "language": None}).max_pages == 3


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("EINDEKSS_MAX_PAGES", "many", "EINDEKSS_MAX_PAGES"),
        ("EINDEKSS_MAX_PAGES", "0", "greater than or equal to 1"),
        ("EINDEKSS_DATABASE_URL", "mysql://x", "sqlite:///"),
        ("EINDEKSS_KEEP_SCREENSHOTS_DAYS", "-1", "greater than or equal to 0"),
        ("EINDEKSS_KEEP_SCREENSHOTS_DAYS", "401", "at least EINDEKSS_KEEP_SCREENSHOTS_DAYS, which is 401"),
        ("EINDEKSS_KEEP_EVIDENCE_DAYS", "89", "EINDEKSS_KEEP_EVIDENCE_DAYS: .*or at least"),
        ("EINDEKSS_MAIL_FROM", "audits", "“audits” is not an e-mail address"),
        ("EINDEKSS_MAIL_FROM", "a@b.lv, c@d.lv", "must be one address"),
        ("EINDEKSS_MAIL_REPLY_TO", "a@b.lv\nBcc: c@d.lv", "must be one line"),
        ("EINDEKSS_MAIL_WHEN", "weekly", "EINDEKSS_MAIL_WHEN"),
        ("EINDEKSS_SMTP_PORT", "0", "greater than or equal to 1"),
        ("EINDEKSS_REPORT_URL", "parskati.lv", "must begin with https://"),
        ("EINDEKSS_GRID_URL", "grid:4444", "must begin with https://"),
        ("EINDEKSS_GRID_URL", "http://a:b@grid:4444", "EINDEKSS_GRID_PASSWORD"),
        ("EINDEKSS_GRID_BROWSER", "firefox", "EINDEKSS_GRID_BROWSER: .*'chrome' or 'MicrosoftEdge'"),
        ("EINDEKSS_GRID_NODES", "node.lan", "EINDEKSS_GRID_NODES"),
        ("EINDEKSS_GRID_PROXY_LISTEN", "0.0.0.0", "EINDEKSS_GRID_PROXY_LISTEN: .*EINDEKSS_GRID_NODES must name"),
        ("EINDEKSS_MAX_PAGE", "5", "unknown variable EINDEKSS_MAX_PAGE"),
    ],
)
def test_a_wrong_setting_is_named(name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=said):
        read_settings()


def test_opened_loopback_sites_are_paced_only_by_a_pace_that_was_set(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings().limits.opened_pace_s == 0
    monkeypatch.setenv("EINDEKSS_PACE_S", "0.3")
    limits = read_settings().limits
    assert (limits.pace_s, limits.opened_pace_s) == (0.3, 0.3)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "eindekss.toml").write_text("max_pages = = 3", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"eindekss\.toml"):
        read_settings()


def test_secrets_stand_in_the_environment_only_and_are_masked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "postgresql://auditor:s3cret@db/eindekss"
    monkeypatch.setenv("EINDEKSS_DATABASE_URL", url)
    shown = read_settings().shown()
    assert shown["EINDEKSS_DATABASE_URL"] == "postgresql://auditor:***@db/eindekss"
    monkeypatch.delenv("EINDEKSS_DATABASE_URL")
    (tmp_path / "eindekss.toml").write_text(f'database_url = "{url}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="password"):
        read_settings()


def test_the_mail_password_stands_in_the_environment_only_and_is_masked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EINDEKSS_SMTP_PASSWORD", "s3cret")
    settings = read_settings()
    assert settings.smtp_password.get_secret_value() == "s3cret"
    assert settings.shown()["EINDEKSS_SMTP_PASSWORD"] == "**********"
    assert "s3cret" not in repr(settings)
    monkeypatch.delenv("EINDEKSS_SMTP_PASSWORD")
    assert read_settings().shown()["EINDEKSS_SMTP_PASSWORD"] == ""
    (tmp_path / "eindekss.toml").write_text('smtp_password = "s3cret"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match=r"holds a secret; put it into EINDEKSS_SMTP_PASSWORD") as told:
        read_settings()
    assert "s3cret" not in str(told.value)


@pytest.mark.parametrize(
    ("host", "allowed"),
    [("localhost", True), ("127.0.0.1", True), ("[::1]", True), ("mail.example", False), ("10.0.0.5", False)],
)
def test_mail_goes_unencrypted_only_to_this_machine(host: str, allowed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_SMTP_HOST", host)
    assert read_settings().smtp_security == "starttls"
    monkeypatch.setenv("EINDEKSS_SMTP_SECURITY", "none")
    if allowed:
        assert read_settings().smtp_security == "none"
        return
    with pytest.raises(SettingsError, match=r"EINDEKSS_SMTP_SECURITY: .*another machine"):
        read_settings()


@pytest.mark.parametrize(("screenshots", "evidence"), [("0", "400"), ("500", "0"), ("90", "90")])
def test_for_ever_and_equal_times_are_allowed(screenshots: str, evidence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_KEEP_SCREENSHOTS_DAYS", screenshots)
    monkeypatch.setenv("EINDEKSS_KEEP_EVIDENCE_DAYS", evidence)
    settings = read_settings()
    assert (settings.keep_screenshots_days, settings.keep_evidence_days) == (int(screenshots), int(evidence))


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EINDEKSS_OIDC_ISSUER", "http://login.example.lv", "https://"),
        ("EINDEKSS_OIDC_ROLES", "staff=chief", "value=administrator"),
        ("EINDEKSS_OIDC_ROLES", "town=municipality", "value=administrator"),
        ("EINDEKSS_OIDC_ROLES", "staff=operator:0003000", "value=administrator"),
        ("EINDEKSS_OIDC_CLIENT_ID", "", "EINDEKSS_OIDC_ISSUER"),
    ],
)
def test_an_organisation_is_told_in_full(monkeypatch: pytest.MonkeyPatch, name: str, value: str, words: str) -> None:
    monkeypatch.setenv("EINDEKSS_OIDC_ISSUER", "https://login.example.lv")
    monkeypatch.setenv("EINDEKSS_OIDC_CLIENT_ID", "eindekss")
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=words):
        read_settings()


def test_roles_of_an_organisation_are_by_the_value_of_its_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EINDEKSS_OIDC_ROLES", "cn=staff=operator, town = municipality:0003000")
    found = read_settings().oidc_role_of
    assert found == {"cn=staff": ("operator", None), "town": ("municipality", "0003000")}
