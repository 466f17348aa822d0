"""Posts to a terminal: what `python -m bot run` does without a Discord token, and the headless demo.

Guarantees: nothing a feed wrote reaches the terminal as a control sequence or as rich's markup.
"""

from datetime import datetime, timedelta

from rich.box import ROUNDED
from rich.console import Console, Group
from rich.panel import Panel
from rich.text import Text

from bot.core.errors import PostTemporary
from bot.core.escape import printable
from bot.core.model import LinkButton, Message, MessageKind

_TITLES = {
    MessageKind.STATEMENT: "Statement",
    MessageKind.DAY: "Day of the strike",
    MessageKind.ANSWER: "Answer",
    MessageKind.REVIEW: "Review",
    MessageKind.DIGEST: "Caught up",
    MessageKind.ALERT: "For the admins",
}
_STYLES = {
    MessageKind.STATEMENT: "green",
    MessageKind.DAY: "yellow",
    MessageKind.ANSWER: "blue",
    MessageKind.REVIEW: "magenta",
    MessageKind.DIGEST: "green",
    MessageKind.ALERT: "red",
}


class TerminalPoster:
    """Prints messages as panels on a console."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @property
    def target_prefix(self) -> str:
        """Return ``terminal``, the one target there is."""
        return "terminal"

    @property
    def is_open(self) -> bool:
        """Return True: a terminal needs no login."""
        return True

    async def post(self, target: str, message: Message, *, nonce: str) -> str:
        """Print a post; its id is ``terminal-<nonce>``."""
        self._print(message)
        return f"terminal-{nonce}"

    @property
    def nonce_window(self) -> timedelta:
        """Return nothing: a terminal knows no nonces."""
        return timedelta()

    @property
    def can_find(self) -> bool:
        """Return False: what scrolled by can't be read; printed twice does less harm than never."""
        return False

    async def find(self, target: str, nonce: str, since: datetime) -> str | None:
        """Find nothing."""
        return None

    async def edit(self, target: str, message_id: str, message: Message) -> None:
        """Print the new state of a post, marked as updated; what was printed stays."""
        self._print(message, title="Updated")

    async def publish(self, target: str, message_id: str) -> None:
        """Do nothing: a terminal has no followers."""

    async def begin_thread(self, target: str, message_id: str, name: str) -> bool:
        """Do nothing: nobody discusses in a terminal."""
        return False

    async def set_topic(self, target: str, topic: str) -> None:
        """Do nothing: a terminal has no topic."""

    async def honours_nonce(self, target: str) -> bool:
        """Return True: a terminal shows each post once."""
        return True

    def _print(self, message: Message, *, title: str | None = None) -> None:
        try:
            self.show(message, title=title)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise PostTemporary(f"the terminal or file that posts go to takes no more ({reason})") from error

    def show(self, message: Message, *, title: str | None = None) -> None:
        """Print a message that is no delivery, such as the answer to a command."""
        self._console.print(
            Panel(
                Group(*_paragraphs(message)),
                title=Text(title or _TITLES[message.kind]),
                title_align="left",
                border_style=_STYLES[message.kind],
                box=ROUNDED,
                padding=(0, 1),
            )
        )


def _paragraphs(message: Message) -> list[Text]:
    blocks = [_inert(block.plain) for block in message.blocks]
    buttons = [
        Text(
            printable(
                f"{button.label}: {button.url}" if isinstance(button, LinkButton) else f"[{button.label}]"
            )
        )
        for button in message.buttons
    ]
    image = [] if message.image is None else [_inert(f"[image: {message.image.alt}]")]
    return [*blocks, *image, *buttons]


def _inert(text: str) -> Text:
    return Text("\n".join(printable(line) for line in text.split("\n")))
