"""The commands that have a feed not asked for a while: pause, resume."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Annotated

import typer

from bot import printing
from bot.cli.base import actor, cli, configuration
from bot.core.model import Message

if TYPE_CHECKING:
    from bot.services.feed_desk import FeedDesk

FeedId = Annotated[str, typer.Argument(help="The feed's id in feeds.yaml.")]


@cli.command()
def pause(feed: FeedId) -> None:
    """Have a feed not asked any more, until it is resumed; what it posted stays."""
    _show(lambda desk: desk.pause(feed, by=actor()))


@cli.command()
def resume(feed: FeedId) -> None:
    """Have a paused feed asked again."""
    _show(lambda desk: desk.resume(feed, by=actor()))


def _show(act: Callable[["FeedDesk"], Awaitable[Message]]) -> None:
    environment, loaded = configuration()
    from bot.app import open_feed_desk

    async def carry_out() -> Message:
        async with open_feed_desk(environment, loaded.catalogue) as desk:
            return await act(desk)

    printing.show(asyncio.run(carry_out()))
