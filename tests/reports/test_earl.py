"""The EARL report is JSON-LD whose names resolve to W3C's vocabularies, and says of each page and rule one thing."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from model.audit import Audit
from model.finding import Element, Outcome, Party, Standard
from model.text import LANGUAGES, Language
from reports.earl import OUTCOMES, POINTERS_SHOWN, TEXT_LIMIT, render_earl
from tests.reports.example_audit import AUDIT, BIDI, CONTROL, HOME, HOME_VERDICTS, PAGES, failed, verdict
from tests.reports.example_texts import TEXTS

EARL, DCT, PTR = "http://www.w3.org/ns/earl#", "http://purl.org/dc/terms/", "http://www.w3.org/2009/pointers#"
# What the schemas of EARL 1.0 and of Pointer Methods in RDF 1.0 define, and Dublin Core's terms that they use.
VOCABULARY = {
    *(EARL + name for name in (
        "Assertion", "Assertor", "Software", "TestSubject", "TestCriterion", "TestCase", "TestRequirement",
        "TestResult", "assertedBy", "subject", "test", "result", "mode", "outcome", "info", "pointer",
    )),
    *(DCT + name for name in ("title", "source", "date", "isPartOf", "hasPart", "hasVersion")),
    *(PTR + name for name in ("CSSSelectorPointer", "expression", "reference")),
}  # fmt: skip
OUTCOME_NAMES = {EARL + name for name in ("passed", "failed", "cantTell", "inapplicable", "untested")}
Node = dict[str, Any]


def document(audit: Audit = AUDIT, language: Language = "en") -> Node:
    loaded: Node = json.loads(render_earl(audit, language, TEXTS))
    return loaded


def expanded(audit: Audit = AUDIT, language: Language = "en") -> list[Node]:
    """The document as JSON-LD's expansion has it, as far as it uses the language's means."""
    read = document(audit, language)
    context = read["@context"]

    def iri(name: str) -> str:
        rule = context.get(name, name)
        defined = str(rule["@id"] if isinstance(rule, dict) else rule)
        prefix, colon, rest = defined.partition(":")
        return context[prefix] + rest if colon and isinstance(context.get(prefix), str) else defined

    def value(name: str, told: Any) -> Any:
        rule = context[name] if isinstance(context[name], dict) else {}
        if isinstance(told, dict):
            return told if "@value" in told else node(told)
        if rule.get("@type") == "@id":
            return {"@id": iri(told)}
        typed = {"@type": iri(rule["@type"])} if "@type" in rule else {}
        spoken = {"@language": rule["@language"]} if "@language" in rule else {}
        return {"@value": told, **typed, **spoken}

    def node(told: Node) -> Node:
        made: Node = {}
        for name, one in told.items():
            many = one if isinstance(one, list) else [one]
            if name == "@id":
                made["@id"] = iri(one)
            elif name == "@type":
                made["@type"] = [iri(each) for each in many]
            else:
                assert name in context, f"{name} is dropped by every reader"
                made[iri(name)] = [value(name, each) for each in many]
        return made

    return [node(one) for one in read["@graph"]]


def of_type(graph: list[Node], name: str) -> list[Node]:
    return [node for node in graph if EARL + name in node["@type"]]


def inner(node: Any) -> Iterator[Node]:
    if isinstance(node, dict):
        yield node
        for one in node.values():
            yield from inner(one)
    elif isinstance(node, list):
        for one in node:
            yield from inner(one)


def by_rule(graph: list[Node], page: str, rule: str) -> Node:
    (found,) = (
        node for node in of_type(graph, "Assertion")
        if node[EARL + "subject"] == [{"@id": page}]
        and node[EARL + "test"][0]["@id"].rpartition("#")[2].rpartition("/")[2] == rule
    )  # fmt: skip
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_name_is_one_of_the_vocabularies(language: Language) -> None:
    for node in inner(expanded(language=language)):
        names = {name for name in node if not name.startswith("@")}
        # A literal's type is no class.
        classes = set(node.get("@type", [])) if "@value" not in node else set()
        assert names | classes <= VOCABULARY


def test_the_references_all_stand_in_the_document() -> None:
    graph = expanded()
    known = {node["@id"] for node in graph if "@id" in node}
    for node in of_type(graph, "Assertion"):
        for name in ("assertedBy", "subject", "test"):
            (target,) = node[EARL + name]
            assert target["@id"] in known
    parts = [target["@id"] for node in graph for target in node.get(DCT + "isPartOf", ())]
    assert set(parts) <= known
    assert len(known) == len([node for node in graph if "@id" in node])


def test_an_assertion_says_who_what_where_and_how() -> None:
    graph = expanded()
    found = by_rule(graph, "_:page1", "image-alt")
    assert found["@type"] == [EARL + "Assertion"]
    assert found[EARL + "mode"] == [{"@id": EARL + "automatic"}]
    (result,) = found[EARL + "result"]
    assert result["@type"] == [EARL + "TestResult"]
    assert result[EARL + "outcome"] == [{"@id": EARL + "failed"}]
    said = "Elements that pass: 0; that fail: 2; for a person to look at: 1."
    assert result[EARL + "info"] == [{"@value": said, "@language": "en"}]
    (pointer,) = result[EARL + "pointer"]
    assert pointer["@type"] == [PTR + "CSSSelectorPointer"]
    assert pointer[PTR + "expression"] == [{"@value": "img"}]
    assert pointer[PTR + "reference"] == [{"@id": "_:page1"}]
    software, *_ = of_type(graph, "Software")
    assert found[EARL + "assertedBy"] == [{"@id": software["@id"]}]
    assert software[DCT + "hasVersion"] == [{"@value": "0.1.0"}]
    assert EARL + "Assertor" in software["@type"]


def test_subjects_are_the_site_and_its_pages() -> None:
    site, home, contacts, *_ = of_type(expanded(language="lv"), "TestSubject")
    assert (site["@id"], home["@id"], contacts["@id"]) == ("_:site", "_:page1", "_:page2")
    assert home[DCT + "source"] == [{"@id": HOME}]
    assert home[DCT + "isPartOf"] == [{"@id": "_:site"}]
    assert home[DCT + "title"][0]["@value"].endswith(" – sākumlapa")
    assert home[DCT + "title"][0]["@language"] == "lv"
    (date,) = home[DCT + "date"]
    assert date["@type"] == "http://www.w3.org/2001/XMLSchema#dateTime"
    assert datetime.fromisoformat(date["@value"]) == AUDIT.started_at


def test_rules_are_part_of_their_criteria_and_these_of_the_standard() -> None:
    newer = verdict("target-size", Outcome.FAIL, Standard.WCAG22, engine="axe", criteria=("2.5.8",))
    page = replace(PAGES[0], verdicts=(*HOME_VERDICTS, newer))
    nodes = {node["@id"]: node for node in expanded(replace(AUDIT, pages=(page,))) if "@id" in node}
    criterion = "https://www.w3.org/TR/WCAG21/#non-text-content"
    own = next(node for name, node in nodes.items() if name.endswith("docs/checks.md#image-alt"))
    assert own[DCT + "isPartOf"] == [{"@id": criterion}]
    assert own[DCT + "title"] == [{"@value": "Image has no text alternative", "@language": "en"}]
    assert nodes[criterion][DCT + "isPartOf"] == [{"@id": "https://www.w3.org/TR/WCAG21/"}]
    assert set(nodes[criterion]["@type"]) == {EARL + "TestCriterion", EARL + "TestRequirement"}
    axe = nodes["https://dequeuniversity.com/rules/axe/4.14/target-size"]
    assert axe[DCT + "isPartOf"] == [{"@id": "https://www.w3.org/TR/WCAG22/#target-size-minimum"}]
    # Advice beyond the standard breaks no criterion of it.
    advice = next(node for name, node in nodes.items() if name.endswith("#region"))
    assert DCT + "isPartOf" not in advice


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_has_one_of_earls(outcome: Outcome) -> None:
    page = replace(PAGES[0], verdicts=(verdict("label", outcome),))
    (found,) = of_type(expanded(replace(AUDIT, pages=(page,))), "Assertion")
    (told,) = found[EARL + "result"][0][EARL + "outcome"]
    assert told["@id"] in OUTCOME_NAMES
    assert len(set(OUTCOMES.values())) == len(Outcome)


def test_of_each_page_and_rule_there_is_one_assertion() -> None:
    made = of_type(expanded(), "Assertion")
    pairs = [(node[EARL + "subject"][0]["@id"], node[EARL + "test"][0]["@id"]) for node in made]
    assert len(pairs) == len(set(pairs)) == sum(len(page.verdicts) for page in PAGES) + 2


@pytest.mark.parametrize("audit", [AUDIT, replace(failed(), pages=PAGES[2:])])
def test_a_page_that_was_not_seen_is_untested_for_the_standard(audit: Audit) -> None:
    graph = expanded(audit)
    lost = [node for node in of_type(graph, "Assertion") if node[EARL + "test"][0]["@id"].endswith("/WCAG21/")]
    assert len(lost) == 2
    (result,) = lost[0][EARL + "result"]
    assert result[EARL + "outcome"] == [{"@id": EARL + "untested"}]
    assert [one["@value"] for one in result[EARL + "info"]] == ["no answer in time", "no answer in 45 s"]


def test_where_a_person_decided_the_test_is_half_automatic() -> None:
    ruled = Element(Outcome.FAIL, "a", "<a>", seen_as=Outcome.NEEDS_REVIEW)
    page = replace(PAGES[0], verdicts=(verdict("label", Outcome.FAIL, failed=1, elements=(ruled,)),))
    (found,) = of_type(expanded(replace(AUDIT, pages=(page,))), "Assertion")
    assert found[EARL + "mode"] == [{"@id": EARL + "semiAuto"}]
    assert "A person’s decision counts here." in [one["@value"] for one in found[EARL + "result"][0][EARL + "info"]]


def test_pointers_are_few_short_and_of_the_site_itself() -> None:
    others = Element(Outcome.FAIL, "iframe > a", "<a>", party=Party.OTHER)
    unsure = Element(Outcome.NEEDS_REVIEW, "b", "<b>")
    many = (others, unsure, *(Element(Outcome.FAIL, f"li:nth-child({at}){'>x' * 500}", None) for at in range(50)))
    page = replace(PAGES[0], verdicts=(verdict("label", Outcome.FAIL, failed=50, elements=many),))
    (found,) = of_type(expanded(replace(AUDIT, pages=(page,))), "Assertion")
    pointed = [one[PTR + "expression"][0]["@value"] for one in found[EARL + "result"][0][EARL + "pointer"]]
    assert len(pointed) == POINTERS_SHOWN
    assert all(one.startswith("li:nth-child(") and len(one) == TEXT_LIMIT + 1 for one in pointed)


def test_words_of_pages_are_harmless_and_no_address_is_made_of_them() -> None:
    element = Element(Outcome.FAIL, f"a{BIDI}{CONTROL}\ud83d", None)
    one = verdict("label", Outcome.FAIL, failed=1, elements=(element,), reason=BIDI)
    page = replace(PAGES[0], url="javascript:alert(1)", final_url=None, verdicts=(one,))
    audit = replace(AUDIT, pages=(page,), site=replace(AUDIT.site, name="a\x1b[31m\ud83d"))
    written = render_earl(audit, "lv", TEXTS).decode()
    assert not any(sign in written for sign in ("\u202e", "\x1b", "\x00", "\\u001b", "\\ud83d"))
    _, home = of_type(expanded(audit), "TestSubject")
    assert home[DCT + "source"] == [{"@value": "javascript:alert(1)"}]
