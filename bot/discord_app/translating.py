"""In which language is somebody in Discord answered? Their own; what everybody sees, the channel's.

`Tree` and the buttons ask here as soon as Discord hands them an interaction. discord.py runs each in a task
of its own, so the language that is spoken from then on is spoken in that task alone. Commands' names and
descriptions are translated once, when the list of commands is sent to Discord.
"""

from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands
from discord.app_commands import TranslationContextLocation, TranslationContextTypes, locale_str

from bot.core.language import ENGLISH, Language, Languages, _, chosen, speak, speaking
from bot.core.targets import DISCORD

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient
    from bot.services.desk import FrontDesk


def speak_to_asker(interaction: discord.Interaction[Any]) -> None:
    """Speak the language in which whoever asks uses Discord, for the rest of this task."""
    speak(chosen(str(interaction.locale), _desk(interaction).languages))


def speak_to_all(interaction: discord.Interaction[Any]) -> None:
    """Speak what is spoken in this channel: as feeds.yaml says, else the server's language."""
    speak(_spoken_in(interaction))


def _spoken_in(interaction: discord.Interaction[Any]) -> Language:
    desk = _desk(interaction)
    for place in (interaction.channel_id, getattr(interaction.channel, "parent_id", None)):
        if (language := desk.spoken_at.get(f"{DISCORD}{place}")) is not None:
            return language
    return chosen(str(interaction.guild_locale or interaction.locale), desk.languages)


def _desk(interaction: discord.Interaction[Any]) -> "FrontDesk":
    return cast("PicketwireClient", interaction.client).desk


class Spoken:
    """Makes a button or a form speak the language of whoever uses it; named before its discord.py class."""

    async def interaction_check(self, interaction: discord.Interaction[Any], /) -> bool:
        """Let everybody through; discord.py asks this right before it calls the button."""
        speak_to_asker(interaction)
        return True


class CatalogueTranslator(app_commands.Translator):
    """Names and describes the commands in every language there is a catalogue of."""

    def __init__(self, languages: Languages) -> None:
        self._languages = languages

    async def translate(
        self, string: locale_str, locale: discord.Locale, context: TranslationContextTypes
    ) -> str | None:
        """Return the words for a locale of Discord's; None where they are the same."""
        language = chosen(str(locale), self._languages)
        if language is ENGLISH:
            return None
        key = message_of(string.message, context)
        with speaking(language):
            words = _(key)
        return None if words == key else words.strip("/:")


def message_of(words: str, context: TranslationContextTypes) -> str:
    """Return how catalogues list words of a command: ``/status`` for its name, ``union:`` for an option's."""
    if context.location is TranslationContextLocation.parameter_name:
        return f"{words}:"
    is_name = context.location is TranslationContextLocation.command_name
    return f"/{words}" if is_name and isinstance(context.data, app_commands.Command) else words
