"""The set of pages is whole, its loader refuses what is not, and the measurement measures.

What today's extraction makes of the set is printed by `make eval`; that no sentence is lost, and that no page
in sight has furniture left, is asserted here.
"""

import io
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from lxml import html as lxml_html
from rich.console import Console

from evaluation.page_documents import (
    BLOCK_BREAK,
    FRESH,
    PLATFORMS,
    UNSEEN,
    Notice,
    Source,
    build,
    dressed,
    shown_text,
)
from evaluation.page_report import print_pages
from evaluation.pages import (
    HIDDEN,
    KEPT_ASIDE,
    KINDS,
    OURS,
    PLAIN,
    Page,
    PageSetError,
    folded,
    hidden,
    measure_pages,
    measure_unseen,
    page_of,
    pages,
    read,
    source_of,
    unseen_pages,
)

SOURCE = Source(
    name="gates",
    platform="drupal",
    frame="olivero",
    language="en",
    union="Gatekeepers’ Guild",
    host="www.gatekeepers.example",
    title="The gates are shut",
    author="press desk",
    published="4 May 2026",
    tag="Notices",
    menu=("Front page", "Branches"),
    body="<p>We met at nine. Nobody came in.</p><p>Share this</p><p>Nobody came in.</p><table><tr>"
    "<td>North</td><td>7:00</td></tr></table><figure><figcaption>The north gate</figcaption></figure>",
    sentences=("We met at nine.", "Nobody came in.", "North 7:00"),
    leftovers=("Share this",),
    repeated=("Nobody came in.",),
    captions=("The north gate",),
    others=(Notice("An older post", "It was about hinges."),),
)
DATA: dict[str, Any] = {
    "frame": "bare",
    "language": "de",
    "union": "Torwärterbund",
    "host": "www.tor.example",
    "title": "Die Tore sind zu",
    "author": "Vorstand",
    "published": "4. Mai",
    "updated": "5. Mai",
    "tag": "Tor",
    "menu": ["Start"],
    "body": "<p>Keiner kam herein.</p>",
    "sentences": ["Keiner kam herein."],
    "leftovers": [],
}


# --- the set -----------------------------------------------------------------------------------------


def test_the_set_has_forty_pages_in_five_shapes_and_four_languages() -> None:
    sources = [page.source for page in pages() if not page.is_fresh]
    assert Counter(source.platform for source in sources) == dict.fromkeys(PLATFORMS, 8)
    assert Counter(source.language for source in sources) == {"en": 22, "es": 8, "fr": 5, "de": 5}
    assert len({source.name for source in sources}) == 40
    assert len({source.union for source in sources}) == 40


def test_the_fresh_pages_stand_in_frames_of_their_own() -> None:
    fresh = [page.source for page in pages() if page.is_fresh]
    assert Counter(source.language for source in fresh) == {"en": 8, "es": 3, "de": 2, "fr": 1}
    assert sorted(Counter(source.frame for source in fresh).values()) == [2] * 7
    first = [page.source for page in pages() if not page.is_fresh]
    assert not {source.frame for source in fresh} & {source.frame for source in first}
    assert not {source.union for source in fresh} & {source.union for source in first}
    assert not {source.name for source in fresh} & ({source.name for source in first} | KEPT_ASIDE)
    assert len({source.union for source in fresh}) == len({source.name for source in fresh}) == 14


def test_the_unseen_pages_stand_in_a_frame_each_that_no_other_page_has() -> None:
    unseen = [page.source for page in unseen_pages()]
    assert Counter(source.language for source in unseen) == {"en": 5, "es": 2, "de": 2, "fr": 1}
    assert {source.platform for source in unseen} == {UNSEEN}
    others = [page.source for page in pages()]
    for told in ("frame", "union", "name", "host"):
        values = {getattr(source, told) for source in unseen}
        assert len(values) == len(unseen) == 10
        assert not values & {getattr(source, told) for source in others}
    assert all(source.host.endswith(".example") for source in unseen)


def test_pages_are_kept_aside_of_every_platform_and_language() -> None:
    kept = [page.source for page in pages() if page.is_kept_aside]
    assert {source.name for source in kept} == KEPT_ASIDE
    assert len(kept) == 11
    assert len(kept) + len(unseen_pages()) >= 13
    assert {source.platform for source in kept} == set(PLATFORMS)
    assert {source.language for source in kept} == {"en", "es", "fr", "de"}


def test_every_frame_of_furniture_is_among_the_pages_in_sight() -> None:
    first = [page for page in pages() if not page.is_fresh]
    in_sight = {page.source.frame for page in first if not page.is_kept_aside}
    assert in_sight == {page.source.frame for page in first}


def test_every_host_is_an_invented_one() -> None:
    assert all(page.source.host.endswith(".example") for page in pages())


