"""What real discord.py does with messages: sent, repeated, edited, found again, crossposted, in threads."""

import io

import discord
import pytest

from tests.discord_server.client import DiscordServer
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, NEWS, UPDATES, Settings
from tests.discord_server_tests.conftest import Api, NewBot

NONCE = "0123456789abcdef01234567"
FAST = Settings(time_scale=100)  # a bucket's five seconds are 50 ms, an hour is 36 s


def card(*texts: str, custom_id: str = f"pw:how:{NONCE}") -> discord.ui.LayoutView:
    view = discord.ui.LayoutView()
    buttons: discord.ui.ActionRow[discord.ui.LayoutView] = discord.ui.ActionRow(
        discord.ui.Button(label="Read it", url="https://www.stagehands.example/news"),
        discord.ui.Button(label="How do we know?", custom_id=custom_id),
    )
    view.add_item(discord.ui.Container(*map(discord.ui.TextDisplay, texts), buttons))
    return view


async def crosspost(bot: discord.Client, message: discord.Message) -> None:
    await bot.get_partial_messageable(NEWS).get_partial_message(message.id).publish()


async def test_a_card_is_in_the_journal_and_in_the_history(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    sent = await channel.send(view=card("### We are out", "> “We walked out.”"), nonce=NONCE)
    (line,) = await discord_server.journal()
    assert (line["seq"], line["kind"], line["channel"]) == (1, Kind.CREATE, UPDATES)
    assert (line["message"], line["nonce"]) == (sent.id, NONCE)
    assert line["custom_ids"] == [f"pw:how:{NONCE}"]
    assert line["text"] == "### We are out\n> “We walked out.”"
    assert line["links"] == ["https://www.stagehands.example/news"]
    (found,) = [message async for message in channel.history(limit=10)]
    assert (found.id, found.author.id) == (sent.id, bot.application_id)


async def test_a_nonce_makes_one_message_within_its_window(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    first = await channel.send("We are out.", nonce=NONCE)
    await discord_server.advance(170)
    again = await channel.send("We are out.", nonce=NONCE)
    assert again.id == first.id
    assert [line["kind"] for line in await discord_server.journal()] == [Kind.CREATE, Kind.REPEAT]
    assert len(await discord_server.messages(UPDATES)) == 1


async def test_after_its_window_a_nonce_makes_another(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    first = await channel.send("We are out.", nonce=NONCE)
    await discord_server.advance(190)
    assert (await channel.send("We are out.", nonce=NONCE)).id != first.id
    await discord_server.tune(nonce_window=1000)
    await discord_server.advance(900)
    await channel.send("We are out.", nonce=NONCE)
    kinds = [line["kind"] for line in await discord_server.journal()]
    assert kinds == [Kind.CREATE, Kind.CREATE, Kind.REPEAT]


async def test_a_nonce_belongs_to_a_channel_and_counts_only_when_enforced(
    api: Api, discord_server: DiscordServer
) -> None:
    for channel, enforced in ((UPDATES, True), (NEWS, True), (UPDATES, False)):
        await api.send(channel, nonce=NONCE, enforce_nonce=enforced)
    assert [line["kind"] for line in await discord_server.journal()] == [Kind.CREATE] * 3


async def test_an_edit_and_a_deletion(bot: discord.Client, discord_server: DiscordServer) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    sent = await channel.send(view=card("Day 3"))
    await sent.edit(view=card("Day 4"))
    (shown,) = await discord_server.messages(UPDATES)
    assert shown["components"][0]["components"][0]["content"] == "Day 4"
    assert shown["edited_timestamp"] is not None
    await sent.delete()
    lines = await discord_server.journal()
    assert [line["kind"] for line in lines] == [Kind.CREATE, Kind.EDIT, Kind.DELETE]
    assert {line["message"] for line in lines} == {sent.id}
    with pytest.raises(discord.NotFound) as refused:
        await channel.fetch_message(sent.id)
    assert refused.value.code == 10008


async def test_history_before_after_and_at_most(bot: discord.Client, discord_server: DiscordServer) -> None:
    await discord_server.tune(limits=False)
    channel = bot.get_partial_messageable(UPDATES)
    ids = [(await channel.send(f"Day {day}")).id for day in range(1, 6)]
    newest = [message.id async for message in channel.history(limit=2)]
    before = [message.id async for message in channel.history(before=discord.Object(ids[2]))]
    after = [message.id async for message in channel.history(after=discord.Object(ids[2]))]
    assert newest == [ids[4], ids[3]]
    assert before == [ids[1], ids[0]]
    assert after == [ids[3], ids[4]]  # discord.py turns these round


async def test_another_start_of_the_bot_finds_what_the_first_one_sent(new_bot: NewBot) -> None:
    first = await new_bot()
    sent = await first.get_partial_messageable(UPDATES).send("We are out.")
    await first.close()
    second = await new_bot()
    found = [message.id async for message in second.get_partial_messageable(UPDATES).history()]
    assert found == [sent.id]


async def test_a_history_is_bounded(bot: discord.Client, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(history=2))
    channel = bot.get_partial_messageable(UPDATES)
    ids = [(await channel.send(f"Day {day}")).id for day in range(3)]
    assert [int(message["id"]) for message in await discord_server.messages(UPDATES)] == ids[1:]
    assert len(await discord_server.journal()) == 3


async def test_a_reply_names_what_it_answers(bot: discord.Client, discord_server: DiscordServer) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    sent = await channel.send("Day 3")
    await channel.send("It was day 4", reference=sent.to_reference())
    assert (await discord_server.journal())[1]["replies_to"] == sent.id


async def test_a_crosspost_happens_once(bot: discord.Client, discord_server: DiscordServer) -> None:
    sent = await bot.get_partial_messageable(NEWS).send("We are out.")
    await crosspost(bot, sent)
    with pytest.raises(discord.HTTPException) as refused:
        await crosspost(bot, sent)
    assert refused.value.code == 40033
    (line,) = (line for line in await discord_server.journal() if line["kind"] == Kind.CROSSPOST)
    assert (line["channel"], line["message"]) == (NEWS, sent.id)
    elsewhere = await bot.get_partial_messageable(UPDATES).send("We are out.")
    with pytest.raises(discord.HTTPException) as refused:
        await elsewhere.publish()
    assert refused.value.code == 50024


async def test_ten_crossposts_an_hour(bot: discord.Client, discord_server: DiscordServer) -> None:
    await discord_server.reset(FAST)
    channel = bot.get_partial_messageable(NEWS)
    messages = [await channel.send(f"Day {day}") for day in range(11)]
    for message in messages[:10]:
        await crosspost(bot, message)
    with pytest.raises(discord.RateLimited) as limited:
        await crosspost(bot, messages[10])
    assert 30 < limited.value.retry_after <= 36
    await discord_server.advance(3600)
    await crosspost(bot, messages[10])
    kinds = [line["kind"] for line in await discord_server.journal()]
    assert kinds.count(Kind.CROSSPOST) == 11


async def test_a_forum_post_is_a_thread_and_its_first_message(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    forum = await bot.fetch_channel(FORUM)
    assert isinstance(forum, discord.ForumChannel)
    ferry = discord.utils.get(forum.available_tags, name="ferry")
    assert ferry is not None
    post = await forum.create_thread(name="We are out", view=card("### We are out"), applied_tags=[ferry])
    thread, first = await discord_server.journal()
    assert (thread["kind"], thread["parent"], thread["name"]) == (Kind.THREAD, FORUM, "We are out")
    assert thread["tags"] == [ferry.id]
    assert (first["kind"], first["channel"], first["parent"]) == (Kind.CREATE, post.thread.id, FORUM)
    assert first["message"] == post.message.id
    assert first["custom_ids"] == [f"pw:how:{NONCE}"]
    await post.thread.send("Day 2")
    assert (await discord_server.journal())[-1]["channel"] == post.thread.id


async def test_a_thread_begun_at_a_message(bot: discord.Client, discord_server: DiscordServer) -> None:
    channel = await bot.fetch_channel(UPDATES)
    assert isinstance(channel, discord.TextChannel)
    sent = await channel.send("We are out.")
    thread = await sent.create_thread(name="Answers")
    await thread.send("Pickets from six.")
    kinds = {line["kind"]: line for line in await discord_server.journal()}
    assert kinds[Kind.THREAD]["message"] == sent.id
    assert kinds[Kind.CREATE]["channel"] == thread.id


async def test_an_archived_thread_opens_for_a_message_and_not_for_an_edit(
    bot: discord.Client, discord_server: DiscordServer
) -> None:
    channel = await bot.fetch_channel(UPDATES)
    assert isinstance(channel, discord.TextChannel)
    thread = await channel.create_thread(name="Answers", type=discord.ChannelType.public_thread)
    sent = await thread.send("Pickets from six.")
    await discord_server.archive(thread.id)
    with pytest.raises(discord.HTTPException) as refused:
        await sent.edit(content="Pickets from seven.")
    assert refused.value.code == 50083
    await thread.send("Bring a coat.")
    await sent.edit(content="Pickets from seven.")
    await discord_server.archive(thread.id, locked=True)
    with pytest.raises(discord.HTTPException) as refused:
        await thread.send("Bring a hat.")
    assert refused.value.code == 50083


async def test_a_permission_taken_and_given_back(bot: discord.Client, discord_server: DiscordServer) -> None:
    channel = bot.get_partial_messageable(UPDATES)
    await discord_server.deny(UPDATES, "send_messages")
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("We are out.")
    assert refused.value.code == 50013
    await discord_server.deny(UPDATES, "view_channel")
    with pytest.raises(discord.Forbidden) as refused:
        await channel.send("We are out.")
    assert refused.value.code == 50001
    await discord_server.deny(UPDATES)
    await channel.send("We are out.")
    assert len(await discord_server.journal()) == 1


async def test_a_deleted_channel(bot: discord.Client, discord_server: DiscordServer) -> None:
    await discord_server.delete_channel(UPDATES)
    with pytest.raises(discord.NotFound) as refused:
        await bot.get_partial_messageable(UPDATES).send("We are out.")
    assert refused.value.code == 10003


async def test_a_file_comes_with_its_message(bot: discord.Client, discord_server: DiscordServer) -> None:
    picture = discord.File(io.BytesIO(b"a picture"), "picket.png")
    sent = await bot.get_partial_messageable(UPDATES).send("The line at noon", file=picture, nonce=NONCE)
    assert [attachment.filename for attachment in sent.attachments] == ["picket.png"]
    (line,) = await discord_server.journal()
    assert (line["text"], line["nonce"]) == ("The line at noon", NONCE)
