"""How a chart crosses the pipe to the process that draws it: as JSON.

Used by `bot.adapters.charts` (parent) and `bot.adapters.chart_worker` (child).
"""

import json
from dataclasses import asdict
from typing import Any

from bot.core.chart import Band, Chart, Flag, Layer, Shade, Tick
from bot.core.timeline import Look

EXIT_OUT_OF_MEMORY = 3
PNG = b"\x89PNG\r\n\x1a\n"  #: how every PNG begins


def encode_chart(chart: Chart) -> bytes:
    """Return a chart as JSON."""
    return json.dumps(asdict(chart)).encode()


def decode_chart(payload: bytes) -> Chart:
    """Return what `encode_chart` was given."""
    found: dict[str, Any] = json.loads(payload)
    return Chart(
        **found
        | {
            "look": Look(found["look"]),
            "layers": tuple(Layer(**one | {"counts": tuple(one["counts"])}) for one in found["layers"]),
            "bands": tuple(Band(**one | {"shade": Shade(one["shade"])}) for one in found["bands"]),
            "shades": tuple((Shade(shade), words) for shade, words in found["shades"]),
            "flags": tuple(Flag(**one) for one in found["flags"]),
            "ticks": tuple(Tick(**one) for one in found["ticks"]),
        }
    )
