"""What becomes of a post whose answer was lost, of what is refused, and of what was missed."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostPermanent, PostTemporary, PostUnknown, StoreError
from bot.core.model import (
    AuditAction,
    AuditRecord,
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Message,
    MessageKind,
    Statement,
    StrikeEvent,
)
from bot.core.render import marks_of
from bot.ports import Store
from bot.services import deliverer as deliverer_module
from bot.services.catch_up import CATCH_UP
from bot.services.composer import Composer
from bot.services.deliverer import Deliverer
from bot.services.obsolete import Obsolete
from tests.services.conftest import NEWS, STRIKE, World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
REVIEW = "discord:9"
WINDOW = timedelta(minutes=3)
FORBIDDEN = PostPermanent("posting: needs Send Messages", is_mendable=True, problem="needs Send Messages")


@dataclass(slots=True)
class Unreliable(CapturePoster):
    """A channel with a memory; `fails` says what becomes of the next posts, and whether they are made."""

    nonce_window: timedelta = WINDOW
    can_find: bool = True
    knows_nonces: bool = True
    fails: list[tuple[Exception, bool]] = field(default_factory=list)
    refuses: dict[str, Exception] = field(default_factory=dict)
    looked: list[datetime] = field(default_factory=list)
    unreadable: Exception | None = None

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        if target in self.refuses:
            raise self.refuses[target]
        error, is_made = self.fails.pop(0) if self.fails else (None, True)
        made = await CapturePoster.post(self, target, message, nonce=nonce) if is_made else ""
        if error is not None:
            raise error
        return made

    async def honours_nonce(self, target: str) -> bool:
        return self.knows_nonces

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        self.looked.append(since)
        if self.unreadable is not None:
            raise self.unreadable
        for number, (posted_in, _, message) in enumerate(self.posts, start=1):
            if posted_in == target and any(nonce in mark for mark in marks_of(message)):
                return f"captured-{number}"
        return None


@pytest.fixture
def poster(world: World) -> Unreliable:
    world.catalogue = replace(world.catalogue, review_channel=9)
    world.poster = poster = Unreliable("discord:")
    return poster


async def say(world: World, title: str, text: str = TEXT) -> None:
    world.say(title.lower(), title, text)
    world.clock.advance(timedelta(minutes=1))
    await world.services.poller.poll_all()


async def deliver(world: World, after: timedelta = timedelta()) -> None:
    world.clock.advance(after)
    await world.services.deliverer.deliver_pending()


async def history(world: World, delivery_id: int = 1) -> list[str]:
    return [str(step.state) for step in await world.store.delivery_history(delivery_id)]


def titles(world: World, target: str = "discord:1") -> list[str]:
    return [plain(message).splitlines()[0] for place, _, message in world.poster.posts if place == target]


# --- unknown outcomes -----------------------------------------------------------------------------


async def test_what_was_posted_without_an_answer_is_found_and_not_posted_again(
    world: World, poster: Unreliable
) -> None:
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await say(world, "One")
    begun_at = world.clock.now()
    await deliver(world)
    await say(world, "Two")
    await deliver(world, WINDOW)
    assert titles(world) == ["One", "Two"]
    [since] = poster.looked
    assert since <= begun_at - timedelta(minutes=5)  # clocks differ
    assert await history(world) == ["sending", "failed", "sent"]
    [*_, last] = await world.store.delivery_history(1)
    assert last.reason == "found in the channel's history: message captured-1"
    world.edit("one", text=TEXT + " Bring a sign.")
    await world.cycle()
    assert {message_id for _, message_id, _ in poster.edits} == {"captured-1"}


async def test_what_was_not_posted_after_all_is_posted(world: World, poster: Unreliable) -> None:
    poster.fails = [(PostUnknown("no answer"), False)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, WINDOW)
    assert titles(world) == ["One"]
    assert await history(world) == ["sending", "failed", "sending", "sent"]


async def test_soon_afterwards_it_is_sent_again_under_the_same_nonce(
    world: World, poster: Unreliable
) -> None:
    poster.fails = [(PostUnknown("no answer"), False)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, timedelta(seconds=15))
    assert titles(world) == ["One"]
    assert poster.looked == []


async def test_later_than_that_it_is_left_until_it_must_have_appeared(
    world: World, poster: Unreliable
) -> None:
    poster.fails = [(PostUnknown("no answer"), False)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, WINDOW / 2)
    assert (titles(world), poster.looked) == ([], [])
    await deliver(world, WINDOW / 2)
    assert (titles(world), len(poster.looked)) == (["One"], 1)


async def test_where_no_nonce_is_known_it_is_always_looked_for(world: World, poster: Unreliable) -> None:
    poster.knows_nonces = False
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, timedelta(seconds=20))
    assert (titles(world), poster.looked) == (["One"], [])
    await deliver(world, WINDOW)
    assert (titles(world), len(poster.looked)) == (["One"], 1)


async def test_a_later_refusal_ends_no_doubt(world: World, poster: Unreliable) -> None:
    poster.fails = [(PostUnknown("the answer was lost"), True), (PostTemporary("limited", 9000.0), False)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, timedelta(seconds=20))
    await deliver(world, timedelta(hours=3))
    assert titles(world) == ["One"]
    assert len(poster.looked) == 1
    assert await history(world) == ["sending", "failed", "sending", "failed", "sent"]


async def test_a_fault_of_ours_after_the_answer_was_lost_leaves_doubt(
    world: World, poster: Unreliable
) -> None:
    poster.fails = [(KeyError("a fault of ours"), True)]
    await say(world, "One")
    await deliver(world)
    assert await history(world) == ["sending", "parked"]
    [alert] = titles(world, REVIEW)
    assert alert == "A channel needs you"
    await world.services.deliverer.resume_parked()
    await deliver(world, timedelta(hours=3))
    assert await history(world) == ["sending", "parked"]
    await world.services.deliverer.go_on()
    await deliver(world)
    assert await history(world) == ["sending", "parked", "sent"]
    assert titles(world) == ["One"]


async def test_what_fails_by_a_fault_of_ours_is_tried_at_each_start_and_told_once(
    world: World, poster: Unreliable
) -> None:
    poster.refuses = {"discord:1": ValueError("a fault of ours")}
    await say(world, "One")
    await deliver(world)
    poster.refuses = {}
    await say(world, "Two")
    await deliver(world)
    poster.refuses = {"discord:1": ValueError("a fault of ours")}
    await say(world, "Three")
    await deliver(world)
    for _ in range(2):
        world.clock.advance(timedelta(hours=1))
        await world.services.deliverer.go_on()
        await deliver(world)
    assert await history(world) == ["sending", "parked"] * 3
    poster.refuses = {}  # mended by a newer version
    world.clock.advance(timedelta(hours=1))
    await world.services.deliverer.go_on()
    await deliver(world)
    assert titles(world) == ["Two", "One", "Three"]
    assert titles(world, REVIEW) == ["A channel needs you"] * 2  # Two had gone through between them
    edits = [(place, message_id, plain(edited).splitlines()[0]) for place, message_id, edited in poster.edits]
    assert {place for place, _, _ in edits} == {REVIEW}
    assert len({message_id for _, message_id, _ in edits}) == len(edits) == 2
    assert {title for _, _, title in edits} == {"A channel is well again"}


async def test_without_the_channels_history_nothing_is_lost_or_doubled(
    world: World, poster: Unreliable
) -> None:
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await say(world, "One")
    await deliver(world)
    poster.unreadable = PostPermanent("x", is_mendable=True, problem="needs Read Message History")
    await say(world, "Two")
    await deliver(world, WINDOW)
    assert titles(world) == ["One"]
    assert (await world.store.counts()).parked == 1
    [alert] = [message for place, _, message in poster.posts if place == REVIEW]
    assert "needs Read Message History" in plain(alert)
    poster.unreadable = None
    await deliver(world, timedelta(hours=1))
    assert titles(world) == ["One", "Two"]


async def test_where_nothing_can_be_found_it_is_posted_again(world: World, poster: Unreliable) -> None:
    poster.can_find = False
    poster.fails = [(PostUnknown("no answer"), True)]
    await say(world, "One")
    await deliver(world)
    await deliver(world, WINDOW)
    assert titles(world) == ["One", "One"]


async def test_what_was_overtaken_is_looked_for_before_it_is_let_go(world: World, poster: Unreliable) -> None:
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await say(world, "One")
    await deliver(world)
    world.items = [replace(world.items[0], link="https://evil.example/one", text="Odd.")]
    world.serve()
    await world.services.poller.poll_all()
    await deliver(world, timedelta(seconds=20))
    assert await history(world) == ["sending", "failed", "failed"]
    await deliver(world, WINDOW)
    assert await history(world) == ["sending", "failed", "failed", "sent"]
    assert titles(world) == ["One"]


async def test_what_was_overtaken_and_never_posted_is_let_go(world: World, poster: Unreliable) -> None:
    poster.fails = [(PostUnknown("no answer"), False)]
    await say(world, "One")
    await deliver(world)
    world.items = [replace(world.items[0], link="https://evil.example/one", text="Odd.")]
    world.serve()
    await world.services.poller.poll_all()
    await deliver(world, WINDOW)
    assert await history(world) == ["sending", "failed", "obsolete"]
    assert titles(world) == []


async def test_what_was_overtaken_where_nothing_can_be_found_is_let_go_at_once(
    world: World, poster: Unreliable
) -> None:
    poster.can_find = False
    poster.fails = [(PostUnknown("no answer"), False)]
    await say(world, "One")
    await deliver(world)
    world.catalogue = replace(world.catalogue, feeds=(replace(NEWS, id="other"),))
    await deliver(world, timedelta(seconds=20))
    assert await history(world) == ["sending", "failed", "obsolete"]


# --- refusals -------------------------------------------------------------------------------------


async def test_admins_are_told_once_and_again_when_it_is_over(world: World, poster: Unreliable) -> None:
    poster.refuses["discord:1"] = FORBIDDEN
    for title in ("One", "Two"):
        await say(world, title)
        await deliver(world)
    for _ in range(5):
        await deliver(world, timedelta(hours=1))
    [alert] = [message for place, _, message in poster.posts if place == REVIEW]
    assert alert.kind is MessageKind.ALERT
    assert "needs Send Messages" in plain(alert)
    del poster.refuses["discord:1"]
    await deliver(world, timedelta(hours=1))
    assert titles(world) == ["One", "Two"]
    [(place, _, edited)] = poster.edits
    assert place == REVIEW
    assert "Resolved" in plain(edited)


async def test_a_refusal_in_the_review_channel_itself_is_only_logged(
    world: World, poster: Unreliable, caplog: pytest.LogCaptureFixture
) -> None:
    poster.refuses = {REVIEW: FORBIDDEN, "discord:1": FORBIDDEN}
    await say(world, "One")
    await deliver(world)
    await deliver(world, timedelta(hours=1))
    parked = [record.message for record in caplog.records if "is parked" in record.message]
    assert len(parked) == 2  # one for each channel
    assert (await world.store.counts()).pending == 0
    assert (await world.store.counts()).parked == 2


async def test_an_alert_that_is_over_before_it_could_be_posted_is_not_posted(
    world: World, poster: Unreliable
) -> None:
    poster.refuses = {REVIEW: PostTemporary("down", 60.0), "discord:1": FORBIDDEN}
    await say(world, "One")
    await deliver(world)
    poster.refuses = {REVIEW: PostTemporary("down", 3600.0)}
    await world.services.deliverer.resume_parked()
    await deliver(world)
    poster.refuses = {}
    await deliver(world, timedelta(hours=2))
    assert titles(world, REVIEW) == []
    assert (await world.store.counts()).pending == 0


async def test_an_alert_or_report_nobody_knows_is_let_go(world: World) -> None:
    composer = Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)
    at = world.clock.now()
    card = Delivery(1, DeliveryKind.ALERT, REVIEW, DeliveryState.PENDING, 0, "0" * 24, at, at, alert_id=7)
    assert await composer.compose(card) == Obsolete("there is no such alert")
    report = Delivery(1, DeliveryKind.FILE, REVIEW, DeliveryState.PENDING, 0, "0" * 24, at, at, number=7)
    assert await composer.compose(report) == Obsolete("there is no such report about feeds.yaml")


# --- lanes ----------------------------------------------------------------------------------------


async def test_the_eleventh_crosspost_waits_in_order_and_holds_up_nothing(
    world: World, poster: Unreliable
) -> None:
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(replace(first, publish=True),))
    limited = Limited("discord:", allowed=1)
    world.poster = limited
    for title in ("One", "Two", "Three"):
        await say(world, title)
        await deliver(world)
    assert (len(limited.posts), limited.published) == (3, [("discord:1", "captured-1")])
    limited.allowed = 3
    await deliver(world, timedelta(minutes=30))
    assert len(limited.published) == 1  # asked to wait an hour
    await deliver(world, timedelta(hours=1))
    assert [message_id for _, message_id in limited.published] == ["captured-1", "captured-2", "captured-3"]


@dataclass(slots=True)
class Stuck(CapturePoster):
    """Does not answer in one channel until `answers` is set."""

    asked: asyncio.Event = field(default_factory=asyncio.Event)
    answers: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        if target == "discord:1":
            self.asked.set()
            await self.answers.wait()
        return await CapturePoster.post(self, target, message, nonce=nonce)


def two_channels(world: World) -> None:
    world.catalogue = replace(
        world.catalogue, channels=(*world.catalogue.channels, Channel(2, frozenset({"guild-news"})))
    )


async def test_a_channel_that_does_not_answer_keeps_no_other_waiting(world: World) -> None:
    two_channels(world)
    world.poster = stuck = Stuck("discord:")
    await say(world, "One")
    deliverer = world.services.deliverer

    async def until_shown(*expected: str) -> None:
        async with asyncio.timeout(20):
            while titles(world, "discord:2") != list(expected):
                await deliverer.deliver_due(patience=timedelta(milliseconds=20))

    await until_shown("One")
    await say(world, "Two")
    await until_shown("One", "Two")
    assert titles(world) == []
    stuck.answers.set()
    await deliverer.finish()
    await deliverer.finish()  # nothing is in hand any more
    await deliverer.deliver_due()
    assert titles(world) == ["One", "Two"]


async def test_what_comes_up_while_a_channel_does_not_answer_is_posted_elsewhere(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliverer_module, "LOOK_AGAIN_SECONDS", 0.02)
    two_channels(world)
    world.poster = stuck = Stuck("discord:")
    await say(world, "One")
    delivering = asyncio.create_task(world.services.deliverer.deliver_pending())
    async with asyncio.timeout(20):
        while titles(world, "discord:2") != ["One", "Two"]:
            await asyncio.sleep(0.01)
            if titles(world, "discord:2") == ["One"] and len(world.items) == 1:
                await say(world, "Two")
    stuck.answers.set()
    assert len(await delivering) == 4


async def test_a_delivery_that_is_cut_off_is_in_doubt(world: World) -> None:
    world.poster = stuck = Stuck("discord:")
    await say(world, "One")
    delivering = asyncio.create_task(world.services.deliverer.deliver_pending())
    await stuck.asked.wait()
    delivering.cancel()
    with pytest.raises(asyncio.CancelledError):
        await delivering
    [post] = await world.store.due_deliveries("discord:", world.clock.now())
    assert post.attempted_at == world.clock.now()


class Locked:
    """A store whose outbox can't be read."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __getattr__(self, name: str) -> object:
        if name == "next_due_at":
            raise StoreError("the database is locked")
        return getattr(self._store, name)


