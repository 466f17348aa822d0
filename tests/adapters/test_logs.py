"""What reaches the log: one line each, nothing that drives a terminal, no secret, whoever writes it."""

import asyncio
import json
import logging
import sys
from collections.abc import Iterator

import aiohttp
import discord
import pytest

from bot.adapters.logs import set_up_logging

TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "abcdefghijklmnopqrstuvwxyz0123456789AB"))
HOOK = "aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_aBcDeFgHiJkLmNoPqRsTuVwXyZ"
OTHER = "no-particular-shape"  #: a secret that only the environment tells


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    names = (None, "apscheduler", "discord", "alembic", "aiohttp", "asyncio")
    levels = {name: logging.getLogger(name).level for name in names}
    handlers, hook = logging.getLogger().handlers[:], sys.excepthook
    yield
    logging.getLogger().handlers[:] = handlers
    sys.excepthook = hook
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


async def say_everything() -> None:
    """Have the libraries log what they know, at their most talkative."""
    logging.getLogger().setLevel(logging.DEBUG)
    logging.getLogger("discord").setLevel(logging.DEBUG)
    async with aiohttp.ClientSession(headers={"Authorization": f"Bot {TOKEN}"}) as session:
        url = f"http://127.0.0.1:9/api/v10/webhooks/123456789012345678/{HOOK}"
        webhook = discord.Webhook.partial(123456789012345678, HOOK, session=session)
        for attempt in (
            webhook.send("hello"),
            session.post(url),
            session.get(f"http://me:{HOOK}@127.0.0.1:9/"),
        ):
            try:
                await attempt
            except Exception:
                logging.getLogger("aiohttp.client").exception("%r with %r failed", url, dict(session.headers))
    route = discord.http.Route(
        "POST", "/webhooks/{webhook_id}/{webhook_token}", webhook_id=1, webhook_token=HOOK
    )
    logging.getLogger("discord.http").debug("%s %s has returned %s", route.method, route.url, 404)
    task = asyncio.get_running_loop().create_task(fail(TOKEN))
    await asyncio.wait([task])
    del task  # asyncio logs that nobody asked for its error


async def fail(token: str) -> None:
    raise ValueError(f"{token} and {OTHER}\n\x1b[2Jwere refused")


@pytest.mark.parametrize("as_json", [True, False])
async def test_no_library_and_no_traceback_brings_a_secret_into_the_log(
    as_json: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discord.http.Route.BASE", "http://127.0.0.1:9/api/v10")
    set_up_logging(as_json=as_json, secrets=[OTHER])
    await say_everything()
    said = capsys.readouterr().err
    assert "were refused" in said
    assert "Traceback" in said
    assert "has returned 404" in said
    assert said.count("[redacted]") >= 5
    for secret in (TOKEN, HOOK, OTHER):
        assert secret not in said
    assert "\x1b[2J" not in said


def test_json_is_one_object_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(as_json=True, secrets=[OTHER])
    log = logging.getLogger("bot.test")
    log.warning("%s: answered\n503", "guild-news")
    error = ValueError(OTHER)
    log.error('Authorization: "Bot %s" failed', TOKEN, exc_info=error)
    plain, traced = map(json.loads, capsys.readouterr().err.splitlines())
    assert (plain["event"], plain["level"], plain["logger"]) == (
        "guild-news: answered\\n503",
        "warning",
        "bot.test",
    )
    assert plain["timestamp"].endswith("Z")
    assert traced["exception"].splitlines()[-1] == "ValueError: [redacted]"


def test_what_ends_the_program_is_logged_too(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging(as_json=False, secrets=[OTHER])
    sys.excepthook(ValueError, ValueError(f"of ours, with {OTHER}"), None)
    said = capsys.readouterr().err
    assert "ValueError: of ours, with [redacted]" in said
    assert OTHER not in said
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert capsys.readouterr().err.strip() == "KeyboardInterrupt"
