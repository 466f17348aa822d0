"""Where a page goes over to other texts: headings, rules, rows of links, and pull quotes."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from bot.core.othertexts import cut_other_texts, cut_pull_quotes, cut_rows_of_links, cut_segments
from bot.core.pagesurvey import Cut, Survey, survey
from bot.core.plaintext import tree_to_text
from bot.core.statementroom import Room

SAID = "<p>We are out and we stay out until there is an offer.</p>"
WORDS = "We are out and we stay out until there is an offer."
LINKS = "<ul><li><a href=/1>Kiln heat</a><li><a href=/2>Dues</a></ul>"


def left(cut_some: Callable[[Survey, Room, Cut], None], body: str, *, is_own: bool = False) -> str:
    root: Any = html.document_fromstring(f"<html><body>{body}</body></html>").find("body")
    cut = Cut()
    cut_some(survey(root, cut), Room(root, is_own), cut)
    text = tree_to_text(root, without=cut.elements, without_tails=cut.tails)
    return " / ".join(line for line in text.replace(WORDS, "").split("\n") if line)


HEADINGS = (
    "Recent Posts,Related,You might also enjoy,Featured stories,More news from the union,Comments,"
    "Entradas recientes,También te puede interesar,Más noticias del sindicato,Autres actualités du syndicat,"
    "À la une,Vous aimerez aussi,Ähnliche Beiträge,Das könnte Sie auch interessieren,Weitere Meldungen:"
)


@pytest.mark.parametrize("heading", HEADINGS.split(","))
def test_what_stands_under_a_heading_of_other_texts_is_cut(heading: str) -> None:
    others = f"<section><div><h3>{heading}</h3></div>{LINKS}<p>And this begins it ...</p></section>"
    assert left(cut_other_texts, SAID + others + "<p>Thea</p>") == "Thea"


@pytest.mark.parametrize(
    "heading",
    ["Related demands", "More", "What others say about us", "Comments from the night shift", "Our news", ""],
)
def test_other_headings_stay_with_all_that_is_under_them(heading: str) -> None:
    others = f"<section><h3>{heading}</h3><p>And this goes on</p></section>"
    assert left(cut_other_texts, SAID + others).endswith("And this goes on")


def test_beside_the_text_a_heading_reaches_as_far_as_there_are_links() -> None:
    posts = (
        "<h4><a href=/1>Kiln heat</a></h4><p>An excerpt of it</p><h4><a href=/2>Dues</a></h4><p>Of this, too"
    )
    body = f"{SAID}<h2>Related posts</h2><div></div>{posts}<p>In solidarity,<p>Thea"
    assert left(cut_other_texts, body) == "In solidarity, / Thea"
    assert left(cut_other_texts, f"{SAID}<h2>Related posts</h2>{LINKS}<p>In solidarity,") == "In solidarity,"


@pytest.mark.parametrize("end", ["<hr><p>Thea</p>", "<h2>Thea</h2>", "<h1>Thea</h1>"])
def test_a_rule_or_the_next_heading_ends_it(end: str) -> None:
    assert left(cut_other_texts, f"{SAID}<h2>Related</h2><p>This</p>{end}") == "Thea"


def test_nothing_large_is_cut_for_a_heading_in_it() -> None:
    assert left(cut_other_texts, f"<div><h2>Latest news</h2><div>{SAID}</div></div>") == ""
    body = f"<main><div><h2>Latest news</h2><p>Day 2</p>{SAID}</div></main>"
    assert left(cut_other_texts, body) == ""


def test_dates_are_cut_only_beside_a_statements_own_field_and_with_links() -> None:
    linked = "<div><h3>Upcoming events</h3><p><a href=/1>Rally</a> on May 5</p></div>"
    assert left(cut_other_texts, SAID + linked) == ""
    assert left(cut_other_texts, SAID + linked, is_own=True) == "Upcoming events / Rally on May 5"
    plain = "<div><h3>Upcoming events</h3><p>Rally on May 5</p></div>"
    assert left(cut_other_texts, SAID + plain) == "Upcoming events / Rally on May 5"
    assert left(cut_other_texts, f"{SAID}<div><h3>Im Kalender</h3></div>") == ""


# --- rules --------------------------------------------------------------------------------------------


def test_what_stands_under_the_last_rules_is_cut_with_the_words_between_its_elements() -> None:
    dates = "<hr><b>Dates to Remember</b><br>May 5: rally<br>May 6: rest"
    others = "<hr><h3>Weitere Meldungen</h3><ul><li><a href=/1>Heuer</a> - mehr</ul>"
    foot = "<hr>tail<center><a href=/>Return home</a><br>Last updated: May 4</center>".replace("tail", "")
    assert left(cut_segments, f"{SAID}<hr><p>Thea</p>words{dates}{others}{foot}") == "Thea / words"


@pytest.mark.parametrize(
    "segment",
    [
        "<p>Notes to editors</p><p>1. We are many</p>",
        "<p><a href=/12>Local 12</a> stands with us and so does everybody else at the port</p>",
        f"<p><a href=/>Home</a></p>{'<p>One more line.</p>' * 40}",
    ],
)
def test_a_rule_within_a_statement_ends_nothing(segment: str) -> None:
    assert left(cut_segments, f"{SAID}<hr>{segment}") != ""


def test_empty_segments_are_passed_over() -> None:
    assert left(cut_segments, f"{SAID}<hr><p><a href=/>Home</a></p><hr><img>") == ""
    assert left(cut_segments, SAID) == ""


# --- rows of links ------------------------------------------------------------------------------------


def test_menus_and_links_back_around_a_text_are_cut() -> None:
    menu = "<center>[<a href=/>Home</a>] [<a href=/dues>Dues</a>]</center>"
    assert left(cut_rows_of_links, f"{menu}<h1>Day 2</h1>{SAID}<p>Thea</p>{menu}") == "Day 2 / Thea"


def test_links_within_a_text_stay() -> None:
    assert left(cut_rows_of_links, SAID + LINKS + SAID) == "• Kiln heat / • Dues"


@pytest.mark.parametrize("announced", ["<p>Where to find us:</p>", "<h3>Where to find us</h3>"])
def test_links_that_a_text_announces_stay(announced: str) -> None:
    assert left(cut_rows_of_links, SAID + announced + LINKS).endswith("• Kiln heat / • Dues")


def test_where_there_is_no_prose_no_row_is_cut() -> None:
    assert left(cut_rows_of_links, LINKS) == "• Kiln heat / • Dues"


# --- pull quotes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["pull", "pullquote", "wp-block-pullquote", "pull-quote", "quote-block"])
def test_a_pull_quote_is_cut_where_the_text_says_it_too(name: str) -> None:
    quote = f"<div class={name}><p>“we stay out until there is an offer”</p></div>"
    assert left(cut_pull_quotes, SAID + quote) == ""
    assert left(cut_pull_quotes, quote) == "“we stay out until there is an offer”"


def test_what_is_short_or_not_set_apart_may_be_said_twice() -> None:
    assert left(cut_pull_quotes, "<p>Not one more!</p><p class=pull>Not one more!</p>").count("!") == 2
    assert left(cut_pull_quotes, "<p>Not one day more!</p><p class=pulled-pork>Not one day more!</p>") != ""
    assert left(cut_pull_quotes, "<p>No contract, no work!</p><p>No contract, no work!</p>").count("!") == 2
