"""The look-up by fingerprints: what shares words with a piece is found, wherever and however often it is."""

import random
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql, sqlite

from bot.adapters.database import candidates, indexing
from bot.adapters.database.store import SqlStore
from bot.core.errors import StoreError
from bot.core.model import (
    AuditAction,
    Change,
    Decision,
    PageOutcome,
    PageReading,
    Verdict,
)
from bot.core.quotes.fingerprints import fingerprint
from bot.core.quotes.model import Candidate
from tests.adapters.database.lantern import CHANNEL, HOUR, NOW, Given, record, review

WORDS = "We will keep every lantern dark until the owners of the quay come back to the table."
OTHERS = "Nobody asked the tide tables about wages, and still they were printed in red ink on Friday."
READ = PageReading(PageOutcome.WHOLE, "Read.", (), None, NOW)


async def found(store: SqlStore, piece: str, limit: int = 5) -> Sequence[Candidate]:
    (some,) = await store.quote_candidates([fingerprint(piece)], limit)
    return some


async def keys(store: SqlStore, piece: str, limit: int = 5) -> list[tuple[int, int]]:
    return [(one.entry_id, one.number) for one in await found(store, piece, limit)]


def rows(file: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(file)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


async def test_a_statement_is_found_by_what_a_piece_shares_with_it(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text=f"{OTHERS} {WORDS}"), given.planned("b")))
    (candidate,) = await found(store, "keep every lantern dark until the OWNERS of the quay")
    assert candidate == Candidate(
        entry_id=1,
        number=1,
        is_newest=True,
        feed_id="strike-news",
        url="https://strike.lanternguild.example/post/a",
        title="About a",
        text=f"{OTHERS} {WORDS}",
        published_at=NOW - HOUR,
        first_seen_at=NOW,
    )
    assert await keys(store, "Something else that nobody has ever written down here before.") == []


async def test_each_piece_has_its_own_answer_in_order(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text=WORDS), given.planned("b", text=OTHERS)))
    pieces = [fingerprint(OTHERS), (), fingerprint(WORDS), fingerprint(OTHERS)]
    found = await store.quote_candidates(pieces, 5)
    assert [[one.entry_id for one in some] for some in found] == [[2], [], [1], [2]]
    assert await store.quote_candidates([], 5) == []


async def test_a_title_is_found_too(store: SqlStore, given: Given) -> None:
    planned = given.planned("a", text=OTHERS)
    planned = replace(planned, entry=replace(planned.entry, title=WORDS))
    await store.apply(given.update(planned))
    assert await keys(store, WORDS) == [(1, 1)]


async def test_earlier_revisions_stay_and_say_so(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text=WORDS)))
    edited = given.planned("a", text=OTHERS, change=Change.CHANGED, known_id=1)
    await store.apply(given.update(edited))
    (old,), (new,) = await found(store, WORDS), await found(store, OTHERS)
    assert (old.number, old.is_newest, old.text) == (1, False, WORDS)
    assert (new.number, new.is_newest, new.text) == (2, True, OTHERS)
    both = given.planned("a", text=f"{WORDS} {OTHERS}", change=Change.CHANGED, known_id=1)
    await store.apply(given.update(both))
    assert await keys(store, WORDS) == [(1, 3), (1, 1)]


async def test_only_what_counts_as_the_unions_word_is_found(store: SqlStore, given: Given) -> None:
    held = given.planned("held", text=WORDS, decision=Decision.HELD)
    rejected = given.planned("rejected", text=WORDS, decision=Decision.REJECTED)
    await store.apply(given.update(held, rejected))
    assert await keys(store, WORDS) == []
    await store.decide(review(1), targets=(), audit=record(AuditAction.APPROVE))
    (approved,) = await found(store, WORDS)
    assert (approved.entry_id, approved.is_approved) == (1, True)
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert await keys(store, WORDS) == []


async def test_a_held_revision_leaves_what_was_said_before(store: SqlStore, given: Given, file: Path) -> None:
    await store.apply(given.update(given.planned("a", text=WORDS)))
    odd = given.planned("a", text=OTHERS, change=Change.CHANGED, known_id=1, decision=Decision.HELD)
    await store.apply(given.update(odd))
    assert await keys(store, WORDS) == [(1, 1)]
    assert await keys(store, OTHERS) == []
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert await keys(store, WORDS) == []
    assert rows(file, "SELECT * FROM fingerprints") == []


