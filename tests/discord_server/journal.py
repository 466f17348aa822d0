"""Everything the server accepted, in order, as JSON lines on disk.

A line has at least `seq` (from 1, without gaps), `at` (the server's time) and `kind` (see `Kind`). What is
looked for in a message stands in it in plain form: `channel`, `message`, `nonce`, `custom_ids`, `text`,
`links`. Written by `tests.discord_server.performing`; read through `/control/journal` or straight from the
file: each line is flushed before the request is answered.
"""

import json
from array import array
from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from simcord.components import walk_components

from tests.discord_server.bell import Bell


class Kind(StrEnum):
    """What was accepted."""

    CREATE = "create"  #: a message, and the one that opens a forum post
    REPEAT = "repeat"  #: a message whose nonce was known: nothing was made
    EDIT = "edit"
    DELETE = "delete"
    CROSSPOST = "crosspost"
    THREAD = "thread"  #: a thread or forum post was begun
    COMMANDS = "commands"  #: the list of application commands
    CALLBACK = "callback"  #: the first answer to an interaction
    FOLLOWUP = "followup"  #: a later answer, or an edit of one


class Journal:
    """An append-only file and where its lines begin."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w+b")
        self._begins = array("Q")
        self._written = Bell()

    def __len__(self) -> int:
        """Return how many lines there are, which is the last line's `seq`."""
        return len(self._begins)

    def record(self, kind: Kind, at: datetime, facts: Mapping[str, Any]) -> None:
        """Append a line; facts that are None are left out."""
        line: dict[str, Any] = {"seq": len(self) + 1, "at": at.isoformat(), "kind": kind}
        line |= {name: value for name, value in facts.items() if value is not None}
        self._begins.append(self._file.seek(0, 2))
        self._file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._file.flush()
        self._written.ring()

    def after(self, seq: int) -> bytes:
        """Return the lines that come after the given one (0: all)."""
        if seq >= len(self):
            return b""
        self._file.seek(self._begins[seq])
        return self._file.read()

    async def wait_beyond(self, seq: int, seconds: float) -> None:
        """Return once there is a line after the given one, or after so many real seconds."""
        if len(self) <= seq:
            await self._written.wait(seconds)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def words_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a message's body says, as the journal's facts."""
    components = list(walk_components(body.get("components") or []))
    texts = [body.get("content") or "", *_values(components, "content")]
    replies_to = (body.get("message_reference") or {}).get("message_id")
    return {
        "text": "\n".join(filter(None, texts)),
        "custom_ids": list(_values(components, "custom_id")),
        "links": list(_values(components, "url")),
        "replies_to": None if replies_to is None else int(replies_to),
    }


def _values(components: list[dict[str, Any]], name: str) -> Iterator[str]:
    return (component[name] for component in components if isinstance(component.get(name), str))
