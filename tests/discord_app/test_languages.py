"""Members read the bot in their own language; everybody else in the channel's."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import discord
import pytest
import simcord
from discord import app_commands
from simcord.actors import MemberActor
from simcord.env import Env
from simcord.results import InteractionResult

import bot.discord_app
from bot.adapters.languages import read_languages
from bot.core.errors import StoreError
from bot.core.language import ENGLISH, chosen
from bot.discord_app.client import use_addresses
from bot.discord_app.commands import COMMANDS, Tree
from bot.discord_app.translating import CatalogueTranslator
from tests.discord_app.desk import Desk
from tests.discord_app.samples import sample_client
from tests.discord_app.shown import told, words
from tests.discord_server.client import DiscordServer
from tests.discord_server.fixtures import discord_process, discord_server

__all__ = ["discord_process", "discord_server"]

#: What Discord takes for the name of a command or an option
#: (https://discord.com/developers/docs/interactions/application-commands#application-command-object).
NAME = re.compile(r"[-_'\w]{1,32}")
LONGEST_DESCRIPTION = 100
SPANISH = {"es-ES", "es-419"}
TRANSLATED = {one.value for one in discord.Locale if chosen(one.value, read_languages()) is not ENGLISH}
TITLE = "Nous sommes dehors"


@dataclass(slots=True)
class Locales:
    """In which languages a member and a server use Discord."""

    member: str = "en-US"
    server: str = "en-US"


@pytest.fixture
def locales(monkeypatch: pytest.MonkeyPatch) -> Locales:
    """Let the simulated members use Discord in other languages than English, the only one simcord has."""
    locales = Locales()
    read = discord.Interaction._from_data

    def from_data(self: discord.Interaction[Any], data: Any) -> None:
        given = {"locale": locales.member, "guild_locale": locales.server}
        read(self, data | {name: given[name] for name in given if name in data})

    monkeypatch.setattr(discord.Interaction, "_from_data", from_data)
    return locales


@pytest.fixture
async def asker(desk: Desk) -> MemberActor:
    await desk.say(TITLE)
    return desk.member("alma")


async def test_a_command_answers_in_the_language_of_whoever_asks(
    desk: Desk, asker: MemberActor, locales: Locales
) -> None:
    told(await asker.slash(desk.posts, "sources"), "of Northern Stagehands Guild")
    locales.member = "es-419"
    told(await asker.slash(desk.posts, "sources"), "de Northern Stagehands Guild")
    locales.member = "fi"  # of which there is no catalogue
    told(await asker.slash(desk.posts, "sources"), "of Northern Stagehands Guild")


async def test_the_unions_words_stay_as_they_are(desk: Desk, asker: MemberActor, locales: Locales) -> None:
    locales.member = "es-ES"
    result = await asker.slash(desk.posts, "latest", statement=TITLE)
    told(result, "Directamente de **Northern Stagehands Guild**")
    told(result, TITLE)
    told(result, "> We walked out at midnight.")


async def test_a_button_under_an_old_post_answers_whoever_presses_it_in_their_language(
    desk: Desk, asker: MemberActor, locales: Locales
) -> None:
    await desk.restart()
    [post] = desk.posts.history()
    locales.member = "es-ES"
    result = await asker.click(post, label="How do we know?")
    told(result, "Decidido por: el sitio del propio sindicato")
    told(result, "Está en un sitio propio de Northern Stagehands Guild")


async def test_what_everybody_sees_is_in_the_channels_language_else_the_servers(
    desk: Desk, asker: MemberActor, locales: Locales
) -> None:
    async def heard(**options: Any) -> str:
        result = await asker.slash(desk.posts, "day", public=True, **options)
        assert not result.ephemeral
        return shown(result)

    assert await heard() == "No strike is entered in feeds.yaml."
    locales.server = "es-ES"
    assert await heard() == "No hay ninguna huelga anotada en feeds.yaml."
    locales.server, locales.member = "en-US", "es-ES"
    assert await heard() == "No strike is entered in feeds.yaml."
    desk.language = "es"
    await desk.restart()
    locales.member = "en-US"
    assert await heard() == "No hay ninguna huelga anotada en feeds.yaml."
    told(await asker.slash(desk.posts, "day"), "No strike is entered in feeds.yaml.")


def shown(result: InteractionResult) -> str:
    assert result.response is not None
    return words(result.response.message)


async def test_posts_and_review_cards_are_in_their_channels_language(desk: Desk) -> None:
    desk.language = "es"
    await desk.say(TITLE)
    [post] = desk.posts.history()
    assert "Directamente de **Northern Stagehands Guild**" in words(post)
    desk.review_language = "es"
    await desk.say("Held", site="https://es.stagehands.example")
    [card] = desk.reviews.history()
    assert "Retenida para una persona: Held" in words(card)
    assert "El sitio del enlace está emparentado con uno del sindicato" in words(card)


async def test_a_refusal_and_a_mistake_are_explained_in_the_members_language(
    desk: Desk, asker: MemberActor, locales: Locales
) -> None:
    locales.member = "es-419"
    told(await asker.slash(desk.posts, "day", on="gestern"), "Eso no es una fecha.")
    told(
        await asker.slash(desk.posts, "search", words="x", union="nadie"), "Aquí no se sigue ningún sindicato"
    )
    await desk.say("Held", site="https://es.stagehands.example")
    [card] = desk.reviews.history()
    told(await asker.click(card, label="Reject"), "Solo pueden hacerlo miembros con el permiso")
    told(await desk.admin("berta").click(card, label="Reject"), "Rechazado: se guarda con su motivo")
    told(await desk.admin("cora").click(card, label="Reject"), "Esto ya se había decidido.")


async def test_an_apology_is_in_the_members_language(
    simcord_env: Env, desk: Desk, asker: MemberActor, locales: Locales, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def failing(*_: object, **__: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(desk.client.desk.answers, "sources", failing)
    locales.member = "es-ES"
    told(await asker.slash(desk.posts, "sources"), "Algo salió mal aquí; quedó registrado.")
    simcord.assert_error(simcord_env, StoreError)


async def test_a_form_is_in_the_members_language(desk: Desk, asker: MemberActor, locales: Locales) -> None:
    locales.member = "es-ES"
    result = await asker.slash(desk.posts, "verify")
    assert result.modal is not None
    assert result.modal["title"] == "¿Lo dijo el sindicato?"
    [label] = result.modal["components"]
    assert label["label"] == "Texto por comprobar"
    submitted = await asker.submit_modal(
        result, {label["component"]["custom_id"]: "We walked out at midnight."}
    )
    told(submitted, "### ¿Lo dijo el sindicato?")


async def test_what_is_answered_later_is_in_the_language_in_which_it_was_asked(
    desk: Desk, asker: MemberActor, locales: Locales
) -> None:
    desk.fetch_links = True
    desk.pages.says["https://abend.example/a"] = "“We walked out at midnight.”"
    await desk.restart()
    locales.member = "es-ES"
    result = await asker.slash(desk.posts, "verify", text="https://abend.example/a")
    told(result, "Se está leyendo la página")
    locales.member = "en-US"
    await desk.client.desk.press.read_next()
    told(result, "### Lo que cita abend.example")


# --- the commands themselves -----------------------------------------------------------------------------


async def translated() -> list[dict[str, Any]]:
    client = sample_client()
    await client.tree.set_translator(CatalogueTranslator(read_languages()))
    translator = client.tree.translator
    assert translator is not None
    return [
        await command.get_translated_payload(client.tree, translator)
        for command in client.tree.get_commands()
    ]


async def test_commands_and_options_have_names_that_discord_takes_in_every_language() -> None:
    payloads = await translated()
    assert len(payloads) == len(COMMANDS) + 2
    for payload in payloads:
        is_menu = payload.get("type", 1) != 1
        names = payload["name_localizations"]
        assert set(names) == TRANSLATED >= SPANISH, payload["name"]
        for name in names.values():
            assert is_menu or (NAME.fullmatch(name) and name == name.lower()), name
            assert len(name) <= 32
        for option in payload.get("options", ()):
            assert set(option["description_localizations"]) == TRANSLATED, option
            # A word may be the same in both languages; then Discord shows the English one.
            for name in option.get("name_localizations", {}).values():
                assert NAME.fullmatch(name), name
                assert name == name.lower()
    for locale in TRANSLATED:
        named = [payload["name_localizations"][locale] for payload in payloads]
        assert len(set(named)) == len(named)
        for payload in payloads:
            options = [one.get("name_localizations", {}).get(locale) for one in payload.get("options", ())]
            assert len(set(options)) == len(options)


async def test_descriptions_are_translated_and_fit() -> None:
    for payload in await translated():
        for one in (payload, *payload.get("options", ())):
            if not one.get("description"):
                continue
            for description in one["description_localizations"].values():
                assert description != one["description"]
                assert len(description) <= LONGEST_DESCRIPTION, description


async def test_discord_takes_the_list_of_commands(
    discord_server: DiscordServer, caplog: pytest.LogCaptureFixture
) -> None:
    use_addresses(api=discord_server.api, gateway=discord_server.gateway)
    client = sample_client()
    client._desks = replace(client.desk, languages=read_languages())
    async with client:
        await client.login("a-token")
    assert "did not take" not in caplog.text
    [line] = [line for line in await discord_server.journal() if line["kind"] == "commands"]
    assert set(line["commands"]) >= {"status", "day", "Withdraw"}


async def test_english_and_unknown_locales_get_discords_default() -> None:
    translator = CatalogueTranslator(read_languages())
    context: Any = app_commands.TranslationContext(
        app_commands.TranslationContextLocation.command_name, COMMANDS[0]
    )
    for locale in discord.Locale:
        name = await translator.translate(app_commands.locale_str("status"), locale, context)
        assert (name == "estado") == (locale.value in SPANISH), locale
        assert (name is None) == (locale.value not in TRANSLATED), locale


# --- nothing that answers forgets to ask for the language ---------------------------------------------------


def answering_classes() -> Iterator[tuple[str, list[str]]]:
    for path in sorted(Path(bot.discord_app.__path__[0]).glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                bases = [ast.unparse(base) for base in node.bases]
                if any(
                    base.startswith(("ui.DynamicItem", "ui.Modal", "ui.View", "Pressed")) for base in bases
                ):
                    yield node.name, bases


def test_every_button_and_form_speaks_its_users_language() -> None:
    found = dict(answering_classes())
    assert {"HowButton", "TextForm", "AdminButton"} <= set(found)
    assert {"Pressed", "TextForm"} <= {name for name, bases in found.items() if bases[0] == "Spoken"}
    assert {bases[0] for bases in found.values()} == {"Spoken", "Pressed"}
    assert "interaction_check" in vars(Tree)
