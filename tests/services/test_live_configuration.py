"""feeds.yaml edited while the bot runs: a real database, a real site, the file at hand."""

import asyncio
import hashlib
import logging
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.adapters.capture import CapturePoster
from bot.config import load_bytes
from bot.core.errors import ConfigError, Mistake, StoreError
from bot.core.identity import link_key
from bot.core.model import AuditAction, Catalogue, Decision, DeliveryState, Message
from bot.core.timeline import Look, Span
from bot.ports import FileState
from bot.services.answers import Answers
from bot.services.live_configuration import KEPT_FOR, LiveConfiguration
from bot.services.timeline import Timelines
from bot.wiring import Reading, Services, build_desks, build_services
from tests.documents import Item, rss
from tests.services.conftest import NEWS_URL, PRESS_URL, DirectParser, World, plain
from tests.services.test_page_completer import BEGINNING, put_page
from tests.site.server import Reply

OWN, STRIKE_SITE = "https://www.guild.example", "https://strike.guild.example"
UPDATES, REVIEW = "discord:1", "discord:9"
TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
YAML = """\
unions:
  - id: guild
    name: Example Performers Guild
    timezone: America/Los_Angeles
    hosts: [www.guild.example, strike.guild.example]
    feeds:
      - {id: guild-news, url: "https://www.guild.example/feed"}
    strikes:
      - {id: tv, name: TV strike, first_day: 2026-01-02}
channels:
  - id: 1
    statements: [guild]
    day_counter: {strike: tv, at: "09:00"}
review_channel: 9
"""
NARROW = YAML.replace(", strike.guild.example", "")


@dataclass(slots=True)
class Saved:
    """What stands in the file."""

    text: str = YAML
    error: ConfigError | None = None

    async def now(self) -> FileState:
        body = self.text.encode()
        return FileState(hashlib.sha256(body + str(self.error).encode()).hexdigest(), body, self.error)

    async def settled(self, seen: str) -> FileState:
        return await self.now()

    async def understand(self, body: bytes) -> Catalogue:
        return load_bytes(body, "/etc/picketwire/feeds.yaml").catalogue


@dataclass(slots=True)
class Bot:
    """A running bot and the file that it follows."""

    world: World
    file: Saved
    live: LiveConfiguration
    services: Services
    changes: list[datetime] = field(default_factory=list)

    async def save(self, text: str) -> None:
        self.file.text = text
        await self.live.look()

    async def poll(self) -> None:
        await self.services.poller.poll_due()

    async def deliver(self) -> Sequence[str]:
        """Deliver what is due; return what was posted or edited for admins by that, as plain text."""
        poster = self.world.poster
        posts, edits = len(poster.posts), len(poster.edits)
        await self.services.deliverer.deliver_pending()
        made = [(target, message) for target, _, message in (*poster.posts[posts:], *poster.edits[edits:])]
        return [plain(message) for target, message in made if target == REVIEW]

    def posted(self) -> list[str]:
        """Return what members were shown."""
        return [plain(message) for target, _, message in self.world.poster.posts if target == UPDATES]

    async def decision(self, url: str) -> Decision:
        (found,) = await self.world.store.statements_by_link(link_key(url))
        return found.verdict.decision


async def start(world: World, file: Saved | None = None, catalogue: Catalogue | None = None) -> Bot:
    file = file or Saved()
    live = LiveConfiguration(
        catalogue or await file.understand(file.text.encode()),
        file=file,
        store=world.store,
        clock=world.clock,
        target_prefix="discord:",
    )
    await live.begin()
    services = build_services(
        catalogue=live,
        store=world.store,
        reading=Reading(world.fetcher, DirectParser(), world.pages),
        poster=world.poster,
        clock=world.clock,
        jitter=lambda: 0.0,
    )
    return Bot(world, file, live, services)


