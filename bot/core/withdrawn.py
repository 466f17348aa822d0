"""Does an entry repeat words that an admin withdrew? Then it waits for a person, and is not posted by itself.

Between hops 5 and 6, after `bot.core.duplicates`: the poller asks `is_to_be_compared` and hands what was
withdrawn to `hold_copies`. Unlike a duplicate, a copy has no window: words that were wrong do not become
right with time. What counts again as the union's word (a person approved a copy) comes first: later copies
are duplicates of that one.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.core.duplicates import says_the_same
from bot.core.language import mark
from bot.core.model import Change, Check, Decision, FeedUpdate, PlannedEntry, Statement, Verdict
from bot.core.provenance import RULESET_VERSION
from bot.core.provenance.verdicts import shown

#: The rule of entries that repeat a withdrawn statement.
WITHDRAWN_COPY: Final = "withdrawn-copy"

_REASON: Final = mark("It repeats words that an admin withdrew, so a person has to decide about it.")
_EXPECTED: Final = "words that no admin has withdrawn"


def is_to_be_compared(update: FeedUpdate) -> bool:
    """Tell whether something in an update would newly count as the union's word, or be posted."""
    return any(map(_is_asked, update.entries))


def hold_copies(update: FeedUpdate, withdrawn: Sequence[Statement]) -> FeedUpdate:
    """Return `update` with what repeats a withdrawn statement held and posted nowhere.

    `withdrawn` are the revisions of statements of the same union's feeds, this one's too.
    """
    ids = {one.entry_id for one in withdrawn}  # of these nothing is posted anyway

    def compared(planned: PlannedEntry) -> PlannedEntry:
        return _compared(planned, withdrawn) if planned.known_id not in ids else planned

    return replace(update, entries=tuple(map(compared, update.entries)))


def after_withdrawal(verdict: Verdict, before: Verdict) -> Verdict:
    """Return the verdict on an entry whose last one was `before`, judged anew by the rules alone.

    A copy of what was withdrawn stays with a person, however often it is edited or judged again.
    """
    if verdict.decision is not Decision.DIRECT or before.rule != WITHDRAWN_COPY:
        return verdict
    return _held(verdict, before.seen)


def _is_asked(planned: PlannedEntry) -> bool:
    is_news = planned.change is not Change.UNCHANGED or bool(planned.post_to)
    # One with an edit is posted already, and one with a first is posted with that.
    has_post = planned.edit_at or planned.duplicate_of is not None
    return is_news and planned.verdict.decision is Decision.DIRECT and not has_post


def _compared(planned: PlannedEntry, withdrawn: Sequence[Statement]) -> PlannedEntry:
    if not _is_asked(planned):
        return planned
    repeated = next((one for one in withdrawn if says_the_same(planned.entry, one)), None)
    if repeated is None:
        return planned
    seen = shown(f"the words of entry {repeated.entry_id}, {repeated.url or repeated.key}")
    change = Change.CHANGED if planned.change is Change.UNCHANGED else planned.change
    return replace(
        planned, change=change, verdict=_held(planned.verdict, seen), post_to=(), edit_at=(), silence=None
    )


def _held(verdict: Verdict, seen: str) -> Verdict:
    path = (*verdict.path, Check(WITHDRAWN_COPY, passed=False, seen=seen, expected=_EXPECTED))
    return Verdict(Decision.HELD, WITHDRAWN_COPY, _REASON, seen, _EXPECTED, RULESET_VERSION, path)
