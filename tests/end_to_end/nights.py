"""Nights of one site by the command, and what two of them must have in common."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.end_to_end.command import Workshop

OF_THE_NIGHT = ("run", "started_at", "finished_at")


def audited(workshop: Workshop, url: str, *options: str) -> Mapping[str, Any]:
    """A site's audit, as the command tells it in JSON."""
    done = workshop.run("audit", url, "--allow-private-sites", "--json", "out.json", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    (audit,) = json.loads((workshop.folder / "out.json").read_text("utf-8"))["audits"]
    return audit  # type: ignore[no-any-return]  # JSON has no types


def reused(audit: Mapping[str, Any]) -> dict[str, str | None]:
    """By path, the run whose evidence a page was judged by; None where it was loaded."""
    return {urlsplit(page["url"]).path: page["reused_from"] for page in audit["pages"]}


def judged(audit: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that was found, without when and how it was come by."""
    pages = [{name: told for name, told in page.items() if name != "reused_from"} for page in audit["pages"]]
    return {name: told for name, told in {**audit, "pages": pages}.items() if name not in OF_THE_NIGHT}


def copied(workshop: Workshop, folder: Path) -> Workshop:
    """The same nights in another folder, to go on otherwise."""
    shutil.copytree(workshop.folder, folder)
    return Workshop(folder, workshop.variables)
