"""The answer to `/search`: hits with what was found in bold, and buttons to the other pages."""

import re
from datetime import UTC, datetime

import pytest

from bot.core.custom_ids import PAGE, page_asked, page_id
from bot.core.model import ActionButton, Message
from bot.core.render import PAGE_SIZE, render_search
from bot.core.search import Excerpt, SearchAsked, SearchHit, SearchPage

NOW = datetime(2026, 1, 13, 18, tzinfo=UTC)
STAMP = int(NOW.timestamp())
URL = "https://www.guild.example/fund"
NAMES = {"news": "Example Performers Guild"}


def hit(
    number: int = 1, title: str = "The hardship fund", text: str = "…the fund pays on Friday…"
) -> SearchHit:
    return SearchHit(number, "news", URL, title, NOW, NOW, Excerpt(text, ((5, 9), (10, 14))))


def page(total: int, shown: int = PAGE_SIZE, *, exact: bool = True) -> SearchPage:
    return SearchPage(tuple(hit(number) for number in range(shown)), total, is_total_exact=exact)


def render(found: SearchPage, asked: SearchAsked, union_name: str | None = None) -> Message:
    return render_search(found, asked, union_name=union_name, union_names=NAMES)


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def labels(message: Message) -> list[str]:
    return [button.label for button in message.buttons]


def turned(message: Message, label: str) -> SearchAsked | None:
    [button] = [one for one in message.buttons if isinstance(one, ActionButton) and one.label == label]
    found = re.fullmatch(PAGE, button.custom_id)
    assert found is not None
    return page_asked(found, ["other", "guild"])


def test_a_hit_shows_its_statement_and_the_words_in_bold() -> None:
    shown = markdown(render(page(1, 1), SearchAsked("fund pays")))
    assert "### Statements with “fund pays”\n1 statement, best first.\n" in shown
    line = f"**[The hardship fund](<{URL}>)** · Example Performers Guild · <t:{STAMP}:D>"
    assert f"{line}\n> …the **fund** **pays** on Friday…" in shown


def test_a_hit_without_a_date_or_an_excerpt_and_an_approved_one() -> None:
    bare = SearchHit(1, "gone", None, "", None, NOW, Excerpt(""), is_approved=True)
    shown = markdown(render(SearchPage((bare,), 1), SearchAsked("fund")))
    assert f"a statement without a title** · gone · <t:{STAMP}:D> · approved by an admin" in shown
    assert ">" not in shown.replace(":D>", "")


@pytest.mark.parametrize(
    ("asked", "union_name", "words"),
    [
        (SearchAsked("x"), None, "No statement stored here has these words."),
        (SearchAsked("x", "guild", 7), "Guild", "used them. Of Guild. Of the last 7 days."),
        (SearchAsked("x", days=1), None, "Of the last 1 day."),
        (SearchAsked("x", page=2), None, "There is nothing further."),
    ],
)
def test_nothing_found_is_said_honestly(asked: SearchAsked, union_name: str | None, words: str) -> None:
    message = render(SearchPage((), 0), asked, union_name)
    assert words in markdown(message)
    assert labels(message) == (["◀ Back"] if asked.page else [])


def test_buttons_lead_to_the_pages_before_and_after_with_all_that_was_asked() -> None:
    asked = SearchAsked("“strike pay” é 💡: 1", "guild", 30, page=1)
    message = render(page(12), asked, "Guild")
    assert "12 statements, best first: 6 to 10. Of Guild. Of the last 30 days." in markdown(message)
    assert turned(message, "◀ Back") == SearchAsked(asked.words, "guild", 30, page=0)
    assert turned(message, "More ▶") == SearchAsked(asked.words, "guild", 30, page=2)


def test_the_first_and_the_last_page_have_one_button() -> None:
    assert labels(render(page(6), SearchAsked("x"))) == ["More ▶"]
    last = render(page(6, 1), SearchAsked("x", page=1))
    assert labels(last) == ["◀ Back"]
    assert "best first: 6." in markdown(last)
    assert labels(render(page(5), SearchAsked("x"))) == []


def test_a_count_that_was_broken_off_is_not_given_for_the_whole() -> None:
    assert "More than 300 statements, best first: 1 to 5." in markdown(
        render(page(300, exact=False), SearchAsked("x"))
    )


@pytest.mark.parametrize("words", ["w" * 90, "💡" * 50])
def test_words_too_long_for_a_button_are_said_to_be_so(words: str) -> None:
    message = render(page(6), SearchAsked(words))
    assert message.buttons == ()
    assert "too long for buttons" in markdown(message)


@pytest.mark.parametrize("words", ["w" * 82, "💡" * 41, "a\nb:-:c"])
def test_the_longest_words_that_fit_come_back(words: str) -> None:
    custom_id = page_id(SearchAsked(words, page=9))
    assert custom_id is not None
    assert len(custom_id) <= 100
    found = re.fullmatch(PAGE, custom_id)
    assert found is not None
    assert page_asked(found, []) == SearchAsked(words, page=9)


def test_a_search_in_a_union_that_is_gone_is_none() -> None:
    found = re.fullmatch(PAGE, page_id(SearchAsked("x", "guild")) or "")
    assert found is not None
    assert page_asked(found, ["another"]) is None


def test_hostile_words_stay_inside_their_card() -> None:
    hostile = "@everyone [x](https://evil.example) <@1> **b**\n# h \u202e"
    found = SearchPage((hit(title=hostile, text=hostile),), 1)
    shown = markdown(render(found, SearchAsked(hostile), hostile))
    ours = r"<t:\d+:D>|^> |^#{3} |\]\(<https://www\.guild\.example/fund>\)"
    shown = re.sub(ours, "", shown, flags=re.MULTILINE)
    assert not re.search(r"(?<!\\)[`|#\]]|@everyone|(?<!\\)<@|\u202e", shown)
