"""Reads a tagged PDF as assistive technology does: element by element, in the order of its structure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

Marks = dict[tuple[int, int], str]
# Number and text of a character, or first, last and text of a row of them.
CHARACTER = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
ROW = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


@dataclass(frozen=True, slots=True)
class Said:
    """An element with the text below it; `path` names the elements that it stands in, itself last."""

    path: tuple[str, ...]
    text: str
    alt: str | None
    language: str | None
    box: tuple[float, ...] | None
    parts: tuple["Said", ...]

    @property
    def kind(self) -> str:
        return self.path[-1]

    def __iter__(self) -> Iterator["Said"]:
        yield self
        for part in self.parts:
            yield from part


@dataclass(slots=True)
class _Mark:
    """A marked sequence that is being read; `instead` is what it says instead of its letters."""

    number: int | None = None
    instead: str | None = None
    text: str = ""

    @classmethod
    def of(cls, properties: Any) -> "_Mark":
        if not isinstance(properties, Dictionary):
            return cls()
        instead = properties.get(Name.ActualText)
        return cls(int(properties.MCID) if Name.MCID in properties else None, None if instead is None else str(instead))

    @property
    def said(self) -> str:
        return self.text if self.instead is None else self.instead


def read(pdf: pikepdf.Pdf) -> Said:
    marks: Marks = {}
    for page in pdf.pages:
        marks |= {(page.obj.objgen[0], number): text for number, text in _marked_text(page)}
    root = pdf.Root.StructTreeRoot.K
    return _said(root[0] if isinstance(root, Array) else root, (), marks)


def _said(element: Any, above: tuple[str, ...], marks: Marks) -> Said:
    path = (*above, str(element.S).removeprefix("/"))
    text, parts = "", []
    held = element.get(Name.K, Array())
    for kid in held if isinstance(held, Array) else [held]:
        if isinstance(kid, int):
            text += marks[element.Pg.objgen[0], kid]
        elif kid.get(Name.Type) == Name.MCR:
            text += marks[kid.get(Name.Pg, element.get(Name.Pg)).objgen[0], int(kid.MCID)]
        elif isinstance(kid, Dictionary) and Name.S in kid:
            parts.append(_said(kid, path, marks))
            text += parts[-1].text
    alt, language = (None if one is None else str(one) for one in (element.get(Name.Alt), element.get(Name.Lang)))
    boxes = [one.BBox for one in element.get(Name.A, Array()) if Name.BBox in one]
    return Said(path, text, alt, language, tuple(float(edge) for edge in boxes[0]) if boxes else None, tuple(parts))


def _marked_text(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    fonts = {name: _letters(font) for name, font in page.Resources.get(Name.Font, {}).items()}
    open_marks: list[_Mark] = []
    letters: Mapping[int, str] = {}
    width = 2
    for instruction in pikepdf.parse_content_stream(page):
        operands = list(instruction.operands)
        match str(instruction.operator):
            case "BDC" | "BMC":
                open_marks.append(_Mark.of(operands[-1]))
            case "Tf":
                font = page.Resources.Font[str(operands[0])]
                letters, width = fonts[str(operands[0])], 2 if font.Subtype == Name.Type0 else 1
            case "Tj" if open_marks:
                glyphs = bytes(operands[0])
                open_marks[-1].text += "".join(
                    letters.get(int.from_bytes(glyphs[at : at + width], "big"), "�")
                    for at in range(0, len(glyphs), width)
                )
            case "EMC":
                mark = open_marks.pop()
                if mark.number is not None:
                    yield mark.number, mark.said
                elif open_marks:
                    open_marks[-1].text += mark.said


def _letters(font: Any) -> dict[int, str]:
    if Name.ToUnicode not in font:
        return {}
    table: dict[int, str] = {}
    source = font.ToUnicode.read_bytes()
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", source, re.DOTALL):
        table |= {int(code, 16): _text(text) for code, text in CHARACTER.findall(block)}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", source, re.DOTALL):
        for first, last, text in ROW.findall(block):
            for step, code in enumerate(range(int(first, 16), int(last, 16) + 1)):
                table[code] = chr(ord(_text(text)) + step)
    return table


def _text(hexadecimal: bytes) -> str:
    return bytes.fromhex(hexadecimal.decode()).decode("utf-16-be")
