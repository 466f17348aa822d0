"""What the service's jobs do for admins who wait for an answer, on the demo's page.

`bot.demo.page` runs it beside the story. While nobody waits it does nothing.
"""

import asyncio

from bot.demo.simulated import Page, SimulatedDiscord
from bot.demo.stage import Stage
from bot.discord_app.client import PicketwireClient
from bot.discord_app.poster import DiscordPoster

_LOOK_SECONDS = 1.0


async def answer_admins(simulated: SimulatedDiscord, stage: Stage, page: Page) -> None:
    """Do what the jobs ``feeds`` and ``previews`` do; the bot may be another one from look to look."""
    while isinstance(client := simulated.client, PicketwireClient):
        await asyncio.sleep(_LOOK_SECONDS)
        office = client.desk.office
        if not (office.feeds.is_waited_for or office.previews.is_waited_for):
            continue
        services = stage.services(DiscordPoster(client))
        await office.previews.look_next(services.looker.look)
        if office.feeds.is_waited_for:
            await services.poller.poll_due()
            await office.feeds.tell_polled()
        await page.refresh()
