from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.identity import canonical_url, content_hash, entry_keys, link_key, listed_once, match_entries
from bot.core.model import Decision, Entry, EntryKeys, KnownEntry, Verdict

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOST = "https://strike.guild.example"
DIRECT = Verdict(Decision.DIRECT, "own-host", "It is the union's.", "", "", 1)
ENTRY = Entry("g-1", f"{HOST}/post/we-march", "We march", "We march on Monday.", AT)


def stored(entry: Entry, id_: int = 1, **changes: object) -> KnownEntry:
    keys = entry_keys(entry)
    known = KnownEntry(
        id_, next(iter(keys)), keys, content_hash(entry), entry.published_at, DIRECT, frozenset()
    )
    return replace(known, **changes)  # type: ignore[arg-type]


def matched(entries: list[Entry], known: list[KnownEntry]) -> list[int | None]:
    """Return the ids of the stored entries that the entries of a body are."""
    found = match_entries(listed_once(entries), known)
    return [one.id if one else None for one in found]


# --- canonical_url --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "https://strike.guild.example/post/we-march",
        "HTTPS://Strike.Guild.Example/post/we-march",
        "https://strike.guild.example./post/we-march",
        "https://strike.guild.example:443/post/we-march/",
        "  https://strike.guild.example/post/we-march#top\n",
        "https://strike.guild.example/post/we-march?utm_source=rss&UTM_Medium=feed",
        "https://strike.guild.example/post/we-march?fbclid=1&gclid=2&mc_cid=3&mc_eid=4&",
    ],
)
def test_spellings_of_one_address(url: str) -> None:
    assert canonical_url(url) == "https://strike.guild.example/post/we-march"
    assert link_key(url) == "link:https://strike.guild.example/post/we-march"


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://guild.example", "https://guild.example/"),
        ("http://guild.example:80/a", "http://guild.example/a"),
        ("https://guild.example:8443/a", "https://guild.example:8443/a"),
        ("https://guild.example/?p=7&b=1&a=2", "https://guild.example/?p=7&b=1&a=2"),
        ("https://guild.example/?ref=7", "https://guild.example/?ref=7"),
        ("https://guild.example/Straße/%c3%9f", "https://guild.example/Stra%C3%9Fe/%C3%9F"),
        ("https://a:b@Guild.example/x", "https://a:b@guild.example/x"),
        ("https://[::1]/x", "https://[::1]/x"),
        ("https://[::1/x ", "https://[::1/x"),
        ("https://guild.example:port/x", "https://guild.example:port/x"),
        ("post/we-march", "post/we-march"),
        ("mailto:press@guild.example", "mailto:press@guild.example"),
        ("", ""),
    ],
)
def test_canonical_url(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@pytest.mark.parametrize(
    "other",
    [
        "http://strike.guild.example/post/we-march",
        "https://strike.guild.example@evil.example/post/we-march",
        "https://strike.guild.example.evil.example/post/we-march",
        "https://strike.guild.example:8443/post/we-march",
        "https://strike.guild.example/post/We-March",
        "https://strike.guild.example/post/we-march?page=2",
    ],
)
def test_other_addresses_stay_others(other: str) -> None:
    assert canonical_url(other) != canonical_url(f"{HOST}/post/we-march")


URLISH = st.text(st.characters(exclude_categories=[])) | st.from_regex(
    r"[a-z]{0,5}:?/{0,3}[\[\]@:%\\ .a-zA-Z0-9-]{0,12}[/?#][ -~]{0,12}"
)


@given(url=URLISH)
@example(url="https://@:443/x")
@example(url="https://:443")
@example(url="https://h/\ud800?\udfff#")
@example(url="//h//")
def test_canonical_url_takes_anything_and_settles(url: str) -> None:
    assert canonical_url(canonical_url(url)) == canonical_url(url)


# --- keys and content ------------------------------------------------------------------------------


def test_keys_of_an_entry() -> None:
    assert entry_keys(ENTRY) == EntryKeys(
        "guid:g-1", "link:https://strike.guild.example/post/we-march", "title:we march|2026-03-02"
    )


def test_title_key_folds_and_dates_in_utc() -> None:
    pacific = timezone(timedelta(hours=-8))
    late = replace(ENTRY, title=" WE  Ｍarch", published_at=datetime(2026, 3, 1, 23, tzinfo=pacific))
    assert entry_keys(late).title == "title:we march|2026-03-02"


def test_post_without_a_title_is_known_by_its_first_words() -> None:
    words = " ".join(f"w{number}" for number in range(30))
    assert entry_keys(replace(ENTRY, title="", text=words)).title == (
        "title:w0 w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11|2026-03-02"
    )


@pytest.mark.parametrize(
    "entry", [replace(ENTRY, published_at=None), replace(ENTRY, title="", text=" ")], ids=["date", "words"]
)
def test_without_a_date_or_words_the_title_key_is_of_the_whole_text(entry: Entry) -> None:
    assert entry_keys(entry).title == f"text:{content_hash(entry)}"


def test_blank_marks_are_no_marks() -> None:
    assert entry_keys(replace(ENTRY, guid=" \n", link="  ", published_at=AT)) == EntryKeys(
        None, None, "title:we march|2026-03-02"
    )


def test_there_is_always_a_key() -> None:
    bare = Entry(None, None, "We march", "We march on Monday.")
    assert list(entry_keys(bare)) == [f"text:{content_hash(bare)}"]


@given(guid=st.text(st.characters(exclude_categories=[])), link=URLISH, title=st.text())
@example(guid="g" * 5000, link=f"{HOST}/{'x' * 5000}", title="t" * 5000)
@example(guid="\x1b[2J\ud800", link="\x00", title="\u202e")
def test_keys_are_short_and_printable_whatever_the_feed_says(guid: str, link: str, title: str) -> None:
    for key in entry_keys(replace(ENTRY, guid=guid, link=link, title=title)):
        assert key.isprintable()
        assert len(key) < 200


def test_long_values_stay_apart() -> None:
    long = "x" * 500
    keys = {
        entry_keys(replace(ENTRY, guid=guid)).guid
        for guid in (long, long + "y", f"sha256:{long}", "-sha256:x")
    }
    assert len(keys) == 4


@pytest.mark.parametrize(
    "same",
    [
        replace(ENTRY, text=" We  march\n\non Monday. "),
        replace(ENTRY, published_at=AT + timedelta(days=9), updated_at=AT),
        replace(ENTRY, categories=("News",), author="Editor", guid="other", link=None, cut_off=True),
        replace(ENTRY, title="We\u00a0march"),
    ],
)
def test_only_words_make_the_content(same: Entry) -> None:
    assert content_hash(same) == content_hash(ENTRY)


@pytest.mark.parametrize(
    "other",
    [
        replace(ENTRY, text="We march on Tuesday."),
        replace(ENTRY, title="We rest"),
        replace(ENTRY, title="We march We march", text="on Monday."),
        replace(ENTRY, title="", text="We march We march on Monday."),
    ],
)
def test_other_words_are_other_content(other: Entry) -> None:
    assert content_hash(other) != content_hash(ENTRY)


# --- matching --------------------------------------------------------------------------------------


def test_duplicates_in_a_body_are_listed_once() -> None:
    corrected = replace(ENTRY, text="We march on Tuesday.")
    assert [item.entry for item in listed_once([ENTRY, corrected, ENTRY])] == [ENTRY, corrected]


def test_undated_entries_of_one_link_are_all_listed_and_recognised() -> None:
    body = [Entry(None, HOST, f"Day {number}", f"This is day {number}.") for number in (1, 2, 3)]
    assert [item.entry for item in listed_once(body)] == body
    known = [stored(entry, number) for number, entry in enumerate(body, start=1)]
    assert matched(body[::-1], known) == [3, 2, 1]
    newer = Entry(None, HOST, "Day 4", "This is day 4.")
    assert matched([newer, *body[1:]], known) == [None, 2, 3]


def test_keys_tell_where_no_single_one_does() -> None:
    body = [
        replace(ENTRY, text="We march at nine."),
        replace(ENTRY, guid="g-2", title="We rest"),
        replace(ENTRY, link=HOST, title="We won"),
        replace(ENTRY, guid="g-2", link=HOST, text="See you there."),
    ]
    assert not list(listed_once(body)[0].usable)
    assert matched(body, [stored(ENTRY)]) == [1, None, None, None]


def test_a_key_that_several_entries_carry_identifies_none_of_them() -> None:
    home = [replace(ENTRY, guid=f"g-{number}", link=HOST, title=f"Day {number}") for number in (1, 2)]
    for item in listed_once(home):
        assert item.keys.link == f"link:{HOST}/"
        assert item.usable == EntryKeys(item.keys.guid, None, item.keys.title)


@pytest.mark.parametrize(
    "again",
    [
        ENTRY,
        replace(ENTRY, text="We march on Tuesday."),
        replace(ENTRY, guid="regenerated"),
        replace(ENTRY, guid="regenerated", text="We march on Tuesday."),
        replace(ENTRY, guid=None),
        replace(ENTRY, link=f"{HOST}/post/we-march-on-tuesday", title="We march on Tuesday"),
        replace(ENTRY, title="We rest", text="We rest."),
        replace(ENTRY, published_at=AT + timedelta(days=3)),
        replace(ENTRY, published_at=AT + timedelta(hours=9), text="We march on Tuesday."),
        replace(ENTRY, guid="regenerated", link=f"{HOST}/news/we-march"),
        replace(ENTRY, guid="regenerated", link=None, text="We march on Tuesday."),
        replace(ENTRY, guid="g-2", link="", published_at=AT + timedelta(hours=1), text="We march at nine."),
        replace(ENTRY, link="https://evil.example/we-march"),
    ],
)
def test_the_same_entry_is_recognised(again: Entry) -> None:
    assert matched([again], [stored(ENTRY)]) == [1]


@pytest.mark.parametrize(
    "other",
    [
        # a reused guid
        Entry("g-1", f"{HOST}/post/we-won", "We won", "We won.", AT + timedelta(days=30)),
        # one guid and one page for everything
        Entry("g-1", f"{HOST}/post/we-march", "We won", "We won.", AT + timedelta(days=1)),
        # one page for everything, and no guid
        Entry(None, f"{HOST}/post/we-march", "We won", "We won.", AT + timedelta(days=1)),
        # a reused link, such as the home page
        Entry("g-2", f"{HOST}/post/we-march", "We won", "We won.", AT + timedelta(days=30)),
        # a second text of the same title on the same day
        Entry("g-2", f"{HOST}/post/we-march-2", "We march", "More on the march.", AT),
        # a copy elsewhere
        Entry("g-2", "https://evil.example/post/we-march", "We march", "We march on Monday.", AT),
        # nothing in common
        Entry("g-2", f"{HOST}/post/we-won", "We won", "We won.", AT),
    ],
)
def test_another_entry_is_new(other: Entry) -> None:
    assert matched([other], [stored(ENTRY)]) == [None]


def test_two_updates_of_one_day_under_one_title_and_link_are_two() -> None:
    def update(hour: int) -> Entry:
        return Entry(None, HOST, "Strike update", f"News of {hour}.", AT + timedelta(hours=hour))

    first, second, third = update(0), update(3), update(6)
    assert matched([second, first], [stored(first)]) == [None, 1]
    assert matched([third, second], [stored(first, 1), stored(second, 2)]) == [None, 2]
    corrected = replace(second, text="News of 3, corrected.")
    assert matched([corrected, first], [stored(first, 1), stored(second, 2)]) == [2, 1]


def test_a_site_that_moves_between_its_own_hosts_says_nothing_new() -> None:
    moved = replace(ENTRY, guid="new", link="https://www.guild.example/post/we-march")
    own = ("strike.guild.example", "www.guild.example")

    def found(entry: Entry, hosts: tuple[str, ...]) -> list[int | None]:
        return [
            one.id if one else None for one in match_entries(listed_once([entry]), [stored(ENTRY)], hosts)
        ]

    assert found(moved, own) == [1]
    assert found(moved, own[:1]) == [None]
    assert found(replace(moved, text="We march on Tuesday."), own) == [None]


def test_a_dateless_entry_of_a_site_that_moves_says_nothing_new() -> None:
    dateless = replace(ENTRY, published_at=None)
    moved = replace(dateless, guid="new", link="https://www.guild.example/news/we-march")
    own = ("strike.guild.example", "www.guild.example")

    def found(entry: Entry, hosts: tuple[str, ...] = own) -> list[int | None]:
        known = [stored(dateless)]
        return [one.id if one else None for one in match_entries(listed_once([entry]), known, hosts)]

    assert found(moved) == [1]
    assert found(moved, own[:1]) == [None]
    assert found(replace(moved, text="We march on Tuesday.")) == [None]
    assert found(replace(moved, title="We march again")) == [None]


def test_the_same_words_without_a_date_at_another_address_are_said_again() -> None:
    dateless = replace(ENTRY, published_at=None)
    again = replace(dateless, guid="g-2", link=f"{HOST}/post/we-march-2")
    assert matched([again], [stored(dateless)]) == [None]
    assert matched([replace(dateless, guid="regenerated")], [stored(dateless)]) == [1]
    empty = replace(ENTRY, title="", text="")
    other = replace(empty, guid="g-2", link=f"{HOST}/2")
    assert matched([other], [stored(empty)]) == [None]


def test_a_dateless_body_does_not_prove_a_reused_guid() -> None:
    again = Entry("g-1", f"{HOST}/post/we-won", "We won", "We won.")
    assert matched([again], [stored(ENTRY)]) == [1]


def test_each_stored_entry_is_claimed_once() -> None:
    twin = replace(ENTRY, guid="g-2", text="Something else.")
    assert matched([twin, ENTRY], [stored(ENTRY)]) == [None, 1]


def test_guids_that_are_positions_do_not_mix_entries_up() -> None:
    one = Entry("1", f"{HOST}/a", "A", "The text of A.", AT)
    two = Entry("2", f"{HOST}/b", "B", "The text of B.", AT)
    newest = Entry("1", f"{HOST}/c", "C", "The text of C.", AT)
    body = [newest, replace(one, guid="2"), replace(two, guid="3")]
    assert matched(body, [stored(one, 1), stored(two, 2)]) == [None, 1, 2]


def test_one_guid_for_all_entries_is_passed_over() -> None:
    one = Entry("feed", f"{HOST}/a", "A", "The text of A.", AT)
    two = Entry("feed", f"{HOST}/b", "B", "The text of B.", AT)
    edited = replace(one, text="The new text of A.")
    assert matched([two, edited], [stored(one, 1)]) == [None, 1]


def test_one_link_for_all_entries_is_passed_over() -> None:
    one = Entry(None, HOST, "A", "The text of A.", AT)
    two = Entry(None, HOST, "B", "The text of B.", AT)
    edited = replace(one, text="The new text of A.")
    assert matched([two, edited], [stored(one, 1)]) == [None, 1]


def test_the_stored_entry_that_agrees_most_is_taken_and_then_the_newest() -> None:
    first = Entry("latest", f"{HOST}/latest", "March", "One.", AT)
    second = replace(first, title="Rest", text="Two.", published_at=AT + timedelta(hours=1))
    body = [replace(second, text="Two, corrected.", title="Rest!")]
    assert matched(body, [stored(second, 1), stored(first, 2)]) == [1]
    twins = [stored(first, 1), stored(first, 3), stored(first, 2)]
    assert matched([replace(first, text="One, corrected.")], twins) == [3]


def test_a_bare_text_is_recognised_by_its_words_alone() -> None:
    bare = Entry(None, None, "", "We march on Monday.")
    assert matched([bare], [stored(bare)]) == [1]
    assert matched([replace(bare, text="We won.")], [stored(bare)]) == [None]


def test_overlong_links_do_not_pass_for_one_host() -> None:
    long = replace(ENTRY, link=f"{HOST}/{'x' * 500}")
    moved = replace(long, guid="g-2", link=f"https://evil.example/{'x' * 500}")
    assert matched([moved], [stored(long)]) == [None]


def test_matching_stays_quick_where_one_key_was_stored_thousands_of_times() -> None:
    old = [
        stored(Entry("latest", f"{HOST}/{n}", f"T{n}", f"Text {n}.", AT + timedelta(days=n)), n)
        for n in range(1, 3001)
    ]
    newest = Entry("latest", f"{HOST}/3000", "T3000, corrected", "Text 3000.", AT + timedelta(days=3000))
    assert matched([newest], old) == [3000]


IDS = st.lists(st.integers(0, 12), unique=True)


@given(seen=IDS, body=IDS)
def test_entries_are_found_in_any_order_under_new_guids(seen: list[int], body: list[int]) -> None:
    def entry(number: int, guid: str) -> Entry:
        return Entry(guid, f"{HOST}/{number}", f"Day {number}", f"This is day {number}.", AT)

    known = [stored(entry(number, f"old-{number}"), number + 1) for number in seen]
    found = matched([entry(number, f"new-{index}") for index, number in enumerate(body)], known)
    assert found == [number + 1 if number in seen else None for number in body]
