"""The report shows what proves each feature, down to its element on a picture, and where a missing one was sought."""

import base64
from dataclasses import replace

import pytest
from lxml import html

from model.finding import Feature, Proof
from model.text import Language
from reports import pictures as bounds
from reports.pictures import ProofAlbum
from reports.site_report import render_report
from tests.reports.example_audit import AUDIT, HOME, PICTURE, picture, pictures, screenshots
from tests.reports.example_texts import TEXTS

IMAGE = b"\xff\xd8\xff attels"


def features(language: Language = "lv", *more: Feature) -> html.HtmlElement:
    audit = replace(AUDIT, documents_read=21, features=(*AUDIT.features, *more))
    page = render_report(audit, language=language, texts=TEXTS, screenshots=screenshots, pictures=pictures)
    return html.document_fromstring(page).get_element_by_id("features")


def entry(section: html.HtmlElement, title: str) -> html.HtmlElement:
    (found,) = (one for one in section.iter("li") if title in one.findtext(".//h4", ""))
    return found


def test_a_found_feature_shows_its_element_on_a_picture() -> None:
    found = entry(features("lv"), "Līdzdalības budžets")
    (image,) = found.xpath(".//figure/img")
    assert base64.b64decode(image.get("src").partition(",")[2]) == picture(720, 300, 230)
    assert image.get("alt").startswith("Lapas attēls, kurā pierādījums „Līdzdalības budžets <script>")
    assert found.xpath(".//dd/code")[0].text_content().startswith("main > a")
    assert "droši" in found.xpath(".//div[@class='what']/p")[0].text_content()
    assert found.xpath(".//script") == []


@pytest.mark.parametrize(("language", "said"), [("lv", "Meklēts 21 lapā."), ("en", "Looked for on 21 pages.")])
def test_a_missing_feature_says_where_it_was_looked_for_and_what_to_do(language: Language, said: str) -> None:
    section = features(language)
    for title in ("Atvērto datu", "Forum") if language == "lv" else ("Open data", "Forum"):
        missing = entry(section, title)
        assert said in [line.text_content() for line in missing.xpath(".//p")]
        assert missing.xpath(".//img") == []
    assert said not in entry(section, "Tērzēšana" if language == "lv" else "Chat").text_content()


def test_a_picture_of_two_features_is_embedded_once() -> None:
    twice = Feature("facebook", True, evidence=(Proof(HOME, "Vēlreiz", picture=PICTURE),))
    assert len(features("lv", twice).xpath(".//figure/img")) == 1


def test_pictures_are_bounded_in_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds, "MAX_PROOF_BYTES", 2 * len(IMAGE) + 1)
    album = ProofAlbum({"a": IMAGE, "b": IMAGE, "c": IMAGE, "d": b"<svg>"}.get)
    given = [album.source(ref) for ref in ("a", "a", "d", "", None, "gone", "b", "c")]
    assert [source is not None for source in given] == [True, False, False, False, False, False, True, False]
