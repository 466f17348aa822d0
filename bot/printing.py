"""What the command line prints: cards and tables for people, one JSON object a line for programs.

Called by `bot.cli` alone. Text from feeds is shown with its control characters as escapes.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.adapters.logs import set_up_logging
from bot.adapters.terminal import TerminalPoster
from bot.core.errors import Mistake
from bot.core.escape import printable
from bot.core.model import Catalogue, Message, PlannedEntry, PollReport
from bot.core.records import Record, entry_record

__all__ = ["set_up_logging"]


class Listed(NamedTuple):
    """An entry that a feed listed, and whether it has a post."""

    feed_id: str
    planned: PlannedEntry
    is_posted: bool


def standard_output() -> Console:
    """Return the console for what was asked for."""
    return Console(highlight=False)


def standard_error() -> Console:
    """Return the console for everything else."""
    return Console(stderr=True, highlight=False)


def tell(sentence: str) -> None:
    """Say something beside the answer, on standard error."""
    standard_error().print(Text(sentence), soft_wrap=True)


def complain(sentences: str) -> None:
    """Print an error, one sentence a line, exactly as it is worded."""
    for sentence in sentences.splitlines():
        tell(printable(sentence))


def show(message: Message) -> None:
    """Show a card."""
    TerminalPoster(standard_output()).show(message)


def print_records(records: Iterable[Record]) -> None:
    """Print one JSON object a line."""
    for record in records:
        print(json.dumps(record, ensure_ascii=False), flush=True)  # noqa: T201 -- this is the answer


def print_document(document: Mapping[str, Any]) -> None:
    """Print one JSON document for people and editors."""
    print(json.dumps(document, indent=2, ensure_ascii=False))  # noqa: T201 -- this is the answer


def print_cycle(
    reports: Sequence[PollReport],
    posted: Mapping[str, frozenset[str]],
    *,
    as_json: bool,
    entries_too: bool = False,
) -> None:
    """Print what a poll of all feeds found; failures go to standard error."""
    listed = [
        Listed(report.feed_id, planned, planned.key in posted[report.feed_id])
        for report in reports
        for planned in report.entries
    ]
    if as_json:
        print_records(entry_record(one.feed_id, one.planned, posted=one.is_posted) for one in listed)
    elif entries_too and listed:
        standard_output().print(_entry_table(listed))
    print_live_feeds(reports)


def _entry_table(listed: Iterable[Listed]) -> Table:
    table = Table("feed", "entry", "verdict", "rule", "post", box=None, pad_edge=False)
    for feed_id, planned, is_posted in listed:
        table.add_row(
            feed_id,
            Text(printable(planned.entry.title or planned.entry.link or planned.key)),
            planned.verdict.decision.value,
            planned.verdict.rule,
            "yes" if is_posted else (planned.silence.value if planned.silence else "no"),
        )
    return table


def print_live_feeds(reports: Sequence[PollReport]) -> None:
    """Say of each feed how the poll went."""
    for report in reports:
        tell(f"{report.feed_id}: {_outcome(report)}")


def _outcome(report: PollReport) -> str:
    if report.error is not None:
        return "FAILED: " + printable(report.error.removeprefix(f"{report.feed_id}: "))
    if report.not_modified:
        return "reached, nothing new"
    counts = Counter(f"{entry.change} {entry.verdict.decision}" for entry in report.entries)
    return "reached, " + (", ".join(f"{number} {words}" for words, number in counts.items()) or "no entries")


def print_valid(path: Path, catalogue: Catalogue, notices: Sequence[Mistake]) -> None:
    """Say that a configuration can be used, and what in it has no effect yet."""
    for notice in notices:
        tell(str(notice))
    feeds, watched = len(catalogue.feeds), sum(feed.watched for feed in catalogue.feeds)
    standard_output().print(
        f"{path}: valid: {len(catalogue.union_names)} unions, {feeds - watched} feeds, {watched} watched, "
        f"{len(catalogue.strikes)} strikes, {len(catalogue.channels)} channels",
        markup=False,
        soft_wrap=True,
    )


def print_live_discord(problems: Sequence[tuple[int, str]], invitation: str) -> None:
    """Say what would stop the bot in Discord, and where to invite it."""
    for channel_id, words in problems:
        tell(f"channel {channel_id}: {words}")
    if not problems:
        tell("Discord: every configured channel can be posted in")
    tell(f"Invite the bot: {invitation}")
