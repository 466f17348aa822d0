"""Who is “we”? Texts of outsiders and of the union that share nearly all their words."""

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge

TRAMS = Feed(
    id="news",
    url="https://www.tramworkers.example/feed",
    union_id="trams",
    union_name="Tram and Ferry Workers' Union",
    hosts=frozenset({"www.tramworkers.example"}),
    officers=("Odile Marsh, president", "Ben Okri, secretary"),
    also_known_as=("TFWU",),
)
BAKERS = Feed(
    id="bakers",
    url="https://bakersguild.example/feed",
    union_id="bakers",
    union_name="Millbrook Bakers' Guild",
    hosts=frozenset({"bakersguild.example"}),
    officers=("Ines Calder, president", "Walt Obi, chief negotiator"),
    also_known_as=("MBG", "the Guild"),
)


def entry(title: str, text: str) -> Entry:
    return Entry("1", None, title, text)


def decide(said: Entry, feed: Feed) -> Decision:
    (host,) = feed.hosts
    own = Entry("1", f"https://{host}/p", said.title, said.text)
    return judge(own, feed, (feed.url,)).decision


def test_an_opinion_is_held_unless_the_union_speaks_in_it() -> None:
    text = "The loom stood still, and the street was quiet."
    held = Entry("1", "https://bakersguild.example/p", "Looms", text, categories=("Opinion",))
    assert judge(held, BAKERS, (BAKERS.url,)).rule == "category"
    own = Entry(
        "1", "https://bakersguild.example/p", "Looms", f"Our members: {text}", categories=("Opinion",)
    )
    assert judge(own, BAKERS, (BAKERS.url,)).decision is Decision.DIRECT


def test_a_union_known_by_its_own_name_says_who_we_are() -> None:
    said = entry("To all", "We, the bakers at the Guild, will stand at Gate 2 on Monday with our members.")
    assert decide(said, BAKERS) is Decision.DIRECT


def test_a_message_from_the_unions_own_places_is_direct() -> None:
    text = "Eighty of you came, and the coffee held out until six. Thank you."
    said = entry("Greetings from the picket line", text)
    assert decide(said, BAKERS) is Decision.DIRECT
