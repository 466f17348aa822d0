"""What becomes of a teaser after a try at its statement's own page? Its text, its verdict, a note.

Called by `bot.services.pages`. Guarantees: a text is taken from a page only where the page's every hop and
its canonical address are the union's own (`bot.core.pageverdict`) and where the teaser's words stand in it in
their order (`bot.core.wholetext`), and it stays direct only where the rules, asked again about the whole,
still find it so. Whatever fails, the feed's own words stay.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from bot.core.escape import printable
from bot.core.language import filled, mark
from bot.core.model import Entry, Feed, Page, PageOutcome, PageReading, Raw, Verdict
from bot.core.pageverdict import PAGE_CANONICAL, PAGE_HOST, judge_page
from bot.core.provenance import judge
from bot.core.reasons import PAGE_GIVEN_UP, PAGE_NOT_READ, PAGE_PUT_OFF, PAGE_READ
from bot.core.wholetext import whole_text

#: Tries at a page that cannot be read; then the feed's words stay for good.
MOST_TRIES: Final = 8
_FIRST_RETRY: Final = timedelta(minutes=5)
_LONGEST_RETRY: Final = timedelta(hours=6)

_NOT_YET: Final = mark(
    "The feed gives only the beginning, and the statement's own page has not been read yet. It will be tried"
    " again; until then only the feed's words are used."
)
_FOREIGN: Final = mark(
    "The feed gives only the beginning, and the statement's own page led to a host that was not on the"
    " union's list then, or named one as its place. Only the feed's words are used."
)
_MISMATCH: Final = mark(
    "The feed gives only the beginning, and the page did not contain its words and more than them,"
    " so only the feed's words are used."
)


@dataclass(frozen=True, slots=True)
class Completion:
    """What a try at a page makes of an entry."""

    reading: PageReading
    entry: Entry  #: with the page's text, where the reading is `WHOLE`; as it was, else
    verdict: Verdict
    page_raw: Raw | None = field(default=None, repr=False)  #: what the text was made of, where `WHOLE`


def complete(
    entry: Entry, verdict: Verdict, feed: Feed, page: Page, *, hops: tuple[str, ...], attempts: int
) -> Completion:
    """Decide what a page that was read makes of a direct teaser.

    `hops` is the way to the feed; `attempts` counts this try, from 1.
    """
    judged = judge_page(verdict, feed, page)
    text = whole_text(entry, page.text)
    # What a browser check or an error page names as canonical says nothing about the statement.
    blocked = page.obstacle is not None and text is None
    if judged.rule == PAGE_HOST or (judged.rule == PAGE_CANONICAL and not blocked):
        return Completion(_reading(page, PageOutcome.FOREIGN, _FOREIGN, attempts), entry, judged)
    if blocked:
        obstacle = page.obstacle or ""
        return put_off(entry, verdict, obstacle, at=page.fetched_at, attempts=attempts, hops=page.hops)
    if text is None:
        return Completion(_reading(page, PageOutcome.MISMATCH, _MISMATCH, attempts), entry, judged)
    whole = replace(entry, text=text, cut_off=False)
    reading = _reading(page, PageOutcome.WHOLE, _read_on(page), attempts)
    return Completion(reading, whole, judge_page(judge(whole, feed, hops), feed, page), page.raw)


def put_off(
    entry: Entry,
    verdict: Verdict,
    obstacle: str,
    *,
    at: datetime,
    attempts: int,
    hops: tuple[str, ...] = (),
    wait: timedelta = timedelta(),
) -> Completion:
    """Leave a teaser as it is because its page cannot be read now, and say when to try again.

    `obstacle` completes “the page could not be read:”; `wait` is what the site asked for, if longer.
    """
    if attempts >= MOST_TRIES:
        note = filled(PAGE_GIVEN_UP, tries=attempts, obstacle=obstacle)
        return Completion(PageReading(PageOutcome.REFUSED, note, hops, None, at, attempts), entry, verdict)
    note = filled(PAGE_PUT_OFF, obstacle=obstacle)
    again_at = at + max(retry_after(attempts), min(wait, _LONGEST_RETRY))
    reading = PageReading(PageOutcome.UNAVAILABLE, note, hops, None, at, attempts, again_at)
    return Completion(reading, entry, verdict)


def postpone(entry: Entry, verdict: Verdict, *, at: datetime) -> Completion:
    """Leave a teaser whose page was not asked for yet to the next round of reading."""
    reading = PageReading(PageOutcome.UNAVAILABLE, _NOT_YET, (), None, at, attempts=0, next_attempt_at=at)
    return Completion(reading, entry, verdict)


def give_up(entry: Entry, verdict: Verdict, because: str, *, at: datetime, attempts: int) -> Completion:
    """Leave a teaser as it is for good; `because` completes “the page was not read, because”."""
    note = filled(PAGE_NOT_READ, because=because)
    return Completion(PageReading(PageOutcome.REFUSED, note, (), None, at, attempts), entry, verdict)


def retry_after(attempts: int) -> timedelta:
    """Return how long to wait after `attempts` tries (from 1): five minutes, doubling, up to six hours."""
    return min(_FIRST_RETRY * (1 << min(attempts - 1, 10)), _LONGEST_RETRY)


def _reading(page: Page, outcome: PageOutcome, note: str, attempts: int) -> PageReading:
    return PageReading(outcome, note, page.hops, page.canonical, page.fetched_at, attempts)


def _read_on(page: Page) -> str:
    host = printable(urlsplit(page.hops[-1]).hostname or page.hops[-1])
    return filled(PAGE_READ, host=host, at=f"{page.fetched_at:%Y-%m-%d %H:%M}")
