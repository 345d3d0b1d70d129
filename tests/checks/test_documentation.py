"""docs/checks.md says what the code says."""

from pathlib import Path

from checks.documentation import checks_page

PAGE = Path(__file__).parents[2] / "docs" / "checks.md"


def test_the_page_is_made_from_the_code() -> None:
    assert PAGE.read_text("utf-8") == checks_page(), "run `make docs`"
