"""A methodology as a page of documentation; `make docs` writes it and a test keeps it true."""

from collections.abc import Iterator, Mapping, Sequence

from model.text import Text
from scoring.comparison import differences
from scoring.conditions import in_words
from scoring.declaration import Frame, Indicator, Measure, Methodology, Section, given
from scoring.measures import RULES
from scoring.survey import questionnaire

INTRODUCTION = """Made from `scoring/methodology/{name}/` by `make docs`. Weights of indicators are shares of the index,
those of measures percent of the indicator. A measure takes its score from the first of its sources that has one. What
was not measured counts neither as 0 nor as 100."""

# What the rules of scoring/measures.py look at, for a reader of a measure.
RULE_WORDS: Mapping[str, Text] = {
    "wcag_score": Text(lv="vietnes WCAG vērtējums", en="the site's WCAG score"),
    "share_of_features": Text(
        lv="cik liela daļa no šīm iespējām ir atrasta, starp tām, par kurām to varēja noteikt",
        en="the share of these features that are found, of those that could be told",
    ),
    "number_of_features": Text(
        lv="punkti par to, cik daudz no šīm iespējām ir atrasts", en="points for so many of these features found"
    ),
    "any_feature": Text(
        lv="100, ja ir atrasta kaut viena no šīm iespējām", en="100 when one of these features is found"
    ),
    "feature_found": Text(lv="100, ja iespēja ir atrasta", en="100 when the feature is found"),
    "feature_kind": Text(
        lv="100, ja iespēja ir atrasta un ir šāda veida", en="100 when the feature is found and of this kind"
    ),
    "link_found": Text(
        lv="100, ja iespēja ir atrasta un tās saite nav bojāta",
        en="100 when the feature is found and its link is not dead",
    ),
    "link_grade": Text(lv="punkti pēc saites pakāpes", en="points by the grade of the link"),
    "share_of_working_links": Text(lv="nebojāto saišu daļa", en="the share of links that are not dead"),
    "checks_pass": Text(
        lv="100, ja visa vietne iztur šīs pārbaudes", en="100 when these checks pass on the whole site"
    ),
    "share_of_pages": Text(
        lv="to izlases lapu daļa, kuras iztur šīs pārbaudes", en="the share of sampled pages that pass these checks"
    ),
    "parts_of_pages": Text(
        lv="vidēji izlases lapās: kuras daļas tās iztur",
        en="the mean over the sampled pages of the parts that they pass",
    ),
}


def methodology_page(methodology: Methodology, older: Methodology | None = None) -> str:
    """Markdown, Latvian beside English; with `older`, what is different from it stands at the end."""
    title = methodology.title
    lines = [f"# Methodology {methodology.id}: {_both(title)}", "", INTRODUCTION.format(name=methodology.id), ""]
    lines += [f"Source: {_both(methodology.frame.source)}.", "", *_settings(methodology), *_levels(methodology.frame)]
    for section in methodology.sections:
        lines += _section(section)
    lines += [*_survey(methodology), *_assumptions(methodology.frame), *_sources(methodology.frame)]
    if older is not None:
        lines += _differences(older, methodology)
    return "\n".join(lines).rstrip() + "\n"


def _settings(methodology: Methodology) -> Iterator[str]:
    frame, bands = methodology.frame, methodology.wcag_bands
    stated = "" if frame.answers_hold_years is not None else " (not stated: the default)"
    yield "## Settings\n"
    yield from _table(
        ("setting", "value"),
        [
            ("an indicator is scored when measured at least", _percent(frame.minimum_coverage)),
            ("a municipality is ranked when measured at least", _percent(frame.minimum_ranking_coverage)),
            ("level that a missing prerequisite holds a section at", str(frame.prerequisite_gate)),
            ("WCAG bands", f"highest over {bands.highest_above:g}, high from {bands.high_from:g}, "
             f"medium from {bands.medium_from:g}, low under it"),
            ("years that an answer of the survey holds after its own", f"{methodology.answers_hold_years}{stated}"),
            ("accessibility standard", frame.standard or "WCAG 2.1 A and AA"),
            ("assumptions", ", ".join(frame.assumes) or "none"),
        ],
    )  # fmt: skip


