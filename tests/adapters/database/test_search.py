"""Search over what the union said: words are found, ranked, and never an instruction to the database."""

import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.adapters.database.searching import MOST_COUNTED
from bot.adapters.database.store import SqlStore
from bot.core.model import (
    AuditAction,
    Change,
    Decision,
    PageOutcome,
    PageReading,
    PlannedEntry,
)
from bot.core.search import Excerpt, SearchHit, SearchQuery
from tests.adapters.database.lantern import HOUR, NOW, Given, record, review

FEED = "strike-news"
READ = PageReading(PageOutcome.WHOLE, "Read.", (), None, NOW)


def query(words: str, feed_ids: Sequence[str] = (FEED,), **more: object) -> SearchQuery:
    return replace(SearchQuery(words, feed_ids), **more)  # type: ignore[arg-type]


async def found(store: SqlStore, words: str, feed_ids: Sequence[str] = (FEED,), **more: object) -> list[int]:
    page = await store.search(query(words, feed_ids, **more))
    return [hit.entry_id for hit in page.hits]


async def titles(store: SqlStore, typed: str, feed_ids: Sequence[str] = (FEED,), limit: int = 5) -> list[int]:
    return [one.entry_id for one in await store.titles(typed, feed_ids, limit)]


def titled(given: Given, name: str, title: str, text: str = "Words.") -> PlannedEntry:
    planned = given.planned(name, text=text)
    return replace(planned, entry=replace(planned.entry, title=title))


async def test_a_hit_shows_where_the_words_are(store: SqlStore, given: Given) -> None:
    text = "The quay is quiet.\n\nNo lantern burns, and none will before the owners bargain."
    await store.apply(given.update(given.planned("a", text=text), given.planned("b")))
    page = await store.search(query("LANTERN owners"))
    (hit,) = page.hits
    excerpt = hit.excerpt
    assert [excerpt.text[start:end] for start, end in excerpt.highlights] == ["lantern", "owners"]
    assert hit == SearchHit(
        entry_id=1,
        feed_id=FEED,
        url="https://strike.lanternguild.example/post/a",
        title="About a",
        published_at=NOW - HOUR,
        first_seen_at=NOW,
        excerpt=Excerpt(" ".join(text.split()), excerpt.highlights),
    )
    assert (page.total, page.is_total_exact) == (1, True)


async def test_an_excerpt_of_a_long_text_is_short(store: SqlStore, given: Given) -> None:
    text = "Rope and tar. " * 100 + "A lantern burns. " + "Tar and rope. " * 100
    await store.apply(given.update(given.planned("a", text=text)))
    (hit,) = (await store.search(query("lantern"))).hits
    excerpt = hit.excerpt
    assert excerpt.text.startswith("…")
    assert excerpt.text.endswith("…")
    assert len(excerpt.text) < 200
    assert [excerpt.text[start:end] for start, end in excerpt.highlights] == ["lantern"]


async def test_all_words_are_asked_for_and_a_title_weighs_more(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            given.planned("a", text="A strike at the quay, and pay."),
            titled(given, "b", "Strike pay at the quay", "Every member of the guild has it from today on."),
            given.planned("c", text="A strike, and nothing else."),
        )
    )
    assert await found(store, "strike pay") == [2, 1]
    assert await found(store, '"strike pay"') == [2]
    assert await found(store, "“pay at the”") == [2]
    assert await found(store, "strike oakum") == []


async def test_words_that_only_begin_so_are_the_second_try(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            given.planned("a", text="Strikers at the gate."), given.planned("b", text="A strike at the gate.")
        )
    )
    assert await found(store, "strike") == [2]
    assert set(await found(store, "strik gat")) == {1, 2}
    first, second = await found(store, "strik")
    assert {first, second} == {1, 2}
    assert await found(store, "strik", offset=1, limit=1) == [second]
    assert await found(store, "trike") == []


async def test_accents_and_case_make_no_difference(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text="La grève continue à Orléans.")))
    for words in ("greve orleans", "GRÈVE", "gre\u0300ve"):
        assert await found(store, words) == [1]


