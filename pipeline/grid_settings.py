"""Settings of a Selenium Grid, whose browsers audit in the place of this machine's."""

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings


class GridSettings(BaseSettings):
    """Without `grid_url` the others mean nothing."""

    grid_url: str = Field("", description="Selenium Grid whose browsers audit; else a browser of this machine")
    grid_browser: Literal["chrome", "MicrosoftEdge"] = Field("chrome", description="browser to ask the grid for")
    grid_arguments: str = Field("", description="what the grid's browsers need to start, with spaces between")
    grid_user: str = Field("", description="who logs in to the grid; nobody where it is empty")
    grid_password: SecretStr = Field(SecretStr(""), description="password of that user; from the environment only")
    grid_proxy_host: str = Field("", description="what the grid's nodes call this machine; else the address below")
    grid_nodes: str = Field("", description="addresses of the grid's nodes, with commas between")
    grid_proxy_listen: str = Field(
        "127.0.0.1", validate_default=True, description="address of this machine at which the nodes' browsers come in"
    )

    @property
    def grid_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return tuple(ip_network(part.strip()) for part in self.grid_nodes.split(",") if part.strip())

    @field_validator("grid_url")
    @classmethod
    def _known_grid(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError("must begin with https:// or http:// and name a host")
        if parts.username or parts.password:
            raise ValueError("must name no user: there are EINDEKSS_GRID_USER and EINDEKSS_GRID_PASSWORD")
        return url.rstrip("/")

    @field_validator("grid_nodes")
    @classmethod
    def _known_nodes(cls, value: str) -> str:
        for part in value.split(","):
            if part.strip():
                ip_network(part.strip())
        return value

    @field_validator("grid_proxy_listen")
    @classmethod
    def _closed_to_others(cls, address: str, info: ValidationInfo) -> str:
        if not ip_address(address).is_loopback and not info.data.get("grid_nodes"):
            raise ValueError("is open to other machines, so EINDEKSS_GRID_NODES must name those that may come in")
        return address
