"""Nights that judge unchanged pages by their last evidence say what nights say that load every page."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.command import Workshop
from tests.end_to_end.nights import audited, copied, judged, reused
from tests.end_to_end.planted import plant_all, planted_site
from tests.end_to_end.planted import served as planted
from tests.sites.pages import Answer, Site
from tests.sites.server import serve

pytestmark = [pytest.mark.stress, pytest.mark.timeout(1800)]

FAULT = b'<img src="/nav.png">'
Edit = Callable[[Answer], Answer]


class EditedSite(Site):
    """A sample site whose answers the test edits by their target; `gone` are no more."""

    def __init__(self, name: str, origin: str) -> None:
        super().__init__(name, origin)
        self.edits: dict[str, Edit] = {}
        self.gone: set[str] = set()

    def answer(self, method: str, target: str) -> Answer:
        answer = super().answer(method, "/nekas-tads" if target in self.gone else target)
        return self.edits[target](answer) if target in self.edits else answer


def swapped(old: str, new: bytes, encoding: str = "utf-8") -> Edit:
    def edit(answer: Answer) -> Answer:
        assert old.encode(encoding) in answer.body, old
        return replace(answer, body=answer.body.replace(old.encode(encoding), new))

    return edit


# What a frame of another site fetches is not seen, so this page is always loaded.
FRAMED = frozenset({"/lv/jaunums/dzirnavu-svetki"})
# By site: what changes overnight, what goes, and the pages that are others by that; None: all of them.
CHANGES: Mapping[str, tuple[Mapping[str, Edit], frozenset[str], frozenset[str] | None]] = {
    "good": (
        {"/kontakti": swapped("</main>", FAULT + b"</main>"), "/img/ezers.svg": swapped("<svg", b"<svg data-x='1'")},
        frozenset({"/pakalpojumi"}),
        # The picture of the lake stands on the home page and in the news of its beach.
        frozenset({"/kontakti", "/", "/jaunumi/atklata-pludmale"}),
    ),
    "scripted": (
        {"/api/lapa?path=%2Fkontakti": swapped('"html": "', b'"html": "<img src=/nav.png>')},
        frozenset(),
        frozenset({"/kontakti"}),
    ),
    "middling": ({"/themes/custom/tvp/stils.css": swapped("{", b"{ letter-spacing: 0;")}, frozenset(), None),
    "old": ({"/": swapped("</body>", FAULT + b"</body>", "windows-1257")}, frozenset(), frozenset({"/"})),
}


def test_every_kind_of_change_is_seen(tmp_path: Path) -> None:
    workshop = Workshop(tmp_path / "reusing")
    workshop.folder.mkdir()
    with planted(planted_site()) as site:
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


@pytest.mark.parametrize("name", CHANGES)
def test_a_sample_site_that_changes_is_judged_as_by_a_full_audit(tmp_path: Path, name: str) -> None:
    workshop = Workshop(tmp_path / "reusing")
    workshop.folder.mkdir()
    made: list[EditedSite] = []

    def maker(name: str, origin: str) -> Site:
        made.append(EditedSite(name, origin))
        return made[-1]

    sample = ("--max-pages", "10")
    edits, gone, changed = CHANGES[name]
    with serve(name, maker=maker) as url:
        first = audited(workshop, url, *sample)
        twin = copied(workshop, tmp_path / "full")
        again = audited(workshop, url, *sample, "--reuse")
        assert reused(again) == {path: None if path in FRAMED else first["run"] for path in reused(first)}
        assert judged(again) == judged(first)
        (site,) = made
        site.edits, site.gone = dict(edits), set(gone)
        night, full = audited(workshop, url, *sample, "--reuse"), audited(twin, url, *sample)
    assert judged(night) == judged(full)
    loaded = {path for path, run in reused(night).items() if run is None}
    # A page that stands in the place of one that is gone has not been loaded before.
    assert loaded - (reused(night).keys() - reused(first).keys()) == (
        set(reused(night)) if changed is None else changed
    )
    assert workshop.run("evidence", "verify").returncode == 0
