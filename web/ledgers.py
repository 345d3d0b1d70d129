"""Where the ledger accounts for a score: WCAG and the phone have their points in an indicator each."""

from model.results import INDEX

ACCOUNTS = {"wcag": "website_usability", "mobile": "mobile_conformity"}


def ledger_of(score: str) -> str:
    """The path of its account, behind that of the municipality; `score` is as trends and differences name it."""
    return "scores" if score == INDEX else f"scores/{ACCOUNTS.get(score, score)}"
