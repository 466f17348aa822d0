"""What is shown, whichever poster shows it."""

from dataclasses import dataclass, field
from enum import StrEnum

from bot.core.model.entries import Image


@dataclass(frozen=True, slots=True)
class Summary:
    """Verbatim spans of a text: ``text[start:end]`` for each, in order."""

    spans: tuple[tuple[int, int], ...]

    def sentences(self, text: str) -> tuple[str, ...]:
        """Return the sentences themselves, cut from `text`."""
        return tuple(text[start:end] for start, end in self.spans)


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of a message, for Discord and for plain terminals."""

    markdown: str  #: Discord markdown; whatever came from a feed is escaped
    plain: str  #: the same for a terminal; control characters removed


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address; its label shows the host."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class ActionButton:
    """A button the bot answers; `custom_id` survives restarts."""

    label: str
    custom_id: str
    is_danger: bool = False  #: shown as a warning: it takes something away
    is_chosen: bool = False  #: what it would show is shown already


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a message shows."""

    name: str  #: of its file, such as ``timeline.png``
    png: bytes = field(repr=False)
    alt: str  #: the same in words; at most 1,024 characters


class MessageKind(StrEnum):
    """What a message is, for its colour and its terminal title."""

    STATEMENT = "statement"
    DAY = "day"
    ANSWER = "answer"
    REVIEW = "review"
    DIGEST = "digest"
    ALERT = "alert"


@dataclass(frozen=True, slots=True)
class Message:
    """What is shown, whichever poster shows it."""

    kind: MessageKind
    blocks: tuple[Block, ...]
    buttons: tuple[LinkButton | ActionButton, ...] = ()
    name: str = ""  #: of a forum's post or a thread that begins with it; empty: its first words
    tags: tuple[str, ...] = ()  #: in a forum, its tags of these names are set, in capitals or not
    mention_role: int | None = None  #: the one Discord role that posting it calls; an edit calls nobody
    reply_to: str | None = None  #: id of the post under which it is shown as a reply
    in_thread: str | None = None  #: id of the thread of its target in which it is shown
    picture: Picture | None = None  #: shown below the first block
    image: Image | None = None  #: one of the union's, with its words for it; shown below the last block


@dataclass(frozen=True, slots=True)
class Deck:
    """Several cards that are one answer, each with its own buttons, and a row of buttons under them all."""

    cards: tuple[Message, ...]
    buttons: tuple[ActionButton, ...] = ()
