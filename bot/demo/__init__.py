"""A second composition root: the same bot in a small invented world.

`bot.cli` calls `play`. Everything but Discord is what a union would run: the services, the SQLite store,
the HTTP client, the parser process, the configuration file; the web sites they read are served on
loopback, and the clock runs faster.
"""

import asyncio
import contextlib
import importlib.util
import logging

from rich.console import Console

from bot.core.errors import BotError

#: What the demo needs besides the bot itself (the extra `demo` in pyproject.toml).
_EXTRAS = ("simcord", "trustme")


class DemoUnavailable(BotError):
    """The demo's own packages are missing."""


def play(
    *, headless: bool, port: int = 0, admins: bool = False, language: str = "en", speed: float = 1.0
) -> None:
    """Play the story: with Discord in the browser, or `headless` in this terminal as fast as it goes.

    The page stays usable until Ctrl-C. `port` is the page's, 0 for a free one; `admins` shows
    their channel on it; `language` is that of the bot's own words to members there; `speed` divides the
    pauses for the person who watches.

    Raises:
        DemoUnavailable: simcord or trustme is not installed.
    """
    missing = [name for name in _EXTRAS if importlib.util.find_spec(name) is None]
    if missing:
        raise DemoUnavailable(
            f"The demo needs {' and '.join(missing)}, which is not installed; "
            "type `make demo`, or `pip install picketwire[demo]`, and try again."
        )
    # The story tells of rejections and outages itself; a log beside it would tell everything twice.
    for name in ("bot", "discord", "simcord"):
        logging.getLogger(name).setLevel(logging.ERROR)
    with contextlib.suppress(KeyboardInterrupt, asyncio.CancelledError):
        story = _play(headless=headless, port=port, admins=admins, language=language, speed=speed)
        asyncio.run(story)


async def _play(*, headless: bool, port: int, admins: bool, language: str, speed: float) -> None:
    console = Console(highlight=False)
    if headless:
        from bot.demo.headless import play_headless

        await play_headless(console)
    else:
        from bot.demo.page import play_page

        await play_page(console, port=port, admins=admins, language=language, speed=speed)
