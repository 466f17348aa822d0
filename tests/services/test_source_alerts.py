"""Sources that are down: told once, on one card for a burst, and when they are back, over restarts too."""

import logging
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.capture import CapturePoster
from bot.adapters.database.store import SqlStore, open_store
from bot.core.model import AuditAction, AuditRecord, Catalogue, Feed, FeedState, Message
from bot.core.outages import OutageEnd, SourceOutage
from bot.core.render.outages import render_outages, render_recovery
from bot.services.composer import Composer
from bot.services.deliverer import Deliverer
from bot.services.source_alerts import SourceAlerts

START = datetime(2026, 1, 5, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
REVIEW = "discord:9"


def feed(name: str, *, watched: bool = False) -> Feed:
    url = f"https://{name}.guild.example/feed"
    return Feed(name, url, "guild", "Example Guild", frozenset(), watched=watched)


FOLLOWED = Catalogue((feed("news"), feed("blog"), feed("press", watched=True)), (), (), 9)


@dataclass(slots=True)
class Watched:
    """Feeds whose polls end as told, and what the admins read of it."""

    folder: Path
    now_at: datetime = START
    catalogue: Catalogue = FOLLOWED
    poster: CapturePoster = field(default_factory=lambda: CapturePoster("discord:"))
    down: dict[str, str] = field(default_factory=dict)  #: errors by feed id

    def now(self) -> datetime:
        return self.now_at

    async def live(self, length: timedelta, *, step: timedelta = HOUR / 2) -> None:
        """Let the bot run for a while, in a process of its own: poll, look, post."""
        async with open_store(f"sqlite:///{self.folder / 'bot.db'}") as store:
            until = self.now_at + length
            while self.now_at < until:
                self.now_at += step
                await store.save_feed_states(
                    [await self._polled(store, one.id) for one in self.catalogue.feeds]
                )
                await self.look(store)
            await self.look(store)

    async def look(self, store: SqlStore) -> None:
        alerts = SourceAlerts(
            catalogue=self.catalogue, store=store, clock=self, target_prefix=self.poster.target_prefix
        )
        composer = Composer(catalogue=self.catalogue, store=store, clock=self)
        await alerts.look()
        await Deliverer(
            catalogue=self.catalogue,
            store=store,
            poster=self.poster,
            composer=composer,
            clock=self,
            jitter=lambda: 0.0,
        ).deliver_pending()

    async def _polled(self, store: SqlStore, feed_id: str) -> FeedState:
        state = (await store.feed_states()).get(feed_id) or FeedState(feed_id)
        state = replace(state, polled_at=self.now_at, next_poll_at=self.now_at + HOUR / 2)
        if error := self.down.get(feed_id):
            since = state.failing_since_at or self.now_at
            return replace(state, failing_since_at=since, failures=state.failures + 1, error=error)
        return replace(state, failing_since_at=None, failures=0, error=None, reached_at=self.now_at)

    def cards(self) -> list[str]:
        assert {target for target, _, _ in self.poster.posts} <= {REVIEW}
        return [words(message) for _, _, message in self.poster.posts]


def words(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


@pytest.fixture
async def watched(tmp_path: Path) -> Watched:
    world = Watched(tmp_path)
    await world.live(HOUR)
    return world


async def test_one_card_when_it_is_down_and_one_when_it_is_back(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot.services.source_alerts")
    watched.down = {"news": "news: https://news.guild.example/feed: answered 503 *twice*"}
    await watched.live(6 * HOUR)
    assert watched.cards() == []
    await watched.live(2 * HOUR)  # a restart, and more looks
    await watched.live(2 * HOUR)
    [card] = watched.cards()
    assert card.splitlines()[0] == "A source does not answer"
    assert "• news (of Example Guild): no answer since 2026-01-05 19:30 UTC." in card
    assert "Its last answer was 2026-01-05 19:00 UTC." in card
    assert "Last error: https://news.guild.example/feed: answered 503 *twice*" in card
    assert "503 \\*twice\\*" in watched.poster.posts[0][2].blocks[-1].markdown
    assert watched.poster.edits == []
    watched.down = {}
    await watched.live(2 * HOUR)
    [_, back] = watched.cards()
    said = "answers again since 2026-01-06 05:30 UTC; it had not for 10 hours."
    assert back.splitlines() == ["A source answers again", f"• news (of Example Guild): {said}"]
    [(target, message_id, edited)] = watched.poster.edits
    assert (target, message_id) == (REVIEW, "captured-1")
    assert words(edited).splitlines()[0] == "No source of this card is down any more"
    assert said in words(edited)
    logged = [record.getMessage() for record in caplog.records]
    assert logged == [
        "news has been down for 6 hours: https://news.guild.example/feed: answered 503 *twice*",
        "news is back; it was down for 10 hours",
    ]
    watched.down = {"news": "news: again"}
    await watched.live(7 * HOUR)
    assert len(watched.cards()) == 3


async def test_a_source_that_has_never_answered(watched: Watched) -> None:
    watched.catalogue = replace(watched.catalogue, feeds=(feed("news"), feed("new")))
    watched.down = {"new": "new: no"}
    await watched.live(7 * HOUR)
    [card] = watched.cards()
    said = "no answer since 2026-01-05 19:30 UTC. It has never answered so far. Last error: no"
    assert card.splitlines()[-1] == f"• new (of Example Guild): {said}"
    watched.catalogue = replace(watched.catalogue, feeds=(feed("news"),))
    await watched.live(HOUR / 2)
    assert "• new: feeds.yaml does not name it any more" in words(watched.poster.edits[-1][2])


def test_how_long_it_was_is_told_in_whole_units() -> None:
    def told(length: timedelta) -> str:
        over = SourceOutage("news", START, START + length, OutageEnd.ANSWERED)
        return words(render_recovery([over], {})).rsplit(" for ", 1)[1]

    lengths = (timedelta(seconds=5), 119 * HOUR / 60, 2 * HOUR, 47 * HOUR, 60 * HOUR)
    assert [told(length) for length in lengths] == [
        "1 minute.",
        "119 minutes.",
        "2 hours.",
        "47 hours.",
        "2 days.",
    ]


def test_a_card_of_what_is_stored_no_more_says_what_is_known() -> None:
    [_, _, last] = render_outages([SourceOutage("news", START)], {}, {}).blocks
    assert last.plain == "• news: no answer since 2026-01-05 18:00 UTC."


async def test_a_burst_is_one_card(watched: Watched) -> None:
    names = [f"site-{number:02}" for number in range(20)]
    watched.catalogue = replace(watched.catalogue, feeds=tuple(map(feed, names)))
    for some in (names[:5], names[5:]):
        watched.down |= {name: f"{name}: the connection was refused" for name in some}
        await watched.live(HOUR / 2)
    await watched.live(7 * HOUR)
    [card] = watched.cards()
    assert card.startswith("5 sources do not answer")
    [(_, _, newest)] = watched.poster.edits
    assert words(newest).startswith("20 sources do not answer")
    watched.down = {names[3]: f"{names[3]}: still"}
    await watched.live(HOUR)
    assert len(watched.cards()) == 1  # one of them is down still
    watched.down = {}
    await watched.live(HOUR)
    assert watched.cards()[1].startswith("20 sources answer again")


async def test_what_the_bot_did_not_ask_is_not_down(watched: Watched) -> None:
    watched.down = {"news": "news: no"}
    await watched.live(HOUR)
    watched.now_at += 24 * HOUR  # the bot is off
    await watched.live(6 * HOUR)
    assert watched.cards() == []
    await watched.live(2 * HOUR)
    [card] = watched.cards()
    assert "no answer since 2026-01-06 20:30 UTC." in card


async def test_the_ends_that_are_no_answer(watched: Watched) -> None:
    watched.down = {name: f"{name}: no" for name in ("news", "blog", "press")}
    await watched.live(7 * HOUR)
    assert watched.cards()[0].splitlines()[0] == "3 sources do not answer"
    assert "• press (watched, never posted): no answer" in watched.cards()[0]
    watched.catalogue = replace(watched.catalogue, feeds=(feed("blog"),))
    await watched.live(HOUR)
    assert "• news: feeds.yaml does not name it any more (" in words(watched.poster.edits[-1][2])
    async with open_store(f"sqlite:///{watched.folder / 'bot.db'}") as store:
        audit = AuditRecord(watched.now_at, "discord:5", AuditAction.PAUSE, "feed:blog", "")
        await store.pause_feed("blog", audit=audit)
        await watched.look(store)
    assert "• blog (of Example Guild): an admin paused it" in words(watched.poster.edits[-1][2])
    [_, last] = watched.cards()
    assert last.splitlines()[0] == "No source of the card above is asked any more"


async def test_a_card_that_could_not_be_posted_in_time_is_not(watched: Watched) -> None:
    watched.poster.is_open = False
    watched.down = {"news": "news: no"}
    await watched.live(7 * HOUR)
    watched.down = {}
    await watched.live(HOUR)
    watched.poster.is_open = True
    await watched.live(HOUR)
    assert (watched.cards(), watched.poster.edits) == ([], [])
    async with open_store(f"sqlite:///{watched.folder / 'bot.db'}") as store:
        assert (await store.counts()).pending == 0


async def test_without_a_review_channel_the_log_tells_alone(
    watched: Watched, caplog: pytest.LogCaptureFixture
) -> None:
    watched.catalogue = replace(watched.catalogue, review_channel=None)
    watched.down = {"news": "news: no"}
    await watched.live(8 * HOUR)
    assert watched.cards() == []
    assert [record.getMessage() for record in caplog.records] == ["news has been down for 6 hours: no"]
    watched.catalogue = replace(watched.catalogue, review_channel=9, source_down_after=None)
    watched.down["blog"] = "blog: no"
    await watched.live(10 * HOUR)
    assert watched.cards() == []
