"""What the code knows and the star schema names: groups, rules, features, methodologies with their parts, mergers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine, Table

from checks.accessibility import axe
from checks.catalogue import rule_ids, rule_texts
from checks.watch import FEATURES
from db import star_tables as k
from db.star_known import keep_known
from model.municipality import municipality_key
from model.site import Centre
from model.text import Text
from pipeline.mergers import known_mergers
from reports.language import Words
from reports.terms import CENTRES
from scoring.methodology import Methodology, load_methodology, published, seal_of

Rows = list[Mapping[str, Any]]


def keep_meaning(database: Engine) -> bool:
    """Copies it into the database, where that says otherwise; returns whether it did."""
    methodologies = [
        load_methodology(name, known_features=frozenset(FEATURES), known_checks=rule_ids()) for name in published()
    ]
    return keep_known(database, known_rows(methodologies))


def known_rows(methodologies: Sequence[Methodology]) -> Mapping[Table, Rows]:
    latvian, english = Words("lv"), Words("en")
    own_engine = {name: axe.ENGINE if name in axe.texts() else "eindekss" for name in rule_texts()}
    return {
        k.known_group: [
            {"id": centre.value, "position": at}
            | {"title_lv": latvian.gettext(CENTRES[centre]), "title_en": english.gettext(CENTRES[centre])}
            for at, centre in enumerate(Centre, start=1)
        ],
        k.known_rule: [
            {"id": name, "engine": own_engine[name], **_both("title", title), **_both("advice", advice)}
            for name, (title, advice) in rule_texts().items()
        ],
        k.known_feature: [
            {"id": name, "position": at, "feature_group": one.group}
            | {**_both("title", one.title), **_both("advice", one.advice)}
            for at, (name, one) in enumerate(FEATURES.items(), start=1)
        ],
        k.known_methodology: [
            {"id": one.id, **_both("title", one.title), "source": one.frame.source.en}
            | {"minimum_coverage": one.frame.minimum_coverage, "seal": seal_of(one.id)}
            for one in methodologies
        ],
        k.known_level: [
            {"methodology": one.id, "level": level.level, "from_score": level.from_score, **_both("title", level.name)}
            for one in methodologies
            for level in one.frame.levels
        ],
        k.known_section: [row for one in methodologies for row in _sections(one)],
        k.known_indicator: [row for one in methodologies for row in _indicators(one)],
        k.known_merger: [
            {"series": municipality_key(one.atvk), "successor": municipality_key(one.successor)}
            for one in known_mergers()
        ],
    }


def _sections(methodology: Methodology) -> Iterator[Mapping[str, Any]]:
    for at, section in enumerate(methodology.sections, start=1):
        weight = sum(one.weight for one in section.indicators)
        yield {
            "methodology": methodology.id,
            "id": section.id,
            "position": at,
            "weight": weight,
            **_both("title", section.title),
        }


def _indicators(methodology: Methodology) -> Iterator[Mapping[str, Any]]:
    pairs = [(section, one) for section in methodology.sections for one in section.indicators]
    for at, (section, one) in enumerate(pairs, start=1):
        yield {
            "methodology": methodology.id,
            "id": one.id,
            "section": section.id,
            "position": at,
            "weight": one.weight,
            **_both("title", one.title),
            **_both("question", one.question),
        }


def _both(name: str, words: Text) -> dict[str, str]:
    return {f"{name}_lv": words.lv, f"{name}_en": words.en}
