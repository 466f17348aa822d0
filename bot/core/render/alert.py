"""What do admins read when Discord refuses something? One card a problem, brought up to date at its end."""

from datetime import datetime

from bot.core.language import tell
from bot.core.model import Alert, Block, Message, MessageKind
from bot.core.reasons import retold
from bot.core.render.words import bold, fitted, foreign, heading, instant, joined, say
from bot.core.targets import DISCORD


def render_alert(alert: Alert) -> Message:
    """Render the card of an alert."""
    if alert.resolved_at is not None:
        return _resolved(alert, alert.resolved_at)
    if alert.is_mendable:
        what = say("What was to be posted in {channel} waits:", channel=_place(alert))
        then = say(
            "Once that is changed, everything goes out by itself and in order, within the hour at the latest."
        )
    else:
        what = say(
            "Something that was to be posted in {channel} was refused for good:", channel=_place(alert)
        )
        then = say("It is kept and tried again at the next start; what comes after it goes out as ever.")
    since = say("Since {when}.", when=instant(alert.since_at))
    blocks = (heading(say("A channel needs you")), what, bold(_problem(alert)), then, since)
    return Message(MessageKind.ALERT, fitted(blocks))


def _resolved(alert: Alert, at: datetime) -> Message:
    over = say(
        "{resolved} {when}: what waited for {channel} goes through.",
        resolved=bold(say("Resolved")),
        when=instant(at),
        channel=_place(alert),
    )
    was = say("It was: {problem}", problem=_problem(alert))
    return Message(MessageKind.ALERT, (heading(say("A channel is well again")), over, was))


def _problem(alert: Alert) -> Block:
    return joined(foreign(retold(alert.problem), 500), ".")


def _place(alert: Alert) -> Block:
    channel = alert.target.removeprefix(DISCORD)
    return Block(f"<#{channel}>", tell("channel {id}", id=channel))
