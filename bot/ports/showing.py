"""What shows messages and pictures."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, runtime_checkable

from bot.core.chart import Chart
from bot.core.model import Catalogue, Message


class Poster(Protocol):
    """Shows messages somewhere; `target_prefix` says which deliveries are its own."""

    @property
    def target_prefix(self) -> str:
        """Return ``discord:`` or ``terminal``: deliveries whose target starts so are this poster's."""
        ...

    @property
    def is_open(self) -> bool:
        """Return False while nothing can be posted yet, as before the login; it all waits then."""
        ...

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Post `message` and return its id; the same nonce makes no second post within `nonce_window`.

        Raises:
            PostUnknown: it may have been posted, and may not.
            PostTemporary, PostPermanent: it was not.
        """
        ...

    @property
    def nonce_window(self) -> timedelta:
        """Return for how long a post that may have been made can still appear.

        In its first third, sending again under the same nonce makes no second one.
        """
        ...

    @property
    def can_find(self) -> bool:
        """Return whether `find` can tell; where it can't, what may have been posted is posted again."""
        ...

    async def honours_nonce(self, target: str) -> bool:
        """Return whether posts at this target are known by their nonce within `nonce_window`.

        Where they are not, a post that may have been made is looked for before it is made again, once the
        window has passed within which it may still appear.
        """
        ...

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Return the id of the message posted since that carries this nonce; None: there is none.

        It is looked for in the custom ids of its buttons (`bot.core.render.marks`).

        Raises:
            PostTemporary, PostPermanent: it can't be told, and why; mendable where an admin can change that.
        """
        ...

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Replace what a posted message shows."""
        ...

    async def publish(self, target: str, message_id: str) -> None:
        """Crosspost a message of an announcement channel to its followers; doing it twice is harmless."""
        ...

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Begin a thread for discussion under a message that has none; return whether it has one now."""
        ...

    async def set_topic(self, target: str, topic: str) -> None:
        """Write a channel's topic, in Discord markdown, in place of what stands there."""
        ...


@runtime_checkable
class Places(Protocol):
    """Looks at the channels in which posts are to stand."""

    @property
    def is_open(self) -> bool:
        """Return False while nothing can be looked at yet, as before the login."""
        ...

    async def lacking(self, catalogue: Catalogue) -> Mapping[int, Sequence[str]]:
        """Return what would stop the bot in each channel of the catalogue, by id; empty where all is well.

        Raises:
            PostTemporary: it can't be told now.
        """
        ...


class Charts(Protocol):
    """Draws pictures, outside this process."""

    async def draw(self, chart: Chart) -> bytes:
        """Return the picture as a PNG, one at a time; DrawError where it can't be drawn."""
        ...
