"""What kind of statement something is: by its feed's words for it and by its platform, never by its text."""

from dataclasses import replace

import pytest

from bot.core.kinds import StatementKind, kind_of
from tests.core.render.test_render import STATEMENT


@pytest.mark.parametrize(
    ("categories", "kind"),
    [
        ((), StatementKind.STATEMENT),
        (("News", "Members"), StatementKind.STATEMENT),
        (("News", " Picket  Schedule "), StatementKind.PICKETS),
        (("Streikposten",), StatementKind.PICKETS),
        (("Votación",), StatementKind.VOTE),
        (("Avis",), StatementKind.NOTICE),
        (("Vídeos",), StatementKind.VIDEO),
        (("Why we vote", "Voters"), StatementKind.STATEMENT),  # not the kind's name
        (("Vote", "Pickets"), StatementKind.STATEMENT),  # it can't be told which
    ],
)
def test_categories_say_it_where_they_are_a_kinds_name(
    categories: tuple[str, ...], kind: StatementKind
) -> None:
    assert kind_of(replace(STATEMENT, categories=categories)) is kind


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("https://www.youtube.com/watch?v=abc", StatementKind.VIDEO),
        ("https://www.youtube.com.guild.example/watch", StatementKind.STATEMENT),
        (None, StatementKind.STATEMENT),
    ],
)
def test_what_is_on_a_video_platform_is_a_video(url: str | None, kind: StatementKind) -> None:
    assert kind_of(replace(STATEMENT, url=url)) is kind


def test_a_text_about_a_vote_is_no_vote() -> None:
    assert kind_of(replace(STATEMENT, title="Vote", text="Vote!")) is StatementKind.STATEMENT
