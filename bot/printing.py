"""What the command line prints: cards and tables for people, one JSON object a line for programs.

Called by `bot.cli` alone. Text from feeds is shown with its control characters as escapes.
"""

import errno
import json
import os
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.adapters.logs import set_up_logging
from bot.adapters.terminal import TerminalPoster
from bot.core.errors import Mistake
from bot.core.escape import printable
from bot.core.model import AuditRecord, Catalogue, Message, PollReport, Statement
from bot.core.records import Record, entry_record, rejudged_record
from bot.core.render import render_not_quarantined, render_released, render_ruling, render_withdrawal
from bot.listing import Listed, entry_table, reasons, silences

if TYPE_CHECKING:  # they bring the rules along, which most commands do without
    from bot.core.doctor import Symptom
    from bot.services.deliverer import Undelivered
    from bot.services.rejudger import Rejudged, Rejudging
    from bot.services.rereader import Rereading
    from bot.services.reviewer import Release, Ruling, Withdrawal

__all__ = ["set_up_logging"]

#: How writing fails; networks and databases have errors of their own by the time they get to the top.
_OF_OUTPUT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE})


def standard_output() -> Console:
    """Return the console for what was asked for."""
    return Console(highlight=False)


def standard_error() -> Console:
    """Return the console for everything else."""
    return Console(stderr=True, highlight=False)


def output_failed(error: OSError) -> bool:
    """Tell whether `error` is that of standard output; if so, nothing more is tried with it."""
    if error.filename is not None or error.errno not in _OF_OUTPUT:
        return False
    # What is still in its buffer would fail once more at the interpreter's end, with a traceback.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return True


def tell(sentence: str) -> None:
    """Say something beside the answer, on standard error."""
    standard_error().print(Text(sentence), soft_wrap=True)


def print_line(words: str) -> None:
    """Print an answer of one line, never folded."""
    standard_output().print(Text(words), soft_wrap=True)


def complain(sentences: str) -> None:
    """Print an error, one sentence a line, exactly as it is worded."""
    for sentence in sentences.splitlines():
        tell(printable(sentence))


def complain_of_posting(undelivered: Sequence["Undelivered"]) -> None:
    """Say in one sentence how many deliveries failed, and why the first one did."""
    first = undelivered[0]
    words = printable(first.words.rstrip("."))
    many = f"{len(undelivered)} deliveries" if len(undelivered) > 1 else "1 delivery"
    complain(
        f"{many} could not be made, the first at {first.delivery.target} ({words}); "
        "what can be tried again is, by the next `poll` or `run`."
    )


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
        standard_output().print(entry_table(listed))
        for words in (*silences(listed), *reasons(listed)):
            print_line(words)
    print_live_feeds(reports)


def print_live_feeds(reports: Sequence[PollReport]) -> None:
    """Say of each feed how the poll went."""
    for report in reports:
        tell(f"{report.feed_id}: {_outcome(report)}")


def print_symptom(symptom: "Symptom") -> None:
    """Say one thing that a look at a feed showed, below the line that names the feed."""
    tell(f"  {symptom.level.value + ':':<9}{printable(symptom.words)}")


def _outcome(report: PollReport) -> str:
    if report.error is not None:
        return "FAILED: " + printable(report.error.removeprefix(f"{report.feed_id}: "))
    if report.paused:
        return "paused by an admin, not asked"
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
        f"{path}: valid: {_count(len(catalogue.union_names), 'union')}, {_count(feeds - watched, 'feed')}, "
        f"{watched} watched, {_count(len(catalogue.strikes), 'strike')}, "
        f"{_count(len(catalogue.channels), 'channel')}",
        markup=False,
        soft_wrap=True,
    )


def _count(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def print_live_discord(problems: Sequence[tuple[int, str]], invitation: str) -> None:
    """Say what would stop the bot in Discord, and where to invite it."""
    for channel_id, words in problems:
        tell(f"channel {channel_id}: {words}")
    if not problems:
        tell("Discord: every configured channel can be posted in")
    tell(f"Invite the bot: {invitation}")


def print_held(statements: Sequence[Statement]) -> None:
    """List what waits for a decision."""
    if not statements:
        tell("Nothing is held.")
        return
    table = Table("id", "revision", "feed", "entry", "rule", "since", box=None, pad_edge=False)
    for one in statements:
        table.add_row(
            str(one.entry_id),
            str(one.revision),
            one.feed_id,
            Text(printable(f"{one.title} {one.url or ''}".strip() or one.key)),
            one.verdict.rule,
            _minute(one.fetched_at),
        )
    standard_output().print(table)


def show_ruling(ruling: "Ruling") -> None:
    """Say what a decision does, or whose earlier one stands."""
    told = render_ruling(
        ruling.review,
        statement=ruling.statement,
        is_new=ruling.is_new,
        is_off_topic=ruling.is_off_topic,
    )
    show(told)


def show_withdrawal(withdrawal: "Withdrawal") -> None:
    """Say that a statement is withdrawn."""
    show(render_withdrawal(withdrawal.statement, is_new=withdrawal.is_new))


def show_release(release: "Release") -> None:
    """Say what a release lets through."""
    if release.was_quarantined:
        told = render_released(
            release.feed_id,
            approved=release.approved,
            held=release.held,
            off_topic=release.off_topic,
        )
        show(told)
    else:
        show(render_not_quarantined(release.feed_id))


def print_audit(records: Sequence[AuditRecord]) -> None:
    """List who decided what, and when."""
    table = Table("at", "by", "action", "subject", "detail", box=None, pad_edge=False)
    for one in records:
        words = (one.by, one.action.value, one.subject, one.detail)
        table.add_row(_minute(one.at), *(Text(printable(word)) for word in words))
    standard_output().print(table)


def print_rejudging(result: "Rejudging", *, as_json: bool, dry_run: bool) -> None:
    """List the entries on which the rules say something else now; the totals go to standard error."""
    if as_json:
        print_records(map(_rejudged, result.changes))
    elif result.changes:
        standard_output().print(_rejudged_table(result.changes))
    done = "would change" if dry_run else "changed"
    tell(
        f"{result.judged} entries judged again, {len(result.changes)} verdicts {done}; "
        f"{result.skipped} skipped because their feed is no longer in feeds.yaml."
    )


def show_rereading(result: "Rereading", *, dry_run: bool) -> None:
    """Tell what came of reading everything again."""
    done = "would change" if dry_run else "changed"
    tell(
        f"{result.read} texts read again, {result.changed} {done}; {result.left} left as they are, because "
        f"they can't be read now or the rules would hold what they say; {result.skipped} skipped because "
        "their feed is no longer in feeds.yaml. No post was made or edited."
    )


def _rejudged(change: "Rejudged") -> Record:
    stored = change.stored
    return rejudged_record(
        entry_id=stored.id,
        feed_id=stored.feed_id,
        url=stored.entry.link,
        was=stored.verdict,
        verdict=change.verdict,
    )


def _rejudged_table(changes: Iterable["Rejudged"]) -> Table:
    table = Table("feed", "entry", "was", "is", box=None, pad_edge=False)
    for change in changes:
        stored, was, verdict = change.stored, change.stored.verdict, change.verdict
        table.add_row(
            stored.feed_id,
            Text(printable(stored.entry.link or stored.entry.title)),
            f"{was.decision} ({was.rule})",
            f"{verdict.decision} ({verdict.rule})",
        )
    return table


def _minute(at: datetime) -> str:
    return at.strftime("%Y-%m-%d %H:%M UTC")
