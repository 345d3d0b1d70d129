"""The application: one workplace, its pages, and what every answer carries."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware import Middleware

from pipeline.workplace import Workplace
from web import data_files, discovery, home, problems, static
from web.access import gate
from web.access.bounds import Bounds
from web.access.organisation import organisation_of
from web.api.routers import API_ROUTERS
from web.cross_origin import OpenToScripts
from web.head_requests import HeadRequests
from web.headers import SecurityHeaders
from web.page_route import KeptPages
from web.pages import (
    compare,
    country,
    criteria,
    data,
    desk_accounts,
    desk_decisions,
    desk_front,
    desk_objections,
    desk_runs,
    features,
    issues,
    login,
    methodology,
    municipality,
    municipality_features,
    municipality_history,
    municipality_issue,
    municipality_issues,
    municipality_pictures,
    municipality_reports,
    municipality_scores,
    result_lists,
    results,
    rules,
    runs,
    search,
    statements,
    trend,
)
from web.publication import Publication
from web.rate_limits import RateLimits
from web.reaudits import Reaudits
from web.report_files import ReportFiles
from web.shelf import Shelf

TITLE = "eindekss"
# One a line, in the order in which their paths are tried.
ROUTERS = (
    home.router,
    static.router,
    rules.router,
    issues.router,
    features.router,
    criteria.router,
    search.router,
    methodology.router,
    data.router,
    data_files.router,
    discovery.router,
    statements.router,
    country.router,
    trend.router,
    municipality.router,
    municipality_features.router,
    municipality_history.router,
    municipality_issue.router,
    municipality_issues.router,
    municipality_pictures.router,
    municipality_reports.router,
    municipality_reports.files,
    municipality_scores.router,
    *API_ROUTERS,
    runs.router,
    results.router,
    result_lists.router,
    compare.router,
    login.router,
    desk_front.router,
    desk_runs.router,
    desk_objections.router,
    desk_decisions.router,
    desk_accounts.router,
)


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(workplace: Workplace, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Serves what the workplace holds; it stays open as long as the application is used."""
    app = FastAPI(
        title=TITLE,
        # Their pages load scripts from elsewhere; the document is a route of the API.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(OpenToScripts),
            Middleware(HeadRequests),
            Middleware(
                RateLimits,
                api_per_minute=workplace.settings.api_per_minute,
                pages_per_minute=workplace.settings.pages_per_minute,
            ),
            Middleware(Bounds),
        ],
    )
    app.state.workplace = workplace
    app.state.now = now
    app.state.shelf = Shelf(workplace.database)
    app.state.pages = KeptPages()
    app.state.report_files = ReportFiles()
    app.state.reaudits = Reaudits()
    app.state.organisation = organisation_of(workplace.settings)
    app.state.publication = Publication(workplace)
    app.state.publication = Publication(workplace)
    app.state.report_files = ReportFiles()
    app.state.reaudits = Reaudits()
    app.state.organisation = organisation_of(workplace.settings)
    problems.handle(app)
    gate.handle(app)
    for router in ROUTERS:
        app.include_router(router)
    gate.check(app)
    return app
