"""Words from a feed that try to be more than words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.escape import clip, escape_markdown, printable


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*a* _b_ ~~c~~ `d` ||e||", r"\*a\* \_b\_ \~\~c\~\~ \`d\` \|\|e\|\|"),
        ("# a\n## b", "\\# a\n\\#\\# b"),
        ("-# a", r"\-\# a"),
        ("> a\n>>> b", "\\> a\n\\>\\>\\> b"),
        ("- a\n  + b\n* c", "\\- a\n  \\+ b\n\\* c"),
        ("1. a\n 2) b", "1\\. a\n 2\\) b"),
        ("-", r"\-"),  # the last of it: our own words may follow on a new line
        ("a\n7.", "a\n7\\."),
        ("a - b, 3.5 + 1.", "a - b, 3.5 + 1."),
        ("[guild](https://evil.example)", r"\[guild\](https\://evil.example)"),
        ("https://a.example/b_c", r"https\://a.example/b\_c"),
        ("<https://a.example> <@1> <@&2> <#3> <t:1:R> <:e:4>", None),
        ("MAILTO:a@b.example", r"MAILTO\:a@b.example"),
        ("@everyone @Here @me", "@\u200beveryone @\u200bHere @me"),
        (":smile: at 10:30", r"\:smile: at 10:30"),
        ("a\\*b\\", r"a\\\*b\\"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("a\x1b[31m\u202eb", r"a\[31mb"),
    ],
)
def test_markdown_is_inert(text: str, escaped: str | None) -> None:
    result = escape_markdown(text)
    assert escaped is None or result == escaped
    assert not re.search(r"(?<!\\)[<>\[\]*_`|#]", result)


@given(st.text(alphabet=st.sampled_from("ab1 .-+#>*\\@:/\n"), max_size=60))
def test_the_words_stay_the_same(text: str) -> None:
    shown = re.sub(r"\\([^0-9A-Za-z\s])", r"\1", escape_markdown(text))
    assert shown == text


def test_printable_shows_what_would_act() -> None:
    assert printable("a\x1b[31m\u202e\nb\r\u2066\ud800\U000e0041é👩\u200d👩") == (
        r"a\x1b[31m\u202e\nb\r\u2066\ud800\U000e0041é" + "👩\u200d👩"
    )
    assert printable("a\u00adb\u034f\u180e\u2028\u3164") == r"a\xadb\u034f\u180e\u2028\u3164"


@pytest.mark.parametrize(
    ("text", "limit", "clipped"),
    [
        ("short", 5, "short"),
        ("The committee met", 14, "The committee…"),
        ("Thecommitteemet", 8, "Thecomm…"),
        ("aaaaae\u0301b", 7, "aaaaa…"),
        ("aaaa👩\u200d👩bb", 8, "aaaa👩\u200d👩…"),
        ("aaaa👩\u200d👩bb", 7, "aaaa…"),
        ("aaaa👩\u200d👩bb", 6, "aaaa…"),
        ("\u0301" * 9, 4, "…"),
    ],
)
def test_clip(text: str, limit: int, clipped: str) -> None:
    assert clip(text, limit) == clipped
    assert len(clip(text, limit)) <= limit
