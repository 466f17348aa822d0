"""What only admins read under `/status`: what waits, is refused or fails, and which versions are at work."""

from datetime import datetime
from typing import Final

from bot.core.model import Block, FileReport, Refused, Status, Works
from bot.core.reasons import retold
from bot.core.render.sources import brief
from bot.core.render.words import bold, foreign, say, say_many, stacked
from bot.core.targets import DISCORD

_REFUSED_SHOWN: Final = 5
_REASON_SHOWN: Final = 200  # characters
_MEGABYTE: Final = 1_000_000


def works_block(status: Status, works: Works) -> Block:
    """Say how the bot's own parts are doing."""
    lines = [bold(say("For admins")), _waiting(status.pending, works.waiting_since_at, status.at)]
    if works.file_refused is not None:
        lines.insert(1, _not_in_force(works.file_refused, status.at))
    lines += [_refused(one, status.at) for one in works.refused[:_REFUSED_SHOWN]]
    unshown = status.parked - sum(one.number for one in works.refused[:_REFUSED_SHOWN])
    if unshown > 0:
        lines.append(
            say_many("{n} more delivery is refused elsewhere.", "{n} more are refused elsewhere.", unshown)
        )
    if status.failing_jobs:
        jobs = ", ".join(status.failing_jobs)
        lines.append(say("Jobs that failed when they last ran: {jobs}. The log says why.", jobs=jobs))
    lines.append(
        say(
            "Picketwire {version}, rule set {ruleset}, schema {schema}, database {size} MB.",
            version=works.version,
            ruleset=works.ruleset,
            schema=works.schema,
            size=-(-works.database_bytes // _MEGABYTE),
        )
    )
    return stacked(lines)


def _not_in_force(report: FileReport, now: datetime) -> Block:
    return say_many(
        "feeds.yaml as it stands is not in force ({n} mistake, noticed {when}); what was before it is. "
        "`check` names it.",
        "feeds.yaml as it stands is not in force ({n} mistakes, noticed {when}); what was before it is. "
        "`check` names them.",
        len(report.lines),
        when=brief(report.at, now),
    )


def _waiting(pending: int, since: datetime | None, now: datetime) -> Block:
    if not pending:
        return say("Nothing waits to be posted.")
    if since is None:
        return say_many(
            "{n} delivery is put off for later.", "{n} deliveries are put off for later.", pending
        )
    return say_many(
        "{n} delivery waits to be made, due since {when}.",
        "{n} deliveries wait to be made, the oldest of them due since {when}.",
        pending,
        when=brief(since, now),
    )


def _refused(refused: Refused, now: datetime) -> Block:
    return say_many(
        "{n} delivery is refused in {place} since {when}: {reason}",
        "{n} deliveries are refused in {place} since {when}: {reason}",
        refused.number,
        place=place(refused.target),
        when=brief(refused.since_at, now),
        reason=foreign(retold(refused.reason), _REASON_SHOWN),
    )


def place(target: str) -> Block:
    """Name a target: a Discord channel as such."""
    channel = target.removeprefix(DISCORD)
    if channel == target:
        return foreign(target)
    return Block(f"<#{channel}>", say("channel {id}", id=channel).plain)
