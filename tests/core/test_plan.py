from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import content_hash, entry_keys
from bot.core.model import (
    Change,
    Decision,
    Entry,
    Feed,
    FeedState,
    FeedUpdate,
    KnownEntry,
    ParsedFeed,
    PlannedEntry,
    Silence,
    Verdict,
)
from bot.core.plan import plan_update

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=100)
HOST = "https://strike.guild.example"
FEED = Feed(
    id="strike-news",
    url=f"{HOST}/feed.xml",
    union_id="guild",
    union_name="Example Performers Guild",
    hosts=frozenset({"strike.guild.example"}),
)
STATE = FeedState("strike-news", url=FEED.url, polled_at=NOW)
ONE = "discord:1"
TWO = "discord:2"
HELD = Verdict(Decision.HELD, "link-odd", "The link is odd.", "", "", 1)


def statement(number: int, at: datetime | None = NOW - HOUR, **changes: object) -> Entry:
    entry = Entry(
        f"g-{number}", f"{HOST}/post/{number}", f"Statement {number}", f"Text of statement {number}.", at
    )
    return replace(entry, **changes)  # type: ignore[arg-type]


def plan(
    entries: Sequence[Entry],
    known: Sequence[KnownEntry] = (),
    *,
    feed: Feed = FEED,
    routes: Mapping[str, datetime] | None = None,
    targets: Collection[str] = (ONE,),
    now: datetime = NOW,
) -> FeedUpdate:
    """Plan a body at a feed that `ONE` has followed for long, unless other `routes` are given."""
    return plan_update(
        ParsedFeed("News", HOST, tuple(entries)),
        feed,
        known,
        state=STATE,
        routes={ONE: LONG_AGO} if routes is None else routes,
        targets=targets,
        hops=(feed.url,),
        now=now,
    )


def remembered(known: Sequence[KnownEntry], update: FeedUpdate) -> list[KnownEntry]:
    """Return what a store remembers once it has applied the update."""
    after = {one.id: one for one in known}
    for planned in update.entries:
        id_ = planned.known_id or max(after, default=0) + 1
        before = after[id_].targets if planned.known_id else frozenset()
        after[id_] = KnownEntry(
            id_,
            planned.key,
            planned.keys,
            planned.content_hash,
            planned.entry.published_at,
            planned.verdict,
            before | set(planned.post_to),
        )
    return list(after.values())


def known_as(entry: Entry, *targets: str, verdict: Verdict | None = None, id_: int = 1) -> KnownEntry:
    (planned,) = plan([entry]).entries
    return KnownEntry(
        id_,
        planned.key,
        planned.keys,
        planned.content_hash,
        entry.published_at,
        verdict or planned.verdict,
        frozenset(targets),
    )


def only(update: FeedUpdate) -> PlannedEntry:
    (planned,) = update.entries
    return planned


def posted(update: FeedUpdate, target: str = ONE) -> list[str]:
    """Return the titles of what is posted to a target, in order of posting."""
    return [planned.entry.title for planned in update.entries if target in planned.post_to]


# --- new -------------------------------------------------------------------------------------------


def test_new_direct_statement_is_posted() -> None:
    update = plan([statement(1)])
    planned = only(update)
    assert (planned.change, planned.known_id) == (Change.NEW, None)
    assert (planned.verdict.decision, planned.verdict.rule) == (Decision.DIRECT, "own-host")
    assert (planned.post_to, planned.edit_at, planned.silence) == ((ONE,), (), None)
    assert planned.key == "guid:g-1"
    assert planned.keys == entry_keys(statement(1))
    assert planned.content_hash == content_hash(statement(1))
    assert update.state == replace(STATE, changed_at=NOW)
    assert (update.feed, update.hops, update.at) == (FEED, (FEED.url,), NOW)
    assert update.opened_routes == ()


@pytest.mark.parametrize(
    ("link", "decision"),
    [("https://evil.example/1", Decision.REJECTED), ("http://strike.guild.example/1", Decision.HELD)],
)
def test_what_is_not_direct_is_stored_and_not_posted(link: str, decision: Decision) -> None:
    planned = only(plan([statement(1, link=link)]))
    assert planned.verdict.decision is decision
    assert (planned.change, planned.post_to, planned.silence) == (Change.NEW, (), None)


def test_watched_feed_is_never_posted() -> None:
    update = plan([statement(1)], feed=replace(FEED, watched=True), routes={})
    assert only(update).verdict.rule == "not-the-union"
    assert posted(update) == []


def test_posted_only_to_the_targets_of_now() -> None:
    update = plan([statement(1)], routes={ONE: LONG_AGO, TWO: LONG_AGO}, targets=[TWO])
    assert only(update).post_to == (TWO,)


