"""Channels that carry some topics only: what they get of an update, and why not."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.core.choosing import Chooser, NotCarried, entries_to_recall, keep_chosen, not_carried
from bot.core.duplicates import firsts_of, mark_duplicates
from bot.core.identity import content_hash, entry_keys
from bot.core.model import (
    Catalogue,
    Change,
    Channel,
    Decision,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    KnownEntry,
    ParsedFeed,
    PlannedEntry,
    Silence,
    Statement,
    Topic,
    TopicChoice,
    Verdict,
)
from bot.core.plan import OLD_AFTER, plan_update
from bot.core.standing import earned_with
from bot.core.targets import DISCORD, TERMINAL, topic_choices
from bot.core.topics import TopicFinder

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
HOST = "https://www.guild.example"
NEWS = Feed("news", f"{HOST}/feed", "guild", "Example Guild", frozenset({"www.guild.example"}), backfill=1)
DIRECT = Verdict(Decision.DIRECT, "own-host", "It stands on a host of the union's own.", "", "", 1)
TOPICS = (Topic("talks", "Talks", ("bargaining",)), Topic("votes", "Votes", ("vote*",)))
ALL, TALKS, QUIET = "discord:1", "discord:2", "discord:3"
CHOICES = {
    TALKS: TopicChoice(only=frozenset({"talks"})),
    QUIET: TopicChoice(skip=frozenset({"votes"})),
}
CHOOSER = Chooser(TopicFinder(TOPICS), CHOICES)
PLAIN, ON_TALKS, ON_VOTES = "Picnic on Sunday.", "Bargaining resumes.", "Vote on Friday."


def entry(number: int, text: str, at: datetime = NOW - HOUR) -> Entry:
    return Entry(f"g-{number}", f"{HOST}/{number}", f"News {number}", text, at)


def planned(text: str, change: Change = Change.NEW, **changes: object) -> PlannedEntry:
    one = entry(1, text)
    known_id = None if change is Change.NEW else 7
    plan = PlannedEntry(one, "k", entry_keys(one), content_hash(one), change, DIRECT, known_id)
    return replace(plan, **changes)  # type: ignore[arg-type]


def stored(text: str, entry_id: int = 7) -> Statement:
    one = entry(entry_id, text)
    return Statement(
        entry_id=entry_id,
        feed_id="news",
        key="k",
        url=one.link,
        title=one.title,
        text=one.text,
        published_at=one.published_at,
        first_seen_at=NOW - HOUR,
        revised_at=None,
        revision=1,
        sha256="",
        hops=(),
        fetched_at=NOW,
        verdict=DIRECT,
    )


def update(*entries: PlannedEntry, opened: Sequence[str] = ()) -> FeedUpdate:
    return FeedUpdate(NEWS, FeedState("news"), entries, tuple(opened), (NEWS.url,), NOW)


def chosen(
    *entries: PlannedEntry, before: str | None = None, opened: Sequence[str] = (), chooser: Chooser = CHOOSER
) -> Sequence[PlannedEntry]:
    plan = update(*entries, opened=opened)
    recalled = set(entries_to_recall(plan, chooser))
    known = {7: stored(before)} if before is not None else {}
    return keep_chosen(plan, chooser, {one: known[one] for one in recalled}).entries


@pytest.mark.parametrize(
    ("text", "targets"),
    [
        (PLAIN, (ALL, QUIET)),
        (ON_TALKS, (ALL, TALKS, QUIET)),
        (ON_VOTES, (ALL,)),
        (f"{ON_TALKS} {ON_VOTES}", (ALL, TALKS)),
    ],
)
def test_a_new_statement_goes_where_its_topics_are_carried(text: str, targets: Sequence[str]) -> None:
    (one,) = chosen(planned(text, post_to=(ALL, TALKS, QUIET)))
    assert one.post_to == targets
    assert one.silence is None


def test_one_that_no_channel_carries_says_why() -> None:
    (one,) = chosen(planned(ON_VOTES, post_to=(QUIET, TALKS)))
    assert (one.post_to, one.silence) == ((), Silence.TOPIC)


def test_nothing_is_asked_where_no_channel_chooses() -> None:
    one = planned(ON_VOTES, post_to=(ALL,))
    plan = update(one)
    assert keep_chosen(plan, Chooser(TopicFinder(TOPICS), {}), {}) is plan
    assert chosen(one) == (one,)
    assert Chooser(TopicFinder(TOPICS), {}).declining(one.entry) == frozenset()


def test_an_unchanged_one_is_judged_by_the_words_that_are_stored() -> None:
    """The feed gives a teaser again; what is stored was read whole on its page."""
    (one,) = chosen(planned(PLAIN, Change.UNCHANGED, post_to=(TALKS,)), before=ON_TALKS)
    assert one.post_to == (TALKS,)
    (other,) = chosen(planned(ON_TALKS, Change.UNCHANGED, post_to=(TALKS,)), before=PLAIN)
    assert (other.post_to, other.silence) == ((), None)


def test_an_edit_that_brings_it_into_the_topics_is_news() -> None:
    (one,) = chosen(
        planned(ON_TALKS, Change.CHANGED, post_if_on_topic=(TALKS,), edit_at=(ALL,)), before=PLAIN
    )
    assert (one.post_to, one.edit_at, one.post_if_on_topic) == ((TALKS,), (ALL,), ())


@pytest.mark.parametrize(("before", "after"), [(ON_TALKS, ON_TALKS), (PLAIN, PLAIN), (ON_TALKS, PLAIN)])
def test_any_other_edit_is_not(before: str, after: str) -> None:
    (one,) = chosen(planned(after, Change.CHANGED, post_if_on_topic=(TALKS,), edit_at=(ALL,)), before=before)
    assert (one.post_to, one.edit_at, one.silence) == ((), (ALL,), None)


def test_a_changed_one_that_is_direct_only_now_says_why_it_is_not_posted() -> None:
    (one,) = chosen(planned(ON_VOTES, Change.CHANGED, post_to=(QUIET,)), before=ON_VOTES)
    assert one.silence is Silence.TOPIC


def test_the_backfill_is_filled_with_what_the_channel_carries() -> None:
    entries = [
        replace(planned(text, post_to=(TALKS,)), key=key)
        for key, text in [("a", ON_TALKS), ("b", ON_TALKS), ("c", PLAIN)]
    ]
    kept = chosen(*entries, opened=[ALL, TALKS])
    assert [one.post_to for one in kept] == [(), (TALKS,), ()]
    assert [one.silence for one in kept] == [Silence.BACKFILL, None, Silence.TOPIC]


def test_a_backfill_leaves_other_posts_and_reasons_alone() -> None:
    unchanged = planned(ON_TALKS, Change.UNCHANGED, post_to=(TALKS,))
    elsewhere = replace(planned(ON_TALKS, post_to=(ALL, TALKS)), key="b")
    newest = replace(planned(ON_TALKS, post_to=(TALKS,)), key="c")
    kept = chosen(unchanged, elsewhere, newest, before=ON_TALKS, opened=[TALKS])
    assert [one.post_to for one in kept] == [(), (ALL,), (TALKS,)]
    assert [one.silence for one in kept] == [None, None, None]


# --- with planning ---------------------------------------------------------------------------------


def plan(
    *entries: Entry,
    known: Sequence[KnownEntry] = (),
    routes: Mapping[str, datetime] | None = None,
    choosing: Sequence[str] = (TALKS,),
) -> FeedUpdate:
    return plan_update(
        ParsedFeed("News", HOST, entries),
        NEWS,
        known,
        state=FeedState("news", url=NEWS.url, link_host="www.guild.example"),
        routes={ALL: NOW - HOUR, TALKS: NOW - HOUR} if routes is None else routes,
        targets=(ALL, TALKS),
        hops=(NEWS.url,),
        now=NOW,
        choosing=choosing,
    )


def remembered(one: Entry, **changes: object) -> KnownEntry:
    keys = entry_keys(one)
    known = KnownEntry(
        id=7,
        key=next(iter(keys)),
        keys=keys,
        content_hash=content_hash(one),
        published_at=one.published_at,
        verdict=DIRECT,
        targets=frozenset({ALL}),
        first_seen_at=NOW - HOUR,
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def test_a_change_of_news_may_bring_it_into_a_channels_topics() -> None:
    known = remembered(entry(1, PLAIN))
    (one,) = plan(entry(1, ON_TALKS), known=[known]).entries
    assert (one.post_to, one.edit_at, one.post_if_on_topic) == ((), (ALL,), (TALKS,))


@pytest.mark.parametrize(
    "changes",
    [
        {"targets": frozenset({ALL, TALKS})},
        {"first_seen_at": NOW - OLD_AFTER - HOUR},
        {"withdrawn": True},
    ],
)
def test_not_where_it_stands_already_nor_what_is_old_or_withdrawn(changes: dict[str, object]) -> None:
    known = remembered(entry(1, PLAIN), **changes)
    (one,) = plan(entry(1, ON_TALKS), known=[known]).entries
    assert one.post_if_on_topic == ()


def test_not_where_the_channel_carries_everything_nor_where_nothing_changed() -> None:
    known = remembered(entry(1, PLAIN))
    (changed,) = plan(entry(1, ON_TALKS), known=[known], choosing=()).entries
    (unchanged,) = plan(entry(1, PLAIN), known=[known]).entries
    assert changed.post_if_on_topic == unchanged.post_if_on_topic == ()


def test_what_is_posted_anyway_needs_no_change_of_topic() -> None:
    held = Verdict(Decision.HELD, "link-odd", "The link is odd.", "", "", 1)
    known = remembered(entry(1, PLAIN), verdict=held, targets=frozenset())
    (one,) = plan(entry(1, ON_TALKS), known=[known]).entries
    assert (one.post_to, one.post_if_on_topic) == ((ALL, TALKS), ())


def test_a_channel_that_chooses_is_offered_more_than_its_backfill() -> None:
    entries = plan(entry(2, PLAIN), entry(1, ON_TALKS, NOW - 2 * HOUR), routes={}).entries
    assert [one.post_to for one in entries] == [(TALKS,), (ALL, TALKS)]


# --- duplicates ------------------------------------------------------------------------------------

SOCIAL = replace(NEWS, id="social", url=f"{HOST}/social")
WORDS = (
    "The committee has walked away from the table. After nine hours the studios put the same residual "
    "formula in front of us that performers voted down in spring."
)


def copied(one: PlannedEntry, have_it: Sequence[str]) -> PlannedEntry:
    plan = replace(update(one), feed=SOCIAL)
    return mark_duplicates(plan, firsts_of(plan, [stored(WORDS)]), {7: have_it}).entries[0]


def test_a_copy_goes_where_the_first_one_was_not_carried() -> None:
    one = replace(planned(WORDS, post_to=(ALL, TALKS)), entry=replace(entry(1, WORDS), title=""))
    assert copied(one, [ALL]).post_to == (TALKS,)
    assert copied(one, [ALL, TALKS]).post_to == ()


def test_a_copy_leaves_it_to_the_first_one_to_say_why() -> None:
    one = planned(WORDS, silence=Silence.TOPIC)
    one = replace(one, entry=replace(one.entry, title=""))
    marked = copied(one, [ALL, TALKS])
    assert (marked.duplicate_of, marked.silence) == (7, None)


# --- the reasons ------------------------------------------------------------------------------------

NAMES = {"talks": "Talks", "votes": "Votes"}


@pytest.mark.parametrize(
    ("choice", "found", "why"),
    [
        (TopicChoice(frozenset({"talks"})), ("talks",), None),
        (TopicChoice(frozenset({"talks"})), ("votes",), NotCarried(("Talks",), ())),
        (TopicChoice(frozenset({"other"})), ("votes",), NotCarried((), ())),
        (TopicChoice(None, frozenset({"votes"})), ("talks", "votes"), NotCarried((), ("Votes",))),
        (TopicChoice(frozenset({"talks"}), frozenset({"votes"})), (), NotCarried(("Talks",), ())),
    ],
)
def test_why_a_channel_does_not_carry_it(
    choice: TopicChoice, found: Sequence[str], why: NotCarried | None
) -> None:
    assert not_carried(choice, found, NAMES) == why


def test_which_targets_choose() -> None:
    catalogue = Catalogue(
        feeds=(NEWS, SOCIAL),
        strikes=(),
        channels=(
            Channel(1, frozenset({"news"})),
            Channel(2, frozenset({"news"}), topics=CHOICES[TALKS]),
            Channel(3, frozenset({"social"}), topics=CHOICES[QUIET]),
        ),
    )
    assert topic_choices(catalogue, NEWS, DISCORD) == {TALKS: CHOICES[TALKS]}
    assert topic_choices(catalogue, NEWS, TERMINAL) == {}


def test_validators_are_earned_with_the_topics_too() -> None:
    plain = earned_with(NEWS, [ALL, TALKS])
    assert earned_with(NEWS, [ALL, TALKS], {}, TOPICS) == plain  # nobody chooses
    one = earned_with(NEWS, [ALL, TALKS], {TALKS: CHOICES[TALKS]}, TOPICS)
    other_choice = earned_with(NEWS, [ALL, TALKS], {TALKS: CHOICES[QUIET]}, TOPICS)
    other_words = earned_with(NEWS, [ALL, TALKS], {TALKS: CHOICES[TALKS]}, TOPICS[:1])
    assert len({plain, one, other_choice, other_words}) == 4
