"""**Read it here**: the whole text in pages, as it is stored; and what a card says beside its quotation."""

from dataclasses import replace

import pytest

from bot.core.errors import NotVerbatim
from bot.core.model import (
    ActionButton,
    Decision,
    Image,
    LinkButton,
    Message,
    Review,
    ReviewDecision,
    Statement,
    Summary,
)
from bot.core.reading import ReadAsked
from bot.core.render import render_page, render_statement
from bot.core.render.words import MESSAGE_LIMIT, length
from bot.core.sentences import split_sentences
from bot.core.summarise import summarise
from tests.core.render.test_render import GUILD, NONCE, NOW, STATEMENT, URL, markdown, plain, verdict

EDITION = STATEMENT.sha256[:12]
LONG = replace(
    STATEMENT, text="\n\n".join(f"{n}. We voted *together*, all {n} of us. " * 40 for n in range(6))
)
PICKETS = "Come on Monday.\n\nWhen: Monday, July 24, 9 a.m.\nWhere: Gate 3\n\nThe line is at https://strike.guild.example/map."


def page(number: int = 0, statement: Statement = LONG, edition: str | None = None) -> Message:
    return render_page(
        statement, union_name=GUILD, asked=ReadAsked(NONCE, statement.entry_id, number, edition)
    )


def card(statement: Statement, *, nonce: str | None = NONCE) -> Message:
    summary = summarise(statement.text, cut_off=statement.cut_off)
    return render_statement(
        statement, union_name=GUILD, summary=summary, nonce=nonce, hosts={"strike.guild.example"}
    )


def turns(message: Message) -> dict[str, str]:
    return {one.label: one.custom_id for one in message.buttons if isinstance(one, ActionButton)}


# --- pages ------------------------------------------------------------------------------------------


def test_the_first_page_says_whose_words_it_shows_and_leads_to_the_next() -> None:
    message = page()
    assert plain(message).startswith("Talks break down\nStraight from Example Performers Guild")
    assert "\n> 0. We voted *together*, all 0 of us." in plain(message)
    assert "\n> 0\\. We voted \\*together\\*, all 0 of us." in markdown(message)
    assert markdown(message).endswith("-# Page 1 of 6, word for word as it is kept here.")
    assert turns(message) == {"Next page": f"pw:read:{NONCE}:{EDITION}:1"}
    assert message.buttons[-1] == LinkButton("Read it on strike.guild.example", URL)


def test_pages_between_lead_both_ways_and_the_last_one_back() -> None:
    assert turns(page(1, edition=EDITION)) == {
        "Back": f"pw:read:{NONCE}:{EDITION}:0",
        "Next page": f"pw:read:{NONCE}:{EDITION}:2",
    }
    assert turns(page(99)) == {"Back": f"pw:read:{NONCE}:{EDITION}:4"}


def test_all_pages_together_are_the_text() -> None:
    shown = "".join(page(number).blocks[-2].plain for number in range(6))
    assert "".join(shown.replace("> ", "").split()) == "".join(LONG.text.split())


def test_a_short_text_needs_no_buttons_to_turn() -> None:
    message = page(statement=STATEMENT)
    assert "-# The whole text as it is kept here, word for word." in markdown(message)
    assert turns(message) == {}
    assert "The feed gives only the beginning" in markdown(page(5, replace(LONG, cut_off=True)))
    assert "The feed gives only the beginning" not in markdown(page(0, replace(LONG, cut_off=True)))


def test_a_text_that_was_changed_meanwhile_begins_anew_and_says_so() -> None:
    message = page(2, edition="0" * 12)
    assert "The text was changed since you opened it. This is the newest one" in markdown(message)
    assert "Page 1 of 6" in markdown(message)


def test_only_the_unions_word_is_shown() -> None:
    held = replace(LONG, verdict=verdict(Decision.HELD))
    with pytest.raises(ValueError, match="its text is not shown"):
        page(statement=held)
    approved = replace(held, review=Review(1, 1, ReviewDecision.APPROVED, "cli:a", NOW))
    assert "approved by an admin" in plain(page(statement=approved))


