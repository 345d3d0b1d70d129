"""The application: one workplace, its pages, and what every answer carries."""

from collections.abc import Callable
from datetime import UTC, datetime

from fastapi import FastAPI
from starlette.middleware import Middleware

from pipeline.workplace import Workplace
from web import home, problems, static
from web.access import gate
from web.access.bounds import Bounds
from web.access.organisation import organisation_of
from web.api import actions
from web.headers import SecurityHeaders
from web.page_route import KeptPages
from web.pages import desk_accounts, desk_decisions, desk_front, desk_objections, desk_runs, login, methodology
from web.reaudits import Reaudits
from web.shelf import Shelf

TITLE = "eindekss"
# One a line, in the order in which their paths are tried.
ROUTERS = (
    home.router,
    static.router,
    methodology.router,
    login.router,
    desk_front.router,
    desk_runs.router,
    desk_objections.router,
    desk_decisions.router,
    desk_accounts.router,
    actions.router,
)


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(workplace: Workplace, now: Callable[[], datetime] = utc_now) -> FastAPI:
    """Serves what the workplace holds; it stays open as long as the application is used."""
    app = FastAPI(
        title=TITLE,
        # Their pages load scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        middleware=[Middleware(SecurityHeaders), Middleware(Bounds)],
    )
    app.state.workplace = workplace
    app.state.now = now
    app.state.shelf = Shelf(workplace.database)
    app.state.pages = KeptPages()
    app.state.reaudits = Reaudits()
    app.state.organisation = organisation_of(workplace.settings)
    problems.handle(app)
    gate.handle(app)
    for router in ROUTERS:
        app.include_router(router)
    gate.check(app)
    return app
