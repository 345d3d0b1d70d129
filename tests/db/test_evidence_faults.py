"""A store that is full, goes away or is killed at writing is told in a sentence, and never holds half a blob."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from db.evidence import EvidenceError, EvidenceStore
from tests.db.test_engine import ROOT

FULL = """
import resource, signal, sys
from db.evidence import EvidenceError, EvidenceStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = EvidenceStore(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    store.put(bytes(range(256)) * 40, "screenshot")
except EvidenceError as error:
    sys.stdout.write(str(error))
"""
WRITER = """
import os, sys
from db.evidence import EvidenceStore
store = EvidenceStore(sys.argv[1])
sys.stdout.write("ready")
sys.stdout.flush()
while True:
    store.put(os.urandom(300_000), "screenshot")
"""


def blobs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*.jpg") if path.is_file()]


def test_file_that_cannot_grow_is_a_sentence_and_no_blob(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path / "evidence")], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert "has room" in said
    assert "EINDEKSS_EVIDENCE_URL" in said
    assert [path for path in (tmp_path / "evidence").rglob("*") if path.is_file()] == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a disk of its own")
def test_full_disk_is_a_sentence_and_what_was_put_stays(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder], check=False).returncode:
        pytest.skip("this container may not mount")
    try:
        store = EvidenceStore(str(folder))
        ref = store.put(b"domes lemumi" * 100, "dom")
        with pytest.raises(EvidenceError, match=r"No space left on device.*has room"):
            store.put(os.urandom(400_000), "screenshot")
        assert store.get(ref) == b"domes lemumi" * 100
        assert blobs(folder) == []
    finally:
        subprocess.run(["umount", "-l", folder], check=True)
    with pytest.raises(EvidenceError, match="its disk went away"):
        store.put(b"x", "dom")
    assert list(folder.iterdir()) == []


def test_killed_writer_leaves_whole_blobs_only(tmp_path: Path) -> None:
    folder = tmp_path / "evidence"
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(folder)], cwd=ROOT, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            assert writer.stdout.read(5) == b"ready"
            before = len(blobs(folder))
            deadline = time.monotonic() + 30
            while len(blobs(folder)) < before + 3 and time.monotonic() < deadline:
                time.sleep(0.002)
            writer.send_signal(signal.SIGKILL)
    store = EvidenceStore(str(folder))
    assert len(blobs(folder)) >= 9
    for blob in blobs(folder):
        assert store.examine(blob.name) == 300_000
