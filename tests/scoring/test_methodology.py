"""Methodology 2019 holds together and is frozen; a draft is refused with every contradiction named."""

import subprocess
import tomllib
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import scoring
from model.score import Source
from scoring.facts import SiteFacts
from scoring.index import maturity, score_site
from scoring.methodology import Methodology, MethodologyError, load_methodology
from tests.scoring.invented import FEATURES, MOBILE_RULES, methodology_2019

PUBLISHED = Path(scoring.__file__).parent / "methodology" / "2019"


def load(folder: Path, name: str = "2019") -> Methodology:
    return load_methodology(
        name, known_features=frozenset(FEATURES), known_checks=frozenset(MOBILE_RULES), folder=folder
    )


Edit = Callable[..., tuple[str, ...]]


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A copy without its checksums, as an analyst would begin one."""
    for file in PUBLISHED.glob("*.toml"):
        (tmp_path / file.name).write_bytes(file.read_bytes())
    return tmp_path


@pytest.fixture
def refused(draft: Path) -> Edit:
    """Replaces text in the draft's file, once, and gives the contradictions that loading it names."""

    def edit(file: str, *replacements: tuple[str, str]) -> tuple[str, ...]:
        text = (draft / file).read_text(encoding="utf-8")
        for old, new in replacements:
            assert old in text
            text = text.replace(old, new, 1)
        (draft / file).write_text(text, encoding="utf-8")
        with pytest.raises(MethodologyError) as caught:
            load(draft)
        return caught.value.contradictions

    return edit


def test_2019() -> None:
    methodology = methodology_2019()
    assert [len(section.indicators) for section in methodology.sections] == [5, 2, 6, 6, 6]
    assert {indicator.weight for indicator in methodology.indicators} == {0.04}
    assert methodology.frame.minimum_coverage == 0.5
    assert methodology.frame.prerequisite_gate == "off"
    assert [level.from_score for level in methodology.levels] == [0, 30, 50, 70, 90]
    assert [level.name.lv for level in methodology.levels] == [
        "Situatīvs",
        "Intuitīvs",
        "Definēts",
        "Pārvaldīts",
        "Optimāls",
    ]
    internal = methodology.sections[-1]
    assert {source for item in internal.indicators for m in item.measures for source in m.sources} == {Source.SURVEY}


def test_what_the_slides_do_not_say_is_marked() -> None:
    methodology = methodology_2019()
    assert "maturity_bounds" in methodology.frame.assumes
    assert all("equal_weights" in indicator.assumes for indicator in methodology.indicators)


@pytest.mark.parametrize(
    ("score", "level"),
    [(0, 1), (29.99, 1), (30, 2), (30 - 1e-13, 2), (49.99, 2), (50, 3), (70, 4), (89.99, 4), (90, 5), (100, 5)],
)
def test_a_bound_belongs_to_the_higher_level(score: float, level: int) -> None:
    assert maturity(score, methodology_2019()) == level


def test_the_published_files_are_frozen() -> None:
    lines = (PUBLISHED / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {file: digest for digest, file in (line.split("  ") for line in lines)}
    assert listed == {file.name: sha256(file.read_bytes()).hexdigest() for file in PUBLISHED.glob("*.toml")}
    subprocess.run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], cwd=PUBLISHED, check=True)


def test_a_changed_added_or_removed_file_of_a_published_methodology_is_named(draft: Path) -> None:
    (draft / "SHA256SUMS").write_bytes((PUBLISHED / "SHA256SUMS").read_bytes())
    assert load(draft).id == "2019"
    services = draft / "services.toml"
    services.write_text(services.read_text(encoding="utf-8") + "\n# one more line\n", encoding="utf-8")
    (draft / "open_data.toml").unlink()
    (draft / "extra.toml").write_text("indicators = []\n", encoding="utf-8")
    with pytest.raises(MethodologyError) as caught:
        load(draft)
    frozen = [line for line in caught.value.contradictions if "not as published" in line]
    assert [line.partition(":")[0] for line in frozen] == ["extra.toml", "open_data.toml", "services.toml"]
    assert "extra.toml: no section of methodology.toml has this file" in caught.value.contradictions
    assert "methodology.toml: a section lacks its file open_data.toml" in caught.value.contradictions


def test_there_is_no_such_methodology() -> None:
    with pytest.raises(MethodologyError, match=r"has no methodology\.toml"):
        load_methodology("1999", known_features=frozenset(), known_checks=frozenset())


CHANGES = tomllib.loads((Path(__file__).parent / "contradictions.toml").read_text(encoding="utf-8"))["changes"]


@pytest.mark.parametrize("change", CHANGES, ids=[change["contradiction"] for change in CHANGES])
def test_each_contradiction_is_named(refused: Edit, change: dict[str, str]) -> None:
    assert change["contradiction"] in refused(change["file"], (change["old"], change["new"]))


