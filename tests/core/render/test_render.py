"""Messages: what they say, what they must never say, and that they fit."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.hosts import LinkFault, link_host
from bot.core.model import (
    Account,
    ActionButton,
    Catalogue,
    Decision,
    Feed,
    FeedState,
    LinkButton,
    Message,
    Platform,
    Silence,
    SourceStatus,
    Statement,
    Strike,
    StrikeDay,
    StrikeState,
    Summary,
    Verdict,
)
from bot.core.render import (
    render_help,
    render_latest,
    render_no_record,
    render_receipt,
    render_statement,
    render_unknown_post,
)
from bot.core.summarise import summarise

NOW = datetime(2023, 7, 20, 17, 30, tzinfo=UTC)
STAMP = int(NOW.timestamp())
NONCE = "0123456789abcdef01234567"
GUILD = "Example Performers Guild"
URL = "https://strike.guild.example/post/talks"
TEXT = "The committee met on Tuesday. The employers left early. Pickets start at nine."
FEED = Feed(
    id="strike-news",
    url="https://strike.guild.example/blog-feed.xml",
    union_id="guild",
    union_name=GUILD,
    hosts=frozenset({"strike.guild.example"}),
)
DIRECT = Verdict(
    Decision.DIRECT, "link-host", "Its link is the union's own.", "seen.example", "expected.example", 3
)
STATEMENT = Statement(
    entry_id=1,
    feed_id="strike-news",
    key="k",
    url=URL,
    title="Talks break down",
    text=TEXT,
    published_at=NOW,
    first_seen_at=NOW + timedelta(minutes=3),
    revised_at=None,
    revision=1,
    sha256="ab" * 32,
    hops=("https://strike.guild.example/blog-feed.xml",),
    fetched_at=NOW,
    verdict=DIRECT,
)
STRIKE = Strike("tv", "guild", "TV strike", ZoneInfo("America/Los_Angeles"), date(2023, 7, 14))
HOSTILE = "@everyone [guild](https://evil.example) **x** ||y|| <@1> <t:1:R> `z` # h\n> q\x1b[31m\u202e"


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def card(statement: Statement = STATEMENT, union_name: str = GUILD) -> Message:
    summary = summarise(statement.text, cut_off=statement.cut_off)
    return render_statement(statement, union_name=union_name, summary=summary, nonce=NONCE)


def verdict(decision: Decision) -> Verdict:
    return replace(DIRECT, decision=decision)


def source(feed_id: str = "strike-news", *, held: int = 0, **state: object) -> SourceStatus:
    return SourceStatus(replace(FEED, id=feed_id), replace(FeedState(feed_id), **state), held)  # type: ignore[arg-type]


WELL = source("well", polled_at=NOW, reached_at=NOW, changed_at=NOW)
DOWN = source("down", polled_at=NOW, failing_since_at=NOW, failures=3, next_poll_at=NOW)
NEW = source("new")


# --- the card ---------------------------------------------------------------------------------


def test_a_card_says_what_it_is_and_where_it_is_from() -> None:
    message = card()
    assert [block.markdown for block in message.blocks] == [
        "### Talks break down",
        f"Straight from **{GUILD}** · strike.guild.example · <t:{STAMP}:f>",
        "> The committee met on Tuesday.",
        "> The employers left early.",
        "> Pickets start at nine.",
    ]
    assert message.blocks[1].plain == f"Straight from {GUILD} · strike.guild.example · 2023-07-20 17:30 UTC"
    assert message.buttons == (
        LinkButton("Read it on strike.guild.example", URL),
        ActionButton("How do we know?", f"pw:how:{NONCE}"),
    )


@pytest.mark.parametrize("decision", [Decision.HELD, Decision.REJECTED])
def test_what_is_not_direct_never_gets_a_card(decision: Decision) -> None:
    with pytest.raises(ValueError, match="only the union's word is posted"):
        card(replace(STATEMENT, verdict=verdict(decision)))


def test_an_edited_statement_says_so() -> None:
    assert f"-# Updated <t:{STAMP}:R>" in markdown(card(replace(STATEMENT, revised_at=NOW)))


def test_a_statement_without_title_or_date() -> None:
    message = card(replace(STATEMENT, title="", published_at=None))
    assert message.blocks[0].markdown.startswith("Straight from")
    assert message.blocks[0].plain.endswith("first seen 2023-07-20 17:33 UTC")


def test_a_beginning_is_called_a_beginning() -> None:
    assert "The feed gives only the beginning" in markdown(card(replace(STATEMENT, cut_off=True)))
    assert "only the beginning" not in markdown(card())


def test_a_card_without_a_sentence_to_quote_points_to_the_page() -> None:
    message = card(replace(STATEMENT, text="#strike"))
    assert message.blocks[-1].markdown == "Read it on the union's own page."
    assert ">" not in [block.markdown[:1] for block in message.blocks]


@pytest.mark.parametrize(
    "url", [None, "https://a@strike.guild.example/", "https://strike.guild.example/" + "a" * 600]
)
def test_a_doubtful_address_gets_no_button(url: str | None) -> None:
    message = card(replace(STATEMENT, url=url, text="#strike"))
    assert [type(button) for button in message.buttons] == [ActionButton, ActionButton]
    assert "own page" not in markdown(message)


@pytest.mark.parametrize("labels", [1, 2])
def test_a_long_hosts_end_is_what_its_button_shows(labels: int) -> None:
    host = ".".join(["a" * 33] * 2 * labels) + ".example"
    button = card(replace(STATEMENT, url=f"https://{host}/")).buttons[0]
    assert button.label.endswith(".example")
    assert len(button.label) <= 80


def test_every_line_of_a_sentence_is_quoted() -> None:
    message = card(replace(STATEMENT, text="The line is broken\nin the middle of it."))
    assert message.blocks[-1].markdown == "> The line is broken\n> in the middle of it."
    assert message.blocks[-1].plain == message.blocks[-1].markdown


def test_sentences_too_many_are_dropped_never_cut() -> None:
    text = " ".join(f"Sentence {number} {'*' * 380}." for number in range(9))
    spans = tuple((match.start(), match.end()) for match in re.finditer(r"Sentence \d \*+\.", text))
    message = render_statement(
        replace(STATEMENT, text=text), union_name=GUILD, summary=Summary(spans), nonce=NONCE
    )
    quotes = [block.plain for block in message.blocks if block.plain.startswith("> ")]
    assert 0 < len(quotes) < 9
    assert all(quote.endswith("*.") for quote in quotes)
    assert len(markdown(message)) < 4_000


def test_a_hostile_feed_stays_inside_its_card() -> None:
    message = card(replace(STATEMENT, title=HOSTILE, text=f"{HOSTILE} is here to stay."), union_name=HOSTILE)
    shown = re.sub(r"<t:\d+:[fR]>", "", markdown(message))
    assert not re.search(r"(?<!\\)[\[\]`|<]|@everyone|(?<!\\)://|\x1b|\u202e", shown)
    assert "\x1b" not in plain(message)
    assert "\n" not in message.blocks[0].markdown


@given(title=st.text(max_size=600), text=st.text(max_size=2_000), name=st.text(max_size=300))
def test_a_card_always_fits(title: str, text: str, name: str) -> None:
    message = card(replace(STATEMENT, title=title, text=text), union_name=name)
    assert len(markdown(message)) + sum(len(button.label) for button in message.buttons) <= 4_000
    assert all(len(button.label) <= 80 for button in message.buttons)


# --- the receipt --------------------------------------------------------------------------------


def test_a_receipt_shows_what_the_verdict_was_made_on() -> None:
    text = plain(render_receipt(STATEMENT, feed=FEED))
    for part in (
        "direct: the union's own words",
        "Its link is the union's own.",
        "Decided by: the host the link leads to, link-host (rule set 3)",
        "Seen: seen.example",
        "Expected: expected.example",
        f"Feed: strike-news ({GUILD}), https://strike.guild.example/blog-feed.xml",
        "Final address: https://strike.guild.example/blog-feed.xml\n",
        "Fetched: 2023-07-20 17:30 UTC",
        "Revision: 1, first seen 2023-07-20 17:33 UTC",
        "ab" * 32,
        "Published, as the feed says: 2023-07-20 17:30 UTC",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("decision", "words"), [(Decision.HELD, "held: "), (Decision.REJECTED, "rejected: ")]
)
def test_a_receipt_for_others_words_never_links_to_them(decision: Decision, words: str) -> None:
    message = render_receipt(replace(STATEMENT, verdict=verdict(decision)), feed=replace(FEED, watched=True))
    assert words in plain(message)
    assert "somebody else's, only watched" in plain(message)
    assert "](" not in markdown(message)


def test_a_receipt_with_less_to_show() -> None:
    bare = replace(
        STATEMENT, title="", published_at=None, hops=(), verdict=replace(DIRECT, seen="", expected="")
    )
    text = plain(render_receipt(bare, feed=None))
    assert "strike-news, no longer followed" in text
    assert "Final address: not recorded" in text
    assert "Seen: nothing" in text
    assert "Published" not in text
    held = replace(bare, verdict=verdict(Decision.HELD))
    assert "An entry without a title" in plain(render_receipt(held, feed=None))


def test_a_receipt_counts_redirects() -> None:
    moved = replace(STATEMENT, hops=("https://a.example/", "https://b.example/", "https://c.example/"))
    assert "Final address: https://c.example/ (after 2 redirects)" in plain(render_receipt(moved, feed=FEED))


@pytest.mark.parametrize("silence", list(Silence))
def test_a_receipt_says_why_nothing_was_posted(silence: Silence) -> None:
    assert "Not posted: " in plain(render_receipt(replace(STATEMENT, silence=silence), feed=FEED))


def test_a_receipt_of_an_old_statement_names_both_reasons() -> None:
    shown = plain(render_receipt(replace(STATEMENT, silence=Silence.OLD), feed=FEED))
    assert "when its channel began to follow the feed, or when it was found to be the union's." in shown


def test_an_unknown_link_is_not_called_false() -> None:
    def answer(link: str, *, on_own_host: bool = False) -> str:
        return plain(render_no_record(link, host=link_host(link), on_own_host=on_own_host))

    assert "does not say whether it is genuine" in answer(URL, on_own_host=True)
    assert "not on the list" not in answer(URL, on_own_host=True)
    assert "evil.example is not on the list of hosts" in answer("https://evil.example/")
    assert "The link does not start with https://, so" in answer("http://evil.example/")


def test_an_unknown_post_is_not_vouched_for() -> None:
    assert "no record of this post" in plain(render_unknown_post())


# --- the day --------------------------------------------------------------------------------------


def day() -> StrikeDay:
    return StrikeDay(STRIKE, date(2023, 7, 20), StrikeState.ON_STRIKE, day=7, total=None)


# --- latest, help ----------------------------------------------------------------


def test_latest_links_titles_to_their_pages() -> None:
    message = render_latest(
        [STATEMENT, replace(STATEMENT, feed_id="other", url=None)], {"strike-news": GUILD}
    )
    assert f"**[Talks break down](<{URL}>)**\n{GUILD} · strike.guild.example · <t:{STAMP}:f>" in markdown(
        message
    )
    assert "**Talks break down**\nother · other · " in markdown(message)
    assert "No direct statement" in plain(render_latest([], {}))


@pytest.mark.parametrize(
    "title",
    [
        "Read www.evil.example",
        "https://evil.example",
        "Go to evil.example now",
        "ask @guild.example",
        "evil。example",
    ],
)
def test_a_title_that_names_a_place_is_no_link(title: str) -> None:
    text = markdown(render_latest([replace(STATEMENT, title=title)], {}))
    assert re.findall(r"\[([^\]]+)\]\(<", text) == ["strike.guild.example"]


@pytest.mark.parametrize(
    "url", [URL + "?a=(b)", URL + "/>x", URL + "/é", "http://guild.example/", URL + "a" * 600]
)
def test_an_address_markdown_could_misread_is_no_link(url: str) -> None:
    assert "](" not in markdown(render_latest([replace(STATEMENT, url=url)], {}))


def test_a_statement_without_a_title_is_called_by_its_host() -> None:
    assert f"[strike.guild.example](<{URL}>)" in markdown(render_latest([replace(STATEMENT, title="")], {}))
    assert "a statement without a title" in plain(render_latest([replace(STATEMENT, title="", url=None)], {}))


def test_help_says_what_is_followed_and_what_is_stored() -> None:
    feeds = (
        FEED,
        replace(
            FEED, id="b", url="https://bsky.app/profile/x/rss", account=Account(Platform.BLUESKY, "did:plc:a")
        ),
        replace(FEED, id="w", watched=True),
    )
    text = plain(render_help(Catalogue(feeds, (), (), union_names={"guild": GUILD, "other": "Other"})))
    for name in ("/status", "/day", "/latest", "/sources", "/why", "/help"):
        assert name in text
    assert f"Followed: {GUILD}: strike.guild.example, did:plc:a on bsky.app\nFollowed: Other: no feed" in text
    assert "Watched, never posted: 1 feed of others." in text
    assert "Not stored: what members write" in text


def test_help_without_any_union() -> None:
    assert "No union is entered" in plain(render_help(Catalogue((), (), ())))


def test_a_fault_is_told_inertly() -> None:
    message = render_no_record("https://a@b/ [x](y)", host=LinkFault("is <odd>"), on_own_host=False)
    assert r"\[x\]" in markdown(message)
    assert r"is \<odd\>" in markdown(message)
