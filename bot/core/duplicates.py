"""Is it the same statement on another of the union's own sources? One statement is one post, with both links.

Between hops 5 and 6: the poller asks `look_back` whether an update has anything to compare, gets what the
union's other feeds said since then, `firsts_of` finds what is a copy of that, and `mark_duplicates` takes the
posts of copies away. How words are compared is in `bot.core.samewords`. In doubt two entries are two
statements: a post too many is a smaller harm than a statement that is never posted.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from bot.core.identity import link_key
from bot.core.model import Change, Decision, Entry, Feed, FeedUpdate, PlannedEntry, Silence, Statement
from bot.core.samewords import names_a_day_from_now, same_title, same_words

#: Sites and accounts carry a statement within hours of each other, over a weekend within days.
WINDOW = timedelta(hours=72)
#: “Pickets today at seven” means another day when it is said again.
WINDOW_FROM_NOW = timedelta(hours=12)
#: Entries older than this are not compared, unless they are to be posted: nobody looks for their other half.
_LOOK_BACK = timedelta(days=14)
_EVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class SaidBefore:
    """A stored statement that new entries are compared with, in its newest words."""

    entry_id: int
    feed_id: str
    key: str
    title: str
    text: str
    url: str | None
    published_at: datetime | None
    first_seen_at: datetime


Earlier = Statement | SaidBefore


def same_statement(ours: str, theirs: str) -> bool:
    """Tell whether two texts are one statement: the same words, or the beginning of the other's.

    Small edits and different furniture around the words are let pass; other numbers, dates, names and
    negations are not, nor are texts with fewer than eight distinctive words.
    """
    return same_words(ours, theirs)


def find_duplicate(entry: Entry, feed: Feed, recent: Sequence[Earlier], now: datetime) -> int | None:
    """Return the entry id of the statement that `entry` of `feed` repeats.

    `recent` are statements of the same union's feeds, none of them a duplicate itself. Where several fit
    that are not the same among themselves, the words are the union's letterhead, and none is returned.
    """
    others = [statement for statement in recent if statement.feed_id != feed.id]
    equal = [one.entry_id for one in others if _is_equal(entry, one, now)]
    if equal:
        return min(equal)
    window = _window(entry)
    found = [
        statement
        for statement in others
        if _is_within(window, entry, statement, now)
        and _is_same(entry.title, entry.text, statement.title, statement.text)
    ]
    first = min(found, key=lambda statement: statement.entry_id, default=None)
    if first is None or not all(
        _is_same(first.title, first.text, other.title, other.text) for other in found if other is not first
    ):
        return None
    return first.entry_id


def says_the_same(entry: Entry, statement: Earlier) -> bool:
    """Tell whether an entry says what a statement says, whenever each of them was said."""
    return _has_equal_words(entry, statement) or _is_same(
        entry.title, entry.text, statement.title, statement.text
    )


def look_back(update: FeedUpdate) -> datetime | None:
    """Return the instant since which statements of other feeds matter to `update`; None where none do."""
    oldest = update.at - _LOOK_BACK
    asked = [planned for planned in update.entries if _is_asked(planned)]
    if update.opened_routes and any(one.post_to and one.entry.published_at is None for one in asked):
        return _EVER  # it may have been said at any time, such as under an id that the feed had before
    said = [(_said_at(planned.entry, update.at), planned.post_to) for planned in asked]
    # What is posted only now, after weeks without contact, may have been posted long ago from another feed.
    dates = [at if post_to else max(at, oldest) for at, post_to in said]
    return min(dates) - WINDOW if dates else None


def firsts_of(update: FeedUpdate, recent: Sequence[Earlier]) -> Mapping[str, Earlier]:
    """Return the statements of `recent` that entries of `update` repeat, by the entries' keys."""
    statements = {statement.entry_id: statement for statement in recent}
    found = {
        planned.key: find_duplicate(planned.entry, update.feed, recent, update.at)
        for planned in update.entries
        if _is_asked(planned)
    }
    return {key: statements[first] for key, first in found.items() if first is not None}


def mark_duplicates(
    update: FeedUpdate, firsts: Mapping[str, Earlier], have_it: Mapping[int, Collection[str]]
) -> FeedUpdate:
    """Return `update` with copies marked and posted only where the first one is not.

    `firsts` are those of `firsts_of`; `have_it` are the targets at which the first one stands or is to stand,
    or which follow its feed, by its entry id.
    """

    def marked(planned: PlannedEntry) -> PlannedEntry:
        first = firsts.get(planned.key)
        if first is None:
            return planned
        post_to = tuple(target for target in planned.post_to if target not in have_it[first.entry_id])
        is_new = planned.change is not Change.UNCHANGED
        # The first one says why it is not posted, if it is not.
        silence = None if planned.silence is Silence.TOPIC else planned.silence
        duplicate_of = first.entry_id if is_new else None
        return replace(planned, post_to=post_to, duplicate_of=duplicate_of, silence=silence)

    return replace(update, entries=tuple(map(marked, update.entries)))


def _is_asked(planned: PlannedEntry) -> bool:
    """Tell whether an entry may be posted or is new: an edited one has its post, or has none for a reason."""
    if planned.edit_at:
        return False
    is_new = planned.change is Change.NEW and planned.verdict.decision is Decision.DIRECT
    return is_new or bool(planned.post_to)


def _is_equal(entry: Entry, statement: Earlier, now: datetime) -> bool:
    """Tell whether it is one article, or the very same words within hours.

    An address and a title alone say little: some feeds have one of each for every day's update. Neither with
    a date, the very same words at one address are one article.
    """
    if _has_equal_words(entry, statement) and _is_within(WINDOW_FROM_NOW, entry, statement, now):
        return True
    if entry.published_at != statement.published_at:
        return False
    if entry.published_at is not None:
        return _has_equal_title(entry, statement) and _has_equal_link(entry, statement)
    return bool(entry.link) and _has_equal_words(entry, statement) and _has_equal_link(entry, statement)


def _has_equal_words(entry: Entry, statement: Earlier) -> bool:
    return _has_equal_title(entry, statement) and _folded(entry.text) == _folded(statement.text)


def _has_equal_title(entry: Entry, statement: Earlier) -> bool:
    is_nothing = not (entry.title or entry.text)
    return not is_nothing and _folded(entry.title) == _folded(statement.title)


def _has_equal_link(entry: Entry, statement: Earlier) -> bool:
    return link_key(entry.link or "") == link_key(statement.url or "")


@lru_cache(maxsize=512)  # each new entry is compared with the same recent statements
def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _window(entry: Entry) -> timedelta:
    """Return how far apart an entry and the other half of its statement may be."""
    from_now = names_a_day_from_now(f"{entry.title}\n\n{entry.text}")
    return WINDOW_FROM_NOW if from_now else WINDOW


def _is_within(window: timedelta, entry: Entry, statement: Earlier, now: datetime) -> bool:
    said_at = statement.published_at or statement.first_seen_at
    return abs(_said_at(entry, now) - min(said_at, now)) <= window


def _said_at(entry: Entry, now: datetime) -> datetime:
    return min(entry.published_at or now, now)


def _is_same(title: str, text: str, other_title: str, other_text: str) -> bool:
    if title and other_title:
        # Videos and podcasts repeat one description under every title.
        return same_title(title, other_title) and same_words(text, other_text)
    headline = title or other_title
    if not headline:
        return same_words(text, other_text)
    titled, untitled = (text, other_text) if title else (other_text, text)
    return same_words(titled, untitled) or same_words(f"{headline}\n\n{titled}", untitled)