async def test_newer_rules_take_out_and_bring_in(store: SqlStore, given: Given, file: Path) -> None:
    held = given.planned("b", text=OTHERS, decision=Decision.HELD)
    await store.apply(given.update(given.planned("a", text=WORDS), held))
    first, second = await store.entries_after(0, 5)
    audit = record(AuditAction.REJUDGE)
    rejected = given.verdict(Decision.REJECTED)
    await store.save_verdicts([(first, rejected), (second, given.verdict())], audit=audit)
    assert (await keys(store, WORDS), await keys(store, OTHERS)) == ([], [(2, 1)])
    assert rows(file, "SELECT DISTINCT entry_id FROM fingerprints") == [(2,)]
    (first, second) = await store.entries_after(0, 5)
    await store.save_verdicts([(first, given.verdict()), (second, second.verdict)], audit=audit)
    assert (await keys(store, WORDS), await keys(store, OTHERS)) == ([(1, 1)], [(2, 1)])


async def test_what_was_taken_out_by_hand_alone_is_not_shown_either(
    store: SqlStore, given: Given, file: Path
) -> None:
    """A repair with the sqlite3 shell, which leaves the index as it was."""
    await store.apply(given.update(given.planned("a", text=WORDS)))
    connection = sqlite3.connect(file)
    connection.execute("UPDATE entries SET withdrawn_at = '2023-07-14T12:00:00.000000Z'")
    connection.commit()
    connection.close()
    assert await keys(store, WORDS) == []


async def test_a_text_read_later_takes_the_place_of_the_teaser(
    store: SqlStore, given: Given, file: Path
) -> None:
    waiting = PageReading(PageOutcome.UNAVAILABLE, "Not yet.", (), None, NOW, next_attempt_at=NOW)
    await store.apply(given.update(replace(given.planned("a", text=WORDS), page=waiting)))
    (wanted,) = await store.wanted_pages(NOW, 5)
    await store.save_page(wanted, READ, text=OTHERS, verdict=wanted.verdict)
    assert (await keys(store, WORDS), await keys(store, OTHERS)) == ([], [(1, 1)])
    hashes = {*fingerprint(OTHERS), *fingerprint("About a")}
    assert {row[0] for row in rows(file, "SELECT hash FROM fingerprints")} == hashes


async def test_a_page_that_tells_against_it_takes_it_out(store: SqlStore, given: Given) -> None:
    waiting = PageReading(PageOutcome.UNAVAILABLE, "Not yet.", (), None, NOW, next_attempt_at=NOW)
    await store.apply(given.update(replace(given.planned("a", text=WORDS), page=waiting)))
    (wanted,) = await store.wanted_pages(NOW, 5)
    foreign = Verdict(Decision.HELD, "page-canonical", "Its page names another.", "s", "e", 1)
    await store.save_page(wanted, READ, text=None, verdict=foreign)
    assert await keys(store, WORDS) == []


async def test_a_failed_apply_leaves_neither_statement_nor_fingerprints(
    store: SqlStore, given: Given, file: Path
) -> None:
    connection = sqlite3.connect(file)
    connection.execute(
        "CREATE TRIGGER full BEFORE INSERT ON deliveries BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    connection.close()
    with pytest.raises(StoreError, match="no room"):
        await store.apply(given.update(given.planned("a", text=WORDS, post_to=(CHANNEL,))))
    for table in ("entries", "revisions", "fingerprints", "statement_search"):
        assert rows(file, f"SELECT * FROM {table}") == []  # noqa: S608


async def test_applying_and_taking_in_again_changes_nothing(
    store: SqlStore, given: Given, file: Path
) -> None:
    update = given.update(given.planned("a", text=WORDS))
    await store.apply(update)
    before = rows(file, "SELECT * FROM fingerprints")
    await store.apply(update)
    engine = create_engine(f"sqlite:///{file}")
    with engine.begin() as connection:
        indexing.index(connection, [1])
    engine.dispose()
    assert rows(file, "SELECT * FROM fingerprints") == before
    assert before
    assert rows(file, "SELECT rowid FROM statement_search") == [(1,)]


async def test_copies_on_other_sources_are_candidates_of_their_own(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text=WORDS)))
    copy = given.planned("b", text=f"{WORDS} {OTHERS}", duplicate_of=1)
    await store.apply(given.named("site").update(copy))
    assert await keys(store, WORDS) == [(2, 1), (1, 1)]
    await store.withdraw(2, audit=record(AuditAction.WITHDRAW))
    assert await keys(store, WORDS) == []


# --- common words -------------------------------------------------------------------------------


async def fill(store: SqlStore, given: Given, texts: Sequence[str]) -> None:
    planned = [given.planned(str(number), text=text) for number, text in enumerate(texts)]
    await store.apply(given.update(*planned))


async def test_of_many_alike_the_newest_are_found(store: SqlStore, given: Given) -> None:
    many = candidates.RARE + 5
    await fill(store, given, [f"{WORDS} Number {number}." for number in range(many)])
    assert await keys(store, WORDS, 3) == [(many, 1), (many - 1, 1), (many - 2, 1)]
    (one,) = fingerprint("until the owners")
    (some,) = await store.quote_candidates([(one,)], 2)
    assert [found.entry_id for found in some] == [many, many - 1]


