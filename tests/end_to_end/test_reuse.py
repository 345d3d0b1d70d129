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


def blobs(workshop: Workshop) -> int:
    return sum(1 for path in (workshop.folder / "evidence").rglob("*.*") if path.suffix in (".zst", ".jpg"))


def test_a_page_that_did_not_change_is_not_loaded_again(workshop: Workshop) -> None:
    sample = ("--max-pages", "3")
    with served(planted_site()) as site:
        first = audited(workshop, site.url, *sample)
        assert set(reused(first)) == {"/", "/mierigs", "/attels"}
        kept = blobs(workshop)
        site.asked, site.loaded = [], []
        second = audited(workshop, site.url, *sample, "--reuse")
        assert site.loaded == []
        assert [status for path, status in site.asked if path in ("/stils.css", "/plats.svg")] == [304, 304]
        assert set(reused(second).values()) == {first["run"]}
        assert judged(second) == judged(first)
        # The result, the documents and how the visit went; no page of the sample.
        assert blobs(workshop) <= kept + 3
        site.swap("/plats.svg", 'width="90"', 'width="900"')
        site.loaded = []
        third = audited(workshop, site.url, *sample, "--reuse")
        # What is new is looked at twice.
        assert site.loaded == ["/attels", "/attels"]
    # The night of the first gathering is told, not the one before.
    assert reused(third) == {"/": first["run"], "/mierigs": first["run"], "/attels": None}
    assert third["mobile"] != first["mobile"]
    verified = workshop.run("evidence", "verify")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    again = workshop.run("rescore", "--methodology", "2019", "--again", "--json", "-")
    assert [night["fate"] for night in json.loads(again.stdout)] == ["same"] * 3
    assert "2 of 3" in workshop.run("show", site.url, "--lang", "en").stdout


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
