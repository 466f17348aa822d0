"""What do admins read when feeds.yaml was edited? What changed, whom the bot believes, or what is wrong."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from bot.core.language import mark, tell
from bot.core.model import Block, FileNews, FileReport, Message, MessageKind, Sentence
from bot.core.render.words import bold, fitted, foreign, heading, instant, joined, say, written

#: Mistakes, and changes, that are shown.
MOST_MISTAKES: Final = 10
MOST_CHANGES: Final = 20
_LONGEST: Final = 400

#: A line that is as it is in every language, such as ``feeds.yaml:7:5: …``.
AS_IT_IS: Final = "{line}"
CAME_WHILE_OFF: Final = mark("It was edited while the bot was off.")
UNREADABLE_BEFORE: Final = mark(
    "What it said before can't be read by this version, so what changed can't be told."
)


def render_file_report(report: FileReport) -> Message:
    """Render the card about a state of feeds.yaml."""
    if report.news is FileNews.REFUSED:
        blocks = _refused(report) if report.over_at is None else _mended(report)
    elif report.news is FileNews.TRUST:
        blocks = _trust(report)
    else:
        since = say("In force since {when}.", when=instant(report.at))
        blocks = [heading(say("feeds.yaml was changed")), *_lines(report, MOST_CHANGES), since]
    return Message(MessageKind.ALERT, fitted(blocks))


def _trust(report: FileReport) -> list[Block]:
    what = say("Only what comes from there is posted as the union's own word, so look closely:")
    then = say(
        "In force since {when}. If this is a mistake, take it back in feeds.yaml. Posts that stand in "
        "channels stay there until somebody withdraws them.",
        when=instant(report.at),
    )
    return [heading(say("Whom the bot believes was changed")), what, *_lines(report, MOST_CHANGES), then]


def _refused(report: FileReport) -> list[Block]:
    what = joined(
        bold(say("It is not in force.")), " ", say("What was in force before stays so, and the bot goes on.")
    )
    noticed = say("Noticed {when}.", when=instant(report.at))
    return [heading(say("feeds.yaml can't be used as it is")), what, *_lines(report, MOST_MISTAKES), noticed]


def _mended(report: FileReport) -> list[Block]:
    over = say(
        "{resolved} {when}: what it says now is in force.",
        resolved=bold(say("Resolved")),
        when=instant(report.over_at or report.at),
    )
    return [heading(say("feeds.yaml can be used again")), over]


def _lines(report: FileReport, most: int) -> Iterator[Block]:
    yield from map(_line, report.lines[:most])
    if (left := len(report.lines) - most) > 0:
        yield say("…and {n} more.", n=left)


def _line(told: Sentence) -> Block:
    if told.words == AS_IT_IS:
        return foreign(told.english, _LONGEST)
    return say(told.words, **{name: _part(name, part) for name, part in told.parts})


def _part(name: str, part: str) -> Block | str:
    if name == "channel":
        return Block(f"<#{int(part)}>", tell("channel {id}", id=part))
    if name == "on":
        return written(date.fromisoformat(part))
    return foreign(part)
