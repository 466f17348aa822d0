"""Whose host does an address name? `bot.core.hosts`, asked once for the many addresses of one site.

Used by the rules about links. Guarantees the answers of `bot.core.hosts`, whatever the address.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.core.hosts import LinkFault, link_host, permalink_host

#: An address in which nothing behind the host could change how the host is read.
_PLAIN: Final = re.compile(r"(?P<site>https?://[a-z0-9.-]+/)[!-\[\]-~]*\Z")


@lru_cache(maxsize=1024)  # of each feed the same address, at every poll
def host_of(url: str) -> str | LinkFault:
    """Return the host of an address that is fetched, as `link_host`."""
    return link_host(url)


def place_of(url: str) -> str | LinkFault:
    """Return the host of an address that nobody fetches, as `permalink_host`: plain HTTP will do."""
    plain = _PLAIN.match(url)
    return _place_of(plain["site"] if plain else url)


@lru_cache(maxsize=256)
def _place_of(url: str) -> str | LinkFault:
    return permalink_host(url)


def is_neighbour(host: str, hosts: Iterable[str]) -> bool:
    """Tell whether `host` is above or below one of `hosts`, whose ``www.`` counts for nothing here."""
    sites = [own.removeprefix("www.") for own in hosts]
    return any(host.endswith(f".{site}") or site.endswith(f".{host}") or host == site for site in sites)
