"""Every place that the program has is one at which it is killed."""

import re
from pathlib import Path

import bot
from tests.kill import places

PROGRAM = Path(bot.__file__).parent
_WRITES = re.compile(r"self\._(?:write|put)\(\s*(?:\w+\.)?(\w+),")
_REACHED = re.compile(r'\breached\("([\w.]+)"\)')


def test_every_transaction_and_every_step_is_one_at_which_the_bot_is_killed() -> None:
    sources = [file.read_text(encoding="utf-8") for file in PROGRAM.rglob("*.py")]
    writes = {name for source in sources for name in _WRITES.findall(source)} - {"work"}
    steps = {name for source in sources for name in _REACHED.findall(source)}
    assert len(writes) > 30
    assert len(steps) > 5
    killed_at = set(
        places.names_in(
            (
                *places.IN_SMALL_TROUBLES,
                *places.IN_OUTAGE,
                *places.AT_THE_OFFICE,
                *places.IN_UPKEEP,
                *places.IN_A_WEEK,
                places.BY_COMMAND,
            )
        )
    )
    around = {f"{name}.{place}" for name in writes for place in ("before", "inside", "after")}
    assert around | steps <= killed_at, (around | steps) - killed_at