async def test_an_outbox_that_cannot_be_read_is_told(world: World, poster: Unreliable) -> None:
    store = cast("Store", Locked(world.store))
    deliverer = Deliverer(
        catalogue=world.catalogue,
        store=store,
        poster=poster,
        composer=Composer(catalogue=world.catalogue, store=store, clock=world.clock),
        clock=world.clock,
        jitter=lambda: 0.0,
    )
    for _ in range(2):
        with pytest.raises(StoreError, match="locked"):
            await deliverer.deliver_pending()


@dataclass(slots=True)
class Limited(CapturePoster):
    """Publishes so many in all."""

    allowed: int = 0

    async def publish(self, target: str, message_id: str) -> None:
        if len(self.published) >= self.allowed:
            raise PostTemporary("limited", 3600.0)
        await CapturePoster.publish(self, target, message_id)


# --- what was missed ------------------------------------------------------------------------------


async def statements(world: World) -> Sequence[Statement]:
    found = await world.store.latest_statements(["guild-news"], 20)
    return [statement for statement in found if statement.title != "Before"]


async def withdraw(world: World, entry_id: int) -> None:
    audit = AuditRecord(world.clock.now(), "cli:ines", AuditAction.WITHDRAW, f"entry:{entry_id}", "wrong")
    assert await world.store.withdraw(entry_id, audit=audit)


