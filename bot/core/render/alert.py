"""What do admins read when Discord refuses something? One card a problem, brought up to date at its end."""

from datetime import datetime

from bot.core.model import Alert, Block, Message, MessageKind
from bot.core.render.words import bold, fitted, foreign, heading, instant, joined, own
from bot.core.targets import DISCORD


def render_alert(alert: Alert) -> Message:
    """Render the card of an alert."""
    if alert.resolved_at is not None:
        return _resolved(alert, alert.resolved_at)
    if alert.is_mendable:
        what = joined("What was to be posted in ", _place(alert), " waits:")
        then = (
            "Once that is changed, everything goes out by itself and in order, within the hour at the latest."
        )
    else:
        what = joined("Something that was to be posted in ", _place(alert), " was refused for good:")
        then = "It is kept and not tried again; what comes after it goes out as ever."
    since = joined("Since ", instant(alert.since_at), ".")
    blocks = (heading(own("A channel needs you")), what, bold(_problem(alert)), own(then), since)
    return Message(MessageKind.ALERT, fitted(blocks))


def _resolved(alert: Alert, at: datetime) -> Message:
    over = joined(
        bold(own("Resolved")), " ", instant(at), ": what waited for ", _place(alert), " goes through."
    )
    was = joined("It was: ", _problem(alert))
    return Message(MessageKind.ALERT, (heading(own("A channel is well again")), over, was))


def _problem(alert: Alert) -> Block:
    return joined(foreign(alert.problem, 500), ".")


def _place(alert: Alert) -> Block:
    channel = alert.target.removeprefix(DISCORD)
    return Block(f"<#{channel}>", f"channel {channel}")
