"""Which host does an address name? Exact answers for the configuration and for provenance.

Two hosts are the same only where their normalised forms are equal, never by substring or suffix.
Whatever two readers could take for different hosts has no answer here: `normalise_host` gives None and
`link_host` gives a `LinkFault`, and nothing is ever repaired.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

import idna
from yarl import URL

from bot.core.language import mark

_MAX_HOST = 253  # RFC 1035 §2.3.4, without the root's dot
_HTTPS = {"https://": "443"}  # and the port that may be written out
_HTTPS_OR_HTTP = _HTTPS | {"http://": "80"}
_END_OF_AUTHORITY = re.compile(r"[/?#]")
# A last label of digits or of 0x… makes browsers read the whole host as an IPv4 address (WHATWG URL,
# “ends in a number”), in decimal, octal, hexadecimal or short forms such as 127.1.
_NUMERIC_LABEL = re.compile(r"(?:[0-9]+|0x[0-9a-f]*)\Z")
# Controls, invisible format characters, lone surrogates, and every kind of space or line break.
_UNSEEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})


@dataclass(frozen=True, slots=True)
class LinkFault:
    """Why an address names no host that could be trusted; `problem` completes “The link …”."""

    problem: str


@lru_cache(maxsize=1024)  # the same few hosts are asked about for every entry, and IDNA takes its time
def normalise_host(host: str) -> str | None:
    """Return a DNS name in lower-case ASCII (IDNA 2008) without a trailing dot; None for anything else.

    IP addresses in any notation, single labels, and names whose characters Unicode folds into other
    ones (full-width letters, ideographic dots, zero-width joiners; UTS 46) have no normal form.
    """
    name = host.removesuffix(".")
    if not 0 < len(name) <= _MAX_HOST or unicodedata.normalize("NFKC", name) != name:
        return None
    name = name.lower()
    try:
        ascii_name = idna.encode(name, uts46=True, std3_rules=True).decode("ascii")
        unchanged = idna.uts46_remap(name, std3_rules=True) == name
    except UnicodeError:  # includes idna.IDNAError
        return None
    labels = ascii_name.split(".")
    if not unchanged or len(labels) < 2 or "" in labels or _NUMERIC_LABEL.match(labels[-1]):
        return None
    return ascii_name


def link_host(url: str) -> str | LinkFault:
    """Return the normalised host of an HTTPS address, or what is wrong with the address.

    Only the port 443 may be written out. RFC 3986's and the URL standard's readers (urllib, yarl) must
    find the same host in it.
    """
    return _host(url, _HTTPS)


def permalink_host(url: str) -> str | LinkFault:
    """Return the host as `link_host` does, of an address that may be plain HTTP (port 80) too.

    For telling whose page it is. Whatever is fetched has to pass `link_host`.
    """
    return _host(url, _HTTPS_OR_HTTP)


def _host(url: str, schemes: Mapping[str, str]) -> str | LinkFault:
    scheme = url[: url.find("://") + 3].lower()
    fault = _unreadable(url, scheme, schemes)
    if fault:
        return LinkFault(fault)
    authority = _END_OF_AUTHORITY.split(url[len(scheme) :], maxsplit=1)[0]
    port = schemes[scheme]
    fault = _odd_authority(authority, port)
    if fault:
        return LinkFault(fault)
    host = normalise_host(authority.removesuffix(f":{port}"))
    if host is None:
        return LinkFault(mark("names no host that could be compared: an IP address or an irregular name"))
    if not _parsers_agree(url, host):
        return LinkFault(mark("is read as different hosts by different programs"))
    return host


def _unreadable(url: str, scheme: str, schemes: Iterable[str]) -> str | None:
    if any(unicodedata.category(char) in _UNSEEN_CATEGORIES for char in url):
        return mark("contains spaces, control characters or invisible characters")
    if "\\" in url:
        return mark("contains a backslash")
    if scheme not in schemes:
        if "http://" in schemes:
            return mark("does not start with https:// or http://")
        return mark("does not start with https://")
    return None


def _odd_authority(authority: str, port: str) -> str | None:
    if "@" in authority:
        return mark("carries a user name before the host")
    if "%" in authority:
        return mark("hides characters of the host behind percent signs")
    if "[" in authority or "]" in authority:
        return mark("names an IP address instead of a host")
    if ":" in authority and authority.partition(":")[2] != port:
        return mark("names a port of its own")
    return None


def _parsers_agree(url: str, host: str) -> bool:
    try:
        readings = (urlsplit(url).hostname, URL(url).raw_host)
    except ValueError:
        return False
    return all(reading is not None and normalise_host(reading) == host for reading in readings)
