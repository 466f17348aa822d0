"""`/search`, the buttons that turn its pages, and the titles and unions that are offered while typing.

A page's button carries the whole search, so that it works after any restart; who searched is kept nowhere.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import discord
from discord import app_commands

from bot.core.custom_ids import PAGE, page_asked
from bot.core.language import _, mark, tell
from bot.core.render.words import foreign, host_of
from bot.core.search import SearchAsked, TitleHit
from bot.discord_app.pressing import Pressed
from bot.discord_app.translating import speak_to_all
from bot.discord_app.views import NO_MENTIONS, layout, notice, show
from bot.services.answers import Answers

if TYPE_CHECKING:
    from bot.discord_app.client import PicketwireClient

MAX_CHOICES = 25  #: that Discord shows for one option
MAX_CHOICE = 100  #: characters of a choice's name and of its value
LONGEST_WORDS = 100
MOST_DAYS = 9_999

PUBLIC = "Show the answer to everybody in this channel (otherwise only you see it)"
NO_SUCH_UNION = mark(
    "No union of that name is followed here. Choose one from the list, or leave it out for all."
)
NOT_FOLLOWED = mark("The union of this search is no longer followed here. Search again.")


def answers_of(interaction: discord.Interaction[Any]) -> Answers:
    """Return what answers this interaction."""
    return cast("PicketwireClient", interaction.client).desk.answers


@app_commands.command(
    description="Search what the unions said; put words that stand together in quotation marks"
)
@app_commands.describe(
    words="What to look for",
    union="Whose statements (otherwise every union's)",
    days="Only what was said in the last so many days",
    public=PUBLIC,
)
async def search(
    interaction: discord.Interaction[Any],
    words: app_commands.Range[str, 1, LONGEST_WORDS],
    union: str | None = None,
    days: app_commands.Range[int, 1, MOST_DAYS] | None = None,
    public: bool = False,
) -> None:
    """Answer ``/search``; an unknown union gets an explanation, for the asker alone."""
    answers = answers_of(interaction)
    union_id = union_named(answers.unions(), union) if union else None
    if union and union_id is None:
        await show(interaction, notice(NO_SUCH_UNION))
        return
    if public:
        speak_to_all(interaction)
    asked = SearchAsked(" ".join(words.split()), union_id, days)
    await show(interaction, await answers.search(asked), public=public)


@search.autocomplete("union")
async def offer_unions(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the unions whose name or id holds what was typed."""
    wanted = typed.strip().casefold()
    return [
        app_commands.Choice(name=name[:MAX_CHOICE], value=union_id)
        for union_id, name in answers_of(interaction).unions()
        if wanted in name.casefold() or wanted in union_id.casefold()
    ][:MAX_CHOICES]


def union_named(unions: Sequence[tuple[str, str]], asked: str) -> str | None:
    """Return the id of the union with this id or name; members may send what they typed unchosen."""
    wanted = asked.strip().casefold()
    for union_id, name in unions:
        if wanted in (union_id.casefold(), name.casefold()):
            return union_id
    return None


async def offer_titles(interaction: discord.Interaction[Any], typed: str) -> list[app_commands.Choice[str]]:
    """Offer the statements whose titles hold what was typed; each stands for its address."""
    hits = await answers_of(interaction).titles(typed, MAX_CHOICES)
    return [app_commands.Choice(name=_choice_name(hit), value=_choice_value(hit)) for hit in hits]


def _choice_name(hit: TitleHit) -> str:
    return foreign(hit.title or _untitled(hit), MAX_CHOICE).plain or _("Without a title")


def _untitled(hit: TitleHit) -> str:
    host = host_of(hit.url)
    if host is None:
        return _("Without a title, on no page of its own")
    return tell("Without a title, on {host}", host=host)


def _choice_value(hit: TitleHit) -> str:
    return hit.url if hit.url and len(hit.url) <= MAX_CHOICE else f"entry:{hit.entry_id}"


class PageButton(Pressed, template=PAGE):
    """**Back** and **More**: turn the page for whoever searched, and show it to anybody else alone."""

    async def answer(self, interaction: discord.Interaction[Any]) -> None:
        """Show the page that the button names."""
        if is_public(interaction):
            speak_to_all(interaction)
        answers = answers_of(interaction)
        asked = page_asked(self.match, [union_id for union_id, _ in answers.unions()])
        if asked is None:
            await show(interaction, notice(NOT_FOLLOWED))
            return
        page = await answers.search(asked)
        if is_asker(interaction):
            await interaction.response.edit_message(view=layout(page), allowed_mentions=NO_MENTIONS)
        else:
            await show(interaction, page)


def is_public(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether the page is to be turned where everybody sees it."""
    return is_asker(interaction) and not (interaction.message and interaction.message.flags.ephemeral)


def is_asker(interaction: discord.Interaction[Any]) -> bool:
    """Tell whether this member's own command, or button, made the message; Discord says so with it."""
    made = interaction.message.interaction_metadata if interaction.message else None
    return made is not None and made.user == interaction.user
