"""A statement that looks like news of a strike: the admins are asked, once, and nothing else happens."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.capture import CapturePoster
from bot.core.model import (
    Catalogue,
    Channel,
    Decision,
    Delivery,
    DeliveryKind,
    DeliveryReceipt,
    DeliveryState,
    Feed,
    MessageKind,
    StrikeEvent,
)
from bot.services.composer import Composer
from bot.services.obsolete import Obsolete
from tests.documents import rss
from tests.services.conftest import NEWS, STRIKE, World

ADMINS = 9
REVIEW = f"discord:{ADMINS}"
OVER = (
    "The Example Performers Guild ends its strike. The strike ends at midnight tonight. Members of the guild"
    " go back to work tomorrow morning, and the guild thanks every one of them."
)
SOCIAL_URL = "https://www.guild.example/second-feed"


@pytest.fixture
def asking(world: World) -> World:
    world.catalogue = replace(world.catalogue, review_channel=ADMINS)
    return world


def cards(world: World) -> list[str]:
    return [
        "\n".join(block.plain for block in message.blocks)
        for target, _, message in world.poster.posts
        if target == REVIEW and message.kind is MessageKind.REVIEW
    ]


async def open_route(world: World) -> None:
    await world.cycle()
    world.clock.advance(timedelta(minutes=10))


async def test_the_admins_are_asked_and_members_are_shown_the_statement_alone(asking: World) -> None:
    await open_route(asking)
    asking.say("over", "The strike is over", OVER)
    await asking.cycle()

    (card,) = cards(asking)
    assert card.startswith("Is the strike over?")
    assert "> The strike is over" in card
    assert 'ended_at: {at: 2026-01-05T10:10, evidence: "https://www.guild.example/over"}' in card
    assert len([target for target, _, _ in asking.poster.posts if target == "discord:1"]) == 1
    assert asking.catalogue.strikes == (STRIKE,)


async def test_a_strike_is_asked_about_by_the_name_it_has_in_the_file(asking: World) -> None:
    named = replace(STRIKE, name="TV/Theatrical strike")
    asking.catalogue = replace(asking.catalogue, strikes=(named,))
    await open_route(asking)
    asking.say("over", "A letter to members", OVER.replace("its strike", "the TV/Theatrical strike"))
    await asking.cycle()

    (card,) = cards(asking)
    assert card.startswith("Is the strike over?")
    assert "> The Example Performers Guild ends the TV/Theatrical strike." in card


async def test_it_is_asked_once_through_restarts_and_edits(asking: World) -> None:
    await open_route(asking)
    asking.say("over", "The strike is over", OVER)
    await asking.cycle()
    await asking.cycle()
    asking.clock.advance(timedelta(hours=2))
    asking.edit("over", text=OVER.replace("midnight", "11 p.m."))
    await asking.cycle()
    await asking.cycle()

    assert len(cards(asking)) == 1


async def test_an_edit_that_brings_the_news_is_asked_about(asking: World) -> None:
    await open_route(asking)
    asking.say("news", "A letter from the committee", "We met all day, and we will meet again tomorrow.")
    await asking.cycle()
    asking.clock.advance(timedelta(hours=1))
    asking.edit("news", text="We met all day. Tonight we reached a tentative agreement with the studios.")
    await asking.cycle()

    (card,) = cards(asking)
    assert card.startswith("Is there a tentative agreement?")


async def test_two_things_said_at_once_are_two_questions(asking: World) -> None:
    await open_route(asking)
    text = "We have reached a tentative agreement. As of midnight tonight our strike is suspended."
    asking.say("both", "News from the negotiating table", text)
    await asking.cycle()

    asked = [card.partition("\n")[0] for card in cards(asking)]
    assert sorted(asked) == ["Has the strike been suspended?", "Is there a tentative agreement?"]


async def test_old_statements_of_a_new_feed_raise_no_question(asking: World) -> None:
    asking.say("over", "The strike is over", OVER)
    asking.clock.advance(timedelta(hours=50))
    await asking.cycle()

    assert cards(asking) == []


async def test_what_an_admin_has_entered_meanwhile_is_not_asked(asking: World) -> None:
    await open_route(asking)
    asking.say("over", "The strike is over", OVER)
    await asking.services.poller.poll_all()
    ended = replace(STRIKE, ended=StrikeEvent(asking.clock.now()))
    asking.catalogue = replace(asking.catalogue, strikes=(ended,))
    await asking.services.deliverer.deliver_pending()

    assert cards(asking) == []
    assert (await asking.store.counts()).pending == 0


async def test_the_same_statement_on_two_sources_is_asked_about_once(asking: World) -> None:
    second = replace(NEWS, id="second-feed", url=SOCIAL_URL)
    asking.catalogue = replace(asking.catalogue, feeds=(NEWS, second))
    asking.site.put(SOCIAL_URL, rss([]))
    await open_route(asking)
    item = asking.say("over", "The strike is over", OVER)
    asking.site.put(SOCIAL_URL, rss([replace(item, guid="copy")]))
    await asking.cycle()
    asking.clock.advance(timedelta(hours=1))
    changed = replace(item, guid="copy", text=OVER.replace("midnight", "11 p.m."))
    asking.site.put(SOCIAL_URL, rss([changed]))
    await asking.cycle()

    assert len(cards(asking)) == 1


async def test_what_is_withdrawn_before_the_card_is_posted_is_not_asked(asking: World) -> None:
    delivery, composer = await waiting_question(asking)

    withdrawn = replace(asking.catalogue, feeds=())
    gone = await Composer(catalogue=withdrawn, store=asking.store, clock=asking.clock).compose(delivery)
    assert isinstance(gone, Obsolete)
    assert "no longer counted" in gone.reason
    asked = await composer.compose(delivery)
    assert not isinstance(asked, Obsolete)
    assert any("How do we know?" in button.label for button in asked.buttons)


async def waiting_question(world: World) -> tuple[Delivery, Composer]:
    await open_route(world)
    world.say("over", "The strike is over", OVER)
    await world.services.poller.poll_all()
    due = await world.store.due_deliveries("discord:", world.clock.now())
    (delivery,) = [one for one in due if one.kind is DeliveryKind.QUESTION]
    return delivery, Composer(catalogue=world.catalogue, store=world.store, clock=world.clock)


async def test_a_card_that_may_have_been_posted_is_not_posted_again(asking: World) -> None:
    delivery, _ = await waiting_question(asking)
    await asking.store.mark_sending(delivery.id, asking.clock.now())
    await asking.store.mark_delivered(DeliveryReceipt(delivery.id, "77", asking.clock.now()))
    await asking.cycle()

    assert cards(asking) == []
    history = await asking.store.delivery_history(delivery.id)
    assert history[-1].state is DeliveryState.SENT


async def test_without_a_review_channel_the_log_tells(world: World, caplog: pytest.LogCaptureFixture) -> None:
    await open_route(world)
    world.say("over", "The strike is over", OVER)
    with caplog.at_level(logging.WARNING, "bot.services.questions"):
        await world.cycle()
        await world.cycle()

    (line,) = [
        record.getMessage() for record in caplog.records if "may tell of a strike" in record.getMessage()
    ]
    assert "guild-news: https://www.guild.example/over" in line
    assert "(ended, tv)" in line
    assert "nothing was changed" in line
    assert cards(world) == []


async def test_a_new_strike_is_asked_about_where_the_file_has_none(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    channels = (Channel(1, frozenset({"guild-news"})),)
    names = {"guild": "Example Performers Guild"}
    world.catalogue = Catalogue((NEWS,), (), channels, review_channel=ADMINS, union_names=names)
    await open_route(world)
    world.say("called", "The national board has called a strike", "We are on strike as of midnight tonight.")
    await world.cycle()
    world.catalogue = replace(world.catalogue, review_channel=None)
    world.say("called-2", "We are on strike", "The national board has called a strike, and it begins now.")
    await world.cycle()

    (card,) = cards(world)
    assert card.startswith("Has a strike begun?")
    assert "first_day: 2026-01-05" in card
    assert "one that is not in the file" in caplog.text


async def test_in_a_terminal_the_question_is_printed_there(world: World) -> None:
    world.poster = CapturePoster("terminal")
    await open_route(world)
    world.say("over", "The strike is over", OVER)
    await world.cycle()

    kinds = [message.kind for _, _, message in world.poster.posts]
    assert kinds == [MessageKind.STATEMENT, MessageKind.REVIEW]


async def test_what_is_not_direct_raises_no_question(asking: World) -> None:
    press = Feed("press", NEWS.url, "guild", NEWS.union_name, NEWS.hosts, watched=True)
    asking.catalogue = replace(asking.catalogue, feeds=(press,))
    await asking.services.poller.poll_all()
    asking.say("over", "The strike is over", OVER)
    (report,) = await asking.services.poller.poll_all()

    assert report.entries[0].verdict.decision is not Decision.DIRECT
    assert report.entries[0].questions == ()
