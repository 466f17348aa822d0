"""Cards and answers of an invented union, for the Discord tests."""

from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from bot.core.model import ActionButton, Block, LinkButton, Message, MessageKind
from bot.discord_app.client import PicketwireClient, build_client
from bot.services.answers import Answers
from bot.services.desk import FrontDesk

NONCE = "0123456789abcdef01234567"
OTHER_NONCE = "f" * 24
STATEMENT_URL = "https://www.stagehands.example/news/we-are-out"

QUOTATION = "> “We walked out at midnight, and we walked out together.”"


def block(markdown: str) -> Block:
    return Block(markdown=markdown, plain=markdown)


def answer(words: str) -> Message:
    return Message(kind=MessageKind.ANSWER, blocks=(block(words),))


def card(*extra: str, nonce: str = NONCE) -> Message:
    return Message(
        kind=MessageKind.STATEMENT,
        blocks=tuple(
            map(
                block,
                (
                    "### We are out",
                    "Straight from **Northern Stagehands Guild** · www.stagehands.example · <t:1689300000:f>",
                    QUOTATION,
                    *extra,
                ),
            )
        ),
        buttons=(
            LinkButton("Read it on www.stagehands.example", STATEMENT_URL),
            ActionButton("How do we know?", f"pw:how:{nonce}"),
        ),
    )


class SampleAnswers:
    """Answers with the question put to it, so that a test sees what was asked."""

    def __init__(self) -> None:
        self.failing: Exception | None = None
        self.followed: Sequence[tuple[str, str]] = (
            ("stagehands", "Northern Stagehands Guild"),
            ("ferry", "Ferry Crews United"),
        )

    def unions(self) -> Sequence[tuple[str, str]]:
        return self.followed

    async def status(self) -> Message:
        return self._answer("status")

    async def day(self, on: date | None = None) -> Message:
        return self._answer(f"day {on}")

    async def latest(self, union_id: str | None = None) -> Message:
        return self._answer(f"latest {union_id}")

    async def statement(self, named: str) -> Message:
        return self._answer(f"statement {named}")

    async def sources(self) -> Message:
        return self._answer("sources")

    async def why(self, link: str) -> Message:
        return self._answer(f"why {link}")

    async def receipt(self, nonce: str) -> Message:
        return self._answer(f"receipt {nonce}")

    async def what_changed(self, nonce: str) -> Message:
        return self._answer(f"what changed {nonce}")

    async def receipt_of(self, entry_id: int) -> Message:
        return self._answer(f"receipt of entry {entry_id}")

    def help(self) -> Message:
        return self._answer("help")

    def _answer(self, words: str) -> Message:
        if self.failing is not None:
            raise self.failing
        return answer(words)


def sample_client(answers: SampleAnswers | None = None) -> PicketwireClient:
    """Return a client in whose tests nobody reviews anything."""
    nobody = cast("Any", None)
    desk = FrontDesk(cast("Answers", answers or SampleAnswers()), nobody, nobody, nobody)
    return build_client(desk)
