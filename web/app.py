"""The application: one workplace, its pages, and what every answer carries."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware import Middleware

from pipeline.star_published import PublishedStar
from pipeline.workplace import Workplace
from web import discovery, problems, static
from web.access import gate
from web.access.organisation import organisation_of
from web.api.deprecated import DEPRECATED, Deprecated, Notices
from web.api.document import document_of
from web.api.routers import API_ROUTERS
from web.kept.lasting import Lasting
from web.kept.pages import KeptPages
from web.kept.shelf import Shelf
from web.kept.warming import warm
from web.middleware.bounds import Bounds
from web.middleware.cross_origin import OpenToScripts
from web.middleware.deprecations import Deprecations
from web.middleware.head_requests import HeadRequests
from web.middleware.headers import SecurityHeaders
from web.middleware.rate_limits import RateLimits
from web.open_data import files as data_files
from web.open_data import star as star_files
from web.open_data.publication import Publication
from web.pages.municipality.report_files import ReportFiles
from web.pages.routers import PAGE_ROUTERS
from web.reaudits import Reaudits

TITLE = "eindekss"
# In the order in which their paths are tried.
ROUTERS = (static.router, discovery.router, star_files.router, data_files.router, *API_ROUTERS, *PAGE_ROUTERS)


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    workplace: Workplace,
    now: Callable[[], datetime] = utc_now,
    *,
    warmed: bool = False,
    deprecated: Sequence[Deprecated] = DEPRECATED,
) -> FastAPI:
    """Serves what the workplace holds; it stays open as long as the application is used. `warmed` pages are made before
    anybody asks for them.
    """
    app = FastAPI(
        title=TITLE,
        # Their pages load scripts from elsewhere; the document is a route of the API.
        docs_url=None,
        redoc_url=None,
        lifespan=warm if warmed else None,
        openapi_url=None,
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(OpenToScripts),
            Middleware(Deprecations),
            Middleware(HeadRequests),
            Middleware(
                RateLimits,
                api_per_minute=workplace.settings.api_per_minute,
                by_token_per_minute=workplace.settings.api_per_minute_by_token,
                pages_per_minute=workplace.settings.pages_per_minute,
            ),
            Middleware(Bounds),
        ],
    )
    app.state.workplace = workplace
    app.state.now = now
    app.state.shelf = Shelf(workplace.database)
    app.state.lasting = Lasting()
    app.state.pages = KeptPages()
    app.state.report_files = ReportFiles()
    app.state.reaudits = Reaudits(workplace.database)
    app.state.organisation = organisation_of(workplace.settings)
    app.state.publication = Publication(workplace)
    app.state.star = PublishedStar(workplace.settings.star_folder)
    problems.handle(app)
    gate.handle(app)
    for router in ROUTERS:
        app.include_router(router)
    gate.check(app)
    app.state.deprecated = deprecated
    app.state.notices = Notices(deprecated, lambda: document_of(app.routes, deprecated))
    return app
