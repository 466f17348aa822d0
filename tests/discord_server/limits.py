"""How often may it ask? Discord's rate limits, by route and channel and in all.

https://discord.com/developers/docs/topics/rate-limits. The numbers of the buckets are not published; those
here were seen in headers, or are guesses where they say so. Windows are fixed: they begin with their first
request.
"""

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from tests.discord_server.asked import Asked, Operation
from tests.discord_server.clock import ServerClock


@dataclass(frozen=True, slots=True)
class Limit:
    """So many requests in so many of the server's seconds."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Limited:
    """A request that comes too early."""

    retry_after: float  #: server's seconds
    scope: str  #: ``user`` or ``global``; ``shared`` is not modelled
    code: int = 0


GLOBAL = Limit(50, 1.0)
BUCKETS: Mapping[Operation, Limit] = {
    Operation.SEND: Limit(5, 5.0),
    Operation.EDIT: Limit(5, 5.0),
    Operation.DELETE: Limit(5, 1.0),
    Operation.HISTORY: Limit(5, 5.0),
    Operation.CROSSPOST: Limit(5, 5.0),  # a guess
    Operation.BEGIN_THREAD: Limit(10, 10.0),  # a guess
    Operation.THREAD_FROM_MESSAGE: Limit(10, 10.0),  # a guess
    Operation.FOLLOWUP: Limit(5, 2.0),
    Operation.EDIT_ANSWER: Limit(5, 2.0),
    Operation.OTHER: Limit(50, 1.0),  # a guess
}
#: Told in no header; known by being hit.
CROSSPOSTS = Limit(10, 3600.0)
CHANNEL_NAMES = Limit(2, 600.0)
OLD_EDITS = Limit(30, 3600.0)  # exists (error 30046); its number is a guess
OLD_AFTER_SECONDS = 3600.0
TOO_MANY_OLD_EDITS = 30046
#: Interactions are answered outside the global limit.
_OUTSIDE_GLOBAL = frozenset({Operation.CALLBACK, Operation.FOLLOWUP, Operation.EDIT_ANSWER})
#: As many windows are kept before those that have passed are thrown away.
_MANY = 10_000


@dataclass(slots=True)
class _Window:
    until: float
    used: int = 0


@dataclass(slots=True)
class Limits:
    """Counts requests; switched off, it lets everything through and tells no headers."""

    clock: ServerClock
    is_on: bool = True
    client_is_scaled: bool = False
    _windows: dict[str, _Window] = field(default_factory=dict)

    def take(self, asked: Asked, *, is_old_edit: bool = False) -> Limited | None:
        """Count a request, or return why it has to wait; one that has to is not counted."""
        if not self.is_on:
            return None
        limits = list(self._limits_on(asked, is_old_edit=is_old_edit))
        for key, limit, limited_as in limits:
            window = self._window(key, limit)
            if window.used >= limit.count:
                wait = window.until - self.clock.seconds()
                return Limited(wait, limited_as.scope, limited_as.code)
        for key, limit, _ in limits:
            self._window(key, limit).used += 1
        return None

    def headers(self, asked: Asked) -> dict[str, str]:
        """Return what the answer tells about the request's own bucket."""
        limit = BUCKETS.get(asked.operation)
        if not self.is_on or limit is None:
            return {}
        window = self._window(_bucket(asked), limit)
        left = window.until - self.clock.seconds()
        return {
            "X-RateLimit-Limit": str(limit.count),
            "X-RateLimit-Remaining": str(limit.count - window.used),
            "X-RateLimit-Reset": f"{self.clock.now().timestamp() + left:.3f}",
            "X-RateLimit-Reset-After": f"{self.told(left):.3f}",
            "X-RateLimit-Bucket": hashlib.sha256(asked.operation.encode()).hexdigest()[:32],
        }

    def told(self, seconds: float) -> float:
        """Return a wait as the client is told it: by its own clock, rounded up to a millisecond."""
        own = seconds if self.client_is_scaled else seconds / self.clock.scale
        return math.ceil(own * 1000) / 1000

    def _limits_on(self, asked: Asked, *, is_old_edit: bool) -> list[tuple[str, Limit, Limited]]:
        found = []
        if asked.operation not in _OUTSIDE_GLOBAL:
            found.append(("global", GLOBAL, Limited(0, "global")))
        if bucket := BUCKETS.get(asked.operation):
            found.append((_bucket(asked), bucket, Limited(0, "user")))
        if asked.operation is Operation.CROSSPOST:
            found.append((f"crossposts {asked.channel}", CROSSPOSTS, Limited(0, "user")))
        if asked.operation is Operation.EDIT_CHANNEL and {"name", "topic"} & set(asked.body or {}):
            found.append((f"names {asked.channel}", CHANNEL_NAMES, Limited(0, "user")))
        if is_old_edit:
            found.append((f"old edits {asked.channel}", OLD_EDITS, Limited(0, "user", TOO_MANY_OLD_EDITS)))
        return found

    def _window(self, key: str, limit: Limit) -> _Window:
        now = self.clock.seconds()
        window = self._windows.get(key)
        if window is None or window.until <= now:
            if len(self._windows) > _MANY:
                self._windows = {key: kept for key, kept in self._windows.items() if kept.until > now}
            window = self._windows[key] = _Window(now + limit.seconds)
        return window


def _bucket(asked: Asked) -> str:
    return f"{asked.operation} {asked.channel or asked.token}"
