"""A poster that keeps what it is given and shows nothing: for `plan`, the demo's tests and ours."""

from dataclasses import dataclass, field

from bot.core.model import Message


@dataclass(slots=True)
class CapturePoster:
    """Keeps posts in order, by target."""

    target_prefix: str
    posts: list[tuple[str, str, Message]] = field(default_factory=list)  #: (target, nonce, message)
    edits: list[tuple[str, str, Message]] = field(default_factory=list)  #: (target, message id, message)
    published: list[tuple[str, str]] = field(default_factory=list)  #: (target, message id)
    is_open: bool = True

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Keep a post; its id is ``captured-<n>``, from 1."""
        self.posts.append((target, nonce, message))
        return f"captured-{len(self.posts)}"

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Keep an edit."""
        self.edits.append((target, message_id, message))

    async def publish(self, target: str, message_id: str) -> None:
        """Keep a crosspost."""
        self.published.append((target, message_id))
