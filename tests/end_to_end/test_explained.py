"""The sample sites' scores, explained, tried and judged again through the command."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.end_to_end.command import Workshop, told_in_one_sentence
from tests.end_to_end.conftest import Audited
from tests.end_to_end.test_evidence import copy as copy
from tests.sites.server import SITES

NATIONAL = "9904000"


def entries(account: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield account
    for part in account["parts"]:
        yield from entries(part)


@pytest.mark.parametrize("name", SITES)
def test_the_account_of_every_sample_site_adds_up_to_its_index(audited: Audited, name: str) -> None:
    audit = audited.of(name)
    done = audited.workshop.run("explain", audit["site"]["url"], "--json", "-")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    account = told["account"]
    assert abs(account["points"] - audit["index"]["score"]) <= 1e-9
    for entry in entries(account):
        if entry["parts"]:
            for name_ in ("points", "possible"):
                assert abs(sum(part[name_] for part in entry["parts"]) - entry[name_]) <= 1e-9, entry["id"]
    measured = [one for one in entries(account) if one["kind"] == "measure" and one["possible"]]
    assert [one["id"] for one in measured if not one["parts"]] == []
    met = {item["id"]: item["met"] for items in told["prerequisites"].values() for item in items}
    assert met == {item["id"]: item["met"] for section in audit["sections"] for item in section["prerequisites"]}


def test_a_tree_leads_down_to_the_element(audited: Audited) -> None:
    run = audited.workshop.run
    whole = run("explain", NATIONAL, "--lang", "lv").stdout
    assert "Indekss pēc metodikas 2019" in whole
    assert "trūkst: Vietnē ir forums" in whole
    old = audited.of("old")["site"]["url"]
    tree = run("explain", old, "website_usability", "--lang", "en").stdout
    assert "image-alt" in tree
    assert "<img" in tree
    assert "<img" not in run("explain", old, "website_usability", "--lang", "en", "--depth", "2").stdout
    assert "did you mean website_usability or" in told_in_one_sentence(run("explain", old, "website_usabilty"))
    assert "trūkst: Vietnē ir forums" in run("show", NATIONAL, "--lang", "lv").stdout


def test_fixes_are_tried_and_the_best_are_found(audited: Audited) -> None:
    run = audited.workshop.run
    tried = run("simulate", NATIONAL, "--fix", "image-alt", "--add", "newsletter", "--lang", "en")
    assert tried.returncode == 0, tried.stderr
    assert "Offer: News by e-mail newsletter" in tried.stdout
    assert "Place among the national centres: 1 of 1, then 1 of 1" in tried.stdout
    best = json.loads(run("simulate", NATIONAL, "--best", "5", "--json", "-").stdout)
    assert len(best["steps"]) == 5
    assert best["after"]["score"] == pytest.approx(best["before"]["score"] + sum(one["gain"] for one in best["steps"]))
    assert "did you mean newsletter?" in told_in_one_sentence(run("simulate", NATIONAL, "--add", "newslettr"))


def test_real_nights_judged_again_are_the_same_and_another_methodology_stands_beside(copy: Workshop) -> None:
    same = copy.run("rescore", "--methodology", "2019")
    assert same.returncode == 0, same.stdout + same.stderr
    assert "the same to the byte" in same.stdout
    assert "otherwise" not in same.stdout
    assert "9904000" in told_in_one_sentence(copy.run("explain", NATIONAL, "--methodology", "2026"))
    done = copy.run("rescore", "--methodology", "2026", "--json", "-")
    assert {one["fate"] for one in json.loads(done.stdout)} == {"rescored"}
    assert "Indekss pēc metodikas 2026" in copy.run("explain", NATIONAL, "--methodology", "2026", "--lang", "lv").stdout
    assert "judged by this version before" in copy.run("rescore", "--methodology", "2026").stdout
    assert copy.run("results", "--methodology", "2026", "--lang", "en").returncode == 0
    assert copy.run("evidence", "verify").returncode == 0
