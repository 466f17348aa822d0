"""Is it the same entry? The marks that tell, and the matching of a body to what is stored.

Feeds reuse guids for new text, regenerate them wholesale, change links with a retitle and edit dates,
so no single mark identifies an entry. `entry_keys` gives its marks by degrees, `match_entries` decides
which stored entry each entry of a body is, `content_hash` tells whether its words changed. Called by
`bot.core.plan` and, for looking up links, by the services. Nothing here says whose words an entry
carries: addresses are normalised for recognition only, never for provenance.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import islice
from urllib.parse import quote, urlsplit, urlunsplit

from bot.core.model import Entry, EntryKeys, KnownEntry

_LONGEST_VALUE = 180
_WORDS_FOR_A_TITLE = 12
_MOST_CANDIDATES = 20  # stored entries looked at per key, newest first: a guid may be “latest” for years
_WHOLE_TEXT = "text:"  # how the title key of an entry begins that has no dated title
_DEFAULT_PORTS = {"http": 80, "https": 443}
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid)\Z", re.IGNORECASE)
_PERCENT_CODE = re.compile(r"%[0-9a-fA-F]{2}")
_KEPT = "/%:@!$&'()*+,;=?~[]|^{}"  # besides letters, digits and -._


# --- marks ----------------------------------------------------------------------------------------


def canonical_url(url: str) -> str:
    """Return one spelling for addresses that lead to the same page; never raises.

    Dropped are the fragment, tracking parameters (``utm_*``, ``fbclid``, ``gclid``, ``mc_cid``,
    ``mc_eid``), a default port, a slash at the end; scheme and host are put into lower case. An address
    that cannot be read is returned as it is, without white space around it.
    """
    stripped = url.strip()
    try:
        parts = urlsplit(stripped)
        port = parts.port
    except ValueError:
        return stripped
    if not parts.netloc:
        return stripped
    user, at, _ = parts.netloc.rpartition("@")
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    named_port = f":{port}" if port is not None and port != _DEFAULT_PORTS.get(parts.scheme) else ""
    path = _percent_coded(parts.path).rstrip("/") or "/"
    return urlunsplit(
        (parts.scheme, f"{user}{at}{host}{named_port}", path, _without_tracking(parts.query), "")
    )


def _percent_coded(part: str) -> str:
    coded = quote(part, safe=_KEPT, errors="surrogatepass")
    return _PERCENT_CODE.sub(lambda code: code[0].upper(), coded)


def _without_tracking(query: str) -> str:
    kept = (part for part in query.split("&") if part and not _TRACKING.match(part.partition("=")[0]))
    return _percent_coded("&".join(kept))


def link_key(url: str) -> str:
    """Return the link key of an address, the same that `entry_keys` gives an entry with this permalink."""
    return _key("link", canonical_url(url))


def entry_keys(entry: Entry) -> EntryKeys:
    """Return the marks an entry is recognised by; there is always at least one.

    The title key is the folded title (for a post without one, the first words of its text) and the date
    of publication in UTC. Where there is no date, or no word to be a title, it is made of the whole text
    instead: a title without a date is said again and again.
    """
    guid = (entry.guid or "").strip()
    link = canonical_url(entry.link or "")
    title = _title_key(entry)
    return EntryKeys(_key("guid", guid) if guid else None, _key("link", link) if link else None, title)


def _title_key(entry: Entry) -> str:
    headline = _headline(entry)
    if not headline or entry.published_at is None:
        return f"{_WHOLE_TEXT}{content_hash(entry)}"
    return f"{_key('title', headline)}|{entry.published_at.astimezone(UTC).date().isoformat()}"


def has_date(title_key: str | None) -> bool:
    """Tell whether a title key is of a title and its date, not of a whole text."""
    return title_key is not None and not title_key.startswith(_WHOLE_TEXT)


def _headline(entry: Entry) -> str:
    words = _folded(entry.title) or " ".join(_folded(entry.text).split()[:_WORDS_FOR_A_TITLE])
    return unicodedata.normalize("NFKC", words).casefold()


def _key(kind: str, value: str) -> str:
    if len(value) <= _LONGEST_VALUE and value.isprintable():
        return f"{kind}:{value}"
    return f"{kind}-sha256:{_digest(value)}"


def content_hash(entry: Entry) -> str:
    """Return a digest of the entry's words: title and text, white space folded, and nothing else."""
    # Folded text holds no line break, so the two parts cannot run into each other.
    return _digest(f"{_folded(entry.title)}\n{_folded(entry.text)}")


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


# --- matching -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a body with the marks it is recognised by."""

    entry: Entry
    keys: EntryKeys
    usable: EntryKeys  #: the keys that no other entry of the body carries
    content_hash: str


_Same = Callable[[Listed, KnownEntry], bool]


def listed_once(entries: Sequence[Entry]) -> tuple[Listed, ...]:
    """Return the entries with their marks; of several with the same keys and words, the first."""
    unique: dict[tuple[EntryKeys, str], Entry] = {}
    for entry in entries:
        unique.setdefault((entry_keys(entry), content_hash(entry)), entry)
    carriers = Counter(key for keys, _ in unique for key in keys)

    def own(key: str | None) -> str | None:
        return key if key and carriers[key] == 1 else None

    return tuple(
        Listed(entry, keys, EntryKeys(own(keys.guid), own(keys.link), own(keys.title)), words)
        for (keys, words), entry in unique.items()
    )


