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
