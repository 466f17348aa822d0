"""What members can ask: the slash commands, and what happens when an answer fails.

Discord calls these through the client's command tree. Each hands the question to `Answers` and shows
its answer to the asker alone, unless they ask for `public`. Who asked what is recorded nowhere.
"""

import logging
from collections.abc import Awaitable
from datetime import date
from typing import Any

import discord
from discord import app_commands

from bot.core.language import mark
from bot.core.model import Message
from bot.discord_app.asking import did_the_union_say_this, verify
from bot.discord_app.feeds import feeds
from bot.discord_app.held import held
from bot.discord_app.posting import post_latest
from bot.discord_app.previewing import preview
from bot.discord_app.reviewing import withdraw
from bot.discord_app.searching import (
    NO_SUCH_UNION,
    PUBLIC,
    answers_of,
    offer_titles,
    offer_unions,
    search,
    union_named,
)
from bot.discord_app.status import answer_status
from bot.discord_app.timeline import timeline
from bot.discord_app.topics import NO_SUCH_TOPIC, channels_of, offer_topics, topic_named
from bot.discord_app.translating import speak_to_all, speak_to_asker
from bot.discord_app.views import apologise, notice, show

log = logging.getLogger(__name__)

MAX_LINK = 2_000

NO_SUCH_DATE = mark("That is not a date. Write year, month and day, such as `2023-07-14`.")
OUTDATED = mark("This command has changed since Discord last loaded it. Reload Discord and try again.")


class Tree(app_commands.CommandTree[Any]):
    """The bot's commands in servers and direct messages, with one place for what goes wrong."""

    def __init__(self, client: discord.Client) -> None:
        super().__init__(
            client,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True),
        )
        for command in COMMANDS:
            self.add_command(command)
        self.add_command(did_the_union_say_this)
        self.add_command(withdraw)

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let everybody through, and speak their language from here on."""
        speak_to_asker(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Any], error: app_commands.AppCommandError, /
    ) -> None:
        """Log the failure with the command's name alone, and tell the asker."""
        if isinstance(error, (app_commands.CommandNotFound, app_commands.CommandSignatureMismatch)):
            await apologise(interaction, OUTDATED)
            return
        cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
        name = interaction.command.name if interaction.command else "?"
        log.error("The command /%s failed; its asker was told so", name, exc_info=cause)
        await apologise(interaction)


async def _answer(
    interaction: discord.Interaction[Any], answer: Awaitable[Message], *, public: bool = False
) -> None:
    if public:
        speak_to_all(interaction)
    await show(interaction, await answer, public=public)


@app_commands.command(description="Where the strikes stand, and when each source was last reached")
@app_commands.describe(public=PUBLIC)
async def status(interaction: discord.Interaction[Any], public: bool = False) -> None:
    """Answer ``/status``."""
    await answer_status(interaction, public=public)


@app_commands.command(description="Which day of the strike it is")
@app_commands.describe(on="A date, such as 2023-07-14 (otherwise today)", public=PUBLIC)
async def day(interaction: discord.Interaction[Any], on: str | None = None, public: bool = False) -> None:
    """Answer ``/day``; a date that is none gets an explanation, for the asker alone."""
    try:
        asked_on = date.fromisoformat(on.strip()) if on else None
    except ValueError:
        await show(interaction, notice(NO_SUCH_DATE))
        return
    await _answer(interaction, answers_of(interaction).day(asked_on), public=public)


@app_commands.command(
    description="The newest statements, with links to the union's own pages; or one of them"
)
@app_commands.describe(
    union="Whose statements (otherwise every union's)",
    topic="What they are about, such as talks (otherwise anything)",
    statement="One statement, by its title (otherwise the newest ones)",
    public=PUBLIC,
)
async def latest(
    interaction: discord.Interaction[Any],
    union: str | None = None,
    topic: str | None = None,
    statement: app_commands.Range[str, 1, MAX_LINK] | None = None,
    public: bool = False,
) -> None:
    """Answer ``/latest``; an unknown union or topic gets an explanation, for the asker alone."""
    answers = answers_of(interaction)
    if statement:
        await _answer(interaction, answers.statement(statement), public=public)
        return
    union_id = union_named(answers.unions(), union) if union else None
    if union and union_id is None:
        await show(interaction, notice(NO_SUCH_UNION))
        return
    topic_id = topic_named(answers.topics(), topic) if topic else None
    if topic and topic_id is None:
        await show(interaction, notice(NO_SUCH_TOPIC))
        return
    await _answer(interaction, answers.latest(union_id, topic_id), public=public)


latest.autocomplete("union")(offer_unions)
latest.autocomplete("topic")(offer_topics)
latest.autocomplete("statement")(offer_titles)


@app_commands.command(description="Which addresses are followed, whose they are and how they are doing")
async def sources(interaction: discord.Interaction[Any]) -> None:
    """Answer ``/sources``."""
    await _answer(interaction, answers_of(interaction).sources())


@app_commands.command(description="Why a page was posted, or why it was not")
@app_commands.describe(link="The page's address, or words of its title to choose it by")
async def why(interaction: discord.Interaction[Any], link: app_commands.Range[str, 1, MAX_LINK]) -> None:
    """Answer ``/why``."""
    asked_in = channels_of(interaction)
    await _answer(interaction, answers_of(interaction).why(link, channel_ids=asked_in))


why.autocomplete("link")(offer_titles)


@app_commands.command(name="help", description="What this bot does, what it stores and what it does not")
async def help_(interaction: discord.Interaction[Any]) -> None:
    """Answer ``/help``."""
    await show(interaction, answers_of(interaction).help())


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (
    status,
    day,
    latest,
    search,
    verify,
    timeline,
    sources,
    why,
    help_,
    feeds,
    held,
    post_latest,
    preview,
)
