"""How is a post known again? By its delivery's nonce in the custom id of one of its buttons.

The composer marks everything it hands out: where nobody knows whether an attempt was made, the poster looks
for the mark in the channel's history before the same is posted again.
"""

from dataclasses import replace

from bot.core.custom_ids import how_id, status_id
from bot.core.language import _
from bot.core.model import ActionButton, LinkButton, Message
from bot.core.render.statement import how_button


def with_mark(message: Message, nonce: str) -> Message:
    """Return the message with its mark; one that has none yet gets **Where do things stand?**."""
    if any(nonce in mark for mark in marks_of(message)):
        return message
    return _with(message, ActionButton(_("Where do things stand?"), status_id(nonce)))


def with_receipt(message: Message, nonce: str) -> Message:
    """Return a card about an entry with **How do we know?**, which is its mark too."""
    return _with(message, how_button(how_id(nonce)))


def marks_of(message: Message) -> tuple[str, ...]:
    """Return the custom ids by which a message can be known again."""
    return tuple(button.custom_id for button in message.buttons if not isinstance(button, LinkButton))


def _with(message: Message, button: ActionButton) -> Message:
    return replace(message, buttons=(*message.buttons, button))
