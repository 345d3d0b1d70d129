"""The image and the services of compose.yaml: linted, and confined as the documentation promises."""

import re
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipeline.settings import PREFIX, Settings
from web.serving import STOP_S

TOP = Path(__file__).parents[2]
DOCKERFILE = (TOP / "deploy" / "Dockerfile").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((TOP / "deploy" / "compose.yaml").read_text("utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = ("migrate", "schedule", "worker")
every_service = pytest.mark.parametrize("name", SERVICES)


def lint(file: Path) -> "subprocess.CompletedProcess[str]":
    hadolint = Path(sys.executable).with_name("hadolint")
    return subprocess.run([hadolint, file], capture_output=True, text=True, timeout=60, check=False)


def test_the_linter_has_nothing_to_say(tmp_path: Path) -> None:
    done = lint(TOP / "deploy" / "Dockerfile")
    assert (done.returncode, done.stdout) == (0, "")
    wrong = tmp_path / "Dockerfile"
    wrong.write_text(DOCKERFILE.replace("debian:bookworm-slim", "debian:latest"), "utf-8")
    assert "DL3007" in lint(wrong).stdout


def test_the_image_runs_as_nobody_else_and_reaps() -> None:
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER 10001:10001$", last, re.MULTILINE)
    assert '"/usr/bin/tini", "--"' in last
    assert "HEALTHCHECK" in last
    assert all("--require-hashes" in line for line in DOCKERFILE.splitlines() if "--requirement" in line)
    assert not re.search(r"PASSWORD|SECRET|TOKEN", DOCKERFILE)
    named = set(re.findall(rf"\b{PREFIX}\w+", DOCKERFILE))
    assert named <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_what_the_image_copies_is_sent_to_the_builder_and_nothing_else() -> None:
    lines = [line for line in (TOP / ".dockerignore").read_text("utf-8").splitlines() if line and line[0] != "#"]
    assert lines[0] == "*"
    allowed = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        word
        for line in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
        for word in line.split()
        if word != "."
    }
    assert copied <= allowed
    packages = re.findall(r"^packages = \[(.*)\]$", (TOP / "pyproject.toml").read_text("utf-8"), re.MULTILINE)[0]
    assert set(re.findall(r'"(\w+)"', packages)) <= allowed
    assert not [name for name in (".git", "tests", "deploy/.env", "eindekss.sqlite", "evidence") if sent(name, allowed)]


def sent(name: str, allowed: set[str]) -> bool:
    return any(fnmatch(name, pattern) for pattern in allowed)


@every_service
def test_a_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not {"privileged", "network_mode", "pid", "ipc", "devices"} & set(service)
    # The dashboard alone is reached from outside, by a proxy on this machine.
    assert service.get("ports", []) == (["127.0.0.1:8000:8000"] if name == "serve" else [])
    assert all(service[limit] for limit in ("mem_limit", "cpus", "pids_limit"))
    assert service.get("user", "10001:10001") not in ("root", "0", "0:0")
    assert all("size=" in mount for mount in service["tmpfs"])
    assert "docker.sock" not in str(service["volumes"])


@every_service
def test_no_secret_stands_in_the_file(name: str) -> None:
    for variable, value in SERVICES[name]["environment"].items():
        if "PASSWORD" in variable:
            assert value.startswith("${DATABASE_PASSWORD:?")
    url = SERVICES[name]["environment"].get(f"{PREFIX}DATABASE_URL", "")
    assert url in ("", "postgresql://eindekss@postgres/eindekss")


def test_audits_begin_once_the_database_is_of_this_version() -> None:
    for name in ("schedule", "worker"):
        assert SERVICES[name]["depends_on"] == {
            "postgres": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
        assert "healthcheck" not in SERVICES[name]
    assert SERVICES["migrate"]["restart"] == "no"
    assert SERVICES["postgres"]["healthcheck"]["test"][:2] == ["CMD", "pg_isready"]


def test_the_database_is_reached_by_our_services_only_and_kept() -> None:
    assert SERVICES["postgres"]["networks"] == ["database"]
    assert COMPOSE["networks"]["database"]["internal"] is True
    assert all(SERVICES[name]["networks"] == ["database", "web"] for name in OURS)
    assert SERVICES["serve"]["networks"] == ["database", "front"]
    assert not any("front" in SERVICES[name]["networks"] for name in OURS)
    # Whose word on addresses is believed: nobody's but the proxy's, which comes from the gateway.
    (front,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    assert SERVICES["serve"]["environment"]["EINDEKSS_TRUSTED_PROXIES"] == front["gateway"]
    assert SERVICES["postgres"]["volumes"] == ["database:/var/lib/postgresql/data"]
    mounts = {mount.partition(":")[0] for name in SERVICES for mount in SERVICES[name]["volumes"] if mount[0] != "."}
    assert mounts == set(COMPOSE["volumes"])


def test_the_dashboard_of_the_containers_answers_once_the_database_is_of_this_version() -> None:
    serve = SERVICES["serve"]
    assert serve["depends_on"] == SERVICES["schedule"]["depends_on"]
    assert "127.0.0.1:8000/" in str(serve["healthcheck"]["test"])
    assert serve["command"][:3] == ["serve", "--host", "0.0.0.0"]
    assert seconds("serve") > STOP_S


def test_the_services_stop_in_the_time_that_they_need() -> None:
    assert seconds("worker") >= Settings.model_fields["site_budget_s"].default + 60
    assert seconds("schedule") > 20


def seconds(name: str) -> int:
    return int(SERVICES[name]["stop_grace_period"].removesuffix("s"))


def test_pg_dump_in_the_image_is_of_the_version_of_the_server() -> None:
    # Debian 12 has PostgreSQL 15, and an older pg_dump refuses a newer server.
    assert DOCKERFILE.count("FROM debian:bookworm-slim") == 2
    assert SERVICES["postgres"]["image"] == "postgres:15-bookworm"
