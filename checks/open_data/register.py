"""What the open data register holds of a municipality, and where it and the municipality's own site disagree."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from checks.addresses import parts, place_of
from checks.ledger import Aliveness
from checks.words import fold
from model.evidence import DataFile, Register, RegisterDataset
from model.formats import MACHINE_READABLE, machine_readable

PLACE = re.compile(r"/dati/(?:(?:lv|eng|en)/)?(organization|dataset)/([^/?#]+)")
# CKAN's pages are also found by an id, which tells nothing of whose they are.
IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Budgets, registers and lists are made anew at least once a year.
STALE = timedelta(days=365)
LISTED = 20


@dataclass(frozen=True, slots=True)
class Holdings:
    """A register's answer on one publisher, asked without a failure; `slug` is its name as sites.csv gives it."""

    register: Register
    slug: str | None = None

    @classmethod
    def of(cls, register: Register | None, slug: str | None) -> "Holdings | None":
        """None where the register was not asked, or could not be."""
        return cls(register, slug) if register is not None and register.failure is None else None

    @property
    def known(self) -> bool:
        """Whether it is known which publisher the municipality is; where it is not, nothing else is either."""
        return self.register.organisation is not None

    @property
    def published(self) -> list[RegisterDataset]:
        """The datasets with something behind them."""
        return [one for one in self.register.datasets if one.resources]

    def owns(self, url: str) -> bool | None:
        """Whether the register's page is the municipality's own; None where it cannot be told."""
        kind, name = portal_page(url)
        if kind == "organization" and self.known:
            return name == self.register.organisation
        if kind == "dataset" and self.known and not IDENTIFIER.fullmatch(name):
            return any(one.name == name for one in self.register.datasets)
        return None

    def is_empty(self, url: str) -> bool:
        """Whether a page that the register should have is not there, or has nothing behind it."""
        kind, name = portal_page(url)
        if kind == "organization":
            return not self.published if self.owns(url) else not self.known and name == self.slug
        return any(one.name == name and not one.resources for one in self.register.datasets)

    def summary(self) -> dict[str, Any]:
        """Counts of datasets, and the newest change as a date of ISO 8601."""
        register, datasets = self.register, self.register.datasets
        told: dict[str, Any] = {"register_organisation": register.organisation}
        if not self.known:
            return told
        oldest = register.asked_at.date() - STALE
        days = [one.modified for one in datasets if one.modified is not None]
        openly = sum(one.open_licence is True for one in datasets)
        return {
            **told,
            "register_datasets": len(datasets),
            "register_machine_readable": sum(machine_readable(one.formats) for one in datasets),
            "register_open_licence": openly,
            "register_open_licence_share": openly / len(datasets) if datasets else None,
            "register_stale": sum(day < oldest for day in days),
            "register_newest_change": max(days).isoformat() if days else None,
        }


def portal_page(url: str) -> tuple[str, str]:
    """organization or dataset, and its name, of an address in the register; twice empty for any other."""
    match = PLACE.search(parts(url).path)
    return (match[1], fold(match[2])) if match else ("", "")


def compared(
    holdings: Holdings | None, links: Collection[str], alive: Aliveness, files: Iterable[DataFile], *, told: bool
) -> Mapping[str, Any]:
    """Where site and register disagree. `links` lead from the site into the register; `told`: all were seen."""
    empty = [url for url in sorted(links) if alive(url) is False or (holdings is not None and holdings.is_empty(url))]
    if holdings is None or not holdings.known:
        return {"linked_but_empty": empty[:LISTED]} if empty else {}
    own = [url for url in links if holdings.owns(url) and alive(url) is not False]
    unlinked = bool(holdings.published) and not own
    return {
        "linked_but_empty": empty[:LISTED],
        "published_but_not_linked": unlinked if told or own else None,
        "files_not_in_register": _lacking(files, holdings.register)[:LISTED],
    }


def _lacking(files: Iterable[DataFile], register: Register) -> list[str]:
    """Data files of the site that no dataset leads to; one that was uploaded there keeps its name, not its address."""
    urls = [url for one in register.datasets for url in one.resource_urls]
    places, names = set(map(place_of, urls)), set(map(_file_name, urls))
    return [
        file.url
        for file in files
        if file.parses and file.format in MACHINE_READABLE
        if place_of(file.url) not in places and _file_name(file.url) not in names
    ]


def _file_name(url: str) -> str:
    return fold(parts(url).path.rpartition("/")[2])
