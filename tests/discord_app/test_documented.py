"""Every slash command is in the members' documentation."""

from pathlib import Path

import pytest

from bot.discord_app.commands import COMMANDS

DOCUMENTED = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_the_command_and_its_options_are_documented(command: object) -> None:
    name = getattr(command, "name", "")
    assert f"| `/{name}`" in DOCUMENTED
    for option in getattr(command, "parameters", ()):
        assert f"`{option.name}:`" in DOCUMENTED