def match_entries(
    listed: Sequence[Listed], known: Sequence[KnownEntry], own_hosts: Collection[str] = ()
) -> tuple[KnownEntry | None, ...]:
    """Return for each entry of a body the stored one it is, or None for a new one.

    Each stored entry is claimed once. What kept its keys and its words is found first, then what kept
    its words, then what kept its keys; then guid, link and title decide, in this order. Other words under
    another title and another date are another entry, whatever guid and link say: some feeds have one of
    each for everything. The same words under the same title and date are the same entry at any of
    `own_hosts`, between which a site may move.
    """
    unclaimed = _Unclaimed(known)
    found: list[KnownEntry | None] = [None] * len(listed)
    degrees: tuple[_Same, ...] = (_unaltered, partial(_same_words, own_hosts=own_hosts), *_SAME_BY_KEYS)
    for is_same in degrees:
        for index, item in enumerate(listed):
            if found[index] is None:
                found[index] = unclaimed.claim(item, is_same)
    return tuple(found)


class _Unclaimed:
    """Stored entries that no entry of the body was found to be, by their keys, newest first."""

    def __init__(self, known: Sequence[KnownEntry]) -> None:
        self._by_key: defaultdict[str, dict[int, KnownEntry]] = defaultdict(dict)
        for one in sorted(known, key=lambda one: one.id, reverse=True):
            for key in one.keys:
                self._by_key[key][one.id] = one

    def claim(self, item: Listed, is_same: _Same) -> KnownEntry | None:
        """Take away and return the stored entry that agrees most with `item`, among those `is_same` lets."""
        candidates = [one for one in self._sharing_a_key(item) if is_same(item, one)]
        if not candidates:
            return None
        best = max(candidates, key=lambda one: (_agreements(item, one), one.id))
        for key in best.keys:
            del self._by_key[key][best.id]
        return best

    def _sharing_a_key(self, item: Listed) -> Iterator[KnownEntry]:
        for key in item.keys:
            yield from islice(self._by_key[key].values(), _MOST_CANDIDATES)


def _unaltered(item: Listed, known: KnownEntry) -> bool:
    return item.keys == known.keys and item.content_hash == known.content_hash


def _same_words(item: Listed, known: KnownEntry, *, own_hosts: Collection[str]) -> bool:
    if item.content_hash != known.content_hash:
        return False
    by_address = _agree(item.keys.guid, known.keys.guid) or _agree(item.keys.link, known.keys.link)
    return by_address or _same_title(item, known, own_hosts)


def _same_keys(item: Listed, known: KnownEntry) -> bool:
    # Without a dated title, several entries of one body can have the same keys; with one, those of a day.
    return _agree(item.entry.published_at, known.published_at) and item.keys == known.keys


def _same_guid(item: Listed, known: KnownEntry) -> bool:
    return _agree(item.usable.guid, known.keys.guid) and not _another_title_and_date(item, known)


def _same_link(item: Listed, known: KnownEntry) -> bool:
    return _agree(item.usable.link, known.keys.link) and not _another_title_and_date(item, known)


def _same_headline(item: Listed, known: KnownEntry) -> bool:
    # “Strike update” can appear twice a day: a title speaks for other words only where no link objects.
    if item.usable.title is None or _differ(item.keys.link, known.keys.link):
        return False
    return _same_title(item, known)


_SAME_BY_KEYS: tuple[_Same, ...] = (
    _same_keys,
    _same_guid,
    _same_link,
    _same_headline,
)


def _same_title(item: Listed, known: KnownEntry, own_hosts: Collection[str] = ()) -> bool:
    if not _agree(item.keys.title, known.keys.title):
        return False
    ours, theirs = _host(item.keys.link), _host(known.keys.link)
    if _differ(ours, theirs):
        # A copy at a stranger's host must never pass for the stored entry and take its verdict along.
        return ours in own_hosts and theirs in own_hosts
    # The same words at two addresses of one host are one entry where a date says so, else said again.
    return has_date(item.keys.title) or not _differ(item.keys.link, known.keys.link)


def _another_title_and_date(item: Listed, known: KnownEntry) -> bool:
    titles = (_without_date(item.keys.title), _without_date(known.keys.title))
    return _differ(*titles) and _differ(item.entry.published_at, known.published_at)


def _agreements(item: Listed, known: KnownEntry) -> int:
    pairs = (
        (item.keys.guid, known.keys.guid),
        (item.keys.link, known.keys.link),
        (_without_date(item.keys.title), _without_date(known.keys.title)),
        (item.entry.published_at, known.published_at),
    )
    return sum(_agree(ours, theirs) for ours, theirs in pairs)


def _without_date(title_key: str | None) -> str | None:
    return (title_key.rpartition("|")[0] or title_key) if title_key else None


def _host(link_key: str | None) -> str | None:
    # The key of an overlong link is a digest: it names no host, and counts as one of its own.
    return link_key.split("/", 3)[2] if link_key and "//" in link_key else link_key


def _agree(ours: str | datetime | None, theirs: str | datetime | None) -> bool:
    return ours is not None and ours == theirs


def _differ(ours: str | datetime | None, theirs: str | datetime | None) -> bool:
    return ours is not None and theirs is not None and ours != theirs
