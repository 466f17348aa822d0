"""A stored statement for tests; each says only what it is about."""

from datetime import datetime
from typing import Any

from bot.core.model import Decision, Statement, Verdict

DIRECT = Verdict(Decision.DIRECT, "own-host", "It is the union's own.", "seen", "expected", 3)


def stored(at: datetime, **more: Any) -> Statement:
    """Return a direct statement, said, seen and fetched at the instant `at`; `more` says what differs."""
    fields: dict[str, Any] = {
        "entry_id": 1,
        "feed_id": "news",
        "key": "guid:1",
        "url": "https://www.guild.example/1",
        "title": "We are on strike",
        "text": "We are on strike.",
        "published_at": at,
        "first_seen_at": at,
        "revised_at": None,
        "revision": 1,
        "sha256": "ab" * 32,
        "hops": (),
        "fetched_at": at,
        "verdict": DIRECT,
    }
    return Statement(**{**fields, **more})