def test_without_targets_nothing_is_posted_and_nothing_is_silenced() -> None:
    update = plan([statement(1), statement(2, LONG_AGO)], targets=[])
    assert [(planned.post_to, planned.silence) for planned in update.entries] == [((), None)] * 2


@pytest.mark.parametrize(
    ("age", "silence"),
    [
        (timedelta(0), None),
        (48 * HOUR, None),
        (48 * HOUR + timedelta(seconds=1), Silence.OLD),
        (timedelta(days=5000), Silence.OLD),
    ],
)
def test_age_is_measured_from_the_opening_of_the_route(age: timedelta, silence: Silence | None) -> None:
    opened_at = NOW - timedelta(days=10)
    planned = only(plan([statement(1, opened_at - age)], routes={ONE: opened_at}))
    assert planned.silence is silence
    assert planned.post_to == (() if silence else (ONE,))


def test_old_for_one_target_and_news_for_another() -> None:
    routes = {ONE: LONG_AGO, TWO: NOW}
    planned = only(plan([statement(1, NOW - timedelta(days=3))], routes=routes, targets=[ONE, TWO]))
    assert (planned.post_to, planned.silence) == ((ONE,), None)


def test_missing_and_future_dates_count_as_now() -> None:
    future = NOW + timedelta(days=400)
    entries = [statement(3, None), statement(2, future), statement(1, NOW - HOUR)]
    update = plan(entries, routes={ONE: NOW})
    assert posted(update) == ["Statement 1", "Statement 2", "Statement 3"]
    assert [planned.entry.published_at for planned in update.entries] == [NOW - HOUR, future, None]


def test_order_of_posting_is_order_of_publication() -> None:
    entries = [
        statement(5, NOW - HOUR),
        statement(1, NOW - 9 * HOUR),
        statement(4, NOW - 2 * HOUR),
        statement(3, NOW - 2 * HOUR),  # of the same instant, and listed after: published before
    ]
    assert posted(plan(entries)) == ["Statement 1", "Statement 3", "Statement 4", "Statement 5"]


# --- a route opens ---------------------------------------------------------------------------------


def test_new_target_gets_the_newest_and_no_flood() -> None:
    entries = [statement(number, NOW - (20 - number) * HOUR) for number in range(10)]
    update = plan(entries, routes={})
    assert update.opened_routes == (ONE,)
    assert posted(update) == ["Statement 7", "Statement 8", "Statement 9"]
    assert {planned.silence for planned in update.entries[:7]} == {Silence.BACKFILL}
    assert {planned.silence for planned in update.entries[7:]} == {None}


def test_backfill_is_never_older_than_two_days() -> None:
    entries = [statement(1, NOW - 48 * HOUR), statement(2, NOW - 49 * HOUR), statement(3, LONG_AGO)]
    update = plan(entries, routes={})
    assert posted(update) == ["Statement 1"]
    assert [planned.silence for planned in update.entries] == [Silence.OLD, Silence.OLD, None]


def test_backfill_counts_direct_statements_only() -> None:
    entries = [statement(9, NOW, link="https://evil.example/9"), statement(1), statement(2)]
    assert posted(plan(entries, routes={}, feed=replace(FEED, backfill=2))) == ["Statement 2", "Statement 1"]


@pytest.mark.parametrize(("backfill", "count"), [(0, 0), (1, 1), (50, 2)])
def test_backfill_is_the_feeds(backfill: int, count: int) -> None:
    update = plan([statement(1), statement(2)], routes={}, feed=replace(FEED, backfill=backfill))
    assert len(posted(update)) == count


def test_second_target_gets_known_statements_and_the_first_nothing_again() -> None:
    entries = [statement(1), statement(2)]
    known = remembered([], plan(entries))
    update = plan(entries, known, targets=[ONE, TWO])
    assert update.opened_routes == (TWO,)
    assert posted(update, TWO) == ["Statement 2", "Statement 1"]
    assert posted(update, ONE) == []
    assert {planned.change for planned in update.entries} == {Change.UNCHANGED}
    assert update.state == STATE


def test_backfill_uses_the_stored_date_where_the_body_has_lost_it() -> None:
    known = [known_as(statement(1, LONG_AGO))]
    assert posted(plan([statement(1, None)], known, routes={})) == []


def test_routes_that_open_are_named_in_order_even_over_an_empty_body() -> None:
    update = plan([], routes={}, targets=[TWO, ONE, TWO])
    assert update.opened_routes == (ONE, TWO)
    assert update.state == STATE


