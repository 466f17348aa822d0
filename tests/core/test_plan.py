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
    Quarantine,
    Sign,
    Silence,
    Validators,
    Verdict,
)
from bot.core.plan import plan_update
from bot.core.standing import still_stands

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
STATE = FeedState("strike-news", url=FEED.url, polled_at=NOW, link_host="strike.guild.example")
ONE = "discord:1"
TWO = "discord:2"
HELD = Verdict(Decision.HELD, "link-odd", "The link is odd.", "", "", 1)
REFUSED = Verdict(Decision.REJECTED, "not-the-union", "It is somebody else's.", "", "", 1)


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
    state: FeedState = STATE,
    hops: tuple[str, ...] | None = None,
    link: str = HOST,
    last_reached_at: datetime | None = None,
) -> FeedUpdate:
    """Plan a body at a feed that `ONE` has followed for long, unless other `routes` are given."""
    return plan_update(
        ParsedFeed("News", link, tuple(entries)),
        feed,
        known,
        state=state,
        routes={ONE: LONG_AGO} if routes is None else routes,
        targets=targets,
        hops=hops or (feed.url,),
        now=now,
        last_reached_at=last_reached_at,
    )


def remembered(known: Sequence[KnownEntry], update: FeedUpdate) -> list[KnownEntry]:
    """Return what a store remembers once it has applied the update."""
    after = {one.id: one for one in known}
    for planned in update.entries:
        id_ = planned.known_id or max(after, default=0) + 1
        was = after.get(id_)
        before = was.targets if was else frozenset()
        was_approved = was is not None and was.approved
        after[id_] = KnownEntry(
            id_,
            planned.key,
            planned.keys,
            planned.content_hash,
            planned.entry.published_at or (was.published_at if was else None),
            planned.verdict,
            before | set(planned.post_to),
            first_seen_at=was.first_seen_at if was else update.at,
            silence=None if planned.post_to else planned.silence or (was.silence if was else None),
            approved=was_approved and planned.change is Change.UNCHANGED,
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
    [("https://evil.example/1", Decision.REJECTED), ("https://strike.guild.example:8443/1", Decision.HELD)],
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


def test_routes_open_in_order_with_the_first_body_that_has_a_direct_entry() -> None:
    assert plan([statement(1)], routes={}, targets=[TWO, ONE, TWO]).opened_routes == (ONE, TWO)
    for body in ([], [statement(1, link="https://evil.example/1")]):
        assert plan(body, routes={}, targets=[ONE]).opened_routes == ()


def test_a_site_that_was_empty_at_first_brings_no_flood() -> None:
    entries = [statement(number, NOW - number * timedelta(days=5)) for number in range(20)]
    assert posted(plan(entries, routes={})) == ["Statement 0"]


# --- known -----------------------------------------------------------------------------------------


def test_unchanged_entry_keeps_its_verdict() -> None:
    odd = statement(1, link="https://elsewhere.example/1")
    planned = only(plan([odd], [known_as(odd, verdict=REFUSED)]))
    assert (planned.change, planned.verdict, planned.known_id) == (Change.UNCHANGED, REFUSED, 1)
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
    held = known_as(statement(1, link="https://strike.guild.example:8443/post/1"))
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


# --- judged again ----------------------------------------------------------------------------------


def test_what_was_held_becomes_news_once_its_reason_is_gone() -> None:
    for before in (HELD, REFUSED):
        update = plan([statement(1)], [known_as(statement(1), verdict=before)])
        planned = only(update)
        assert (planned.change, planned.verdict.decision) == (Change.CHANGED, Decision.DIRECT)
        assert (planned.post_to, planned.silence) == ((ONE,), None)
        assert update.state.changed_at is None  # the feed itself said nothing


def test_what_was_rejected_is_held_where_only_that_is_left_against_it() -> None:
    sub = statement(1, link="https://media.strike.guild.example/1")
    planned = only(plan([sub], [known_as(sub, verdict=REFUSED)]))
    assert (planned.change, planned.verdict.decision) == (Change.CHANGED, Decision.HELD)


@pytest.mark.parametrize("at", [NOW - 49 * HOUR, None])
def test_what_becomes_direct_late_is_silenced_for_good(at: datetime | None) -> None:
    before = replace(known_as(statement(1, at), verdict=HELD), first_seen_at=NOW - 49 * HOUR)
    update = plan([statement(1, at)], [before], routes={ONE: LONG_AGO})
    planned = only(update)
    assert (planned.change, planned.post_to, planned.silence) == (Change.CHANGED, (), Silence.OLD)
    (after,) = remembered([before], update)
    redated = replace(after, published_at=NOW, first_seen_at=NOW - HOUR)
    assert only(plan([statement(1, NOW)], [redated])).post_to == ()


@pytest.mark.parametrize("change", [{"watched": True}, {"hosts": frozenset({"other.guild.example"})}])
def test_what_was_direct_is_so_no_more_once_the_configuration_says_else(change: dict[str, object]) -> None:
    feed = replace(FEED, url="https://other.guild.example/feed", **change)  # type: ignore[arg-type]
    planned = only(
        plan([statement(1)], [known_as(statement(1), ONE)], feed=feed, link="https://other.guild.example")
    )
    assert (planned.change, planned.verdict.decision is Decision.DIRECT) == (Change.CHANGED, False)
    assert (planned.post_to, planned.edit_at) == ((), ())


def test_the_way_of_one_body_decides_nothing_about_stored_words() -> None:
    feed = replace(FEED, watched=False)
    known = known_as(statement(1), ONE)
    fresh = Verdict(Decision.HELD, "redirect", "It came by another host.", "", "", 1)
    assert still_stands(known, fresh)
    assert still_stands(replace(known, verdict=HELD), replace(fresh, decision=Decision.REJECTED))
    assert only(plan([statement(1)], [known], feed=feed, hops=(FEED.url, "https://p.example/"))).verdict == (
        known.verdict
    )


@pytest.mark.parametrize("rule", ["quarantine", "seen-in-quarantine", "page-host", "page-canonical"])
def test_what_rests_on_more_than_the_entry_stays(rule: str) -> None:
    verdict = replace(HELD, rule=rule)
    planned = only(plan([statement(1)], [known_as(statement(1), verdict=verdict)]))
    assert (planned.change, planned.verdict) == (Change.UNCHANGED, verdict)


@pytest.mark.parametrize("mark", ["approved", "rejected", "withdrawn", "completed"])
def test_what_a_person_or_the_whole_page_decided_stays(mark: str) -> None:
    known = replace(known_as(statement(1), ONE, verdict=HELD), **{mark: True})  # type: ignore[arg-type]
    planned = only(plan([statement(1)], [known]))
    assert (planned.change, planned.verdict, planned.post_to) == (Change.UNCHANGED, HELD, ())


def test_a_rejected_entry_is_not_posted_for_another_link() -> None:
    known = replace(known_as(statement(1), verdict=HELD), rejected=True)
    assert only(plan([statement(1, link=f"{HOST}/moved")], [known])).verdict == HELD
    edited = only(plan([statement(1, text="Other words.")], [known]))
    assert (edited.change, edited.post_to) == (Change.CHANGED, (ONE,))


# --- stored while another kind of target was in use ------------------------------------------------


def missed(at: datetime | None = NOW - HOUR, **changes: object) -> KnownEntry:
    known = replace(known_as(statement(1, at), "terminal"), first_seen_at=NOW - HOUR)
    return replace(known, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("silence", [None, Silence.BACKFILL])
def test_what_the_terminal_alone_got_is_posted_where_the_feed_was_followed(silence: Silence | None) -> None:
    planned = only(plan([statement(1)], [missed(silence=silence)]))
    assert (planned.change, planned.post_to) == (Change.UNCHANGED, (ONE,))


def test_what_was_missed_follows_the_route_it_was_missed_on() -> None:
    opened_since = plan(
        [statement(1)], [missed()], routes={ONE: NOW - HOUR, TWO: LONG_AGO}, targets=[ONE, TWO]
    )
    assert only(opened_since).post_to == (TWO,)


@pytest.mark.parametrize(
    "changes",
    [{"silence": Silence.OLD}, {"duplicate_of": 9}, {"withdrawn": True}, {"first_seen_at": None}],
)
def test_what_is_silent_a_copy_or_taken_back_was_not_missed(changes: dict[str, object]) -> None:
    known = replace(missed(), **changes)  # type: ignore[arg-type]
    assert only(plan([statement(1)], [known])).post_to == ()


def test_no_backlog_is_caught_up_with() -> None:
    assert only(plan([statement(1, NOW - 49 * HOUR)], [missed(NOW - 49 * HOUR)])).post_to == ()


# --- keys ------------------------------------------------------------------------------------------


def test_reused_guid_is_a_new_entry_under_another_key() -> None:
    known = [known_as(statement(1, LONG_AGO), ONE)]
    planned = only(plan([statement(2, guid="g-1")], known))
    assert (planned.change, planned.key, planned.post_to) == (Change.NEW, f"link:{HOST}/post/2", (ONE,))


def test_key_is_numbered_where_every_mark_is_taken() -> None:
    first = statement(1, link=None)
    body = [first, replace(first, text="Another text."), replace(first, text="A third text.")]
    update = plan(body, [known_as(first)])
    assert [planned.change for planned in update.entries] == [Change.NEW, Change.NEW, Change.UNCHANGED]
    third, second, kept = (planned.key for planned in update.entries)
    assert kept == "guid:g-1"
    for key, entry in ((second, body[1]), (third, body[2])):
        assert key == f"guid:g-1#{content_hash(entry)[:16]}.1"


def test_numbered_key_never_meets_a_stored_one() -> None:
    first = statement(1, link=None)
    again = replace(first, text="Another text.")
    taken = replace(known_as(first, id_=2), key=f"guid:g-1#{content_hash(again)[:16]}.1")
    update = plan([first, replace(first, text="A third text."), again], [known_as(first), taken])
    assert len({planned.key for planned in update.entries}) == 3
    assert f"guid:g-1#{content_hash(again)[:16]}.2" in {planned.key for planned in update.entries}


def test_duplicates_within_a_body_are_one_entry() -> None:
    assert posted(plan([statement(1), statement(1)])) == ["Statement 1"]


def test_other_words_under_the_same_marks_are_another_entry() -> None:
    body = [statement(1), statement(1, text="Another wording.")]
    update = plan(body)
    assert posted(update) == ["Statement 1", "Statement 1"]
    assert posted(plan(body, remembered([], update))) == []


def test_entries_that_share_a_guid_are_all_kept() -> None:
    entries = [statement(number, guid="feed") for number in range(3)]
    update = plan(entries)
    assert {planned.key for planned in update.entries} == {f"link:{HOST}/post/{n}" for n in range(3)}
    assert posted(plan(entries, remembered([], update))) == []


# --- approved --------------------------------------------------------------------------------------


def approved(entry: Entry, *targets: str, verdict: Verdict = HELD) -> KnownEntry:
    return replace(known_as(entry, *targets, verdict=verdict), approved=True)


def test_approved_statement_is_posted_like_a_direct_one_where_a_route_opens() -> None:
    planned = only(plan([statement(1)], [approved(statement(1), ONE)], targets=[ONE, TWO]))
    assert (planned.change, planned.verdict) == (Change.UNCHANGED, HELD)
    assert (planned.post_to, planned.edit_at) == ((TWO,), ())


def test_approved_statement_is_no_news_where_the_approval_posted_it() -> None:
    assert only(plan([statement(1)], [approved(statement(1))])).post_to == ()
    edited = only(plan([statement(1, text="Proven now.")], [approved(statement(1), ONE)]))
    assert edited.verdict.decision is Decision.DIRECT
    assert (edited.change, edited.post_to, edited.edit_at) == (Change.CHANGED, (), (ONE,))


def test_an_approval_covers_one_revision() -> None:
    odd = statement(1, link="https://strike.guild.example:8443/1")
    known = approved(odd, ONE, verdict=plan([odd]).entries[0].verdict)
    for other in (
        replace(odd, text="Other words."),
        replace(odd, link="https://strike.guild.example:8443/2"),
    ):
        planned = only(plan([other], [known], targets=[ONE, TWO]))
        assert (planned.change, planned.verdict.decision) == (Change.CHANGED, Decision.HELD)
        assert (planned.post_to, planned.edit_at) == ((), ())


# --- quarantine ------------------------------------------------------------------------------------

TAKEN = FeedState(
    "strike-news",
    url=FEED.url,
    validators=Validators("etag"),
    link_host="strike.guild.example",
    quarantine=Quarantine(Sign.CHANNEL_LINK, "casino.example", "strike.guild.example", NOW - HOUR),
)


def test_a_sign_of_takeover_quarantines_the_feed_and_holds_what_is_new() -> None:
    hops = (FEED.url, "https://parked.example/feed")
    update = plan([statement(1)], hops=hops, state=replace(STATE, validators=Validators("etag")))
    planned = only(update)
    assert update.state.quarantine == Quarantine(
        Sign.REDIRECT_HOST, "parked.example", "strike.guild.example", NOW
    )
    assert (update.state.changed_at, update.state.validators) == (NOW, Validators())
    assert (planned.verdict.decision, planned.verdict.rule) == (Decision.HELD, "quarantine")
    assert (planned.verdict.seen, planned.verdict.expected) == ("parked.example", "strike.guild.example")
    assert [check.rule for check in planned.verdict.path][-1] == "quarantine"
    assert (planned.post_to, planned.silence) == ((), None)


def test_a_bulk_is_counted_after_matching() -> None:
    archive = [statement(number, LONG_AGO) for number in range(10)]
    known = remembered([], plan(archive))
    last, state = NOW - HOUR, replace(STATE, changed_at=NOW - HOUR)
    other_guids = [replace(entry, guid=f"new-{entry.guid}") for entry in archive]
    assert plan(other_guids, known, last_reached_at=last, state=state).state.quarantine is None
    others = [statement(100 + number, LONG_AGO) for number in range(10)]
    quarantine = plan(others, [], last_reached_at=last, state=state).state.quarantine
    assert quarantine is not None
    assert quarantine.sign is Sign.BULK


def test_quarantine_stays_with_its_first_sign_and_accepts_no_link() -> None:
    update = plan([], state=TAKEN, hops=(FEED.url, "https://parked.example/"), link="https://casino.example")
    assert update.state == replace(TAKEN, validators=Validators())


def test_the_channels_link_is_accepted_where_there_is_no_quarantine() -> None:
    state = replace(STATE, link_host=None)
    assert plan([], state=state, link="https://home.example/").state.link_host == "home.example"


def test_in_quarantine_nothing_is_edited_and_no_route_opens() -> None:
    known = [known_as(statement(1), ONE)]
    update = plan([statement(1, text="Buy now.")], known, state=TAKEN, targets=[ONE, TWO])
    planned = only(update)
    assert (planned.change, planned.verdict.rule) == (Change.CHANGED, "quarantine")
    assert (planned.post_to, planned.edit_at, update.opened_routes) == ((), (), ())


def test_in_quarantine_an_unchanged_statement_keeps_its_verdict() -> None:
    known = [known_as(statement(1))]
    planned = only(plan([statement(1)], known, state=TAKEN, targets=[ONE, TWO]))
    assert (planned.change, planned.verdict.decision) == (Change.UNCHANGED, Decision.DIRECT)
    assert planned.post_to == ()


def test_what_was_seen_in_quarantine_stays_held_after_the_release() -> None:
    seen = remembered([], plan([statement(1)], state=TAKEN))
    same = only(plan([statement(1)], seen))
    assert (same.change, same.verdict.rule, same.post_to) == (Change.UNCHANGED, "quarantine", ())
    moved = only(plan([statement(1, link=f"{HOST}/elsewhere")], seen))
    assert (moved.change, moved.verdict.rule, moved.post_to) == (Change.UNCHANGED, "quarantine", ())
    edited = only(plan([statement(1, text="Edited.")], seen))
    assert (edited.change, edited.verdict.rule, edited.post_to) == (Change.CHANGED, "seen-in-quarantine", ())


def test_what_changes_again_in_quarantine_is_held_by_it() -> None:
    seen = remembered([], plan([statement(1)], state=TAKEN))
    again = remembered(seen, plan([statement(1, text="Edited.")], seen))
    planned = only(plan([statement(1, text="Edited twice.")], again, state=TAKEN))
    assert (planned.change, planned.verdict.rule) == (Change.CHANGED, "quarantine")


def test_a_route_that_waited_opens_after_the_release() -> None:
    update = plan([statement(1)], [known_as(statement(1))], targets=[ONE, TWO])
    assert (update.opened_routes, only(update).post_to) == ((TWO,), (TWO,))


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
    routes = dict.fromkeys(opened, LONG_AGO)
    for body in (first, second):
        update = plan(body, known, routes=routes, targets=[ONE, TWO])
        known = remembered(known, update)
        routes |= dict.fromkeys(update.opened_routes, NOW)
        assert len({one.key for one in known}) == len(known)
        assert all(planned.post_to == () for planned in update.entries if not is_direct(planned))
        again = plan(body, known, routes=routes, targets=[ONE, TWO])
        assert {planned.change for planned in again.entries} <= {Change.UNCHANGED}
        assert all(planned.post_to == planned.edit_at == () for planned in again.entries)
        assert (again.state, again.opened_routes) == (STATE, ())


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


@given(before=BODIES, taken=st.lists(BODIES, min_size=1, max_size=3), after=BODIES)
def test_nothing_seen_in_quarantine_is_ever_posted(
    before: list[Entry], taken: list[list[Entry]], after: list[Entry]
) -> None:
    """A feed before, in and after a quarantine; whatever links, guids and dates its entries have."""
    routes = {ONE: LONG_AGO}
    known = remembered([], plan(before, routes=routes))
    known_before = {one.id for one in known}
    for body in taken:
        update = plan(body, known, routes=routes, state=TAKEN, targets=[ONE, TWO])
        assert all(planned.post_to == planned.edit_at == () for planned in update.entries)
        assert all(
            planned.verdict.decision is not Decision.DIRECT
            for planned in update.entries
            if planned.change is not Change.UNCHANGED
        )
        assert update.state.quarantine == TAKEN.quarantine
        known = remembered(known, update)
        again = plan(body, known, routes=routes, state=TAKEN, targets=[ONE, TWO])
        assert {planned.change for planned in again.entries} <= {Change.UNCHANGED}
    seen = {one.id: one for one in known if one.id not in known_before}
    held = {id_ for id_, one in seen.items() if one.verdict.rule == "quarantine"}
    released = plan(after, known, routes=routes, targets=[ONE, TWO])
    for planned in released.entries:
        if planned.post_to or planned.edit_at:
            assert planned.known_id not in held
    later = [planned for planned in released.entries if planned.change is Change.NEW and is_direct(planned)]
    assert all(ONE in planned.post_to for planned in later if (planned.entry.published_at or NOW) >= LONG_AGO)
