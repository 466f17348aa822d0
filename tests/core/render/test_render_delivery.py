"""What is posted about deliveries themselves: digests, alerts, and the marks by which posts are found."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.custom_ids import is_answered, status_id
from bot.core.model import (
    ActionButton,
    Alert,
    Block,
    Decision,
    LinkButton,
    Message,
    MessageKind,
    Review,
    ReviewDecision,
    Statement,
    Verdict,
)
from bot.core.render import (
    DigestItem,
    digest_parts,
    marks_of,
    render_alert,
    render_digest,
    with_mark,
    with_receipt,
)
from bot.core.render.digest import MOST_LINKED
from bot.core.render.words import MESSAGE_LIMIT, length
from tests.statements import stored

NOW = datetime(2023, 7, 20, 17, 30, tzinfo=UTC)
STAMP = int(NOW.timestamp())
NONCE = "0123456789abcdef01234567"
GUILD = "Example Performers Guild"
URL = "https://strike.guild.example/post/talks"
DIRECT = Verdict(Decision.DIRECT, "link-host", "Its link is the union's own.", "seen", "expected", 3)
HELD = replace(DIRECT, decision=Decision.HELD)
SAID = stored(
    NOW,
    feed_id="strike-news",
    url=URL,
    title="Talks break down",
    text="The committee met on Tuesday. The employers left early.",
    first_seen_at=NOW + timedelta(minutes=3),
    verdict=DIRECT,
)


def item(statement: Statement = SAID, name: str | None = GUILD) -> DigestItem:
    return DigestItem(statement, name)


def lines(*items: DigestItem) -> list[str]:
    return render_digest(items).blocks[1].markdown.split("\n")


def test_a_digest_links_each_statement_with_its_source_and_time_in_order() -> None:
    message = render_digest([item(), item(replace(SAID, title="Talks resume", published_at=None))])
    assert message.kind is MessageKind.DIGEST
    assert message.blocks[0].plain == "2 statements from while nothing could be posted here"
    first, second = message.blocks[1].markdown.split("\n")
    assert first == f"• [Talks break down](<{URL}>) · **{GUILD}** · strike.guild.example · <t:{STAMP}:f>"
    assert second.endswith(f"<t:{STAMP + 180}:f>")
    assert URL in message.blocks[1].plain


def test_a_digest_says_what_a_person_approved_and_what_was_taken_back() -> None:
    review = Review(1, 1, ReviewDecision.APPROVED, "discord:7", NOW)
    assert lines(item(replace(SAID, verdict=HELD, review=review)))[0].endswith(" · approved by an admin")
    withdrawn, held, orphan = lines(
        item(replace(SAID, withdrawn_at=NOW)), item(replace(SAID, verdict=HELD)), item(SAID, None)
    )
    assert withdrawn == "• ~~Talks break down~~ · Withdrawn"
    assert held == orphan == "• ~~Talks break down~~ · No longer shown"


def test_a_statement_without_a_title_or_a_link_is_named_by_its_words() -> None:
    [line] = lines(item(replace(SAID, title="", url=None)))
    assert line.startswith("• The committee met on Tuesday. The employers left early. · **Example")


def test_at_most_so_many_statements_are_in_one_digest() -> None:
    parts = list(digest_parts([item()] * (2 * MOST_LINKED + 1)))
    assert [len(part) for part in parts] == [MOST_LINKED, MOST_LINKED, 1]
    assert list(digest_parts([])) == []


titles = st.text(alphabet="Tłum*_[]()<>@#`~|\\ \u202e", max_size=400)
urls = st.sampled_from(["/a", "/" + "long-" * 90, "/" + "x" * 600, "/ odd"]).map(
    lambda path: f"https://strike.guild.example{path}"
)
said = st.builds(lambda title, url: item(replace(SAID, title=title, url=url)), titles, urls)


@given(st.lists(said, min_size=1, max_size=45))
def test_every_statement_has_its_line_and_every_digest_fits(items: list[DigestItem]) -> None:
    parts = list(digest_parts(items))
    assert [one for part in parts for one in part] == items
    for part in parts:
        blocks = render_digest(part).blocks
        assert length(blocks) <= MESSAGE_LIMIT
        assert len(blocks[1].markdown.split("\n")) == len(part)


def test_a_digest_whose_words_have_grown_keeps_every_line() -> None:
    grown = item(replace(SAID, title="*" * 300, url="https://strike.guild.example/" + "x" * 480), "_" * 100)
    blocks = render_digest([grown] * MOST_LINKED).blocks
    assert length(blocks) <= MESSAGE_LIMIT
    assert len(blocks[1].markdown.split("\n")) == MOST_LINKED
    shorter = item(replace(SAID, title="Long " * 60))
    [line, *_] = render_digest([shorter] * MOST_LINKED).blocks[1].markdown.split("\n")
    assert URL in line
    assert "Long Long" in line


ALERT = Alert(1, "discord:77", "the bot needs Send Messages there", is_mendable=True, since_at=NOW)


def test_an_alert_names_the_channel_and_the_remedy() -> None:
    message = render_alert(ALERT)
    words = "\n".join(block.markdown for block in message.blocks)
    assert message.kind is MessageKind.ALERT
    assert "What was to be posted in <#77> waits:" in words
    assert "**the bot needs Send Messages there.**" in words
    assert f"Since <t:{STAMP}:f>." in words
    assert "channel 77" in "\n".join(block.plain for block in message.blocks)


def test_an_alert_says_when_nothing_will_come_of_it_and_when_it_is_over() -> None:
    final = "\n".join(block.plain for block in render_alert(replace(ALERT, is_mendable=False)).blocks)
    assert "was refused for good" in final
    assert "tried again at the next start" in final
    over = "\n".join(block.markdown for block in render_alert(replace(ALERT, resolved_at=NOW)).blocks)
    assert f"**Resolved** <t:{STAMP}:f>: what waited for <#77> goes through." in over
    assert "waits" not in over


def message(*buttons: LinkButton | ActionButton) -> Message:
    return Message(MessageKind.DAY, (Block("x", "x"),), buttons)


def test_every_message_gets_a_mark_and_only_one() -> None:
    link = LinkButton("Read it", URL)
    marked = with_mark(message(link), NONCE)
    assert marks_of(marked) == (status_id(NONCE),)
    assert marked.buttons[0] == link
    assert all(is_answered(mark) for mark in marks_of(marked))
    assert with_mark(marked, NONCE) == marked
    assert marks_of(with_mark(marked, "f" * 24)) == (status_id(NONCE), status_id("f" * 24))


@pytest.mark.parametrize("buttons", [(), (ActionButton("Approve", "pw:approve:1:1"),)])
def test_a_card_about_an_entry_is_marked_by_its_receipt(buttons: tuple[ActionButton, ...]) -> None:
    marked = with_receipt(message(*buttons), NONCE)
    assert marks_of(marked)[-1] == f"pw:how:{NONCE}"
    assert with_mark(marked, NONCE) == marked
