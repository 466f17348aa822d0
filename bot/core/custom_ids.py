"""What does a button's custom id say? Written by `bot.core.render`, read by `bot.discord_app`.

A custom id carries everything its button needs, so that a press is answered after any restart. It holds at
most 100 characters (Discord's limit), and nothing that came from a feed; a search's words are its asker's.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.core.model import Statement
from bot.core.reading import ReadAsked
from bot.core.search import SearchAsked
from bot.core.timeline import Look, Span, TimelineAsked

_ENTRY: Final = r"(?P<entry>[0-9]{1,18})"
_FEED: Final = r"(?P<feed>[a-z0-9-]{1,64}|~[0-9a-f]{32})"
_LONGEST_FEED_ID: Final = 64
_LONGEST: Final = 100  #: characters of a custom id

#: The shape of each custom id; the groups are what its button needs.
HOW: Final = rf"pw:(?:how:(?P<nonce>[0-9a-f]{{24}})|receipt:{_ENTRY})"
REVIEW: Final = rf"pw:(?P<act>approve|reject|trust):{_ENTRY}:(?P<revision>[0-9]{{1,9}})"
RELEASE: Final = rf"pw:(?P<act>release|releasepost):{_FEED}"
RELEASE_THESE: Final = rf"pw:releasethese:(?P<listed>[0-9a-f]{{12}}):{_FEED}"
WITHDRAW: Final = rf"pw:withdraw:{_ENTRY}"
PAGE: Final = (
    r"pw:page:(?P<page>[0-9]{1,3}):(?P<days>[0-9]{1,4}):(?P<union>[0-9a-f]{8}|-):(?P<words>[\s\S]{1,90})"
)
CHANGED: Final = r"pw:changed:(?P<nonce>[0-9a-f]{24})"
READ: Final = (
    rf"pw:read:(?:(?P<nonce>[0-9a-f]{{24}})|{_ENTRY}):(?P<edition>[0-9a-f]{{12}}|-):(?P<page>[0-9]{{1,5}})"
)
STATUS: Final = r"pw:status:(?P<nonce>[0-9a-f]{24})"
SHOW: Final = "pw:show"  #: **Show in channel**: what it shows stands in the message it is pressed under
TIMELINE: Final = r"pw:timeline:(?P<span>14|60|all):(?P<look>dark|light):(?P<strike>[0-9a-f]{8})"
#: Under an answer to ``/feeds``: what is to be done about a feed, and which page is to be shown.
FEED: Final = rf"pw:feed:(?P<act>poll|pause|resume):{_FEED}"
FEEDS: Final = r"pw:feeds:(?P<page>[0-9]{1,4})"
#: Under an answer to ``/held``: what is shown next begins after this entry, or ends before it.
HELD: Final = rf"pw:held:(?P<way>older|newer):{_ENTRY}"
#: What only admins may press; one button class answers them all, by the shapes above.
ADMINS: Final = r"pw:(?:approve|reject|trust|release|releasepost|releasethese|withdraw):[0-9a-z:~-]{1,90}"

_ANSWERED: Final = (
    HOW,
    CHANGED,
    READ,
    STATUS,
    REVIEW,
    RELEASE,
    RELEASE_THESE,
    WITHDRAW,
    PAGE,
    SHOW,
    TIMELINE,
    FEED,
    FEEDS,
    HELD,
)
_TEMPLATES: Final = tuple(map(re.compile, _ANSWERED))


def is_answered(custom_id: str) -> bool:
    """Tell whether some button of ours has a custom id of this shape."""
    return any(template.fullmatch(custom_id) for template in _TEMPLATES)


def how_id(nonce: str) -> str:
    """Return the id of **How do we know?** under the post that carries `nonce`."""
    return f"pw:how:{nonce}"


def status_id(nonce: str) -> str:
    """Return the id of **Where do things stand?** under the post that carries `nonce`."""
    return f"pw:status:{nonce}"


def changed_id(nonce: str) -> str:
    """Return the id of **What changed?** under the post that carries `nonce`."""
    return f"pw:changed:{nonce}"


def read_id(asked: ReadAsked) -> str:
    """Return the id of a button that opens a statement's whole text, or turns to a page of it."""
    return f"pw:read:{asked.nonce or asked.entry_id}:{asked.edition or '-'}:{asked.page}"


def is_read_id(custom_id: str) -> bool:
    """Tell whether a button opens a statement's whole text."""
    return custom_id.startswith("pw:read:")