@pytest.mark.parametrize("recent", [4, candidates.RECENT])
async def test_the_one_that_holds_every_common_run_is_found_however_old(
    store: SqlStore, given: Given, monkeypatch: pytest.MonkeyPatch, recent: int
) -> None:
    monkeypatch.setattr(candidates, "RECENT", recent)
    halves = WORDS[:42], WORDS[42:]
    many = candidates.RARE + 1
    texts = [f"{WORDS} The first."] + [
        f"{half} Number {number}." for number in range(many) for half in halves
    ]
    await fill(store, given, texts)
    assert (await keys(store, WORDS))[0] == (1, 1)


async def test_an_altered_piece_of_what_is_often_said_is_found(store: SqlStore, given: Given) -> None:
    many = candidates.RARE + 5
    await fill(store, given, [f"{WORDS} Number {number}." for number in range(many)])
    await store.apply(given.update(given.planned("x", text="A lantern bright until the end of July.")))
    altered = WORDS.replace("dark", "bright")
    assert await keys(store, altered, 2) == [(many, 1), (many - 1, 1)]


async def test_what_shares_too_little_is_left_out(store: SqlStore, given: Given) -> None:
    whole = f"{WORDS} {OTHERS}"
    await fill(store, given, [whole, whole.rsplit(maxsplit=4)[0], WORDS.rsplit(maxsplit=4)[0]])
    # The third has thirteen of the piece's thirty-four words: more than a third, less than half.
    assert await keys(store, whole) == [(1, 1), (2, 1)]
    goods = ("bread", "rope", "candles", "salt", "tar", "oakum", "pitch")
    stock = ", ".join(f"{name} and more {name}" for name in goods)
    piece = f"Nobody asked the tide tables about {stock}."
    assert set(fingerprint(piece)) & set(fingerprint(OTHERS))
    assert await keys(store, piece) == []


def shared(piece: str, text: str, title: str) -> int:
    return len({*fingerprint(piece)} & {*fingerprint(text), *fingerprint(title)})


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize(("rare", "at_once"), [(0, 500), (2, 1), (8, 20), (32, 500)])
async def test_the_best_is_never_missed(
    store: SqlStore, given: Given, monkeypatch: pytest.MonkeyPatch, seed: int, rare: int, at_once: int
) -> None:
    """Against a count over everything, in a store whose statements share most of their words."""
    monkeypatch.setattr(candidates, "RARE", rare)
    monkeypatch.setattr(candidates, "_MOST_LOOKED_THROUGH", at_once)
    monkeypatch.setattr(candidates, "_MOST_PAIRS", 10 * at_once)
    chance = random.Random(f"{seed} {rare}")  # noqa: S311 -- a test's
    words = [f"w{number}" for number in range(9)]
    texts = [" ".join(chance.choices(words, k=60)) for _ in range(60)]
    await fill(store, given, texts)
    pieces = [" ".join(chance.choices(words, k=12)) for _ in range(40)]
    for text in chance.sample(texts, 20):
        start = chance.randrange(48)
        pieces.append(" ".join(text.split()[start : start + 12]))
    answers = await store.quote_candidates([fingerprint(piece) for piece in pieces], 4)
    for piece, answer in zip(pieces, answers, strict=True):
        counts = [shared(piece, one.text, one.title) for one in answer]
        assert counts == sorted(counts, reverse=True)
        best = max(shared(piece, text, "") for text in texts)
        if best >= max(1, len(fingerprint(piece)) // candidates.SHARE):
            assert counts
            assert counts[0] == best
        else:
            assert not counts


# --- cost and portability -----------------------------------------------------------------------

LOOK_UPS = ("_POSTINGS", "_HELD", "_WALK")


@pytest.mark.parametrize("name", LOOK_UPS)
async def test_no_look_up_walks_the_whole_table(store: SqlStore, file: Path, name: str) -> None:
    options = {"render_postcompile": True}
    query = getattr(candidates, name).params(hashes="[]", most=1, number=1)
    statement = str(query.compile(dialect=sqlite.dialect(), compile_kwargs=options))
    connection = sqlite3.connect(file)
    values = [None] * statement.count("?")
    plan = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
    connection.close()
    steps = [step for step in plan if "fingerprints" in step or "other" in step]
    assert steps
    assert all(step.startswith("SEARCH") and "PRIMARY KEY (hash=?" in step for step in steps)


@pytest.mark.parametrize("name", LOOK_UPS)
def test_every_look_up_can_be_said_to_postgresql(name: str) -> None:
    statement = str(getattr(candidates, name).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]
    assert "json_each" not in statement