# --- known -----------------------------------------------------------------------------------------


def test_unchanged_entry_keeps_its_verdict() -> None:
    planned = only(plan([statement(1)], [known_as(statement(1), verdict=HELD)]))
    assert (planned.change, planned.verdict, planned.known_id) == (Change.UNCHANGED, HELD, 1)
    assert (planned.post_to, planned.edit_at, planned.silence) == ((), (), None)


def test_a_change_of_dates_and_categories_is_no_change() -> None:
    again = statement(1, NOW, updated_at=NOW, categories=("News",))
    update = plan([again], [known_as(statement(1), ONE)])
    assert only(update).change is Change.UNCHANGED
    assert update.state.changed_at is None


def test_changed_statement_is_edited_where_it_was_posted() -> None:
    edited = statement(1, text="The corrected text.")
    known = [known_as(statement(1), ONE, TWO)]
    update = plan([edited], known, routes={ONE: LONG_AGO, TWO: LONG_AGO}, targets=[ONE])
    planned = only(update)
    assert (planned.change, planned.known_id, planned.key) == (Change.CHANGED, 1, "guid:g-1")
    assert (planned.post_to, planned.edit_at) == ((), (ONE,))
    assert update.state.changed_at == NOW


def test_changed_statement_that_was_kept_silent_stays_silent() -> None:
    planned = only(plan([statement(1, text="The corrected text.")], [known_as(statement(1))]))
    assert (planned.change, planned.post_to, planned.edit_at) == (Change.CHANGED, (), ())
    assert planned.silence is None


def test_changed_statement_is_backfilled_where_a_route_opens() -> None:
    edited = statement(1, text="The corrected text.")
    planned = only(plan([edited], [known_as(statement(1), ONE)], targets=[ONE, TWO]))
    assert (planned.post_to, planned.edit_at) == ((TWO,), (ONE,))


def test_statement_that_stops_being_direct_is_neither_posted_nor_edited() -> None:
    edited = statement(1, text="Now elsewhere.", link="https://evil.example/1")
    planned = only(plan([edited], [known_as(statement(1), ONE)], targets=[ONE, TWO]))
    assert (planned.change, planned.verdict.decision) == (Change.CHANGED, Decision.REJECTED)
    assert (planned.post_to, planned.edit_at) == ((), ())


@pytest.mark.parametrize(("at", "post_to"), [(NOW - HOUR, (ONE,)), (LONG_AGO - 49 * HOUR, ())])
def test_statement_that_becomes_direct_is_posted_unless_old(at: datetime, post_to: tuple[str, ...]) -> None:
    edited = statement(1, at, text="Now with a proper link.")
    planned = only(plan([edited], [known_as(statement(1, at), verdict=HELD)]))
    assert (planned.change, planned.post_to, planned.edit_at) == (Change.CHANGED, post_to, ())


def test_statement_that_is_direct_again_is_edited_not_posted_again() -> None:
    edited = statement(1, text="Back again.")
    planned = only(
        plan(
            [edited],
            [known_as(statement(1), ONE, verdict=HELD)],
            targets=[ONE, TWO],
            routes={ONE: LONG_AGO, TWO: LONG_AGO},
        )
    )
    assert (planned.post_to, planned.edit_at) == ((TWO,), (ONE,))


def test_new_link_that_decides_otherwise_is_a_change() -> None:
    moved = statement(1, link="https://evil.example/post/1")
    planned = only(plan([moved], [known_as(statement(1), ONE)]))
    assert (planned.change, planned.verdict.decision) == (Change.CHANGED, Decision.REJECTED)
    held = known_as(statement(1, link="http://strike.guild.example/post/1"))
    assert held.verdict.decision is Decision.HELD
    mended = only(plan([statement(1)], [held]))
    assert (mended.change, mended.post_to) == (Change.CHANGED, (ONE,))


def test_new_link_that_decides_the_same_is_no_change() -> None:
    known = known_as(statement(1), ONE)
    planned = only(plan([statement(1, link=f"{HOST}/news/1")], [known]))
    assert (planned.change, planned.verdict) == (Change.UNCHANGED, known.verdict)
    assert planned.keys.link == f"link:{HOST}/news/1"


def test_marks_that_a_body_has_lost_are_kept() -> None:
    known = known_as(statement(1), ONE)
    assert only(plan([statement(1, None, guid=None)], [known])).keys == known.keys
    assert only(plan([statement(1, link=None)], [known])).keys == known.keys


# --- keys ------------------------------------------------------------------------------------------


