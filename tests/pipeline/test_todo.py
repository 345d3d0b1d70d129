"""What a report says of where to begin comes from the saved audit, and is left out where its evidence is gone."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.todo import gains_of, phone_layout
from pipeline.workplace import Workplace
from tests.pipeline.gathered import MOBILE, gather, opened


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    with opened(tmp_path) as workplace:
        yield workplace


def test_gains_are_those_of_the_audits_own_methodology(workplace: Workplace) -> None:
    audit = gather(workplace)
    assert gains_of(audit)["image-alt"] > 0
    assert gains_of(replace(audit, index=replace(audit.index, methodology="1789"))) == {}


def test_the_phones_layout_is_the_home_pages(workplace: Workplace) -> None:
    audit = gather(workplace)
    assert phone_layout(workplace, audit) == MOBILE
    ref = audit.pages[0].evidence["mobile"]
    (blob,) = Path(workplace.settings.evidence_url).rglob(ref)
    blob.unlink()
    assert phone_layout(workplace, audit) == {}
    assert phone_layout(workplace, replace(audit, pages=audit.pages[1:])) == {}
