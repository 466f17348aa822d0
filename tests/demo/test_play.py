import importlib.util
import socket
import subprocess
import sys

import pytest

from bot.demo import DemoUnavailable, play


def test_without_its_packages_the_demo_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    find_spec = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == "simcord" else find_spec(name)
    )

    with pytest.raises(
        DemoUnavailable, match=r"needs simcord, .* `make demo`, or `pip install picketwire\[demo\]`"
    ):
        play(headless=True)


def test_a_port_that_is_taken_is_answered_with_what_to_do() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        finished = subprocess.run(
            [sys.executable, "-m", "bot", "demo", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    assert finished.returncode == 1
    assert f"can't be served on port {port}; choose another" in finished.stderr
    assert "Traceback" not in finished.stderr
