"""What a test run may be asked for, which tests share a process where several test at once, and which begin first."""

from collections.abc import Generator
from pathlib import Path

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.scheduler.protocol import Scheduling

from cli.imports import unwatched

# These need the audit of all sample sites: in one process it is done once. The last of them adds a second one.
OF_ONE_AUDIT = (
    "tests/end_to_end/test_reading.py",
    "tests/end_to_end/test_evidence.py",
    "tests/end_to_end/test_explained.py",
    "tests/end_to_end/test_sample_sites.py",
)
# What takes longest begins first, so that no process waits for another at the end.
LONGEST_FIRST = (
    *OF_ONE_AUDIT,
    "tests/stress/test_crashes.py",
    "tests/end_to_end/test_command.py",
    "tests/end_to_end/test_noise.py",
    "tests/features/test_hiding_places.py",
    "tests/checks/test_remedies.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    told = "with -m stress: keep a picture of every page of the dashboard in every way in this folder"
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help=told)


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Coroutines of tests run on asyncio alone, as the program's do, though trio came along with a package."""
    return "asyncio"


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # it has no types
    """A file is done by one process, and so are the files of one audit."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "one audit" if file in OF_ONE_AUDIT else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> Scheduling:
    return ByFile(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """All that is imported stays: it is not looked through for garbage, now or while the tests run."""
    with unwatched():
        return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {file: at for at, file in enumerate(LONGEST_FIRST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))
