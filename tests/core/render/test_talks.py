"""The union's latest words on the talks, and the newest statements on a topic."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.choosing import NotCarried
from bot.core.model import (
    Block,
    Decision,
    Message,
    Review,
    ReviewDecision,
    Silence,
    Status,
    TopicLook,
    TopicWord,
)
from bot.core.render import render_receipt, render_status
from bot.core.render.latest import render_latest_on
from bot.core.render.talks import more_talks, talks_lines
from tests.core.render.test_render import FEED, GUILD, HOSTILE, NOW, STAMP, STATEMENT, URL, markdown, plain

SENTENCE = "The committee met on Tuesday."
WORD = TopicWord(STATEMENT, SENTENCE, since=0)
LOOK = TopicLook(WORD, looked_at=1, is_all=True)
NAMES = {"guild": GUILD, "local": "Example Local", "third": "Example Third"}


def lines(looks: Mapping[str, TopicLook]) -> list[Block]:
    return talks_lines(looks, NAMES)


def test_the_words_stand_with_their_date_and_their_link() -> None:
    (block,) = lines({"guild": LOOK})
    assert block.markdown.split("\n") == [
        f"Latest words on the talks, **{GUILD}**, <t:{STAMP}:f>: [Talks break down](<{URL}>)",
        f"> {SENTENCE}",
        "",
        "Nothing newer of the union is known here.",
    ]


def test_what_a_person_let_through_says_so() -> None:
    review = Review(1, 1, ReviewDecision.APPROVED, "discord:1", NOW)
    held = replace(STATEMENT.verdict, decision=Decision.HELD)
    approved = replace(STATEMENT, verdict=held, review=review)
    (block,) = lines({"guild": replace(LOOK, word=replace(WORD, statement=approved))})
    assert block.plain.split("\n")[0].endswith(" · approved by an admin")


def test_newer_statements_are_counted() -> None:
    (one,) = lines({"guild": replace(LOOK, word=replace(WORD, since=1))})
    (two,) = lines({"guild": replace(LOOK, word=replace(WORD, since=2))})
    assert one.plain.endswith("1 newer statement is known here, and it is not about the talks.")
    assert two.plain.endswith("2 newer statements are known here, none of them about the talks.")


def test_where_the_title_alone_speaks_of_it_nothing_is_quoted() -> None:
    (block,) = lines({"guild": replace(LOOK, word=replace(WORD, sentence=None))})
    assert "> " not in block.plain


def test_where_there_are_no_words_it_says_how_many_were_looked_at() -> None:
    def said(looked_at: int, *, is_all: bool) -> str:
        return lines({"guild": TopicLook(None, looked_at, is_all)})[0].plain

    assert said(1, is_all=True) == f"The one statement of {GUILD} known here is not about the talks."
    assert said(3, is_all=True) == f"None of the 3 statements of {GUILD} known here is about the talks."
    assert said(200, is_all=False) == (
        f"None of the newest 200 statements of {GUILD} is about the talks; older ones were not looked at."
    )


def test_a_union_that_has_said_nothing_has_no_line() -> None:
    assert lines({"guild": TopicLook(None, 0, is_all=True)}) == []


def test_those_that_spoke_last_come_first() -> None:
    newer = replace(WORD, statement=replace(STATEMENT, published_at=NOW + timedelta(hours=1)))
    undated = replace(WORD, statement=replace(STATEMENT, published_at=None))
    looks = {
        "guild": TopicLook(None, 1, is_all=True),
        "local": replace(LOOK, word=undated),
        "third": replace(LOOK, word=newer),
    }
    assert [next(name for name in NAMES.values() if name in block.plain) for block in lines(looks)] == [
        "Example Third",
        "Example Local",
        GUILD,
    ]


def test_the_unions_words_cannot_do_anything() -> None:
    hostile = replace(STATEMENT, title=HOSTILE)
    (block,) = lines({"guild": replace(LOOK, word=TopicWord(hostile, HOSTILE, 0))})
    for danger in ("@everyone [", "<@1>", "**x**", "||y||", "<t:1:R>", "](https://evil", "\x1b", "\u202e"):
        assert danger not in block.markdown
    assert "\x1b" not in block.plain


def test_status_has_them_after_the_unions_as_far_as_there_is_room() -> None:
    def page(looks: Mapping[str, TopicLook], names: Mapping[str, str]) -> str:
        return markdown(render_status(Status(NOW, (), (), {}, 0, 0, 0, talks=looks), names))

    assert f"> {SENTENCE}" in page({"guild": LOOK}, NAMES)
    many = {f"u{number}": f"Example Union {number}" for number in range(30)}
    crowded = page(dict.fromkeys(many, LOOK), many)
    assert "more unions: `/latest topic:talks`" in crowded
    assert len(crowded) <= 4_000


def test_how_many_did_not_fit() -> None:
    assert more_talks(1).plain == "…and the talks of 1 more union: `/latest topic:talks`"
    assert more_talks(2).plain == "…and the talks of 2 more unions: `/latest topic:talks`"


# --- /latest topic: ---------------------------------------------------------------------------------


def latest(*, found: bool = True, is_all: bool = True, looked_at: int = 3, topic: str = "Talks") -> Message:
    statements = [STATEMENT] if found else []
    return render_latest_on(topic, statements, {"strike-news": GUILD}, looked_at=looked_at, is_all=is_all)


def test_the_newest_on_a_topic() -> None:
    text = plain(latest())
    assert text.startswith("The latest statements on “Talks”\nTalks break down")
    assert GUILD in text
    assert "Only the newest" not in text


def test_none_on_a_topic() -> None:
    assert "None is known here: 3 statements were looked through" in plain(latest(found=False))
    assert "None is known here: 1 statement was looked through" in plain(latest(found=False, looked_at=1))


def test_that_older_ones_were_not_looked_at_is_said() -> None:
    assert "`/search` finds older ones" in plain(latest(is_all=False))


def test_a_topics_name_cannot_do_anything() -> None:
    text = markdown(latest(topic=HOSTILE))
    assert "<@1>" not in text
    assert "](https://evil" not in text


# --- the receipt ------------------------------------------------------------------------------------


def receipt(**options: object) -> str:
    return plain(render_receipt(STATEMENT, feed=FEED, **options))  # type: ignore[arg-type]


def test_a_receipt_names_the_topics() -> None:
    assert "Topics, by its words: Talks, Votes" in receipt(topics=["Talks", "Votes"])
    assert "Topics" not in receipt()


def test_a_receipt_says_why_it_is_not_in_this_channel() -> None:
    assert "which leaves out this topic: Votes." in receipt(not_here=NotCarried((), ("Votes",)))
    assert "which carries only these topics: Talks, Votes. No words" in receipt(
        not_here=NotCarried(("Talks", "Votes"), ())
    )
    assert "which carries some topics only, and none of this union's." in receipt(not_here=NotCarried((), ()))


def test_a_receipt_says_that_no_channel_carried_it() -> None:
    silent = replace(STATEMENT, silence=Silence.TOPIC)
    assert "no channel that follows its feed carried" in plain(render_receipt(silent, feed=FEED))
