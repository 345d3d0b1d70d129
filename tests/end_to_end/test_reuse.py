"""Pages that did not change are judged by their last evidence, and the night says the same as one that loads all."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.end_to_end.command import Workshop
from tests.end_to_end.planted import plant_all, planted_site, served

PRUNED_FROM_A_COMPARISON = ("run", "started_at", "finished_at")


def audited(workshop: Workshop, url: str, *options: str) -> Mapping[str, Any]:
    done = workshop.run("audit", url, "--allow-private-sites", "--json", "out.json", *options)
    assert done.returncode == 0, done.stdout + done.stderr
    (audit,) = json.loads((workshop.folder / "out.json").read_text("utf-8"))["audits"]
    return audit  # type: ignore[no-any-return]  # JSON has no types


def reused(audit: Mapping[str, Any]) -> dict[str, str | None]:
    return {urlsplit(page["url"]).path: page["reused_from"] for page in audit["pages"]}


def judged(audit: Mapping[str, Any]) -> Mapping[str, Any]:
    """All that was found, without when and how it was come by."""
    pages = [{name: told for name, told in page.items() if name != "reused_from"} for page in audit["pages"]]
    return {name: told for name, told in {**audit, "pages": pages}.items() if name not in PRUNED_FROM_A_COMPARISON}


def copied(workshop: Workshop, folder: Path) -> Workshop:
    shutil.copytree(workshop.folder, folder)
    return Workshop(folder, workshop.variables)


@pytest.mark.stress
@pytest.mark.timeout(900)
def test_a_night_with_planted_changes_says_what_a_full_audit_says(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "reusing")
    workshop.folder.mkdir()
    with served(planted_site()) as site:
        first = audited(workshop, site.url)
        twin = copied(workshop, tmp_path / "full")
        again = audited(workshop, site.url, "--reuse")
        assert set(reused(again).values()) == {first["run"]}
        assert judged(again) == judged(first)
        changed = plant_all(site)
        night, full = audited(workshop, site.url, "--reuse"), audited(twin, site.url)
    assert judged(night) == judged(full)
    assert judged(night) != judged(first)
    assert {path for path, run in reused(night).items() if run is None} == changed
    assert set(reused(full).values()) == {None}
