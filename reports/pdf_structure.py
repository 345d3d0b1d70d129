"""The structure of a PDF that a browser printed, put into the elements and the order that PDF/UA-1 asks for."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pikepdf import Array, Dictionary, Name, NumberTree, Object, Page, Pdf

# Elements of PDF 2.0, and what they are in PDF 1.7, which PDF/UA-1 rests on.
ROLES = {"Aside": "Div", "DocumentFragment": "Div", "Em": "Span", "Strong": "Span", "Sub": "Span", "Title": "P"}
# Lines and surfaces are content of these, and decoration of all others.
DRAWN = frozenset({"/Figure", "/Lbl"})


@dataclass(frozen=True, slots=True)
class PrintedLink:
    """A link's rectangles on the paper, one a line, and where they lead: an address, or # and a name."""

    target: str
    annotations: Sequence[Object]


def owners(pdf: Pdf, page: Page) -> Sequence[Object | None]:
    """The element that holds each mark of the page, by the mark's number."""
    if Name.StructParents not in page.obj:
        return []
    return list(NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(page.obj.StructParents)])


def repeated_heads(pdf: Pdf) -> dict[int, set[int]]:
    """By page, the marks in which a table that goes on there repeats the heads of its columns."""
    order = {page.obj.objgen[0]: number for number, page in enumerate(pdf.pages)}
    found: dict[int, set[int]] = defaultdict(set)
    for element in elements(pdf):
        if str(element.S) == "/TH" and any(one.get(Name.Scope) == Name.Column for one in _listed(element.get(Name.A))):
            marks = [(order[page], number) for page, number in marks_below(element)]
            first = min((page for page, _ in marks), default=0)
            for page, number in marks:
                if page > first:
                    found[page].add(number)
    return found


def marks_below(element: Object) -> Iterator[tuple[int, int]]:
    """The object number of the page, and the number there, of every mark in the element."""
    for kid in kids(element):
        if isinstance(kid, int):
            yield element.Pg.objgen[0], kid
        elif kid.get(Name.Type) == Name.MCR:
            yield kid.get(Name.Pg, element.get(Name.Pg)).objgen[0], int(kid.MCID)
        elif Name.S in kid:
            yield from marks_below(kid)


def is_drawn(element: Object | None) -> bool:
    return element is not None and str(element.S) in DRAWN


def forget_marks(pdf: Pdf, page: Page, numbers: set[int]) -> None:
    """Takes marks of the page out of the elements that hold them."""
    known = owners(pdf, page)
    tree = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    tree[int(page.obj.StructParents)] = Array([None if at in numbers else one for at, one in enumerate(known)])
    for number in numbers:
        element = known[number]
        if element is None:
            continue
        kept = [kid for kid in kids(element) if _mark_of(element, kid, page) != number]
        if kept:
            element.K = Array(kept)
        else:
            del element.K


def _mark_of(element: Object, kid: Object | int, page: Page) -> int | None:
    """The kid's number where it is a mark on the page."""
    if isinstance(kid, int):
        return kid if element.get(Name.Pg) == page.obj else None
    if kid.get(Name.Type) == Name.MCR:
        return int(kid.MCID) if kid.get(Name.Pg, element.get(Name.Pg)) == page.obj else None
    return None


def kids(element: Object) -> list[Any]:
    """Elements, numbers of marks, and references to marks and annotations."""
    return _listed(element.get(Name.K))


def _listed(held: Object | int | None) -> list[Any]:
    """PDF writes a list of one as that one."""
    if held is None:
        return []
    return list(held) if isinstance(held, Array) else [held]


def elements(pdf: Pdf) -> Iterator[Object]:
    """Every element, in the order of reading. What is changed below an element before the next is asked for counts."""
    waiting = _elements_in(pdf.Root.StructTreeRoot)[::-1]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += _elements_in(element)[::-1]


def _elements_in(element: Object) -> list[Object]:
    return [kid for kid in kids(element) if isinstance(kid, Dictionary) and Name.S in kid]


def mend_structure(pdf: Pdf) -> list[PrintedLink]:
    """Puts elements right that PDF/UA-1 does not take; returns the links in the order of reading."""
    pdf.Root.StructTreeRoot.RoleMap = Dictionary({f"/{new}": Name(f"/{known}") for new, known in ROLES.items()})
    links = []
    for element in elements(pdf):
        match str(element.S):
            case "/Figure":
                _give_way_to_picture(element)
            case "/LI":
                _set_list_body(pdf, element)
            case "/Link":
                links += _link(element)
    return links


def _give_way_to_picture(figure: Object) -> None:
    """HTML's figure holds the picture, which is the one with an alternative, and the caption."""
    if Name.Alt in figure:
        return
    figure.S = Name.Div
    for kid in _elements_in(figure):
        if str(kid.S) == "/Caption":
            kid.S = Name.P


def _set_list_body(pdf: Pdf, item: Object) -> None:
    """A list's item holds its label and one body, in which all else stands."""
    held = kids(item)
    labels = [kid for kid in held if isinstance(kid, Dictionary) and kid.get(Name.S) == Name.Lbl]
    rest = [kid for kid in held if not any(kid is label for label in labels)]
    if not rest:
        return
    body = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.LBody, P=item, K=Array(rest)))
    if Name.Pg in item:
        body.Pg = item.Pg
    for kid in rest:
        if isinstance(kid, Dictionary) and Name.S in kid:
            kid.P = body
    item.K = Array([*labels, body])


def _link(element: Object) -> list[PrintedLink]:
    by_target: dict[str, list[Object]] = defaultdict(list)
    for kid in kids(element):
        if isinstance(kid, Dictionary) and kid.get(Name.Type) == Name.OBJR:
            by_target[_target(kid.Obj)].append(kid.Obj)
    return [PrintedLink(target, annotations) for target, annotations in by_target.items()]


def _target(annotation: Object) -> str:
    if Name.Dest in annotation:
        return f"#{str(annotation.Dest).removeprefix('/')}"
    return str(annotation.A.get(Name.URI, "")) if Name.A in annotation else ""
