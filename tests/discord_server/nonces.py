"""Has this message been sent already? Discord's answer to a repeated nonce, within its window.

https://discord.com/developers/docs/resources/message#create-message: with `enforce_nonce`, a nonce is
“checked for uniqueness in the past few minutes”, and the message made with it is returned instead of a new
one.
"""

from collections import OrderedDict

from simcord.backend.models import Message

from tests.discord_server.clock import ServerClock


class NonceWindow:
    """The messages of the last `seconds` that were sent with an enforced nonce, by channel."""

    def __init__(self, clock: ServerClock, seconds: float) -> None:
        self.seconds = seconds
        self._clock = clock
        self._known: OrderedDict[tuple[int, str], tuple[float, Message]] = OrderedDict()

    def find(self, channel_id: int, nonce: str) -> Message | None:
        """Return the message made with this nonce within the window."""
        self._forget_old()
        known = self._known.get((channel_id, nonce))
        return known[1] if known else None

    def remember(self, channel_id: int, nonce: str, message: Message) -> None:
        """Begin the window of a new message."""
        self._known[channel_id, nonce] = (self._clock.seconds(), message)

    def _forget_old(self) -> None:
        oldest = self._clock.seconds() - self.seconds
        while self._known and next(iter(self._known.values()))[0] <= oldest:
            self._known.popitem(last=False)
