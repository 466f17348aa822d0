"""`/held` in a simulated Discord, with the real client, database and deliverer."""

from dataclasses import replace

import discord
import pytest

from bot.core.errors import StoreError
from bot.core.model import ReviewDecision
from bot.discord_app.reviewing import NOT_ALLOWED
from bot.discord_app.views import SORRY
from tests.discord_app.desk import NEAR, OWN, TEXT, Desk
from tests.discord_app.shown import custom_ids, told, words


async def hold(desk: Desk, number: int) -> None:
    for place in range(number):
        await desk.store_saying(f"Held {place + 1}", site=NEAR, text=TEXT)


async def test_pages_go_from_the_newest_to_the_oldest_and_decide(desk: Desk) -> None:
    await hold(desk, 7)
    ines = desk.admin("ines")
    page = await ines.slash(desk.posts, "held")
    told(page, "### Held for a person\n7 entries wait for a decision, the newest first.")
    told(page, "**Held 7**\nstagehands-news · Northern Stagehands Guild")
    told(page, "Rule: whether its host is only near the union's, `link-subdomain`")
    assert page.response is not None
    *shown, older = custom_ids(page.response.message)
    assert shown[:4] == ["pw:approve:7:1", "pw:reject:7:1", "pw:trust:7:1", "pw:receipt:7"]
    assert older == "pw:held:older:5"
    assert "https://" not in words(page.response.message).replace(f"Address: {NEAR}", "")  # text, not links
    told(await ines.click(page.response, custom_id="pw:approve:7:1"), "Approved: it goes out in a moment")
    await ines.click(page.response, custom_id=older)
    told(page, "6 entries wait")
    assert custom_ids(page.response.message)[-2:] == ["pw:held:newer:4", "pw:held:older:2"]
    await desk.restart()
    await ines.click(page.response, label="Older ▶")
    assert [one for one in custom_ids(page.response.message) if "approve" in one] == ["pw:approve:1:1"]
    await ines.click(page.response, label="◀ Newer")
    assert custom_ids(page.response.message)[0] == "pw:approve:4:1"
    await ines.click(page.response, label="◀ Newer")
    assert custom_ids(page.response.message)[0] == "pw:approve:6:1"
    assert custom_ids(page.response.message)[-1] == "pw:held:older:5"  # nothing newer waits
    await desk.deliver()
    assert len(desk.posts.history()) == 1


async def test_what_was_decided_meanwhile_is_not_shown_and_nothing_is_told_as_that(desk: Desk) -> None:
    ines = desk.admin("ines")
    told(await ines.slash(desk.posts, "held"), "Nothing waits for a decision.")
    await desk.store_saying("We are out", site=OWN, text=TEXT)
    await hold(desk, 4)
    page = await ines.slash(desk.posts, "held")
    assert page.response is not None
    await desk.reviewer.decide(2, ReviewDecision.REJECTED, by="cli:omar")
    await ines.click(page.response, label="Older ▶")  # there is none any more
    told(page, "3 entries wait")
    assert custom_ids(page.response.message)[0] == "pw:approve:5:1"
    desk.feed = replace(desk.feed, id="stagehands-blog")
    await desk.restart()
    told(await ines.slash(desk.posts, "held"), "stagehands-news · no longer in feeds.yaml")


async def test_who_may_review_may_list_and_nobody_else(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await hold(desk, 4)
    role = desk.env.guild.create_role("reviewers")
    desk.review_role = role.id
    await desk.restart()
    omar = desk.env.guild.add_member(desk.env.create_user("omar"), roles=[role])
    berta = desk.member("berta", discord.Permissions(manage_messages=True))
    [command] = [one for one in await desk.client.tree.fetch_commands() if one.name == "held"]
    desk.env.guild.set_command_permissions(command.id, {omar: True, berta: True})
    told(await berta.slash(desk.posts, "held"), NOT_ALLOWED)
    page = await omar.slash(desk.posts, "held")
    told(page, "4 entries wait")
    assert page.response is not None

    async def failing(**_: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(desk.client.desk.office.held, "page", failing)
    told(await omar.click(page.response, label="Older ▶"), SORRY)
    assert "the database is on strike" in caplog.text
    desk.env.backend.remove_member_role(desk.env.guild.id, omar.id, role.id)
    told(await omar.click(page.response, label="Older ▶"), NOT_ALLOWED)
