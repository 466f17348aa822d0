"""docs/discord.md sends people to the addresses and words that the program uses."""

from pathlib import Path

from bot.discord_app.permissions import LABELS, NEEDED, invite_url
from bot.discord_app.refusals import REMEDIES

GUIDE = (Path(__file__).parent.parent / "docs" / "discord.md").read_text(encoding="utf-8")


def test_the_guide_has_the_invitation_that_check_prints() -> None:
    assert invite_url(123456).replace("123456", "APPLICATION_ID") in GUIDE


def test_the_guide_explains_each_permission_asked_for() -> None:
    asked = [label for name, label in LABELS.items() if dict(NEEDED)[name]]
    rows = [line.split("|")[1].strip() for line in GUIDE.splitlines() if line.startswith("| ")]
    assert len(asked) == sum(wanted for _, wanted in NEEDED)
    assert [label for label in asked if label not in rows] == []


def test_the_guide_answers_each_refusal_an_admin_can_mend() -> None:
    about_one_message = {10008, 50005, 50008}  # somebody's doing in Discord; the log line says it all
    assert [code for code in REMEDIES if f"({code})" not in GUIDE and code not in about_one_message] == []
