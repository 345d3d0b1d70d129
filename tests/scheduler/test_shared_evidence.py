"""Evidence in S3, spoken to over real HTTP: an audit on a worker, and all that is done with its evidence later."""

import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import fsspec
import pytest
from fsspec.registry import _registry
from moto.s3.models import s3_backends
from moto.server import ThreadedMotoServer
from sqlalchemy import Engine
from typer.testing import CliRunner

from cli.main import app
from db.evidence import EvidenceError, EvidenceStore
from tests.end_to_end.command import Workshop
from tests.scheduler.hamlet import hamlet
from tests.scheduler.planned import audits, is_over, plan, wait_until
from tests.scheduler.test_worker import END_S, RUN, worker
from tests.scheduler.test_worker import workshop as workshop

ACCOUNT = "123456789012"
BUCKET = "evidence"
URL = f"s3://{BUCKET}/nights"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A bucket; its address and keys stand in the environment only."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    backend = s3_backends[ACCOUNT]["aws"]
    # Buckets are the process's: another test may have left one.
    backend.reset()
    backend.create_bucket(BUCKET, "us-east-1")
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    yield
    backend.reset()
    server.stop()


def command(*arguments: str) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 0, (done.output, done.exception)
    return done.output


def test_a_worker_s_evidence_in_s3_is_verified_shown_and_pruned(
    workshop: Workshop, queue_database: Engine, bucket: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    workshop.variables["EINDEKSS_EVIDENCE_URL"] = URL
    with hamlet(1) as (sites, _):
        plan(queue_database, RUN, sites)
        with worker(workshop, "one") as one:
            wait_until(lambda: is_over(queue_database, RUN))
            one.terminate()
            assert one.wait(END_S) == 0
    assert audits(queue_database, RUN) == {sites[0].url: 1}
    for name, value in workshop.variables.items():
        monkeypatch.setenv(name, value)
    store = EvidenceStore(URL)
    lost = store.put(b"of an audit that was killed", "dom")
    age(f"nights/{lost[:2]}/{lost[2:4]}/{lost}", timedelta(days=15))
    command("evidence", "verify")
    report = tmp_path / "report.html"
    command("report", sites[0].url, "--out", str(report))
    assert "data:image/jpeg" in report.read_text("utf-8")
    assert "1 blob" in command("evidence", "prune")
    assert not store.blobs.holds(lost)


def age(key: str, by: timedelta) -> None:
    """Makes a file older than it is, as only the server can."""
    stored = s3_backends[ACCOUNT]["aws"].buckets[BUCKET].keys[key]
    stored.last_modified = datetime.now(stored.last_modified.tzinfo) - by


def test_a_bucket_that_is_not_there_is_told_and_not_made(bucket: None) -> None:
    with pytest.raises(EvidenceError, match="EINDEKSS_EVIDENCE_URL"):
        EvidenceStore("s3://missing/nights")
    assert set(s3_backends[ACCOUNT]["aws"].buckets) == {BUCKET}


def test_keys_that_are_not_there_are_told(bucket: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(EvidenceError, match="credentials"):
        EvidenceStore(URL)


def test_an_extra_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(_registry, "s3", raising=False)
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(EvidenceError, match=r"pip install 'eindekss\[s3\]'"):
        EvidenceStore(URL)