def _levels(frame: Frame) -> Iterator[str]:
    yield "## Levels of maturity\n"
    rows = [
        (str(one.level), f"{one.from_score:g}", _both(one.name), one.meaning.en, one.meaning.lv) for one in frame.levels
    ]
    yield from _table(("level", "from", "name", "en", "lv"), rows)


def _section(section: Section) -> Iterator[str]:
    yield f"## {_both(section.title)}\n"
    for indicator in section.indicators:
        yield from _indicator(indicator)
    if section.prerequisites:
        yield "### Prerequisites for a higher level\n"
        rows = [
            (f"`{one.id}`", one.title.en, one.title.lv, in_words(one.condition), ", ".join((*one.assumes, *one.cites)))
            for one in section.prerequisites
        ]
        yield from _table(("id", "en", "lv", "met when", "rests on"), rows)


def _indicator(indicator: Indicator) -> Iterator[str]:
    yield f"### `{indicator.id}` {_both(indicator.title)}\n"
    yield f"{indicator.question.en} / {indicator.question.lv}\n"
    yield f"- Weight: {_percent(indicator.weight)} of the index."
    yield f"- Source: {_both(indicator.source)}."
    yield f"- Assumptions: {', '.join(indicator.assumes) or 'none'}."
    if indicator.cites:
        yield f"- Cites: {', '.join(indicator.cites)}."
    yield ""
    rows = [
        (f"`{one.id}`", f"{one.weight:g}", one.title.en, one.title.lv, ", ".join(one.sources), _rule(one))
        for one in indicator.measures
    ]
    yield from _table(("measure", "weight", "en", "lv", "from", "what the web is asked"), rows)


def _rule(measure: Measure) -> str:
    if measure.rule is None:
        return ""
    taken = "; ".join(
        f"{name.replace('_', ' ')}: {_value(getattr(measure, name))}" for name in sorted(RULES[measure.rule].takes)
    )
    words = RULE_WORDS[measure.rule].en
    return f"{words} ({taken})" if taken else words


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {points:g}" for name, points in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(_value, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _survey(methodology: Methodology) -> Iterator[str]:
    yield "## Survey\n"
    rows = []
    for one in questionnaire(methodology):
        options = [f"{option.text.en} / {option.text.lv} ({option.points:g})" for option in one.options]
        rows.append((f"`{one.key}`", one.text.en, one.text.lv, "; ".join(options) or "a percentage, 0 to 100"))
    yield from _table(("question", "en", "lv", "answers and their points"), rows)


def _assumptions(frame: Frame) -> Iterator[str]:
    yield "## Assumptions: what the sources do not say\n"
    yield from _table(("id", "en", "lv"), [(f"`{one.id}`", one.text.en, one.text.lv) for one in frame.assumptions])


def _sources(frame: Frame) -> Iterator[str]:
    if frame.sources:
        yield "## Sources\n"
        rows = [(f"`{one.id}`", one.title.en, one.title.lv, _both(one.where)) for one in frame.sources]
        yield from _table(("id", "en", "lv", "where"), rows)


def _differences(older: Methodology, newer: Methodology) -> Iterator[str]:
    found = differences(older, newer)
    yield f"## What can change a score since {older.id}\n"
    rows = [(f"`{one.place}`", one.before or "new", one.after or "gone") for one in found if not one.of_words]
    yield from _table(("place", older.id, newer.id), rows)
    worded = sum(one.of_words for one in found)
    yield f"Besides, {worded} places read otherwise: `eindekss methodology diff {older.id} {newer.id}` lists them."


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(header)} |"
    yield "|" + "---|" * len(header)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
    yield ""


def _both(text: Text) -> str:
    return text.en if text.en == text.lv else f"{text.en} / {text.lv}"


def _percent(share: float) -> str:
    return f"{100 * given(share):g} %"
