"""The real discord.py against a small Discord on a loopback socket: what it makes of answers on the wire."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import web

from bot.core.errors import PostGone, PostPermanent, PostTemporary
from bot.discord_app import refusals as refusals_module
from bot.discord_app.client import (
    PicketwireClient,
    build_rest_client,
    log_in,
    use_addresses,
)
from bot.discord_app.poster import DiscordPoster
from tests.discord_app.samples import NONCE, card, sample_client

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
BOT = {"id": "100", "username": "picketwire", "discriminator": "0", "avatar": None, "bot": True}
CHANNEL = {
    "id": "7",
    "type": 0,
    "guild_id": "1",
    "name": "updates",
    "position": 0,
    "permission_overwrites": [],
}
APPLICATION = {
    "id": "100",
    "name": "picketwire",
    "description": "",
    "icon": None,
    "owner": BOT,
    "flags": 0,
    "bot_public": False,
    "bot_require_code_grant": False,
    "verify_key": "00",
}


def as_discord(status: int, body: object, **headers: str) -> web.Response:
    # discord.py reads JSON only under exactly this content type.
    headers["Content-Type"] = "application/json"
    return web.Response(status=status, body=json.dumps(body).encode(), headers=headers)


def answering(status: int, body: object, **headers: str) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        return as_discord(status, body, **headers)

    return answer


class WireDiscord:
    """Discord's REST interface, as far as logging in and posting go."""

    def __init__(self) -> None:
        self.on_post: Answer = answering(200, {})
        self.on_sync: Answer = answering(200, [])
        self.requests: list[tuple[str, str]] = []
        self.url = ""

    async def handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append((request.method, request.path))
        if request.headers.get("Authorization") != "Bot right":
            return as_discord(401, {"code": 0, "message": "401: Unauthorized"})
        if request.path.endswith("/users/@me"):
            return as_discord(200, BOT)
        if request.path.endswith("/applications/@me"):
            return as_discord(200, APPLICATION)
        if request.method == "GET" and "/channels/" in request.path:
            return as_discord(200, CHANNEL)
        if request.path.endswith("/commands"):
            return await self.on_sync(request)
        return await self.on_post(request)


@pytest.fixture
async def wire() -> AsyncIterator[WireDiscord]:
    discord = WireDiscord()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", discord.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    discord.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/v10/"
    yield discord
    await runner.cleanup()


@pytest.fixture
async def client(wire: WireDiscord) -> AsyncIterator[PicketwireClient]:
    use_addresses(api=wire.url, gateway=None)
    client = sample_client()
    yield client
    await client.close()


@pytest.fixture
async def poster(client: PicketwireClient) -> DiscordPoster:
    await log_in(client, "right")
    return DiscordPoster(client)


async def post(poster: DiscordPoster) -> str:
    return await poster.post("discord:7", card(), nonce=NONCE)


async def test_posting_needs_no_gateway(wire: WireDiscord, poster: DiscordPoster) -> None:
    bodies: list[dict[str, Any]] = []

    async def keep(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.json())
        author = BOT | {"global_name": None}
        return as_discord(
            200,
            {
                "id": "900",
                "channel_id": "7",
                "author": author,
                "content": "",
                "timestamp": "2023-07-14T00:00:00+00:00",
                "edited_timestamp": None,
                "tts": False,
                "mention_everyone": False,
                "mentions": [],
                "mention_roles": [],
                "attachments": [],
                "embeds": [],
                "pinned": False,
                "type": 0,
                "components": [],
            },
        )

    wire.on_post = keep
    assert await post(poster) == "900"
    (body,) = bodies
    assert (body["nonce"], body["enforce_nonce"]) == (NONCE, True)
    assert body["allowed_mentions"]["parse"] == []
    assert wire.requests[-1] == ("POST", "/api/v10/channels/7/messages")


async def test_a_long_rate_limit_is_handed_back_with_its_wait(
    wire: WireDiscord, poster: DiscordPoster
) -> None:
    limit = {"message": "You are being rate limited.", "retry_after": 3000.5, "global": False}
    wire.on_post = answering(429, limit, Via="1.1 google")
    with pytest.raises(PostTemporary) as caught:
        await post(poster)
    assert caught.value.retry_after == 3000.5


@pytest.mark.parametrize(("header", "seconds"), [("120", 120.0), ("Fri, 14 Jul 2023 07:00:00 GMT", None)])
async def test_a_limit_from_the_edge_carries_its_wait_where_it_is_in_seconds(
    wire: WireDiscord, poster: DiscordPoster, header: str, seconds: float | None
) -> None:
    wire.on_post = answering(429, "error code: 1015", **{"Retry-After": header})
    with pytest.raises(PostTemporary, match="429") as caught:
        await post(poster)
    assert caught.value.retry_after == seconds


