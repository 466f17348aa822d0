"""What turns an entry on the union's own host into somebody else's words, and what does not."""

from dataclasses import replace

import pytest

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge

SITE = Feed(
    id="news",
    url="https://www.guild.example/feed",
    union_id="guild",
    union_name="Example Performers Guild",
    hosts=frozenset({"www.guild.example"}),
    officers=("Mara Quill, president", "Dr. Jon Ash"),
    also_known_as=("EPG", "the Guild"),
)
BARE = replace(SITE, officers=(), also_known_as=())
HELD, REJECTED, DIRECT = Decision.HELD, Decision.REJECTED, Decision.DIRECT


def entry(title: str, text: str, *links: str) -> Entry:
    return Entry("1", "https://www.guild.example/p", title, text, author="Web Editor", links=links)


def decide(said: Entry, feed: Feed = SITE) -> tuple[Decision, str]:
    verdict = judge(said, feed, (feed.url,))
    return verdict.decision, verdict.rule


def name_of(said: object) -> str:
    return said.title if isinstance(said, Entry) else ""


@pytest.mark.parametrize(
    ("said", "decision", "rule"),
    [
        (replace(entry("A clip", "We march."), categories=("In the News",)), REJECTED, "category"),
        (replace(entry("A clip", "We march."), categories=("Pressespiegel",)), REJECTED, "category"),
        (
            entry("Why", "We march.\n\nThe post Why appeared first on Hook Magazine."),
            HELD,
            "appeared-first-on",
        ),
        (entry("Note", "RT @someone: we all march"), REJECTED, "repost"),
        (entry("RE: https://social.example/@a/1", "Exactly."), REJECTED, "repost"),
        (entry("Radio", "https://radio.example/story/1"), REJECTED, "link-out"),
        (entry("Radio", "Worth six minutes of a quiet evening: radio.example/story/1"), HELD, "link-out"),
        (entry("Weaving", "By Ann Tell, The Bay Courier\n\nThe loom stood still."), HELD, "republished"),
        (entry("Weaving", "The loom stood still.\n\nReprinted with permission."), REJECTED, "republished"),
        (entry("Talks", "BAY CITY (Atlantic News) — The talks ended."), REJECTED, "republished"),
        (entry("Talks", "(Radio Bay) The talks ended today without result."), REJECTED, "republished"),
        (entry("Talks", "The talks ended without a result. nmd/hv/kl"), REJECTED, "republished"),
        (entry("Talks", "The talks ended.\n\n© Atlantic News"), HELD, "republished"),
        (entry("Talks", "The talks ended.\n\nSource: Atlantic Agency"), HELD, "republished"),
        (entry("Talks", "Bay Courier | May 10 | The talks ended."), HELD, "republished"),
        (entry("Guest post: looms", "The loom stood still."), REJECTED, "guest"),
        (entry("Looms", "The loom stood still.\n\nAnn Tell teaches weaving at Bay College."), HELD, "guest"),
        (entry("Looms", "I have never been a member of a union, but I weave."), HELD, "guest"),
        (
            entry(
                "A greeting", "Ann Tell, Mayor of Bay City, issued the following statement: “I greet you.”"
            ),
            REJECTED,
            "other-speaker",
        ),
        (entry("From the Young Weavers' Guild: stop that", "Good day."), REJECTED, "other-speaker"),
        (entry("A greeting", "Good day.\n\nAnn Tell\nMayor of Bay City"), REJECTED, "other-speaker"),
        (entry("A message from Ann Tell", "Good day."), HELD, "other-speaker"),
        (entry("A greeting", "Good day.\n\nContact: Ann Tell, Bay City Council"), REJECTED, "other-speaker"),
        (entry("Talks", "The talks ended.\n\n(c) 2026 Atlantic News"), HELD, "republished"),
        (entry("Talks", "ANCHOR: Seven o'clock.\nTELL: Good day.\nANCHOR: Rain next."), HELD, "republished"),
        (entry("Gespräch", "Moderatorin (lacht): Guten Tag.\nModeratorin: Das Wetter."), HELD, "republished"),
        (entry("Asked", "Interview: Ann Tell, Baublatt am Sonntag\n\nWho wove it?"), HELD, "republished"),
        (
            entry("Charla", "Entrevista de J. M. Tell publicada en El Faro de la Bahía\n\nUn telar."),
            REJECTED,
            "republished",
        ),
    ],
)
def test_each_sign_is_told_by_its_rule(said: Entry, decision: Decision, rule: str) -> None:
    assert decide(said) == (decision, rule)


