"""Every proof names the rule that matched, every verdict says how sure it is, and what was held back can be told."""

import pytest

from checks.confidence import confidence_of, kind_of
from checks.rules import Held
from checks.watch import FeatureWatch
from model.finding import Confidence, Feature, Proof
from tests.checks.feature_site import HOME, SITE, document, features_of, observe

LETTERS = "Te var rakstīt pašvaldībai par visu, kas novadā jādara, un saņemt atbildi mēneša laikā."
PAGE = f"<main><h1>Uzdot jautājumu</h1><p>{LETTERS}</p>{{}}</main>"
FORM = "<form method=post><label>E-pasts <input type=email name=e></label><textarea name=t></textarea></form>"
LINK = '<main><a href="/uzdot-jautajumu">Uzdot jautājumu</a></main>'


def feature(found: bool | None, by: str = "", target: str | None = None, alive: bool | None = None) -> Feature:
    return Feature("forum", found, evidence=(Proof(HOME, "x", target, by=by),) if by else (), alive=alive)


@pytest.mark.parametrize(
    ("told", "confidence"),
    [
        (feature(None, "names[0]"), None),
        (feature(True, "structures.text_form"), Confidence.CERTAIN),
        (feature(True, "names[0] > structures.prose", "https://a.lv/", True), Confidence.CERTAIN),
        (feature(True, "targets[2]", "https://a.lv/", True), Confidence.CERTAIN),
        (feature(True, "targets[2]", "https://a.lv/"), Confidence.LIKELY),
        (feature(True, "names[0]"), Confidence.LIKELY),
        (feature(True, "slugs[1]", "https://a.lv/", True), Confidence.LIKELY),
        (feature(True, "names[3]", "https://a.lv/"), Confidence.WEAK),
        (feature(True, "signs"), Confidence.LIKELY),
        (feature(True, "language"), Confidence.CERTAIN),
        (feature(False), Confidence.LIKELY),
        (feature(False, "stems[0]"), Confidence.WEAK),
        (feature(False, "targets[0]", "https://a.lv/", False), Confidence.CERTAIN),
    ],
)
def test_confidence_follows_the_kind_of_evidence(told: Feature, confidence: Confidence | None) -> None:
    assert confidence_of(told) is confidence


def test_the_kind_of_a_rule_is_its_last_key() -> None:
    assert [kind_of(by) for by in ("targets[2]", "names[0] > structures.prose", "signs", None)] == [
        "targets", "structures", "signs", "",
    ]  # fmt: skip


def test_a_structure_on_the_page_of_that_name_is_certain() -> None:
    told = features_of({"/uzdot-jautajumu": PAGE.format(FORM)})["ask_question"]
    assert (told.found, told.confidence, told.evidence[0].by) == (
        True, Confidence.CERTAIN, "structures.message_form",
    )  # fmt: skip


def test_a_link_is_followed_to_the_structure_that_it_leads_to() -> None:
    pages = {"/": LINK, "/uzdot-jautajumu": PAGE.format(FORM)}
    proofs = features_of(pages)["ask_question"].evidence
    assert any(proof.by and proof.by.endswith(" > structures.message_form") for proof in proofs), proofs


def test_a_named_page_shows_its_heading() -> None:
    (proof,) = features_of({"/privatums": f"<main><h1>Privātuma politika</h1><p>{LETTERS}</p></main>"})[
        "privacy_policy"
    ].evidence[:1]
    assert proof.selector == "html > body > main > h1"


def test_what_was_held_back_names_the_rule_and_the_trap() -> None:
    held: list[Held] = []
    watch = FeatureWatch(SITE, HOME, on_held=held.append)
    observe(
        watch, document("/a", "<main><h1>Tiešraides kamera</h1><p>Laukums.</p><h2>Domes sēžu tiešraides</h2></main>")
    )
    observe(watch, document("/b", '<a href="https://www.youtube.com/@novads/live">Skatīties</a>'))
    told = {(one.feature, one.by.partition("[")[0], one.why.partition("[")[0]) for one in held}
    assert ("council_stream", "stems", "traps") in told
    assert ("council_stream", "targets", "context") in told


def test_what_two_rules_saw_in_one_place_is_one_proof() -> None:
    link = '<main><h2>Līdzdalības budžets</h2><a href="https://geolatvija.lv/main?municipal-project=open">Idejas</a></main>'
    told = features_of({"/lidzdalibas-budzets": link})["participatory_budget"]
    places = [(proof.page, proof.target, proof.what) for proof in told.evidence]
    assert len(places) == len(set(places))
    assert "targets" in {kind_of(proof.by) for proof in told.evidence}
