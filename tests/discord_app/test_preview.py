"""`/preview` in a simulated Discord, with the real client and database."""

from collections.abc import Callable, Sequence
from typing import Any

import discord
import pytest

from bot.core.model import Entry, Feed, FeedState, FeedUpdate, ParsedFeed, PlannedEntry
from bot.core.plan import plan_update
from bot.discord_app.admins import NOT_AN_ADMIN
from tests.discord_app.desk import FEED, NEAR, OWN, TEXT, Desk
from tests.discord_app.shown import custom_ids, told, words


def below(result: Any) -> Sequence[str]:
    """Return what is shown below the answer, to nobody else."""
    assert all(one.ephemeral for one in result.followups)
    return [words(one.message) for one in result.followups]


async def test_a_stored_statement_is_shown_as_its_post_with_its_receipt(desk: Desk) -> None:
    await desk.say("We are out", site=OWN)
    await desk.store_saying("Perhaps ours", site=NEAR, text=TEXT)
    ines = desk.admin("ines")
    result = await ines.slash(desk.posts, "preview", link=f"{OWN}/we-are-out")
    told(result, f"It is stored, and below is what a post of it shows now.\n• <#{desk.posts.id}>: posted")
    told(result, "Straight from **Northern Stagehands Guild**")
    assert result.response is not None
    [receipt] = below(result)
    assert "**direct: the union's own words, from the union itself**" in receipt
    result = await ines.slash(desk.posts, "preview", link=f"{NEAR}/perhaps-ours")
    told(result, "It is stored, and nothing of it is posted")
    assert "held: nothing is posted" in below(result)[0]
    assert len(desk.posts.history()) == 1
    choices = await ines.autocomplete(desk.posts, "preview", "link", "we are")
    assert [choice["value"] for choice in choices] == [f"{OWN}/we-are-out"]


async def test_what_is_not_stored_is_looked_for_and_the_answer_completed(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    async def look(feed: Feed, is_wanted: Callable[[PlannedEntry], bool]) -> FeedUpdate | None:
        update = plan_update(
            ParsedFeed("News", OWN, (Entry("a", f"{OWN}/a", "We are out", TEXT, desk.clock.at),)),
            feed,
            (),
            state=FeedState(feed.id),
            routes={},
            targets={f"discord:{desk.posts.id}"},
            hops=(feed.url,),
            now=desk.clock.at,
        )
        return update if is_wanted(update.entries[0]) else None

    ines = desk.admin("ines")
    previews = desk.client.desk.office.previews
    result = await ines.slash(desk.posts, "preview", link=f"{OWN}/a")
    told(result, f"It is not stored. Asking now whether a feed lists it: {FEED.id}…")
    await previews.look_next(look)
    told(result, f"The next poll would post it as shown below: <#{desk.posts.id}>")
    told(result, "> We walked out at midnight.")
    assert result.response is not None
    assert custom_ids(result.response.message) == ["pw:receipt:0"]
    [how] = [one for one in buttons(result.response.message) if one.custom_id]
    assert how.disabled
    [receipt] = below(result)
    assert "direct: the union's own words" in receipt
    result = await ines.slash(desk.posts, "preview", link=f"{OWN}/b")
    await previews.look_next(look)
    told(result, f"It would not be posted: it is not listed now by {FEED.id}")
    assert below(result) == []
    assert desk.posts.history() == []
    assert (await desk.store.counts()).pending == 0
    result = await ines.slash(desk.posts, "preview", link=f"{OWN}/a")
    desk.env.inject_error("PATCH", "/webhooks/*", status=404, code=10008)
    await previews.look_next(look)
    assert "An admin could not be shown a preview (NotFound)" in caplog.text
    assert str(ines.id) not in caplog.text


def buttons(message: Any) -> list[Any]:
    return [
        one for card in message.components for row in card.children for one in getattr(row, "children", ())
    ]


async def test_nobody_else_may(desk: Desk) -> None:
    await desk.say("We are out", site=OWN)
    [command] = [one for one in await desk.client.tree.fetch_commands() if one.name == "preview"]
    berta = desk.member("berta", discord.Permissions(manage_messages=True))
    desk.env.guild.set_command_permissions(command.id, {berta: True})
    told(await berta.slash(desk.posts, "preview", link=f"{OWN}/we-are-out"), NOT_AN_ADMIN)
    assert await berta.autocomplete(desk.posts, "preview", "link", "we are") == []
