"""Which criteria of WCAG 2.1 rules can test: all fifty are there, and the engine says of its rules the same."""

import json
import os
import tomllib
from importlib.resources import files

from playwright.sync_api import sync_playwright

from checks.accessibility.axe import criteria_of, standard_of
from checks.catalogue import catalogue
from checks.criteria import criteria
from crawler.executables import find_axe, find_browser
from crawler.gather.scripts import script
from model.finding import Standard

# Of an empty page every rule that the audit runs is told, with its tags.
RUN = """axe.run(document, {runOnly: {type: "tag", values: %s}, preload: false}).then((told) =>
  ["passes", "violations", "incomplete", "inapplicable"]
    .flatMap((list) => told[list].map((one) => [one.id, one.tags])))"""


def engines_rules() -> dict[str, frozenset[str]]:
    """Rule to tags, of all that crawler/gather/axe.js asks the engine for."""
    asked = script("axe").partition("const TAGS = ")[2].partition(";")[0]
    named = find_browser(os.environ.get("EINDEKSS_BROWSER"))
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=named, channel=None if named else "chromium", args=["--no-sandbox"]
        )
        page = browser.new_page()
        page.evaluate(find_axe(os.environ.get("EINDEKSS_AXE")).source())
        told = page.evaluate(RUN % json.dumps(json.loads(asked)))
        browser.close()
    return {rule: frozenset(tags) for rule, tags in told}


def test_all_fifty_criteria_are_there_in_their_order() -> None:
    told = criteria()
    assert len(told) == 50
    assert [one.level for one in told].count("A") == 30
    numbers = [tuple(map(int, one.number.split("."))) for one in told]
    assert numbers == sorted(numbers)
    assert all(one.title.lv.strip() and one.title.en.strip() for one in told)
    assert len({one.title.lv for one in told}) == 50


def test_the_rules_of_each_criterion_are_the_engines_and_our_own() -> None:
    known = {one.number for one in criteria()}
    engine = {rule: tags for rule, tags in engines_rules().items() if standard_of(tags) is Standard.WCAG21}
    wanted = {rule: sorted(known.intersection(criteria_of(tags))) for rule, tags in engine.items()}
    stored = tomllib.loads(files("checks").joinpath("criteria.toml").read_text("utf-8"))["axe"]
    assert {rule: sorted(numbers) for rule, numbers in stored.items()} == wanted
    by_criterion = {one.number: one.rules for one in criteria()}
    for name, listed in catalogue().items():
        if listed.check.standard is Standard.WCAG21:
            assert all(name in by_criterion[number] for number in listed.check.criteria), name
    assert by_criterion["2.4.7"] == ()
    assert "color-contrast" in by_criterion["1.4.3"]
