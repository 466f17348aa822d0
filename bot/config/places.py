"""Where in feeds.yaml does it stand? For what comes to light only when feeds and Discord are asked.

Called by ``check --live``, which tells such failures in the form of mistakes, each at its place.
"""

from bot.config.document_places import Place
from bot.config.reading import Document
from bot.config.values import read_snowflake, valid_or_none
from bot.core.errors import Mistake


def at_feed(document: Document, feed_id: str, message: str, key: str = "url") -> Mistake:
    """Return `message` at a key of a feed, or of its union; at the feed's address where neither has it."""
    for union in Place((), document.data).items("unions"):
        for feed in (feed for name in ("feeds", "watch") for feed in union.items(name)):
            if feed.key("id").text == feed_id:
                places = (feed.key(key), union.key(key), feed.key("url"))
                path = next(place.path for place in places if place.value is not None)
                return document.mistake(path, message)
    return document.mistake((), message)


def at_channel(document: Document, channel_id: int, message: str) -> Mistake:
    """Return `message` at the id of a channel, or at the review channel."""
    root = Place((), document.data)
    named = [*(channel.key("id") for channel in root.items("channels")), root.key("review_channel")]
    path = next(
        (place.path for place in named if valid_or_none(read_snowflake, place.value) == channel_id), ()
    )
    return document.mistake(path, message)
