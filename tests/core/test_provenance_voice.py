"""Which phrases a text has, and how they are weighed and shown."""

import re
from math import sqrt

import pytest

from bot.core.model import Account, Decision, Entry, Feed, Platform
from bot.core.provenance import judge
from bot.core.provenance.names import own_names
from bot.core.provenance.phrases import Phrase, Place, phrases_of
from bot.core.provenance.reading import Reading, read
from bot.core.provenance.voice_score import _shown, evidence, score
from bot.core.provenance.weights import ACCOUNT, SITE, weights

FEED = Feed(
    id="news",
    url="https://www.guild.example/feed",
    union_id="guild",
    union_name="Example Weavers Guild",
    hosts=frozenset({"www.guild.example"}),
    officers=("Mara Quill, president",),
    also_known_as=("EWG",),
)
NAMES = own_names(FEED)
OFFER = "Dear customers, our team is sorry for the delay of your order. Shop now and save on our range."


def reading(text: str, title: str = "", *, is_pinned: bool = False) -> Reading:
    return read(Entry("1", "https://www.guild.example/p", title, text), NAMES, is_pinned=is_pinned)


def found(text: str, title: str = "", place: Place = Place.TEXT) -> set[Phrase]:
    return dict(phrases_of(reading(text, title)))[place]


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("We bake bread.", ("bake", "bread")),
        ("So says the Example Weavers Guild today", ("UNION", "today")),
        ("so says mara quill today", ("says", "OFFICER")),
        ("as EWG said", ("as", "UNION")),
        ("as Ann said", ("as", "NAME")),
        ("as Ann van Tell said", ("NAME", "van")),
        ("as Ann Tell said", ("NAMES", "said")),
        ("as the BBC said", ("the", "ABC")),
        ("as the City Council said", ("NAME", "Council")),
        ("at 7:30 we meet", ("at", "12:00")),
        ("all 1,200 of us", ("all", "123")),
        ("come on Tuesday", ("on", "DAY")),
        ("kommt am Dienstag", ("am", "DAY")),
        ("First line\nSecond line", ("¶", "second")),
        ("they say “bread”.", ("say", "“")),
        ("sie sagen „Brot“.", ("”", ".")),
        ("ils disent « pain ».", ("disent", "“")),
        ("It ends. Bread is here.", (".", "bread")),
    ],
)
def test_names_numbers_and_signs_are_made_alike(text: str, phrase: Phrase) -> None:
    assert phrase in found(text)


@pytest.mark.parametrize(
    "text", ["as UNION said", "as OFFICER said", "as NAME said", "as \x02 said", "as \x03 said"]
)
def test_a_text_cannot_pass_for_the_union_by_the_words_that_stand_for_it(text: str) -> None:
    assert not {"UNION", "OFFICER", "NAMES"} & found(text)


def test_phrases_are_known_by_where_they_stand() -> None:
    text = "bread " * 60 + "butter"
    assert "bread" in found(text, place=Place.LEAD)
    assert "butter" not in found(text, place=Place.LEAD)
    assert "butter" in found(text, place=Place.END)
    assert "cheese" in found(text, "Cheese", Place.TITLE)
    assert "cheese" in found(text, "Cheese")


def test_words_with_another_between_them_are_a_phrase_of_their_own() -> None:
    assert ("bake", "together") in found("We bake bread together.", place=Place.APART)
    assert ("bake", "bread") not in found("We bake bread together.", place=Place.APART)


def test_of_long_words_the_beginning_and_the_end_are_read() -> None:
    text = "Verhandlungen, bakery, bargain-hunters, Bundesarbeitsgericht"
    assert found(text, place=Place.STEM) == {"verha"}
    assert found(text, place=Place.SUFFIX) == {"gen"}


def test_who_put_it_up_counts_by_name() -> None:
    entry = Entry("1", "https://www.guild.example/p", "", "Bread.", author="EWG Strike Committee")
    phrases = dict(phrases_of(read(entry, NAMES, is_pinned=False)))[Place.AUTHOR]
    assert {("UNION", "NAME"), "Committee"} <= phrases


