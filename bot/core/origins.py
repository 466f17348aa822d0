"""Listen for where each entry says that it stands, and where that it comes from.

The listening part of `bot.core.feedreader`. feedparser keeps one link and one source per entry, the last
one, from whatever depth; provenance needs all of them, told apart from those of nested elements. Kept
beside feedparser's dictionaries, where no element of a feed can reach.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from feedparser.mixin import _FeedParserMixin

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_WEB: Final = re.compile(r"https?://", re.IGNORECASE)
_ORIGINS: Final = ("self", "alternate", "via")
_DEEPEST_SEARCH: Final = 200


@dataclass(slots=True)
class Origins:
    """What one entry says of its places."""

    links: list[str] = field(default_factory=list)  #: permalinks that are its own children, in order
    guid: str | None = None  #: its guid, where that is a permalink
    sources: list[list[str]] = field(default_factory=list)  #: per source, addresses or a name; may be empty


class OriginsReader(_FeedParserMixin):  # type: ignore[misc]
    """Overrides of feedparser's handlers, found by their names, that collect `origins`, one per entry."""

    is_balanced = True  #: every start tag has its end tag
    guidislink: int

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.origins: list[Origins] = []
        self._open: list[str] = []
        self._entry_depth = 0

    # --- depth ------------------------------------------------------------------------------------

    def unknown_starttag(self, tag: str, attributes: Any) -> None:
        """Go into an element."""
        self._open.append(tag)
        super().unknown_starttag(tag, attributes)

    def unknown_endtag(self, tag: str) -> None:
        """Come out of an element."""
        super().unknown_endtag(tag)
        if self.is_balanced:
            self._open.pop()
            return
        for back, opened in enumerate(reversed(self._open[-_DEEPEST_SEARCH:]), start=1):
            if opened == tag:  # and with it whatever was left open inside
                del self._open[-back:]
                return

    def _start_item(self, attributes: dict[str, str]) -> None:
        self.origins.append(Origins())
        self._entry_depth = len(self._open)
        super()._start_item(attributes)

    _start_entry = _start_item

    def _is_entrys_own(self) -> bool:
        return bool(self.inentry) and len(self._open) <= self._entry_depth + 1

    # --- links ------------------------------------------------------------------------------------

    def _start_link(self, attributes: dict[str, str]) -> None:
        if self.inentry and not self.insource and not self._is_entrys_own():
            self.push("link", 0)  # a picture's or a quoted thing's: read past
            return
        super()._start_link(attributes)
        link = attributes.get("href")
        is_page = self.map_content_type(attributes["type"]) in self.html_types
        if link and is_page and attributes["rel"] == "alternate" and self._is_entrys_own():
            self.origins[-1].links.append(link)

    def _end_link(self) -> None:
        link = self.pop("link")
        if link and not self.insource and self._is_entrys_own():
            self.origins[-1].links.append(link)

    def _end_guid(self) -> None:
        permalink, self.guidislink = self.guidislink, 0  # pop() would resolve the guid itself
        guid = self.pop("id")
        # Many say nothing of isPermaLink and mean a number.
        if permalink and self._is_entrys_own() and _SCHEME.match(guid or ""):
            self.origins[-1].guid = self.resolve_uri(guid)

    def _end_id(self) -> None:
        self.guidislink = 0  # an Atom id is a name, never an address
        self.pop("id")

    # --- sources ----------------------------------------------------------------------------------

    def _start_source(self, attributes: dict[str, str]) -> None:
        if self.inentry:
            self.origins[-1].sources.append([])  # at once: its end tag may be missing
        if _is_relative(attributes.get("url", "")):
            attributes["url"] = self.resolve_uri(attributes["url"])
        super()._start_source(attributes)

    def _end_source(self) -> None:
        super()._end_source()
        source = self._get_context()["source"]
        if self.inentry and self.origins[-1].sources:
            self.origins[-1].sources[-1] = _said_of(source)

    def _start_named_source(self, attributes: dict[str, str]) -> None:
        self.push("named_source", 1)

    def _end_named_source(self) -> None:
        name = self.pop("named_source")
        if name and self.inentry:
            self.origins[-1].sources.append([name])

    _start_dc_source = _start_dcterms_source = _start_feedburner_origlink = _start_named_source
    _end_dc_source = _end_dcterms_source = _end_feedburner_origlink = _end_named_source


def _is_relative(address: str) -> bool:
    """Tell whether a source's address is one within the site, and no name or host without ``https://``."""
    return address.lstrip().startswith(("/", "?", "#", "./", "../"))


def _said_of(source: Mapping[str, Any]) -> list[str]:
    """Return every web address a source gives; where it gives none, its id or its title."""
    listed = source.get("links")
    links = listed if isinstance(listed, list) else []
    addresses = [source.get("href"), *(link.get("href") for link in links if link.get("rel") in _ORIGINS)]
    names = [source.get("id"), source.get("title")]
    said = [value for value in (*addresses, *names) if isinstance(value, str) and value.strip()]
    written = [value for value in said if value in addresses or _WEB.match(value)]
    return list(dict.fromkeys(written or said[:1]))