async def test_an_answer_that_is_lost_is_tried_again(wire: WireDiscord, poster: DiscordPoster) -> None:
    async def hang_up(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    wire.on_post = hang_up
    with pytest.raises(PostTemporary, match=r"not reachable while posting in channel 7 \(\w+\)"):
        await post(poster)


async def test_an_answer_that_never_comes_is_given_up(
    wire: WireDiscord, poster: DiscordPoster, monkeypatch: pytest.MonkeyPatch
) -> None:
    released = asyncio.Event()

    async def wait(_request: web.Request) -> web.StreamResponse:
        await released.wait()
        return web.Response()

    wire.on_post = wait
    monkeypatch.setattr(refusals_module, "ATTEMPT_SECONDS", 0.05)
    with pytest.raises(PostTemporary, match="TimeoutError"):
        await post(poster)
    released.set()


async def test_the_fields_discord_complains_about_are_named(wire: WireDiscord, poster: DiscordPoster) -> None:
    fault = {"code": "BASE_TYPE_BAD_LENGTH", "message": "Must be 4000 or fewer in length."}
    errors = {"components": {"0": {"content": {"_errors": [fault]}}}}
    wire.on_post = answering(400, {"code": 50035, "message": "Invalid Form Body", "errors": errors})
    with pytest.raises(PostPermanent, match=r"components\.0\.content: Must be 4000 or fewer"):
        await post(poster)
    with pytest.raises(PostPermanent, match=r"components\.0\.content: Must be 4000 or fewer") as caught:
        await poster.post("discord:7", replace(card(), reply_to="77"), nonce=NONCE)
    assert not isinstance(caught.value, PostGone)


async def test_nothing_is_said_about_a_post_that_was_deleted(
    wire: WireDiscord, poster: DiscordPoster
) -> None:
    fault = {"code": "REPLIES_UNKNOWN_MESSAGE", "message": "Unknown message"}
    errors = {"message_reference": {"_errors": [fault]}}
    wire.on_post = answering(400, {"code": 50035, "message": "Invalid Form Body", "errors": errors})
    with pytest.raises(PostGone, match="somebody deleted it"):
        await poster.post("discord:7", replace(card(), reply_to="77"), nonce=NONCE)


async def test_a_reply_needs_the_channels_history(wire: WireDiscord, poster: DiscordPoster) -> None:
    words = "Cannot reply without permission to read message history"
    wire.on_post = answering(400, {"code": 160002, "message": words})
    with pytest.raises(PostPermanent, match="needs the permission Read Message History") as caught:
        await poster.post("discord:7", replace(card(), reply_to="77"), nonce=NONCE)
    assert caught.value.is_mendable


@pytest.mark.parametrize("token", ["wrong", "line\nbreak"])
async def test_a_wrong_token_is_explained_and_never_shown(client: PicketwireClient, token: str) -> None:
    with pytest.raises(PostPermanent, match="DISCORD_TOKEN") as caught:
        await log_in(client, token)
    assert token not in str(caught.value)


async def test_logging_in_without_a_discord_is_tried_again(
    unused_tcp_port: int,
) -> None:
    use_addresses(api=f"http://127.0.0.1:{unused_tcp_port}/api/v10", gateway=None)
    client = sample_client()
    with pytest.raises(PostTemporary, match="not reachable while logging in"):
        await log_in(client, "right")
    await client.close()


async def test_commands_are_told_to_discord_once_a_start(wire: WireDiscord, client: PicketwireClient) -> None:
    await log_in(client, "right")
    assert wire.requests.count(("PUT", "/api/v10/applications/100/commands")) == 1


async def test_a_one_off_command_leaves_the_list_of_commands_alone(wire: WireDiscord) -> None:
    use_addresses(api=wire.url, gateway=None)
    client = build_rest_client()
    await log_in(client, "right")
    await client.close()
    assert {method for method, _ in wire.requests} == {"GET"}


async def test_posting_goes_on_where_discord_refuses_the_list_of_commands(
    wire: WireDiscord, client: PicketwireClient, caplog: pytest.LogCaptureFixture
) -> None:
    wire.on_sync = answering(403, {"code": 50001, "message": "Missing Access"})
    await log_in(client, "right")
    assert "Discord did not take the list of slash commands" in caplog.text
    wire.on_post = answering(403, {"code": 50013, "message": "Missing Permissions"})
    with pytest.raises(PostPermanent, match="Send Messages"):
        await post(DiscordPoster(client))
