"""Which browser audits: Chromium on this machine, or those of a Selenium Grid."""

from crawler.browser import PlaywrightEngine
from crawler.engine import StartedEngine
from crawler.executables import find_axe, find_browser
from crawler.limits import Limits
from pipeline.errors import SetupError
from pipeline.settings import Settings


def engine_of(settings: Settings, limits: Limits) -> StartedEngine:
    """The settings' browser, not started yet. Raises BrowserMissing, AxeMissing, SetupError."""
    axe = find_axe(settings.axe)
    if not settings.grid_url:
        return PlaywrightEngine(find_browser(settings.browser), axe.source(), limits=limits)
    try:
        # Packages of the extra `grid`, which only those have who need it.
        from crawler.webdriver.door import Doorway
        from crawler.webdriver.engine import Grid, GridEngine
    except ImportError as error:
        raise SetupError(
            f"EINDEKSS_GRID_URL is set, but the package {error.name} is missing: pip install 'eindekss[grid]'."
        ) from error
    grid = Grid(
        settings.grid_url,
        settings.grid_browser,
        tuple(settings.grid_arguments.split()),
        settings.grid_user,
        settings.grid_password.get_secret_value(),
        Doorway(settings.grid_proxy_listen, settings.grid_proxy_host, settings.grid_networks),
    )
    return GridEngine(grid, axe)
