"""`show` tells every feature with all that proves it, for a person and for a program."""

import io
import json
from pathlib import Path

from rich.console import Console

from reports.feature_rows import features_json, render_features
from tests.reports.example_audit import AUDIT, PICTURE
from tests.reports.example_texts import TEXTS

FILES = {PICTURE: Path("out/participatory_budget-1.jpg")}


def printed(files: dict[str, Path]) -> str:
    console = Console(file=io.StringIO(), width=160, highlight=False, color_system=None)
    render_features(AUDIT, TEXTS, console, "en", files)
    text: str = console.file.getvalue()  # type: ignore[attr-defined]  # the StringIO above
    assert "\x1b" not in text
    return " ".join(text.split())


def test_features_are_printed_with_their_proofs() -> None:
    text = printed(FILES)
    assert "could not be told" in text
    assert "https://latvija.gov.lv/Services/6965" in text
    assert "found, link to a service, the link is dead" in text
    assert "found, working, answered by a bot" in text
    assert "found, working, certain, the link answers" in text
    assert "targets[0] main > a" in text
    assert "out/participatory_budget-1.jpg" in text
    assert PICTURE in printed({}).replace(" ", "")


def test_json_holds_all_of_it() -> None:
    told = json.loads(json.dumps(features_json(AUDIT, FILES)))
    assert [feature["id"] for feature in told["features"]] == [feature.id for feature in AUDIT.features]
    assert (told["site"]["url"], told["run"]) == (AUDIT.site.url, AUDIT.run)
    budget, forum, chat = told["features"][:3]
    assert (budget["confidence"], budget["alive"]) == ("certain", True)
    (proof,) = budget["evidence"]
    assert (proof["by"], proof["picture"], proof["file"]) == ("targets[0]", PICTURE, str(FILES[PICTURE]))
    assert (forum["found"], forum["grade"], forum["evidence"][0]["file"]) == (False, "mentioned", None)
    # Looked for and not to be seen is no picture.
    assert chat["evidence"][0]["picture"] is None
