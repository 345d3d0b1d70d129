"""The one reader of the environment: EINDEKSS_* variables over `eindekss.toml` over the defaults."""

import os
from collections.abc import Mapping
from datetime import time
from email.utils import getaddresses
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from crawler.ckan import register_address
from crawler.limits import Limits
from model.email_address import mailbox
from pipeline.grid_settings import GridSettings
from pipeline.login_settings import LoginSettings
from pipeline.publishing_settings import PublishingSettings
from pipeline.web_settings import WebSettings

PREFIX = "EINDEKSS_"
DEFAULT_FILE = "eindekss.toml"
MASK = "***"
MIB = 1024 * 1024


SECRETS = frozenset({"smtp_password", "alert_webhook", "grid_password", "new_password", "oidc_client_secret"})


class SettingsError(Exception):
    """A setting that cannot be used; the text names it and says what it must be."""


class Settings(GridSettings, WebSettings, LoginSettings, PublishingSettings):
    """Every setting, its default and its bounds. Times are seconds, sizes bytes."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    database_url: str = Field("sqlite:///eindekss.sqlite", description="SQLite file or PostgreSQL server")
    evidence_url: str = Field("evidence", description="folder or fsspec URL of the evidence")
    browser: str | None = Field(None, description="browser executable; found by itself where not set")
    axe: str | None = Field(None, description="axe.min.js; found by itself where not set")
    methodology: str = Field("2019", description="methodology that audits are scored by")
    log_format: Literal["text", "json"] = Field("text", description="logs for a person, or a JSON object a line")
    metrics_host: str = Field("127.0.0.1", description="address where schedule and worker show health and metrics")
    metrics_port: int = Field(9464, ge=0, le=65_535, description="port of it; 0 for none")
    language: Literal["lv", "en"] = Field("lv", description="language of tables and reports")
    contact: str = Field("", description="where a municipality objects: e-mail or address, printed in reports")
    sites_at_once: int = Field(4, ge=1, le=64, description="sites audited at once")
    max_pages: int = Field(25, ge=1, le=1000, description="sample: pages a site that the browser audits")
    max_documents: int = Field(300, ge=1, le=10_000, description="pages a site read by plain HTTP")
    site_budget_s: float = Field(600.0, gt=0, description="time for one site")
    page_budget_s: float = Field(45.0, gt=0, description="time for one page")
    run_budget_s: float = Field(28_800.0, ge=0, description="time for one run; 0 for no end")
    night_at: str = Field("01:30", description="when a night begins, Riga time")
    night_hours: float = Field(5.5, gt=0, le=23, description="hours in which a night's sites may begin")
    night_retries: int = Field(3, ge=0, le=10, description="later tries of a site that failed in passing")
    night_retry_s: float = Field(
        600.0, ge=0, description="time before the first of them; three times as long each next"
    )
    worker_dead_s: float = Field(
        30.0, ge=1, le=3600, description="time without a sign of life after which a worker's sites go to others"
    )
    worker_drain_s: float = Field(
        0.0, ge=0, le=86_400, description="time that the sites at work get when a worker is told to stop"
    )
    max_page_requests: int = Field(2_000, ge=10, description="files that one page may load")
    max_page_mib: int = Field(200, ge=1, description="MiB that one page may load, unpacked")
    max_site_requests: int = Field(30_000, ge=100, description="requests to one site")
    max_site_mib: int = Field(2_048, ge=1, description="MiB of one site, as they come over the network")
    max_renderer_mib: int = Field(1_024, ge=256, description="memory of one page's process, in MiB")
    pace_s: float = Field(1.0, ge=0, description="time between two documents of one address")
    parallel_per_address: int = Field(2, ge=1, le=8, description="documents at once of one address")
    check_targets: bool = Field(True, description="ask latvija.lv and others whether the pages linked to exist")
    reuse_days: int = Field(
        7, ge=0, le=31, description="days that a night may judge an unchanged page by its last evidence; 0: never"
    )
    register_url: str = Field(
        "https://data.gov.lv/dati", description="open data register (CKAN); not asked where it is empty"
    )
    register_snapshot: str = Field("", description="file of `eindekss register fetch`, read in the register's place")
    signatures: str = Field("", description="folder of files that add to the features' signatures")
    public_address: str = Field("", description="addresses that audits come from, for allow-lists, with commas between")
    keep_screenshots_days: int = Field(90, ge=0, description="days that screenshots are kept; 0 is for ever")
    keep_evidence_days: int = Field(
        400, ge=0, validate_default=True, description="days that other evidence is kept; 0 is for ever"
    )
    smtp_host: str = Field("", description="server that sends the reports")
    smtp_security: Literal["starttls", "tls", "none"] = Field(
        "starttls", validate_default=True, description="starttls, tls, or none for a server on this machine"
    )
    smtp_port: int | None = Field(None, ge=1, le=65_535, description="587 for starttls, 465 for tls, 25 for none")
    smtp_user: str = Field("", description="who logs in there; nobody where it is empty")
    smtp_password: SecretStr = Field(SecretStr(""), description="password of that user; from the environment only")
    smtp_ca: str = Field("", description="file of the authority that signed its certificate; else the system's")
    smtp_timeout_s: float = Field(60.0, gt=0, le=600, description="time for each of its answers")
    mail_from: str = Field("", description="sender of the reports: name <address>, or an address")
    mail_reply_to: str = Field("", description="where answers go; else to EINDEKSS_CONTACT where that is an address")
    mail_when: Literal["changed", "monthly", "always"] = Field(
        "changed", description="send when something changed, once a calendar month, or after every audit"
    )
    mail_attach_mib: int = Field(5, ge=0, le=50, description="MiB up to which the PDF is attached; linked beyond")
    alert_to: str = Field("", description="addresses that a night's alerts are mailed to, with commas between")
    alert_webhook: SecretStr = Field(
        SecretStr(""), description="https address that alerts are posted to as JSON; from the environment only"
    )
    alert_when: Literal["trouble", "always"] = Field(
        "trouble", description="send a digest when something needs a look, or after every night"
    )
    alert_at: str = Field("07:30", description="when the night's digest is sent, Riga time")
    alert_failure_share: float = Field(0.2, ge=0, le=1, description="share of failed sites that is told of")
    alert_certificate_days: int = Field(14, ge=0, description="days before a certificate's end that it is told of")
    alert_drop: float = Field(3.0, ge=0, description="points that the index of a site falls, which is told of")
    alert_section_drop: float = Field(10.0, ge=0, description="points that a section of it falls")
    report_url: str = Field("", description="where the folder of reports is published, for links in mails")
    user_agent: str = Field(Limits().user_agent, min_length=5, description="names the auditor and a contact")

    @field_validator("public_address")
    @classmethod
    def _known_addresses(cls, value: str) -> str:
        networks = [ip_network(part.strip()) for part in value.split(",") if part.strip()]
        return ", ".join(str(one.network_address if one.num_addresses == 1 else one) for one in networks)

    @field_validator("night_at", "alert_at")
    @classmethod
    def _time_of_day(cls, value: str) -> str:
        return f"{time.fromisoformat(value.strip()):%H:%M}"

    @field_validator("register_url")
    @classmethod
    def _known_register(cls, value: str) -> str:
        return register_address(value) if value.strip() else ""

    @field_validator("smtp_security")
    @classmethod
    def _open_only_at_home(cls, security: str, info: ValidationInfo) -> str:
        host = str(info.data.get("smtp_host", ""))
        if security == "none" and host and not _is_loopback(host):
            raise ValueError(f"must be starttls or tls, for {host} is another machine")
        return security

    @field_validator("mail_from", "mail_reply_to")
    @classmethod
    def _one_mailbox(cls, value: str) -> str:
        if not value.strip():
            return ""
        if not value.isprintable():
            raise ValueError("must be one line")
        found = getaddresses([value])
        if len(found) != 1:
            raise ValueError("must be one address")
        mailbox(found[0][1])
        return value.strip()

    @field_validator("alert_to")
    @classmethod
    def _mailboxes(cls, value: str) -> str:
        return ", ".join(mailbox(part.strip()) for part in value.split(",") if part.strip())

    @field_validator("alert_webhook")
    @classmethod
    def _safe_webhook(cls, url: SecretStr) -> SecretStr:
        """Its address is a key: it goes in the open only to this machine."""
        parts = urlsplit(url.get_secret_value().strip())
        at_home = parts.scheme == "http" and _is_loopback(parts.hostname or "")
        if url.get_secret_value() and not (at_home or (parts.scheme == "https" and parts.hostname)):
            raise ValueError("must begin with https:// and name a host")
        return SecretStr(parts.geturl())

    @field_validator("report_url")
    @classmethod
    def _web_address(cls, url: str) -> str:
        if url and (urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname):
            raise ValueError("must begin with https:// or http:// and name a host")
        return url

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        if urlsplit(url).scheme.partition("+")[0] not in ("sqlite", "postgresql", "postgres"):
            raise ValueError("must begin with sqlite:/// or postgresql://")
        return url

    @field_validator("keep_evidence_days")
    @classmethod
    def _not_shorter_than_screenshots(cls, days: int, info: ValidationInfo) -> int:
        screenshots_days = info.data.get("keep_screenshots_days", 0)
        if 0 < days < screenshots_days:
            raise ValueError(f"must be 0 or at least {PREFIX}KEEP_SCREENSHOTS_DAYS, which is {screenshots_days}")
        return days

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = TomlConfigSettingsSource(settings_cls, toml_file=settings_file())
        return init_settings, env_settings, file

    @property
    def limits(self) -> Limits:
        return Limits(
            max_pages=self.max_pages,
            max_documents=self.max_documents,
            site_budget_s=self.site_budget_s,
            page_budget_s=self.page_budget_s,
            max_page_requests=self.max_page_requests,
            max_page_bytes=self.max_page_mib * MIB,
            max_site_requests=self.max_site_requests,
            max_site_bytes=self.max_site_mib * MIB,
            max_renderer_bytes=self.max_renderer_mib * MIB,
            pace_s=self.pace_s,
            # A loopback origin that --allow-private-sites opened is paced only by a pace that somebody set.
            opened_pace_s=self.pace_s if "pace_s" in self.model_fields_set else 0.0,
            parallel_per_address=self.parallel_per_address,
            user_agent=self.user_agent,
        )

    def shown(self) -> dict[str, str]:
        """Every setting by its environment name, with passwords masked."""
        values = {f"{PREFIX}{name.upper()}": getattr(self, name) for name in type(self).model_fields}
        return {name: "" if value is None else masked(str(value)) for name, value in values.items()}


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def settings_file() -> Path:
    return Path(os.environ.get(f"{PREFIX}SETTINGS", DEFAULT_FILE))


def masked(url: str) -> str:
    """The text with the password of a URL blotted out."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return url
    return url.replace(f":{password}@", f":{MASK}@") if password else url