def test_a_section_that_the_export_cannot_name(draft: Path, refused: Edit) -> None:
    (draft / "services.toml").rename(draft / "e_services.toml")
    told = refused("methodology.toml", ('id = "services"', 'id = "e_services"'))
    assert told == (
        "section e_services is none of communication, open_data, services, customer_service, internal_processes",
    )


@pytest.mark.parametrize(
    ("old", "new", "contradiction"),
    [
        ("weight = 50", "weigth = 50", "indicators.website_usability.measures.wcag.weigth: unknown key"),
        ('lv = "Tīmekļvietnes lietojamība"', 'lt = "Svetainė"', "indicators.website_usability.title.lt: unknown key"),
        ("weight = 50", 'weight = "50"', "indicators.website_usability.measures.wcag.weight: "),
        ("weight = 50", "weight = true", "indicators.website_usability.measures.wcag.weight: "),
        ('sources = ["web"]', 'sources = ["wep"]', "indicators.website_usability.measures.wcag.sources.0: "),
        ("weight = 50", "weight = nan", "indicators.website_usability.measures.wcag.weight: "),
        ("weight = 50", "weight = ", "Invalid value"),
    ],
)  # fmt: skip
def test_a_file_that_does_not_read_names_the_place(refused: Edit, old: str, new: str, contradiction: str) -> None:
    assert any(
        line.startswith(f"communication.toml: {contradiction}") for line in refused("communication.toml", (old, new))
    )


def test_all_contradictions_come_in_one_error(draft: Path, refused: Edit) -> None:
    open_data = draft / "open_data.toml"
    open_data.write_text(open_data.read_text(encoding="utf-8").replace('"tapis_link"', '"tapis"'), encoding="utf-8")
    told = refused(
        "communication.toml",
        ("weight = 0.04", "weight = 0.05\ncolour = 'red'"),
        ("weight = 50", "weight = 60"),
        ('rule = "wcag_score"', 'rule = "wcag"'),
    )
    assert told == (
        "communication.toml: indicators.website_usability.colour: unknown key",
        "the indicators' weights add up to 1.01, not to 1",
        "website_usability: the measures' weights add up to 110, not to 100",
        "website_usability.wcag: there is no rule “wcag”",
        "dataset_availability.tapis: there is no feature “tapis”",
    )


def test_a_gate_holds_a_section_back_while_a_prerequisite_is_missing(draft: Path) -> None:
    frame = draft / "methodology.toml"
    text = frame.read_text(encoding="utf-8").replace('prerequisite_gate = "off"', "prerequisite_gate = 2")
    frame.write_text(text, encoding="utf-8")
    levels = {}
    for name, missing in {"missing": 0, "silent": None, "met": 100}.items():
        survey = {"service_standard.standard": 100.0, "standard_compliance.compliance_checked": 80.0}
        survey |= {} if missing is None else {"onsite_support.public_wifi": float(missing)}
        index = score_site(load(draft), SiteFacts(survey=survey))
        levels[name] = index.sections[3].maturity, index.maturity
    assert levels == {"missing": (2, 5), "silent": (5, 5), "met": (5, 5)}


def test_answers_that_nobody_asked_for_are_a_fault_of_ours() -> None:
    facts = SiteFacts(survey={"service_standard.standart": 1}, register={"social_media.reply_time": 1})
    with pytest.raises(ValueError, match=r"does not ask for service_standard\.standart, social_media\.reply_time"):
        score_site(methodology_2019(), facts)


def test_an_indicator_may_ask_for_more_coverage(draft: Path) -> None:
    customer_service = draft / "customer_service.toml"
    text = customer_service.read_text(encoding="utf-8")
    text = text.replace('id = "modern_technology"\n', 'id = "modern_technology"\nminimum_coverage = 0.6\n', 1)
    customer_service.write_text(text, encoding="utf-8")
    facts = SiteFacts(survey={"modern_technology.adapted_content": 100, "modern_technology.recommended_content": 100})
    published = score_site(methodology_2019(), facts).sections[3]
    stricter = score_site(load(draft), facts).sections[3]
    assert (published.indicators[2].score, stricter.indicators[2].score) == (100, None)
    assert published.indicators[2].coverage == stricter.indicators[2].coverage == 0.5
    assert published.coverage == pytest.approx(0.5 / 6)
    assert stricter.coverage == 0


def test_equal_weights_give_the_total_published_for_a_later_round() -> None:
    published = {
        "communication": 60.0,
        "customer_service": 72.5,
        "open_data": 58.0,
        "services": 69.4,
        "internal_processes": 66.7,
    }
    total = sum(
        published[section.id] * indicator.weight
        for section in methodology_2019().sections
        for indicator in section.indicators
    )
    assert total == pytest.approx(66.704)  # published, rounded otherwise, as 66.8
