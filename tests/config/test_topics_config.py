"""Topics in feeds.yaml: what is understood, and every mistake with what to write instead."""

from collections.abc import Callable

import pytest

from bot.config import Loaded
from bot.core.model import Topic, TopicChoice

Load = Callable[[str], Loaded]
Mistakes = Callable[[str], list[str]]

HEAD = """\
unions:
  - id: guild
    name: Guild
    hosts: [g.example]
    feeds: [{id: news, url: https://g.example/feed}]
"""
TOPICS = """\
    topics:
      talks: [negotiat*, tentative agreement, negociaci*]
      picketing: {name: Pickets, words: [picket*]}
"""
SECOND = """\
  - id: local
    name: Local
    hosts: [l.example]
    feeds: [{id: local-news, url: https://l.example/feed}]
"""


def channel(*lines: str) -> str:
    return "channels:\n  - id: 1\n" + "".join(f"    {line}\n" for line in lines)


def test_topics_and_what_channels_choose_of_them(loaded: Load) -> None:
    text = HEAD + TOPICS + channel("statements: [guild]", "only_topics: [talks]", "skip_topics: [picketing]")
    result = loaded(text + "  - {id: 2, statements: [news]}\n")
    assert result.notices == ()
    assert result.catalogue.topics == {
        "guild": (
            Topic("talks", "talks", ("negotiat*", "tentative agreement", "negociaci*")),
            Topic("picketing", "Pickets", ("picket*",)),
        )
    }
    assert result.catalogue.channels[0].topics == TopicChoice(frozenset({"talks"}), frozenset({"picketing"}))


def test_a_channel_that_only_leaves_topics_out(loaded: Load) -> None:
    text = HEAD + TOPICS + channel("statements: [news]", "skip_topics: [picketing]")
    assert loaded(text).catalogue.channels[0].topics == TopicChoice(None, frozenset({"picketing"}))


@pytest.mark.parametrize("lines", [("statements: [guild]",), ("statements: [guild]", "skip_topics: []")])
def test_a_channel_that_carries_everything(loaded: Load, lines: tuple[str, ...]) -> None:
    assert loaded(HEAD + TOPICS + channel(*lines)).catalogue.channels[0].topics is None


def test_a_union_without_topics_has_none(loaded: Load) -> None:
    assert loaded(HEAD).catalogue.topics == {}


def test_a_misspelt_topic_is_told_with_the_nearest_name(mistakes: Mistakes) -> None:
    (found,) = mistakes(HEAD + TOPICS + channel("statements: [news]", "only_topics: [talk]"))
    place, message = "channels[0].only_topics[0]", "no union of this channel has a topic 'talk'"
    assert found == f"feeds.yaml:12:19: {place}: {message}; write talks"


def test_a_topic_that_is_none_by_far(mistakes: Mistakes) -> None:
    (found,) = mistakes(HEAD + TOPICS + channel("statements: [guild]", "skip_topics: [xyz]"))
    assert found.endswith("no union of this channel has a topic 'xyz'; there are picketing, talks")


def test_a_topic_of_another_union_is_none_of_this_channel(mistakes: Mistakes) -> None:
    (found,) = mistakes(HEAD + TOPICS + SECOND + channel("statements: [local]", "only_topics: [talks]"))
    assert found.endswith(
        "no union of this channel has a topic 'talks'; add it under `topics:` of the union first"
    )


def test_a_topic_that_is_no_id_is_told_once(mistakes: Mistakes) -> None:
    (found,) = mistakes(HEAD + TOPICS + channel("statements: [guild]", "only_topics: [The talks]"))
    assert "'The talks' is not an id" in found


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (("statements: [guild]", "only_topics: []"), "without a topic nothing would be posted here"),
        (
            ("statements: [guild]", "only_topics: [talks]", "skip_topics: [talks]"),
            "'talks' is both to be carried alone and to be left out; remove it from one of the two",
        ),
        (("skip_topics: [talks]",), "this channel carries no statements, and only these are on topics"),
    ],
)
def test_choices_that_mean_nothing(mistakes: Mistakes, lines: tuple[str, ...], message: str) -> None:
    (found,) = mistakes(HEAD + TOPICS + channel(*lines))
    assert message in found


