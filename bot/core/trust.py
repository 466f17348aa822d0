"""The host that would have to be the union's for a held entry to pass.

Asked for **Trust this address** under a review card. The answer is a line for an admin to write into
feeds.yaml after looking at the host; nothing in the bot ever adds to what it trusts by itself.
"""

from collections.abc import Sequence

from bot.core.hosts import LinkFault, link_host
from bot.core.model import Feed, Statement
from bot.core.pageverdict import canonical_addresses
from bot.core.sharedhosts import is_shared_platform


def missing_host(statement: Statement, feed: Feed) -> str | None:
    """Return the host whose absence from ``hosts:`` alone decided the verdict.

    None where something else decided, where the way to the host is in doubt, or where it is a platform
    that many share: feeds.yaml takes those as pinned accounts only.
    """
    if feed.account is not None:
        return None
    host = _decisive_host(statement, feed)
    return None if host is None or host in feed.hosts or is_shared_platform(host) else host


def trusting_line(feed: Feed, host: str) -> str:
    """Return the line of the union's entry in feeds.yaml that also trusts `host`."""
    return f"hosts: [{', '.join([*sorted(feed.hosts), host])}]"


def _decisive_host(statement: Statement, feed: Feed) -> str | None:
    page = statement.page
    match statement.verdict.rule:
        case "link-subdomain" | "link-host":
            return _foreign_host([statement.url or ""], feed)
        case "redirect":
            return _foreign_host(statement.hops, feed)
        case "page-host" if page is not None:
            return _foreign_host(page.hops, feed)
        case "page-canonical" if page is not None:
            return _foreign_host(canonical_addresses(page), feed)
        case _:
            return None


def _foreign_host(urls: Sequence[str], feed: Feed) -> str | None:
    """Return the first host that is not the union's own; None where one of them is beyond reading."""
    hosts = [link_host(url) for url in urls]
    if any(isinstance(host, LinkFault) for host in hosts):
        return None
    return next((host for host in hosts if isinstance(host, str) and host not in feed.hosts), None)
