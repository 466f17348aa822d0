"""Channels that carry some topics only, from the feed to the post, and what is said on a topic."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.identity import link_key
from bot.core.model import Channel, Feed, ReviewDecision, Silence, Statement, Topic, TopicChoice, TopicLook
from bot.services.answers import Answers
from bot.services.reviewer import Reviewer
from bot.services.topic_answers import LOOKED_AT
from tests.documents import Item, rss
from tests.services.conftest import HOSTS, NEWS, World, plain
from tests.site.server import Reply

MINUTE = timedelta(minutes=1)
TOPICS = (Topic("talks", "Talks", ("bargaining", "negotiat*")), Topic("votes", "Votes", ("vote*",)))
ALL, TALKS, QUIET = "discord:1", "discord:2", "discord:3"
SOCIAL_URL = "https://www.guild.example/social"
SOCIAL = Feed("guild-social", SOCIAL_URL, "guild", "Example Performers Guild", HOSTS)
PICNIC = "Our picnic is on Sunday by the river. Bring the family and a cake for the long table."
BARGAINING = "We met the studios for nine hours. Bargaining resumes on Monday at ten in the morning."
VOTE = "Members vote on Friday in the union hall. Bring your card and come early, please."
LONG = (
    "The committee has walked away from the table. After nine hours the studios put the same residual "
    "formula in front of us that performers voted down in spring."
)


@pytest.fixture
def three(world: World) -> World:
    """Three channels that follow the news: one carries all, one the talks alone, one no votes."""
    feeds = frozenset({"guild-news", "guild-social"})
    world.catalogue = replace(
        world.catalogue,
        channels=(
            Channel(1, feeds),
            Channel(2, feeds, topics=TopicChoice(only=frozenset({"talks"}))),
            Channel(3, feeds, topics=TopicChoice(skip=frozenset({"votes"}))),
        ),
        topics={"guild": TOPICS},
    )
    return world


def posted(world: World, target: str) -> Sequence[str]:
    """Return the titles, or first words, of what was posted at a target."""
    return [message.blocks[0].plain for to, _, message in world.poster.posts if to == target]


async def follow(world: World) -> None:
    """Let the channels begin to follow, so that what is said from now on is news."""
    world.say("before", "Before", "Bargaining. This was said before the channels followed it.")
    await world.cycle()
    world.poster.posts.clear()
    world.clock.advance(MINUTE)


async def say(world: World, slug: str, title: str, text: str) -> None:
    world.say(slug, title, text)
    world.clock.advance(MINUTE)
    await world.cycle()


async def entry(world: World, slug: str) -> Statement:
    (found,) = await world.store.statements_by_link(link_key(f"https://www.guild.example/{slug}"))
    return found


# --- what is posted where ----------------------------------------------------------------------------


async def test_each_channel_gets_what_it_carries(three: World) -> None:
    await follow(three)
    await say(three, "picnic", "Picnic", PICNIC)
    await say(three, "monday", "Monday", BARGAINING)
    await say(three, "friday", "Friday", VOTE)
    await three.cycle()
    assert posted(three, ALL) == ["Picnic", "Monday", "Friday"]
    assert posted(three, TALKS) == ["Monday"]
    assert posted(three, QUIET) == ["Picnic", "Monday"]


async def test_what_nobody_carries_is_kept_with_its_reason(three: World) -> None:
    three.catalogue = replace(three.catalogue, channels=three.catalogue.channels[1:])
    await follow(three)
    await say(three, "friday", "Friday", VOTE)
    await three.cycle()
    assert three.poster.posts == []
    assert (await entry(three, "friday")).silence is Silence.TOPIC
    receipt = plain(await three.answers.why("https://www.guild.example/friday"))
    assert "no channel that follows its feed carried what it was about when it came" in receipt
    assert "Topics, by its words: Votes" in receipt


async def test_why_says_it_for_the_channel_where_it_is_asked(three: World) -> None:
    await follow(three)
    await say(three, "friday", "Friday", VOTE)
    url = "https://www.guild.example/friday"
    in_talks = plain(await three.answers.why(url, channel_ids=[77, 2]))
    in_quiet = plain(await three.answers.why(url, channel_ids=[3]))
    assert "Not posted in this channel, which carries only these topics: Talks." in in_talks
    assert "Not posted in this channel, which leaves out this topic: Votes." in in_quiet
    assert "Not posted" not in plain(await three.answers.why(url, channel_ids=[1]))
    assert "Not posted" not in plain(await three.answers.why(url))
    before = plain(await three.answers.why("https://www.guild.example/before", channel_ids=[2]))
    assert "Not posted" not in before


async def test_a_receipt_of_a_feed_that_is_gone_names_no_topics(three: World) -> None:
    await follow(three)
    three.catalogue = replace(three.catalogue, feeds=())
    receipt = plain(await three.answers.why("https://www.guild.example/before", channel_ids=[2]))
    assert "Topics, by" not in receipt


async def test_the_backfill_is_of_what_the_channel_carries(three: World) -> None:
    three.catalogue = replace(three.catalogue, feeds=(replace(NEWS, backfill=1),))
    for slug, text in [("one", BARGAINING), ("two", PICNIC), ("three", VOTE)]:
        three.say(slug, slug, text)
        three.clock.advance(MINUTE)
    await three.cycle()
    assert posted(three, ALL) == ["three"]
    assert posted(three, TALKS) == ["one"]
    assert posted(three, QUIET) == ["two"]


async def test_an_edit_that_brings_it_into_the_topics_is_posted_once(three: World) -> None:
    await follow(three)
    await say(three, "picnic", "Picnic", PICNIC)
    for text in (f"{PICNIC} Bargaining resumes.", f"{PICNIC} Bargaining resumes now."):
        three.clock.advance(MINUTE)
        three.edit("picnic", text=text)
        await three.cycle()
    assert posted(three, TALKS) == ["Picnic"]
    assert posted(three, ALL) == ["Picnic"]
    assert len([to for to, _, _ in three.poster.edits if to == TALKS]) == 1


async def test_an_edit_that_brings_the_backfill_into_the_topics_is_posted(three: World) -> None:
    """Seen with the poll that opened the route, it was not missed: its words have changed."""
    three.say("picnic", "Picnic", PICNIC)
    await three.cycle()
    assert posted(three, TALKS) == []
    three.clock.advance(MINUTE)
    three.edit("picnic", text=f"{PICNIC} Bargaining resumes.")
    await three.cycle()
    assert posted(three, TALKS) == ["Picnic"]


async def test_an_edit_that_takes_it_out_of_the_topics_leaves_its_post_and_edits_it(three: World) -> None:
    await follow(three)
    await say(three, "monday", "Monday", BARGAINING)
    three.clock.advance(MINUTE)
    three.edit("monday", text=PICNIC)
    await three.cycle()
    assert posted(three, TALKS).count("Monday") == 1
    assert [to for to, _, _ in three.poster.edits if to == TALKS] == [TALKS]


async def test_an_old_one_that_comes_in_is_no_news(three: World) -> None:
    await follow(three)
    await say(three, "picnic", "Picnic", PICNIC)
    three.clock.advance(timedelta(hours=50))
    three.edit("picnic", text=f"{PICNIC} Bargaining resumes.")
    await three.cycle()
    assert posted(three, TALKS) == []


async def test_other_words_in_the_configuration_count_for_what_is_news_still(three: World) -> None:
    await follow(three)
    await say(three, "picnic", "Picnic", PICNIC)
    three.catalogue = replace(three.catalogue, topics={"guild": (Topic("talks", "Talks", ("picnic",)),)})
    three.clock.advance(MINUTE)
    await three.cycle()
    await three.cycle()
    assert posted(three, TALKS) == ["Picnic"]


async def test_a_teaser_is_judged_by_what_its_page_says(three: World) -> None:
    await follow(three)
    whole = f"{PICNIC} {'Bring your friends and their friends too. ' * 6} Members vote. {'Yes. ' * 90} Vote!"
    body = f"<html><head><title>Picnic</title></head><body><main><p>{whole}</p></main></body></html>"
    three.site.put("https://www.guild.example/picnic", Reply(body.encode(), content_type="text/html"))
    await say(three, "picnic", "Picnic", f"{PICNIC}...")
    assert "vote" in (await entry(three, "picnic")).text
    assert posted(three, ALL) == ["Picnic"]
    assert posted(three, QUIET) == []
    # The feed goes on to give the beginning alone, in which there is no vote.
    await say(three, "other", "Other", "Another thing that is said here, for the feed to change its body.")
    assert posted(three, QUIET) == ["Other"]


def put_page(world: World, text: str) -> None:
    body = f"<html><head><title>Picnic</title></head><body><main><p>{text}</p></main></body></html>"
    world.site.put("https://www.guild.example/picnic", Reply(body.encode(), content_type="text/html"))


async def read_later(world: World, text: str) -> None:
    """Let a teaser's page come to be read ten minutes after the feed was."""
    world.site.put("https://www.guild.example/picnic", Reply(status=503))
    await say(world, "picnic", "Picnic", f"{PICNIC}...")
    assert posted(world, TALKS) == []
    put_page(world, text)
    world.clock.advance(10 * MINUTE)
    await world.services.completer.complete_due()
    assert (await entry(world, "picnic")).text == text


