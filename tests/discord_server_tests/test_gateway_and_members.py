"""The gateway with real discord.py: events, resumes, and members who use the bot."""

import asyncio
from collections.abc import AsyncIterator

import discord
import pytest
import yarl
from discord import app_commands
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.discord_server.client import PATIENCE, DiscordServer, Refused
from tests.discord_server.journal import Kind
from tests.discord_server.settings import FORUM, NEWS, REVIEW, UPDATES, ChannelKind, ChannelPlan, Settings
from tests.discord_server.world import OWNER
from tests.discord_server_tests.conftest import TOKEN, Api

GUILD = 1000
CARD = {
    "flags": 1 << 15,
    "components": [
        {"type": 10, "content": "### We are out"},
        {"type": 1, "components": [{"type": 2, "style": 2, "label": "How?", "custom_id": "how:1"}]},
    ],
}


class Correction(discord.ui.Modal, title="What is wrong?"):
    """A form."""

    words: discord.ui.TextInput["Correction"] = discord.ui.TextInput(label="Words", custom_id="words")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(f"Thank you: {self.words.value}", ephemeral=True)


class Desk(discord.Client):
    """A bot that answers in every way there is."""

    def __init__(self) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True),
            max_messages=None,
            guild_ready_timeout=0.1,
            enable_debug_events=True,
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="say", description="Says", callback=say))
        self.tree.add_command(app_commands.Command(name="later", description="Waits", callback=later))
        self.tree.add_command(app_commands.ContextMenu(name="Is this the union?", callback=check))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify anew at once; discord.py would wait five seconds."""

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        if interaction.type is discord.InteractionType.component:
            await interaction.response.send_modal(Correction())


async def say(interaction: discord.Interaction, words: str) -> None:
    await interaction.response.send_message(f"You said {words}", ephemeral=True)


async def later(interaction: discord.Interaction) -> None:
    await interaction.response.defer(ephemeral=True)
    await interaction.edit_original_response(content="Found it")
    await interaction.followup.send("And more", ephemeral=True)


async def check(interaction: discord.Interaction, message: discord.Message) -> None:
    await interaction.response.send_message(f"About “{message.content}”", ephemeral=True)


@pytest.fixture
async def desk(discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Desk]:
    monkeypatch.setattr(Route, "BASE", discord_server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord_server.gateway))
    client = Desk()
    await client.login(TOKEN)
    running = asyncio.create_task(client.connect())
    try:
        await asyncio.wait_for(client.wait_until_ready(), PATIENCE)
        yield client
    finally:
        await client.close()
        await asyncio.gather(running, return_exceptions=True)


async def test_ready_with_the_servers_and_their_channels(desk: Desk) -> None:
    guild = desk.get_guild(GUILD)
    assert guild is not None
    assert guild.name == "Northern Stagehands Guild"
    kinds = {channel.id: type(channel) for channel in guild.channels}
    text = discord.TextChannel
    assert kinds == {UPDATES: text, NEWS: text, FORUM: discord.ForumChannel, REVIEW: text}
    news, forum = guild.get_channel(NEWS), guild.get_channel(FORUM)
    assert isinstance(news, discord.TextChannel)
    assert news.is_news()
    assert isinstance(forum, discord.ForumChannel)
    assert [tag.name for tag in forum.available_tags] == ["stagehands", "ferry"]
    assert guild.me.guild_permissions.send_messages
    assert not guild.me.guild_permissions.administrator


async def test_events_reach_the_client(desk: Desk, discord_server: DiscordServer) -> None:
    made = asyncio.create_task(desk.wait_for("guild_channel_create", timeout=PATIENCE))
    await asyncio.sleep(0)
    await discord_server.add_channel(GUILD, ChannelPlan(2001, ChannelKind.VOICE, "picket line"))
    assert (await made).id == 2001
    changed = asyncio.create_task(desk.wait_for("guild_channel_update", timeout=PATIENCE))
    await asyncio.sleep(0)
    await discord_server.deny(UPDATES, "send_messages")
    _, after = await changed
    assert not after.permissions_for(after.guild.me).send_messages


async def test_messages_need_an_intent(desk: Desk, discord_server: DiscordServer) -> None:
    seen: list[str] = []
    desk.on_socket_event_type = seen.append  # type: ignore[attr-defined]
    await discord_server.say(UPDATES, "See you there")
    deleted = asyncio.create_task(desk.wait_for("guild_channel_delete", timeout=PATIENCE))
    await asyncio.sleep(0)
    await discord_server.delete_channel(REVIEW)
    await deleted
    assert "MESSAGE_CREATE" not in seen


async def test_a_session_is_resumed_with_what_it_missed(desk: Desk, discord_server: DiscordServer) -> None:
    made = asyncio.create_task(desk.wait_for("guild_channel_create", timeout=PATIENCE))
    await discord_server.close_gateway("resumable")
    await discord_server.add_channel(GUILD, ChannelPlan(2001))
    state = await discord_server.wait_gateway(resumed=1, connected=1)
    assert (await made).id == 2001
    assert state["sessions"] == {"connected": 1, "ready": 1, "resumed": 1}


async def test_a_session_forgotten_begins_anew(desk: Desk, discord_server: DiscordServer) -> None:
    await discord_server.close_gateway("fresh")
    await discord_server.add_channel(GUILD, ChannelPlan(2001))
    state = await discord_server.wait_gateway(ready=2, connected=1)
    assert state["sessions"]["resumed"] == 0
    # The client takes its events in order: with this one, it has the channel of the server's description.
    made = asyncio.create_task(desk.wait_for("guild_channel_create", timeout=PATIENCE))
    await asyncio.sleep(0)
    await discord_server.add_channel(GUILD, ChannelPlan(2002))
    await made
    assert desk.get_channel(2001) is not None


@pytest.mark.parametrize("fault", ["gateway-closed", "gateway-invalid"])
async def test_a_gateway_closed_by_a_fault_while_a_message_is_sent(
    fault: str, desk: Desk, discord_server: DiscordServer
) -> None:
    await discord_server.order(fault, times=1)
    await desk.get_partial_messageable(UPDATES).send("We are out.")
    begun = {"resumed": 1} if fault == "gateway-closed" else {"ready": 2}
    await discord_server.wait_gateway(connected=1, **begun)
    assert len(await discord_server.journal()) == 2  # the commands, and the message


async def test_a_gateway_that_refuses_the_token(
    discord_server: DiscordServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Route, "BASE", discord_server.api)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(discord_server.gateway))
    client = Desk()
    await client.login(TOKEN)
    running = asyncio.create_task(client.connect())
    await discord_server.wait_gateway(connected=1)
    await discord_server.close_gateway("refused")
    with pytest.raises(discord.ConnectionClosed) as closed:
        await running
    assert closed.value.code == 4004
    await client.close()


async def test_an_outage_is_over_when_its_time_has_passed(
    desk: Desk, api: Api, discord_server: DiscordServer
) -> None:
    await discord_server.outage(seconds=6 * 3600)
    await discord_server.wait_struck("503")
    assert (await api.send(UPDATES)).status == 503
    assert (await discord_server.state())["sessions"]["connected"] == 0
    await discord_server.advance(6 * 3600)
    await discord_server.wait_gateway(resumed=1, connected=1)
    assert (await api.send(UPDATES)).status == 200


async def test_a_wrong_token_ends_the_login(desk: Desk, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(token="another"))
    client = Desk()
    with pytest.raises(discord.LoginFailure):
        await client.login(TOKEN)
    await client.close()


async def test_the_commands_are_told(desk: Desk, discord_server: DiscordServer) -> None:
    (line,) = await discord_server.journal()
    assert (line["kind"], line["commands"]) == (Kind.COMMANDS, ["say", "later", "Is this the union?"])
    assert {command.name for command in await desk.tree.fetch_commands()} == set(line["commands"])


async def test_a_slash_command(desk: Desk, discord_server: DiscordServer) -> None:
    reply = await discord_server.interact(UPDATES, command="say", options={"words": "solidarity"})
    assert (reply.kind, reply.ephemeral) == ("message", True)
    assert reply.message is not None
    assert reply.message["content"] == "You said solidarity"
    line = (await discord_server.journal())[-1]
    assert (line["kind"], line["interaction"]) == (Kind.CALLBACK, reply.interaction)
    assert line["text"] == "You said solidarity"


async def test_an_answer_that_comes_in_parts(desk: Desk, discord_server: DiscordServer) -> None:
    reply = await discord_server.interact(UPDATES, user=OWNER, command="later")
    assert reply.message is not None
    assert reply.message["content"] == "Found it"
    *_, line = await discord_server.wait_for(Kind.FOLLOWUP, count=2)
    assert line["text"] == "And more"


async def test_a_menu_on_a_message(desk: Desk, discord_server: DiscordServer) -> None:
    message = await discord_server.say(UPDATES, "They gave in!")
    reply = await discord_server.interact(UPDATES, menu="Is this the union?", message=message)
    assert reply.message is not None
    assert reply.message["content"] == "About “They gave in!”"


async def test_a_button_opens_a_form(desk: Desk, api: Api, discord_server: DiscordServer) -> None:
    sent = await api("POST", f"/channels/{UPDATES}/messages", CARD)
    opened = await discord_server.interact(UPDATES, message=sent.body["id"], custom_id="how:1")
    assert opened.kind == "modal"
    assert opened.modal is not None
    assert opened.modal["title"] == "What is wrong?"
    reply = await discord_server.interact(UPDATES, modal=opened.interaction, values={"words": "the date"})
    assert reply.message is not None
    assert reply.message["content"] == "Thank you: the date"


async def test_what_no_member_could_do(desk: Desk, api: Api, discord_server: DiscordServer) -> None:
    sent = (await api("POST", f"/channels/{UPDATES}/messages", CARD)).body["id"]
    for impossible in (
        {"command": "shout"},
        {"command": "say"},
        {"command": "say", "options": {"words": 3}},
        {"menu": "Is that so?", "message": sent},
        {"message": sent, "custom_id": "how:2"},
        {"message": 1, "custom_id": "how:1"},
        {},
    ):
        with pytest.raises(Refused):
            await discord_server.interact(UPDATES, **impossible)
