"""Settings of what is published: whose it is, under which licence, and at which address."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings


class PublishingSettings(BaseSettings):
    """Every one has a default that fits a trial; a public dashboard names its publisher and its address."""

    public_url: str = Field("", description="address of the dashboard as the public knows it; else that of the request")
    publisher: str = Field("eindekss", description="who publishes the results, in the metadata of the open data")
    publisher_url: str = Field("", description="home page of the publisher")
    data_licence: Literal["CC-BY-4.0", "CC0-1.0"] = Field(
        "CC-BY-4.0", description="licence of the open data: CC-BY-4.0 or CC0-1.0"
    )
    star_folder: str = Field(
        "", description="folder that `eindekss export star` writes, whose files the dashboard publishes; empty: none"
    )

    @field_validator("public_url", "publisher_url")
    @classmethod
    def _known_place(cls, url: str) -> str:
        parts = urlsplit(url)
        if url and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment):
            raise ValueError("must begin with https:// or http://, name a host, and have no query")
        return url.rstrip("/")
