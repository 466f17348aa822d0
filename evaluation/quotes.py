"""Has the union said this? What the bot answers about 6,000 invented texts.

`evaluation/quotes/README.md` tells what the set is. The statements are in a real SQLite file, and every text
is asked of `bot.services.verifier.Verifier`, as a member's would be.
"""

import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.database.store import open_store
from bot.core.model import Catalogue, Feed
from bot.core.quotes.model import Finding, Result
from bot.ports import Store
from bot.services.verifier import Verifier
from evaluation.quote_cases import Asked, Part, altered_quotes, press_prose, true_quotes
from evaluation.quote_corpus import LANGUAGES, bank, corpus
from evaluation.quote_store import Placed, StillClock, feed_of, put

OUTCOMES = (Result.VERBATIM, Result.ALTERED, Result.NO_RECORD, Result.TOO_SHORT)


@dataclass(frozen=True, slots=True)
class Answered:
    """A case and what the bot made of it."""

    case: Asked
    outcome: Result


@dataclass(frozen=True, slots=True)
class Figures:
    """What the bot made of many cases."""

    answered: tuple[Answered, ...]

    def of(self, part: Part, *, kind: str | None = None, language: str | None = None) -> "Figures":
        """Return the figures of a part, or of one kind or language of it."""
        return Figures(
            tuple(
                each
                for each in self.answered
                if each.case.part is part
                and kind in (None, each.case.kind)
                and language in (None, each.case.language)
            )
        )

    def share(self, outcome: Result) -> float:
        """Return how many of the cases came out so, from 0 to 1."""
        return sum(each.outcome is outcome for each in self.answered) / len(self.answered)

    def counts(self) -> Counter[Result]:
        """Return how many cases came out how."""
        return Counter(each.outcome for each in self.answered)

    def groups(self, part: Part) -> tuple[tuple[str, "Figures"], ...]:
        """Return the figures of a part by kind, then by language, each with its name."""
        kinds = dict.fromkeys(each.case.kind for each in self.of(part).answered)
        return (
            *((kind, self.of(part, kind=kind)) for kind in kinds),
            *((language, self.of(part, language=language)) for language in LANGUAGES),
        )

    def wrong(self) -> tuple[Answered, ...]:
        """Return the cases that did not come out as their part should."""
        return tuple(each for each in self.answered if each.outcome not in RIGHT[each.case.part])


#: How the cases of a part should come out.
RIGHT = {
    Part.TRUE: (Result.VERBATIM,),
    Part.ALTERED: (Result.ALTERED,),
    Part.PRESS: (Result.NO_RECORD, Result.TOO_SHORT),
}


def outcome(findings: Sequence[Finding]) -> Result:
    """Sum up the answers about one case.

    Where anything in it is quoted, the rest only tells whose words they are. Pieces that are too short to
    tell count where there is nothing else.
    """
    asked = [finding for finding in findings if finding.piece.quoted] or findings
    telling = {finding.result for finding in asked} - {Result.TOO_SHORT}
    if not telling:
        return Result.TOO_SHORT
    if Result.ALTERED in telling:
        return Result.ALTERED
    return Result.NO_RECORD if Result.NO_RECORD in telling else Result.VERBATIM


def all_cases() -> tuple[Asked, ...]:
    """Return the whole set."""
    return (*true_quotes(), *altered_quotes(), *press_prose())


async def measure(cases: Iterable[Asked]) -> Figures:
    """Ask about cases of the set."""
    async with verifying(_feeds(), _put_corpus) as verifier:
        return Figures(
            tuple([Answered(case, outcome((await verifier.check(case.text)).findings)) for case in cases])
        )


@asynccontextmanager
async def verifying(
    feeds: Sequence[Feed], fill: Callable[[Store], Awaitable[None]]
) -> AsyncIterator[Verifier]:
    """Make a verifier over a database that was filled and is forgotten afterwards."""
    catalogue = Catalogue(feeds=tuple(feeds), strikes=(), channels=())
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(f"sqlite:///{Path(folder) / 'quotes.db'}") as store:
            await fill(store)
            yield Verifier(catalogue=catalogue, store=store, clock=StillClock())


def _feeds() -> tuple[Feed, ...]:
    return tuple(
        feed_of(union["id"], union["union"], language=language)
        for language in LANGUAGES
        for union in bank(language, "statements")["unions"]
    )


async def _put_corpus(store: Store) -> None:
    for feed in _feeds():
        said = [each for each in corpus() if each.union_id == feed.union_id]
        await put(store, feed, [Placed(each.slug, each.url, each.title, each.text) for each in said])
