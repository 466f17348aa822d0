"""HTML to words, without changing one."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from bot.core.plaintext import clean, html_to_text, markup_to_text, one_line, plain_to_text, tree_to_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("  \n ", ""),
        ("<!-- nothing -->", ""),
        ("<p>One <b>two</b>three</p>\n<p>four</p>", "One twothree\n\nfour"),
        ("a<!-- b -->c", "ac"),
        ("a<br>b<br><br>c", "a\nb\n\nc"),
        ("a <br/> b", "a\nb"),
        ("<h2>Head</h2>words<blockquote>q</blockquote>", "Head\n\nwords\n\nq"),
        (
            "<p>Asks:</p><ul><li>one</li><li><p>two <i>x</i></p></li></ul>end",
            "Asks:\n\n• one\n• two x\n\nend",
        ),
        ("<ol><li>one<ul><li>inner</li></ul></li><li></li><li>two</li></ol>", "• one\n• inner\n• two"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ("<pre>a\n b\n</pre>c", "a\nb\n\nc"),
        ("a&nbsp;&nbsp;b &amp; &lt;c&gt; &#8217;", "a b & <c> ’"),
        ("“Quotes” – and ‘dashes’ — stay…", "“Quotes” – and ‘dashes’ — stay…"),
        ("<script>no</script>a<style>no</style><svg><p>no</p></svg><iframe>no</iframe>b", "ab"),
        ("<video><source src=x>no</video>yes", "yes"),
        ("<p style='color:red; display : none'>no<br>no</p><p hidden>no</p><p style=''>yes</p>", "yes"),
        ("<template><p>no</p></template>yes", "yes"),
        ("<img alt='no'>yes", "yes"),
        ("<meta charset='latin-1'><p>é…</p>", "é…"),
        ("<?xml version='1.0' encoding='latin-1'?><p>é</p>", "é"),
        ("a\u200bb\ufeffc\u202ed", "abcd"),
        ("a&#x202e;b&#8;c", "abc"),
        ("1 < 2 and <3", "1 < 2 and <3"),
        ("</pre></ul></li>a", "a"),
    ],
)
def test_html_becomes_its_words(html: str, text: str) -> None:
    assert html_to_text(html) == text


def test_any_depth_is_read_to_its_end() -> None:
    assert html_to_text("<div>" * 100_000 + "deep" + "</div>" * 100_000 + "<p>after</p>") == "deep\n\nafter"


def test_plain_text_keeps_its_lines() -> None:
    assert plain_to_text(" a  b \r\nc\u2028d\n\n\n\n<e>\n") == "a b\nc\nd\n\n<e>"


def test_markup_is_told_from_plain_text() -> None:
    assert markup_to_text("we <3 you\nall & sundry") == "we <3 you\nall & sundry"
    assert markup_to_text("we\n<b>love</b> you") == "we love you"
    assert markup_to_text("we &amp;\nyou") == "we & you"


def test_one_line_is_one_line() -> None:
    assert one_line(" a\u2028b\x1b[31m\u202e\r\nc ") == "a b[31m c"


def test_clean_removes_what_cannot_be_shown_and_nothing_else() -> None:
    assert clean("a\x00\x1b\ud800\ufdd0\u2066b\n\tc\u200d👩") == "ab\n\tc\u200d👩"


@pytest.mark.parametrize(
    "unseen",
    [
        *"\u00ad\u034f\u115f\u17b4\u180e\u200b\u2060\u2065\u3164\uffa0\ufff0\U0001bca0\U0001d173\U000e0001\U000e0fff",
        "\U000e0041\U000e007f",
        "\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
    ],
)
def test_nothing_invisible_is_left_between_letters(unseen: str) -> None:
    assert clean(f"st{unseen}rike") == "strike"
    assert html_to_text(f"<p>st{unseen}ri{''.join(f'&#{ord(char)};' for char in unseen)}ke</p>") == "strike"


def test_a_text_hidden_in_variation_selectors_is_gone() -> None:
    assert clean("❤\ufe0f\U000e0141\U000e0142\ufe01 葛\U000e0100") == "❤\ufe0f 葛\U000e0100"


@pytest.mark.parametrize(
    "seen",
    [
        "👩\u200d❤\ufe0f\u200d👩 1\ufe0f\u20e3",
        "✊🏽",
        "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",  # Scotland
        "می\u200cخواهیم",
    ],
)
def test_what_letters_and_emoji_are_made_of_stays(seen: str) -> None:
    assert clean(seen) == seen


@given(st.text(alphabet=st.sampled_from("<>/&;#=\"' abpliulbr!-\n\u202e\x00"), max_size=200))
def test_no_input_raises_and_nothing_unseen_comes_out(html: str) -> None:
    text = html_to_text(html)
    assert text == text.strip("\n ")
    assert not re.search("[\x00\u202e]|\n{3}", text)


@given(st.lists(st.text(alphabet="abcdéx’", min_size=1, max_size=6), min_size=1, max_size=20))
def test_words_come_through_in_order(words: list[str]) -> None:
    html = "".join(f"<p><span>{word}</span> </p>" for word in words)
    assert html_to_text(html).split() == words


# --- trees -------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        *(
            "one ",
            "two",
            " \n",
            "\u200b",
            "&amp;",
            "<p>",
            "</p>",
            "<b>",
            "</b>",
            "<br>",
            "<hr>",
            "<div>",
            "</div>",
        ),
        *("<ul><li>", "</li></ul>", "<table><tr><td>", "</td></tr></table>", "<blockquote>", "</blockquote>"),
        *("<script>no</script>", "<pre>a\nb</pre>", "<p hidden>no</p>", "<h2>Head</h2>", "<img alt=no>"),
    )
)


@given(st.lists(PIECES, max_size=12).map("".join))
def test_a_tree_gives_the_words_that_its_mark_up_gives(html: str) -> None:
    root = lxml_html.document_fromstring(f"<html><body>{html}</body></html>")
    assert tree_to_text(root) == html_to_text(lxml_html.tostring(root, encoding="unicode"))


def test_of_a_tree_elements_and_the_words_after_them_can_be_left_out() -> None:
    root = lxml_html.document_fromstring("<body>a<p>b</p>c<div hidden><i>d</i></div>e<i>f</i>g<br>h</body>")
    p, hidden, i, br = root.xpath("//p|//div|//body/i|//br")
    assert tree_to_text(root, without={p, i}) == "a\n\nceg\nh"
    assert tree_to_text(root, without={br}, without_tails={p, br}) == "a\n\nb\n\nefg"
    assert tree_to_text(hidden, without={hidden[0]}) == ""
    assert tree_to_text(root, without={hidden[0]}) == tree_to_text(root)
    assert tree_to_text(p) == "b"
