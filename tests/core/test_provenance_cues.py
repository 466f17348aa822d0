"""What hints at whose voice a text has, and how the hints are weighed and shown."""

import pytest

from bot.core.model import Account, Decision, Entry, Feed, Platform
from bot.core.provenance import judge
from bot.core.provenance.cues import BUILD, cues_of, told, words_of_kind
from bot.core.provenance.genres import genre_of_others
from bot.core.provenance.lexicon import KINDS, kinds_of
from bot.core.provenance.names import own_names
from bot.core.provenance.reading import Reading, read
from bot.core.provenance.voice_score import START, Score, evidence, score
from bot.core.provenance.weights import ACCOUNT_WEIGHTS, SITE_WEIGHTS

SITE = Feed(
    id="news",
    url="https://www.guild.example/feed",
    union_id="guild",
    union_name="Example Weavers Guild",
    hosts=frozenset({"www.guild.example"}),
    officers=("Mara Quill, president",),
    also_known_as=("EWG",),
)
NAMES = own_names(SITE)


def reading(text: str, title: str = "", author: str | None = None, *, is_pinned: bool = False) -> Reading:
    entry = Entry("1", "https://www.guild.example/p", title, text, author=author)
    return read(entry, NAMES, is_pinned=is_pinned)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("stewards", "house"),
        ("tarifrunde", "table"),
        ("huelga", "strike"),
        ("kolleginnen", "house"),
        ("customers", "business"),
        ("rabais", "sales"),
        ("portavoz", "press"),
        ("notre", "our"),
    ],
)
def test_words_are_known_by_their_kind(word: str, kind: str) -> None:
    assert kind in kinds_of(word)
    assert kind in cues_of(reading(f"Bread {word} bread."))


def test_a_word_of_nobodys_has_no_kind_and_each_kind_has_words() -> None:
    assert kinds_of("xylograph") == ()
    assert all(name and listed.split() for name, listed in KINDS.values())


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("the_union", "It is what the union wants."),
        ("our_house", "So say our members."),
        ("our_business", "So say our valued customers."),
        ("your_house", "Ask your steward."),
        ("your_strike", "Good luck with your strike."),
        ("silent", "Bread is baked here."),
        ("no_house", "Bread is baked here."),
        ("length", "Bread is baked here."),
        ("own_first", "EWG bakes bread."),
        ("own_body", "Bread and more bread, day after day after day. " * 5 + "So says Mara Quill."),
        ("signed", "Bread is baked here.\n\nMara Quill"),
        ("trade", "A weaver sits at the loom."),
        ("numbers", "There are 12 loaves."),
        ("times", "Come at 6 a.m. for bread."),
        ("quotations", "They say “bread”."),
        ("quoted", "They say “bread and more bread”."),
        ("questions", "Is there bread?"),
        ("listed", "• Bread\n• Butter"),
        ("salutation", "Dear customers of the bakery, there is bread."),
        ("place_line", "BAY CITY — There is bread."),
        ("name_last", "There is bread.\n\nAnn Tell, baker"),
    ],
)
def test_each_cue_is_seen(cue: str, text: str) -> None:
    assert cues_of(reading(text))[cue] > 0


def test_who_put_it_up_and_the_title_are_cues() -> None:
    cues = cues_of(reading("Bread is baked here.", "Mara Quill bakes", "Strike Committee"))
    assert cues["own_title"] > 0
    assert cues["own_body_author"] > 0


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("our_house", "Our bread is older than all of the members."),
        ("our_house", "“Our members” is what they say."),
        ("salutation", "Dear members, there is bread."),
        ("name_last", "There is bread.\n\nMara Quill, president"),
        ("silent", "We bake bread."),
        ("no_house", "The steward bakes bread."),
        ("the_union", "A union bakes bread."),
    ],
)
def test_each_cue_has_its_limits(cue: str, text: str) -> None:
    assert cue not in cues_of(reading(text))


def test_many_words_of_a_kind_count_for_little_more_than_some() -> None:
    few, many = (cues_of(reading("ballot " * count))["house"] for count in (7, 700))
    assert few == many == 3


def test_every_cue_has_a_weight_and_a_name_for_members() -> None:
    for weights in (SITE_WEIGHTS, ACCOUNT_WEIGHTS):
        assert set(weights) == {START, *KINDS, *BUILD}
    assert all(told(cue) for cue in (*KINDS, *BUILD))


