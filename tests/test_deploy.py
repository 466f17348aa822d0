"""The files in deploy/ name things that exist, and keep the promises of deploy/README.md."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.config import read_environment

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
UNIT = (DEPLOY / "picketwire.service").read_text(encoding="utf-8")
CONTAINERFILE = (DEPLOY / "Containerfile").read_text(encoding="utf-8").replace("\\\n", " ")

needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine"
)


def unit_settings() -> dict[str, list[str]]:
    settings: dict[str, list[str]] = {}
    for line in UNIT.splitlines():
        if match := re.match(r"([A-Z]\w+)=(.*)$", line):
            settings.setdefault(match[1], []).append(match[2])
    return settings


def instructions(name: str) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in CONTAINERFILE.splitlines() if line.startswith(f"{name} ")]


def container_settings() -> dict[str, str]:
    return dict(pair.split("=", 1) for block in instructions("ENV") for pair in block.split())


def unit_environment() -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in unit_settings()["Environment"])


def compose_service() -> dict[str, Any]:
    document = YAML(typ="safe").load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    service: dict[str, Any] = document["services"]["picketwire"]
    return service


def analyze(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.fixture
def installed_unit(tmp_path: Path) -> Path:
    """The unit with an interpreter that exists here: `verify` refuses a program that is missing."""
    unit = tmp_path / "picketwire.service"
    unit.write_text(UNIT.replace("/opt/picketwire/.venv/bin/python", sys.executable), encoding="utf-8")
    return unit


@needs_systemd
def test_systemd_accepts_the_unit_without_a_word(installed_unit: Path) -> None:
    result = analyze("verify", "--man=no", str(installed_unit))
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@needs_systemd
def test_systemd_notices_a_spoilt_unit(installed_unit: Path) -> None:
    installed_unit.write_text(
        installed_unit.read_text(encoding="utf-8").replace("ProtectSystem=strict", "ProtectSystem=sure"),
        encoding="utf-8",
    )
    assert "protect system" in analyze("verify", "--man=no", str(installed_unit)).stderr


@needs_systemd
def test_the_unit_is_exposed_to_little(installed_unit: Path) -> None:
    result = analyze("security", "--offline=true", "--threshold=15", "--no-pager", str(installed_unit))
    assert result.returncode == 0, result.stdout + result.stderr


def test_the_unit_starts_the_service_and_stops_it_gently() -> None:
    settings = unit_settings()
    assert settings["ExecStart"] == ["/opt/picketwire/.venv/bin/python -m bot run"]
    assert settings["KillSignal"] == ["SIGTERM"]
    assert settings["KillMode"] == ["mixed"]
    assert settings["RestartPreventExitStatus"] == ["2"]
    assert settings["StartLimitIntervalSec"] == ["0"]  # an outage never leaves it down
    assert int(settings["TimeoutStopSec"][0].removesuffix("s")) >= 60
    assert settings["User"] == ["picketwire"]


def test_the_unit_lets_the_parser_limit_itself() -> None:
    filters = unit_settings()["SystemCallFilter"]
    assert filters[0] == "@system-service"
    assert not any("@resources" in later or "@process" in later for later in filters[1:])


def test_the_database_is_where_the_unit_may_write() -> None:
    settings = unit_settings()
    state = f"/var/lib/{settings['StateDirectory'][0]}/"
    assert unit_environment()["DATABASE_URL"].startswith(f"sqlite:///{state}")
    assert settings["ProtectSystem"] == ["strict"]


def test_no_secret_is_written_into_the_files() -> None:
    assert "DISCORD_TOKEN" not in unit_environment()
    assert "DISCORD_TOKEN" not in container_settings()
    assert "environment" not in compose_service()
    assert compose_service()["env_file"] in (ROOT / ".gitignore").read_text(encoding="utf-8").split()


def test_the_image_copies_only_what_exists_and_what_dockerignore_lets_in() -> None:
    allowed = {
        line.removeprefix("!")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = {
        source
        for arguments in instructions("COPY")
        if not arguments.startswith("--from")
        for source in arguments.split()[:-1]
    }
    assert {"bot", "migrations", "requirements/runtime.txt"} <= copied == allowed
    assert [source for source in copied if not (ROOT / source).exists()] == []


def test_the_image_installs_wheels_with_hashes_only() -> None:
    installs = [step for step in re.split(r"&&|\n", CONTAINERFILE) if "pip install" in step]
    assert len(installs) == 2
    assert all("--require-hashes" in step for step in installs)
    assert "--only-binary=:all:" in installs[1]
    assert "requirements/runtime.txt" in installs[1]


def test_the_image_runs_the_service_without_root() -> None:
    last_stage = CONTAINERFILE.rsplit("\nFROM ", 1)[1]
    assert re.search(r"^USER 10001:10001$", last_stage, re.MULTILINE)
    assert instructions("ENTRYPOINT") == ['["python", "-m", "bot"]']
    assert instructions("CMD") == ['["run"]']
    assert instructions("STOPSIGNAL") == ["SIGTERM"]


def test_the_image_keeps_its_database_on_the_volume() -> None:
    assert instructions("VOLUME") == ["/data"]
    assert container_settings()["DATABASE_URL"].startswith("sqlite:////data/")


def test_compose_builds_this_image_from_this_checkout() -> None:
    build = compose_service()["build"]
    context = (DEPLOY / build["context"]).resolve()
    assert context == ROOT.resolve()
    assert (context / build["dockerfile"]).is_file()


def test_compose_mounts_the_folders_the_image_reads_and_writes() -> None:
    mounts = dict(volume.split(":", 1) for volume in compose_service()["volumes"])
    assert mounts == {"./config": "/config:ro", "data": "/data"}
    assert Path(container_settings()["FEEDS_FILE"]).parent == Path("/config")


def test_compose_takes_away_what_the_service_does_not_need() -> None:
    service = compose_service()
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service
    assert "privileged" not in service


@pytest.mark.parametrize("settings", [unit_environment(), container_settings()], ids=["unit", "image"])
def test_the_program_reads_what_is_set(settings: dict[str, str]) -> None:
    environment = read_environment(settings)
    assert environment.feeds_file == Path(settings["FEEDS_FILE"])
    assert environment.database_url == settings["DATABASE_URL"]


@pytest.mark.parametrize("settings", [unit_environment(), container_settings()], ids=["unit", "image"])
def test_nothing_else_is_set(settings: dict[str, str]) -> None:
    others = {name for name in settings if name != "PATH" and not name.startswith("PYTHON")}
    assert others == {"FEEDS_FILE", "DATABASE_URL"}
