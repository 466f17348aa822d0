"""Tells the story in the terminal: what the world does, what the bot makes of it.

What the bot posts is shown by its poster; what it does not post is only to be seen here.
"""

from collections.abc import Callable
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.core.daycount import strike_day
from bot.core.model import (
    Change,
    Decision,
    DeliveryKind,
    Message,
    MessageKind,
    PlannedEntry,
    PollReport,
    Silence,
    Strike,
)
from bot.demo.story import Round
from bot.demo.timeline import Beat
from bot.demo.world import ADMINS_NAME, CHANNEL_NAME, TIMEZONE, UNION_NAME

INVENTED = (
    f"The {UNION_NAME}, its employers and The Daily Curtain are invented; "
    "nothing here was said by a real union. The bot is the real one."
)

_DONE = {
    DeliveryKind.STATEMENT: "posted",
    DeliveryKind.EDIT: "brought its card up to date",
    DeliveryKind.DAY: "posted",
    DeliveryKind.TOTAL: "posted",
    DeliveryKind.QUESTION: "asked",
    DeliveryKind.PUBLISH: "published",
}
_SILENCES = {
    Silence.OLD: "over 48 hours old when the bot first looked",
    Silence.BACKFILL: "newer ones were enough for a start",
    Silence.TOPIC: "no channel carries its topics",
}


class TerminalNarrator:
    """Prints the story; `tell_posts` also names each post, where no poster prints it here.

    `strike` returns the strike as feeds.yaml has it at the moment.
    """

    def __init__(self, console: Console, *, strike: Callable[[], Strike], tell_posts: bool) -> None:
        self._console = console
        self._strike = strike
        self._tell_posts = tell_posts
        self._failing: set[str] = set()

    def day(self, at: datetime) -> None:
        """Print a rule with the date and the day of the strike."""
        day = strike_day(self._strike(), at.astimezone(TIMEZONE).date())
        count = f" · day {day.day}" if day.day else ""
        self._console.print()
        self._console.rule(Text(f"{at:%A} {at.day} {at:%B %Y}{count}", style="bold"), style="dim")

    def beat(self, beat: Beat) -> None:
        """Print what happens, with its hour."""
        self._line(f"{beat.at:%H:%M}", beat.note)

    def round(self, made: Round) -> bool:
        """Print rejections, holds, outages and posts."""
        told = [self._source(report) for report in made.reports]
        told += [self._entry(entry) for entry in made.judged()]
        for delivered in made.delivered if self._tell_posts else ():
            done = _DONE.get(delivered.delivery.kind, "posted")
            channel = ADMINS_NAME if delivered.message.kind is MessageKind.REVIEW else CHANNEL_NAME
            self._line("→", f"The bot {done} in #{channel}: {_first_words(delivered.message)}", "green")
        return any(told) or bool(made.delivered)

    def _source(self, report: PollReport) -> bool:
        failing = report.feed_id in self._failing
        if report.error and not failing:
            self._failing.add(report.feed_id)
            self._line("!", f"The bot can't reach a source, and tries again. {report.error}", "yellow")
        elif failing and not report.error:
            self._failing.remove(report.feed_id)
            self._line("!", f"The bot reaches {report.feed_id} again.", "yellow")
        else:
            return False
        return True

    def _entry(self, planned: PlannedEntry) -> bool:
        if planned.verdict.decision is Decision.DIRECT:
            if planned.silence is None or planned.change is not Change.NEW:
                return False
            self._line("·", f"Kept, not posted ({_SILENCES[planned.silence]}): {planned.entry.title}", "dim")
            return True
        rejected = planned.verdict.decision is Decision.REJECTED
        mark, verb, style = ("✗", "Rejected", "red") if rejected else ("?", "Held for a person", "magenta")
        self._line(mark, f"{verb} by the rule {planned.verdict.rule}: {planned.entry.title}", style)
        self._line("", planned.verdict.reason)
        self._line("", f"seen: {planned.verdict.seen or 'nothing'}", "dim")
        self._line("", f"expected: {planned.verdict.expected}", "dim")
        return True

    def _line(self, mark: str, text: str, style: str = "") -> None:
        # Text objects: whatever stands in a feed is shown as it is, never read as markup.
        line = Text(f"{mark:>7}  ", style=style or "bold")
        self._console.print(line.append(text, style=style), soft_wrap=True)


def _first_words(message: Message) -> str:
    """Return the post's title; of a social post, which has none, its first sentence."""
    titled = message.kind is not MessageKind.STATEMENT or not message.blocks[0].plain.startswith("Straight")
    return message.blocks[0 if titled else 1].plain.partition("\n")[0]
