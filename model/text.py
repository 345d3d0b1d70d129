"""A text in the two languages of the project, Latvian first."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["lv", "en"]
LANGUAGES: tuple[Language, ...] = ("lv", "en")


@dataclass(frozen=True, slots=True)
class Text:
    lv: str
    en: str

    def in_(self, language: Language) -> str:
        return self.lv if language == "lv" else self.en
