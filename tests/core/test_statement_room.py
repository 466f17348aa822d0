"""Which part of a page is the statement's, by platform and without one."""

from typing import Any

import pytest
from lxml import html

from bot.core.pagesurvey import Cut, survey
from bot.core.statementroom import fields_of_statements, room_of

SAID = "<p>We are out and we stay out until there is an offer.</p>" * 3
WORDS = "\n".join(["We are out and we stay out until there is an offer."] * 3)
OTHER = "<p>This is about hinges, and about nothing else.</p>"


def read(body: str) -> tuple[str, bool]:
    """Return the words of the room, the prose of the statement left out, and whether it is a field."""
    root: Any = html.document_fromstring(f"<html><body>{body}</body></html>")
    page = survey(root, Cut())
    room = room_of(page, root)
    text = page.text(room.element)
    assert WORDS in text
    return " / ".join(line for line in text.replace(WORDS, "").split("\n") if line), room.is_own


@pytest.mark.parametrize(
    "field",
    [
        "section data-hook=post-description",
        "div itemprop='about articleBody'",
        "div property=content:encoded",
        "div class='clear entry-content'",
        "div class='wp-block-group wp-block-post-content'",
    ],
)
def test_a_platforms_field_is_the_room(field: str) -> None:
    assert read(f"<h1>On strike</h1><p>Mar 4</p><{field}>{SAID}</{field.split()[0]}>{OTHER}") == ("", True)


def test_a_field_whose_name_may_be_anybodys_is_the_room_and_not_sure() -> None:
    assert read(f"{OTHER}<div class=article-body><h1>Day 2</h1>{SAID}</div>") == ("Day 2", False)


def test_a_field_left_empty_or_one_of_several_is_none() -> None:
    assert read(f"<div class=entry-content>x</div><main>{SAID}</main>")[1] is False
    two = f"<div class=entry-content>{SAID}</div><div class=entry-content>{OTHER}</div>"
    assert read(two)[0].startswith("This is about hinges")


def test_fields_are_told_before_anything_is_cut() -> None:
    root: Any = html.document_fromstring("<div class=e-content>a</div><div class=post-body>b</div><p>c</p>")
    assert {one.text for one in fields_of_statements(root.iter())} == {"a", "b"}


@pytest.mark.parametrize(
    "part", ["elementor-widget-text-editor", "sqs-html-content", "text-formatted", "wixui-rich-text"]
)
def test_of_several_parts_the_room_is_what_holds_them_all(part: str) -> None:
    parts = (
        f"<div class=a><div class={part}>{SAID}</div></div><h4>Then</h4><div class={part}><p>Thea</p></div>"
    )
    assert read(f"<div>{OTHER}</div><div>{parts}</div><div>{OTHER}</div>") == ("Then / Thea", False)


def test_a_part_alone_is_the_room_and_in_drupal_it_is_a_field() -> None:
    assert read(f"{OTHER}<div class=text-formatted>{SAID}</div>") == ("", True)
    assert read(f"{OTHER}<div class=wixui-rich-text>{SAID}</div>") == ("", False)


def test_a_part_within_a_part_counts_once() -> None:
    assert read(f"{OTHER}<div class=text-formatted>{SAID}<i class=text-formatted>Thea</i></div>")[1] is True


def test_parts_that_hold_next_to_nothing_are_no_statement() -> None:
    assert read(f"<div class=text-formatted>menu</div><main>{SAID}</main>") == ("menu", False)


def test_a_widgets_room_is_its_column() -> None:
    widget = f"<h2>Then</h2><div class=elementor-widget-text-editor>{SAID}</div>"
    assert read(f"{OTHER}<div class='x e-con'>{widget}</div>")[0] == "Then"
    assert read(f"{OTHER}<div>{widget}</div>")[0] == ""


# --- no platform ----------------------------------------------------------------------------------------


def test_columns_and_frames_are_left_out() -> None:
    body = (
        "<div id=wrap><div id=top><h1>Stagehands and Riggers of the Western Theatres</h1></div>"
        f"<div id=left>{OTHER}</div><div id=mid><h2>Day 2</h2>{SAID * 3}</div>"
        f"<div class='a right-col'>{OTHER}</div>"
        f"<div><a href=/>Home</a></div><nav>Menu</nav></div><div id=footer_wrap>{OTHER}</div>"
    )
    assert read(body) == ("Day 2", False)


def test_a_neighbouring_paragraph_is_never_left_out() -> None:
    lead = "<div class=lead><p>It begins.</p></div>"
    assert read(f"<div>{lead}<div>{SAID}</div></div>")[0] == "It begins."
    assert read(f"<div id=top><p>It begins.</p></div><div>{SAID}</div>")[0] == "It begins."
    assert read(f"It begins and it goes on as long as need be.<div>{SAID}</div>")[0].startswith("It begins")


def test_a_room_is_no_part_of_a_paragraph() -> None:
    body = f"<b>We are out.</b> The rest of it, which is long enough to be some prose.<br>{SAID}"
    assert read(body)[0].startswith("We are out. The rest")


def test_tables_for_layout_are_gone_through_and_tables_of_figures_are_not() -> None:
    row = f"<tr><td>{OTHER}</td><td>{SAID}</td><td>Links</td></tr>"
    body = f"<table><tr><td colspan=3>Banner</td></tr>{row}<tr><td colspan=3>Foot</td></tr></table>"
    assert read(body)[0] == ""
    inner = f"<table><tr><td>Day 2</td></tr><tr><td>{SAID}</td></tr></table>"
    assert read(inner)[0] == "Day 2"
    assert read(f"<table><tr><td>{SAID}</td><td>{OTHER * 2}</td></tr></table>")[0].count("hinges") == 2