def test_without_words_a_page_is_empty_but_whole() -> None:
    assert page(statement=replace(STATEMENT, text="")).blocks[-2].plain == "> "


# --- the button under a card --------------------------------------------------------------------------


def test_a_card_that_quotes_everything_has_nothing_to_open() -> None:
    assert "Read it here" not in turns(card(STATEMENT))
    assert "Read it here" not in turns(card(replace(STATEMENT, text="")))


def test_a_longer_text_can_be_opened_under_its_post_and_under_an_answer() -> None:
    assert turns(card(LONG))["Read it here"] == f"pw:read:{NONCE}:-:0"
    assert turns(card(LONG, nonce=None))["Read it here"] == "pw:read:1:-:0"


# --- what a card says beside its quotation --------------------------------------------------------------


def test_when_and_where_stand_below_the_quotation_in_the_unions_words() -> None:
    shown = card(replace(STATEMENT, text=PICKETS))
    assert (
        "**When:** Monday, July 24, 9 a.m.\n**Where:** Gate 3\n**Link:** <https://strike.guild.example/map>"
        in markdown(shown)
    )
    assert "When: Monday, July 24, 9 a.m.\nWhere: Gate 3" in plain(shown)


def test_lines_that_are_quoted_already_are_not_said_twice() -> None:
    text = "• When: Monday, July 24, 9 a.m.\n• Where: Gate 3"
    spans = tuple((one.start, one.end) for one in split_sentences(text))
    shown = render_statement(
        replace(STATEMENT, text=text), union_name=GUILD, summary=Summary(spans), nonce=NONCE
    )
    assert "**When:**" not in markdown(shown)
    assert plain(shown).count("Gate 3") == 1


def test_a_link_that_markdown_could_misread_is_only_letters() -> None:
    text = "Read https://strike.guild.example/map(1) before you come. Bring water with you."
    assert "**Link:** https\\://strike.guild.example/map(1)" in markdown(card(replace(STATEMENT, text=text)))


@pytest.mark.parametrize(
    ("category", "mark"),
    [("Picket schedule", "Picket times"), ("Notice", "Notice"), ("Vote", "Vote"), ("Video", "Video")],
)
def test_its_kind_is_a_quiet_word_on_the_line_that_says_whose_it_is(category: str, mark: str) -> None:
    line = card(replace(STATEMENT, categories=(category,))).blocks[1].plain
    assert line.startswith(f"{mark} · Straight from {GUILD}")


def test_a_picture_is_shown_with_the_unions_words_for_it() -> None:
    pictures = (
        Image("https://strike.guild.example/logo.png", " "),
        Image("http://strike.guild.example/plain.png", "Not over HTTPS"),
        Image("https://127.0.0.1/a.png", "At an address without a name"),
        Image(f"https://strike.guild.example/{'x' * 2_000}.png", "Too long"),
        Image("https://cdn.example/line.png", "Members on the\npicket line\u202e " + "x" * 2_000),
    )
    shown = card(replace(STATEMENT, images=pictures)).image
    assert shown is not None
    assert shown.url == "https://cdn.example/line.png"
    assert shown.alt.startswith("Members on the picket line x")
    assert len(shown.alt) <= 1_000
    assert card(replace(STATEMENT, images=pictures[:4])).image is None


def test_what_is_no_whole_sentence_is_never_quoted() -> None:
    with pytest.raises(NotVerbatim):
        render_statement(STATEMENT, union_name=GUILD, summary=Summary(((0, 9),)), nonce=NONCE)


def test_a_card_with_everything_fits() -> None:
    sentence = f"{'*_' * 195}."
    everything = replace(
        LONG,
        title="x" * 2_000,
        text=f"{sentence} {sentence} {sentence}\n\n{PICKETS}",
        revised_at=NOW,
        gone_since_at=NOW,
        cut_off=True,
        categories=("Vote",),
    )
    assert length(card(everything).blocks) <= MESSAGE_LIMIT
    assert length(page(0, everything).blocks) <= MESSAGE_LIMIT
