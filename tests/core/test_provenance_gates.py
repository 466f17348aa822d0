"""What is looked for only where a text has some words is found wherever the plain pattern finds it."""

import re
from collections.abc import Iterable

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge, republished, round_ups, voice, words
from bot.core.provenance.names import fold, own_names
from bot.core.provenance.reading import QUOTED, Reading, read
from bot.core.provenance.words import words_of

SITE = Feed(
    id="news",
    url="https://www.guild.example/feed",
    union_id="guild",
    union_name="Example Weavers Guild",
    hosts=frozenset({"www.guild.example"}),
)
NAMES = own_names(SITE)
SIGNS = st.sampled_from(
    [*"  ''’--–—.,:;!?/_()•“”\n", "\u00a0", "²", "½", "٣", "ß", "é", "œ", "ł", "日", "\x81", "🔁"]
)


def reading(text: str, title: str = "") -> Reading:
    return read(Entry("1", "https://www.guild.example/p", title, text), NAMES, is_pinned=False)


def texts(pieces: Iterable[str]) -> st.SearchStrategy[str]:
    """Return a strategy of texts in which these pieces stand between and beside signs and each other."""
    return st.lists(st.sampled_from(sorted(pieces)) | SIGNS, max_size=14).map("".join)


@given(text=texts(["a", "b", "7", "Ab", "don't", "rank-and-file", "--", "-'", "''"]))
def test_words_are_those_of_the_plain_pattern(text: str) -> None:
    assert words_of(text) == words._WORDS.findall(text)


OWN = {first: pattern.pattern for first, pattern in voice._OWN._by_first.items()}
PLAIN_OWN = re.compile(
    "|".join("\\b" + pattern.replace(f"(?<=\\b{first} )", "") for first, pattern in OWN.items())
)
AFTER = {word for pattern in OWN.values() for word in re.findall(r"[^\W_]{3,}", pattern)}


@given(text=texts([*OWN, *(f"{first} " for first in OWN), *AFTER, "x"]) | st.from_regex(PLAIN_OWN))
@example("y'our members")
@example("Not-our members")
@example("Sour members, x_our members")
@example("What our\u00a0members said")
@example("“Our members” said so")
def test_whoever_says_what_only_a_union_says_of_itself_is_heard(text: str) -> None:
    read = reading(text)
    plain = f"\n{QUOTED.sub(' “” ', fold(read.body))}"
    is_guild = any(f"{our} guild" in plain for our in voice._OURS & read.parts)
    assert voice.says_own(read) == (PLAIN_OWN.search(plain) is not None or is_guild)


@given(text=st.from_regex(republished._CREDIT))
def test_no_credit_is_passed_over(text: str) -> None:
    read = reading(text)
    is_online = not read.words.isdisjoint(republished._PLACES_ONLINE)
    assert (
        republished._CREDIT.search(read.folded) is None or is_online or republished._is_crediting(read.folded)
    )


@given(text=st.from_regex(republished._CREDITED_NAME))
def test_no_credited_name_is_passed_over(text: str) -> None:
    read = reading(text)
    found = republished._CREDITED_NAME.search(read.body)
    assert found is None or not read.words.isdisjoint(republished._BYLINE_CUES)


@given(line=st.from_regex(round_ups._DASHED, fullmatch=True))
def test_a_clip_between_dashes_has_two(line: str) -> None:
    assert round_ups._dashes(line) > 1


def test_an_entry_of_a_title_alone_is_judged_whatever_office_it_names() -> None:
    entry = Entry("1", "https://www.guild.example/p", "The president and the secretary", "")
    assert judge(entry, SITE, (SITE.url,)).decision is Decision.DIRECT


def test_quotations_on_few_of_the_lines_are_no_list_of_headlines() -> None:
    quoting = "The Bay Courier wrote “Bread”, the Bay Herald wrote “Butter” and “Salt”."
    text = "\n".join([quoting, "So they say.", "So they do.", "So be it."])
    assert round_ups._quoted_titles(reading(text)) == 0
    assert round_ups._quoted_titles(reading(quoting)) == 3
