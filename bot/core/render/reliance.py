"""Can what ``/status`` shows be relied on right now? The one sentence it begins with.

Used by `bot.core.render.status`. Watched feeds are left out: what the press says is nobody's word here.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.core.model import Block, Contact, SourceStatus, Status
from bot.core.render.words import bold, instant, say, say_many


def reliance(status: Status) -> Block:
    """Say in one sentence how far what follows can be relied on."""
    if status.failing_jobs:
        return say(
            "{lead}: the bot itself is in trouble, so what follows may be out of date, and statements may "
            "not be posted until its admins have mended it.",
            lead=bold(say("Don't rely on this right now")),
        )
    sources = own_sources(status.sources)
    unknown = [source for source in sources if not source.contact(status.at).is_known]
    if not sources:
        return say(
            "{lead}: no source of any union is followed.", lead=bold(say("There is nothing to rely on yet"))
        )
    if len(unknown) == len(sources):
        return _nothing_known(sources, status.at)
    if unknown:
        return say(
            "{lead}: {known} of {all} sources answered when they were last asked; what the rest say now is "
            "not known here.",
            lead=bold(say("You can rely on this in part")),
            known=len(sources) - len(unknown),
            all=len(sources),
        )
    return _all_known(sources)


def _nothing_known(sources: Sequence[SourceStatus], now: datetime) -> Block:
    contacts = {source.contact(now) for source in sources}
    if contacts == {Contact.NOT_ASKED}:
        return say("{lead}: no source has been asked yet.", lead=bold(say("There is nothing to rely on yet")))
    lead = bold(say("Don't rely on this right now"))
    if Contact.OVERDUE in contacts:
        asked = max(source.state.polled_at for source in sources if source.state.polled_at)
        return say(
            "{lead}: the bot has not asked any source since {when}, so what was said after that is not "
            "known here.",
            lead=lead,
            when=instant(asked),
        )
    return say_many(
        "{lead}: the one source that is followed does not answer, so what it says now is not known here.",
        "{lead}: none of the {n} sources answers, so what they say now is not known here.",
        len(sources),
        lead=lead,
    )


def _all_known(sources: Sequence[SourceStatus]) -> Block:
    quarantined = sum(source.state.quarantine is not None for source in sources)
    if quarantined:
        return say_many(
            "{lead}: all sources answered when they were last asked, but {n} is in quarantine and nothing of "
            "it is posted.",
            "{lead}: all sources answered when they were last asked, but {n} are in quarantine and nothing "
            "of them is posted.",
            quarantined,
            lead=bold(say("You can rely on this in part")),
        )
    return say_many(
        "{lead}: the one source that is followed answered when it was last asked, {when}.",
        "{lead}: all {n} sources answered when they were last asked; the oldest answer is from {when}.",
        len(sources),
        lead=bold(say("You can rely on this")),
        when=instant(min(source.state.polled_at for source in sources if source.state.polled_at), "R"),
    )


def own_sources(sources: Sequence[SourceStatus]) -> Sequence[SourceStatus]:
    """Return those that speak for a union; of others' feeds nothing is posted anyway."""
    return [source for source in sources if not source.feed.watched]
