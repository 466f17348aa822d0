"""What is made of feeds that were found: whose they look to be, and what is only proposed."""

from dataclasses import replace
from datetime import UTC, datetime

from bot.core.discovery import Candidate, How, account_candidate
from bot.core.findings import (
    Findings,
    Sighting,
    are_twins,
    described,
    seen_in,
    sighted,
    with_twins,
    without_copies,
)
from bot.core.model import Account, Entry, ParsedFeed, Platform
from bot.core.proposing import Confirmed, can_follow, propose

SITE = "https://www.guild.example/"
FEED = f"{SITE}feed/"
DID = Account(Platform.BLUESKY, "did:plc:abc123")
SAID_AT = datetime(2026, 1, 5, tzinfo=UTC)
WORDS = "We, the members of the Guild, have voted. Our picket lines open on Monday at nine."


def entry(slug: str, host: str = "www.guild.example") -> Entry:
    return Entry(slug, f"https://{host}/{slug}", slug, WORDS, SAID_AT)


def parsed(*entries: Entry, title: str = "Guild news") -> ParsedFeed:
    return ParsedFeed(title, None, entries)


def sighting(url: str = FEED, *entries: Entry, account: Account | None = None) -> Sighting:
    return Sighting(url, How.DECLARED, account, (url,), parsed(*entries))


def findings(*sightings: Sighting, hosts: tuple[str, ...] = ("www.guild.example",)) -> Findings:
    return Findings(SITE, hosts, "Example Guild", None, sightings, ())


# --- where a feed is, and whose ---------------------------------------------------------------------


def test_a_feed_is_where_its_own_host_moved_it_and_not_where_others_took_it() -> None:
    candidate = Candidate(FEED, How.GUESSED)
    assert sighted(candidate, (FEED, f"{SITE}rss"), parsed()).url == f"{SITE}rss"
    assert sighted(candidate, (FEED, "https://feeds.example/guild"), parsed()).url == FEED


def test_whose_a_bluesky_handle_is_all_its_posts_say() -> None:
    candidate = Candidate("https://bsky.app/profile/guild.example/rss", How.LINKED, Platform.BLUESKY)
    own = replace(entry("1", "bsky.app"), guid="at://did:plc:abc123/app.bsky.feed.post/3k")
    other = replace(own, guid="at://did:plc:other/app.bsky.feed.post/3k")
    found = sighted(candidate, (candidate.url,), parsed(own))
    assert (found.account, found.url) == (DID, "https://bsky.app/profile/did:plc:abc123/rss")
    for doubtful in ((own, other), (own, replace(own, guid="x")), (), (replace(own, guid=None),)):
        assert sighted(candidate, (candidate.url,), parsed(*doubtful)).account is None


def test_a_named_account_is_not_replaced_by_what_the_feed_says() -> None:
    candidate = account_candidate(DID, How.GIVEN)
    other = replace(entry("1", "bsky.app"), guid="at://did:plc:other/app.bsky.feed.post/3k")
    found = sighted(candidate, (candidate.url,), parsed(other))
    assert found.account == DID
    assert "1 rejected" in described(seen_in(found, "Guild", []))


def test_of_feeds_that_list_the_same_the_first_is_kept_and_of_parts_the_whole() -> None:
    whole = sighting(FEED, entry("a"), entry("b"))
    same = sighting(f"{SITE}feed/atom/", entry("b"), entry("a"))
    part = sighting(f"{SITE}category/press/feed/", entry("a"))
    empty = sighting(f"{SITE}empty.xml")
    account = sighting("https://social.example/@guild.rss", entry("a"), account=DID)
    kept, copies = without_copies([part, whole, same, empty, account])
    assert kept == (whole, empty, account)
    assert [(copy.url, copy.words) for copy in copies] == [
        (part.url, f"lists nothing that {FEED} does not list"),
        (same.url, f"lists nothing that {FEED} does not list"),
    ]


def test_www_is_the_same_site_where_its_own_feeds_link_there() -> None:
    own = sighting(FEED, entry("a", "guild.example"))
    assert with_twins(["www.guild.example"], [own]) == ("www.guild.example", "guild.example")
    assert with_twins(["guild.example"], [sighting("https://guild.example/feed", entry("a"))]) == (
        "guild.example",
        "www.guild.example",
    )
    elsewhere = sighting("https://other.example/feed", entry("a", "guild.example"))
    account = sighting(FEED, entry("a", "guild.example"), account=DID)
    assert with_twins(["www.guild.example"], [elsewhere, account]) == ("www.guild.example",)
    assert are_twins("guild.example", "www.guild.example")
    assert not are_twins("guild.example", "strike.guild.example")


# --- how it would be judged -------------------------------------------------------------------------


