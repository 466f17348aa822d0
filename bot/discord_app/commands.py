"""What members can ask: the slash commands, and what happens when an answer fails.

Discord calls these through the client's command tree. Each hands the question to `AnswerSource` and shows
its answer to the asker alone, unless they ask for `public`. Who asked what is recorded nowhere.
"""

import logging
from collections.abc import Awaitable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol, cast

import discord
from discord import app_commands

from bot.core.model import Message
from bot.discord_app.reviewing import withdraw
from bot.discord_app.views import apologise, notice, show

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

log = logging.getLogger(__name__)

MAX_CHOICES = 25  #: that Discord shows for one option
MAX_CHOICE = 100  #: characters of a choice's name and of its value
MAX_LINK = 2_000

PUBLIC = "Show the answer to everybody in this channel (otherwise only you see it)"
NO_SUCH_DATE = "That is not a date. Write year, month and day, such as `2023-07-14`."
NO_SUCH_UNION = "No union of that name is followed here. Choose one from the list, or leave it out for all."
OUTDATED = "This command has changed since Discord last loaded it. Reload Discord and try again."


class AnswerSource(Protocol):
    """Answers members' questions (`bot.services.answers.Answers` does)."""

    def unions(self) -> Sequence[tuple[str, str]]:
        """Return the followed unions as (id, name)."""
        ...

    async def status(self) -> Message:
        """Answer ``/status``."""
        ...

    async def day(self, on: date | None = None) -> Message:
        """Answer ``/day``."""
        ...

    async def latest(self, union_id: str | None = None) -> Message:
        """Answer ``/latest``."""
        ...

    async def sources(self) -> Message:
        """Answer ``/sources``."""
        ...

    async def why(self, link: str) -> Message:
        """Answer ``/why``."""
        ...

    async def receipt(self, nonce: str) -> Message:
        """Answer **How do we know?** under the post that carries `nonce`."""
        ...

    def help(self) -> Message:
        """Answer ``/help``."""
        ...


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
        self.add_command(withdraw)

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


def _answers(interaction: discord.Interaction[Any]) -> AnswerSource:
    return cast("PicketwireClient", interaction.client).answers


async def _answer(
    interaction: discord.Interaction[Any], answer: Awaitable[Message], *, public: bool = False
) -> None:
    await show(interaction, await answer, public=public)


@app_commands.command(description="Where the strikes stand, and when each source was last reached")
@app_commands.describe(public=PUBLIC)
async def status(interaction: discord.Interaction[Any], public: bool = False) -> None:
    """Answer ``/status``."""
    await _answer(interaction, _answers(interaction).status(), public=public)


@app_commands.command(description="Which day of the strike it is")
@app_commands.describe(on="A date, such as 2023-07-14 (otherwise today)", public=PUBLIC)
async def day(interaction: discord.Interaction[Any], on: str | None = None, public: bool = False) -> None:
    """Answer ``/day``; a date that is none gets an explanation, for the asker alone."""
    try:
        asked_on = date.fromisoformat(on.strip()) if on else None
    except ValueError:
        await show(interaction, notice(NO_SUCH_DATE))
        return
    await _answer(interaction, _answers(interaction).day(asked_on), public=public)


@app_commands.command(description="The newest statements, with links to the union's own pages")
@app_commands.describe(union="Whose statements (otherwise every union's)", public=PUBLIC)
async def latest(
    interaction: discord.Interaction[Any], union: str | None = None, public: bool = False
) -> None:
    """Answer ``/latest``; an unknown union gets an explanation, for the asker alone."""
    answers = _answers(interaction)
    union_id = _union_id(answers.unions(), union) if union else None
    if union and union_id is None:
        await show(interaction, notice(NO_SUCH_UNION))
        return
    await _answer(interaction, answers.latest(union_id), public=public)


@latest.autocomplete("union")
async def _offer_unions(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=name[:MAX_CHOICE], value=union_id)
        for union_id, name in _answers(interaction).unions()
        if wanted in name.casefold() or wanted in union_id.casefold()
    ][:MAX_CHOICES]


def _union_id(unions: Sequence[tuple[str, str]], asked: str) -> str | None:
    """Return the id of the union with this id or name; members may send what they typed unchosen."""
    wanted = asked.strip().casefold()
    for union_id, name in unions:
        if wanted in (union_id.casefold(), name.casefold()):
            return union_id
    return None


@app_commands.command(description="Which addresses are followed, whose they are and how they are doing")
async def sources(interaction: discord.Interaction[Any]) -> None:
    """Answer ``/sources``."""
    await _answer(interaction, _answers(interaction).sources())


@app_commands.command(description="Why a page was posted, or why it was not")
@app_commands.describe(link="The page's address")
async def why(interaction: discord.Interaction[Any], link: app_commands.Range[str, 1, MAX_LINK]) -> None:
    """Answer ``/why``."""
    await _answer(interaction, _answers(interaction).why(link))


@app_commands.command(name="help", description="What this bot does, what it stores and what it does not")
async def help_(interaction: discord.Interaction[Any]) -> None:
    """Answer ``/help``."""
    await show(interaction, _answers(interaction).help())


COMMANDS: tuple[app_commands.Command[Any, ..., None], ...] = (status, day, latest, sources, why, help_)
