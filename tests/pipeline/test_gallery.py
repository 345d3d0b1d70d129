"""One picture for each found feature, taken once, and taken again only where the proof is another."""

from pathlib import Path

import pytest

from db.evidence import EvidenceStore
from model.finding import Feature, Proof
from pipeline import gallery
from pipeline.gallery import Gallery

IMAGE = b"\xff\xd8\xff attels"
HOME, PAGE, NEWS = (f"https://novads.example/{path}" for path in ("", "forums", "jaunumi"))
LINK = Proof(HOME, "Forums", PAGE, "a", by="names[0]")
TOPICS = Proof(PAGE, "3 topics", None, "ul", by="structures.forum_topics")


def place(proof: Proof) -> Proof:
    return Proof(proof.page, proof.what, proof.target, proof.selector)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return EvidenceStore(str(tmp_path))


def forum(*proofs: Proof, found: bool | None = True) -> Feature:
    return Feature("forum", found, evidence=proofs)


def test_the_best_proof_is_wanted_and_another_one_until_it_has_a_picture(store: EvidenceStore) -> None:
    hall, features = Gallery(store), [forum(TOPICS, LINK)]
    assert hall.wanted_of(HOME, features) == (place(LINK),)
    assert hall.wanted_of(HOME, features) == ()
    hall.keep(place(LINK), IMAGE)
    assert hall.wanted_of(PAGE, features) == (place(TOPICS),)
    hall.keep(place(TOPICS), IMAGE)
    (hung,) = hall.hung(features)
    refs = {proof.picture for proof in hung.evidence}
    assert len(refs) == 1
    assert store.get(str(refs.pop())) == IMAGE
    assert [proof.by for proof in hung.evidence] == [TOPICS.by, LINK.by]


@pytest.mark.parametrize("found", [False, None])
def test_only_what_was_found_is_pictured(store: EvidenceStore, found: bool | None) -> None:
    hall, features = Gallery(store), [forum(TOPICS, found=found)]
    assert hall.wanted_of(PAGE, features) == ()
    assert hall.wanted_of_others(features) == ()
    assert hall.hung(features) == tuple(features)


def test_a_proof_of_two_features_is_one_picture(store: EvidenceStore) -> None:
    hall, features = Gallery(store), [forum(LINK), Feature("chat", True, evidence=(LINK,))]
    assert hall.wanted_of(HOME, features) == (place(LINK),)
    hall.keep(place(LINK), IMAGE)
    assert all(feature.evidence[0].picture for feature in hall.hung(features))


def test_of_others_those_come_first_that_prove_most(store: EvidenceStore) -> None:
    hall = Gallery(store)
    features = [
        Feature("rss", True, evidence=(Proof(NEWS, "a"),)),
        forum(TOPICS, Proof(HOME, "b")),
        Feature("chat", True, evidence=(Proof(HOME, "c"), Proof(PAGE, "d"))),
        Feature("x", True, evidence=(Proof(HOME, "e"),)),
    ]
    assert [proof.what for proof in hall.wanted_of_others(features)] == ["b", "c", "e", "a"]


def test_a_better_picture_is_wanted_after_those_that_have_none(store: EvidenceStore) -> None:
    hall = Gallery(store)
    hall.keep(place(LINK), IMAGE)
    features = [forum(TOPICS, LINK), Feature("rss", True, evidence=(Proof(NEWS, "a"), Proof(HOME, "b")))]
    assert [proof.what for proof in hall.wanted_of_others(features)] == ["b", TOPICS.what]


def test_better_pictures_are_of_few_pages_a_night(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "BETTER_PAGES", 1)
    hall = Gallery(store)
    hall.keep(place(LINK), IMAGE)
    better = [forum(Proof(page, name), LINK) for page, name in ((NEWS, "a"), (PAGE, "b"), (PAGE, "c"))]
    assert [proof.what for proof in hall.wanted_of_others(better)] == ["b", "c"]


def test_what_the_last_audit_took_is_not_taken_again(store: EvidenceStore) -> None:
    first = Gallery(store)
    first.keep(place(TOPICS), IMAGE)
    first.keep(place(LINK), None)
    (last,) = first.hung([forum(TOPICS, LINK)])
    assert [proof.picture == "" for proof in last.evidence] == [False, True]
    second = Gallery(store, last.evidence)
    assert second.wanted_of(PAGE, [forum(TOPICS, LINK)]) == ()
    assert second.hung([forum(TOPICS, LINK)]) == (last,)
    # Nothing could be seen of it: no page is loaded for it again, but a page that is open anyway is asked.
    only = Gallery(store, last.evidence)
    assert only.wanted_of_others([forum(LINK)]) == ()
    assert only.wanted_of(HOME, [forum(LINK)]) == (place(LINK),)


def test_a_picture_that_is_gone_is_taken_again(store: EvidenceStore, tmp_path: Path) -> None:
    first = Gallery(store)
    first.keep(place(TOPICS), IMAGE)
    (last,) = first.hung([forum(TOPICS)])
    (blob,) = tmp_path.rglob("*.jpg")
    blob.unlink()
    second = Gallery(store, last.evidence)
    assert second.wanted_of(PAGE, [forum(TOPICS)]) == (place(TOPICS),)
    assert second.hung([forum(TOPICS)])[0].evidence[0].picture == ""


def test_pictures_are_bounded_for_a_page_and_for_a_site(store: EvidenceStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gallery, "MAX_PICTURES", 3)
    monkeypatch.setattr(gallery, "MAX_A_PAGE", 2)
    hall = Gallery(store)
    features = [Feature(name, True, evidence=(Proof(HOME, name),)) for name in "abcdef"]
    wanted = hall.wanted_of(HOME, features)
    assert [proof.what for proof in wanted] == ["a", "b"]
    for proof in wanted:
        hall.keep(proof, IMAGE)
    assert [proof.what for proof in hall.wanted_of_others(features)] == ["c"]