def test_entries_are_judged_with_the_hosts_that_are_proposed() -> None:
    found = sighting(FEED, entry("a"), entry("b", "strike.guild.example"), entry("c", "press.example"))
    seen = seen_in(found, "Example Guild", ["www.guild.example"])
    assert described(seen).startswith("3 entries, the newest of 2026-01-05; judged now: 1 direct, ")
    assert sum(number for _, number in seen.against) == 2
    both = seen_in(found, "Example Guild", ["www.guild.example", "strike.guild.example"])
    assert "2 direct" in described(both)


def test_a_feed_is_described_in_a_line() -> None:
    undated = replace(entry("a"), published_at=None)
    assert described(seen_in(sighting(FEED), "Guild", [])) == "it lists nothing yet"
    one = seen_in(sighting(FEED, undated), "Guild", ["www.guild.example"])
    assert described(one) == "1 entry, without dates; judged now: 1 direct"


def test_hosts_that_entries_link_to_are_asked_about_and_platforms_are_not() -> None:
    found = findings(
        sighting(FEED, entry("a"), entry("b", "strike.guild.example"), entry("c", "medium.com")),
        sighting("https://feeds.example/guild"),
        sighting("https://bsky.app/x", entry("d", "bsky.app"), account=DID),
    )
    assert dict(found.other_hosts()) == {"strike.guild.example": 1, "feeds.example": 0}
    assert [can_follow(one, found.hosts) for one in found.sightings] == [True, False, False]


def test_what_the_union_seems_to_be_called() -> None:
    found = findings(sighting(FEED))
    assert found.title == "Example Guild"
    assert replace(found, name=None).title == "Guild news"
    assert replace(found, name="\u200b").title == "Guild news"
    assert replace(found, name=None, sightings=()).title == "www.guild.example"
    assert replace(found, name=None, sightings=(), hosts=()).title == "our union"


# --- what is proposed -------------------------------------------------------------------------------


def test_nobody_is_followed_whom_no_admin_named() -> None:
    found = findings(
        sighting(FEED, entry("a"), entry("b", "strike.guild.example")),
        sighting("https://strike.guild.example/rss", entry("c", "strike.guild.example")),
        sighting("https://feeds.example/guild", entry("d")),
        sighting("https://bsky.app/profile/did:plc:abc123/rss", account=DID),
    )
    alone = propose(found, Confirmed("Example Guild"))
    assert [feed.is_active for feed in alone.feeds] == [True, False, False, False]
    assert [(host.name, host.is_active, host.note) for host in alone.hosts] == [
        ("www.guild.example", True, "you named it"),
        ("strike.guild.example", False, "2 entries link there"),
        ("feeds.example", False, "a feed that the site names is there"),
    ]
    assert "Is this account the union's own?" in alone.feeds[3].notes[-1]
    assert "Is strike.guild.example the union's own?" in alone.feeds[1].notes[-1]
    all_of_it = Confirmed("Example Guild", None, frozenset({"strike.guild.example"}), frozenset({DID}))
    confirmed = propose(found, all_of_it)
    assert [feed.is_active for feed in confirmed.feeds] == [True, True, False, True]
    assert [host.is_active for host in confirmed.hosts] == [True, True, False]
    without = propose(found, replace(all_of_it, left_out=frozenset({FEED})))
    assert [feed.is_active for feed in without.feeds] == [False, True, False, True]


def test_an_empty_feed_is_followed_where_there_is_no_other() -> None:
    empty, full = sighting(f"{SITE}empty.xml"), sighting(FEED, entry("a", "press.example"))
    assert [feed.is_active for feed in propose(findings(empty), Confirmed("G")).feeds] == [True]
    assert [feed.is_active for feed in propose(findings(empty, full), Confirmed("G")).feeds] == [False, True]


def test_where_anybody_can_write_nobody_is_followed() -> None:
    found = findings(sighting(f"{SITE}@guild.rss", entry("a")), sighting(f"{SITE}comments/feed/", entry("b")))
    assert [feed.is_active for feed in propose(found, Confirmed("G")).feeds] == [False, False]


def test_ids_are_made_of_the_name_and_never_twice() -> None:
    untitled = replace(sighting(FEED, entry("a")), parsed=parsed(entry("a"), title=""))
    found = findings(untitled, sighting(f"{SITE}b", entry("b")), sighting(f"{SITE}c", entry("c")))
    proposal = propose(found, Confirmed("Sindicato Único"))
    assert proposal.union_id == "sindicato-unico"
    assert [feed.id for feed in proposal.feeds] == [
        "sindicato-unico-news",
        "sindicato-unico-news-2",
        "sindicato-unico-news-3",
    ]
    assert proposal.feeds[0].notes[0].startswith("1 entry, ")
    long = "The Very Long Name of a United Brotherhood of Everybody"
    assert propose(found, Confirmed(long)).union_id == "the-very-long-name-of-a-united"
    assert propose(found, Confirmed("組合")).union_id == "guild-example"
    assert propose(replace(found, hosts=()), Confirmed("組合" * 9)).union_id == "union"
