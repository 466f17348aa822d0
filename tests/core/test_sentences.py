"""Where sentences begin and end."""

import time

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
        ("„Wir gehen. Alle.“ Das war klar. Danke.", ["„Wir gehen. Alle.“", "Das war klar.", "Danke."]),
        ("« Non. Jamais. » Elle part. Bien.", ["« Non. Jamais. »", "Elle part.", "Bien."]),
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
        ("We won! 🎉 Thanks to all.", ["We won! 🎉", "Thanks to all."]),
        ("We won 🎉! Thanks.", ["We won 🎉!", "Thanks."]),
        ("行きます。来ます。", ["行きます。", "来ます。"]),
        ("(We left. All of us.) Rain fell.", ["(We left. All of us.)", "Rain fell."]),
        ("We paid (up. (Twice.)) Rain fell.", ["We paid (up. (Twice.)) Rain fell."]),
        ("“Is it?” Ruiz asked. “Yes.”", ["“Is it?” Ruiz asked.", "“Yes.”"]),
        ("“Is it?” Ruiz left.", ["“Is it?”", "Ruiz left."]),
        ("“One!” “Two!” they sang. Rain fell.", ["“One!” “Two!” they sang.", "Rain fell."]),
        ("“One!” “Two!” Rain fell.", ["“One!”", "“Two!”", "Rain fell."]),
        ("“We won.” “We go back,” said Brandt.", ["“We won.”", "“We go back,” said Brandt."]),
        ("“A!” " * 15 + "they sang.", None),
        ("Am 3. Mai um 9 Uhr. Kommt alle.", ["Am 3. Mai um 9 Uhr.", "Kommt alle."]),
        ("Read a.b.example. You will see.", ["Read a.b.example.", "You will see."]),
        ("« Qui ? » : elle l'a dit. Bien.", ["« Qui ? » : elle l'a dit.", "Bien."]),
        ("He said. “we go.” Yes.", ["He said. “we go.”", "Yes."]),
        ("—¿Ya? —dijo. Nada. Fin.\nFuimos. Volvimos.", ["—¿Ya? —dijo. Nada. Fin.", "Fuimos.", "Volvimos."]),
        ("1. Bring it. Now.\n2. Sign.", ["1. Bring it. Now.", "2. Sign."]),
        ("• \n• ", []),
        ("We paid. […] They left.", ["We paid.", "[…] They left."]),
        ("We waited … Haverford never came.", ["We waited … Haverford never came."]),
        ("We waited … Then the fax came.", ["We waited …", "Then the fax came."]),
        ("From 6 to 9 a.m. (Gate 2). Later.", ["From 6 to 9 a.m. (Gate 2).", "Later."]),
        ("It was “a gift.” “A gift!” we said.", ["It was “a gift.”", "“A gift!” we said."]),
        ("We waited… Haverford came.", ["We waited…", "Haverford came."]),
        ("We heard: “Soon.” “Later.” We left.", ["We heard: “Soon.” “Later.”", "We left."]),
        ("We heard:" + " “Soon.”" * 11 + " We left.", ["We heard:" + " “Soon.”" * 11, "We left."]),
        ("Can I go? A. No. You can't.", ["Can I go?", "A. No.", "You can't."]),
    ],
)
def test_sentences(text: str, sentences: list[str] | None) -> None:
    if sentences is None:
        assert 2 <= len(texts(text)) <= 9
    else:
        assert texts(text) == sentences


def test_a_list_item_is_kept_whole() -> None:
    sentences = found("• one thing\n• A sentence. Another one.\n• “Torn. Twice.\nNo item. Two.")
    assert sentences["one thing"].is_item
    assert not sentences["one thing"].is_whole
    assert sentences["A sentence. Another one."].is_item
    assert sentences["A sentence. Another one."].is_whole
    assert not sentences["“Torn. Twice."].is_item
    assert not sentences["No item."].is_item


def test_words_inside_an_open_quotation_are_torn() -> None:
    sentences = found(
        "She said:\n\n“We stay here.\n\n“We win now. And they know,” she said.\n\nThe vote is over."
    )
    assert not sentences["“We stay here."].is_whole
    assert not sentences["“We win now."].is_whole
    assert not sentences["And they know,” she said."].is_whole
    assert sentences["The vote is over."].is_whole


def test_a_mark_for_inches_opens_nothing() -> None:
    assert all(one.is_whole for one in split_sentences('A 5" pipe burst. We left.\n\nThe vote is over.'))


def test_a_straight_mark_left_open_ends_with_its_paragraph() -> None:
    sentences = found('He wrote "we left. Then we left.\n\nThe vote is over.')
    assert [one.is_whole for one in sentences.values()] == [False, False, True]


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


@pytest.mark.parametrize(
    "text",
    [
        "a" * 50_000,
        "a.a" * 20_000,
        "A. " * 20_000,
        "“a.” " * 10_000,
        "“a?” “b!” " * 5_000,
        "• a. b\n" * 7_000,
        "A\n\n" * 16_000,
        "“x\n\n" * 12_000,
        "(" * 25_000 + ")" * 25_000,
        "a. 🎉" * 12_000,
        "🎉" * 50_000,
        ("y" * 64 + "\n") * 800,
    ],
)
def test_time_is_bounded(text: str) -> None:
    start = time.process_time()
    assert list(split_sentences(text))
    assert time.process_time() - start < 2
