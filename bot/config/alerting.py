"""When are the admins told of a source that does not answer? The value of `alerts.source_down_after`."""

from datetime import timedelta
from typing import Annotated

from pydantic import PlainValidator, WithJsonSchema

from bot.config.values import read_duration


def read_patience(value: object) -> timedelta | None:
    """Read a duration, or ``off``, for which a bare 0 and ``false`` stand too."""
    if value == "off" or value is False or (value == 0 and isinstance(value, int)):
        return None
    return read_duration(value)


Patience = Annotated[
    timedelta | None,
    PlainValidator(read_patience),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "string", "pattern": "^([0-9]+[smh]|off)$", "examples": ["6h", "off"]},
                {"enum": [0, False]},
            ]
        }
    ),
]