async def test_scripts_without_spaces(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(
            given.planned("a", text="我们今天罢工。明天也罢工。"), given.planned("b", text="明天上工。")
        )
    )
    page = await store.search(query("罢工"))
    (hit,) = page.hits
    assert hit.entry_id == 1
    assert hit.excerpt.text == "我们今天罢工。明天也罢工。"
    assert "".join(hit.excerpt.text[start:end] for start, end in hit.excerpt.highlights) == "罢工罢工"
    assert await found(store, "工罢") == []
    assert await titles(store, "罢") == []


HOSTILE = [
    "",
    " ",
    '"',
    '"""',
    "*",
    "^",
    "-",
    "NOT",
    "AND OR NOT",
    "NEAR(a b, 5)",
    "title:strike",
    "{title} : strike",
    "strike*",
    "a\x00b",
    "\ud800",
    "strike) OR (1",
    "'; DROP TABLE entries; --",
    "%_\\",
    "\ufdd0strike\ufdd1",
    "😀",
    "́",
    "x" * 100_000,
    " ".join(["strike"] * 50_000),
    " ".join(string.printable) * 50,
    "(" * 5_000,
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_whatever_is_typed_is_words(store: SqlStore, given: Given, words: str) -> None:
    await store.apply(given.update(given.planned("a", text="A strike.")))
    assert (await store.search(query(words))).total in (0, 1)
    assert len(await store.titles(words, [FEED], 5)) <= 1
    assert await found(store, "strike") == [1]


async def test_an_operator_is_a_word_too(store: SqlStore, given: Given) -> None:
    await store.apply(
        given.update(given.planned("a", text="Now or never."), given.planned("b", text="Now. Never."))
    )
    assert await found(store, "now OR never") == [1]
    assert await found(store, "never NOT now") == []


async def test_by_feed_and_time(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text="A strike."), at=NOW))
    old = given.planned("b", text="A strike.", published_at=NOW - timedelta(days=9))
    await store.apply(given.named("site").update(old))
    both = (FEED, "site")
    assert set(await found(store, "strike", both)) == {1, 2}
    assert await found(store, "strike", ["site"]) == [2]
    assert await found(store, "strike", []) == []
    assert await found(store, "strike", both, since=NOW - HOUR) == [1]
    assert await found(store, "strike", both, since=NOW) == []
    assert await found(store, "strike", both, until=NOW - HOUR) == [2]


async def test_pages_and_their_total(store: SqlStore, given: Given) -> None:
    texts = ["A strike, " + "and rope, " * number for number in range(7)]
    await store.apply(
        given.update(*(given.planned(str(number), text=text) for number, text in enumerate(texts)))
    )
    pages = [await store.search(query("strike", limit=3, offset=offset)) for offset in (0, 3, 6, 9)]
    assert [page.total for page in pages] == [7, 7, 7, 7]
    assert [len(page.hits) for page in pages] == [3, 3, 1, 0]
    shown = [hit.entry_id for page in pages for hit in page.hits]
    assert sorted(shown) == list(range(1, 8))
    assert shown[0] == 1  # where the word is a larger part of the text


async def test_very_many_hits_are_not_counted_to_the_end(store: SqlStore, given: Given) -> None:
    many = [given.planned(str(number), text="A strike.") for number in range(MOST_COUNTED + 1)]
    await store.apply(given.update(*many[1:]))
    page = await store.search(query("strike"))
    assert (page.total, page.is_total_exact) == (MOST_COUNTED, True)
    await store.apply(given.update(many[0]))
    page = await store.search(query("strike"))
    assert (page.total, page.is_total_exact) == (MOST_COUNTED, False)