def test_a_union_of_which_nothing_would_be_posted_is_noted(loaded: Load) -> None:
    text = HEAD + TOPICS + SECOND + channel("statements: [guild, local-news]", "only_topics: [talks]")
    notice, _ = loaded(text).notices
    assert str(notice).startswith(
        "feeds.yaml:16:18: channels[0].only_topics: nothing of local is posted here"
    )


LIMITED = channel("statements: [guild]", "only_topics: [talks]")


def test_a_feed_of_which_the_rest_is_posted_nowhere_is_noted(loaded: Load) -> None:
    second = "  - {id: 2, statements: [news], only_topics: [picketing]}\n"
    (notice,) = loaded(HEAD + TOPICS + LIMITED + second).notices
    assert str(notice) == (
        "feeds.yaml:12:18: channels[0].only_topics: what news says on none of these topics is posted "
        "nowhere: picketing, talks; if members are to read the rest too, let a channel without `only_topics` "
        "carry it"
    )


@pytest.mark.parametrize("rest", ["statements: [guild]", "statements: [news], skip_topics: [talks]"])
def test_a_feed_that_another_channel_carries_is_not_noted(loaded: Load, rest: str) -> None:
    assert loaded(HEAD + TOPICS + LIMITED + f"  - {{id: 2, {rest}}}\n").notices == ()


def test_feeds_of_the_same_channels_are_noted_together(loaded: Load) -> None:
    feeds = "    feeds: [{id: news, url: https://g.example/feed}, {id: blog, url: https://g.example/blog}]\n"
    head = HEAD[: HEAD.index("    feeds:")] + feeds
    (notice,) = loaded(head + TOPICS + LIMITED).notices
    assert notice.message == "what news, blog says on none of these topics is posted nowhere: talks"
    unfollowed = channel("statements: [news]", "only_topics: [talks]")
    (notice,) = loaded(head + TOPICS + unfollowed).notices
    assert notice.message == "what news says on none of these topics is posted nowhere: talks"


@pytest.mark.parametrize(
    ("word", "problem"),
    [
        ('"*"', "'*' holds no word"),
        ('"!?"', "'!?' holds no word"),
        ('"ab*"', "'ab*' stands for too many words; write at least 3 letters before it"),
        ('"pick*et"', "'pick*et' has a `*` where none can stand"),
        ('"the *"', "'the *' has a `*` where none can stand"),
        ("one two three four five six seven", "is too long to be looked for"),
        ("x" * 61, "is too long to be looked for"),
        ("12", "is a number, not text"),
    ],
)
def test_a_word_that_cannot_be_looked_for(mistakes: Mistakes, word: str, problem: str) -> None:
    (found,) = mistakes(HEAD + f"    topics:\n      talks: [bargaining, {word}]\n")
    assert found.startswith("feeds.yaml:7:27: unions[0].topics.talks[1]: ")
    assert problem in found


@pytest.mark.parametrize(
    ("topics", "place", "problem"),
    [
        ("{talks: []}", "unions[0].topics.talks", "without a word no statement is on this topic"),
        (
            "{talks: {words: []}}",
            "unions[0].topics.talks.words",
            "without a word no statement is on this topic",
        ),
        ("{talks: 3}", "unions[0].topics.talks", "these are no words of a topic; write a list"),
        ("[talks]", "unions[0].topics", "is not a mapping; write `talks: [negotiat*, bargaining]`"),
        ("{The Talks: [x]}", "unions[0].topics.'The Talks'", "'The Talks' is not an id"),
        ("{talks: {wrds: [x], words: [y]}}", "unions[0].topics.talks.wrds", "unknown key; write `words`"),
        ("{talks: {name: T}}", "unions[0].topics.talks.words", "is missing; add `words:`"),
        ("{talks: {words: x}}", "unions[0].topics.talks.words", "'x' is not a list"),
    ],
)
def test_topics_that_are_none(mistakes: Mistakes, topics: str, place: str, problem: str) -> None:
    (found,) = mistakes(HEAD + f"    topics: {topics}\n")
    assert f": {place}: " in found
    assert problem in found