def read_settings(overrides: Mapping[str, object] | None = None) -> Settings:
    """The settings in force. Raises SettingsError, naming the variable, where one cannot be used."""
    given = {name: value for name, value in (overrides or {}).items() if value is not None}
    _refuse_unknown_variables()
    try:
        settings = Settings(**given)  # type: ignore[arg-type]  # pydantic judges the values
    except ValidationError as error:
        raise SettingsError("; ".join(_said(dict(item)) for item in error.errors())) from error
    except (OSError, ValueError) as error:
        raise SettingsError(f"{settings_file()} cannot be read: {error}") from error
    _refuse_secrets_in_file()
    return settings


def _said(item: Mapping[str, object]) -> str:
    location = item["loc"]
    name = ".".join(map(str, location)) if isinstance(location, tuple) else str(location)
    return f"{PREFIX}{name.upper()}: {item['msg']} (is: {masked(str(item['input']))})"


def _refuse_unknown_variables() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {f"{PREFIX}SETTINGS"}
    unknown = sorted(name for name in os.environ if name.startswith(PREFIX) and name not in known)
    if unknown:
        raise SettingsError(f"unknown variable {', '.join(unknown)}; `eindekss settings` lists those that exist")


def _refuse_secrets_in_file() -> None:
    # Secrets come only from the environment: a file is copied, mailed and committed.
    written = TomlConfigSettingsSource(Settings, toml_file=settings_file())()
    for name in SECRETS & written.keys():
        raise SettingsError(f"{settings_file()} holds a secret; put it into {PREFIX}{name.upper()}")
    url = written.get("database_url")
    if isinstance(url, str) and urlsplit(url).password:
        raise SettingsError(f"{settings_file()} holds a password; put the URL into {PREFIX}DATABASE_URL")
