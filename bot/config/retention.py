"""How long is something kept? The values of `keep` in feeds.yaml."""

import re
from datetime import timedelta
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from bot.config.reading import shown
from bot.config.values import refuse

FOREVER = "forever"
_SHORTEST, _LONGEST = timedelta(days=7), timedelta(days=36_500)


def read_keeping(value: object) -> timedelta | None:
    """Read a number of days, or that it is for ever (None)."""
    if value == FOREVER:
        return None
    match = re.fullmatch(r"([0-9]{1,6})d", value) if isinstance(value, str) else None
    length = timedelta(days=int(match[1])) if match else timedelta()
    if not _SHORTEST <= length <= _LONGEST:
        hint = f"write a number of days such as 90d, at least {_SHORTEST.days}d, or {FOREVER}"
        raise refuse(f"{shown(value)} does not say how long to keep it", hint)
    return length


#: How long something is kept; None: for ever.
Keeping = Annotated[
    timedelta | None,
    PlainValidator(read_keeping),
    WithJsonSchema({"type": "string", "pattern": rf"^([0-9]+d|{FOREVER})$", "examples": ["90d", FOREVER]}),
]
