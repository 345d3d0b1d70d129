"""The pages of docs/ that are made from code and data: `python -m pipeline.documenting docs` writes them."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from checks.documentation import checks_page
from pipeline.star_page import star_page
from pipeline.workplace import methodology_of
from scoring.documentation import methodology_page

PAGES: Mapping[str, Callable[[], str]] = {
    "checks.md": checks_page,
    "methodology-2019.md": lambda: methodology_page(methodology_of("2019")),
    "methodology-2026.md": lambda: methodology_page(methodology_of("2026"), methodology_of("2019")),
    "star.md": star_page,
}


def write_pages(folder: Path) -> None:
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write_pages(Path(sys.argv[1]))