async def test_a_page_that_is_read_later_brings_its_statement_into_the_topics(three: World) -> None:
    await follow(three)
    await read_later(three, f"{PICNIC} {BARGAINING}")
    for _ in range(3):
        three.clock.advance(MINUTE)
        await three.cycle()
    assert posted(three, ALL) == posted(three, TALKS) == posted(three, QUIET) == ["Picnic"]
    assert [seen.status for seen in three.site.requests if seen.url == NEWS.url][-3:] == [200, 304, 304]


async def test_a_poll_under_way_while_a_page_is_read_does_not_hide_it(three: World) -> None:
    await follow(three)
    three.site.put("https://www.guild.example/picnic", Reply(status=503))
    await say(three, "picnic", "Picnic", f"{PICNIC}...")
    under_way = (await three.store.feed_states())["guild-news"]
    put_page(three, f"{PICNIC} {BARGAINING}")
    three.clock.advance(10 * MINUTE)
    await three.services.completer.complete_due()
    await three.store.save_feed_states([under_way])  # “not modified”, asked before
    await three.cycle()
    assert posted(three, TALKS) == ["Picnic"]


# --- the same statement on two sources ---------------------------------------------------------------


def publish(world: World, *items: Item) -> None:
    world.site.put(SOCIAL_URL, rss(items))


