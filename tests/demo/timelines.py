"""Make the pictures of `/timeline` in docs/images: `python -m tests.demo.timelines`.

The strike and what was said in it are invented; the code that draws is the bot's own. The one for a phone is
as wide as it is shown there. Look at the pictures before you commit them.
"""

import asyncio
import io
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from PIL import Image

from bot.adapters.charts import ProcessCharts
from bot.adapters.languages import read_languages
from bot.core.contact import GapKind, Spell
from bot.core.language import ENGLISH, speaking
from bot.core.model import Pause, Strike, StrikeEvent
from bot.core.render import chart_of
from bot.core.timeline import Look, Said, Span, Timeline, timeline, window_of

FOLDER = Path(__file__).parents[2] / "docs" / "images"
UNION = "Lanternlight Performers Guild"
ZONE = ZoneInfo("America/Los_Angeles")
FIRST_ON = date(2026, 3, 2)
TOPICS = ("talks", "picketing", "votes", "benefits")
PHONE = 720  #: pixels: a phone's 360 points, sharp


def _at(day: int, hour: int = 12) -> datetime:
    local = datetime.combine(FIRST_ON, datetime.min.time(), ZONE) + timedelta(days=day - 1, hours=hour)
    return local.astimezone(UTC)


STRIKE = Strike(
    "stage-and-screen",
    "lanternlight",
    "Stage and Screen strike",
    ZONE,
    FIRST_ON,
    tentative_agreement=StrikeEvent(_at(117, 21)),
    pauses=(Pause(StrikeEvent(_at(40, 9)), StrikeEvent(_at(47, 6))),),
)
NOW = _at(119, 10)
SPELLS = (
    Spell(GapKind.UNKNOWN, _at(1, 0), _at(6, 15)),
    Spell(GapKind.UNASKED, _at(63, 2), _at(66, 9)),
    Spell(GapKind.UNREACHABLE, _at(109, 14), _at(110, 3)),
)


def said() -> Sequence[Said]:
    """Return what the guild says in 119 days, the same each time: much in some weeks, little in others."""
    dice = random.Random(11)  # noqa: S311
    found: list[Said] = []
    for day in range(1, 120):
        is_busy = day < 8 or 70 < day < 80 or day > 112
        for _ in range(dice.choice((1, 2, 3, 4) if is_busy else (0, 0, 1, 1, 2))):
            likely = (3, 4, 1, 2, 2) if day < 100 else (5, 2, 3, 1, 2)
            [topic] = dice.choices((*TOPICS, ""), likely)
            found.append(Said(_at(day, dice.randrange(8, 22)), (topic,) if topic else ()))
    return found


def invented(span: Span) -> Timeline:
    """Return the timeline of the invented strike."""
    window = window_of(STRIKE, span, NOW)
    since, _ = window.bounds(STRIKE)
    shown = [spell for spell in SPELLS if spell.since_at >= since]
    seen = [one for one in said() if one.at >= since]
    return timeline(
        STRIKE, UNION, window, said=seen, spells=shown, topic_order=TOPICS, now=NOW.astimezone(UTC)
    )


async def make_images(folder: Path) -> None:
    """Write timeline-….png: dark (14 days), light (60 days), phone (all days) and spanish (all days)."""
    spanish = read_languages()["es"]
    async with ProcessCharts() as charts:
        for name, span, look, language in (
            ("dark", Span.TWO_WEEKS, Look.DARK, ENGLISH),
            ("light", Span.SIXTY_DAYS, Look.LIGHT, ENGLISH),
            ("phone", Span.ALL, Look.DARK, ENGLISH),
            ("spanish", Span.ALL, Look.LIGHT, spanish),
        ):
            with speaking(language):
                chart = chart_of(invented(span), look)
            png = await charts.draw(chart)
            (folder / f"timeline-{name}.png").write_bytes(_narrow(png) if name == "phone" else png)


def _narrow(png: bytes) -> bytes:
    whole = Image.open(io.BytesIO(png)).convert("RGB")
    out = io.BytesIO()
    height = round(whole.height * PHONE / whole.width)
    whole.resize((PHONE, height), Image.Resampling.LANCZOS).quantize(96).save(out, "PNG", optimize=True)
    return out.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(make_images(FOLDER))
