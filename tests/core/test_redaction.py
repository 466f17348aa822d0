"""Whatever has the shape of a secret is taken out, and nothing else."""

import pytest

from bot.core.redaction import HIDDEN, redacted

# Put together here, so that no scanner takes them for somebody's.
TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GabcdE", "abcdefghijklmnopqrstuvwxyz0123456789AB"))
HOOK = "aBcDeFgHiJkLmNoPqRsTuVwXyZ-0123456789_aBcDeFgHiJkLmNoPqRsTuVwXyZ"


@pytest.mark.parametrize(
    "line",
    [
        f"login with {TOKEN} failed",
        f"{{'Authorization': 'Bot {TOKEN}', 'User-Agent': 'x'}}",
        '{"event": "headers {\\"Authorization\\": \\"Bearer s3cret-s3cret-s3cret\\"}"}'.replace(
            "s3cret-s3cret-s3cret", HOOK
        ),
        f"Authorization: Basic {HOOK}",
        f"authorization={HOOK}",
        f"POST https://discord.com/api/v10/webhooks/123456789012345678/{HOOK}?wait=true has returned 404",
        f"https://discordapp.com/api/webhooks/123456789012345678/{HOOK}",
        f"/interactions/123456789012345678/{HOOK}/callback",
        f"postgresql+psycopg://picketwire:{HOOK}@db.example/picketwire",
        f"postgresql://picketwire:with@{HOOK}@db.example/picketwire",
        f"https://www.guild.example/feed?access_token={HOOK}&page=2",
        f"Bearer {HOOK}",
    ],
)
def test_a_secret_is_taken_out_and_the_rest_stays(line: str) -> None:
    shown = redacted(line)
    assert HIDDEN in shown
    assert HOOK not in shown
    assert TOKEN not in shown
    kept = line.replace(TOKEN, "").replace(HOOK, "")
    assert all(
        word in shown for word in ("discord", "www.guild", "page=2", "picketwire", "404") if word in kept
    )


def test_a_known_secret_is_taken_out_whatever_its_shape() -> None:
    assert redacted("the word is hunter2-and-more!", ["hunter2-and-more", ""]) == f"the word is {HIDDEN}!"
    assert redacted("a short one takes no words along", ["a"]) == "a short one takes no words along"


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-23T09:40:24 [info] ready: following 50 feeds",
        "guild-news: https://www.guild.example/post/on-strike?page=2: answered 503",
        "Discord refused DISCORD_TOKEN; make a new token in the developer portal (Bot, Reset Token)",
        "delivery 12 to discord:123456789012345678 failed and is tried again",
        "environment:1:1: DATABASE_URL: write sqlite:///picketwire.db",
        "connect www.guild.example:443=127.0.0.1:8443, mail to bot@guild.example",
        "message 123456789012345678 with nonce 0123456789abcdef01234567",
    ],
)
def test_what_is_none_stays(line: str) -> None:
    assert redacted(line) == line


def test_it_is_quick_with_much_of_nothing() -> None:
    for piece in ("M", "a://", "authorization:", "?key=", "/webhooks/1/"):
        assert len(redacted(piece * 20_000)) > 0
