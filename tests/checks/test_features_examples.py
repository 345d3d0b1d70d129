"""The examples of the signatures, which are their documentation, and the catalogue of features being whole."""

import pytest

from checks.signature_files import SignatureError, load, parse
from checks.signatures import Signature, SignatureExample
from checks.watch import FEATURES, GROUPS, signatures, unknown_features
from tests.checks.feature_site import features_of

NAMES = """
participatory_budget public_consultation council_stream ask_question appointment problem_report newsletter survey
petition forum chat foreign_languages site_feedback
latvija_lv_link e_service_information e_address
open_data_page machine_readable_data open_licence data_gov_lv_link data_api tapis_link data_request
accessibility_statement easy_to_read privacy_policy cookie_notice site_search site_map contacts visitor_statistics rss
shared_platform
facebook instagram youtube x tiktok linkedin draugiem telegram whatsapp
"""
IDS = NAMES.split()
EXAMPLES = [
    pytest.param(one, example, id=f"{one.id}-{at}")
    for one in signatures().values()
    for at, example in enumerate(one.examples)
]
TEXTS = 'title = { lv = "Forums", en = "Forum" }\nadvice = { lv = "Izveidojiet.", en = "Open one." }\n'


@pytest.mark.parametrize(("signature", "example"), EXAMPLES)
def test_example_gives_what_it_says(signature: Signature, example: SignatureExample) -> None:
    feature = features_of({example.path: example.html})[signature.id]
    assert (feature.found, feature.grade) == (example.found, example.grade), feature
    if example.kind:
        assert feature.kind == example.kind
    assert bool(feature.evidence) == (example.grade is not None or example.found is None)


def test_every_feature_of_the_design_stands_once_in_its_order() -> None:
    assert list(FEATURES) == IDS
    assert [one.id for group in GROUPS for one in load(group)] == IDS


@pytest.mark.parametrize("feature", IDS)
def test_feature_has_texts_and_examples_both_ways(feature: str) -> None:
    text = FEATURES[feature]
    for words in (text.title, text.advice):
        assert words.lv.strip()
        assert words.en.strip()
        assert words.lv != words.en
        assert not set("āčēģīķļņšūž") & set(words.en.casefold())
    examples = signatures()[feature].examples
    assert any(example.found for example in examples), "no example that is found"
    assert any(example.found is False for example in examples), "no example that is a trap"


def test_a_failed_site_has_every_feature_null() -> None:
    features = unknown_features()
    assert [feature.id for feature in features] == IDS
    assert {(feature.found, feature.grade, feature.evidence) for feature in features} == {(None, None, ())}


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        ('advise = "x"', r"x\.toml: forum: no key is called “advise”"),
        ('names = ["forum("]', r"x\.toml: forum\.names\[0\]: “forum\(” is no regular expression"),
        ('stems = ["ok", "a\\\\Wb"]', r"x\.toml: forum\.stems\[1\]: .*upper-case class"),
        ('page = "good"', r"x\.toml: forum\.page: “good” is none of linked, mentioned, working"),
        ('structures = { blog = "working" }', r"x\.toml: forum\.structures: “blog” is none of"),
        ('targets = [{ path = "/x" }]', r"x\.toml: forum\.targets\[0\]: a target needs a host"),
        ('targets = [{ host = "a", kind = "bot" }]', r"x\.toml: forum\.targets\[0\]\.kind"),
        ('scripts = [{ grade = "working" }]', r"x\.toml: forum\.scripts\[0\]: a script needs src or inline"),
        ('examples = [{ html = "x", found = 3 }]', r"x\.toml: forum\.examples\[0\]\.found"),
        ("= 3", r"x\.toml: "),
    ],
)
def test_a_mistake_is_named_by_file_and_entry(entry: str, complaint: str) -> None:
    with pytest.raises(SignatureError, match=complaint):
        parse(f"[forum]\n{TEXTS}{entry}\n", "participation", "x.toml")


def test_a_feature_without_a_text_is_refused() -> None:
    with pytest.raises(SignatureError, match=r"x\.toml: forum\.advice: both lv and en"):
        parse('[forum]\ntitle = { lv = "a", en = "b" }\nadvice = { lv = "a" }', "participation", "x.toml")
