"""Whatever is said, copied and edited in whichever order: each channel has what it carries, and once."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.model import Channel, Feed, KnownEntry, Statement, Topic, TopicChoice
from bot.core.topics import TopicFinder
from tests.documents import Item, rss
from tests.services.conftest import HOSTS, NEWS, World
from tests.site.server import Reply

TOPICS = (Topic("talks", "Talks", ("bargaining",)), Topic("votes", "Votes", ("ballot*",)))
FINDER = TopicFinder(TOPICS)
SOCIAL = Feed("guild-social", "https://www.guild.example/social", "guild", "Example Guild", HOSTS)
CHOICES = {
    "discord:1": TopicChoice(),
    "discord:2": TopicChoice(only=frozenset({"talks"})),
    "discord:3": TopicChoice(skip=frozenset({"votes"})),
    "discord:4": TopicChoice(frozenset({"talks", "votes"}), frozenset({"votes"})),
}
SENTENCES = ("", " Bargaining resumes.", " Ballots are out.", " Bargaining ends and ballots are out.")
THINGS = (
    *("river", "harbour", "orchard", "theatre", "bakery", "library", "meadow"),
    *("valley", "tower", "garden", "cinema", "museum", "bridge", "quarry"),
)
STEPS = 14


def words(number: int, sentence: str) -> str:
    """Return a statement that is no other's copy, with a sentence that may be on a topic."""
    one, two = THINGS[number], THINGS[number - 1]
    return (
        f"We ask every member of our union to come to the hall. We meet before the {one} with our painted "
        f"lanterns, and we sing our old {one} songs. Our stewards share our warm {two} bread, and your "
        f"committee promises you another {one} evening together.{sentence}"
    )


def ending(text: str, sentence: str) -> str:
    """Return a statement with another last sentence."""
    return text[: text.index("together.") + len("together.")] + sentence


async def act(world: World, draw: random.Random, social: list[Item], step: int) -> None:
    """Let the union say, copy or edit something."""
    sentence = draw.choice(SENTENCES)
    doing = draw.choice(["say", "say", "copy", "edit", "edit", "edit copy"]) if world.items else "say"
    if doing == "say":
        world.say(f"s-{step}", "", words(step, sentence))
    elif doing == "copy":
        said = draw.choice(world.items)
        text = ending(said.text, sentence)
        link = f"https://www.guild.example/social/{step}"
        social.insert(0, Item("", link, text, world.clock.now(), f"c-{step}"))
    else:
        items = world.items if doing == "edit" else social
        for place, item in list(enumerate(items))[: 1 if items else 0]:
            items[place] = replace(item, text=ending(item.text, sentence))
    world.serve()
    world.site.put(SOCIAL.url, rss(social))


def begin(world: World, step: int) -> None:
    """Let the feed give the beginning of a statement whose page can't be read yet."""
    text = words(step, "")
    world.say(f"t-{step}", "", text[: text.index(" another")] + "...")
    world.site.put(f"https://www.guild.example/t-{step}", Reply(status=503))


async def complete(world: World, draw: random.Random, social: list[Item], begun: list[int]) -> None:
    """Let the page of a statement that was begun be read, and perhaps a copy of the whole be published."""
    step, sentence = begun.pop(0), draw.choice(SENTENCES)
    text = words(step, sentence)
    body = f"<html><head><title>.</title></head><body><main><p>{text}</p></main></body></html>"
    world.site.put(f"https://www.guild.example/t-{step}", Reply(body.encode(), content_type="text/html"))
    world.clock.advance(timedelta(hours=1))
    await world.services.completer.complete_due()
    (stored,) = await world.store.known_entries(NEWS.id, [f"guid:t-{step}"])
    assert stored.completed
    if draw.random() < 0.5:
        link = f"https://www.guild.example/social/t{step}"
        social.insert(0, Item("", link, text, world.clock.now(), f"c-{step}"))
        world.site.put(SOCIAL.url, rss(social))


async def known(world: World) -> Mapping[int, tuple[KnownEntry, Statement]]:
    found = {}
    for feed in (NEWS, SOCIAL):
        keys = [f"guid:{letter}-{number}" for letter in "sct" for number in range(STEPS)]
        for one in await world.store.known_entries(feed.id, keys):
            found[one.id] = (one, await world.store.statement(one.id))
    return found


async def check(world: World) -> None:
    entries = await known(world)
    first = {entry_id: one.duplicate_of or entry_id for entry_id, (one, _) in entries.items()}
    posts: Counter[tuple[str, int]] = Counter()
    for target, nonce, message in world.poster.posts:
        if message.reply_to is None:
            posted = await world.store.statement_by_nonce(nonce)
            assert posted is not None
            posts[target, first[posted.entry_id]] += 1
    assert max(posts.values(), default=0) <= 1, "a statement stands twice in a channel"
    for entry_id, (_, statement) in entries.items():
        topics = FINDER.topics_of(statement.title, statement.text)
        for target, choice in CHOICES.items():
            if statement.is_unions_word and choice.admits(topics):
                assert posts[target, first[entry_id]] == 1, (target, statement.text)


async def follow(world: World) -> list[Item]:
    """Let the channels begin to follow both sources; return what the second one publishes."""
    feeds = frozenset({NEWS.id, SOCIAL.id})
    world.catalogue = replace(
        world.catalogue,
        feeds=(NEWS, SOCIAL),
        channels=tuple(
            Channel(int(target.removeprefix("discord:")), feeds, topics=choice)
            for target, choice in CHOICES.items()
        ),
        topics={"guild": TOPICS},
    )
    social: list[Item] = []
    world.say("s-0", "", words(0, ""))
    social.append(Item("", "https://www.guild.example/social/0", words(-1, ""), world.clock.now(), "c-0"))
    world.site.put(SOCIAL.url, rss(social))
    await world.cycle()
    return social


@pytest.mark.parametrize("seed", range(6))
async def test_each_channel_has_what_it_carries_and_once(world: World, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311 -- a story, no secret
    social = await follow(world)
    for step in range(1, STEPS):
        world.clock.advance(timedelta(minutes=7))
        await act(world, draw, social, step)
        await world.cycle()
        await check(world)
    entries = (await known(world)).values()
    assert all(statement.is_unions_word for _, statement in entries)


@pytest.mark.parametrize("seed", range(4))
async def test_pages_that_are_read_later_change_nothing_of_that(world: World, seed: int) -> None:
    draw, begun = random.Random(seed), list[int]()  # noqa: S311 -- a story, no secret
    social = await follow(world)
    for step in range(1, STEPS):
        world.clock.advance(timedelta(minutes=7))
        if begun and draw.random() < 0.6:
            await complete(world, draw, social, begun)
        else:
            begin(world, step)
            begun.append(step)
        await world.cycle()
        await check(world)
    assert len(begun) < STEPS / 2
