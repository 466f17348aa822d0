"""Does a direct statement look like news of a strike that feeds.yaml does not have? The admins are asked.

The poller calls `with_questions` for what it is about to store, the composer `strike_hints` for the card.
Nothing is ever inferred: a hint changes no strike and posts nothing to members. It is a question in the
review channel with the line to add, where that line would change something.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Final, Protocol

from bot.core.daycount import local_date, strike_day
from bot.core.model import (
    Change,
    Decision,
    Feed,
    FeedUpdate,
    Happening,
    PlannedEntry,
    Question,
    Strike,
    StrikeState,
)
from bot.core.provenance.names import own_names
from bot.core.sentences import split_sentences
from bot.core.strike_names import OwnWords, parts
from bot.core.strike_phrases import looks_like, says_it_goes_on

#: What was said longer ago is no news.
NEWS_FOR: Final = timedelta(hours=48)
_REACH: Final = 2_000  # characters of the text looked at
_SENTENCES: Final = 5
_LONGEST_TITLE: Final = 500
#: Where both are seen, the second says no more than the first.
_SAID_BY: Final = {Happening.RATIFIED: Happening.ENDED, Happening.AUTHORISED: Happening.BEGUN}
_STOPS: Final = frozenset({Happening.ENDED, Happening.SUSPENDED, Happening.RATIFIED})
_BEGINNINGS: Final = frozenset({Happening.BEGUN, Happening.AUTHORISED})


class Said(Protocol):
    """What a statement says: an `Entry` or a `Statement`."""

    @property
    def title(self) -> str:
        """Its title; empty where there is none."""
        ...

    @property
    def text(self) -> str:
        """Its plain text."""
        ...

    @property
    def published_at(self) -> datetime | None:
        """When it was said; None where the feed does not tell."""
        ...


@dataclass(frozen=True, slots=True)
class Hint:
    """What a statement looks like it says, and its words."""

    happening: Happening
    strike: Strike | None  #: the one that it may have happened to; None: one that is not in feeds.yaml
    said: str  #: the title or sentence, verbatim


def strike_hints(said: Said, feed: Feed, strikes: Collection[Strike], now: datetime) -> tuple[Hint, ...]:
    """Return what a direct statement of `feed`, seen at `now`, looks like it tells of the union's strikes.

    Only what would change something, each once for a strike; nothing of what was said over 48 hours ago.
    """
    said_at = min(said.published_at or now, now)
    if feed.watched or now - said_at > NEWS_FOR:
        return ()
    of_union = [strike for strike in strikes if strike.union_id == feed.union_id]
    found = _found(said, OwnWords(own_names(feed), _words_of(of_union)))
    return tuple(
        Hint(happening, strike, words)
        for happening, words in found.items()
        for strike in _concerned(happening, of_union, f"{said.title}\n{words}", said_at)
    )


def with_questions(
    update: FeedUpdate, strikes: Collection[Strike], targets: Collection[str] = ()
) -> FeedUpdate:
    """Return the update with the questions that its new or changed direct statements raise."""
    asked = tuple(
        replace(planned, questions=_questions(planned, update, strikes)) if _is_news(planned) else planned
        for planned in update.entries
    )
    return replace(update, entries=asked, question_targets=tuple(targets))


def _is_news(planned: PlannedEntry) -> bool:
    is_new = planned.change is not Change.UNCHANGED and planned.duplicate_of is None
    return is_new and planned.verdict.decision is Decision.DIRECT


def _questions(
    planned: PlannedEntry, update: FeedUpdate, strikes: Collection[Strike]
) -> tuple[Question, ...]:
    hints = strike_hints(planned.entry, update.feed, strikes, update.at)
    return tuple(Question(hint.happening, hint.strike.id if hint.strike else None) for hint in hints)


def _words_of(strikes: Sequence[Strike]) -> frozenset[str]:
    return frozenset(part for strike in strikes for part in parts(strike.name))


def _found(said: Said, own: OwnWords) -> dict[Happening, str]:
    """Return what the title and the first sentences look like, with the first words that do."""
    text = said.text[:_REACH]
    found: dict[Happening, str] = {}
    for words in _beginning(said.title, text):
        for happening in sorted(looks_like(words, own)):
            found.setdefault(happening, words)
    goes_on = not _STOPS.isdisjoint(found) and says_it_goes_on(text)
    return {
        happening: words
        for happening, words in found.items()
        if _SAID_BY.get(happening) not in found and not (goes_on and happening in _STOPS)
    }


def _beginning(title: str, text: str) -> Iterator[str]:
    if title:
        yield title[:_LONGEST_TITLE]
    yield from (sentence.text for sentence in islice(split_sentences(text), _SENTENCES))


def _concerned(
    happening: Happening, strikes: Sequence[Strike], words: str, at: datetime
) -> Sequence[Strike | None]:
    """Return the strikes to which this would be news: those that are named, where any is, else all."""
    if happening in _BEGINNINGS:
        return () if any(not _is_over(strike, local_date(strike, at)) for strike in strikes) else (None,)
    open_to_it = [strike for strike in strikes if _would_change(strike, happening, at)]
    said = _spelled(words)
    named = [strike for strike in open_to_it if _spelled(strike.name) in said]
    return named or open_to_it


def _spelled(text: str) -> str:
    return f" {' '.join(parts(text))} "


def _would_change(strike: Strike, happening: Happening, at: datetime) -> bool:
    on = local_date(strike, at)
    if on < strike.first_on or strike.ended is not None:
        return False
    is_paused = any(pause.over is None for pause in strike.pauses)
    match happening:
        case Happening.ENDED | Happening.RATIFIED:
            return True
        case Happening.SUSPENDED:
            return strike.suspended is None
        case Happening.TENTATIVE_AGREEMENT:
            return strike.tentative_agreement is None and not _is_over(strike, on)
        case Happening.PAUSED:
            return not is_paused and strike_day(strike, on).state is StrikeState.ON_STRIKE
        case _:
            return is_paused and not _is_over(strike, on)


def _is_over(strike: Strike, on: date) -> bool:
    return strike_day(strike, on).state.is_over
