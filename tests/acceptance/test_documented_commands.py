"""Every command that the documentation tells a reader to type is one that works: it is typed here."""

import re
import shlex
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.acceptance.conftest import ROOT, Program, Running, statement

PAGES = sorted(
    page
    for page in (*ROOT.glob("*.md"), *(ROOT / "deploy").glob("*.md"), *(ROOT / "docs").rglob("*.md"))
    if page.name != "CHANGELOG.md"  # it tells what was
)
#: What a shell's line in a page may begin with besides; none of it is ours to try.
OTHERS = frozenset(
    {"apt-get", "cd", "cp", "docker", "editor", "git", "install", "journalctl", "litestream", "mkdir", "mv"}
    | {
        "pg_dump",
        "pg_restore",
        "podman",
        "python3",
        "read",
        "rm",
        "source",
        "sudo",
        "systemctl",
        "useradd",
        "export",
    }
    | {"curl", "promtool", "chown", ".venv/bin/python"}
)
#: Tried in tests of their own, for they go on until they are ended or need somebody who answers.
ELSEWHERE = {"demo": "tests/demo", "init": "tests/acceptance/test_init.py"}
#: 1: the machine's own Discord or feed is not there; 3: not all of a text is the union's.
EXPECTED = {0, 1, 3}

_BLOCK = re.compile(r"^ *```(?:console|sh|bash)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_BOT = re.compile(r"(?:\S*python3?|picketwire) -m bot (?P<arguments>[^|;&#>]+)")
_SUBSTITUTED = re.compile(r"\$\([^)]*\)")
_MAKE = re.compile(r"^make (?P<target>[a-z]+)")
_PLACEHOLDER = re.compile(r"…|\b[A-Z]{3,}\b|<|\[")


def lines_of(page: str) -> Iterator[str]:
    """Yield every line of a shell and everything that is set as code within a sentence."""
    for block in _BLOCK.findall(page):
        joined = re.sub(r"\\\n\s*", "", block)
        yield from (line.strip() for line in joined.splitlines() if line.strip())
    yield from _INLINE.findall(_BLOCK.sub("", page))


def shell_lines(page: str) -> Iterator[str]:
    for block in _BLOCK.findall(page):
        yield from (line.strip() for line in re.sub(r"\\\n\s*", "", block).splitlines() if line.strip())


def commands() -> dict[str, str]:
    """Return the arguments of every ``python -m bot …``, with a page in which they stand."""
    found: dict[str, str] = {}
    for page in PAGES:
        for line in lines_of(page.read_text(encoding="utf-8")):
            if (command := _BOT.search(line)) and not _PLACEHOLDER.search(command["arguments"]):
                found.setdefault(command["arguments"].strip(), page.name)
    return found


def test_there_are_commands_in_the_documentation() -> None:
    assert {"check", "check --live", "status"} <= commands().keys()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_line_of_a_shell_is_known(page: Path) -> None:
    for line in shell_lines(page.read_text(encoding="utf-8")):
        assert _BOT.search(line) or _MAKE.search(line) or line.split()[0] in OTHERS or line[0] in "#{", line


def test_every_target_of_make_exists() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    asked = {
        made["target"]
        for page in PAGES
        for line in lines_of(page.read_text(encoding="utf-8"))
        if (made := _MAKE.search(line))
    }
    assert {"demo", "test"} <= asked <= targets


async def test_every_command_in_the_documentation_works(program: Program) -> None:
    program.publish(
        statement("one", "We meet", "We meet at the hall at nine.", published_at=datetime.now(UTC))
    )
    assert (await program("poll")).code == 0
    (program.folder / "new.yaml").write_text((program.folder / "feeds.yaml").read_text(encoding="utf-8"))
    for arguments, page in commands().items():
        words = [_here(word, program.folder) for word in shlex.split(_SUBSTITUTED.sub("now", arguments))]
        if words[0] in ELSEWHERE:
            continue
        if words[0] == "run":
            running = Running(await program.start(*words))
            await program.site.wait_for_requests(2)
            ended = await running.stop(signal.SIGTERM)
        else:
            ended = await program(*words, given=b"We meet at the hall at nine.")
        assert ended.code in EXPECTED, f"{page}: {arguments}\n{ended.err}"
        assert "Traceback" not in ended.err, f"{page}: {arguments}"
        assert "Usage:" not in ended.err, f"{page}: {arguments}\n{ended.err}"


def _here(word: str, folder: Path) -> str:
    """Have a path that a page names stand in the test's own folder."""
    is_file = word.endswith((".db", ".yaml"))
    name = re.sub(r"\W", "-", Path(word).stem) + Path(word).suffix
    return str(folder / name) if is_file else word