def test_what_others_are_quoted_with_does_not_count() -> None:
    assert "butter" not in found("They say “butter and bread”, they say.")


def test_the_middle_of_a_long_text_is_not_read() -> None:
    text = "bread " * 400 + "butter " + "bread " * 400 + "cheese"
    assert "cheese" in found(text)
    assert "butter" not in found(text)


def test_a_score_is_the_sum_of_its_phrases_by_the_root_of_their_number() -> None:
    table, said = weights(), reading(OFFER)
    places = list(phrases_of(said))
    total = sum(table.phrases[place].get(phrase, 0.0) for place, phrases in places for phrase in phrases)
    count = 1 + sum(len(phrases) for _, phrases in places)
    assert score(said).value == pytest.approx(table.start[SITE] + total / sqrt(count))
    assert score(said).limit == table.limit[SITE]
    assert score(said).is_foreign


def test_accounts_have_a_start_and_a_limit_of_their_own() -> None:
    table = weights()
    site, account = score(reading(OFFER)), score(reading(OFFER, is_pinned=True))
    assert account.value - site.value == pytest.approx(table.start[ACCOUNT] - table.start[SITE])
    assert account.limit == table.limit[ACCOUNT]


def test_evidence_names_the_heaviest_phrases_as_they_can_be_found() -> None:
    told = evidence(score(reading(OFFER, "Ask EWG on Monday")))
    assert told.startswith("against: “")
    assert "customers" in told
    assert ". For: “" in told


def test_evidence_tells_of_words_that_can_be_looked_up_and_of_none_twice() -> None:
    against = evidence(score(reading(OFFER))).partition(". For: ")[0].removeprefix("against: ").split("; ")
    told = [set(re.findall(r"[^\W\d_]{4,}", shown.partition("”")[0])) for shown in against]
    assert all(told)
    assert all(words - set().union(*told[:place]) for place, words in enumerate(told))


def test_evidence_shows_that_a_word_stood_between() -> None:
    table, text = weights().phrases, "We bake bread together, and our customers save on every order."
    apart = [phrase for phrase in found(text, place=Place.APART) if phrase in table[Place.APART]]
    shown = [_shown(phrase, Place.APART) for phrase in apart if isinstance(phrase, tuple)]
    assert shown
    assert all(" … " in phrase for phrase in shown)


def test_evidence_tells_what_stands_for_a_name() -> None:
    told = evidence(score(reading("Mara Quill")))
    assert "(an officer)" in told
    assert "OFFICER" not in told


def test_evidence_tells_of_nothing_where_there_is_nothing() -> None:
    assert evidence(score(reading("xylograph"))) == "against: nothing of the union"


def test_what_is_sold_is_held_with_its_evidence() -> None:
    text = (
        f"{OFFER} Our stores are open until late, and our staff will help you find what you are looking for."
    )
    verdict = judge(Entry("1", "https://www.guild.example/p", "", text), FEED, (FEED.url,))
    assert (verdict.decision, verdict.rule) == (Decision.HELD, "voice")
    assert verdict.seen.startswith("against: ")


def test_a_few_words_on_the_unions_own_site_are_not_weighed() -> None:
    entry = Entry("1", "https://www.guild.example/p", "An offer", "Bread, butter.")
    assert judge(entry, FEED, (FEED.url,)).decision is Decision.DIRECT


def test_an_accounts_posts_are_weighed_however_short() -> None:
    did = "did:plc:ewg"
    feed = Feed(
        id="sky",
        url=f"https://bsky.app/profile/{did}/rss",
        union_id="guild",
        union_name="Example Weavers Guild",
        hosts=FEED.hosts,
        account=Account(Platform.BLUESKY, did),
    )
    text = "According to analysts, officials declined. In theatres: a film for customers, guests and artists."
    post = Entry(f"at://{did}/app.bsky.feed.post/1", f"https://bsky.app/profile/{did}/post/1", "", text)
    assert judge(post, feed, (feed.url,)).rule in {"voice", "republished"}
