"""Which boxes ask for something and go, and what stays because it may be the union's own words."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from bot.core.callboxes import cut_calls, cut_cards
from bot.core.pagesurvey import Cut, Survey, survey
from bot.core.plaintext import tree_to_text
from bot.core.sharing import shares
from bot.core.statementroom import Room

SAID = "<p>We are out and we stay out until there is an offer.</p>"
WORDS = "We are out and we stay out until there is an offer."


def left(body: str, cut_some: Callable[[Survey, Room, Cut], None] = cut_calls) -> str:
    root: Any = html.document_fromstring(f"<html><body>{body}</body></html>").find("body")
    cut = Cut()
    cut_some(survey(root, cut), Room(root, is_own=True), cut)
    text = tree_to_text(root, without=cut.elements, without_tails=cut.tails)
    return " / ".join(line for line in text.replace(WORDS, "").split("\n") if line)


def button(words: str, name: str = "") -> str:
    return f"<p><a href=/x class='{name}'>{words}</a></p>"


MODULE = "<div><h3>{}</h3><div><p>Two members keep the account.</p></div></div>"
CALLS = (
    button("Sign the strike pledge"),
    button("Chip in to our hardship fund"),
    button("Súmate a la caja de resistencia"),
    button("See who is with us", "wp-button__link"),
    button("See who is with us", "btn btn-primary"),
    f"<div><h2>Chip in to the hardship fund</h2><p>Ten dollars feeds us.</p>{button('Give today')}</div>",
    f"<div><p>Chaque don garde une lampe allumée.</p>{button('Faire un don')}</div>",
    f"<div><p>Letters like it are paid for by readers.</p>{button('Become a paying reader')}</div>",
    "<div><h4>Stay near</h4><p>Sign up for our newsletter.</p><p>Thank you!</p><input></div>",
    MODULE.format("Caja de solidaridad"),
    MODULE.format("Donate to the strike fund"),
    MODULE.format("Solidaritätskasse"),
    f"<div><div><h2>Aporta al fondo de huelga</h2><p>Una olla.</p>{button('Aportar ahora')}</div>"
    "<div><h4>Solo para periodistas</h4><p>Escribir a mesa@sal.example</p></div></div>",
)


@pytest.mark.parametrize("call", CALLS)
def test_what_asks_for_something_under_a_text_is_cut(call: str) -> None:
    assert left(SAID + "<p>Thea</p>" + call) == "Thea"


def test_one_after_the_other_is_cut_and_labels_between_them_do_not_stop_it() -> None:
    label = "<div><h4>Do you like this post?</h4><div>Be the first to comment</div></div>"
    assert left(SAID + CALLS[0] + label + CALLS[5]) == "Do you like this post? / Be the first to comment"


KEPT = {
    "within the text": CALLS[0] + "<p>Thea</p>",
    "a sentence": button("We sign the pledge on Friday.", "btn"),
    "many words": button("The nine of us who were sent home came back with all the others", "btn"),
    "no button": button("What the letter says"),
    "linked in part": "<p>Then sign here: <a href=/x class=btn>Sign the pledge</a></p>",
    "behind a colon": f"<p>This is the address:</p>{button('Sign the petition')}",
    "a signature over it": "<div><p>Marguerite</p><p>We stay out.</p><p><a href=/g>Donat</a></p></div>",
    "a text over a button": f"<div><p>We hold the gate.</p>{button('See it')}</div>",
    "a heading in the text": "<h3>Strike fund</h3><p>Two members keep the account.</p>",
    "a block of the text": "<div><h3>Strike fund</h3><p>Two members keep the account.</p></div>",
    "a press contact alone": "<div><h4>Press contact</h4><p>Write to desk@sal.example</p></div>",
    "something else beside it": "<div><div><h4>Strike fund</h4></div><p>We hold the gate.</p></div>",
    "a row that asks for nothing": "<div><div>North</div><div>South</div></div>",
    "a list": "<ul><li>North<li>South</ul>",
    "many lines": "<div>" + "<p>North</p>" * 9 + "</div>",
    "a box in a box": "<div><div><p>North</p><p>South</p></div></div>",
    "five lines": "<div><h3>Our fund</h3><p>a<p>b<p>c<p><a href=/d>See</a></div>",
    "a form about something else": "<div><p>We hold the gate</p><p>South</p><input></div>",
}


@pytest.mark.parametrize("body", KEPT.values(), ids=KEPT)
def test_what_may_be_the_unions_own_words_stays(body: str) -> None:
    whole: Any = html.document_fromstring(f"<html><body>{SAID}{body}</body></html>").find("body")
    words = tree_to_text(whole).replace(WORDS, "")
    assert left(SAID + body) == " / ".join(line for line in words.split("\n") if line)


@pytest.mark.parametrize("words", ["From 9 to 5.", f"{'word ' * 80}."])
def test_of_a_box_with_a_figure_or_a_long_text_the_button_alone_goes(words: str) -> None:
    box = f"<div><h3>Give today</h3><p>{words}</p>{button('Donate')}</div>"
    assert left(SAID + box) == f"Give today / {words}"


@pytest.mark.parametrize("call", CALLS[:2])
def test_a_page_that_is_nothing_but_a_call_keeps_it(call: str) -> None:
    assert left(call)


def test_a_link_with_blocks_in_it_is_a_card_for_another_page() -> None:
    card = "<a href=/18><div>The freezer door</div><div>All letters are in the drawer.</div></a>"
    assert left(SAID + card + "<p>Thea</p>", cut_cards) == "Thea"


@pytest.mark.parametrize(
    "link",
    [
        "<a href=/1>One line</a>",
        "<a href=/1>One<br>and another</a>",
        "<a href=/1><div>One line</div></a>",
        "<a name=x><div>One</div><div>Two</div></a>",
        f"<a href=/1><div>One</div><div>{'word ' * 80}</div></a>",
        "<a href=/1>" + "<div>One</div>" * 5 + "</a>",
        "<a href=/1 hidden><div>One</div><div>Two</div></a>x",
    ],
)
def test_any_other_link_is_none(link: str) -> None:
    assert left(SAID + link, cut_cards)


SHARING = "<a href='https://www.facebook.com/sharer.php?u=x'>f</a>"


@pytest.mark.parametrize(
    ("links", "is_row"),
    [
        (f"{SHARING}<a href='mailto:?subject=x'></a>", True),
        ("<a href=#>Signal</a> <a href=#> E-Mail </a>", True),
        ("<a>Share on Bluesky</a><a href='https://wa.me/?text=x'>.</a><a href=/z>z</a>", True),
        (SHARING, False),
        (f"{SHARING}<a href=/1>One</a><a href=/2>Two</a><a href='mailto:us@gate.example'>Us</a>", False),
        ("<a href='https://www.facebook.com/gates'>Gates</a><a href='https://t.me/gates'>Gates</a>", False),
    ],
)
def test_a_row_to_share_a_text_by_is_known_by_its_links(links: str, is_row: bool) -> None:
    assert shares(html.fromstring(f"<div>{links}</div>")) is is_row