def copy_of(world: World, text: str) -> Item:
    link = "https://www.guild.example/social/1"
    return Item("", link, text, published_at=world.clock.now(), guid="social-1")


async def test_a_copy_that_is_on_the_topic_goes_where_the_first_one_was_not(three: World) -> None:
    three.catalogue = replace(three.catalogue, feeds=(NEWS, SOCIAL))
    publish(
        three, Item("", "https://www.guild.example/social/0", "Good morning, everybody.", three.clock.now())
    )
    await follow(three)
    await say(three, "walked-away", "", LONG)
    assert posted(three, TALKS) == []
    publish(three, copy_of(three, f"{LONG} Bargaining ends here."))
    for _ in range(2):
        three.clock.advance(MINUTE)
        await three.cycle()
    assert len(posted(three, TALKS)) == len(posted(three, ALL)) == 1
    # The first one comes in by an edit: the statement stands there already.
    three.edit("walked-away", text=f"{LONG} Bargaining ends.")
    three.clock.advance(MINUTE)
    await three.cycle()
    assert len(posted(three, TALKS)) == len(posted(three, ALL)) == 1


async def test_where_no_channel_chooses_a_copy_is_posted_nowhere(three: World) -> None:
    everywhere = tuple(replace(channel, topics=None) for channel in three.catalogue.channels)
    three.catalogue = replace(three.catalogue, feeds=(NEWS, SOCIAL), channels=everywhere)
    publish(three)
    await follow(three)
    await say(three, "walked-away", "", LONG)
    publish(three, copy_of(three, f"{LONG} Bargaining ends here."))
    three.clock.advance(MINUTE)
    await three.cycle()
    assert [len(posted(three, target)) for target in (ALL, TALKS, QUIET)] == [1, 1, 1]
    (copied,) = await three.store.known_entries(SOCIAL.id, ["guid:social-1"])
    assert copied.duplicate_of is not None


