"""**Read it here**, through a simulated Discord: a statement's whole text, for whoever asks, in pages."""

import pytest
from simcord.results import InteractionResult

from bot.core.errors import StoreError
from bot.discord_app.views import SORRY
from tests.discord_app.desk import Desk
from tests.discord_app.shown import custom_ids, told, words

HERE, NEXT, BACK = "Read it here", "Next page", "Back"
TITLE = "What was said at the table"
PARAGRAPHS = [
    f"Part {number}. " + "The studios said no to this, and we voted to stay out. " * 30 for number in range(3)
]
TEXT = "\n\n".join(PARAGRAPHS)


def shown(result: InteractionResult) -> str:
    assert result.response is not None
    return words(result.response.message)


async def test_a_member_reads_a_long_statement_page_by_page_after_a_restart_too(desk: Desk) -> None:
    await desk.say(TITLE, text=TEXT)
    alma, bela = desk.member("alma"), desk.member("bela")
    [post] = desk.posts.history()
    await desk.restart()
    opened = await alma.click(post, label=HERE)
    told(opened, "Page 1 of 3")
    told(opened, "Part 0.")
    await desk.restart()
    assert opened.response is not None
    for label, part in ((NEXT, "Part 1."), (NEXT, "Part 2."), (BACK, "Part 1.")):
        await alma.click(opened.response, label=label)
        told(opened, part)
    told(await bela.click(post, label=HERE), "Part 0.")
    assert len(desk.posts.history()) == 1


async def test_the_answer_to_a_command_is_opened_beside_it(desk: Desk) -> None:
    await desk.say(TITLE, text=TEXT)
    alma = desk.member("alma")
    answered = await alma.slash(desk.posts, "latest", statement=TITLE)
    assert answered.response is not None
    told(await alma.click(answered.response, label=HERE), "Page 1 of 3")
    assert any(one.startswith("pw:read:1:") for one in custom_ids(answered.response.message))


async def test_a_text_that_was_changed_meanwhile_begins_anew(desk: Desk) -> None:
    await desk.say(TITLE, text=TEXT)
    alma = desk.member("alma")
    opened = await alma.click(desk.posts.history()[0], label=HERE)
    assert opened.response is not None
    await desk.say(TITLE, text=TEXT.replace("Part", "Chapter"))
    await alma.click(opened.response, label=NEXT)
    told(opened, "The text was changed since you opened it.")
    told(opened, "Chapter 0.")


async def test_what_no_longer_counts_is_not_read_out(desk: Desk) -> None:
    await desk.say(TITLE, text=TEXT)
    alma = desk.member("alma")
    [post] = desk.posts.history()
    opened = await alma.click(post, label=HERE)
    assert opened.response is not None
    await desk.reviewer.withdraw(1, by="cli:ines")
    # The old card, as a member still sees it until its edit is made.
    told(await alma.click(post, label=HERE), "withdrawn: a person found that it was wrong")
    await alma.click(opened.response, label=NEXT)
    assert "withdrawn: a person found that it was wrong" in shown(opened)
    assert "The studios said no" not in shown(opened)


async def test_an_entry_and_a_post_without_a_record_and_a_failing_store_are_told(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await desk.say(TITLE, text=TEXT)
    alma = desk.member("alma")
    [post] = desk.posts.history()
    answered = await alma.slash(desk.posts, "latest", statement=TITLE)
    assert answered.response is not None

    async def nothing(*_: object) -> None:
        return None

    async def failing(*_: object) -> None:
        raise StoreError("the database is on strike")

    monkeypatch.setattr(desk.store, "statement_by_nonce", nothing)
    told(await alma.click(post, label=HERE), "We have no record of this post.")
    monkeypatch.setattr(desk.store, "statement_by_nonce", failing)
    told(await alma.click(post, label=HERE), SORRY)
    assert "the database is on strike" in caplog.text
    assert str(alma.id) not in caplog.text
