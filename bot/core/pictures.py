"""Listen for the pictures that an entry names beside its text, and for words about its media.

A listening part of `bot.core.feedreader`. feedparser takes the caption of a picture for the entry's own
description; here each picture keeps its words, and what is said of a film or a recording is kept apart, for
entries that have no other text.
"""

from typing import Any, Final

from bot.core.model import RawPicture, RawText
from bot.core.origins import OriginsReader

_MOST: Final = 8  # pictures of one entry that are looked at
_HTML_TYPES: Final = ("html", "text/html")


class MediaReader(OriginsReader):
    """Overrides of feedparser's handlers, found by their names, that collect `pictures` and `media_words`."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.pictures: list[list[RawPicture]] = []  # one list per entry
        self.media_words: list[list[RawText]] = []
        self._picture: dict[str, str] | None = None  # whose element is open
        self._words_type = "text/html"

    def _start_item(self, attributes: dict[str, str]) -> None:
        self.pictures.append([])
        self.media_words.append([])
        self._picture = None
        super()._start_item(attributes)

    _start_entry = _start_item

    def _start_media_content(self, attributes: dict[str, str]) -> None:
        if self.inentry and _is_picture(attributes):
            self._picture = attributes
        super()._start_media_content(attributes)

    def _end_media_content(self) -> None:
        if self._picture is not None:
            self._keep(self._picture)
            self._picture = None

    def _start_media_thumbnail(self, attributes: dict[str, str]) -> None:
        super()._start_media_thumbnail(attributes)
        if self.inentry:
            self._keep(attributes)

    def _start_media_title(self, attributes: dict[str, str]) -> None:
        if self._picture is None:
            super()._start_media_title(attributes)
        else:
            self.push("media_title", 0)  # a picture's: often no more than who took it

    def _end_media_title(self) -> None:
        if self._picture is None:
            super()._end_media_title()
        else:
            self.pop("media_title")

    def _start_media_description(self, attributes: dict[str, str]) -> None:
        self._words_type = "text/plain" if attributes.get("type") in ("plain", "text/plain") else "text/html"
        self.push("media_words", 0)

    def _end_media_description(self) -> None:
        words = self.pop("media_words") or ""
        if self._picture is not None:
            self._picture["alt"] = words
        elif self.inentry and words:
            self.media_words[-1].append(RawText(self._words_type, words))

    def _start_enclosure(self, attributes: dict[str, str]) -> None:
        super()._start_enclosure(attributes)
        if self.inentry and _is_picture(attributes):
            self._keep(attributes)

    def _keep(self, picture: dict[str, str]) -> None:
        kept = self.pictures[-1]
        url = picture.get("url") or picture.get("href") or ""
        if url and len(kept) < _MOST:
            kept.append(
                RawPicture(
                    self.resolve_uri(url),
                    picture.get("alt", ""),
                    picture.get("width", ""),
                    picture.get("height", ""),
                )
            )


def _is_picture(attributes: dict[str, str]) -> bool:
    return attributes.get("medium") == "image" or attributes.get("type", "").lower().startswith("image/")