async def test_a_copy_is_not_posted_where_the_first_one_was_before_an_edit_took_it_out(three: World) -> None:
    three.catalogue = replace(three.catalogue, feeds=(NEWS, SOCIAL))
    publish(
        three, Item("", "https://www.guild.example/social/0", "Good morning, everybody.", three.clock.now())
    )
    await follow(three)
    await say(three, "walked-away", "", f"{LONG} Bargaining ends here.")
    three.edit("walked-away", text=LONG)
    three.clock.advance(MINUTE)
    await three.cycle()
    publish(three, copy_of(three, f"{LONG} Bargaining ends here."))
    three.clock.advance(MINUTE)
    await three.cycle()
    assert len(posted(three, TALKS)) == len(posted(three, ALL)) == 1


@pytest.mark.parametrize("silent", [NEWS.url, SOCIAL_URL])
async def test_a_copy_goes_where_the_first_one_would_be_posted_and_is_not_yet(
    three: World, silent: str
) -> None:
    three.catalogue = replace(three.catalogue, feeds=(NEWS, SOCIAL))
    before = Item("", "https://www.guild.example/social/0", "Good morning, everybody.", three.clock.now())
    publish(three, before)
    await follow(three)
    await read_later(three, f"{PICNIC} {BARGAINING}")
    publish(three, copy_of(three, f"{PICNIC} {BARGAINING}"), before)
    three.site.put(silent, Reply(status=503))
    three.clock.advance(MINUTE)
    await three.cycle()
    assert len(posted(three, ALL)) == len(posted(three, TALKS)) == len(posted(three, QUIET)) == 1
    publish(three, copy_of(three, f"{PICNIC} {BARGAINING}"), before)
    three.serve()
    for _ in range(2):
        three.clock.advance(MINUTE)
        await three.cycle()
    assert len(posted(three, ALL)) == len(posted(three, TALKS)) == len(posted(three, QUIET)) == 1


# --- what a person decides ----------------------------------------------------------------------------


def reviewer(world: World, prefix: str = "discord:") -> Reviewer:
    return Reviewer(catalogue=world.catalogue, store=world.store, clock=world.clock, target_prefix=prefix)


@pytest.mark.parametrize("prefix", ["discord:", "terminal"])
async def test_an_approved_one_goes_where_its_topics_are_carried(three: World, prefix: str) -> None:
    await follow(three)
    item = three.say("odd", "Odd", VOTE)
    three.items[0] = replace(item, link="https://es.guild.example/odd")
    three.serve()
    await three.cycle()
    (held,) = await reviewer(three).held()
    await reviewer(three, prefix).decide(held.entry_id, ReviewDecision.APPROVED, by="discord:1")
    await three.services.deliverer.deliver_pending()
    assert (len(posted(three, ALL)), posted(three, TALKS), posted(three, QUIET)) == (1, [], [])


async def hold_odd(world: World, text: str) -> Statement:
    item = world.say("odd", "Odd", text)
    world.items[0] = replace(item, link="https://es.guild.example/odd")
    world.serve()
    world.clock.advance(MINUTE)
    await world.cycle()
    (held,) = await reviewer(world).held()
    return held