async def miss(world: World, number: int) -> None:
    """Let the union say so much while the bot is down, and poll afterwards."""
    await say(world, "Before")  # the channel follows the feed already
    await deliver(world)
    world.poster.posts.clear()
    for one in range(1, number + 1):
        world.clock.advance(timedelta(minutes=5))
        world.say(f"s{one}", f"Statement {one}", f"This is statement number {one}. It is short.")
    world.clock.advance(timedelta(hours=6))
    await world.services.poller.poll_all()


async def test_much_that_was_missed_comes_as_one_digest_that_links_each(
    world: World, poster: Unreliable
) -> None:
    await miss(world, CATCH_UP + 1)
    world.clock.advance(timedelta(minutes=1))
    await say(world, "News")
    await deliver(world)
    digest, news = [message for place, _, message in poster.posts if place == "discord:1"]
    assert digest.kind is MessageKind.DIGEST
    lines = plain(digest).splitlines()[1:]
    assert [line.split(" (")[0] for line in lines] == [f"• Statement {n}" for n in range(1, CATCH_UP + 2)]
    assert all(f"https://www.guild.example/s{n})" in line for n, line in enumerate(lines, start=1))
    assert plain(news).startswith("News")
    assert (await world.store.counts()).pending == 0
    await deliver(world, timedelta(hours=1))
    assert len(poster.posts) == 2


