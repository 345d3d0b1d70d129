"""Where on the phone's picture of the home page the mobile test fails: outlines with numbers, and a list of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.language import N_, Words
from reports.texts import ReportTexts

# Where crawler/gather/mobile.js tells the elements that fail a part of the test.
PLACES: Mapping[str, tuple[str, ...]] = {
    "content-width": ("wide_elements",),
    "font-size": ("text", "small"),
    "tap-targets": ("targets", "elements"),
    "plugins": ("plugins", "elements"),
}
SIZES = {
    "content-width": N_("reaches to %(right)s px, the screen to %(screen)s px"),
    "font-size": N_("letters of %(px)s px"),
}
SIZE = N_("%(width)s × %(height)s px")
GROUPS_SHOWN = 8
RADIUS_PX = 15
LEAST_PX = 2


@dataclass(frozen=True, slots=True)
class Outline:
    """A rectangle on the picture, in its px; `label` is the centre of its number, None where another one stands."""

    left: int
    top: int
    width: int
    height: int
    label: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Area:
    """Places of one kind: the rule that they fail, the first one's element and size, and where they are seen."""

    number: int
    title: str
    selector: str
    size: str
    outlines: tuple[Outline, ...]


@dataclass(frozen=True, slots=True)
class PhoneAreas:
    """Of a picture of this size; `hidden` says that other places are further down or beside the screen."""

    width: int
    height: int
    areas: tuple[Area, ...]
    hidden: bool


def phone_areas(
    layout: Mapping[str, Any], failing: Collection[str], texts: ReportTexts, words: Words
) -> PhoneAreas | None:
    """`layout` is the evidence of the mobile test, `failing` its rules that fail on the page.

    None where nothing can be pointed at: nights from before places were measured have none.
    """
    shown = layout.get("shown")
    if not isinstance(shown, Mapping):
        return None
    screen = _Screen(shown, float(layout["screen_width"]))
    kinds: dict[tuple[str, ...], list[tuple[Mapping[str, Any], tuple[int, int, int, int]]]] = {}
    hidden = False
    for rule, node in _nodes(layout, failing):
        box = screen.clipped(node["box"])
        key = (rule, *map(str, node["path"]))
        if box is not None and (key in kinds or len(kinds) < GROUPS_SHOWN):
            kinds.setdefault(key, []).append((node, box))
        else:
            hidden = True
    areas = [
        Area(
            number=number,
            title=texts.rule_title(rule, words.language),
            selector=str(found[0][0]["target"]),
            size=_size(rule, found[0][0], layout, words),
            outlines=screen.outlines([box for _, box in found]),
        )
        for number, ((rule, *_), found) in enumerate(kinds.items(), start=1)
    ]
    return PhoneAreas(round(screen.width), round(screen.height), tuple(areas), hidden) if areas else None


def _nodes(layout: Mapping[str, Any], failing: Collection[str]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for rule in (rule for rule in PLACES if rule in failing):
        nodes: Any = layout
        for name in PLACES[rule]:
            nodes = nodes[name]
        yield from ((rule, node) for node in nodes if "box" in node)


def _size(rule: str, node: Mapping[str, Any], layout: Mapping[str, Any], words: Words) -> str:
    width, height = (node.get("width", node["box"][2]), node.get("height", node["box"][3]))
    return words.gettext(
        SIZES.get(rule, SIZE),
        width=words.number(width),
        height=words.number(height),
        px=words.number(node.get("px", 0), 1),
        right=words.number(node.get("right", 0)),
        screen=words.number(layout["layout_width"]),
    )


class _Screen:
    """The part of the page that the picture shows, and where numbers stand on it."""

    def __init__(self, shown: Mapping[str, Any], width: float) -> None:
        self.width, self.height = width, float(shown["height"])
        self._scale, self._left, self._top = float(shown["scale"]), float(shown["left"]), float(shown["top"])
        self._labels: list[tuple[int, int]] = []

    def clipped(self, box: Sequence[float]) -> tuple[int, int, int, int] | None:
        """Left, top, width and height of what can be seen of an area of the page; None for nothing."""
        left, top = (box[0] - self._left) * self._scale, (box[1] - self._top) * self._scale
        right, bottom = left + box[2] * self._scale, top + box[3] * self._scale
        left, top, right, bottom = max(left, 0), max(top, 0), min(right, self.width), min(bottom, self.height)
        if right - left < LEAST_PX or bottom - top < LEAST_PX:
            return None
        return round(left), round(top), round(right - left), round(bottom - top)

    def outlines(self, boxes: Sequence[tuple[int, int, int, int]]) -> tuple[Outline, ...]:
        """Those of one number: the first has it for certain, others where it is in no other's way."""
        return tuple(Outline(*box, self._label(box, needed=at == 0)) for at, box in enumerate(boxes))

    def _label(self, box: tuple[int, int, int, int], *, needed: bool) -> tuple[int, int] | None:
        """Beside the area where there is room, for a number would hide a small one; else on its corner."""
        left, top, width, height = box
        beside = [(left - RADIUS_PX - 2, top + height // 2), (left + width + RADIUS_PX + 2, top + height // 2)]
        free = [at for at in (*beside, (left, top)) if self._within(*at) and not self._taken(*at)]
        if not free and not needed:
            return None
        corner = (
            round(min(max(left, RADIUS_PX), self.width - RADIUS_PX)),
            round(min(max(top, RADIUS_PX), self.height - RADIUS_PX)),
        )
        self._labels.append(free[0] if free else corner)
        return self._labels[-1]

    def _within(self, x: int, y: int) -> bool:
        return RADIUS_PX <= x <= self.width - RADIUS_PX and RADIUS_PX <= y <= self.height - RADIUS_PX

    def _taken(self, x: int, y: int) -> bool:
        return any(abs(x - left) < 2 * RADIUS_PX and abs(y - top) < 2 * RADIUS_PX for left, top in self._labels)