@pytest.mark.parametrize("prefix", ["discord:", "terminal"])
async def test_an_approval_that_goes_nowhere_says_so(three: World, prefix: str) -> None:
    three.catalogue = replace(three.catalogue, channels=three.catalogue.channels[1:2])
    await follow(three)
    held = await hold_odd(three, PICNIC)
    desk = reviewer(three, prefix)
    ruling = await desk.decide(held.entry_id, ReviewDecision.APPROVED, by="discord:1")
    assert (ruling.is_new, ruling.is_off_topic) == (True, True)
    stored = await three.store.statement(held.entry_id)
    assert (stored.is_unions_word, stored.silence) == (True, Silence.TOPIC)
    again = await desk.decide(held.entry_id, ReviewDecision.APPROVED, by="discord:2")
    assert (again.is_new, again.is_off_topic) == (False, False)
    await three.services.deliverer.deliver_pending()
    assert three.poster.posts == []


async def test_an_approval_that_goes_somewhere_does_not_say_so(three: World) -> None:
    await follow(three)
    held = await hold_odd(three, VOTE)
    ruling = await reviewer(three).decide(held.entry_id, ReviewDecision.APPROVED, by="discord:1")
    assert not ruling.is_off_topic
    await three.services.deliverer.deliver_pending()
    three.edit("odd", text=f"{PICNIC} It is {VOTE}")
    three.clock.advance(MINUTE)
    await three.cycle()
    three.catalogue = replace(three.catalogue, channels=three.catalogue.channels[1:2])
    (held,) = await reviewer(three).held()
    # Its post is there, and is brought up to date.
    ruling = await reviewer(three).decide(held.entry_id, ReviewDecision.APPROVED, by="discord:1")
    assert not ruling.is_off_topic
    assert (await three.store.statement(held.entry_id)).silence is None


async def test_a_rejection_is_of_no_topic(three: World) -> None:
    three.catalogue = replace(three.catalogue, channels=three.catalogue.channels[1:2])
    await follow(three)
    held = await hold_odd(three, PICNIC)
    ruling = await reviewer(three).decide(held.entry_id, ReviewDecision.REJECTED, by="discord:1")
    assert not ruling.is_off_topic
    assert (await three.store.statement(held.entry_id)).silence is None


async def test_a_release_tells_of_what_it_posts_nowhere(three: World) -> None:
    three.catalogue = replace(three.catalogue, channels=three.catalogue.channels[1:2])
    await follow(three)
    three.say("monday", "Monday", BARGAINING)
    three.say("friday", "Friday", VOTE)
    three.site.put(NEWS.url, rss(three.items, home="https://elsewhere.example/"))
    three.clock.advance(MINUTE)
    await three.cycle()
    release = await reviewer(three).release("guild-news", by="discord:1", post=True)
    assert ([one.title for one in release.approved], release.off_topic, release.held) == (["Monday"], 1, 0)
    await three.services.deliverer.deliver_pending()
    assert len(posted(three, TALKS)) == 1
    assert (await entry(three, "friday")).silence is Silence.TOPIC
    assert (await entry(three, "monday")).silence is None


async def test_a_release_posts_each_where_its_topics_are_carried(three: World) -> None:
    await follow(three)
    three.say("monday", "Monday", BARGAINING)
    three.say("friday", "Friday", VOTE)
    three.site.put(NEWS.url, rss(three.items, home="https://elsewhere.example/"))
    three.clock.advance(MINUTE)
    await three.cycle()
    release = await reviewer(three).release("guild-news", by="discord:1", post=True)
    assert len(release.approved) == 2
    await three.services.deliverer.deliver_pending()
    assert len(posted(three, ALL)) == 2
    assert len(posted(three, TALKS)) == len(posted(three, QUIET)) == 1


# --- what members are told -----------------------------------------------------------------------------


async def talks_of(answers: Answers) -> Mapping[str, TopicLook]:
    talks = (await answers.current_status()).talks
    assert talks is not None
    return talks


async def test_status_shows_the_latest_words_on_the_talks(three: World) -> None:
    await follow(three)
    await say(three, "monday", "Monday", BARGAINING)
    assert "Nothing newer of the union is known here." in plain(await three.answers.status())
    await say(three, "picnic", "Picnic", PICNIC)
    status = plain(await three.answers.status())
    assert "Latest words on the talks, Example Performers Guild" in status
    assert "> Bargaining resumes on Monday at ten in the morning." in status
    assert "1 newer statement is known here, and it is not about the talks." in status


