"""The engine and the browser that the reports' tests use."""

from tests.reports.conftest import axe, browser

__all__ = ["axe", "browser"]