@pytest.mark.parametrize(
    "said",
    [
        entry("Why", "We march.\n\nThe post Why appeared first on Example Performers Guild."),
        entry("Why", "We march.\n\nLa entrada Why se publicó primero en guild.example."),
        entry("Why", "We march.\n\nDer Beitrag Why erschien zuerst auf Performers of Example City."),
        entry("Sign on", "Sign the petition: https://forms.example/1"),
        entry("New page", "Read it on https://www.guild.example/rules or https://bsky.app/profile/x"),
        entry("Weaving", "By Mara Quill\n\nThe loom stood still."),
        entry("Weaving", "By Ann Tell, shop steward\n\nThe loom stood still."),
        entry("Weaving", "By Web Editor\n\nThe loom stood still."),
        entry("Talks", "BAY CITY (May 13) — The Guild met the studios."),
        entry("Op-ed: Mara Quill", "The loom stood still."),
        entry("Talks", "Good day.\n\nPress contact: press@guild.example"),
        entry("Talks", "Good day.\n\nWrite to epgstrike@gmail.com"),
        entry("Talks", "This week on our podcast the host welcomes the president of the federation."),
        entry("Talks", "We gave our reply. © Example Performers Guild"),
        entry("We annotated the CEO's letter", "We answer line by line."),
        entry("Statement of the Negotiating Committee", "The table is empty."),
        entry("About that letter from Ann Tell", "The table is empty."),
        entry("Response to remarks by the mayor of Bay City", "The table is empty."),
        entry("Minister declines to release report", "The table is empty."),
        entry("Union calls for bread", "The table is empty."),
        entry("Our picks", "Vote on Monday.\n\nBay City Council: Ann Tell"),
        entry("Minutes", "Of the boats: (a) one leaks; (b) one sank; (c) vests are short."),
        entry("Soup", "At noon, courtesy of the baker."),
        entry("Agenda", "1. Bread. 2. Anything else with permission of the chair."),
        entry("A walk", "The loom stood still.\n\nText: the editor"),
        entry("Message of Hope", "The table is empty."),
        entry("From the Young Workers' Committee: stop that", "The table is empty."),
        entry("Press conference", "QUILL: Good day.\nREPORTER: When?\nREPORTER: Where?"),
        entry("A driver's day", "CONDUCTOR: The table is empty.\n\nThat is all she said."),
        entry("Asked", "Interview of Mara Quill, The Bay Courier, on Monday\n\nThe table is empty."),
        entry("Asked", "Interview: Ann Tell\n\nThe table is empty."),
        entry(
            "Statement from President Quill",
            "“The table is empty, and it will be empty until they return to us.”",
        ),
        entry(
            "Captain of the week",
            "“I teach band,” she says. “So can you.” Nominate your captain at the hall.",
        ),
    ],
    ids=name_of,
)
def test_what_only_looks_odd_is_direct(said: Entry) -> None:
    assert decide(said) == (DIRECT, "own-host")


def test_configured_authors_categories_and_hosts() -> None:
    feed = replace(SITE, authors=("Press Office", "Mara Quill"), skip_categories=("Raffles",))
    own = entry("Looms", "We march.")
    assert decide(replace(own, categories=("News", "Press Releases"))) == (DIRECT, "own-host")
    assert decide(replace(own, author="mara quill"), feed) == (DIRECT, "own-host")
    assert decide(replace(own, author="press@guild.example (Press Office)"), feed) == (DIRECT, "own-host")
    assert decide(replace(own, author="Ann Tell"), feed) == (HELD, "author")
    assert decide(replace(own, author=None), feed) == (HELD, "author")
    assert decide(replace(own, author="Mara Quill", categories=("raffles",)), feed) == (REJECTED, "category")
    skipping = replace(SITE, skip_hosts=frozenset({"es.guild.example"}))
    assert decide(replace(own, link="https://es.guild.example/1"), skipping) == (REJECTED, "skip-host")
    assert decide(own, skipping) == (DIRECT, "own-host")


CLIPS = (
    "Strike day nine\nBay Courier\nBy Ann Tell, May 5\nThe talks ended.\n\n"
    "No deal\nHarbour Post\nBy Jo Roe, May 5\nNothing moved.\n\nQuiet docks\nRadio Bay\nMay 4\nGulls."
)


def test_a_round_up_in_which_the_union_speaks_is_left_to_a_person() -> None:
    assert decide(entry("Tuesday", CLIPS)) == (REJECTED, "round-up")
    assert decide(entry("Tuesday", f"Our members are named in these.\n\n{CLIPS}")) == (HELD, "round-up")
    ours = entry("In the news: what is untrue", "Our members ask us about the Bay Courier. It is untrue.")
    assert decide(ours) == (DIRECT, "own-host")