async def test_status_looks_further_back_where_the_newest_are_not_on_the_talks(three: World) -> None:
    await follow(three)
    for number in range(12):
        await say(three, f"n-{number}", f"Picnic {number}", PICNIC)
    look = (await talks_of(three.answers))["guild"]
    assert look.word is not None
    assert (look.word.since, look.looked_at, look.is_all) == (12, 13, True)


async def test_status_says_nothing_of_talks_where_a_union_has_no_such_topic(three: World) -> None:
    three.catalogue = replace(three.catalogue, topics={"guild": TOPICS[1:]})
    await follow(three)
    assert await talks_of(three.answers) == {}
    assert "talks" not in plain(await three.answers.status())


async def test_latest_of_a_topic(three: World) -> None:
    three.catalogue = replace(three.catalogue, feeds=(NEWS, SOCIAL))
    publish(three, Item("Yes", "https://www.guild.example/social/0", VOTE, three.clock.now()))
    await follow(three)
    await say(three, "monday", "Monday", BARGAINING)
    await say(three, "picnic", "Picnic", PICNIC)
    answers = three.answers
    assert answers.topics() == {"talks": "Talks", "votes": "Votes"}
    talks = plain(await answers.latest(topic_id="talks"))
    assert talks.index("Monday") < talks.index("Before")
    assert "Picnic" not in talks
    assert "The latest statements on “Talks”" in talks
    assert "Yes" in plain(await answers.latest("guild", "votes"))
    assert "None is known here" in plain(await answers.latest("another", "votes"))


async def test_of_several_unions_each_has_its_own_words(three: World) -> None:
    local = Feed("local-news", SOCIAL_URL, "local", "Example Local", HOSTS)
    three.catalogue = replace(
        three.catalogue,
        feeds=(NEWS, local),
        union_names={**three.catalogue.union_names, "local": "Example Local"},
        topics={"guild": TOPICS, "local": (Topic("talks", "The table", ("picnic",)),)},
    )
    publish(three, Item("Local picnic", "https://www.guild.example/social/0", PICNIC, three.clock.now()))
    await follow(three)
    await say(three, "picnic", "Guild picnic", PICNIC)
    talks = plain(await three.answers.latest(topic_id="talks"))
    assert "Local picnic" in talks
    assert "Guild picnic" not in talks
    assert set(await talks_of(three.answers)) == {"guild", "local"}


async def test_only_so_many_are_looked_at_and_that_is_said(three: World) -> None:
    for number in range(LOOKED_AT + 1):
        three.say(f"n-{number}", f"Picnic {number}", PICNIC)
        three.clock.advance(MINUTE)
    await three.cycle()
    look = (await talks_of(three.answers))["guild"]
    assert (look.word, look.looked_at, look.is_all) == (None, LOOKED_AT, False)
    assert f"None of the newest {LOOKED_AT} statements of" in plain(await three.answers.status())
    assert "Only the newest statements of each union" in plain(await three.answers.latest(topic_id="talks"))


async def test_what_was_found_is_remembered_only_while_the_statements_are_the_same(three: World) -> None:
    await follow(three)
    await say(three, "monday", "Monday", BARGAINING)
    answers = three.answers

    async def sentence() -> str | None:
        word = (await talks_of(answers))["guild"].word
        return word.sentence if word else None

    first = "Bargaining resumes on Monday at ten in the morning."
    assert [await sentence(), await sentence()] == [first, first]
    three.edit("monday", text="We met the studios. Bargaining resumes on Tuesday at noon.")
    three.clock.advance(MINUTE)
    await three.cycle()
    assert await sentence() == "Bargaining resumes on Tuesday at noon."
    await reviewer(three).withdraw((await entry(three, "monday")).entry_id, by="discord:1")
    assert await sentence() is None
