"""Which signatures are in force: the built-in ones, and what the files of a folder add, each mistake named."""

from pathlib import Path

import pytest

from checks.watch import signatures
from pipeline.errors import SetupError
from pipeline.settings import Settings, read_settings
from pipeline.signatures import signatures_in_force, signatures_mark
from pipeline.trying import signature_faults
from pipeline.versions import tool_version

NAMES = '[forum]\nnames = ["sarunu istab\\\\w*"]\n'


def folder(tmp_path: Path, **files: str) -> Settings:
    for name, text in files.items():
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return read_settings({"signatures": str(tmp_path)})


def test_without_a_folder_the_built_in_ones_stand() -> None:
    assert signatures_in_force(read_settings()) == signatures()
    assert signatures_mark(read_settings()) == ""


def test_files_add_to_their_group_and_mark_the_version(tmp_path: Path) -> None:
    settings = folder(tmp_path, participation=NAMES, usability="")
    known = signatures_in_force(settings)
    assert list(known) == list(signatures())
    assert known["forum"].name_rule("sarunu istaba") == f"names[{len(signatures()['forum'].names)}]"
    assert known["chat"] is signatures()["chat"]
    mark = signatures_mark(settings)
    assert tool_version(mark).startswith(f"{tool_version()}+signatures.")
    folder(tmp_path, participation=NAMES + "\n")
    assert signatures_mark(settings) not in ("", mark)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"forums": NAMES}, "no group is called so; the groups are participation, services"),
        ({"usability": NAMES}, "forum is a feature of participation: put it into participation.toml"),
        ({"participation": "[forum]\nname = []"}, "participation.toml: forum: no key is called “name”"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, files: dict[str, str], said: str) -> None:
    with pytest.raises(SetupError, match=said):
        signatures_in_force(folder(tmp_path, **files))


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"nav is no folder: EINDEKSS_SIGNATURES"):
        signatures_in_force(read_settings({"signatures": str(tmp_path / "nav")}))


def test_a_file_is_checked_with_its_examples_and_the_built_in_ones(tmp_path: Path) -> None:
    good = NAMES + "examples = [{ html = '<p>Nekas nav šajā lapā teikts.</p>', found = false }]\n"
    folder(tmp_path, participation=good)
    examples, faults = signature_faults(tmp_path / "participation.toml", read_settings())
    assert (examples, faults) == (len(signatures()["forum"].examples) + 1, [])
    (tmp_path / "slikts.toml").write_text(good.replace("false", "true"), encoding="utf-8")
    _, (fault,) = signature_faults(tmp_path / "slikts.toml", read_settings())
    assert "found is False, not True" in fault
    for text in (b"\xff\xfe", b"[forum"):
        (tmp_path / "slikts.toml").write_bytes(text)
        with pytest.raises(SetupError, match=r"slikts\.toml"):
            signature_faults(tmp_path / "slikts.toml", read_settings())
    with pytest.raises(SetupError, match="cannot be read"):
        signature_faults(tmp_path / "nav.toml", read_settings())
