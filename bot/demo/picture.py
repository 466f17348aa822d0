"""The pictures on the demo's page: a picket sign for the bot, an initial for a member."""

import io

from PIL import Image, ImageDraw

_SIZE = 128
_RED = (179, 38, 46)
_GREEN = (47, 117, 92)
_WHITE = (255, 255, 255)


def picket_sign() -> bytes:
    """Return a square PNG."""
    image = Image.new("RGB", (_SIZE, _SIZE), _RED)
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 70, 68, 116), fill=_WHITE)
    draw.rounded_rectangle((28, 22, 100, 74), radius=6, fill=_WHITE)
    for top, right in ((35, 88), (46, 88), (57, 70)):
        draw.line((40, top, right, top), fill=_RED, width=5)
    return _png(image)


def initial(letter: str) -> bytes:
    """Return a square PNG."""
    image = Image.new("RGB", (_SIZE, _SIZE), _GREEN)
    draw = ImageDraw.Draw(image)
    draw.text((_SIZE / 2, _SIZE / 2), letter, fill=_WHITE, font_size=72, anchor="mm")
    return _png(image)


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, format="PNG")
    return file.getvalue()
