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
    unheard = [source for source in sources if not source.is_heard(status.at)]
    if not sources:
        return say(
            "{lead}: no source of any union is followed.", lead=bold(say("There is nothing to rely on yet"))
        )
    if len(unheard) == len(sources):
        return _nothing_known(sources, status.at)
    if unheard:
        return _partly_known(sources, unheard, status.at)
    return _all_known(sources)


def _nothing_known(sources: Sequence[SourceStatus], now: datetime) -> Block:
    contacts = {source.contact(now) for source in sources}
    lead = bold(say("Don't rely on this right now"))
    if any(_is_paused(source) for source in sources):
        return _paused(sources, lead)
    if contacts == {Contact.NOT_ASKED}:
        return say("{lead}: no source has been asked yet.", lead=bold(say("There is nothing to rely on yet")))
    if any(_is_quarantined(source) for source in sources):
        return _no_trust(sources, lead)
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


def _paused(sources: Sequence[SourceStatus], lead: Block) -> Block:
    if not all(_is_paused(source) for source in sources):
        return say(
            "{lead}: each of the {all} sources is paused by an admin, is in quarantine, does not answer or "
            "was not asked, so what they say now is not known here.",
            lead=lead,
            all=len(sources),
        )
    return say_many(
        "{lead}: an admin has paused the one source that is followed, so what it says now is not known here.",
        "{lead}: an admin has paused all {n} sources, so what they say now is not known here.",
        len(sources),
        lead=lead,
    )


def _no_trust(sources: Sequence[SourceStatus], lead: Block) -> Block:
    if not all(_is_quarantined(source) for source in sources):
        return say(
            "{lead}: each of the {all} sources is in quarantine, does not answer or was not asked, so what "
            "they say now is not known here.",
            lead=lead,
            all=len(sources),
        )
    return say_many(
        "{lead}: the one source that is followed is in quarantine, so what the union says now is not known "
        "here.",
        "{lead}: all {n} sources are in quarantine, so what the unions say now is not known here.",
        len(sources),
        lead=lead,
    )


def _partly_known(sources: Sequence[SourceStatus], unheard: Sequence[SourceStatus], now: datetime) -> Block:
    lead = bold(say("You can rely on this in part"))
    if all(source.contact(now).is_known for source in unheard):
        return say_many(
            "{lead}: all sources answered when they were last asked, but {n} is in quarantine and nothing of "
            "it is posted.",
            "{lead}: all sources answered when they were last asked, but {n} are in quarantine and nothing "
            "of them is posted.",
            len(unheard),
            lead=lead,
        )
    return say(
        "{lead}: {known} of {all} sources could be read when they were last asked; what the rest say now is "
        "not known here.",
        lead=lead,
        known=len(sources) - len(unheard),
        all=len(sources),
    )


def _is_quarantined(source: SourceStatus) -> bool:
    return source.state.quarantine is not None


def _is_paused(source: SourceStatus) -> bool:
    return source.state.paused_at is not None


def _all_known(sources: Sequence[SourceStatus]) -> Block:
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
