"""The licences that results may be published under, with their addresses for people and in the EU's authority table."""

from dataclasses import dataclass

AUTHORITY = "http://publications.europa.eu/resource/authority/"


@dataclass(frozen=True, slots=True)
class Licence:
    name: str
    url: str
    authority: str


LICENCES = {
    "CC-BY-4.0": Licence("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/", f"{AUTHORITY}licence/CC_BY_4_0"),
    "CC0-1.0": Licence("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/", f"{AUTHORITY}licence/CC0"),
}