def test_reused_guid_is_a_new_entry_under_another_key() -> None:
    known = [known_as(statement(1, LONG_AGO), ONE)]
    planned = only(plan([statement(2, guid="g-1")], known))
    assert (planned.change, planned.key, planned.post_to) == (Change.NEW, f"link:{HOST}/post/2", (ONE,))


def test_key_is_numbered_where_every_mark_is_taken() -> None:
    first = statement(1, None, link=None)
    body = [first, replace(first, title="Another"), replace(first, title="A third")]
    update = plan(body, [known_as(first)])
    assert [planned.change for planned in update.entries] == [Change.NEW, Change.NEW, Change.UNCHANGED]
    third, second, kept = (planned.key for planned in update.entries)
    assert kept == "guid:g-1"
    for key, entry in ((second, body[1]), (third, body[2])):
        assert key == f"guid:g-1#{content_hash(entry)[:16]}.1"


def test_numbered_key_never_meets_a_stored_one() -> None:
    first = statement(1, None, link=None)
    again = replace(first, title="Another")
    taken = replace(known_as(first, id_=2), key=f"guid:g-1#{content_hash(again)[:16]}.1")
    update = plan([first, replace(first, title="A third"), again], [known_as(first), taken])
    assert len({planned.key for planned in update.entries}) == 3
    assert f"guid:g-1#{content_hash(again)[:16]}.2" in {planned.key for planned in update.entries}


def test_duplicates_within_a_body_are_one_entry() -> None:
    assert posted(plan([statement(1), statement(1), statement(1, text="Another wording.")])) == [
        "Statement 1"
    ]


def test_entries_that_share_a_guid_are_all_kept() -> None:
    entries = [statement(number, guid="feed") for number in range(3)]
    update = plan(entries)
    assert {planned.key for planned in update.entries} == {f"link:{HOST}/post/{n}" for n in range(3)}
    assert posted(plan(entries, remembered([], update))) == []


# --- properties ------------------------------------------------------------------------------------

ENTRIES = st.builds(
    Entry,
    guid=st.none() | st.sampled_from(["g-1", "g-2", "g-3"]),
    link=st.none() | st.sampled_from([HOST, f"{HOST}/1", f"{HOST}/2", "https://evil.example/1", "x"]),
    title=st.sampled_from(["", "March", "Rest", "Won"]),
    text=st.sampled_from(["", "One.", "Two.", "Three."]),
    published_at=st.none() | st.sampled_from([NOW, NOW - HOUR, LONG_AGO, NOW + 9 * HOUR]),
)
BODIES = st.lists(ENTRIES, max_size=6)


@given(first=BODIES, second=BODIES, opened=st.sets(st.sampled_from([ONE, TWO])))
def test_the_same_body_again_plans_nothing(first: list[Entry], second: list[Entry], opened: set[str]) -> None:
    known: list[KnownEntry] = []
    for body in (first, second):
        update = plan(body, known, routes=dict.fromkeys(opened, LONG_AGO), targets=[ONE, TWO])
        known = remembered(known, update)
        assert len({one.key for one in known}) == len(known)
        assert all(planned.post_to == () for planned in update.entries if not is_direct(planned))
        again = plan(body, known, routes={ONE: LONG_AGO, TWO: NOW}, targets=[ONE, TWO])
        assert {planned.change for planned in again.entries} <= {Change.UNCHANGED}
        assert all(planned.post_to == planned.edit_at == () for planned in again.entries)
        assert again.state == STATE
        opened = {ONE, TWO}


def is_direct(planned: PlannedEntry) -> bool:
    return planned.verdict.decision is Decision.DIRECT


@given(
    polls=st.lists(
        st.tuples(st.permutations(range(6)), st.integers(0, 6), st.sets(st.sampled_from([ONE, TWO]))),
        max_size=8,
    )
)
def test_nothing_is_posted_twice_to_a_target(polls: list[tuple[list[int], int, set[str]]]) -> None:
    """Bodies in any order, with new guids at each poll, entries coming and going, targets too."""
    known: list[KnownEntry] = []
    routes: dict[str, datetime] = {}
    seen: list[tuple[str, str]] = []
    for poll, (order, length, targets) in enumerate(polls):
        now = NOW + poll * HOUR
        body = [statement(n, NOW - n * HOUR, guid=f"poll-{poll}-{place}") for place, n in enumerate(order)]
        update = plan(body[:length], known, routes=routes, targets=targets, now=now)
        seen += [(target, planned.entry.title) for planned in update.entries for target in planned.post_to]
        known = remembered(known, update)
        routes |= dict.fromkeys(update.opened_routes, now)
    assert len(seen) == len(set(seen))
    assert len(known) <= 6
