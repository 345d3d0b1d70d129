"""Settings of accounts: the password of a new one, and the organisation that logs its people in (OpenID Connect)."""

from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from crawler.ip_addresses import is_loopback
from model.access import AccountRole


class LoginSettings(BaseSettings):
    """Without `oidc_issuer` everybody logs in by password."""

    new_password: SecretStr = Field(
        SecretStr(""), description="password for `user add` and `user passwd`; from the environment only"
    )
    oidc_issuer: str = Field("", description="OpenID Connect provider whose people may log in")
    oidc_client_id: str = Field("", description="what the provider knows this installation by")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="its secret there; from the environment only")
    oidc_role_claim: str = Field("groups", description="claim of the provider that says what a person may do here")
    oidc_roles: str = Field(
        "", description="what its values mean, with commas between: value=operator, value=municipality:ATVK"
    )

    @property
    def oidc_role_of(self) -> dict[str, tuple[AccountRole, str | None]]:
        """Role and municipality by the value of the claim; the first that a person has counts."""
        return dict(map(_meaning, _parts(self.oidc_roles)))

    @field_validator("oidc_issuer")
    @classmethod
    def _safe_issuer(cls, url: str) -> str:
        """What it says decides who may come in: it speaks TLS, or is this machine."""
        parts = urlsplit(url)
        at_home = parts.scheme == "http" and (parts.hostname == "localhost" or _loopback(parts.hostname or ""))
        if url and not (at_home or (parts.scheme == "https" and parts.hostname)):
            raise ValueError("must begin with https:// and name a host")
        return url

    @field_validator("oidc_client_id")
    @classmethod
    def _known_there(cls, name: str, info: ValidationInfo) -> str:
        if info.data.get("oidc_issuer") and not name:
            raise ValueError("is needed where EINDEKSS_OIDC_ISSUER is set")
        return name

    @field_validator("oidc_roles")
    @classmethod
    def _known_roles(cls, text: str) -> str:
        for part in _parts(text):
            _meaning(part)
        return text


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _meaning(part: str) -> tuple[str, tuple[AccountRole, str | None]]:
    value, _, meaning = part.rpartition("=")
    role, _, site = meaning.strip().partition(":")
    if not value or role not in list(AccountRole) or bool(site) != (role == AccountRole.MUNICIPALITY):
        raise ValueError(f"“{part}” must be value=administrator, value=operator or value=municipality:ATVK")
    return value.strip(), (AccountRole(role), site or None)


def _loopback(host: str) -> bool:
    try:
        return is_loopback(host)
    except ValueError:
        return False
