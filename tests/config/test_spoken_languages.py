"""Which languages a channel can be given."""

from collections.abc import Callable

import pytest

from bot.adapters.languages import read_languages
from bot.config import Loaded
from bot.config.languages import spoken_languages
from bot.core.language import ENGLISH
from bot.core.targets import spoken_at

Load = Callable[[str], Loaded]
Mistakes = Callable[[str], list[str]]

KNOWN = f"write one of {', '.join(spoken_languages())}"
TEXT = """\
unions:
  - id: guild
    name: Guild
    hosts: [g.example]
    feeds: [{id: news, url: https://g.example/feed}]
channels:
  - id: 1
    statements: [guild]
    language: es
  - id: 2
    statements: [guild]
  - id: 3
    statements: [guild]
    language: en
review_channel: 4
review_language: es
"""


def test_each_channel_speaks_the_language_it_is_given(loaded: Load) -> None:
    result = loaded(TEXT)
    languages = read_languages()
    assert spoken_at(result.catalogue, languages) == {
        "discord:1": languages["es"],
        "discord:3": ENGLISH,
        "discord:4": languages["es"],
    }
    assert not result.notices


@pytest.mark.parametrize(("written", "hint"), [("ess", "write es"), ("xx-none", KNOWN), ("[es]", KNOWN)])
def test_a_language_that_cannot_be_spoken_is_refused_at_its_place(
    mistakes: Mistakes, written: str, hint: str
) -> None:
    told = mistakes(TEXT.replace("language: es", f"language: {written}", 1))
    assert len(told) == 1
    assert told[0].startswith("feeds.yaml:9:15: channels[0].language: ")
    assert "is no language the bot can speak" in told[0]
    assert told[0].endswith(hint)
    told = mistakes(TEXT.replace("review_language: es", f"review_language: {written}"))
    assert told[0].startswith("feeds.yaml:16:18: review_language: ")
