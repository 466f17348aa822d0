"""A poster that keeps what it is given and shows nothing: for `plan`, the demo's tests and ours."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.model import Message


@dataclass(slots=True)
class CapturePoster:
    """Keeps posts in order, by target."""

    target_prefix: str
    posts: list[tuple[str, str, Message]] = field(default_factory=list)  #: (target, nonce, message)
    edits: list[tuple[str, str, Message]] = field(default_factory=list)  #: (target, message id, message)
    published: list[tuple[str, str]] = field(default_factory=list)  #: (target, message id)
    threads: list[tuple[str, str, str]] = field(default_factory=list)  #: (target, message id, name)
    topics: list[tuple[str, str]] = field(default_factory=list)  #: (target, topic)
    is_open: bool = True
    nonce_window: timedelta = timedelta()
    can_find: bool = False

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Keep a post; its id is ``captured-<n>``, from 1."""
        self.posts.append((target, nonce, message))
        return f"captured-{len(self.posts)}"

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Find nothing: whoever captures has no crashes to recover from."""
        return None

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Keep an edit."""
        self.edits.append((target, message_id, message))

    async def publish(self, target: str, message_id: str) -> None:
        """Keep a crosspost."""
        self.published.append((target, message_id))

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Keep a thread."""
        self.threads.append((target, message_id, name))
        return True

    async def set_topic(self, target: str, topic: str) -> None:
        """Keep a topic."""
        self.topics.append((target, topic))

    async def honours_nonce(self, target: str) -> bool:
        """Return True: what is posted again is kept again, with the same nonce."""
        return True
