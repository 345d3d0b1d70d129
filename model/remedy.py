"""What it takes to mend a rule's faults: whom they hurt, who can mend them, what is wrong code and what is right."""

from dataclasses import dataclass
from enum import StrEnum


class Hurt(StrEnum):
    """Whom a fault keeps out; the groups follow the functional needs of EN 301 549, chapter 4.2."""

    BLIND = "blind"
    LOW_VISION = "low_vision"
    COLOUR = "colour"
    DEAF = "deaf"
    MOTOR = "motor"
    SEIZURES = "seizures"
    COGNITIVE = "cognitive"
    PHONE = "phone"
    EVERYONE = "everyone"


class Fixer(StrEnum):
    """Who can mend it: who writes the content, who built the site, or who keeps the platform or the server."""

    EDITOR = "editor"
    SUPPLIER = "supplier"
    PLATFORM = "platform"


class Aspect(StrEnum):
    """The eleven aspects of the simplified evaluation (Cabinet Regulation No. 445, 26.1.1), in their order."""

    NAVIGATION = "navigation"
    STRUCTURE = "structure"
    KEYBOARD = "keyboard"
    FORMS = "forms"
    IMAGES = "images"
    HEADINGS = "headings"
    CONTRAST = "contrast"
    ZOOM = "zoom"
    TITLES = "titles"
    MOVEMENT = "movement"
    MULTIMEDIA = "multimedia"


@dataclass(frozen=True, slots=True)
class Remedy:
    """Of one rule. `wrong` and `right` are short pieces of HTML or CSS; `aspect` is None for what none of them asks."""

    hurts: tuple[Hurt, ...]
    fixer: Fixer
    wrong: str
    right: str
    aspect: Aspect | None = None
