"""Every router of the pages, in the order in which their paths are tried."""

from web.pages import compare, data, data_star, home, methodology, runs, search, statements
from web.pages.country import overview as country
from web.pages.country import trend
from web.pages.desk import accounts, decisions, front, login, objections, tokens
from web.pages.desk import runs as desk_runs
from web.pages.findings import criteria, features, issues, rules
from web.pages.municipality import features as municipality_features
from web.pages.municipality import history, issue, pictures, reports, scores
from web.pages.municipality import issues as municipality_issues
from web.pages.municipality import overview as municipality
from web.pages.results import lists as result_lists
from web.pages.results import overview as results

# One a line.
PAGE_ROUTERS = (
    home.router,
    country.router,
    trend.router,
    results.router,
    result_lists.router,
    municipality.router,
    municipality_features.router,
    municipality_issues.router,
    issue.router,
    history.router,
    pictures.router,
    reports.router,
    reports.files,
    scores.router,
    issues.router,
    rules.router,
    features.router,
    criteria.router,
    runs.router,
    compare.router,
    methodology.router,
    data_star.router,
    data.router,
    search.router,
    statements.router,
    login.router,
    front.router,
    desk_runs.router,
    objections.router,
    decisions.router,
    accounts.router,
    tokens.router,
)