async def test_a_little_that_was_missed_comes_one_by_one_with_its_own_times(
    world: World, poster: Unreliable
) -> None:
    await miss(world, CATCH_UP)
    await deliver(world)
    assert titles(world) == [f"Statement {n}" for n in range(1, CATCH_UP + 1)]
    assert "2026-01-05 18:06 UTC" in plain(poster.posts[0][2])


async def test_what_waits_behind_a_post_that_got_stuck_is_gathered_once_it_is_through(
    world: World, poster: Unreliable
) -> None:
    await say(world, "Before")
    poster.refuses["discord:1"] = PostTemporary("down", 60.0)
    await deliver(world)
    for one in range(1, CATCH_UP + 3):
        world.clock.advance(timedelta(minutes=5))
        world.say(f"s{one}", f"Statement {one}", f"This is statement number {one}. It is short.")
        await world.cycle()
    del poster.refuses["discord:1"]
    await deliver(world, timedelta(hours=3))
    assert titles(world) == ["Before", f"{CATCH_UP + 2} statements from while nothing could be posted here"]


async def test_a_digest_without_an_answer_is_found_too(world: World, poster: Unreliable) -> None:
    await miss(world, CATCH_UP + 1)
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await deliver(world)
    await deliver(world, WINDOW)
    assert len(titles(world)) == 1
    assert (await world.store.counts()).pending == 0


