"""The client of docs/api.md does what the page says, as it stands there."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from httpx import Client

from tests.web.api.conftest import public_paths

PAGE = (Path(__file__).parents[3] / "docs" / "api.md").read_text("utf-8")
TIMEOUT_S = 60


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)
    return str(found)


def run(command: list[str], folder: Path, served: str) -> str:
    environment = {"PATH": os.environ["PATH"], "EINDEKSS_SITE": served, "NO_PROXY": "*"}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_python_client_reads_every_page(client: Client, served: str, tmp_path: Path) -> None:
    said = run([sys.executable, "-c", block("python")], tmp_path, served).splitlines()
    assert len(said) == 43
    assert any(line.endswith("not measured") for line in said)
    critical = client.get("/api/v1/issues?impact=critical&limit=500").json()
    assert critical["next"] is not None or said[-1] == f"critical: {len(critical['items'])}"


def test_the_commands_of_curl_go_on_and_ask_again(served: str, tmp_path: Path) -> None:
    assert run(["bash", "-euc", block("sh")], tmp_path, served) == "304\n"
    pages = [json.loads((tmp_path / name).read_text("utf-8"))["items"] for name in ("page.json", "next.json")]
    assert [len(page) for page in pages] == [2, 2]
    assert pages[0][-1]["id"] > pages[1][0]["id"]


def test_the_page_names_every_path(client: Client) -> None:
    paths = [path.removeprefix("/api/v1/") for path in public_paths(client.get("/openapi.json").json())]
    assert [path for path in paths if f"`{path}`" not in PAGE] == []