def say(world: World, slug: str, site: str = OWN, text: str = TEXT) -> str:
    """Let the union's feed list a statement that stands on one of its sites."""
    link = f"{site}/{slug}"
    world.items.insert(0, Item(slug, link, text, published_at=world.clock.now(), guid=slug))
    world.serve()
    return link


# --- what is told -------------------------------------------------------------------------------------


async def test_a_good_edit_is_in_force_at_once_and_told_once(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(world)
    assert await bot.deliver() == []
    before = bot.live.catalogue
    await bot.live.look()  # nothing was saved
    await bot.save("# a note\n" + YAML)
    assert bot.live.catalogue is before
    assert await bot.deliver() == []
    await bot.save(YAML + "review_role: 5\n")
    assert bot.live.catalogue.review_role == 5
    [card] = await bot.deliver()
    assert card.startswith("### feeds.yaml was changed".removeprefix("### "))
    assert "Changed besides: review_role." in card
    assert "feeds.yaml: Changed besides: review_role." in caplog.messages
    again = await start(world, bot.file)
    await again.live.look()
    assert await again.deliver() == []


async def test_what_was_edited_while_the_bot_was_off_is_told_at_the_start(world: World) -> None:
    await start(world)
    bot = await start(world, Saved(YAML.replace("first_day: 2026-01-02", "first_day: 2026-01-03")))
    [card] = await bot.deliver()
    assert "It was edited while the bot was off." in card
    assert "TV strike: its first day is 3 January 2026 now." in card
    assert await (await start(world, bot.file)).deliver() == []
    commented = await start(world, Saved("# a note\n" + bot.file.text))
    assert await commented.deliver() == []


async def test_what_an_older_version_understood_and_this_one_does_not_is_said_so(world: World) -> None:
    class Older(Saved):
        async def understand(self, body: bytes) -> Catalogue:
            return load_bytes(body.replace(b"old_key: 1\n", b""), "feeds.yaml").catalogue

    await start(world, Older(YAML + "old_key: 1\n"))
    [card] = await (await start(world)).deliver()
    assert "What it said before can't be read by this version" in card


async def test_a_file_that_broke_before_the_start_was_over_is_told(world: World) -> None:
    catalogue = await Saved().understand(YAML.encode())
    bot = await start(world, Saved("unions: ["), catalogue)
    assert bot.live.catalogue is catalogue
    [card] = await bot.deliver()
    assert "What was in force before stays so" in card
    await bot.save(YAML)
    assert await bot.deliver() == [
        "feeds.yaml can be used again\nResolved 2026-01-05 18:00 UTC: what it says now is in force."
    ]


async def test_nothing_is_posted_under_trust_that_a_start_could_not_take_back_yet(
    world: World, tmp_path: Path
) -> None:
    bot = await start(world)
    gone = say(world, "gone", STRIKE_SITE)
    await bot.poll()
    assert await bot.decision(gone) is Decision.DIRECT
    with closing(sqlite3.connect(tmp_path / "bot.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        bot = await start(world, Saved(NARROW))
    await bot.deliver()
    assert bot.posted() == []
    await bot.live.look()
    cards = await bot.deliver()
    assert "strike.guild.example does not count as the union's own host any more." in cards[0]
    assert bot.posted() == []


async def test_trust_withdrawn_while_off_is_withdrawn_though_the_file_broke_at_the_start(
    world: World,
) -> None:
    bot = await start(world)
    gone = say(world, "gone", STRIKE_SITE)
    await bot.poll()
    assert await bot.decision(gone) is Decision.DIRECT
    bot = await start(world, Saved("unions: ["), await Saved().understand(NARROW.encode()))
    assert await bot.decision(gone) is not Decision.DIRECT
    await bot.deliver()
    assert bot.posted() == []
    await bot.save(NARROW)  # what it was started with is told and audited now
    cards = await bot.deliver()
    assert any("strike.guild.example does not count" in card for card in cards)
    assert len(await world.store.audit_of("union:guild")) == 1
    await bot.save(YAML)
    assert len(await world.store.audit_of("union:guild")) == 2


async def test_a_start_goes_on_where_the_database_refuses_and_tells_later(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await start(world)
    edited = Saved(YAML + "review_role: 5\n")
    with closing(sqlite3.connect(tmp_path / "bot.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        bot = await start(world, edited)
        with pytest.raises(StoreError):
            await bot.live.look()
    assert "what changed in it is noted once that is possible" in caplog.text
    assert bot.live.catalogue.review_role == 5
    await bot.live.look()
    [card] = await bot.deliver()
    assert "Changed besides: review_role." in card


async def test_a_bad_edit_changes_nothing_and_is_told_once_for_each_content(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(world)
    before = bot.live.catalogue
    bad = YAML.replace("hosts: [", "host: [").replace("at: ", "att: ") + '"@everyone": 1\n'
    await bot.save(bad)
    assert bot.live.catalogue is before
    [card] = await bot.deliver()
    assert "feeds.yaml:5:5: unions[0].host: unknown key; write `hosts`" in card
    assert "/etc" not in card
    [post] = [message for target, _, message in world.poster.posts if target == REVIEW]
    assert not any("@everyone" in block.markdown for block in post.blocks)
    await bot.live.look()
    assert await bot.deliver() == []
    status = plain(
        await Answers(catalogue=before, store=world.store, clock=world.clock).status(for_admin=True)
    )
    assert "feeds.yaml as it stands is not in force (" in status
    many = YAML + "".join(f"key{n}: 1\n" for n in range(14))
    await bot.save(many)
    [card] = await bot.deliver()  # the same card, edited
    assert "feeds.yaml:24:1: key9: unknown key" in card
    assert "…and 4 more." in card
    assert any("(and 4 more)" in line for line in caplog.messages)
    again = await start(world, bot.file, before)  # a restart would not get so far; a race may
    assert await again.deliver() == []
    await bot.save(YAML)
    [card] = await bot.deliver()
    assert card.startswith("feeds.yaml can be used again")
    assert "feeds.yaml can be used again; what it says now is in force" in caplog.messages
    status = plain(
        await Answers(catalogue=before, store=world.store, clock=world.clock).status(for_admin=True)
    )
    assert "not in force" not in status
    assert len([line for line in caplog.messages if "can't be used as it is" in line]) == 2


async def test_what_is_mended_before_its_card_was_posted_needs_none(world: World) -> None:
    bot = await start(world)
    bot.file.error = ConfigError((Mistake("feeds.yaml", 1, 1, "", "the file does not exist", ""),))
    await bot.live.look()
    bot.file.error = None
    await bot.live.look()
    assert await bot.deliver() == []


async def test_another_channel_for_reviews_gets_the_card_and_so_does_the_one_before(world: World) -> None:
    bot = await start(world)
    await bot.save(YAML.replace("review_channel: 9", "review_channel: 8"))
    await bot.deliver()
    assert {target for target, _, _ in world.poster.posts} == {"discord:8", REVIEW}
    for _, _, card in world.poster.posts:
        assert "What admins are asked and told comes to channel 8 now." in plain(card)
        assert "<#8>" in card.blocks[1].markdown


# --- whom to believe ----------------------------------------------------------------------------------


async def test_a_host_that_is_taken_out_is_told_audited_and_believed_no_more(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    bot = await start(world)
    kept, gone = say(world, "kept"), say(world, "gone", STRIKE_SITE)
    await bot.poll()
    assert await bot.decision(gone) is Decision.DIRECT
    await bot.save(NARROW)
    assert await bot.decision(gone) is not Decision.DIRECT
    assert await bot.decision(kept) is Decision.DIRECT
    assert "statements no longer believed by what it says: 1" in caplog.text
    cards = await bot.deliver()
    assert "strike.guild.example does not count as the union's own host any more." in cards[0]
    assert [title in text for title, text in zip(["kept"], bot.posted(), strict=True)] == [True]
    records = await world.store.audit_of("union:guild")
    assert [(one.by, one.action) for one in records] == [("feeds.yaml", AuditAction.TRUST)]
    assert "strike.guild.example" in records[0].detail
    await bot.save(YAML)  # it was a slip: believed again, and what was not posted is
    await bot.poll()
    await bot.deliver()
    assert await bot.decision(gone) is Decision.DIRECT
    assert len(bot.posted()) == 2


async def test_a_feed_that_is_only_watched_now_is_believed_no_more(world: World) -> None:
    bot = await start(world)
    link = say(world, "one")
    await bot.poll()
    await bot.save(
        YAML.replace("    feeds:\n", "    watch:\n").replace("statements: [guild]", "statements: []")
    )
    assert await bot.decision(link) is Decision.REJECTED


async def test_trust_that_is_withdrawn_during_a_fetch_is_withdrawn_for_what_was_fetched(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    bot = await start(world)
    link = say(world, "gone", STRIKE_SITE)
    world.site.put(NEWS_URL, Reply(rss(world.items), silent=True))
    polling = asyncio.create_task(bot.poll())
    await world.site.wait_for_requests(1)
    await bot.save(NARROW)
    world.site.release()
    await polling
    assert await world.store.statements_by_link(link_key(link)) == []
    assert "guild-news: feeds.yaml was changed while it was asked; it is asked anew" in caplog.messages
    await bot.poll()  # though it is not due by its interval
    assert await bot.decision(link) is not Decision.DIRECT
    await bot.deliver()
    assert bot.posted() == []


async def test_a_change_waits_for_what_is_being_written_and_nothing_begins_meanwhile(world: World) -> None:
    bot = await start(world)
    before = bot.live.catalogue
    async with bot.live.unchanged(before) as is_in_force, bot.live.unchanged(before):
        assert is_in_force
        bot.file.text = NARROW
        looking = asyncio.create_task(bot.live.look())
        await until(lambda: bot.live.is_settling)
        assert bot.live.catalogue is before
        link = say(world, "one")
        await bot.services.deliverer.deliver_pending()
    await looking
    async with bot.live.unchanged(before) as is_in_force:
        assert not is_in_force
    await bot.poll()
    await bot.deliver()
    assert await bot.decision(link) is Decision.DIRECT


async def test_posts_in_hand_stop_while_another_trust_comes_into_force(world: World) -> None:
    class Noticing(CapturePoster):
        async def post(self, target: str, message: Message, *, nonce: str) -> str:
            bot.live.is_settling = target == UPDATES
            return await CapturePoster.post(self, target, message, nonce=nonce)

    world.poster = Noticing("discord:")
    bot = await start(world)
    say(world, "one")
    say(world, "two")
    await bot.poll()
    await bot.deliver()
    assert len(bot.posted()) == 1
    bot.live.is_settling = False
    await bot.deliver()
    assert len(bot.posted()) == 2


async def test_a_page_that_is_read_across_a_change_is_read_again(world: World) -> None:
    bot = await start(world)
    world.say("on-strike", "On strike", f"{BEGINNING}...")
    url = f"{OWN}/on-strike"
    world.site.put(url, Reply(b"", status=503))
    await bot.poll()
    world.clock.advance(timedelta(hours=1))
    world.site.put(url, Reply(b"", silent=True))
    reading = asyncio.create_task(bot.services.completer.complete_due())
    await world.site.wait_for_requests(len(world.site.requests) + 1)
    await bot.save(NARROW)
    put_page(world.site, "on-strike")
    world.site.release()
    await reading
    [statement] = await world.store.statements_by_link(link_key(url))
    assert statement.cut_off
    await bot.services.completer.complete_due()
    [statement] = await world.store.statements_by_link(link_key(url))
    assert not statement.cut_off


# --- what waits for a decision ------------------------------------------------------------------------


async def test_what_was_held_before_there_was_a_channel_for_reviews_gets_its_card_there(world: World) -> None:
    without = NARROW.replace("review_channel: 9\n", "")
    bot = await start(world, Saved(without))
    say(world, "odd", STRIKE_SITE)
    await bot.poll()
    assert await bot.deliver() == []
    await bot.save(NARROW)
    of_file, card = await bot.deliver()
    assert "What admins are asked and told comes to channel 9 now." in of_file
    assert "/odd" in card
    assert await (await start(world, bot.file)).deliver() == []


async def test_another_channel_for_reviews_shows_what_still_waits_for_a_decision(world: World) -> None:
    bot = await start(world, Saved(NARROW))
    say(world, "odd", STRIKE_SITE)
    await bot.poll()
    assert len(await bot.deliver()) == 1
    await bot.save(NARROW.replace("review_channel: 9", "review_channel: 8"))
    await bot.deliver()
    cards = [plain(message) for target, _, message in world.poster.posts if target == "discord:8"]
    assert ["/odd" in card for card in cards] == [False, True]
    await bot.save(NARROW)  # back again: it was shown there
    assert len(await bot.deliver()) == 1


async def test_what_came_while_there_was_no_channel_for_reviews_is_shown_in_the_one_from_before(
    world: World,
) -> None:
    bot = await start(world, Saved(NARROW))
    say(world, "first", STRIKE_SITE)
    await bot.poll()
    assert len(await bot.deliver()) == 1
    world.clock.advance(timedelta(minutes=6))
    meanwhile = await start(world, Saved(NARROW.replace("review_channel: 9\n", "")))
    say(world, "second", STRIKE_SITE)
    await meanwhile.poll()
    again = await start(world, bot.file)
    cards = await again.deliver()
    assert "/second" in cards[-1]
    assert not any("/first" in card for card in cards)


async def test_a_quarantine_from_before_there_was_a_channel_for_reviews_is_shown_there(world: World) -> None:
    without = YAML.replace("review_channel: 9\n", "")
    bot = await start(world, Saved(without))
    say(world, "one")
    await bot.poll()
    say(world, "two")
    world.site.put(NEWS_URL, Reply(status=302, headers={"Location": PRESS_URL}))
    world.site.put(PRESS_URL, rss(world.items))
    world.clock.advance(timedelta(minutes=6))
    await bot.poll()
    await bot.save(YAML)
    cards = await bot.deliver()
    assert [("guild-news" in card, "/two" in card) for card in cards[1:]] == [(True, False)]
    await start(world, bot.file)
    assert await bot.deliver() == []


# --- what is asked ------------------------------------------------------------------------------------


async def test_a_feed_that_is_taken_out_during_its_poll_leaves_nothing_and_is_asked_no_more(
    world: World,
) -> None:
    bot = await start(world)
    link = say(world, "one")
    world.site.put(NEWS_URL, Reply(rss(world.items), silent=True))
    polling = asyncio.create_task(bot.poll())
    await world.site.wait_for_requests(1)
    other = YAML.replace("id: guild-news", "id: other").replace("/feed", "/other")
    await bot.save(other)
    world.site.release()
    await polling
    assert await world.store.statements_by_link(link_key(link)) == []
    world.site.put(f"{OWN}/other", rss([]))
    await bot.poll()
    world.clock.advance(timedelta(hours=1))
    await bot.poll()
    assert [seen.url for seen in world.site.requests] == [NEWS_URL, f"{OWN}/other", f"{OWN}/other"]


async def test_an_address_that_is_corrected_is_asked_at_once_and_keeps_its_history(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.deliver()
    world.site.remove(NEWS_URL)
    world.clock.advance(timedelta(hours=1))
    await bot.poll()  # fails, and would be tried again later
    moved = f"{OWN}/news.xml"
    say(world, "two")
    world.site.put(moved, rss(world.items))
    world.site.remove(NEWS_URL)
    await bot.save(YAML.replace(NEWS_URL, moved))
    await bot.poll()
    await bot.deliver()
    state = (await world.store.feed_states())["guild-news"]
    assert (state.url, state.failures) == (moved, 0)
    assert [text.splitlines()[0] for text in bot.posted()] == ["one", "two"]


async def test_polls_that_wait_for_their_turn_are_not_begun_by_what_is_not_in_force(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    slots = bot.services.poller._slots
    for _ in range(16):
        await slots.acquire()
    polling = asyncio.create_task(bot.poll())
    await until(lambda: bool(bot.services.poller._in_hand))
    await bot.save(NARROW)
    for _ in range(16):
        slots.release()
    await polling
    assert world.site.requests == []
    await bot.poll()
    assert len(world.site.requests) == 1


async def test_what_the_database_refused_of_a_feed_is_forgotten_with_the_feed(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    refused = bot.services.poller._refused
    refused["guild-news"] = refused["gone"] = ConfigError(())  # type: ignore[assignment]
    await bot.save(NARROW)
    await bot.services.poller.poll_due()
    assert refused == {}


# --- where it is posted -------------------------------------------------------------------------------


async def test_what_waits_for_a_channel_that_is_taken_out_waits_a_little_for_its_return(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    without = YAML.replace("  - id: 1\n", "  - id: 2\n")
    await bot.save(without)
    await bot.services.deliverer.deliver_pending()
    assert bot.posted() == []
    await bot.save(YAML)
    world.clock.advance(timedelta(seconds=15))
    await bot.deliver()
    assert len(bot.posted()) == 1
    say(world, "two")
    world.clock.advance(timedelta(minutes=6))
    await bot.poll()
    await bot.save(without)
    world.clock.advance(KEPT_FOR)
    await bot.deliver()
    counts = await world.store.counts()
    assert (len(bot.posted()), counts.pending, counts.parked) == (1, 0, 0)
    history = [await world.store.delivery_history(number) for number in range(1, 20)]
    assert any(steps and steps[-1].state is DeliveryState.OBSOLETE for steps in history)


async def test_what_waits_for_a_channel_that_is_taken_out_waits_for_its_return_across_a_restart(
    world: World,
) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.save(YAML.replace("  - id: 1\n", "  - id: 2\n"))
    world.clock.advance(timedelta(minutes=1))
    again = await start(world, bot.file)
    await again.deliver()
    await again.save(YAML)
    world.clock.advance(timedelta(seconds=15))
    await again.deliver()
    assert [text.splitlines()[0] for text in again.posted()] == ["one"]


async def test_what_waits_for_a_channel_that_stays_out_is_let_go_in_the_end_after_a_restart(
    world: World,
) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.save(YAML.replace("  - id: 1\n", "  - id: 2\n"))
    world.clock.advance(KEPT_FOR)
    again = await start(world, bot.file)
    await again.deliver()
    counts = await world.store.counts()
    assert (again.posted(), counts.pending, counts.parked) == ([], 0, 0)


async def test_a_channel_that_no_longer_gets_a_feed_gets_nothing_that_still_waits_of_it(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.deliver()
    say(world, "two")
    world.clock.advance(timedelta(minutes=6))
    await bot.poll()
    await bot.save(YAML.replace("statements: [guild]", "statements: []"))
    await bot.deliver()
    assert len(bot.posted()) == 1
    await bot.save(YAML)  # it was a slip
    await bot.poll()
    await bot.deliver()
    assert [text.splitlines()[0] for text in bot.posted()] == ["one", "two"]


async def test_a_feed_with_a_new_id_posts_nothing_again(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.deliver()
    say(world, "two")
    world.clock.advance(timedelta(minutes=6))
    await bot.poll()  # waits in the outbox, and is let go with its feed
    await bot.save(YAML.replace("guild-news", "guild-site"))
    await bot.deliver()
    await bot.poll()
    await bot.deliver()
    assert [text.splitlines()[0] for text in bot.posted()] == ["one", "two"]


async def test_a_feed_with_a_new_id_that_dates_nothing_posts_nothing_again(world: World) -> None:
    bot = await start(world)
    for slug in ("one", "two"):
        say(world, slug)
        world.items = [replace(item, published_at=None) for item in world.items]
        world.serve()
        world.clock.advance(timedelta(minutes=6))
        await bot.poll()
        await bot.deliver()
    world.clock.advance(timedelta(days=30))
    await bot.save(YAML.replace("guild-news", "guild-site"))
    await bot.poll()
    await bot.deliver()
    assert [text.splitlines()[0] for text in bot.posted()] == ["one", "two"]


async def test_a_new_channel_gets_its_backfill_at_once(world: World) -> None:
    bot = await start(world)
    say(world, "one")
    await bot.poll()
    await bot.deliver()
    await bot.save(YAML.replace("review_channel", "  - {id: 2, statements: [guild]}\nreview_channel"))
    await bot.poll()
    await bot.deliver()
    assert [target for target, _, _ in world.poster.posts if target != REVIEW] == [UPDATES, "discord:2"]


async def test_a_strike_that_is_entered_as_over_is_counted_out_at_once(world: World) -> None:
    bot = await start(world)
    await bot.services.day_counter.enqueue_due()
    await bot.deliver()
    [day] = bot.posted()
    assert "Day 4" in day
    await bot.save(
        YAML.replace("first_day: 2026-01-02", 'first_day: 2026-01-02, ended_at: "2026-01-05T08:00"')
    )
    await bot.services.day_counter.enqueue_due()
    await bot.deliver()
    assert len(bot.posted()) == 2


# --- who is answered ----------------------------------------------------------------------------------


async def test_whoever_asks_is_answered_by_what_is_in_force(world: World) -> None:
    bot = await start(world)
    desks = build_desks(
        catalogue=bot.live,
        store=world.store,
        pages=world.pages,
        charts=None,  # type: ignore[arg-type]
        clock=world.clock,
        target_prefix="discord:",
    )
    bot.live.changed = desks.now.changed.set
    before = desks.now
    assert before.answers.unions() == (("guild", "Example Performers Guild"),)
    assert before.timelines.strikes() == (("tv", "TV strike"),)
    asked = before.timelines.first_asked("tv", next(iter(_spans())), _dark())
    await bot.save(
        YAML.replace("Performers Guild", "Players Guild").replace("tv", "stage") + "review_language: es\n"
    )
    now = desks.now
    assert now is not before
    assert now is desks.now
    assert now.answers.unions() == (("guild", "Example Players Guild"),)
    assert now.reviewer.review_channel == 9
    assert now.changed.is_set()
    assert now.spoken_at[REVIEW].code == "es"
    gone = await now.timelines.answer(asked, 1)
    assert gone.wanted is None


async def test_topics_that_change_are_looked_for_anew(world: World) -> None:
    topic = "    topics: {{talks: [{}]}}\n    feeds:"
    text = YAML.replace("    feeds:", topic.format("pickets"))
    bot = await start(world, Saved(text))
    timelines = Timelines(catalogue=bot.live, store=world.store, clock=world.clock, charts=None)  # type: ignore[arg-type]
    say(world, "one")
    await bot.poll()
    asked = timelines.first_asked(None, next(iter(_spans())), _dark())
    first = await timelines.answer(asked, 1)
    await bot.save(text.replace("pickets", "wages"))
    second = await timelines.answer(asked, 1)
    assert first.wanted is not None
    assert second.wanted is not None
    assert first.wanted.chart != second.wanted.chart


async def until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not is_so():  # noqa: ASYNC110 -- within a second, and nobody would set an event
            await asyncio.sleep(0)


def _spans() -> Sequence[Span]:
    return tuple(Span)


def _dark() -> Look:
    return Look.DARK