def read_asked(found: re.Match[str]) -> ReadAsked:
    """Return the page that a custom id in the shape of `READ` names."""
    entry_id = None if found["entry"] is None else int(found["entry"])
    edition = None if found["edition"] == "-" else found["edition"]
    return ReadAsked(found["nonce"], entry_id, int(found["page"]), edition)


def receipt_id(entry_id: int) -> str:
    """Return the id of a button that shows how we know a stored entry, whatever was posted of it."""
    return f"pw:receipt:{entry_id}"


def review_id(act: str, statement: Statement) -> str:
    """Return the id of a review card's button; `act` is approve, reject or trust."""
    return f"pw:{act}:{statement.entry_id}:{statement.revision}"


def withdraw_id(entry_id: int) -> str:
    """Return the id of the button that confirms a withdrawal."""
    return f"pw:withdraw:{entry_id}"


def release_id(act: str, feed_id: str) -> str:
    """Return the id of a quarantine card's button; `act` is release or releasepost."""
    return f"pw:{act}:{_feed_mark(feed_id)}"


def release_these_id(feed_id: str, listed: Sequence[Statement]) -> str:
    """Return the id of the button that releases a feed and posts exactly the entries listed above it."""
    return f"pw:releasethese:{listing_mark(listed)}:{_feed_mark(feed_id)}"


def listing_mark(listed: Iterable[Statement]) -> str:
    """Return a mark of these entries in these revisions; another listing has another one."""
    named = ",".join(f"{statement.entry_id}:{statement.revision}" for statement in listed)
    return hashlib.sha256(named.encode()).hexdigest()[:12]


def page_id(asked: SearchAsked) -> str | None:
    """Return the id of a button that shows this page of a search; None where its words are too long."""
    union = "-" if asked.union_id is None else _union_mark(asked.union_id)
    custom_id = f"pw:page:{asked.page}:{asked.days or 0}:{union}:{asked.words}"
    # UTF-16 units are never fewer than what Discord counts.
    return custom_id if len(custom_id.encode("utf-16-le", "surrogatepass")) <= 2 * _LONGEST else None


def page_asked(found: re.Match[str], union_ids: Iterable[str]) -> SearchAsked | None:
    """Return the search that a custom id in the shape of `PAGE` names.

    None where its union is no longer among `union_ids`.
    """
    asked = SearchAsked(found["words"], None, int(found["days"]) or None, int(found["page"]))
    if found["union"] == "-":
        return asked
    union_id = next((one for one in union_ids if _union_mark(one) == found["union"]), None)
    return None if union_id is None else replace(asked, union_id=union_id)


def timeline_id(asked: TimelineAsked) -> str:
    """Return the id of a button that shows this picture of a strike's days."""
    return f"pw:timeline:{asked.span.value}:{asked.look.value}:{_strike_mark(asked.strike_id)}"


def timeline_asked(found: re.Match[str], strike_ids: Iterable[str]) -> TimelineAsked | None:
    """Return the picture that a custom id in the shape of `TIMELINE` names.

    None where its strike is no longer among `strike_ids`.
    """
    strike_id = next((one for one in strike_ids if _strike_mark(one) == found["strike"]), None)
    return None if strike_id is None else TimelineAsked(strike_id, Span(found["span"]), Look(found["look"]))


def _strike_mark(strike_id: str) -> str:
    return hashlib.sha256(strike_id.encode()).hexdigest()[:8]


def _union_mark(union_id: str) -> str:
    return hashlib.sha256(union_id.encode()).hexdigest()[:8]


def feed_id_of(act: str, feed_id: str) -> str:
    """Return the id of a button of a feed under ``/feeds``; `act` is poll, pause or resume."""
    return f"pw:feed:{act}:{_feed_mark(feed_id)}"


def feeds_id(page: int) -> str:
    """Return the id of a button that shows a page of ``/feeds``."""
    return f"pw:feeds:{page}"


def held_id(way: str, entry_id: int) -> str:
    """Return the id of a button that shows what is held, older or newer than an entry; `way` says which."""
    return f"pw:held:{way}:{entry_id}"


def feed_marked(mark: str, feed_ids: Iterable[str]) -> str | None:
    """Return the feed that a custom id names; None where it is no longer among `feed_ids`."""
    return next((feed_id for feed_id in feed_ids if _feed_mark(feed_id) == mark), None)


def _feed_mark(feed_id: str) -> str:
    if len(feed_id) <= _LONGEST_FEED_ID:
        return feed_id
    return f"~{hashlib.sha256(feed_id.encode()).hexdigest()[:32]}"