async def test_a_digest_is_crossposted_once(world: World, poster: Unreliable) -> None:
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(replace(first, publish=True),))
    await miss(world, CATCH_UP + 1)
    await deliver(world)
    await deliver(world, timedelta(hours=1))
    assert poster.published == [("discord:1", "captured-1")]


async def test_what_is_withdrawn_is_struck_in_its_digest(world: World, poster: Unreliable) -> None:
    await miss(world, CATCH_UP + 1)
    await deliver(world)
    [first, *_] = await statements(world)
    await withdraw(world, first.entry_id)
    await deliver(world)
    [(_, message_id, edited)] = poster.edits
    assert message_id == "captured-1"
    assert f"(withdrawn) {first.title} · Withdrawn" in plain(edited)
    assert len(plain(edited).splitlines()) == CATCH_UP + 2
    assert edited.buttons == poster.posts[0][2].buttons


async def test_what_is_no_longer_the_unions_word_is_not_in_the_digest(
    world: World, poster: Unreliable
) -> None:
    await miss(world, CATCH_UP + 2)
    services = world.services
    await services.deliverer._catch_up.now.gather()  # and then the process was killed
    first, *_ = await statements(world)
    await withdraw(world, first.entry_id)
    await deliver(world)
    [digest] = [message for _, _, message in poster.posts]
    assert first.title not in plain(digest)
    assert len(plain(digest).splitlines()) == CATCH_UP + 2
    assert (await world.store.counts()).pending == 0