@pytest.mark.parametrize(
    "said",
    [
        entry("Titles", "Bay Courier (May 5): No deal in sight, and no talks on any day of this week"),
        entry("Lists", "One | Two\nThree four | Five six\nSeven eight | Nine ten\nEleven | Twelve thirteen"),
        entry(
            "Media",
            "The Pol — Ann Tell — 14 May\n\nNothing new.\n\nThe Ham — Jo Roe — 14 May\n\nNothing old.",
        ),
        entry(
            "Loom",
            "Strike at the loom goes on (Hook Line)\nNo end in sight for it (Hook Line)\nOh, the loom (Hook)",
        ),
    ],
    ids=name_of,
)
def test_clips_in_other_layouts_are_not_direct(said: Entry) -> None:
    assert decide(said)[0] is not DIRECT


@pytest.mark.parametrize(
    "name", ["The Harbour Writers Guild", "The Guild", "Weavers", "United Local 7", "Unión", "X & Y of Z"]
)
def test_any_name_of_a_union_is_known_again(name: str) -> None:
    feed = replace(BARE, union_name=name, officers=("Dr.", "Li Xu", ", treasurer"))
    text = f"{name} stands with the weavers of Bay City, whose own union is on strike. {name} sends bread."
    assert decide(entry(f"{name} sends bread", text), feed) == (DIRECT, "own-host")


def test_another_guild_of_the_same_kind_is_not_the_union() -> None:
    said = entry("Statement from the Guild of Bakers", "The Guild of Bakers sends bread.")
    assert decide(said) == (REJECTED, "other-speaker")


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        (entry("From the Guild's desk", "We march."), DIRECT),
        (entry("From the players of the Bay Orchestra", "We play."), REJECTED),
        (entry("Why", "Our articles on this appeared in our magazine first."), DIRECT),
        (entry("Bread", "The bread is baked.\n\nSource: EPG"), DIRECT),
    ],
)
def test_who_speaks_is_told_by_names(said: Entry, decision: Decision) -> None:
    assert decide(said)[0] is decision


def test_a_bracket_is_no_quoted_post() -> None:
    assert decide(entry("Bread", "We bake [and eat] it.")) == (DIRECT, "own-host")


def test_links_within_the_html_count_as_links_out() -> None:
    said = entry("Great reporting", "Read this.", "https://harbourpost.example/1")
    assert decide(said) == (REJECTED, "link-out")
    assert decide(entry("Rules", "Read this.", "https://www.guild.example/rules")) == (DIRECT, "own-host")
    assert decide(entry("Rules", "Read this.", "mailto:press@guild.example")) == (DIRECT, "own-host")


def test_what_goes_on_at_somebody_elses_page_is_held_however_long_its_beginning_is() -> None:
    begun = "The ballot of our members is counted at the hall on Monday, and everybody may watch. " * 5
    there, here = "https://harbourpost.example/1", "https://www.guild.example/rules"
    assert decide(entry("Looms", f"{begun}\n\nContinue reading: harbourpost.example/1")) == (HELD, "link-out")
    assert decide(entry("Telares", f"{begun}\n\nSeguir leyendo…", there)) == (HELD, "link-out")
    assert decide(entry("Webstühle", f"{begun}\n\nWeiterlesen", there)) == (HELD, "link-out")
    assert decide(entry("Looms", f"{begun}\n\nRead the full statement", here)) == (DIRECT, "own-host")
    assert decide(entry("Looms", f"{begun}\n\nContinue reading", there, here)) == (DIRECT, "own-host")
    below = (there, "https://www.guild.example/p", "https://www.guild.example/")
    tail = f"{begun}\n\nContinue reading\n\nThe post Looms appeared first on {SITE.union_name}."
    assert decide(entry("Looms", tail, *below)) == (HELD, "link-out")
    assert decide(entry("Looms", f"Read more there.\n\n{begun}", there)) == (DIRECT, "own-host")


def test_a_long_text_is_read_at_both_ends() -> None:
    middle = "The ballot of our members is counted at the hall on Monday. " * 1000
    assert decide(entry("Looms", middle)) == (DIRECT, "own-host")
    assert decide(entry("Looms", f"{middle}\n\nReprinted with permission.")) == (REJECTED, "republished")


def test_a_stranger_signs_beside_the_union_without_taking_the_text_over() -> None:
    said = entry("Bread", "For the Guild\nWe baked bread on the road.\nAnn Tell\nMayor, Bay City")
    assert decide(said) == (DIRECT, "own-host")
    assert decide(replace(said, text=said.text.replace("For the Guild", "Good day"))) == (
        REJECTED,
        "other-speaker",
    )
