"""The files in deploy/ name things that exist, and keep the promises of deploy/README.md."""

import json
import re
import shutil
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
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


def unit_environment(credentials: Path | None = None) -> dict[str, str]:
    """Return what the unit sets; systemd writes the folder of credentials in the place of ``%d``."""
    pairs = (pair.split("=", 1) for pair in unit_settings()["Environment"])
    return {name: value.replace("%d", str(credentials or "%d")) for name, value in pairs}


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


def test_the_program_reads_what_is_set(tmp_path: Path) -> None:
    (tmp_path / "discord_token").write_text("a-token\n", encoding="utf-8")
    of_unit = read_environment(unit_environment(tmp_path))
    of_image = read_environment(container_settings())
    assert of_unit.discord_token is not None
    assert of_unit.discord_token.get_secret_value() == "a-token"
    assert (of_unit.feeds_file, of_image.feeds_file) == (
        Path("/etc/picketwire/feeds.yaml"),
        Path("/config/feeds.yaml"),
    )
    assert of_image.database_url == "sqlite:////data/picketwire.db"
    assert (of_unit.listen, of_image.listen) == (None, ("127.0.0.1", 9090))


def test_without_a_credential_there_is_no_token(tmp_path: Path) -> None:
    [default] = unit_settings()["SetCredential"]
    name, _, value = default.partition(":")
    assert unit_settings()["LoadCredential"] == [f"{name}:/etc/picketwire/{name}"]
    (tmp_path / name).write_text(value.encode().decode("unicode_escape"), encoding="utf-8")
    assert read_environment(unit_environment(tmp_path)).discord_token is None


def test_nothing_else_is_set() -> None:
    both = {"FEEDS_FILE", "DATABASE_URL"}
    for settings, own in (
        (unit_environment(), "DISCORD_TOKEN_FILE"),
        (container_settings(), "PICKETWIRE_LISTEN"),
    ):
        others = {name for name in settings if name != "PATH" and not name.startswith("PYTHON")}
        assert others == {*both, own}


# --- what the programs say that know these formats ----------------------------------------------------


def complaints(*command: str) -> str:
    """Return what a checker says; nothing where it is content."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.stdout + done.stderr if done.returncode else ""


def tool(name: str) -> str:
    """Return a program of the development environment."""
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine")
    return found


def test_the_containerfile_pleases_its_linter(tmp_path: Path) -> None:
    hadolint = tool("hadolint")
    assert complaints(hadolint, str(DEPLOY / "Containerfile")) == ""
    spoilt = tmp_path / "Containerfile"
    spoilt.write_text(CONTAINERFILE.replace("WORKDIR /app", "WORKDIR app"), encoding="utf-8")
    assert "DL3000" in complaints(hadolint, str(spoilt))


def test_the_compose_file_is_what_the_specification_knows(tmp_path: Path) -> None:
    check = [tool("check-jsonschema"), "--builtin-schema", "vendor.compose-spec"]
    file = DEPLOY / "compose.yaml"
    assert complaints(*check, str(file)) == ""
    spoilt = tmp_path / "compose.yaml"
    spoilt.write_text(file.read_text(encoding="utf-8").replace("read_only:", "readonly:"), encoding="utf-8")
    assert "readonly" in complaints(*check, str(spoilt))


def test_the_image_and_compose_ask_the_same_for_its_health() -> None:
    [line] = instructions("HEALTHCHECK")
    in_image = json.loads(line[line.index("[") :])
    health = compose_service()["healthcheck"]
    plain = [" ".join(word.split()) for word in in_image]  # its lines were joined above
    assert [word.replace('"', "'") for word in health["test"]] == ["CMD", *plain]
    port = container_settings()["PICKETWIRE_LISTEN"].rpartition(":")[2]
    assert f"'127.0.0.1', {port}," in plain[-1]


@pytest.mark.parametrize(("status", "is_ill"), [(200, False), (503, True)])
def test_the_health_check_tells_well_from_ill(status: int, *, is_ill: bool) -> None:
    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Service) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        code = compose_service()["healthcheck"]["test"][-1].replace("9090", str(server.server_port))
        with pytest.raises(SystemExit) as ended:
            exec(code, {})  # noqa: S102 -- our own words
        server.shutdown()
    assert bool(ended.value.code) is is_ill


def test_litestream_takes_its_configuration(tmp_path: Path) -> None:
    settings = {
        "PICKETWIRE_DATABASE": str(tmp_path / "picketwire.db"),
        "LITESTREAM_REPLICA_URL": f"file://{tmp_path / 'replica'}",
        "PATH": "/usr/bin:/bin",
    }
    text = (DEPLOY / "litestream.yml").read_text(encoding="utf-8")
    named = set(re.findall(r"\$\{(\w+)\}", text))
    assert named == set(settings) - {"PATH"}
    command = [tool("litestream"), "databases", "-config", str(DEPLOY / "litestream.yml")]
    done = subprocess.run(command, env=settings, capture_output=True, text=True, check=True, timeout=60)
    assert str(tmp_path / "picketwire.db") in done.stdout
    assert "file" in done.stdout


def test_prometheus_takes_its_configuration_and_the_alerts(tmp_path: Path) -> None:
    check = [tool("promtool"), "check", "config"]
    folder = DEPLOY / "prometheus"
    assert complaints(*check, str(folder / "scrape.yml")) == ""
    spoilt = tmp_path / "scrape.yml"
    for name in ("scrape.yml", "alerts.yml"):
        shutil.copyfile(folder / name, tmp_path / name)
    alerts = (tmp_path / "alerts.yml").read_text(encoding="utf-8")
    (tmp_path / "alerts.yml").write_text(alerts.replace("expr: ", "expr: )", 1), encoding="utf-8")
    assert "could not parse expression" in complaints(*check, str(spoilt))


def test_alerts_and_dashboard_ask_for_figures_there_are() -> None:
    documented = set(re.findall(r"`(picketwire_\w+)`", (ROOT / "docs" / "operations.md").read_text("utf-8")))
    for name in ("alerts.yml", "dashboard.json"):
        text = (DEPLOY / "prometheus" / name).read_text(encoding="utf-8")
        asked = {
            re.sub(r"_(bucket|sum|count)$", "", figure) for figure in re.findall(r"picketwire_\w+", text)
        }
        assert asked, name
        assert asked <= documented, name
