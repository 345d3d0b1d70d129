"""The corpus and the snippets as tests: how right the detectors are, and that no trap tuned on catches them."""

from collections.abc import Sequence

import pytest

from checks.watch import FEATURES
from tests.crawler.visiting import PlainEngine
from tests.features.corpus import CorpusSite, corpus
from tests.features.judging import features_of
from tests.features.measuring import decisions, figures
from tests.features.snippets import snippets, told

PLAIN = [site for site in corpus() if not site.browser]


def test_the_corpus_is_large_and_half_of_its_noes_look_like_yes() -> None:
    labels = [label for site in corpus() for label in site.labels.values()]
    held_out = [label for site in corpus() if site.held_out for label in site.labels.values()]
    noes = [label for label in labels if label.found is not True]
    assert len(corpus()) >= 14
    assert len(labels) >= 400
    assert 3 * len(held_out) >= len(labels)
    assert 2 * sum(label.trap for label in noes) >= len(noes)
    assert all(set(site.labels) == set(FEATURES) for site in corpus())


# The sites of scripts need a browser: `make bench-features` judges them too.
@pytest.mark.anyio
@pytest.mark.parametrize("sites", [[one for one in PLAIN if not one.held_out], [one for one in PLAIN if one.held_out]])
async def test_precision_and_recall(sites: Sequence[CorpusSite]) -> None:
    made = [one for site in sites for one in decisions(site, await features_of(site, PlainEngine()))]
    whole, _ = figures(made)
    assert whole.precision is not None
    assert whole.recall is not None
    # A miss is named only of the sites that are tuned on.
    shown = [] if sites[0].held_out else [one.sentence for one in whole.misses]
    assert whole.precision >= 0.98, shown
    assert whole.recall >= 0.95, shown


def test_no_snippet_that_only_looks_like_a_feature_is_one() -> None:
    wrong = [(one.name, one.why) for one in snippets() if one.found is not True and told(one).found is True]
    assert wrong == []


# Told as no, and known: a running vote told in the news only, a subscription whose unread page lies among the news, a
# form named in a table without a sentence about it.
UNREAD = 16
MISSED = {"participatory_budget-6", "newsletter-8", "petition-10"}


def test_snippets_are_found_in_whatever_words_they_say_it() -> None:
    yes = [one for one in snippets() if one.found is True]
    # A link to a page that was not read tells neither yes nor no.
    assert len(yes) >= 250
    assert {one.name for one in yes if told(one).found is False} == MISSED
    assert sum(told(one).found is None for one in yes) == UNREAD
