"""Where on the paper the figures of a PDF stand; readers show and magnify them by it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeAlias

from pikepdf import Array, Dictionary, Matrix, Name, Page, Pdf, parse_content_stream

from reports.pdf_content import BUILDS_PATH, ENDS_PATH, PAINTS_PATH
from reports.pdf_structure import elements, marks_below

Point: TypeAlias = tuple[float, float]
UNIT_SQUARE: Sequence[Point] = ((0, 0), (1, 0), (0, 1), (1, 1))


def box_figures(pdf: Pdf) -> None:
    """Gives each figure that stands on one page its box there, in points."""
    pages = {page.obj.objgen[0]: page for page in pdf.pages}
    marks = {figure.objgen: (figure, list(marks_below(figure))) for figure in elements(pdf) if is_figure(figure)}
    painted = {page: painted_points(pages[page]) for page in {page for _, held in marks.values() for page, _ in held}}
    for figure, held in marks.values():
        on = {page for page, _ in held}
        points = [point for page, number in held for point in painted[page].get(number, ())]
        if len(on) == 1 and points:
            across, up = zip(*points, strict=True)
            box = Array([round(edge, 2) for edge in (min(across), min(up), max(across), max(up))])
            figure.A = Array([Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block)])


def is_figure(element: Any) -> bool:
    return str(element.S) == "/Figure"


def painted_points(page: Page) -> Mapping[int, Sequence[Point]]:
    """The corners of what each mark of the page paints, pictures, shapes and the beginnings of text, in points."""
    found: dict[int, list[Point]] = defaultdict(list)
    matrices = [Matrix()]
    marks: list[int | None] = []
    path: list[Point] = []
    for instruction in parse_content_stream(page):
        operands = instruction.operands
        match str(instruction.operator):
            case "q":
                matrices.append(matrices[-1])
            case "Q":
                matrices.pop()
            case "cm":
                matrices[-1] = Matrix(*(float(each) for each in operands)) @ matrices[-1]
            case "BDC":
                marks.append(int(operands[1].MCID) if Name.MCID in operands[1] else None)
            case "BMC":
                marks.append(None)
            case "EMC":
                marks.pop()
            case operator if operator in ENDS_PATH:
                # The others only cut what comes after them to their shape.
                if operator in PAINTS_PATH and marks and marks[-1] is not None:
                    found[marks[-1]] += path
                path = []
            case "Do" | "Tm" as operator if marks and marks[-1] is not None:
                found[marks[-1]] += [matrices[-1].transform(point) for point in _points(operator, operands)]
            case operator if operator in BUILDS_PATH:
                path += [matrices[-1].transform(point) for point in _points(operator, operands)]
    return found


def _points(operator: str, operands: Iterable[Any]) -> Iterator[Point]:
    match operator:
        case "Do":
            yield from UNIT_SQUARE
        case "re":
            left, bottom, width, height = (float(each) for each in operands)
            yield from ((left, bottom), (left + width, bottom + height))
        case "m" | "l" | "c" | "v" | "y":
            numbers = [float(each) for each in operands]
            yield from zip(numbers[::2], numbers[1::2], strict=True)
        case "Tm":
            *_, across, up = (float(each) for each in operands)
            yield across, up
