"""Tables are read as on a wide terminal, whatever the one that runs the tests is."""

import pytest

from cli.console import out


@pytest.fixture(autouse=True)
def wide_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 200)