def test_the_statements_are_of_many_lengths_and_marked_sentence_by_sentence() -> None:
    counts = sorted(len(page.source.sentences) for page in pages())
    assert counts[0] <= 7
    assert counts[-1] >= 35
    assert sum(counts) >= 750
    marks = [sentence for page in pages() for sentence in page.source.sentences]
    assert all(sentence == folded(sentence) for sentence in marks)


def test_the_set_holds_every_kind_of_furniture() -> None:
    kinds = Counter(phrase.kind for page in pages() for phrase in page.phrases)
    kinds["repeated"] = sum(len(page.source.repeated) for page in pages())
    assert set(kinds) == set(KINDS)
    assert kinds["within"] >= 15
    assert kinds["comments"] >= 10
    assert kinds["other posts"] >= 150


def test_a_page_is_a_complete_document_in_the_encoding_that_it_names() -> None:
    encodings = Counter(page.source.encoding for page in pages())
    assert encodings == {"utf-8": 47, "windows-1252": 4, "iso-8859-1": 3}
    for page in pages():
        tree = lxml_html.document_fromstring(page.body)
        assert tree.find(".//title") is not None, page.source.name
        assert folded(tree.text_content()).count(page.source.sentences[0]) >= 1, page.source.name


def test_the_same_source_always_gives_the_same_document() -> None:
    assert all(page_of(page.source).body == page.body for page in pages())


# --- the loader --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sentences": ("We met at ten.",)}, "not in this order: 'We met at ten.'"),
        ({"sentences": ("Nobody came in.", "We met at nine.")}, "not in this order: 'We met at nine.'"),
        ({"sentences": ()}, "there are no sentences"),
        ({"sentences": SOURCE.sentences[:2]}, "no mark covers: ['North', '7', '00']"),
        ({"captions": ()}, "no mark covers: ['The', 'north', 'gate']"),
        ({"leftovers": ("Share this", "Share that")}, "does not show: 'Share that'"),
        ({"title": "We met at nine"}, "in the statement, too: 'We met at nine'"),
        ({"menu": ("North",)}, "in the statement, too: 'North'"),
        ({"repeated": ("Nobody came in.", "We met at nine.")}, "repeats: 'We met at nine.'"),
    ],
)
def test_a_mark_that_is_not_verbatim_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(PageSetError) as raised:
        page_of(replace(SOURCE, **change))
    assert str(raised.value).startswith("drupal/gates.yaml: ")
    assert told in str(raised.value)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sentence": "Keiner kam herein."}, "sentence: no such key"),
        ({"published": 2026}, "published: no such key, or not a text: 2026"),
        ({"sentences": ["Keiner kam herein.", 7]}, "sentences: not a text: 7"),
        ({"leftovers": [""]}, "leftovers: not a text: ''"),
        ({"others": [{"title": "Alt", "text": None}]}, "others: not a text: None"),
    ],
)
def test_a_file_with_something_else_in_it_is_refused(change: dict[str, Any], told: str) -> None:
    with pytest.raises(PageSetError) as raised:
        source_of(DATA | change, name="tore", platform="plain")
    assert told in str(raised.value)


def test_a_file_becomes_a_page() -> None:
    page = page_of(source_of(DATA, name="tore", platform="plain"))
    assert page.source.url == "https://www.tor.example/tore"
    assert "Keiner kam herein." in shown_text(page.body.decode())


def test_a_page_that_needs_what_its_file_does_not_tell_is_refused() -> None:
    without = {key: value for key, value in DATA.items() if key != "updated"}
    with pytest.raises(PageSetError, match=r"shows \$updated, which the file does not tell"):
        page_of(source_of(without, name="tore", platform="plain"))


# --- the documents -----------------------------------------------------------------------------------


def test_a_statement_is_dressed_block_by_block() -> None:
    body = f"<p>One.</p>{BLOCK_BREAK}<p>Two.</p>"
    dress = {"<p>": '<p id="v%n"><span>', "</p>": "</span></p>"}
    assert dressed(body, '<div id="b%n">$content</div>', dress).splitlines() == [
        '<div id="b5"><p id="v1"><span>One.</span></p></div>',
        '<div id="b6"><p id="v3"><span>Two.</span></p></div>',
    ]
    assert dressed("<p>One.</p>", "$content", {}) == "<p>One.</p>"


def test_what_a_page_has_nothing_for_is_not_there() -> None:
    document, bare = build(SOURCE), build(replace(SOURCE, others=()))
    assert "Related News" in document.html
    assert "Related News" not in bare.html
    assert "Related News" in [phrase.text for phrase in document.phrases]
    assert "Related News" not in [phrase.text for phrase in bare.phrases]


def test_all_words_of_a_document_are_seen_and_blocks_part_them() -> None:
    html = "<p>1<sup>er</sup>&nbsp;mars</p><p>now</p><td>a</td><td>b</td>&#151; x<br>y"
    html = f"<style>p{{}}</style>{html}<script>z</script>"
    assert shown_text(html) == "1er mars now a b — x y"


