"""The ways that every page shows: the main pages of the dashboard, in the order of their use."""

from reports.language import N_

# Path behind the language, title.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("", N_("Map")),
    ("results", N_("Results")),
    ("rules", N_("Rules")),
    ("features", N_("Features")),
    ("trend", N_("Over time")),
    ("compare", N_("Comparison")),
    ("methodology", N_("Methodology")),
    ("data", N_("Open data")),
    ("runs", N_("Nights and runs")),
)
# Further pages that list what pages below them tell one by one.
LISTS: tuple[tuple[str, str], ...] = (
    *NAVIGATION[1:],
    ("issues", N_("Findings")),
    ("criteria", N_("WCAG criteria")),
    ("desk/runs", N_("Nights and runs")),
    ("desk/objections", N_("Objections")),
    ("desk/decisions", N_("Decisions")),
    ("desk/accounts", N_("Accounts")),
    ("desk/tokens", N_("Tokens")),
)


def list_above(path: str) -> tuple[str, str] | None:
    """The list that this page would be one of, or that it is itself: its path and title."""
    return next((one for one in LISTS if path == one[0] or path.startswith(f"{one[0]}/")), None)
