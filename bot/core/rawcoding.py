"""How the raw pieces of an entry are written down, to be read again later.

Written by the store, read in the parser process alone: what was written may be hostile.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Final

from bot.core.model import RawEntry, RawPicture, RawText

#: What `encoded` makes.
MEDIA_TYPE: Final = "application/json"


def encoded(raw: RawEntry) -> bytes:
    """Return raw pieces as JSON; lone surrogates become question marks."""
    return json.dumps(asdict(raw), ensure_ascii=False).encode("utf-8", "replace")


def decoded(body: bytes) -> RawEntry:
    """Return what `encoded` was given; what is no such thing raises ValueError, TypeError or KeyError."""
    fields = json.loads(body)
    return RawEntry(
        base_url=fields["base_url"],
        title=_piece(fields["title"]),
        contents=tuple(RawText(**piece) for piece in fields["contents"]),
        summary=_piece(fields["summary"]),
        pictures=tuple(RawPicture(**picture) for picture in fields["pictures"]),
    )


def _piece(fields: Mapping[str, Any] | None) -> RawText | None:
    return None if fields is None else RawText(**fields)