# --- the measurement ---------------------------------------------------------------------------------


def statement_of(page: Page) -> tuple[str, str | None]:
    return "\n\n".join(page.source.sentences), None


def everything_of(page: Page) -> tuple[str, str | None]:
    return shown_text(page.body.decode(page.source.encoding)), None


@pytest.mark.parametrize("page", [*pages(), *unseen_pages()], ids=lambda page: page.source.name)
def test_the_statement_alone_is_right_and_the_whole_page_is_not(page: Page) -> None:
    right, everything = read(page, statement_of), read(page, everything_of)
    assert right.is_whole
    assert not right.leaked
    assert right.other_words == 0
    assert everything.missing == ()
    assert set(everything.leaked) >= set(page.phrases)
    assert everything.other_words > 50


def test_a_reading_tells_what_is_missing_out_of_order_and_too_much() -> None:
    page = page_of(SOURCE)
    reading = read(page, lambda _: ("Nobody came in. We met at nine. Nobody came in. Share this", "a door"))
    assert reading.missing == ("North 7:00",)
    assert not reading.is_whole
    assert [(phrase.kind, phrase.text) for phrase in reading.leaked] == [
        ("within", "Share this"),
        ("repeated", "Nobody came in."),
    ]
    assert reading.other_words == 5
    assert reading.obstacle == "a door"
    swapped = read(page, lambda _: ("North | 7:00 |\nNobody came in.\nWe met at nine.", None))
    assert swapped.missing == ()
    assert not swapped.is_in_order
    assert read(page, lambda _: ("We met at ninety. Nobody came inside.", None)).missing == SOURCE.sentences


def test_a_long_phrase_is_seen_where_it_runs_together_with_others_and_a_short_one_is_not() -> None:
    page = page_of(SOURCE)
    reading = read(page, lambda _: ("An older postIt was about hinges.Share thistle", None))
    assert [phrase.text for phrase in reading.leaked] == ["It was about hinges."]
    together = read(page, lambda _: ("An older post\nIt was about hinges.", None))
    assert [phrase.text for phrase in together.leaked] == ["An older post", "It was about hinges."]


def test_with_its_names_hidden_a_page_says_the_same_and_names_nothing() -> None:
    page = page_of(replace(SOURCE, body=f'{SOURCE.body}<hr class="gate shut" data-shape="gate"/>'))
    shut = hidden(page).body.decode()
    assert shown_text(shut) == shown_text(page.body.decode())
    names = lxml_html.document_fromstring(shut).xpath("//@class|//@id|//@role|//@itemprop|//@data-hook")
    assert len(names) > 20
    assert all(one[0] == "x" and len(one) == 10 for name in names for one in name.split())
    assert 'data-shape="gate"' in shut
    first = lxml_html.document_fromstring(page.body).xpath("//@class")
    assert len(set(first)) == len(set(lxml_html.document_fromstring(shut).xpath("//@class")))


def test_figures_add_up_by_platform_and_part() -> None:
    for way in (OURS, HIDDEN, PLAIN):
        figures = measure_pages(way)
        parts = [figures.of(is_kept_aside=kept) for kept in (True, False)]
        platforms = [figures.of(platform=platform) for platform in (*PLATFORMS, FRESH)]
        ages = [figures.of(is_fresh=fresh) for fresh in (True, False)]
        for split in (parts, platforms, ages):
            assert sum(part.whole() for part in split) == figures.whole()
            assert sum(part.clean() for part in split) == figures.clean()
            assert sum(part.right() for part in split) == figures.right()
            assert sum(part.other_words() for part in split) == figures.other_words()
        assert figures.right() <= min(figures.whole(), figures.clean())
        assert 0 < figures.share_found() <= 1


def test_no_sentence_is_lost_and_the_first_forty_and_the_fresh_pages_are_clean() -> None:
    figures, unseen = measure_pages(OURS), measure_unseen(OURS)
    assert figures.share_found() == measure_pages(HIDDEN).share_found() == 1
    assert figures.right() == len(pages())
    assert unseen.whole() == measure_unseen(HIDDEN).whole() == len(unseen_pages())


def test_the_figures_are_printed_side_by_side_and_no_page_kept_aside_and_no_fresh_one_is_shown() -> None:
    console = Console(file=io.StringIO(), width=160)
    print_pages(console)
    assert isinstance(console.file, io.StringIO)
    printed = console.file.getvalue()
    assert OURS in printed
    assert HIDDEN in printed
    assert PLAIN in printed
    assert all(platform in printed for platform in PLATFORMS)
    assert FRESH in printed
    assert UNSEEN in printed
    fresh = {
        page.source.name for page in (*pages(), *unseen_pages()) if page.source.platform not in PLATFORMS
    }
    assert len(fresh) == 24
    assert not [name for name in KEPT_ASIDE | fresh if name in printed]
