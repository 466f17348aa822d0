"""What can go wrong, as one small tree.

    BotError
    ├── ConfigError        feeds.yaml or the environment: every mistake with file, line and column
    ├── FetchError         one feed could not be fetched
    │   ├── FetchTemporary     worth another try (after `retry_after` seconds, where the server said so)
    │   ├── FetchPermanent     will fail the same way until somebody changes something
    │   └── PageRefused        robots.txt asks not to fetch this page
    ├── ParseError         the body was fetched and is not a readable feed
    ├── StoreError         the database refused
    │   └── PlanOvertaken      what was to be stored was planned from what is so no more
    ├── ReviewError        a person's decision can't be carried out as things are
    ├── DrawError          a picture could not be drawn
    └── PostError          Discord (or another poster) refused
        ├── PostTemporary
        │   └── PostUnknown    nobody knows whether it was done: the answer was lost
        └── PostPermanent
            └── PostGone       the message that was to be changed is no longer there

Adapters wrap their library's exceptions with `raise ... from`. Services catch `BotError` for one feed
or one delivery and record it there. Expected outcomes (not modified, rejected, already delivered) are
values, not errors.
"""

from dataclasses import dataclass


class BotError(Exception):
    """Anything Picketwire expects to go wrong; its text is written for the person who reads the log."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake in a configuration file, with what to write instead."""

    file: str
    line: int  #: from 1
    column: int  #: from 1
    path: str  #: where in the document, such as ``unions[0].feeds[1].url``; empty for the whole
    message: str
    hint: str  #: what to write instead; may be empty

    def __str__(self) -> str:
        """Return ``file:line:col: path: message; hint``, the form editors and terminals can follow."""
        where = f"{self.file}:{self.line}:{self.column}: "
        place = f"{self.path}: " if self.path else ""
        return f"{where}{place}{self.message}" + (f"; {self.hint}" if self.hint else "")


class ConfigError(BotError):
    """The configuration cannot be used; carries every mistake found, in file order."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


class FetchError(BotError):
    """A feed could not be fetched; `feed_id` names it."""

    def __init__(self, feed_id: str, message: str) -> None:
        super().__init__(f"{feed_id}: {message}")
        self.feed_id = feed_id
        self.message = message


class FetchTemporary(FetchError):
    """Worth another try: time-outs, refused connections, 429 and 5xx."""

    def __init__(self, feed_id: str, message: str, retry_after: float | None = None) -> None:
        super().__init__(feed_id, message)
        self.retry_after = retry_after  #: seconds the server asked us to wait


class FetchPermanent(FetchError):
    """Fails the same way until somebody changes something: 410, a bad certificate, a refused address."""


class PageRefused(FetchError):
    """The site's robots.txt asks not to fetch this page."""


class ParseError(BotError):
    """A body was fetched and is not a readable feed; `feed_id` names the feed."""

    def __init__(self, feed_id: str, message: str) -> None:
        super().__init__(f"{feed_id}: {message}")
        self.feed_id = feed_id
        self.message = message


class StoreError(BotError):
    """The database refused."""


class PlanOvertaken(StoreError):
    """What was to be stored was planned from what is so no more; nothing was, and it is planned anew."""


class NoSuchEntry(StoreError):
    """There is no entry with the id that was asked for."""


class ReviewError(BotError):
    """What a person asked for can't be done as things are; the words are for that person."""


class NotVerbatim(BotError):
    """What was to be quoted is not made of whole sentences of the text; nothing of it is shown."""


class DrawError(BotError):
    """A picture could not be drawn; nothing but the picture is missing for it."""


class PostError(BotError):
    """A message could not be posted."""


class PostTemporary(PostError):
    """Worth another try, after `retry_after` seconds where the server said so."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PostUnknown(PostTemporary):
    """It may have been done: the connection broke, or the server failed, after it was asked to."""


class PostPermanent(PostError):
    """Refused until an admin changes something; `is_mendable` where that is a setting in Discord."""

    def __init__(self, message: str, *, is_mendable: bool = False, problem: str | None = None) -> None:
        super().__init__(message)
        self.is_mendable = is_mendable  #: the same post can go through later: a permission, a channel
        self.problem = problem or message  #: the part that is the same for all that is refused there


class PostGone(PostPermanent):
    """The message that was to be changed was deleted; nothing is left to do for it."""
