"""`/latest topic:` and the latest words on the talks, in a simulated Discord."""

import discord
import simcord
from simcord.actors import MemberActor
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.core.model import Topic
from bot.discord_app.client import PicketwireClient
from bot.discord_app.topics import NO_SUCH_TOPIC
from tests.discord_app.desk import OWN, Desk
from tests.discord_app.samples import SampleAnswers
from tests.discord_app.shown import told


async def test_topics_are_offered_while_typing(
    member: MemberActor, channel: ChannelHandle, answers: SampleAnswers
) -> None:
    async def offered(typed: str) -> list[tuple[object, object]]:
        choices = await member.autocomplete(channel, "latest", "topic", typed)
        return [(choice["value"], choice["name"]) for choice in choices]

    assert await offered("") == [("talks", "Talks with the studios"), ("votes", "Votes")]
    assert await offered("STUDIOS") == [("talks", "Talks with the studios")]
    assert await offered("vot") == [("votes", "Votes")]
    assert await offered("weather") == []
    answers.known_topics = {f"t-{number}": f"Topic {number} " + "x" * 120 for number in range(40)}
    assert len(await offered("")) == 25
    answers.known_topics = {"x" * 101: "Too long to be chosen"}
    assert await offered("") == []


async def test_a_topic_is_asked_by_its_id_or_its_name(member: MemberActor, channel: ChannelHandle) -> None:
    for typed in ("talks", " Talks with the STUDIOS "):
        result = await member.slash(channel, "latest", topic=typed, union="ferry")
        simcord.assert_responded(result, component_text="latest ferry on talks", ephemeral=True)


async def test_an_unknown_topic_is_explained_to_the_asker_alone(
    member: MemberActor, channel: ChannelHandle
) -> None:
    result = await member.slash(channel, "latest", topic="weather", public=True)
    simcord.assert_responded(result, component_text=NO_SUCH_TOPIC, ephemeral=True)


async def test_why_knows_where_it_is_asked(
    member: MemberActor, channel: ChannelHandle, answers: SampleAnswers
) -> None:
    await member.slash(channel, "why", link="https://a.example/b")
    assert list(answers.asked_in) == [channel.id]


async def test_in_a_thread_it_is_asked_in_its_channel_too(
    simcord_bot: PicketwireClient, member: MemberActor, channel: ChannelHandle, answers: SampleAnswers
) -> None:
    around = simcord_bot.get_channel(channel.id)
    assert isinstance(around, discord.TextChannel)
    await around.create_thread(name="discussion", type=discord.ChannelType.public_thread)
    [thread] = channel.threads
    await member.slash(thread, "why", link="https://a.example/b")
    assert list(answers.asked_in) == [thread.id, channel.id]


async def test_in_a_direct_message_too(
    simcord_env: Env, channel: ChannelHandle, answers: SampleAnswers
) -> None:
    user = simcord_env.create_user("berta")
    simcord_env.guild.add_member(user)
    await user.slash("why", link="https://a.example/b")
    assert channel.id not in answers.asked_in


async def test_the_real_answers_stand_in_the_channel(
    desk: Desk, member: MemberActor, channel: ChannelHandle
) -> None:
    desk.topics = (Topic("talks", "Talks", ("bargaining",)),)
    await desk.restart()
    await desk.say("Back at the table", text="We met all day. Bargaining resumes on Monday at ten.")
    await desk.say("Picnic", text="Bring a cake to the river on Sunday, and bring the children.")
    latest = await member.slash(channel, "latest", topic="talks")
    told(latest, "The latest statements on “Talks”")
    told(latest, f"[Back at the table](<{OWN}/back-at-the-table>)")
    status = await member.slash(channel, "status")
    told(status, "> Bargaining resumes on Monday at ten.")
    told(status, "1 newer statement is known here, and it is not about the talks.")
