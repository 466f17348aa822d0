from dataclasses import replace

import pytest

from bot.core.model import Account, Feed, Platform
from bot.core.standing import earned_with, strange_hop

FEED = Feed(
    "news", "https://guild.example/feed", "guild", "Example Guild", frozenset({"guild.example", "a.example"})
)
DID = Account(Platform.BLUESKY, "did:plc:abcdefghijklmnopqrstuvwx")


def test_validators_hold_under_what_they_were_earned_with() -> None:
    again = replace(FEED, hosts=frozenset({"a.example", "guild.example"}), backfill=1)
    assert earned_with(again, ["b", "a"]) == earned_with(FEED, {"a", "b"})


@pytest.mark.parametrize(
    "changes",
    [
        {"hosts": frozenset({"guild.example"})},
        {"account": DID},
        {"watched": True},
        {"authors": ("Press team",)},
        {"skip_categories": ("Jobs",)},
        {"skip_hosts": frozenset({"shop.example"})},
        {"officers": ("R. Vale",)},
        {"also_known_as": ("EG",)},
        {"employers": ("Studio",)},
        {"union_name": "Guild"},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_validators_hold_under_nothing_else(changes: dict[str, object]) -> None:
    assert earned_with(replace(FEED, **changes), ["a"]) != earned_with(FEED, ["a"])  # type: ignore[arg-type]


def test_validators_are_earned_for_targets() -> None:
    assert earned_with(FEED, ["terminal"]) != earned_with(FEED, ["discord:1"])


@pytest.mark.parametrize(
    "hop", ["https://evil.example/", "http://guild.example/", "https://x@guild.example/"]
)
def test_a_strange_hop_is_named(hop: str) -> None:
    assert strange_hop(FEED, (FEED.url, hop, "https://other.example/")) == hop
    assert strange_hop(replace(FEED, watched=True), (FEED.url, hop)) is None


def test_own_hosts_and_the_accounts_platform_are_no_strangers() -> None:
    assert strange_hop(FEED, (FEED.url, "https://a.example/feed")) is None
    pinned = replace(FEED, account=DID)
    assert strange_hop(pinned, ("https://bsky.app/profile/x/rss",)) is None
    assert strange_hop(FEED, ("https://bsky.app/profile/x/rss",)) is not None
