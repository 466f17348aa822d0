"""Which of the channels that follow a feed want this statement? Those that are limited to some topics.

Between hops 5 and 6: `bot.core.plan` names every target that is to get a statement, the statement's own page
completes it, and then, in the text known by now, `keep_chosen` takes out the targets whose channels don't
carry what it is about. A statement that an edit brings into a channel's topics is news there; one that it
takes out of them stays posted and goes on being edited.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from bot.core.model import (
    Change,
    Entry,
    FeedUpdate,
    PlannedEntry,
    Silence,
    Statement,
    TopicChoice,
)
from bot.core.topics import TopicFinder


@dataclass(frozen=True, slots=True)
class Chooser:
    """Tells which targets carry a statement; `choices` are of those that don't carry everything."""

    finder: TopicFinder
    choices: Mapping[str, TopicChoice]

    def declining(self, words: Entry | Statement) -> frozenset[str]:
        """Return the targets that don't carry these words."""
        if not self.choices:
            return frozenset()
        topics = self.finder.topics_of(words.title, words.text)
        return frozenset(target for target, choice in self.choices.items() if not choice.admits(topics))


@dataclass(frozen=True, slots=True)
class NotCarried:
    """Why a channel that follows a statement's feed does not carry it, by the names of topics."""

    only: tuple[str, ...]  #: it carries these alone, and the statement is on none of them
    left_out: tuple[str, ...]  #: it leaves these out, and the statement is on them


def not_carried(choice: TopicChoice, found: Collection[str], names: Mapping[str, str]) -> NotCarried | None:
    """Return why a channel does not carry a statement on the topics `found`; None where it does.

    `names` are those of the union's topics, by id; what another union calls a topic is left out.
    """
    if choice.admits(found):
        return None
    left_out = tuple(names[topic] for topic in found if topic in choice.skip)
    only = () if left_out else tuple(name for topic, name in names.items() if topic in (choice.only or ()))
    return NotCarried(only, left_out)


def entries_to_recall(update: FeedUpdate, chooser: Chooser) -> Collection[int]:
    """Return the stored entries whose words `keep_chosen` needs to know."""
    return [
        planned.known_id
        for planned in update.entries
        if planned.known_id is not None and _is_asked(planned, chooser)
    ]


def keep_chosen(update: FeedUpdate, chooser: Chooser, stored: Mapping[int, Statement]) -> FeedUpdate:
    """Return `update` without posts to targets that don't carry what their statements are about.

    `stored` are the entries of `entries_to_recall`, by id, in the words known before this update. The
    backfill of such a target is filled with statements that it carries.
    """
    if not chooser.choices:
        return update
    entries = [_kept(planned, chooser, stored) for planned in update.entries]
    for target in set(update.opened_routes) & chooser.choices.keys():
        entries = _filled(entries, target, update.feed.backfill)
    return replace(update, entries=tuple(entries))


def _is_asked(planned: PlannedEntry, chooser: Chooser) -> bool:
    return bool(planned.post_if_on_topic) or not chooser.choices.keys().isdisjoint(planned.post_to)


def _kept(planned: PlannedEntry, chooser: Chooser, stored: Mapping[int, Statement]) -> PlannedEntry:
    if not _is_asked(planned, chooser):
        return planned
    before = None if planned.known_id is None else stored.get(planned.known_id)
    # The feed may give only the beginning again of what is stored as a whole.
    is_as_stored = planned.change is Change.UNCHANGED and before is not None
    declining = chooser.declining(before if is_as_stored and before is not None else planned.entry)
    post_to = set(planned.post_to) - declining
    if before is not None:
        post_to |= set(planned.post_if_on_topic) & (chooser.declining(before) - declining)
    kept = replace(planned, post_to=tuple(sorted(post_to)), post_if_on_topic=())
    was_posted = bool(planned.edit_at) or planned.change is Change.UNCHANGED
    if planned.post_to and not post_to and not was_posted:
        return replace(kept, silence=Silence.TOPIC)
    return kept


def _filled(entries: list[PlannedEntry], target: str, backfill: int) -> list[PlannedEntry]:
    """Leave the newest `backfill` posts to a target that begins to follow; `entries` are oldest first."""
    wanted = [planned.key for planned in entries if target in planned.post_to]
    over = set(wanted[: max(0, len(wanted) - backfill)])
    return [_without(planned, target) if planned.key in over else planned for planned in entries]


def _without(planned: PlannedEntry, target: str) -> PlannedEntry:
    post_to = tuple(one for one in planned.post_to if one != target)
    is_silent = not post_to and planned.change is not Change.UNCHANGED and not planned.edit_at
    return replace(planned, post_to=post_to, silence=Silence.BACKFILL if is_silent else planned.silence)
