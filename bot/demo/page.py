"""The demo with Discord in the browser: the real client, and the story played beside it.

`bot.demo.play` calls `play_page`. The story never runs inside the client's callbacks, so that the
commands a visitor runs settle at once. What was posted before a restart of the bot goes on working.
"""

import asyncio
import contextlib
import signal

from rich.console import Console
from rich.panel import Panel
from rich.text import Text

from bot.demo.browser import open_in_browser
from bot.demo.errands import answer_admins
from bot.demo.narration import INVENTED, TerminalNarrator
from bot.demo.simulated import Page, SimulatedDiscord, simulated_discord
from bot.demo.stage import Stage, open_stage
from bot.demo.story import Cast, play_story
from bot.demo.timeline import STARTS_AT
from bot.demo.world import Article, shared
from bot.discord_app.client import PicketwireClient, build_client
from bot.discord_app.poster import DiscordPoster
from bot.services.timeline import Timelines
from bot.wiring import Services

#: Pauses for the person who watches, in seconds: after something to see, and after a quiet round.
_TO_SEE = 3.0
_QUIET = 0.2
#: How long the story waits for somebody to open the page.
_FOR_A_VISITOR = 30.0


async def play_page(console: Console, *, port: int, admins: bool, language: str, speed: float) -> None:
    """Serve the page and play the story on it; return once a visitor ends the session."""
    _cancel_on_sigterm()
    async with (
        simulated_discord(STARTS_AT) as simulated,
        open_stage(simulated, simulated.channel.id, simulated.admins.id, language) as stage,
    ):
        services = await _start_bot(simulated, stage)
        async with simulated.page(port, admins=admins, language=language) as page:
            _announce(console, page.url)
            story = _play(console, simulated, stage, services, page, speed)
            beside = [
                asyncio.create_task(_draw_pictures(simulated, page)),
                asyncio.create_task(answer_admins(simulated, stage, page)),
            ]
            try:
                await _play_until_closed(asyncio.create_task(story), page)
            finally:
                for task in beside:
                    task.cancel()
                await asyncio.gather(*beside, return_exceptions=True)


async def _play_until_closed(story: asyncio.Task[None], page: Page) -> None:
    closed = asyncio.create_task(page.wait_closed())
    try:
        await asyncio.wait({story, closed}, return_when=asyncio.FIRST_COMPLETED)
        if story.done():
            story.result()
            await closed
    finally:
        for task in (story, closed):
            task.cancel()
        await asyncio.gather(story, closed, return_exceptions=True)


async def _play(
    console: Console,
    simulated: SimulatedDiscord,
    stage: Stage,
    services: Services,
    page: Page,
    speed: float,
) -> None:
    async def restart(line: str) -> Services:
        stage.enter(line)
        return await _start_bot(simulated, stage)

    async def ask(story: Article) -> None:
        await simulated.ask(shared(story))

    async def pause(seen: bool) -> None:
        if seen:
            await page.refresh()
        await asyncio.sleep((_TO_SEE if seen else _QUIET) / speed)

    await page.wait_for_visitor(_FOR_A_VISITOR / speed)
    narrator = TerminalNarrator(console, strike=stage.strike, tell_posts=True)
    tally = await play_story(Cast(simulated, stage.sites, narrator, restart, ask, pause), services)
    console.print()
    console.print(str(tally), soft_wrap=True)
    console.print("The page stays open: try its commands and buttons. Ctrl-C ends the demo.")


async def _draw_pictures(simulated: SimulatedDiscord, page: Page) -> None:
    """Do what the job ``pictures`` does in the service: draw what visitors ask for, and show it."""
    while isinstance(client := simulated.client, PicketwireClient):
        if await _is_asked(client.desk.timelines):
            await client.desk.timelines.draw_next()
            await page.refresh()


async def _is_asked(timelines: Timelines) -> bool:
    """Wait a while for somebody to ask for a picture; the bot may be another one by then."""
    try:
        async with asyncio.timeout(_TO_SEE):
            await timelines.wait()
    except TimeoutError:
        return False
    return True


async def _start_bot(simulated: SimulatedDiscord, stage: Stage) -> Services:
    """Start the bot by the feeds.yaml of now."""
    client = build_client(stage.desks())
    await simulated.start_bot(client)
    return stage.services(DiscordPoster(client))


def _announce(console: Console, url: str) -> None:
    console.print(Panel(INVENTED, title="Picketwire demo", expand=False))
    console.print(Text(f"The page: {url}"), soft_wrap=True)
    if open_in_browser(url):
        console.print("It opens in your browser now. Ctrl-C ends the demo.")
    else:
        console.print("Open that address in a browser on this machine. Ctrl-C ends the demo.")


def _cancel_on_sigterm() -> None:
    task = asyncio.current_task()
    if task is None:
        return
    with contextlib.suppress(NotImplementedError):  # Windows has no loop signal handlers
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
