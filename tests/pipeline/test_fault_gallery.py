"""One picture for each cause that fails, within bounds, of places that can be pointed at, and none taken twice."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from checks.issues import EXAMPLES_KEPT, group
from db.evidence import EvidenceStore
from model.finding import Element, Impact, Issue, Outcome, Party, Proof, Standard, Verdict
from pipeline import fault_gallery
from pipeline.fault_gallery import FaultGallery, HungFaultGallery

IMAGE = b"\xff\xd8\xff attels"
HOME, NEWS = "https://novads.example/", "https://novads.example/jaunumi"
WCAG = frozenset({Standard.WCAG21, Standard.MOBILE, Standard.BEST_PRACTICE})


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(str(tmp_path))


def element(name: str = "logo", **facts: object) -> Element:
    whole = Element(Outcome.FAIL, f"img.{name}", "<img>", ("html", "body", f"img.{name}"))
    return replace(whole, **facts)  # type: ignore[arg-type]


def fails(
    rule: str, *elements: Element, impact: Impact = Impact.SERIOUS, standard: Standard = Standard.WCAG21
) -> Verdict:
    return Verdict(rule, Outcome.FAIL, "axe", standard, impact, failed=len(elements), elements=elements)


def rules(hall: FaultGallery, page: str, *verdicts: Verdict, phone: bool = False) -> list[str]:
    """The selectors of what is wanted, kept at once."""
    wanted = hall.wanted_of(page, verdicts, phone=phone)
    for proof in wanted:
        hall.keep(proof, IMAGE)
    return [proof.selector or "" for proof in wanted]


def hung(hall: FaultGallery, *pages: tuple[str, Sequence[Verdict]]) -> tuple[Issue, ...]:
    return hall.hung(group(pages, WCAG))


def test_each_cause_is_pictured_once_and_hangs_at_its_example(store: EvidenceStore) -> None:
    hall = FaultGallery(store)
    both = fails("image-alt", element(), element("karte"))
    assert rules(hall, HOME, both) == ["img.logo", "img.karte"]
    assert rules(hall, NEWS, both) == []
    for one in hung(hall, (HOME, [both]), (NEWS, [both])):
        assert [bool(example.picture) for example in one.examples] == [True, False]


@pytest.mark.parametrize(
    "hidden",
    [
        element(outcome=Outcome.NEEDS_REVIEW),
        element(party=Party.OTHER),
        element(selector=None),
        element(selector="html", path=("html",)),
        element(selector="title", path=("html", "head", "title")),
    ],
)
def test_only_what_fails_and_can_be_pointed_at(store: EvidenceStore, hidden: Element) -> None:
    assert rules(FaultGallery(store), HOME, fails("image-alt", hidden)) == []


def test_what_weighs_most_comes_first(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_gallery, "MAX_A_PAGE", 2)
    monkeypatch.setattr(fault_gallery, "MAX_PICTURES", 3)
    hall = FaultGallery(store)
    page = [
        fails("region", element("a"), impact=Impact.CRITICAL, standard=Standard.BEST_PRACTICE),
        fails("label", element("b"), impact=Impact.MODERATE),
        fails("image-alt", element("c"), impact=Impact.CRITICAL),
    ]
    assert rules(hall, HOME, *page) == ["img.c", "img.b"]
    # The page after it takes what is left, until the site has its number.
    assert rules(hall, NEWS, *page, fails("list", element("d"))) == ["img.d"]
    assert rules(hall, f"{NEWS}/1", *page) == []


def test_a_phone_shows_what_phones_fail(store: EvidenceStore) -> None:
    taps = fails("tap-targets", element("a"), standard=Standard.MOBILE)
    reflow, alt = fails("reflow", element("b")), fails("image-alt", element("c"))
    hall = FaultGallery(store)
    assert rules(hall, HOME, taps, reflow, alt) == ["img.c"]
    assert sorted(rules(hall, HOME, taps, reflow, alt, phone=True)) == ["img.a", "img.b"]


def test_what_cannot_be_seen_is_looked_for_on_one_page_more(store: EvidenceStore) -> None:
    hall, bad = FaultGallery(store), fails("image-alt", element())
    for page in (HOME, NEWS):
        (proof,) = hall.wanted_of(page, [bad])
        assert hall.asked(proof)
        assert not hall.asked(Proof(page, "cits"))
        hall.keep(proof, None)
    assert hall.wanted_of(f"{NEWS}/1", [bad]) == ()
    (one,) = hung(hall, (HOME, [bad]), (NEWS, [bad]))
    assert [example.picture for example in one.examples] == [None, ""]


def test_a_page_that_no_example_names_is_not_pictured(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fault_gallery, "MAX_A_PAGE", 0)
    hall, bad = FaultGallery(store), fails("image-alt", element())
    for number in range(EXAMPLES_KEPT):
        assert rules(hall, f"{NEWS}/{number}", bad) == []
    monkeypatch.setattr(fault_gallery, "MAX_A_PAGE", 1)
    assert rules(hall, HOME, bad) == []


def test_the_next_night_takes_the_picture_over(store: EvidenceStore) -> None:
    bad = fails("image-alt", element())
    first = FaultGallery(store)
    assert rules(first, HOME) == []
    assert rules(first, NEWS, bad) == ["img.logo"]
    known = hung(first, (NEWS, [bad]))
    second = FaultGallery(store, known)
    # The home page shows the same cause now; its picture is of a page that is yet to come.
    assert rules(second, HOME, bad) == []
    assert rules(second, NEWS, bad) == []
    (one,) = hung(second, (HOME, [bad]), (NEWS, [bad]))
    assert [bool(example.picture) for example in one.examples] == [False, True]
    # Another element stands in its place: it is looked at anew.
    third = FaultGallery(store, known)
    assert rules(third, NEWS, fails("image-alt", element(snippet="<img src=cits>"))) == ["img.logo"]


def test_a_picture_that_is_gone_is_taken_again(store: EvidenceStore, tmp_path: Path) -> None:
    bad, first = fails("image-alt", element()), FaultGallery(store)
    rules(first, HOME, bad)
    known = hung(first, (HOME, [bad]))
    (blob,) = tmp_path.rglob("*.jpg")
    blob.unlink()
    # Judged again, it hangs where it hung.
    assert hung(HungFaultGallery(store, known), (HOME, [bad])) == known
    assert rules(FaultGallery(store, known), HOME, bad) == ["img.logo"]
