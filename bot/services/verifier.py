"""Has the union said this? Check a text's quotations, sentences and links against what is stored.

Called by `/verify`, by **Did the union say this?** and by `python -m bot verify`. Nothing is fetched: a link
to the union's own site that no feed has listed yet has its feeds looked at again by the next poll.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from bot.core.identity import link_key
from bot.core.model import Catalogue, Feed, Statement
from bot.core.quotes.fingerprints import fingerprint
from bot.core.quotes.links import addressed, is_of, spellings, unlisted
from bot.core.quotes.matching import choose, match_piece
from bot.core.quotes.model import Candidate, Checked, Finding, LinkFinding, PageCheck, Piece, Result
from bot.core.quotes.pieces import MOST_PIECES, links_of, pieces_of
from bot.ports import Clock, Store

#: Characters of a text that are checked, and links in it.
LONGEST_TEXT: Final = 200_000
MOST_LINKS: Final = 10
#: Statements that one piece is compared with.
CANDIDATES: Final = 5
#: A feed that was asked so lately is not asked again for a member's link.
ASKED_LATELY: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What in a text is asked about."""

    pieces: tuple[Piece, ...]
    groups: tuple[tuple[int, ...], ...]  #: the fingerprints of each
    links: tuple[str, ...]
    is_full: bool  #: there may be more pieces


def _taken_apart(text: str, *, quotations_only: bool) -> _Taken:
    found = pieces_of(text)
    pieces = tuple(piece for piece in found if piece.quoted) if quotations_only else found
    links = () if quotations_only else tuple(dict.fromkeys(map(addressed, links_of(text))))
    groups = tuple([fingerprint(piece.text) for piece in pieces])
    return _Taken(pieces, groups, links[:MOST_LINKS], len(found) == MOST_PIECES)


class Verifier:
    """Checks what somebody pasted."""

    def __init__(self, *, catalogue: Catalogue, store: Store, clock: Clock) -> None:
        self._feeds = catalogue.feeds
        self._own_feed_ids = frozenset(feed.id for feed in catalogue.feeds if not feed.watched)
        self._watched_feed_ids = frozenset(feed.id for feed in catalogue.feeds if feed.watched)
        self._store = store
        self._clock = clock

    async def check(self, text: str, *, quotations_only: bool = False) -> Checked:
        """Answer for each quotation, sentence and link of a text; `quotations_only` for a press page's."""
        asked = text[:LONGEST_TEXT]
        taken = await asyncio.to_thread(_taken_apart, asked, quotations_only=quotations_only)
        candidates = await self._store.quote_candidates(taken.groups, CANDIDATES)
        return Checked(
            findings=await asyncio.to_thread(self._compared, taken.pieces, candidates),
            links=tuple([await self.check_link(url) for url in taken.links]),
            is_cut=len(text) > len(asked) or taken.is_full,
        )

    def _compared(
        self, pieces: Sequence[Piece], candidates: Sequence[Sequence[Candidate]]
    ) -> tuple[Finding, ...]:
        return tuple(self._best(piece, some) for piece, some in zip(pieces, candidates, strict=True))

    def _best(self, piece: Piece, candidates: Sequence[Candidate]) -> Finding:
        # A feed that an admin took out of feeds.yaml vouches for nothing any more.
        own = (candidate for candidate in candidates if candidate.feed_id in self._own_feed_ids)
        return choose(piece, [(candidate, match_piece(piece, candidate)) for candidate in own])

    async def check_link(self, url: str) -> LinkFinding:
        """Answer for a link, from the store and from the address itself."""
        found = await self._listed(url)
        own = [one for one in found if one.feed_id in self._own_feed_ids]
        said = next((one for one in own if one.is_unions_word), None)
        if said is not None:
            return LinkFinding(url, Result.KNOWN, said)
        finding = unlisted(url, self._feeds)
        if own:
            return replace(finding, result=Result.NOT_DIRECT, statement=own[0])
        if finding.result is Result.UNSEEN:
            await self._look_again(url, finding.host or "")
            return finding
        return replace(finding, statement=found[0] if found else None)

    async def check_story(self, links: Sequence[LinkFinding]) -> PageCheck | None:
        """Check what the first story among these links quotes that a watched feed has listed.

        As far as the feed gives it: nothing is fetched.
        """
        for link in links:
            if link.statement is not None and link.statement.feed_id in self._watched_feed_ids:
                checked = await self.check(link.statement.text, quotations_only=True)
                return PageCheck(link.url, checked, is_listed=True)
        return None

    async def _listed(self, url: str) -> Sequence[Statement]:
        """Return the entries that any feed has listed under an address, newest first."""
        for spelling in spellings(url):
            if found := await self._store.statements_by_link(link_key(spelling)):
                return found
        return ()

    async def _look_again(self, url: str, host: str) -> None:
        """Have the feeds that could list this page polled next, unless they were asked just now."""
        feeds: list[Feed] = [feed for feed in self._feeds if not feed.watched and is_of(url, host, feed)]
        now = self._clock.now()
        await self._store.poll_soon([feed.id for feed in feeds], now, asked_before=now - ASKED_LATELY)
