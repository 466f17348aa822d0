"""What follows when the union changes a posted statement: the edit, the reply, the answer, the limits."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.errors import PostTemporary, PostUnknown
from bot.core.model import (
    ActionButton,
    AuditAction,
    AuditRecord,
    Channel,
    Delivery,
    DeliveryKind,
    DeliveryState,
    Feed,
    Message,
    Review,
    ReviewDecision,
)
from bot.services.composer import Composer
from bot.services.obsolete import Obsolete
from tests.documents import rss
from tests.services.conftest import NEWS, World, plain

SEVEN = "We are on strike from today. Pickets begin at seven in the morning at every gate."
EIGHT = SEVEN.replace("seven", "eight")
NINE = SEVEN.replace("seven", "nine")
POLISHED = SEVEN.replace("at every gate", "at each gate")
TYPESET = SEVEN.replace("today.", "today!")
HOUR = timedelta(hours=1)


def replies(poster: CapturePoster) -> list[Message]:
    return [message for _, _, message in poster.posts if message.reply_to is not None]


def button(message: Message, label: str) -> str:
    return next(
        one.custom_id for one in message.buttons if isinstance(one, ActionButton) and one.label == label
    )


async def edited(world: World, text: str, *, after: timedelta = HOUR) -> None:
    world.clock.advance(after)
    world.edit("on-strike", text=text)
    await world.cycle()


@pytest.fixture
async def posted(world: World) -> World:
    world.say("on-strike", "On strike", SEVEN)
    await world.cycle()
    return world


async def test_a_material_change_gets_one_reply_to_the_post(posted: World) -> None:
    await edited(posted, EIGHT)
    await posted.cycle()
    [reply] = replies(posted.poster)
    assert reply.reply_to == "captured-1"
    assert "changed this statement: a number" in plain(reply)
    assert "[-seven-] {+eight+}" in plain(reply)
    assert [message_id for _, message_id, _ in posted.poster.edits] == ["captured-1"]


@pytest.mark.parametrize("text", [POLISHED, TYPESET])
async def test_polish_edits_the_post_quietly(posted: World, text: str) -> None:
    await edited(posted, text)
    assert replies(posted.poster) == []
    assert len(posted.poster.edits) == 1
    assert (await posted.store.counts()).pending == 0


async def test_each_change_is_told_once_and_against_what_was_told_before(posted: World) -> None:
    await edited(posted, EIGHT)
    await edited(posted, NINE)
    assert ["[-eight-] {+nine+}" in plain(reply) for reply in replies(posted.poster)] == [False, True]


async def test_a_change_before_the_post_is_made_needs_no_reply(world: World) -> None:
    world.say("on-strike", "On strike", SEVEN)
    await world.services.poller.poll_all()
    await edited(world, EIGHT)
    assert replies(world.poster) == []
    assert len(world.poster.posts) == 1


class Refusing(CapturePoster):
    """Refuses replies, or all posts, until told otherwise."""

    refused: type[PostTemporary] | None = PostTemporary
    refuses_all = False

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        if self.refused is not None and (self.refuses_all or message.reply_to is not None):
            raise self.refused("busy")
        return await super().post(target, message, nonce=nonce)


async def test_of_two_changes_before_the_reply_is_sent_the_last_is_told(world: World) -> None:
    poster = world.poster = Refusing("discord:")
    world.say("on-strike", "On strike", SEVEN)
    await world.cycle()
    await edited(world, EIGHT)
    await edited(world, NINE)
    poster.refused = None
    await world.services.deliverer.deliver_pending()
    world.clock.advance(HOUR)
    await world.services.deliverer.deliver_pending()
    [reply] = replies(poster)
    assert "[-seven-] {+nine+}" in plain(reply)


async def test_a_change_taken_back_before_the_reply_is_sent_is_not_told(world: World) -> None:
    poster = world.poster = Refusing("discord:")
    world.say("on-strike", "On strike", SEVEN)
    await world.cycle()
    await edited(world, EIGHT)
    poster.refused = None
    await edited(world, SEVEN, after=timedelta(seconds=1))
    world.clock.advance(HOUR)
    await world.services.deliverer.deliver_pending()
    assert replies(poster) == []
    assert (await world.store.counts()).pending == 0


async def test_a_reply_in_doubt_is_sent_again_as_it_was(world: World) -> None:
    poster = world.poster = Refusing("discord:")
    poster.refused = PostUnknown
    world.say("on-strike", "On strike", SEVEN)
    await world.cycle()
    await edited(world, EIGHT)
    await edited(world, NINE)
    poster.refused = None
    for _ in range(3):
        world.clock.advance(HOUR)
        await world.services.deliverer.deliver_pending()
    told = [plain(reply) for reply in replies(poster)]
    assert ["[-seven-] {+eight+}" in told[0], "[-eight-] {+nine+}" in told[1]] == [True, True]
    assert len(told) == 2


async def test_a_post_in_doubt_is_answered_once_it_is_there(world: World) -> None:
    poster = world.poster = Refusing("discord:")
    poster.refused, poster.refuses_all = PostUnknown, True
    world.say("on-strike", "On strike", SEVEN)
    await world.cycle()
    await edited(world, EIGHT, after=timedelta(seconds=1))
    assert poster.posts == []
    poster.refused = None
    world.clock.advance(HOUR)
    await world.services.deliverer.deliver_pending()
    [reply] = replies(poster)
    assert reply.reply_to == "captured-1"


async def test_a_flapping_text_edits_and_answers_only_so_often(posted: World) -> None:
    for _ in range(10):
        await edited(posted, EIGHT, after=timedelta(minutes=10))
        await edited(posted, SEVEN, after=timedelta(minutes=10))
    await edited(posted, NINE, after=timedelta(minutes=10))
    assert len(posted.poster.edits) == 6
    assert len(replies(posted.poster)) == 2
    receipt = plain(await posted.answers.receipt(posted.poster.posts[0][1]))
    assert "Its text changes more often than its posts can follow" in receipt
    posted.clock.advance(timedelta(days=1))
    await posted.services.deliverer.deliver_pending()
    assert "nine" in plain(posted.poster.edits[-1][2])
    assert len(posted.poster.edits) == 7
    assert "{+nine+}" in plain(replies(posted.poster)[-1])
    assert len(replies(posted.poster)) == 3
    assert (await posted.store.counts()).pending == 0
    assert "more often" not in plain(await posted.answers.receipt(posted.poster.posts[0][1]))


async def test_what_is_put_off_holds_up_no_other_edit(posted: World) -> None:
    for number in range(8):
        await edited(posted, f"{SEVEN} Day {number}.", after=timedelta(minutes=10))
    posted.say("other", "Another", "Another statement of the guild. It is short.")
    await posted.cycle()
    made = len(posted.poster.edits)
    posted.clock.advance(timedelta(minutes=10))
    posted.edit("other", text="Another statement of the guild. It is very short.")
    await posted.cycle()
    assert [target for target, _, _ in posted.poster.edits[made:]] == ["discord:1"]
    assert "Another" in plain(posted.poster.edits[-1][2])


async def test_an_approved_change_is_told_too(posted: World) -> None:
    posted.items = [replace(posted.items[0], link="https://es.guild.example/on-strike")]
    await edited(posted, EIGHT)
    assert replies(posted.poster) == []
    [held] = await posted.store.held_entries(10)
    now = posted.clock.now()
    await posted.store.decide(
        Review(held.entry_id, held.revision, ReviewDecision.APPROVED, "cli:admin", now),
        targets=["discord:1"],
        audit=AuditRecord(now, "cli:admin", AuditAction.APPROVE, f"entry:{held.entry_id}", "approved"),
    )
    await posted.services.deliverer.deliver_pending()
    assert ["{+eight+}" in plain(reply) for reply in replies(posted.poster)] == [True]


async def test_a_withdrawal_takes_the_words_out_of_replies_too(posted: World) -> None:
    await edited(posted, EIGHT)
    [entry_id] = [one.entry_id for one in await posted.store.latest_statements(["guild-news"], 5)]
    audit = AuditRecord(
        posted.clock.now(), "cli:admin", AuditAction.WITHDRAW, f"entry:{entry_id}", "withdrawn"
    )
    await posted.store.withdraw(entry_id, audit=audit)
    await posted.services.deliverer.deliver_pending()
    shown = {message_id: plain(message) for _, message_id, message in posted.poster.edits}
    assert set(shown) == {"captured-1", "captured-2"}
    for words in shown.values():
        assert "Withdrawn" in words
        assert "eight" not in words
    answer = await posted.answers.what_changed(posted.poster.posts[0][1])
    assert "eight" not in plain(answer)


async def test_a_withdrawn_reply_names_no_union_that_is_not_followed_any_more(posted: World) -> None:
    await edited(posted, EIGHT)
    composer = Composer(catalogue=replace(posted.catalogue, feeds=()), store=posted.store, clock=posted.clock)
    reply_edit = delivery(
        posted, kind=DeliveryKind.EDIT, edits=DeliveryKind.CORRECTION, entry_id=1, message_id="captured-2"
    )
    assert await composer.compose(reply_edit) == Obsolete("a reply stays as it was sent")
    audit = AuditRecord(posted.clock.now(), "cli:admin", AuditAction.WITHDRAW, "entry:1", "withdrawn")
    await posted.store.withdraw(1, audit=audit)
    message = await composer.compose(reply_edit)
    assert isinstance(message, Message)
    assert "the word of the union" in plain(message)


def delivery(world: World, **fields: object) -> Delivery:
    at = world.clock.now()
    made = Delivery(
        1,
        DeliveryKind.CORRECTION,
        "discord:1",
        DeliveryState.PENDING,
        0,
        "0123456789abcdef01234567",
        created_at=at,
        next_attempt_at=at,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


async def test_a_reply_about_what_its_post_does_not_show_is_let_go(posted: World) -> None:
    await edited(posted, EIGHT)
    composer = Composer(catalogue=posted.catalogue, store=posted.store, clock=posted.clock)
    early = delivery(posted, entry_id=1, number=2)
    assert isinstance(await composer.compose(early), Obsolete)
    unfollowed = Composer(
        catalogue=replace(posted.catalogue, feeds=()), store=posted.store, clock=posted.clock
    )
    assert await unfollowed.compose(replace(early, message_id="captured-1")) == Obsolete(
        "its post does not show these words"
    )


async def test_a_reply_about_words_that_members_know_is_let_go(posted: World) -> None:
    posted.edit("on-strike", text=EIGHT)
    await posted.services.poller.poll_all()
    due = await posted.store.due_deliveries("discord:", posted.clock.now())
    [reply] = [one for one in due if one.kind is DeliveryKind.CORRECTION]
    composer = Composer(catalogue=posted.catalogue, store=posted.store, clock=posted.clock)
    assert isinstance(await composer.compose(reply), Message)
    known = await composer.compose(replace(reply, number=1))
    assert known == Obsolete("members know these words already")


# --- What changed? ----------------------------------------------------------------------------------


async def test_what_changed_shows_the_last_change_in_words(posted: World) -> None:
    await edited(posted, EIGHT)
    await edited(posted, EIGHT.replace("today.", "today!"))
    _, _, card = posted.poster.edits[-1]
    nonce = button(card, "What changed?").removeprefix("pw:changed:")
    assert nonce == posted.poster.posts[0][1]
    answer = plain(await posted.answers.what_changed(nonce))
    assert "[-seven-] {+eight+}" in answer
    [reply] = replies(posted.poster)
    of_reply = button(reply, "What changed?").removeprefix("pw:changed:")
    assert plain(await posted.answers.what_changed(of_reply)) == answer


async def test_what_changed_says_that_the_words_are_the_same(posted: World) -> None:
    await edited(posted, TYPESET)
    answer = await posted.answers.what_changed(posted.poster.posts[0][1])
    assert "The words are the same" in plain(answer)


async def test_what_changed_has_nothing_to_compare_or_no_post(posted: World) -> None:
    answer = await posted.answers.what_changed(posted.poster.posts[0][1])
    assert "no earlier text" in plain(answer)
    assert "no record of this post" in plain(await posted.answers.what_changed("f" * 24))


async def test_what_changed_never_shows_words_that_are_held(posted: World) -> None:
    await edited(posted, EIGHT)
    posted.items = [replace(posted.items[0], link="https://elsewhere.example/on-strike")]
    await edited(posted, SEVEN.replace("seven", "ninety"))
    answer = plain(await posted.answers.what_changed(posted.poster.posts[0][1]))
    assert "{+eight+}" in answer
    assert "ninety" not in answer


# --- the same statement on two sources ------------------------------------------------------------------


BLOG = Feed("guild-blog", "https://www.guild.example/blog", "guild", NEWS.union_name, NEWS.hosts)
TEASER = "We are on strike from today. Pickets begin at seven in the morning…"


@pytest.fixture
async def on_two(world: World) -> World:
    """Follow two feeds of the union, of which the first carries only the beginning."""
    channel = Channel(1, frozenset({"guild-news", "guild-blog"}))
    world.catalogue = replace(world.catalogue, feeds=(NEWS, BLOG), channels=(channel,))
    item = world.say("on-strike", "On strike", TEASER)
    await world.cycle()
    world.site.put(BLOG.url, rss([replace(item, text=SEVEN)]))
    await world.cycle()
    assert len(world.poster.posts) == 1
    return world


async def test_a_change_of_the_text_that_a_post_shows_is_told_wherever_it_came_from(on_two: World) -> None:
    world = on_two
    world.clock.advance(HOUR)
    world.site.put(BLOG.url, rss([replace(world.items[0], text=EIGHT)]))
    await world.cycle()
    [reply] = replies(world.poster)
    assert reply.reply_to == "captured-1"
    assert "[-seven-] {+eight+}" in plain(reply)


async def test_a_change_of_a_text_that_no_post_shows_is_not_told(on_two: World) -> None:
    world = on_two
    world.clock.advance(HOUR)
    world.edit("on-strike", text=TEASER.replace("seven", "eight"))
    await world.cycle()
    assert replies(world.poster) == []
