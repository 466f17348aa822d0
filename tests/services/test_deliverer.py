"""Hops 7 and 8: what is posted, in which order, and what happens when the poster refuses."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostGone, PostPermanent, PostTemporary, StoreError
from bot.core.model import Channel, Delivery, DeliveryKind, DeliveryState, Message
from bot.services.composer import Composer
from bot.services.obsolete import Obsolete
from tests.documents import rss
from tests.services.conftest import NEWS, NEWS_URL, World, plain

TEXT = "We are on strike from today. Pickets begin at seven in the morning at every gate."
NONCE = "0123456789abcdef01234567"
EDITED = "We are on strike from today. Pickets begin at eight in the morning at every gate."


class Refusing(CapturePoster):
    """Refuses a target with an error until told otherwise; says how often it was asked."""

    def __init__(self, target: str, error: BaseException) -> None:
        super().__init__("discord:")
        self.refused = target
        self.error: BaseException | None = error
        self.asked: list[str] = []

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        self.asked.append(nonce)
        if self.error is not None and target == self.refused:
            raise self.error
        return await super().post(target, message, nonce=nonce)

    async def publish(self, target: str, message_id: str) -> None:
        if self.error is not None and target == self.refused:
            raise self.error
        await super().publish(target, message_id)


async def test_statements_are_posted_in_order_of_publication(world: World) -> None:
    for number in range(3):
        world.say(f"s{number}", f"Statement {number}", f"This is statement number {number}. It is short.")
        world.clock.advance(timedelta(minutes=1))
    await world.cycle()
    assert [text.splitlines()[0] for text in world.shown()] == ["Statement 0", "Statement 1", "Statement 2"]
    assert all("Straight from Example Performers Guild" in text for text in world.shown())


async def test_an_edited_statement_edits_its_post_in_place(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.cycle()
    world.edit("on-strike", text=EDITED)
    await world.cycle()
    [(target, message_id, message)] = world.poster.edits
    assert (target, message_id) == ("discord:1", "captured-1")
    assert "eight" in plain(message)
    # The edited card keeps the button of the post it edits, so that both answer with the same receipt.
    assert message.buttons[:-1] == world.poster.posts[0][2].buttons
    assert message.buttons[-1].label == "What changed?"


async def test_an_edit_before_the_post_is_made_needs_no_edit(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    world.edit("on-strike", text=EDITED)
    await world.cycle()
    assert ["eight" in text for text in world.shown()] == [True]
    assert [plain(message) for _, _, message in world.poster.edits if "seven" in plain(message)] == []


async def test_an_entry_whose_newest_revision_is_not_direct_is_not_posted(world: World) -> None:
    world.say("on-strike", "On strike", TEXT)
    await world.services.poller.poll_all()
    world.items = [replace(world.items[0], link="https://evil.example/on-strike", text=EDITED)]
    world.serve()
    await world.cycle()
    assert world.poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_a_temporary_refusal_is_tried_again_later_with_the_same_nonce(world: World) -> None:
    poster = world.poster = Refusing("discord:1", PostTemporary("busy", retry_after=120))
    world.say("one", "One", "This is the first statement. It is short.")
    world.clock.advance(timedelta(minutes=1))
    world.say("two", "Two", "This is the second statement. It is short.")
    await world.cycle()
    assert len(poster.asked) == 1  # the second waits for the first
    poster.error = None
    world.clock.advance(timedelta(seconds=119))
    await world.services.deliverer.deliver_pending()
    assert len(poster.asked) == 1
    world.clock.advance(timedelta(seconds=1))
    await world.services.deliverer.deliver_pending()
    assert [text.splitlines()[0] for text in world.shown()] == ["One", "Two"]
    assert poster.asked[0] == poster.asked[1]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PostTemporary("busy"), "busy"),
        (PostPermanent("Send Messages", is_mendable=True), "Send Messages"),
        (PostPermanent("too long"), "too long"),
        (ValueError("ours"), "failed unexpectedly (ValueError); see the log"),
        (PostGone("deleted"), None),
    ],
    ids=["temporary", "mendable", "permanent", "unexpected", "gone"],
)
async def test_what_could_not_be_posted_is_told(world: World, error: Exception, words: str | None) -> None:
    world.poster = Refusing("discord:1", error)
    world.say("one", "One", "This is the first statement. It is short.")
    services = world.services
    await services.poller.poll_all()
    done = await services.deliverer.deliver_due()
    assert done.made == []
    assert [(one.delivery.target, one.words) for one in done.failed] == (
        [("discord:1", words)] if words else []
    )
    assert (await services.deliverer.deliver_due()).failed == []


async def test_a_mended_refusal_lets_everything_through_in_order(world: World) -> None:
    poster = world.poster = Refusing("discord:1", PostPermanent("Send Messages", is_mendable=True))
    for title in ("One", "Two"):
        world.say(title.lower(), title, f"This is statement number {title}. It is short.")
        world.clock.advance(timedelta(minutes=1))
        await world.cycle()
    counts = await world.store.counts()
    assert (len(poster.asked), counts.pending, counts.parked) == (1, 1, 1)
    world.clock.advance(timedelta(minutes=5))
    await world.services.deliverer.deliver_pending()
    assert len(poster.asked) == 2  # asked again, refused again
    poster.error = None
    await world.services.deliverer.deliver_pending()
    assert world.shown() == []
    world.clock.advance(timedelta(hours=1))
    await world.services.deliverer.deliver_pending()
    assert [text.splitlines()[0] for text in world.shown()] == ["One", "Two"]


async def test_a_start_asks_again_at_once(world: World) -> None:
    poster = world.poster = Refusing("discord:1", PostPermanent("Send Messages", is_mendable=True))
    world.say("one", "One", "This is the first statement. It is short.")
    await world.cycle()
    poster.error = None
    await world.services.deliverer.resume_parked()
    await world.services.deliverer.deliver_pending()
    assert len(world.shown()) == 1


class Unpublishing(CapturePoster):
    """Takes posts, and refuses to publish them until told otherwise."""

    refuses = True

    async def publish(self, target: str, message_id: str) -> None:
        if self.refuses:
            raise PostPermanent("no announcement channel", is_mendable=True)
        await super().publish(target, message_id)


async def test_a_refused_crosspost_holds_up_no_news_and_comes_back(world: World) -> None:
    poster = world.poster = Unpublishing("discord:")
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(replace(first, publish=True),))
    for title in ("One", "Two"):
        world.say(title.lower(), title, f"This is statement number {title}. It is short.")
        await world.cycle()
        world.clock.advance(timedelta(minutes=1))
    assert len(world.shown()) == 2
    counts = await world.store.counts()
    assert (counts.pending, counts.parked) == (1, 1)  # the second waits behind the first
    poster.refuses = False
    world.clock.advance(timedelta(minutes=5))
    await world.services.deliverer.deliver_pending()
    assert len(poster.published) == 2


async def test_nothing_is_tried_before_the_poster_is_open(world: World) -> None:
    world.poster.is_open = False
    world.say("one", "One", "This is the first statement. It is short.")
    await world.cycle()
    assert (await world.store.counts()).pending == 1
    world.poster.is_open = True
    await world.services.deliverer.deliver_pending()
    assert len(world.shown()) == 1


async def test_one_channel_that_refuses_holds_up_no_other(world: World) -> None:
    poster = world.poster = Refusing("discord:1", PostPermanent("needs Send Messages"))
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(first, Channel(2, frozenset({"guild-news"}))))
    world.say("one", "One", "This is the first statement. It is short.")
    await world.cycle()
    assert [target for target, _, _ in poster.posts] == ["discord:2"]
    counts = await world.store.counts()
    assert (counts.pending, counts.parked) == (0, 1)


class Killed(BaseException):
    """Ends the process in the middle of things."""


async def test_a_crash_between_post_and_receipt_sends_again_with_the_same_nonce(world: World) -> None:
    poster = world.poster = Refusing("discord:1", Killed())
    world.say("one", "One", "This is the first statement. It is short.")
    with pytest.raises(Killed):
        await world.cycle()
    poster.error = None
    await world.services.deliverer.deliver_pending()
    assert len(poster.asked) == 2
    assert len(set(poster.asked)) == 1
    assert len(poster.posts) == 1


async def test_a_fault_of_ours_in_one_delivery_holds_up_none_behind_it(world: World) -> None:
    poster = world.poster = Refusing("discord:1", KeyError("a fault of ours"))
    world.say("one", "One", "This is the first statement. It is short.")
    await world.cycle()
    poster.error = None
    world.say("two", "Two", "This is the second statement. It is short.")
    await world.cycle()
    assert [text.splitlines()[0] for text in world.shown()] == ["Two"]
    assert (await world.store.counts()).parked == 1


async def test_a_database_that_fails_in_the_middle_is_not_hidden(world: World) -> None:
    world.poster = Refusing("discord:1", StoreError("the disk is full"))
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(first, Channel(2, frozenset({"guild-news"}))))
    world.say("one", "One", "This is the first statement. It is short.")
    with pytest.raises(StoreError, match="the disk is full"):
        await world.cycle()
    assert [target for target, _, _ in world.poster.posts] == ["discord:2"]  # it is not cut off
    assert (await world.store.counts()).parked == 0


async def test_a_removed_channel_or_feed_gets_nothing_more(world: World) -> None:
    world.say("one", "One", "This is the first statement. It is short.")
    await world.services.poller.poll_all()
    full = world.catalogue
    world.catalogue = replace(full, feeds=(replace(NEWS, id="other"),))
    assert await world.services.deliverer.deliver_pending() == []
    world.say("two", "Two", "This is the second statement. It is short.")
    world.catalogue = full
    await world.services.poller.poll_all()
    world.catalogue = replace(full, channels=())
    assert await world.services.deliverer.deliver_pending() == []
    assert world.poster.posts == []
    assert (await world.store.counts()).pending == 0


async def test_an_announcement_channel_is_published_after_its_post(world: World) -> None:
    poster = world.poster = Refusing("discord:1", PostTemporary("limited"))
    [first] = world.catalogue.channels
    world.catalogue = replace(world.catalogue, channels=(replace(first, publish=True),))
    poster.refused = "discord:none"
    world.say("one", "One", "This is the first statement. It is short.")
    await world.cycle()
    assert poster.published == [("discord:1", "captured-1")]
    world.edit("one", text="This is the first statement. It was edited.")
    await world.cycle()
    assert len(poster.edits) == 1
    assert len(poster.published) == 1


async def test_what_was_seen_but_too_old_is_not_posted(world: World) -> None:
    item = world.say("archive", "From the archive", TEXT)
    old = replace(item, published_at=world.clock.now() - timedelta(days=400))
    world.site.put(NEWS_URL, rss([old]))
    await world.cycle()
    assert world.poster.posts == []


async def test_a_delivery_of_nothing_is_let_go(world: World) -> None:
    composer = Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)
    at = world.clock.now()
    nothing = Delivery(
        1,
        DeliveryKind.STATEMENT,
        "discord:1",
        DeliveryState.PENDING,
        0,
        NONCE,
        created_at=at,
        next_attempt_at=at,
    )
    assert await composer.compose(nothing) == Obsolete("it belongs to no entry, no feed and no day")
    unknown = replace(nothing, kind=DeliveryKind.QUARANTINE, feed_id="nowhere")
    assert isinstance(await composer.compose(unknown), Obsolete)
    # Attempted before: it may stand in the channel, and is brought to its last state.
    attempted = await composer.compose(replace(unknown, attempts=1, attempted_at=at))
    assert isinstance(attempted, Message)
    assert "is over" in plain(attempted)


async def test_a_card_of_no_revision_is_of_the_newest(world: World) -> None:
    world.say("one", "One", "This is the first statement. It is short.")
    await world.services.poller.poll_all()
    composer = Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)
    [post] = await world.store.due_deliveries("discord:", world.clock.now())
    card = await composer.compose(replace(post, kind=DeliveryKind.REVIEW, attempted_at=post.created_at))
    assert isinstance(card, Message)
    assert "the rules now call it direct" in plain(card)
