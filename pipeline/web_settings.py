"""Settings of the dashboard and its API: who may ask how much, and whose word on an address is believed."""

from ipaddress import ip_network

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class WebSettings(BaseSettings):
    """What `eindekss serve` goes by."""

    api_per_minute: int = Field(
        120, ge=0, le=1_000_000, description="requests that one address may send to the API in a minute; 0: no end"
    )
    api_per_minute_by_token: int = Field(
        600, ge=0, le=1_000_000, description="requests to the API in a minute by one token that holds; 0: no end"
    )
    pages_per_minute: int = Field(
        600, ge=0, le=1_000_000, description="pages that one address may ask for in a minute; 0: no end"
    )
    trusted_proxies: str = Field(
        "127.0.0.1", description="proxies whose X-Forwarded-For is believed, with commas between"
    )

    @field_validator("trusted_proxies")
    @classmethod
    def _known_proxies(cls, value: str) -> str:
        found = [ip_network(part.strip()) for part in value.split(",") if part.strip()]
        if not all(one.prefixlen for one in found):
            # Then it is believed whatever a visitor says of where he comes from.
            raise ValueError("must not name everybody: name the addresses that the proxies have")
        return ", ".join(map(str, found))
