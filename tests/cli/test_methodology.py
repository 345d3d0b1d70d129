"""`eindekss methodology`: what it says, whether it holds together, and what sets two of them apart."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import scoring
from cli.main import app
from pipeline.errors import SetupError

PUBLISHED = Path(scoring.__file__).parent / "methodology" / "2026"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "250")
    return tmp_path


def eindekss(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["methodology", *arguments])


def test_show_tells_weights_sources_and_assumptions() -> None:
    latvian = eindekss("show", "2026", "--lang", "lv").stdout
    assert "4 % E-līdzdalības iespējas tīmekļvietnē (e_participation)" in latvian
    assert "15 % Domes sēžu tiešraide web, link_grade" in latvian
    assert "law_as_prerequisite: Slaidos šī priekšnosacījuma nav." in latvian
    assert "Pašvaldību likuma 27. panta trešā daļa" in latvian
    assert eindekss("show", "--lang", "en").stdout.startswith("2019: Municipal e-index 2019")
    told = json.loads(eindekss("show", "2026", "--json", "-").stdout)
    assert told["frame"]["answers_hold_years"] == 2
    assert len(told["survey"]["questions"]) == 32


def test_check_names_every_contradiction_of_a_draft(folder: Path) -> None:
    assert eindekss("check", "2026").exit_code == 0
    draft = folder / "2027"
    shutil.copytree(PUBLISHED, draft, ignore=shutil.ignore_patterns("SHA256SUMS"))
    frame = draft / "methodology.toml"
    frame.write_text(frame.read_text("utf-8").replace('id = "2026"', 'id = "2027"'), "utf-8")
    assert eindekss("check", "2027").stdout == "2027 holds together.\n"
    services = draft / "services.toml"
    services.write_text(services.read_text("utf-8").replace("weight = 0.04", "weight = 0.2", 1), "utf-8")
    survey = draft / "survey.toml"
    survey.write_text(survey.read_text("utf-8").replace('scale = "plans"', 'scale = "plan"'), "utf-8")
    found = eindekss("check", "2027", "--json", "-")
    assert found.exit_code == 1
    assert json.loads(found.stdout)["contradictions"] == [
        "the indicators' weights add up to 1.16, not to 1",
        "service_convenience: weight 0.2 is not over 0 and at most 0.1",
        "the survey: dataset_availability.tapis: there is no scale “plan”",
        "scale plans is used nowhere",
    ]
    missing = eindekss("check", "1999")
    assert isinstance(missing.exception, SetupError)
    assert "neither a methodology (2019, 2026) nor a folder" in str(missing.exception)


def test_diff_tells_first_what_can_change_a_score() -> None:
    lines = eindekss("diff", "2019", "2026").stdout.splitlines()
    assert "communication.website_usability.usability_features.weight: 30 → 20" in lines
    told = json.loads(eindekss("diff", "2019", "2026", "--json", "-").stdout)
    of_words = [one["of_words"] for one in told]
    assert of_words == sorted(of_words)
    assert len(told) == len(lines)
