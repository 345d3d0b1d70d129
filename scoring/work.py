"""How much work a fix is: an estimate, the same for everybody, so that fixes can be compared and nothing more."""

from collections.abc import Iterable, Mapping

from model.finding import Issue, Outcome, Party

# Parts of a page that all pages share: what is mended there once is mended everywhere.
SHARED_PARTS = frozenset({"header", "footer", "nav", "aside", "dialog", "html", "body", "meta"})

LINK, PAGE, SERVICE, SYSTEM = 1.0, 3.0, 8.0, 20.0

# A link or a line to add; a page to write and keep; a service that somebody answers; a system to bring in.
FEATURE_WORK: Mapping[str, float] = {
    **dict.fromkeys(
        (
            "latvija_lv_link", "data_gov_lv_link", "tapis_link", "e_address", "open_licence", "rss", "site_map",
            "cookie_notice", "visitor_statistics", "site_feedback",
        ),
        LINK,
    ),
    **dict.fromkeys(
        (
            "accessibility_statement", "privacy_policy", "contacts", "easy_to_read", "e_service_information",
            "open_data_page", "data_request", "ask_question", "problem_report", "public_consultation", "survey",
            "petition",
        ),
        PAGE,
    ),
    **dict.fromkeys(
        (
            "newsletter", "appointment", "council_stream", "participatory_budget", "forum", "foreign_languages",
            "site_search", "machine_readable_data", "chat", "facebook", "instagram", "youtube", "x", "tiktok",
            "linkedin", "draugiem", "telegram", "whatsapp",
        ),
        SERVICE,
    ),
    **dict.fromkeys(("data_api", "shared_platform"), SYSTEM),
}  # fmt: skip


def work_of_rule(rule: str, issues: Iterable[Issue]) -> float:
    """The components to be mended: one in a shared part is one piece of work, any other one on each of its pages.

    A link's target is a component by itself, however many pages link to it.
    """
    failing = [one for one in issues if one.rule == rule and one.outcome is Outcome.FAIL and one.party is Party.OWN]
    return float(sum(1 if _once(issue.component) else issue.pages for issue in failing))


def work_of_feature(feature: str) -> float:
    return FEATURE_WORK.get(feature, SERVICE)


def _once(component: str) -> bool:
    outermost = component.partition(" ")[0]
    return "://" in component or outermost.partition("#")[0].partition(".")[0] in SHARED_PARTS
