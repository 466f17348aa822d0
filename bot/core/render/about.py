"""What is this bot: the answer to ``/help``."""

from collections.abc import Sequence
from typing import Final

from bot.core.language import _, mark, tell
from bot.core.model import Block, Catalogue, Feed, Message, MessageKind
from bot.core.render.words import (
    bold,
    code,
    fitted,
    foreign,
    heading,
    host_of,
    joined,
    own,
    say,
    say_many,
    stacked,
)

_COMMANDS: Final = (
    ("/status", mark("the day of each strike, the last statement, when each source was last reached")),
    ("/day", mark("which day of the strike it is")),
    ("/latest", mark("the newest statements, or one of them by its title")),
    ("/search", mark("the statements that have certain words")),
    ("/verify", mark("has the union said this? Checks a quotation, an article or a link word by word")),
    ("/timeline", mark("a picture of the strike: its days, what was said on each, and outages")),
    ("/sources", mark("every address we follow, and whose it is")),
    ("/why", mark("what we know of a link, and why it was posted or not")),
    ("/help", mark("this page")),
)
_STORED: Final = mark(
    "Stored: what the followed feeds list, the verdict on each entry, what was posted where, and which admin"
    " decided what. Not stored: what members write or ask, who they are, and who ran which command."
)


def render_help(catalogue: Catalogue) -> Message:
    """Render the answer to ``/help``: the commands, what is followed, what is stored and what is not."""
    commands = [joined(bold(code(_(name))), " ", _(what)) for name, what in _COMMANDS]
    blocks = [
        heading(own("Picketwire")),
        say(
            "It carries a union's own words, nothing else. What it cannot prove to be the union's, it holds."
        ),
        stacked(commands),
        stacked(_followed(catalogue)),
        say(_STORED),
    ]
    return Message(MessageKind.ANSWER, fitted(blocks))


def _followed(catalogue: Catalogue) -> list[Block]:
    lines = [
        say(
            "Followed: {union}: {places}",
            union=bold(foreign(name, 100)),
            places=_places(_feeds(catalogue, union_id)),
        )
        for union_id, name in catalogue.union_names.items()
    ]
    watched = sum(feed.watched for feed in catalogue.feeds)
    if watched:
        lines.append(
            say_many(
                "Watched, never posted: {n} feed of others.",
                "Watched, never posted: {n} feeds of others.",
                watched,
            )
        )
    return lines or [say("No union is entered in feeds.yaml yet.")]


def _feeds(catalogue: Catalogue, union_id: str) -> Sequence[Feed]:
    return [feed for feed in catalogue.feeds if feed.union_id == union_id and not feed.watched]


def _places(feeds: Sequence[Feed]) -> Block:
    places = dict.fromkeys(_place(feed) for feed in feeds)
    return joined(*(foreign(place) for place in places), by=", ") if places else say("no feed")


def _place(feed: Feed) -> str:
    host = host_of(feed.url) or feed.url
    return tell("{account} on {host}", account=feed.account.value, host=host) if feed.account else host
