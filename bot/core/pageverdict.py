"""Is a statement's own page the union's? Two rules over the way to it and the address it calls its own.

Called by `bot.core.completion` with a page just read, and by whoever judges a stored entry again, with what
was kept of its page. Guarantees: only a direct verdict is ever changed, and only to held.
``docs/provenance.md`` explains both rules to members under their ids.
"""

from dataclasses import replace
from typing import Final

from bot.core.hosts import LinkFault, link_host
from bot.core.language import mark
from bot.core.model import Check, Decision, Feed, Page, PageOutcome, PageReading, Verdict

PAGE_HOST: Final = "page-host"
PAGE_CANONICAL: Final = "page-canonical"

#: What came of a page that was not read says nothing about whose it is.
_NOT_READ: Final = frozenset({PageOutcome.UNAVAILABLE, PageOutcome.REFUSED})

_LONGEST_EVIDENCE: Final = 200


def judge_page(verdict: Verdict, feed: Feed, page: Page | PageReading) -> Verdict:
    """Return the verdict as a page leaves it: held where the page, or the one it names, is not the union's.

    A verdict that is not direct stays. Works on a page just read and on a stored reading of one, which
    changes nothing where the page could not be read.
    """
    if verdict.decision is not Decision.DIRECT:
        return verdict
    if isinstance(page, PageReading) and page.outcome in _NOT_READ:
        return verdict
    expected = _one_of(feed)
    strange = next((hop for hop in page.hops if not _is_own(hop, feed)), None)
    if strange is not None:
        reason = mark("The statement's own page leads to a host that is not on the union's list.")
        return _held(verdict, PAGE_HOST, reason, strange, expected)
    passed = (Check(PAGE_HOST, True, _hosts(page.hops), expected),) if page.hops else ()
    named = canonical_addresses(page)
    if not named:
        return _passed(verdict, passed)
    strange = next((address for address in named if not _is_own(address, feed)), None)
    if strange is not None:
        reason = mark(
            "The statement's own page says that its place is on a host that is not on the union's list."
        )
        return _held(_passed(verdict, passed), PAGE_CANONICAL, reason, strange, expected)
    seen = _hosts(named)
    return _passed(verdict, (*passed, Check(PAGE_CANONICAL, True, seen, expected)))


def canonical_addresses(page: Page | PageReading) -> tuple[str, ...]:
    """Return the addresses that a page calls canonical, in its header or its elements."""
    return tuple(page.canonical.split("\n")) if page.canonical else ()


def _is_own(url: str, feed: Feed) -> bool:
    return _host(url) in feed.hosts


def _host(url: str) -> str | LinkFault:
    # Only whose host it is matters here; that the way to the text was HTTPS is the fetcher's care.
    scheme, mark, rest = url.partition("://")
    return link_host(f"https://{rest}" if mark and scheme.lower() == "http" else url)


def _hosts(urls: tuple[str, ...]) -> str:
    return ", ".join(dict.fromkeys(str(_host(url)) for url in urls))


def _held(verdict: Verdict, rule: str, reason: str, url: str, expected: str) -> Verdict:
    host = _host(url)
    seen = _shown(url if isinstance(host, LinkFault) else host)
    path = (*verdict.path[:-1], Check(rule, False, seen, expected))
    return Verdict(Decision.HELD, rule, reason, seen, expected, verdict.ruleset, path)


def _passed(verdict: Verdict, checks: tuple[Check, ...]) -> Verdict:
    """Put checks of the page into a verdict's path, before the rule that decided."""
    return replace(verdict, path=(*verdict.path[:-1], *checks, *verdict.path[-1:]))


def _one_of(feed: Feed) -> str:
    names = sorted(feed.hosts)
    return f"one of: {', '.join(names)}" if len(names) > 1 else "".join(names)


def _shown(value: str) -> str:
    visible = value[: _LONGEST_EVIDENCE + 1].encode("unicode_escape").decode("ascii").replace("\\\\", "\\")
    return visible if len(visible) <= _LONGEST_EVIDENCE else f"{visible[: _LONGEST_EVIDENCE - 3]}..."
