"""The systemd unit, started, watched and stopped by a real systemd: a user's, in namespaces of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
UNIT = (ROOT / "deploy" / "picketwire.service").read_text(encoding="utf-8")
SYSTEMD = Path("/lib/systemd/systemd")

#: systemd looks at /run to see whether it runs the machine, and mounts credentials where services see them.
SCRIPT = """\
set -e
mount -t tmpfs tmpfs /run
mount --make-rshared /
mkdir -p /run/systemd/system /run/u/systemd/user
cp -r "$1"/. /run/u/
cp "$1"/picketwire.service /run/u/systemd/user/
export XDG_RUNTIME_DIR=/run/u HOME=/run/u XDG_CONFIG_HOME=/run/u/state
env -i PATH="$PATH" HOME="$HOME" XDG_RUNTIME_DIR=/run/u XDG_CONFIG_HOME=/run/u/state \
    "$2" --user --unit=basic.target >"$1/manager" 2>&1 &
for _ in $(seq 100); do [ -S /run/u/systemd/private ] && break; sleep 0.1; done
systemctl --user start picketwire.service || true
for _ in $(seq 100); do grep -q Discord /run/u/journal && break; sleep 0.1; done
systemctl --user show picketwire.service >"$1/started"
systemctl --user stop picketwire.service
systemctl --user show picketwire.service >"$1/stopped"
ls -A /run/u/state/picketwire >"$1/state"
cp /run/u/journal "$1/journal"
systemctl --user exit
wait
"""
FEEDS_YAML = """\
unions:
  - id: guild
    name: Example Performers Guild
    hosts: [www.guild.example]
    feeds: [{id: guild-news, url: https://www.guild.example/feed}]
"""


def for_a_user(unit: str) -> str:
    """Return the unit as a user's systemd can run it here: other places, and no other user to become."""
    for was, becomes in {
        "/opt/picketwire/.venv/bin/python": sys.executable,
        "WorkingDirectory=/opt/picketwire": f"WorkingDirectory={ROOT}",
        "User=picketwire\nGroup=picketwire\n": "",
        "/etc/picketwire": "/run/u/etc",
        "sqlite:////var/lib/picketwire/": "sqlite:////run/u/state/picketwire/",
        "ProtectHome=yes": "ProtectHome=read-only",  # this checkout may be in one
    }.items():
        assert unit.count(was) >= 1, was
        unit = unit.replace(was, becomes)
    # A checkout under /tmp would be hidden by PrivateTmp=.
    also = f"StandardOutput=file:/run/u/journal\nStandardError=inherit\nBindReadOnlyPaths={ROOT}\n"
    return unit.replace("[Service]\n", f"[Service]\n{also}")


def properties(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line)


@pytest.mark.skipif(
    not SYSTEMD.exists() or os.geteuid() != 0 or shutil.which("unshare") is None,
    reason="needs systemd, unshare and root",
)
def test_systemd_starts_the_unit_hears_from_it_and_stops_it(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc" / "feeds.yaml").write_text(FEEDS_YAML, encoding="utf-8")
    (tmp_path / "etc" / "discord_token").write_text("a-token-for-nobody\n", encoding="utf-8")
    nowhere = "PICKETWIRE_DISCORD_API=http://127.0.0.1:9\n"
    (tmp_path / "etc" / "environment").write_text(nowhere, encoding="utf-8")
    (tmp_path / "picketwire.service").write_text(for_a_user(UNIT), encoding="utf-8")
    apart = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    run = [*apart, "sh", "-c", SCRIPT, "sh", str(tmp_path), str(SYSTEMD)]
    ended = subprocess.run(run, capture_output=True, text=True, check=False, timeout=90)
    if not (tmp_path / "started").exists() or not properties(tmp_path / "started"):
        pytest.skip(f"this machine lets no systemd run: {ended.stderr[-300:]}")
    journal = (tmp_path / "journal").read_text(encoding="utf-8")
    started, stopped = properties(tmp_path / "started"), properties(tmp_path / "stopped")
    assert (started["ActiveState"], started["SubState"]) == ("active", "running"), journal + ended.stderr
    assert started["StatusText"]  # it said so itself
    assert "Discord" in journal  # so it read the token
    assert "DISCORD_TOKEN is not set" not in journal
    assert (stopped["Result"], stopped["ExecMainStatus"]) == ("success", "0"), journal
    assert "stopping: the work in hand is finished" in journal
    assert "picketwire.db" in (tmp_path / "state").read_text(encoding="utf-8").split()
    assert "a-token-for-nobody" not in journal
