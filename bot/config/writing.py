"""What does a new feeds.yaml look like? A commented file that loads, from what ``init`` found.

Called by the command line. Guarantees: nothing that a site or a feed says can become anything but a comment
or a quoted value, and what is not confirmed stands in the file as a comment.
"""

import json
import os
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from bot.config.loading import Loaded, json_schema, load_bytes
from bot.core.errors import BotError
from bot.core.proposing import Proposal, ProposedFeed

SCHEMA_FILE: Final = "feeds.schema.json"  #: written beside feeds.yaml, for editors
#: Read by editors with the YAML language server (https://github.com/redhat-developer/yaml-language-server).
SCHEMA_LINE: Final = f"# yaml-language-server: $schema={SCHEMA_FILE}"
_PLAIN: Final = re.compile(r"[A-Za-z][A-Za-z0-9._/:?=&%~+-]*[A-Za-z0-9/_-]\Z")
_MEANT_OTHERWISE: Final = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_WIDTH: Final = 108

_HEAD: Final = """\
{schema}
# What Picketwire follows, and where it posts. Written by `init` on {on}{of}.
# Every key is explained in docs/configuration.md. `python -m bot check` tells every mistake with its line
# and what to write instead; `python -m bot check --live` asks every feed and says what to mend.

unions:
  - id: {id}                # for `channels:` further down
    name: {name}
"""
_ZONE: Final = "    timezone: {zone}\n"
_NO_ZONE: Final = "    # timezone: America/Los_Angeles   # needed to count a strike's days\n"
_HOSTS: Final = """\
    # The union's own hosts, exact names. What is published there is posted as the union's own words, so name
    # only hosts on which nobody else writes.
"""
_NO_STRIKE: Final = """\
    # A strike, once there is one. Nothing in a statement ever begins or ends it; you do, here:
    # strikes:
    #   - id: strike-2026
    #     name: The strike
    #     first_day: 2026-01-31           # this is day 1, in the union's time zone
"""
_CHANNEL: Final = """\
# Where to post.
channels:
  - id: {channel}
    statements: [{union}]
"""
_NO_CHANNEL: Final = """\
# Where to post; without it, posts are printed in the terminal. In Discord turn on developer mode, right-click
# the channel, Copy Channel ID:
# channels:
#   - id: 123456789012345678
#     statements: [{union}]
"""
_REVIEW: Final = """\
# Where admins decide what is held because a proof is missing.
review_channel: {channel}
"""
_NO_REVIEW: Final = """\
# A channel that only admins see, where they decide what is held because a proof is missing:
# review_channel: 234567890123456789
"""


def feeds_yaml(proposal: Proposal, on: date) -> str:
    """Return the text of feeds.yaml for what was found on a date."""
    confirmed, union = proposal.confirmed, proposal.union_id
    of = f"\n# for {_words(proposal.site)}" if proposal.site else ""
    head = _HEAD.format(schema=SCHEMA_LINE, on=on, of=of, id=union, name=_scalar(confirmed.name))
    zone = _ZONE.format(zone=confirmed.timezone) if confirmed.timezone else _NO_ZONE
    channel = (_CHANNEL if confirmed.channel else _NO_CHANNEL).format(channel=confirmed.channel, union=union)
    review = (_REVIEW if confirmed.review_channel else _NO_REVIEW).format(channel=confirmed.review_channel)
    parts = [head, zone, "".join(_hosts(proposal)), "".join(_feeds(proposal)), _NO_STRIKE]
    return "".join(parts) + "\n" + channel + "\n" + review


def write_feeds_yaml(text: str, path: Path, *, replace: bool) -> Loaded:
    """Write a file of feeds that is known to load, and the schema that its first line names.

    Raises:
        BotError: there is a file already, unless `replace`; or it can't be written.
    """
    loaded = load_bytes(text.encode(), str(path))
    try:
        _put(path, text, replace=replace)
        _put_schema(path.with_name(SCHEMA_FILE))
    except FileExistsError as error:
        raise already_there(path) from error
    except OSError as error:
        raise BotError(
            f"{path} could not be written ({error.strerror}); name another with --output"
        ) from error
    return loaded


def already_there(path: Path) -> BotError:
    """Return the refusal to write over a file."""
    return BotError(f"{path} is there already; name another with --output, or have it replaced with --force")


def _put(path: Path, text: str, *, replace: bool) -> None:
    """Write a file in one step, so that a bot which watches it never reads half of one."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        if replace:
            draft.replace(path)
        else:
            path.hardlink_to(draft)  # fails where there is one, as replacing would not
    finally:
        draft.unlink(missing_ok=True)


def _put_schema(path: Path) -> None:
    """Write the schema, unless a file of that name is there which is none of ours."""
    schema = json_schema()
    if path.exists():
        try:
            is_ours = json.loads(path.read_text(encoding="utf-8")).get("title") == schema["title"]
        except (ValueError, AttributeError):
            is_ours = False
        if not is_ours:
            return
    _put(path, schema_text(), replace=True)


def schema_text() -> str:
    """Return the schema as it is written into a file, and printed."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


# --- lines ------------------------------------------------------------------------------------------


def _hosts(proposal: Proposal) -> Iterator[str]:
    if not proposal.hosts:
        return
    yield _HOSTS
    yield f"    {'' if any(host.is_active for host in proposal.hosts) else '# '}hosts:\n"
    for host in proposal.hosts:
        if host.is_active:
            yield f"      - {host.name}   # {_words(host.note)}\n"
        else:
            yield f"      # - {host.name}   # {_words(host.note)}; only if it is the union's own\n"


def _feeds(proposal: Proposal) -> Iterator[str]:
    if not proposal.feeds:
        return
    yield f"    {'' if any(feed.is_active for feed in proposal.feeds) else '# '}feeds:\n"
    for feed in proposal.feeds:
        for note in feed.notes:
            yield from _comment(note)
        yield from _feed(feed)


def _feed(feed: ProposedFeed) -> Iterator[str]:
    mark = "" if feed.is_active else "# "
    yield f"      {mark}- id: {feed.id}\n"
    yield f"      {mark}  url: {_scalar(feed.url)}\n"
    if feed.account is not None:
        yield f"      {mark}  account: {_scalar(feed.account.value)}\n"


def _comment(note: str) -> Iterator[str]:
    line = ""
    for word in _words(note).split():
        if line and len(line) + len(word) > _WIDTH - 8:
            yield f"      # {line}\n"
            line = ""
        line = f"{line} {word}".strip()
    yield f"      # {line}\n"


def _scalar(text: str) -> str:
    """Return a value as YAML reads it back, whatever is in it."""
    if _PLAIN.match(text) and text.lower() not in _MEANT_OTHERWISE:
        return text
    return '"' + _words(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _words(text: str) -> str:
    """Return a text on one line, without what YAML forbids or an editor would hide."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
