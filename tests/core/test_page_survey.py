"""Runs of words, and which of them an element holds."""

from typing import Any

from lxml import html

from bot.core.pagesurvey import Cut, names_of, survey


def tree(body: str) -> Any:
    return html.document_fromstring(f"<html><body>{body}</body></html>")


def first(root: Any, path: str) -> Any:
    return root.xpath(path)[0]


def test_blocks_part_runs_and_inline_elements_do_not() -> None:
    root = tree("<p>One <b>two</b>\n three</p>four<br>five<table><tr><td>six</td><td>seven</td></tr></table>")
    page = survey(root, Cut())
    assert [run.text for run in page.runs] == ["One two three", "four", "five", "six", "seven"]
    assert page.text(first(root, "//table")) == "six\nseven"


def test_prose_and_links_are_counted() -> None:
    root = tree("<p>We are out and we stay out.</p><p>Day 2</p><ul><li><a href=/x>Gate two</a>, north</ul>")
    page = survey(root, Cut())
    assert page.prose(root) == len("We are out and we stay out.")
    assert [page.is_prose(number) for number in range(3)] == [True, False, False]
    assert page.linked(first(root, "//li")) == len("Gate two")
    assert page.characters(first(root, "//ul")) == len("Gate two, north")


def test_a_long_line_is_prose_without_a_full_stop() -> None:
    root = tree("<p>at every gate and on every day of the week, rain or shine</p>")
    assert survey(root, Cut()).prose(root) > 0


def test_what_is_cut_or_hidden_is_passed_over() -> None:
    root = tree("<p hidden>no</p><p>yes</p><div>no</div> tail<hr>no more")
    cut = Cut({first(root, "//div")}, {first(root, "//hr")})
    page = survey(root, cut)
    assert [run.text for run in page.runs] == ["yes", "tail"]
    assert first(root, "//div") not in page.spans


def test_a_page_that_is_hidden_as_a_whole_has_a_root_all_the_same() -> None:
    root = html.document_fromstring("<html hidden><body>x</body></html>")
    assert survey(root, Cut()).characters(root) == 1


def test_of_very_many_classes_the_first_are_told() -> None:
    root = tree(f"<p class='{'x' * 100} a {'b ' * 100}'>words</p><p>none</p>")
    some, none = root.xpath("//p")
    assert names_of(some) == ["a", *"b" * 38]
    assert names_of(none) == []
