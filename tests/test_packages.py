"""The set-up's packages come from where pip is told that they are, and by pip where uv cannot have them."""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

INSTALLER = Path(__file__).parent.parent / "deploy" / "packages.py"
WHEEL = "eindekss_seen-1.0-py3-none-any.whl"
METADATA = "Metadata-Version: 2.1\nName: eindekss-seen\nVersion: 1.0\n"
KIND = "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def wheel_in(folder: Path) -> str:
    """Writes a wheel of one module; the hash that it has."""
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / WHEEL, "w") as wheel:
        wheel.writestr("eindekss_seen.py", "")
        wheel.writestr("eindekss_seen-1.0.dist-info/METADATA", METADATA)
        wheel.writestr("eindekss_seen-1.0.dist-info/WHEEL", KIND)
        wheel.writestr("eindekss_seen-1.0.dist-info/RECORD", "")
    return hashlib.sha256((folder / WHEEL).read_bytes()).hexdigest()


def installed(folder: Path, digest: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Installs the wheel into the folder `target`, as on a machine without settings but these."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"eindekss-seen==1.0 --hash=sha256:{digest}\n")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "UV_"))}
    alone = {"HOME": str(folder), "UV_CACHE_DIR": str(folder / "cache"), "XDG_CONFIG_DIRS": str(folder)}
    arguments = ["--target", str(folder / "target"), "--no-deps", "--require-hashes", "-r", str(requirements)]
    return subprocess.run(
        [sys.executable, str(INSTALLER), *arguments],
        env={**kept, **alone, **environment},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def index(tmp_path: Path) -> tuple[str, str]:
    """The URL of an index with the wheel, and the wheel's hash."""
    folder = tmp_path / "index" / "eindekss-seen"
    digest = wheel_in(folder)
    (folder / "index.html").write_text(f'<a href="{WHEEL}#sha256={digest}">{WHEEL}</a>')
    return folder.parent.as_uri(), digest


def test_the_index_of_pip_s_settings_is_uv_s(tmp_path: Path, index: tuple[str, str]) -> None:
    url, digest = index
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nindex-url = {url}\n")
    done = installed(tmp_path, digest, PIP_CONFIG_FILE=str(settings))
    assert done.returncode == 0, done.stderr
    assert "Installed 1 package" in done.stderr  # uv's words
    assert (tmp_path / "target" / "eindekss_seen.py").exists()


def test_pip_s_environment_goes_before_its_files(tmp_path: Path, index: tuple[str, str]) -> None:
    url, digest = index
    settings = tmp_path / "pip.conf"
    settings.write_text(f"[global]\nindex-url = {(tmp_path / 'nowhere').as_uri()}\n")
    done = installed(tmp_path, digest, PIP_CONFIG_FILE=str(settings), PIP_INDEX_URL=url)
    assert "Installed 1 package" in done.stderr, done.stderr


def test_what_uv_cannot_have_pip_installs(tmp_path: Path, index: tuple[str, str]) -> None:
    url, digest = index
    nowhere = (tmp_path / "nowhere").as_uri()
    done = installed(tmp_path, digest, PIP_INDEX_URL=url, UV_DEFAULT_INDEX=nowhere)
    assert "Installed 1 package" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert "Successfully installed eindekss-seen-1.0" in done.stdout  # pip's words


def test_another_file_than_the_one_that_was_pinned_is_refused(tmp_path: Path, index: tuple[str, str]) -> None:
    url, _ = index
    done = installed(tmp_path, "0" * 64, PIP_INDEX_URL=url)
    assert done.returncode != 0
    assert not (tmp_path / "target" / "eindekss_seen.py").exists()
