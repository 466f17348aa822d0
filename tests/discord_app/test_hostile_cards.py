"""Hostile words as they go to Discord: a simulated one takes them, its own description allows them."""

from collections.abc import Iterator
from typing import Any

import pytest
from simcord.builders import ChannelHandle
from simcord.env import Env

from bot.discord_app.poster import DiscordPoster
from bot.discord_app.views import LEFT_OUT, layout
from tests.core.render.hostile import CORPUS, messages_with
from tests.discord_app.samples import NONCE
from tests.discord_server.asked import Asked, Operation
from tests.discord_server.schema import Schema
from tests.discord_server.server import OPENAPI_VARIABLE, openapi_file

LAYOUT = 1 << 15


@pytest.fixture(scope="module")
def description() -> Schema:
    file = openapi_file()
    if file is None:
        pytest.skip(f"Discord's OpenAPI description is not here; {OPENAPI_VARIABLE} can say where it is")
    return Schema(file)


def walk(components: Any) -> Iterator[dict[str, Any]]:
    for component in components:
        yield component
        yield from walk(component.get("components", []))


async def test_a_simulated_discord_takes_them_and_calls_nobody(
    simcord_env: Env, poster: DiscordPoster, channel: ChannelHandle, target: str
) -> None:
    for number, words in enumerate(CORPUS.values()):
        card, *others = messages_with(words)
        for which, message in enumerate((card, others[number % len(others)])):
            await poster.post(target, message, nonce=f"{number:020x}{which:04x}")
            posted = channel.last_message
            assert posted is not None
            assert (posted.mention_everyone, posted.mentions, posted.role_mentions) == (False, [], [])


@pytest.mark.parametrize("words", CORPUS.values(), ids=CORPUS)
async def test_discords_description_allows_them(words: str, description: Schema) -> None:
    for message in messages_with(words):
        components = layout(message).to_components()  # type: ignore[no-untyped-call]
        body = {"components": components, "flags": LAYOUT, "nonce": NONCE, "allowed_mentions": {"parse": []}}
        description.check(Asked("POST", "/channels/1/messages", Operation.SEND, channel=1, body=body))
        parts = list(walk(components))
        texts = [part["content"] for part in parts if part["type"] == 10]
        assert len(parts) <= 40
        assert sum(len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts) <= 4_000
        assert texts[0] != LEFT_OUT
