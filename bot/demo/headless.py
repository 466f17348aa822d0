"""The demo without a browser: the whole story at once, in this terminal.

Posts are printed by the terminal poster as `python -m bot run` without a token prints them; rejections
and holds by the narrator.
"""

import asyncio

from rich.console import Console
from rich.panel import Panel

from bot.adapters.terminal import TerminalPoster
from bot.core.render import render_check
from bot.demo.clock import PlainClock
from bot.demo.narration import INVENTED, TerminalNarrator
from bot.demo.stage import open_stage
from bot.demo.story import Cast, play_story
from bot.demo.timeline import STARTS_AT
from bot.demo.world import Article, shared
from bot.wiring import Services

#: There is no Discord in here; feeds.yaml still needs a channel's id for the day counter.
_CHANNEL_ID = 1


async def play_headless(console: Console) -> None:
    """Play everything and print a summary line."""
    clock = PlainClock(STARTS_AT)
    poster = TerminalPoster(console)
    console.print(Panel(INVENTED, title="Picketwire demo", expand=False))
    async with open_stage(clock, _CHANNEL_ID) as stage:

        async def restart(line: str) -> Services:
            stage.enter(line)
            return stage.services(poster)

        async def ask(story: Article) -> None:
            poster.show(render_check(await stage.desks().now.verifier.check(shared(story))))

        async def pause(_seen: bool) -> None:
            await asyncio.sleep(0)

        narrator = TerminalNarrator(console, strike=stage.strike, tell_posts=False)
        cast = Cast(clock, stage.sites, narrator, restart, ask, pause)
        tally = await play_story(cast, stage.services(poster))
    console.print()
    console.print(str(tally), soft_wrap=True)
