"""What a page of a PDF paints: everything that no element of the structure holds becomes an artifact."""

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TypeAlias

from pikepdf import (
    ContentStreamInlineImage,
    ContentStreamInstruction,
    Dictionary,
    Name,
    Operator,
    Page,
    Pdf,
    parse_content_stream,
    unparse_content_stream,
)

Instruction: TypeAlias = ContentStreamInstruction | ContentStreamInlineImage

BEGIN_ARTIFACT = ContentStreamInstruction([Name.Artifact], Operator("BMC"))
END = ContentStreamInstruction([], Operator("EMC"))
BEGINS_MARKED = frozenset({"BDC", "BMC"})
PAINTS_PATH = frozenset({"f", "F", "f*", "S", "s", "B", "B*", "b", "b*"})
ENDS_PATH = PAINTS_PATH | {"n"}
BUILDS_PATH = frozenset({"m", "l", "c", "v", "y", "h", "re", "W", "W*"})
SHOWS = frozenset({"Tj", "TJ", "'", '"', "Do", "sh", "INLINE IMAGE"})


def mark_artifacts(pdf: Pdf, page: Page, drawn: Container[int], repeated: Container[int] = ()) -> set[int]:
    """Rewrites the page: what stands outside of all marked content, and marks that hold lines and surfaces only,
    become artifacts. Returns the numbers of those marks.

    `drawn` are the marks whose lines and surfaces mean something: they belong to figures and list labels. `repeated`
    are those whose text stands on an earlier page.
    """
    rewritten: list[Instruction] = []
    decoration: set[int] = set()
    for part in _parts(parse_content_stream(page)):
        number = _mark(part[0])
        if number is not None:
            if number in repeated or (number not in drawn and not _shows(part)):
                decoration.add(number)
                part[0] = BEGIN_ARTIFACT
            rewritten += part
        elif _paints(part):
            rewritten += [BEGIN_ARTIFACT, *part, END]
        else:
            rewritten += part
    page.Contents = pdf.make_stream(unparse_content_stream(rewritten))
    return decoration


def _parts(instructions: Iterable[Instruction]) -> Iterator[list[Instruction]]:
    """The page in pieces that cannot be cut: a marked sequence, a text object, a path with its painting, the rest one
    by one."""
    part: list[Instruction] = []
    depth = 0
    in_text = False
    for instruction in instructions:
        part.append(instruction)
        operator = str(instruction.operator)
        if operator in BEGINS_MARKED:
            depth += 1
        elif operator == "EMC":
            depth -= 1
        elif operator in ("BT", "ET"):
            in_text = operator == "BT"
        if depth == 0 and not in_text and operator not in BUILDS_PATH:
            yield part
            part = []
    if part:
        yield part


def _mark(instruction: Instruction) -> int | None:
    if str(instruction.operator) != "BDC":
        return None
    properties = instruction.operands[1]
    return int(properties.MCID) if isinstance(properties, Dictionary) and Name.MCID in properties else None


def _shows(part: Sequence[Instruction]) -> bool:
    return any(str(instruction.operator) in SHOWS for instruction in part)


def _paints(part: Sequence[Instruction]) -> bool:
    return str(part[-1].operator) in PAINTS_PATH or (str(part[0].operator) not in BEGINS_MARKED and _shows(part))
