"""What do admins read where the bot lacks something in a channel? Called by the composer."""

from bot.core.language import tell
from bot.core.model import Alert, Block, Message, MessageKind
from bot.core.reasons import retold
from bot.core.render.words import bold, fitted, foreign, heading, instant, joined, say
from bot.core.targets import DISCORD


def render_lack(alert: Alert, target: str) -> Message:
    """Render the card about one thing that is lacking at a target."""
    channel = target.removeprefix(DISCORD)
    place = Block(f"<#{channel}>", tell("channel {id}", id=channel))
    problem = joined(foreign(retold(alert.problem), 500), ".")
    if alert.resolved_at is None:
        seen = say("Seen by a look at {channel}, before anything there went wrong:", channel=place)
        since = say("This card says so when it is mended. Since {when}.", when=instant(alert.since_at))
        title = heading(say("A channel is not ready for the bot"))
        return Message(MessageKind.ALERT, fitted((title, seen, bold(problem), since)))
    mended = say(
        "{resolved} {when}: this no longer stands in the way in {channel}.",
        resolved=bold(say("Mended")),
        when=instant(alert.resolved_at),
        channel=place,
    )
    was = say("It was: {problem}", problem=problem)
    return Message(MessageKind.ALERT, fitted((heading(say("A channel is ready")), mended, was)))
