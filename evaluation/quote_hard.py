"""The hard cases about quotations, each written by hand: `evaluation/quotes/hard.yaml`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from ruamel.yaml import YAML

from bot.core.model import Decision, Feed
from bot.core.quotes.model import Finding, Result
from bot.ports import Store
from evaluation.quote_corpus import FOLDER
from evaluation.quote_store import BEGAN_AT, Placed, feed_of, put, withdraw
from evaluation.quotes import outcome, verifying

_WITHDRAWN = "withdrawn"
_DECISIONS = {"held": Decision.HELD, "watched": Decision.REJECTED}


@dataclass(frozen=True, slots=True)
class HardCase:
    """A case and what is wrong in the answer to it."""

    kind: str
    text: str
    outcome: Result
    faults: tuple[str, ...]  #: empty where all is right


async def measure_hard() -> tuple[HardCase, ...]:
    """Ask about every hard case."""
    hard = YAML(typ="safe").load((FOLDER / "hard.yaml").read_text(encoding="utf-8"))
    feeds = {_place(said): _feed(said, hard["union"]) for said in hard["statements"]}

    async def fill(store: Store) -> None:
        await _fill(store, hard["statements"], feeds)

    async with verifying(tuple(feeds.values()), fill) as verifier:
        return tuple([_judged(case, (await verifier.check(case["text"])).findings) for case in hard["cases"]])


def _place(said: Mapping[str, Any]) -> str:
    """Name the feed in which a statement is: one for each language, one for everybody else's."""
    return "watched" if said.get("place") == "watched" else str(said.get("language", "en"))


def _feed(said: Mapping[str, Any], union: Mapping[str, str]) -> Feed:
    if _place(said) == "watched":
        return feed_of("tidewater-post", union["union"], watched=True)
    return feed_of(f"{_place(said)}.{union['id']}", union["union"], language=_place(said))


async def _fill(store: Store, statements: Sequence[Mapping[str, Any]], feeds: Mapping[str, Feed]) -> None:
    for place, feed in feeds.items():
        here = [said for said in statements if _place(said) == place]
        await put(store, feed, [_placed(said, feed, said.get("earlier", said["text"])) for said in here])
        edited = [_placed(said, feed, said["text"]) for said in here if "earlier" in said]
        await put(store, feed, edited, at=BEGAN_AT + timedelta(hours=2))
        for said in here:
            if said.get("place") == _WITHDRAWN:
                await withdraw(store, feed, said["slug"])


def _placed(said: Mapping[str, Any], feed: Feed, text: str) -> Placed:
    (host,) = feed.hosts
    decision = _DECISIONS.get(said.get("place", ""), Decision.DIRECT)
    return Placed(said["slug"], f"https://{host}/{said['slug']}", said["title"], text.strip(), decision)


def _judged(case: Mapping[str, Any], findings: Sequence[Finding]) -> HardCase:
    found = outcome(findings)
    telling = [finding for finding in findings if finding.result is found]
    return HardCase(case["kind"], case["text"], found, tuple(_faults(case, found, telling)))


def _faults(case: Mapping[str, Any], found: Result, telling: Sequence[Finding]) -> Iterator[str]:
    expected = case["expect"] if isinstance(case["expect"], list) else [case["expect"]]
    if found not in expected:
        yield f"{found}, not {' or '.join(expected)}"
        return
    matches = [finding.match for finding in telling if finding.match]
    cited = [finding.candidate for finding in telling if finding.candidate]
    seen: dict[str, set[Any]] = {
        "of": {(candidate.url or "").rpartition("/")[2] for candidate in cited},
        "edited": {not candidate.is_newest for candidate in cited},
        "left_out": {match.words_left_out for match in matches},
        "in_title": {match.in_title for match in matches},
        "sense": {difference.sense for match in matches for difference in match.differences},
    }
    for key, values in seen.items():
        if key in case and case[key] not in values:
            yield f"{key}: {', '.join(map(str, values)) or 'nothing'}, not {case[key]}"