async def test_only_what_counts_as_the_unions_word_is_found(store: SqlStore, given: Given) -> None:
    held = given.planned("held", text="A strike.", decision=Decision.HELD)
    rejected = given.planned("rejected", text="A strike.", decision=Decision.REJECTED)
    await store.apply(given.update(held, rejected))
    assert (await found(store, "strike"), await titles(store, "about"), await titles(store, "")) == (
        [],
        [],
        [],
    )
    await store.decide(review(1), targets=(), audit=record(AuditAction.APPROVE))
    (hit,) = (await store.search(query("strike"))).hits
    assert (hit.entry_id, hit.is_approved) == (1, True)
    assert (await titles(store, "about"), await titles(store, "")) == ([1], [1])
    await store.withdraw(1, audit=record(AuditAction.WITHDRAW))
    assert (await found(store, "strike"), await titles(store, "about"), await titles(store, "")) == (
        [],
        [],
        [],
    )


async def test_the_newest_revision_alone_is_searched(store: SqlStore, given: Given) -> None:
    await store.apply(given.update(given.planned("a", text="A strike.")))
    edited = given.planned("a", text="A walkout.", change=Change.CHANGED, known_id=1)
    await store.apply(given.update(edited))
    assert (await found(store, "strike"), await found(store, "walkout")) == ([], [1])
    odd = given.planned("a", text="A parade.", change=Change.CHANGED, known_id=1, decision=Decision.HELD)
    await store.apply(given.update(odd))
    assert (await found(store, "walkout"), await found(store, "parade")) == ([], [])
    (stored,) = await store.entries_after(0, 5)
    await store.save_verdicts([(stored, given.verdict())], audit=record(AuditAction.REJUDGE))
    assert await found(store, "parade") == [1]


async def test_a_text_read_later_is_searched(store: SqlStore, given: Given) -> None:
    waiting = PageReading(PageOutcome.UNAVAILABLE, "Not yet.", (), None, NOW, next_attempt_at=NOW)
    await store.apply(given.update(replace(given.planned("a", text="A teaser…"), page=waiting)))
    (wanted,) = await store.wanted_pages(NOW, 5)
    await store.save_page(wanted, READ, text="The whole text.", verdict=wanted.verdict)
    assert (await found(store, "teaser"), await found(store, "whole")) == ([], [1])


async def test_one_statement_on_several_sources_is_one_hit(store: SqlStore, given: Given) -> None:
    both = (FEED, "site")
    await store.apply(given.update(given.planned("a", text="A strike. Short.")))
    copy = given.planned("b", text="A strike. Long, with every detail.", duplicate_of=1)
    await store.apply(given.named("site").update(copy, titled(given, "c", "Another strike")))
    page = await store.search(query("strike", both))
    assert sorted(hit.entry_id for hit in page.hits) == [1, 3]
    assert page.total == 2
    assert await found(store, "detail", both) == [2]
    assert set(await found(store, "strike", ["site"])) == {2, 3}
    assert await titles(store, "about", both) == [1]
    assert await titles(store, "about", ["site"]) == [2]
    assert await titles(store, "", both) == [3, 1]
    # An entry that was stored earlier and turned out to be a copy later on.
    await store.apply(given.update(given.planned("x", text="A strike. Early.")))
    late = given.planned("x", text="A strike. Late.", change=Change.CHANGED, known_id=4, duplicate_of=3)
    await store.apply(given.update(late))
    assert sorted(await found(store, "strike", both)) == [1, 3]
    assert await found(store, "late", both) == [4]


async def test_titles_by_the_words_typed_so_far(store: SqlStore, given: Given) -> None:
    names = ["Strike pay from Monday", "Pay talks end", "A strike, a paean", "Nothing on money: strike"]
    planned = [titled(given, str(number), name, "Pay, pay.") for number, name in enumerate(names)]
    await store.apply(given.update(*planned))
    assert await titles(store, "pay") == [2, 1]
    assert await titles(store, "strike pa") == [3, 1]
    assert await titles(store, "STRIKE P", limit=1) == [3]
    assert await titles(store, "pa strike") == []
    assert await titles(store, "") == [4, 3, 2, 1]
    assert await titles(store, "", limit=2) == [4, 3]
    assert await titles(store, "pay", ["other"]) == []
    (first, _) = await store.titles("pay", [FEED], 5)
    assert (first.title, first.url) == ("Pay talks end", "https://strike.lanternguild.example/post/1")
