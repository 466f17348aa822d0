"""Are the topics that channels choose those of their unions? A part of `bot.config.checks`."""

from collections.abc import Iterator, Sequence

from bot.config.document_places import Place
from bot.config.reading import Document, shown
from bot.config.values import nearest, read_id, valid_or_none
from bot.core.errors import Mistake

_CHOICES = ("only_topics", "skip_topics")


def check_topics(document: Document, union: Place) -> Iterator[Mistake]:
    """Find topics of a union that no statement could be on."""
    for topic in _topics(union):
        words = topic if isinstance(topic.value, list) else topic.key("words")
        if words.value == []:
            message = "without a word no statement is on this topic"
            yield document.mistake(words.path, message, "write words, such as [negotiat*, bargaining]")


def check_choices(document: Document, channel: Place, unions: Sequence[Place]) -> Iterator[Mistake]:
    """Find what a channel's topics can't mean."""
    known = {topic for union in _carried(channel, unions) for topic in _topic_ids(union)}
    has_statements = bool(channel.key("statements").value)
    for key in _CHOICES if has_statements else ():
        for item in channel.items(key):
            name = valid_or_none(read_id, item.value)
            if name and name not in known:
                message = f"no union of this channel has a topic {shown(name)}"
                yield document.mistake(item.path, message, _instead(name, known))
    only, skip = (channel.key(key) for key in _CHOICES)
    if only.value == []:
        message = "without a topic nothing would be posted here"
        yield document.mistake(only.path, message, "name topics, or remove `only_topics`")
    chosen = {item.text for item in channel.items("only_topics")}
    for item in channel.items("skip_topics"):
        if item.text in chosen:
            message = f"{shown(item.text)} is both to be carried alone and to be left out"
            yield document.mistake(item.path, message, "remove it from one of the two")
    for place in (only, skip):
        if place.value and not has_statements:
            message = "this channel carries no statements, and only these are on topics"
            yield document.mistake(place.path, message, f"add `statements:`, or remove `{place.path[-1]}`")


def topic_notices(document: Document, channel: Place, unions: Sequence[Place]) -> Iterator[Mistake]:
    """Find unions of which a channel would carry nothing, because they have none of its topics."""
    only, chosen = channel.key("only_topics"), _texts(channel, "only_topics")
    for union in _carried(channel, unions):
        if chosen and chosen.isdisjoint(_topic_ids(union)):
            message = f"nothing of {union.key('id').text} is posted here: it has none of these topics"
            hint = "write the words for one of them under `topics:` of this union, or leave the union out"
            yield document.mistake(only.path, message, hint)


def nowhere_notices(document: Document, union: Place, channels: Sequence[Place]) -> Iterator[Mistake]:
    """Find feeds of which not all is posted anywhere: each of their channels carries some topics only."""
    limited: dict[tuple[int, ...], list[str]] = {}  # feeds, by the channels that follow them
    for feed in union.items("feeds"):
        names = {union.key("id").text, feed.key("id").text}
        following = [at for at, one in enumerate(channels) if not names.isdisjoint(_texts(one, "statements"))]
        if all(channels[at].key("only_topics").value for at in following):
            limited.setdefault(tuple(following), []).append(str(feed.key("id").text))
    for numbers, feeds in limited.items():
        chosen = {topic for at in numbers for topic in _texts(channels[at], "only_topics")}
        if topics := sorted(_topic_ids(union) & chosen):
            message = f"what {', '.join(feeds)} says on none of these topics is posted nowhere: "
            hint = "if members are to read the rest too, let a channel without `only_topics` carry it"
            place = channels[numbers[0]].key("only_topics")
            yield document.mistake(place.path, message + ", ".join(topics), hint)


def _topics(union: Place) -> Iterator[Place]:
    topics = union.key("topics")
    for name in topics.value if isinstance(topics.value, dict) else ():
        yield topics.key(name)


def _topic_ids(union: Place) -> set[str]:
    return {str(topic.path[-1]) for topic in _topics(union)}


def _carried(channel: Place, unions: Sequence[Place]) -> list[Place]:
    """Return the unions of which a channel carries some feed."""
    named = _texts(channel, "statements")
    return [union for union in unions if not named.isdisjoint(_names(union))]


def _texts(channel: Place, name: str) -> set[str]:
    return {item.text for item in channel.items(name) if item.text}


def _names(union: Place) -> list[str | None]:
    return [union.key("id").text, *(feed.key("id").text for feed in union.items("feeds"))]


def _instead(name: str, known: set[str]) -> str:
    if near := nearest(name, known):
        return f"write {near}"
    return f"there are {', '.join(sorted(known))}" if known else "add it under `topics:` of the union first"
