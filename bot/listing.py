"""What a poll or a plan makes of each entry, as a table and sentences for people.

Called by `bot.printing` alone, which prints it. Control characters in text from feeds are shown as escapes.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from rich.table import Table
from rich.text import Text

from bot.core.escape import printable
from bot.core.model import Decision, PlannedEntry, Silence

_CALLED: Final = 60  #: characters of its text that name an entry without a title
_SILENT: Final = {
    Silence.OLD: "said more than 48 hours before it could be posted, so it is stored and not posted",
    Silence.BACKFILL: "newer statements filled the feed's `backfill`, so it is stored and not posted",
    Silence.TOPIC: "no channel that follows its feed carries its topics, so it is stored and not posted",
}


class Listed(NamedTuple):
    """An entry that a feed listed, and whether it has a post."""

    feed_id: str
    planned: PlannedEntry
    is_posted: bool


def entry_table(listed: Iterable[Listed]) -> Table:
    """Return a row for each entry."""
    table = Table("feed", "entry", "verdict", "rule", "post", box=None, pad_edge=False)
    for feed_id, planned, is_posted in listed:
        table.add_row(
            feed_id,
            Text(printable(_called(planned))),
            planned.verdict.decision.value,
            planned.verdict.rule,
            "yes" if is_posted else (planned.silence.value if planned.silence else "no"),
        )
    return table


def _called(planned: PlannedEntry) -> str:
    """Return what tells an entry from others: a post on a platform has no title, but words."""
    entry = planned.entry
    return entry.title or " ".join(entry.text.split())[:_CALLED] or entry.link or planned.key


def silences(listed: Iterable[Listed]) -> Iterator[str]:
    """Say what the words in the column `post` mean, each that stands there once."""
    for silence in dict.fromkeys(one.planned.silence for one in listed if not one.is_posted):
        if silence is not None:
            yield f"{silence.value}: {_SILENT[silence]}"


def reasons(listed: Iterable[Listed]) -> Iterator[str]:
    """Say once for each rule why entries are not the union's words as they stand, the most first."""
    verdicts = (one.planned.verdict for one in listed)
    counts = Counter(
        f"{verdict.decision} by {verdict.rule}: {printable(verdict.reason)}"
        for verdict in verdicts
        if verdict.decision is not Decision.DIRECT
    )
    for words, number in counts.most_common():
        yield f"{number} {words}"
