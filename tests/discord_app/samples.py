"""Cards and answers of an invented union, for the Discord tests."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from bot.core.model import ActionButton, Block, LinkButton, Message, MessageKind
from bot.discord_app.client import PicketwireClient, build_client
from bot.services.answers import Answers
from bot.services.desk import FrontDesk
from bot.services.reviewer import Reviewer

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
        self.known_topics: Mapping[str, str] = {"talks": "Talks with the studios", "votes": "Votes"}
        self.asked_in: Sequence[int] = ()
        self.followed: Sequence[tuple[str, str]] = (
            ("stagehands", "Northern Stagehands Guild"),
            ("ferry", "Ferry Crews United"),
        )

    def unions(self) -> Sequence[tuple[str, str]]:
        return self.followed

    async def status(self, *, for_admin: bool = False) -> Message:
        return self._answer("status for an admin" if for_admin else "status")

    async def day(self, on: date | None = None) -> Message:
        return self._answer(f"day {on}")

    def topics(self) -> Mapping[str, str]:
        return self.known_topics

    async def latest(self, union_id: str | None = None, topic_id: str | None = None) -> Message:
        return self._answer(f"latest {union_id}" + (f" on {topic_id}" if topic_id else ""))

    async def statement(self, named: str) -> Message:
        return self._answer(f"statement {named}")

    async def sources(self) -> Message:
        return self._answer("sources")

    async def why(self, link: str, *, channel_ids: Sequence[int] = ()) -> Message:
        self.asked_in = channel_ids
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


class SampleReviewer:
    """Knows who may review, and reviews nothing."""

    review_channel: int | None = None
    review_role: int | None = None


def sample_client(answers: SampleAnswers | None = None) -> PicketwireClient:
    """Return a client in whose tests nobody reviews anything."""
    nobody = cast("Any", None)
    reviewer = cast("Reviewer", SampleReviewer())
    desk = FrontDesk(cast("Answers", answers or SampleAnswers()), nobody, nobody, reviewer, nobody, nobody)
    return build_client(desk)
