"""Several cards in one answer, however long what stands in them: what Discord takes, each card named."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bot.core.model import (
    Decision,
    Deck,
    FeedState,
    Quarantine,
    Sign,
    SourceStatus,
    Statement,
    Verdict,
)
from bot.core.render.feeds import FEEDS_A_PAGE, render_feed, render_feeds, turning_feeds
from bot.core.render.held import HELD_A_PAGE, render_held, render_held_number, turning_held
from bot.discord_app.decks import layout_of
from bot.discord_app.views import MAX_COMPONENTS, MAX_TEXT
from tests.discord_app.desk import FEED, NEAR, OWN

NOW = datetime(2026, 1, 5, 18, tzinfo=UTC)
HOSTILE = "**@everyone** [x](https://evil.example) ||_`~>#|| " * 200
LONG = replace(FEED, id="a" * 64, union_name=HOSTILE, url=f"{OWN}/{'_' * 900}")


def within_limits(deck: Deck) -> list[Any]:
    """Check an answer against what Discord takes; return its cards as they are sent."""
    view = layout_of(deck)
    sent: Any = view.to_components()  # type: ignore[no-untyped-call]
    assert view.content_length() <= MAX_TEXT
    assert view.total_children_count <= MAX_COMPONENTS
    cards = [card for card in sent if card["type"] == 17]
    assert len(cards) == len(deck.cards)
    return cards


def texts(card: Any) -> str:
    return "\n".join(part["content"] for part in card["components"] if part["type"] == 10)


def labels(card: Any) -> list[str]:
    return [one["label"] for row in card["components"] for one in row.get("components", ())]


async def test_four_feeds_in_the_worst_of_troubles() -> None:
    state = FeedState(
        LONG.id,
        polled_at=NOW,
        reached_at=NOW,
        changed_at=NOW,
        next_poll_at=NOW,
        failures=999,
        failing_since_at=NOW,
        error=HOSTILE,
        quarantine=Quarantine(Sign.REVIVAL, HOSTILE, HOSTILE, NOW),
    )
    sources = [SourceStatus(LONG, state, held=999)] * 3 * FEEDS_A_PAGE
    shown = [render_feed(one, NOW) for one in sources[:FEEDS_A_PAGE]]
    deck = Deck((render_feeds(sources, NOW, page=1), *shown), turning_feeds(1, len(sources)))
    head, *cards = within_limits(deck)
    assert "12 need attention · page 2 of 3" in texts(head)
    for card in cards:
        assert texts(card).startswith(f"**{LONG.id}** · ")
        assert "Quarantined since" in texts(card)
        assert labels(card) == ["Poll now", "Pause"]
        assert "[x](" not in texts(card)


async def test_three_held_entries_with_endless_titles_and_texts() -> None:
    verdict = Verdict(Decision.HELD, "link-subdomain", HOSTILE, HOSTILE, HOSTILE, 3)
    one = Statement(
        entry_id=10**17,
        feed_id=LONG.id,
        key="k",
        url=f"{NEAR}/{'_' * 900}",
        title=HOSTILE,
        text=HOSTILE * 9,
        published_at=NOW,
        first_seen_at=NOW,
        revised_at=None,
        revision=999,
        sha256="0" * 64,
        hops=(LONG.url,),
        fetched_at=NOW,
        verdict=verdict,
    )
    cards = (render_held_number(99), *[render_held(one, LONG)] * HELD_A_PAGE)
    shown = [one] * HELD_A_PAGE
    _, *held = within_limits(Deck(cards, turning_held(shown, has_newer=True, has_older=True)))
    for card in held:
        assert labels(card) == ["Approve", "Reject", "Trust this address", "How do we know?"]
        assert "Address: " in texts(card)
        assert "Rule: " in texts(card)
        assert "[x](" not in texts(card)
