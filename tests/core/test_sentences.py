"""Where sentences begin and end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.sentences import Sentence, is_finished, split_sentences


def texts(text: str) -> list[str]:
    return [sentence.text for sentence in split_sentences(text)]


def found(text: str) -> dict[str, Sentence]:
    return {sentence.text: sentence for sentence in split_sentences(text)}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("", []),
        ("One is here. Two is here!", ["One is here.", "Two is here!"]),
        ("No end\n\nNext one.", ["No end", "Next one."]),
        ("“We stay. We win,” she said. Then we left.", ["“We stay. We win,” she said.", "Then we left."]),
        ('He wrote "Go on. Go far." to us. We went.', ['He wrote "Go on. Go far." to us.', "We went."]),
        ("„Wir gehen. Alle.“ Das war klar. Danke.", ["„Wir gehen. Alle.“ Das war klar.", "Danke."]),
        ("« Non. Jamais. » Elle part. Bien.", ["« Non. Jamais. » Elle part.", "Bien."]),
        (
            "We left (all of us. Yes.) at noon. Rain fell.",
            ["We left (all of us. Yes.) at noon.", "Rain fell."],
        ),
        ("It is 1) short. Then 2) long.", ["It is 1) short.", "Then 2) long."]),
        ("Talk to Rep. Ruiz at Local No. 5 of Guild Inc. today. Thanks.", None),
        (
            "Lines broken\nin the middle. Then\nmore words.",
            ["Lines broken\nin the middle.", "Then\nmore words."],
        ),
        ("A line\nAnother line", ["A line", "Another line"]),
        ("• one thing\n• two things", ["one thing", "two things"]),
        ("• goes on\nhere\n• two", ["goes on\nhere", "two"]),
        ("We won! 🎉 Thanks to all.", None),
    ],
)
def test_sentences(text: str, sentences: list[str] | None) -> None:
    if sentences is None:
        assert len(texts(text)) == 2
    else:
        assert texts(text) == sentences


def test_a_list_item_is_marked() -> None:
    sentences = found("• one thing\n• A sentence. Another one.")
    assert sentences["one thing"].is_item
    assert not sentences["one thing"].is_whole
    assert not sentences["A sentence."].is_item


def test_words_inside_an_open_quotation_are_torn() -> None:
    sentences = found(
        "She said:\n\n“We stay here.\n\n“We win now. And they know,” she said.\n\nThe vote is over."
    )
    assert not sentences["“We stay here."].is_whole
    assert not sentences["“We win now."].is_whole
    assert not sentences["And they know,” she said."].is_whole
    assert sentences["The vote is over."].is_whole


def test_a_mark_for_inches_ends_with_its_paragraph() -> None:
    sentences = found('A 5" pipe burst. We left.\n\nThe vote is over.')
    assert not any(sentence.is_whole for text, sentence in sentences.items() if "pipe" in text)
    assert sentences["The vote is over."].is_whole


@pytest.mark.parametrize("text", ["Yes.", "Yes!”", "Yes?)", "Won! 🎉", "Wait…", "行きます。"])
def test_finished(text: str) -> None:
    assert is_finished(text)


@pytest.mark.parametrize("text", ["Yes", "Strike news", "3.5", "Dear members,", "Our asks:"])
def test_unfinished(text: str) -> None:
    assert not is_finished(text)


@given(st.text(alphabet=st.sampled_from('ab AB.!?…\n“”"„«»()• 1’'), max_size=120))
def test_sentences_are_cut_from_the_text_in_order_and_lose_no_word(text: str) -> None:
    sentences = list(split_sentences(text))
    end = 0
    for sentence in sentences:
        assert end <= sentence.start < sentence.end
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip()
        end = sentence.end
    kept = "".join("".join(sentence.text.split()) for sentence in sentences)
    assert kept.replace("•", "") == "".join(text.split()).replace("•", "")
