"""Every router of the API, in the order in which OpenAPI lists them."""

from web.api import (
    actions,
    audits,
    deprecations,
    document,
    features,
    issues,
    methodologies,
    municipalities,
    outlook,
    pictures,
    problems,
    results,
    rules,
    runs,
    search,
)

# One a line.
API_ROUTERS = (
    municipalities.router,
    outlook.router,
    pictures.router,
    audits.router,
    issues.router,
    features.router,
    rules.router,
    results.router,
    runs.router,
    methodologies.router,
    search.router,
    problems.router,
    deprecations.router,
    actions.router,
    document.router,
)
