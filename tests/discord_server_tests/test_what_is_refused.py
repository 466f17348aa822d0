"""What Discord refuses, this server refuses."""

from pathlib import Path
from typing import Any

import pytest

from tests.discord_server.client import DiscordServer, ServerProcess
from tests.discord_server.server import OPENAPI_VARIABLE, openapi_file
from tests.discord_server.settings import FORUM, UPDATES, Settings
from tests.discord_server_tests.conftest import Api

LAYOUT = 1 << 15
INVALID = 50035


def text(content: str) -> dict[str, Any]:
    return {"type": 10, "content": content}


def button(custom_id: str) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": "How do we know?", "custom_id": custom_id}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def layout(*components: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"components": list(components), "flags": LAYOUT, **fields}


BODIES: dict[str, dict[str, Any]] = {
    "empty": {"content": ""},
    "nothing at all": {},
    "content over 2,000": {"content": "x" * 2001},
    "41 components": layout({"type": 17, "components": [text("x") for _ in range(40)]}),
    "layout text over 4,000": layout(text("x" * 2001), text("x" * 2000)),
    "content beside a layout": layout(text("x"), content="y"),
    "a layout without its flag": {"components": [text("x")]},
    "an embed beside a layout": layout(text("x"), embeds=[{"title": "y"}]),
    "nonce over 25": {"content": "x", "nonce": "n" * 26},
    "custom_id over 100": layout(row(button("c" * 101))),
    "the same custom_id twice": layout(row(button("c"), button("c"))),
    "a component of no kind": layout({"type": 99}),
    "six buttons in a row": layout(row(*(button(f"c{n}") for n in range(6)))),
    "mentions both ways": {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["902"]}},
    "embeds over 6,000 in all": {"content": "x", "embeds": [{"description": "y" * 3001}] * 2},
}
ALLOWED: dict[str, dict[str, Any]] = {
    "content of 2,000": {"content": "x" * 2000},
    "40 components": layout({"type": 17, "components": [text("x") for _ in range(39)]}),
    "layout text of 4,000": layout(text("x" * 2000), text("x" * 2000)),
    "nonce of 25": {"content": "x", "nonce": "n" * 25},
    "custom_id of 100": layout(row(button("c" * 100))),
}
BY_DESCRIPTION: dict[str, dict[str, Any]] = {
    "embed title over 256": {"embeds": [{"title": "x" * 257}]},
    "26 fields": {"embeds": [{"fields": [{"name": "n", "value": "v"}] * 26}]},
    "flags that are a word": {"content": "x", "flags": "many"},
    "an accent colour that is none": layout({"type": 17, "accent_color": 1 << 24, "components": [text("x")]}),
}


@pytest.mark.parametrize("what", BODIES)
async def test_a_body_that_is_refused(what: str, api: Api, discord_server: DiscordServer) -> None:
    refused = await api("POST", f"/channels/{UPDATES}/messages", BODIES[what])
    assert (refused.status, refused.code) == (400, INVALID)
    assert await discord_server.journal() == []


@pytest.mark.parametrize("what", ALLOWED)
async def test_a_body_that_just_passes(what: str, api: Api) -> None:
    assert (await api("POST", f"/channels/{UPDATES}/messages", ALLOWED[what])).status == 200


@pytest.mark.skipif(openapi_file() is None, reason="Discord's OpenAPI description is not here")
@pytest.mark.parametrize("what", BY_DESCRIPTION)
async def test_a_body_that_the_description_forbids(what: str, api: Api) -> None:
    refused = await api("POST", f"/channels/{UPDATES}/messages", BY_DESCRIPTION[what])
    assert (refused.status, refused.code) == (400, INVALID)
    assert "$." in refused.body["message"]


async def test_an_edit_is_refused_as_well(api: Api, discord_server: DiscordServer) -> None:
    sent = (await api.send(UPDATES)).body["id"]
    path = f"/channels/{UPDATES}/messages/{sent}"
    assert (await api("PATCH", path, {"content": "x" * 2001})).code == INVALID
    foreign = await discord_server.say(UPDATES, "See you there")
    assert (await api("PATCH", f"/channels/{UPDATES}/messages/{foreign}", {"content": "x"})).code == 50005


@pytest.mark.parametrize("limit", ["0", "101", "x"])
async def test_a_history_of_no_length_or_too_long(limit: str, api: Api) -> None:
    assert (await api("GET", f"/channels/{UPDATES}/messages?limit={limit}")).code == INVALID


async def test_places_that_take_no_message(api: Api) -> None:
    assert (await api.send(FORUM)).code == 50008
    assert (await api.send(4711)).code == 10003


@pytest.mark.parametrize("name", ["", "x" * 101])
async def test_a_thread_with_a_name_of_no_use(name: str, api: Api) -> None:
    body = {"name": name, "message": {"content": "We are out."}}
    assert (await api("POST", f"/channels/{FORUM}/threads", body)).code == INVALID


async def test_a_forum_post_with_a_tag_of_another_forum(api: Api) -> None:
    body = {"name": "We are out", "message": {"content": "x"}, "applied_tags": ["4711"]}
    assert (await api("POST", f"/channels/{FORUM}/threads", body)).code == INVALID


async def test_what_is_no_json(api: Api) -> None:
    headers = {"Authorization": "Bot a-token", "Content-Type": "application/json"}
    path = f"/api/v10/channels/{UPDATES}/messages"
    async with api.session.post(path, data=b"{", headers=headers) as response:
        assert (response.status, (await response.json())["code"]) == (400, 50109)


async def test_a_token_that_is_not_the_bots(api: Api, discord_server: DiscordServer) -> None:
    await discord_server.reset(Settings(token="the-right-one"))
    assert (await api("GET", "/users/@me")).status == 401
    assert (await api("GET", "/users/@me", token="the-right-one")).status == 200


async def test_a_route_that_is_not_simulated_says_so(api: Api, discord_server: DiscordServer) -> None:
    assert (await discord_server.state())["unsupported"] == []
    answered = await api("GET", "/stage-instances")
    assert answered.status == 501
    assert "does not implement" in answered.body["message"]
    (told,) = (await discord_server.state())["unsupported"]
    assert told.startswith("GET /stage-instances")


def test_without_the_description_it_says_what_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(OPENAPI_VARIABLE, str(tmp_path / "missing.json"))
    with ServerProcess.start(tmp_path / "journal.jsonl"):
        pass
    assert "not checked against Discord's OpenAPI description" in capfd.readouterr().err