def test_a_score_is_the_sum_of_its_parts() -> None:
    scored = score(reading("Dear customers, our team is sorry for the delay of your order."))
    assert scored.value == pytest.approx(SITE_WEIGHTS[START] + sum(part for _, part in scored.parts))
    assert scored.is_foreign


def test_accounts_are_weighed_by_their_own_table() -> None:
    text = "The hall is open for picket captains at 6 a.m."
    assert score(reading(text)).value != score(reading(text, is_pinned=True)).value


def test_evidence_names_the_heaviest_cues_with_words_that_can_be_found() -> None:
    said = reading("Dear customers, our team is sorry for the delay of your order.")
    assert "an employer's words (customers, team)" in evidence(score(said), said)
    assert words_of_kind("business", said) == ["customers", "team"]
    assert words_of_kind("silent", said) == []


def test_evidence_tells_of_one_side_where_there_is_no_other() -> None:
    said = reading("Bread.")
    assert evidence(Score(1.0, 0.0, ()), said) == "against: nothing of the union"
    assert evidence(Score(1.0, 0.0, (("house", -1.0),)), said) == (
        "against: nothing of the union. For: a union's daily words"
    )
    assert evidence(Score(1.0, 0.0, (("silent", 1.0),)), said) == "against: nobody is “we” or “you”"


def decide(text: str, feed: Feed = SITE, title: str = "An offer") -> tuple[Decision, str]:
    verdict = judge(Entry("1", "https://www.guild.example/p", title, text), feed, (feed.url,))
    return verdict.decision, verdict.rule


def test_a_text_that_reads_like_others_is_held_with_its_evidence() -> None:
    text = (
        "The museum opened a wide gallery of paintings on the river last spring, and critics admired it. "
        "Visitors said that according to analysts the artists and the public were pleased by the music. "
        "He walked through the rooms. She painted the theatre stage for a film about a poet."
    )
    verdict = judge(Entry("1", "https://www.guild.example/p", "", text), SITE, (SITE.url,))
    assert (verdict.decision, verdict.rule) == (Decision.HELD, "voice")
    assert verdict.seen.startswith("against: ")


def test_a_few_words_on_the_unions_own_site_are_not_weighed() -> None:
    assert decide("Bread, butter.")[0] is Decision.DIRECT


@pytest.mark.parametrize(
    ("title", "text"),
    [
        (
            "A sermon",
            "Bread is baked of flour and salt, and then it is eaten by everybody who is hungry. " * 3,
        ),
        ("Bread with Mara Quill", "Is there bread? Is there butter? Who ate it all? He may know. " * 3),
        ("Bread", "Reporter: Is there any bread at all? Baker: There is plenty of it here. " * 4),
        ("Bread", "ANNA: Here is plenty of bread.\nOTTO: Here is a lot of butter.\n" * 3),
    ],
    ids=["genre", "asks an officer", "asked by a stranger", "on air"],
)
def test_what_unions_do_not_write_is_of_others_kind(title: str, text: str) -> None:
    assert genre_of_others(reading(text, title))


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A sermon", "Bread is eaten by our members on the picket line."),
        ("Ask Mara Quill", "When do we meet? Who comes? What do our members bring?"),
        ("Pay", "Question: Who gets paid? Question: When is it paid? Question: Where? Question: How?"),
        ("Pay", "One: come here. Two: sign it. Three: ask about it. Four: vote."),
        ("Pay", "Anna: Come to our committee. Otto: Is it late? Otto: Is it? Otto: Is it not?"),
    ],
)
def test_what_the_union_asks_and_answers_is_its_own(title: str, text: str) -> None:
    assert genre_of_others(reading(text, title)) is None


def test_an_accounts_posts_are_weighed_however_short() -> None:
    did = "did:plc:ewg"
    feed = Feed(
        id="sky",
        url=f"https://bsky.app/profile/{did}/rss",
        union_id="guild",
        union_name="Example Weavers Guild",
        hosts=SITE.hosts,
        account=Account(Platform.BLUESKY, did),
    )
    text = "According to analysts, officials declined. In theatres: a film for customers, guests and artists."
    post = Entry(f"at://{did}/app.bsky.feed.post/1", f"https://bsky.app/profile/{did}/post/1", "", text)
    assert judge(post, feed, (feed.url,)).rule in {"voice", "republished"}