async def test_a_digest_of_which_nothing_is_left_is_let_go(world: World, poster: Unreliable) -> None:
    await miss(world, CATCH_UP + 1)
    await world.services.deliverer._catch_up.now.gather()
    for statement in await statements(world):
        await withdraw(world, statement.entry_id)
    await deliver(world)
    assert poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_what_was_withdrawn_before_counts_for_no_digest(world: World, poster: Unreliable) -> None:
    await miss(world, CATCH_UP + 1)
    [first, *_] = await statements(world)
    await withdraw(world, first.entry_id)
    await deliver(world)
    assert len(poster.posts) == CATCH_UP


async def test_nothing_is_gathered_for_a_channel_that_was_removed(world: World, poster: Unreliable) -> None:
    await miss(world, CATCH_UP + 1)
    world.catalogue = replace(world.catalogue, channels=())
    await deliver(world)
    assert poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_nothing_is_gathered_while_posts_of_the_channel_are_being_made(
    world: World, poster: Unreliable
) -> None:
    await miss(world, CATCH_UP + 1)
    catch_up = world.services.deliverer._catch_up.now
    await catch_up.gather(busy=["discord:1 post"])
    due = await world.store.due_deliveries("discord:", world.clock.now())
    assert {one.kind for one in due} == {DeliveryKind.STATEMENT}


async def test_a_total_that_was_found_again_is_brought_up_to_date(world: World, poster: Unreliable) -> None:
    world.clock.at = datetime(2026, 1, 7, 18, tzinfo=UTC)
    world.catalogue = replace(
        world.catalogue, strikes=(replace(STRIKE, ended=StrikeEvent(world.clock.at - timedelta(hours=4))),)
    )
    poster.fails = [(PostUnknown("the answer was lost"), True)]
    await world.services.day_counter.enqueue_due()
    await deliver(world)
    world.catalogue = replace(
        world.catalogue, strikes=(replace(STRIKE, ended=StrikeEvent(world.clock.at - timedelta(days=1))),)
    )
    await world.services.day_counter.enqueue_due()
    await deliver(world, WINDOW)
    assert titles(world) == ["The TV strike is over"]
    [(target, message_id, message)] = poster.edits
    assert (target, message_id) == ("discord:1", "captured-1")
    assert "It lasted 4 days" in plain(message)


# --- every kind of post ---------------------------------------------------------------------------


async def test_every_kind_of_post_can_be_found_again(world: World, poster: Unreliable) -> None:
    world.catalogue = replace(
        world.catalogue, channels=(*world.catalogue.channels, Channel(2, frozenset({"guild-news"})))
    )
    await miss(world, CATCH_UP + 1)  # a digest
    poster.refuses["discord:2"] = FORBIDDEN  # an alert
    await world.services.day_counter.enqueue_due()
    odd = world.say("odd", "An odd one", TEXT)
    world.items = [replace(odd, link="https://es.guild.example/odd"), *world.items[1:]]  # a review card
    world.serve()
    await say(world, "One")
    await deliver(world)
    kinds = {message.kind for _, _, message in poster.posts}
    assert kinds == {
        MessageKind.STATEMENT,
        MessageKind.DAY,
        MessageKind.REVIEW,
        MessageKind.DIGEST,
        MessageKind.ALERT,
    }
    for _, nonce, message in poster.posts:
        assert any(nonce in mark for mark in marks_of(message))
    assert STRIKE.name in " ".join(titles(world))
