"""Facts of invented sites, and the ids that a methodology may name."""

from collections.abc import Iterable, Mapping
from functools import cache

from model.audit import PageAudit
from model.finding import Feature, Outcome, Verdict
from scoring.methodology import Methodology, load_methodology

PARTICIPATION = (
    "participatory_budget", "public_consultation", "council_stream", "ask_question", "appointment", "problem_report",
    "newsletter", "survey", "petition", "forum", "foreign_languages", "site_feedback",
)  # fmt: skip
USABILITY = (
    "accessibility_statement", "easy_to_read", "privacy_policy", "cookie_notice", "site_search", "site_map", "contacts",
    "visitor_statistics", "rss", "shared_platform",
)  # fmt: skip
OPEN_DATA = (
    "open_data_page", "machine_readable_data", "open_licence", "data_gov_lv_link", "data_api", "tapis_link",
    "data_request",
)  # fmt: skip
NETWORKS = ("facebook", "instagram", "youtube", "x", "tiktok", "linkedin", "draugiem", "telegram", "whatsapp")
SERVICES = ("latvija_lv_link", "e_service_information", "e_address")
FEATURES = (*PARTICIPATION, "chat", *SERVICES, *OPEN_DATA, *USABILITY, *NETWORKS)

MOBILE_RULES = ("viewport", "content-width", "font-size", "tap-targets", "plugins")


@cache
def methodology_2019() -> Methodology:
    return load_methodology(known_features=frozenset(FEATURES), known_checks=frozenset(MOBILE_RULES))


@cache
def methodology_2026() -> Methodology:
    return load_methodology("2026", known_features=frozenset(FEATURES), known_checks=frozenset(MOBILE_RULES))


def features(
    found: Iterable[str], silent: Iterable[str] = (), special: Iterable[Feature] = ()
) -> Mapping[str, Feature]:
    """All features there are: those named are found or could not be told, the others are absent."""
    states: dict[str, bool | None] = dict.fromkeys(FEATURES, False)
    states |= dict.fromkeys(found, True) | dict.fromkeys(silent, None)
    assert len(states) == len(FEATURES), "a test names a feature that does not exist"
    plain = {name: Feature(name, state) for name, state in states.items()}
    return plain | {feature.id: feature for feature in special}


def page(failing: Iterable[str] = (), **other: Outcome) -> PageAudit:
    """A page of the sample whose mobile rules pass, but those that fail or have another outcome."""
    outcomes = dict.fromkeys(MOBILE_RULES, Outcome.PASS) | dict.fromkeys(failing, Outcome.FAIL)
    outcomes |= {name.replace("_", "-"): outcome for name, outcome in other.items()}
    return empty_page([Verdict(rule, outcome) for rule, outcome in outcomes.items()])


def empty_page(verdicts: Iterable[Verdict] = ()) -> PageAudit:
    return PageAudit(
        url="https://paraugs.example/",
        final_url=None,
        role="template",
        status=None,
        failure=None,
        wcag_score=None,
        mobile_passes=None,
        verdicts=tuple(verdicts),
    )
