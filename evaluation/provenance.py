"""The labelled set for provenance, judged: who was taken for whom, and which rule decided.

`evaluation/provenance/README.md` tells what the set is. Each document goes through the real parser, the
real configuration and the real rules, as fetched from the feed's own address.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.config import Config
from bot.config.catalogue import build_catalogue
from bot.core.model import Decision, Entry, Feed, Platform, Verdict
from bot.core.parse import parse_feed
from bot.core.provenance import judge

FOLDER = Path(__file__).parent / "provenance"
SEEN, SHORT, LEARNING, KEPT_ASIDE = "seen", "short", "learning", "kept-aside"
LEARNED_FROM = (SEEN, SHORT, LEARNING)
GENUINE, FOREIGN = "genuine", "foreign"


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled entry and what the rules say of it."""

    part: str  #: of the set
    file: str
    number: int  #: in the document, from 0
    label: str
    kind: str
    is_hard: bool
    feed: Feed
    entry: Entry
    verdict: Verdict

    @property
    def is_false_direct(self) -> bool:
        """Tell whether somebody else's words would have been posted."""
        return self.label == FOREIGN and self.verdict.decision is Decision.DIRECT

    @property
    def is_missed(self) -> bool:
        """Tell whether the union's own words would not have been posted."""
        return self.label == GENUINE and self.verdict.decision is not Decision.DIRECT


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rules made of one part of the set."""

    cases: tuple[Case, ...]

    def of(self, label: str) -> list[Case]:
        """Return the cases with a label."""
        return [case for case in self.cases if case.label == label]

    def share(self, label: str, decision: Decision) -> float:
        """Return how many of the cases with a label got a decision, from 0 to 1."""
        cases = self.of(label)
        return sum(case.verdict.decision is decision for case in cases) / max(len(cases), 1)

    def by_rule(self) -> Counter[tuple[str, str]]:
        """Return how often each rule decided, by rule and label."""
        return Counter((case.verdict.rule, case.label) for case in self.cases)


@lru_cache(maxsize=4)
def measure(part: str) -> Figures:
    """Judge every entry of `SEEN`, `SHORT`, `LEARNING` or `KEPT_ASIDE`."""
    return Figures(tuple(case for path in sorted((FOLDER / part).glob("*.yaml")) for case in _cases(path)))


def documents(part: str) -> Iterator[tuple[Feed, bytes]]:
    """Iterate over the feeds of a part and their bodies, without the labels."""
    for path in sorted((FOLDER / part).glob("*.yaml")):
        data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
        yield _feed(data["union"]), data["document"].encode()


def _cases(path: Path) -> Iterator[Case]:
    data = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    feed = _feed(data["union"])
    entries = _parsed(data["document"], feed) if "document" in data else _written(data["entries"], feed)
    for number, (label, entry) in enumerate(zip(data["entries"], entries, strict=True)):
        yield Case(
            part=path.parent.name,
            file=path.name,
            number=number,
            label=label["label"],
            kind=label["kind"],
            is_hard=bool(label.get("hard", True)),
            feed=feed,
            entry=entry,
            verdict=judge(entry, feed, (feed.url,)),
        )


def _parsed(document: str, feed: Feed) -> Sequence[Entry]:
    return parse_feed(document.encode(), feed_id=feed.id, base_url=feed.url, content_type="").entries


def _written(labels: Sequence[dict[str, Any]], feed: Feed) -> Sequence[Entry]:
    """Return short entries, which have no document, as if the feed had listed them."""
    return [_short(label, number, feed) for number, label in enumerate(labels)]


def _short(label: dict[str, Any], number: int, feed: Feed) -> Entry:
    guid, link, channel = _place(number, feed)
    return Entry(
        guid=guid,
        link=link,
        title=label["title"],
        text=label["text"],
        author=label.get("author"),
        categories=tuple(label.get("categories", ())),
        links=tuple(label.get("links", ())),
        channel_id=channel,
    )


def _place(number: int, feed: Feed) -> tuple[str, str, str | None]:
    """Return guid, permalink and channel of an entry, as its site or platform would have them."""
    if feed.account is None:
        return str(number), f"https://{min(feed.hosts)}/{number}", None
    account = feed.account.value
    match feed.account.platform:
        case Platform.YOUTUBE:
            return f"yt:video:{number}", f"https://www.youtube.com/watch?v={number}", account
        case Platform.BLUESKY:
            place = f"{account}/app.bsky.feed.post/{number}"
            return f"at://{place}", f"https://bsky.app/profile/{account}/post/{number}", None
        case Platform.MASTODON:
            user, _, host = account.removeprefix("@").partition("@")
            return str(number), f"https://{host}/@{user}/{number}", None


def _feed(union: dict[str, Any]) -> Feed:
    (feed,) = build_catalogue(Config.model_validate({"unions": [union]})).feeds
    return feed
