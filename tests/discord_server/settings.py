"""How a server is to behave; written by a test, read by the process.

`Settings` goes through JSON from `tests.discord_server.client` to the process (`/control/reset`) and comes
from the command line in `tests.discord_server.__main__`.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class ChannelKind(StrEnum):
    """What kinds of channel a server can have; threads are begun in them."""

    TEXT = "text"
    ANNOUNCEMENT = "announcement"
    FORUM = "forum"
    VOICE = "voice"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class ChannelPlan:
    """A channel that is to be there."""

    id: int
    kind: ChannelKind = ChannelKind.TEXT
    name: str = "updates"
    tags: tuple[str, ...] = ()  #: of a forum


@dataclass(frozen=True, slots=True)
class GuildPlan:
    """A server that the bot is a member of, with broad permissions but not an administrator."""

    id: int
    name: str
    channels: tuple[ChannelPlan, ...]


@dataclass(frozen=True, slots=True)
class Rate:
    """A fault that befalls requests about channels at random."""

    fault: str  #: its name in `tests.discord_server.faults.KNOWN`
    probability: float  #: of each request
    seconds: float = 0.0  #: it then goes on in that channel for so long, in the server's time


UPDATES, NEWS, FORUM, REVIEW = 1001, 1002, 1003, 1004
SMALL_WORLD = (
    GuildPlan(
        1000,
        "Northern Stagehands Guild",
        (
            ChannelPlan(UPDATES, ChannelKind.TEXT, "updates"),
            ChannelPlan(NEWS, ChannelKind.ANNOUNCEMENT, "news"),
            ChannelPlan(FORUM, ChannelKind.FORUM, "statements", ("stagehands", "ferry")),
            ChannelPlan(REVIEW, ChannelKind.TEXT, "review"),
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be chosen about a server; durations are in its own seconds."""

    guilds: tuple[GuildPlan, ...] = SMALL_WORLD
    seed: int = 0  #: of the random faults: the same seed strikes the same requests of each channel
    rates: tuple[Rate, ...] = ()
    time_scale: float = 1.0  #: server seconds in a second; windows and waits pass that much faster
    client_is_scaled: bool = False  #: the client's clock runs at the same scale: waits are told undivided
    starts_at: str | None = None  #: ISO 8601 with zone; by default now
    nonce_window: float = 180.0  #: Discord's documentation says “the past few minutes”
    history: int = 1000  #: messages kept in each channel; older ones are forgotten
    limits: bool = True  #: whether rates are limited
    token: str | None = None  #: the only one that is valid; by default any is

    def to_json(self) -> dict[str, Any]:
        """Return what `from_json` reads."""
        return dataclasses.asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "Settings":
        """Read what `to_json` wrote, or part of it; the rest is as by default.

        Raises:
            TypeError, ValueError, KeyError: there is no such setting, kind of channel or value.
        """
        values = dict(given)
        if "guilds" in values:
            values["guilds"] = tuple(_guild(guild) for guild in values["guilds"])
        if "rates" in values:
            values["rates"] = tuple(Rate(**rate) for rate in values["rates"])
        return cls(**values)


def channel_plan(given: Mapping[str, Any]) -> ChannelPlan:
    """Read one channel as `Settings.to_json` writes it."""
    kind = ChannelKind(given.get("kind", ChannelKind.TEXT))
    return ChannelPlan(int(given["id"]), kind, given.get("name", "updates"), tuple(given.get("tags", ())))


def _guild(given: Mapping[str, Any]) -> GuildPlan:
    channels = tuple(channel_plan(channel) for channel in given["channels"])
    return GuildPlan(int(given["id"]), given["name"], channels)
