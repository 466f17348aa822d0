"""What admins see, what an approval and a withdrawal look like, and how a verdict came about."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.custom_ids import feed_marked, is_answered, listing_mark
from bot.core.model import (
    Account,
    ActionButton,
    AlsoAt,
    Check,
    Decision,
    Entry,
    Feed,
    LinkButton,
    Message,
    MessageKind,
    PageOutcome,
    PageReading,
    Platform,
    Quarantine,
    Review,
    ReviewDecision,
    Sign,
    Statement,
    Verdict,
)
from bot.core.provenance import RULES, judge
from bot.core.render import (
    render_latest,
    render_more_held,
    render_not_quarantined,
    render_quarantine,
    render_receipt,
    render_release_question,
    render_released,
    render_review,
    render_ruling,
    render_statement,
    render_trust,
    render_withdrawal,
    render_withdrawal_question,
    render_withdrawn,
)
from bot.core.render.rules import named_rule
from bot.core.render.words import person
from bot.core.summarise import summarise

NOW = datetime(2026, 3, 2, 17, 30, tzinfo=UTC)
STAMP = int(NOW.timestamp())
NONCE = "0123456789abcdef01234567"
GUILD = "Example Performers Guild"
URL = "https://es.guild.example/post/talks"
FEED = Feed(
    id="strike-news",
    url="https://strike.guild.example/blog-feed.xml",
    union_id="guild",
    union_name=GUILD,
    hosts=frozenset({"strike.guild.example", "www.guild.example"}),
)
HELD = Verdict(
    Decision.HELD,
    "link-subdomain",
    "Its host is near the union's.",
    "es.guild.example",
    "one of: www.guild.example",
    2,
)
STATEMENT = Statement(
    entry_id=12,
    feed_id="strike-news",
    key="k",
    url=URL,
    title="Talks break down",
    text="The committee met on Tuesday. The employers left early.",
    published_at=NOW,
    first_seen_at=NOW,
    revised_at=None,
    revision=3,
    sha256="ab" * 32,
    hops=("https://strike.guild.example/blog-feed.xml",),
    fetched_at=NOW,
    verdict=HELD,
)
DIRECT = replace(STATEMENT, verdict=replace(HELD, decision=Decision.DIRECT, rule="own-host"))
APPROVAL = Review(12, 3, ReviewDecision.APPROVED, "discord:4711", NOW)
REJECTION = replace(APPROVAL, decision=ReviewDecision.REJECTED, by="cli:ines")
APPROVED = replace(STATEMENT, review=APPROVAL)
WITHDRAWN = replace(DIRECT, withdrawn_at=NOW)
OF_OTHER_MODULES = ["page-host", "page-canonical", "quarantine", "seen-in-quarantine", "withdrawn-copy"]
QUARANTINE = Quarantine(Sign.REDIRECT_HOST, "evil.example", "strike.guild.example", NOW)
HOSTILE = "@everyone [guild](https://evil.example) **x** ||y|| <@1> <t:1:R> `z` # h\n> q\x1b[31m\u202e"


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


def plain(message: Message) -> str:
    return "\n".join(block.plain for block in message.blocks)


def ids(message: Message) -> list[str]:
    return [button.custom_id for button in message.buttons if isinstance(button, ActionButton)]


def card(statement: Statement) -> Message:
    return render_statement(
        statement, union_name=GUILD, summary=summarise(statement.text, cut_off=False), nonce=NONCE
    )


def review_card(statement: Statement, feed: Feed | None = FEED) -> Message:
    return render_review(statement, feed=feed, number=statement.revision)


# --- the review card ------------------------------------------------------------------------------


def test_a_review_card_says_why_and_quotes_the_beginning() -> None:
    message = review_card(STATEMENT)
    text = plain(message)
    for part in (
        "Held for a person: Talks break down",
        "Its host is near the union's.",
        "Rule: whether its host is only near the union's, link-subdomain",
        "Seen: es.guild.example",
        "Expected: one of: www.guild.example",
        f"Feed: strike-news, of {GUILD}",
        f"Address: {URL}",
        "It leads to es.guild.example.",
        "Published, as the feed says: 2026-03-02 17:30 UTC",
        "Entry: 12, revision 3",
        "> The committee met on Tuesday. The employers left early.",
    ):
        assert part in text
    assert ids(message) == ["pw:approve:12:3", "pw:reject:12:3", "pw:trust:12:3"]
    assert [button.label for button in message.buttons] == ["Approve", "Reject", "Trust this address"]
    assert all(map(is_answered, ids(message)))


def test_a_held_address_is_never_a_link() -> None:
    message = review_card(STATEMENT)
    assert "](" not in markdown(message)
    assert r"https\://es.guild.example" in markdown(message)
    assert not any(isinstance(button, LinkButton) for button in message.buttons)


def test_a_bare_review_card() -> None:
    bare = replace(
        STATEMENT,
        title="",
        text="",
        url=None,
        published_at=None,
        verdict=replace(HELD, rule="link-missing", seen="", expected=""),
    )
    message = review_card(bare, None)
    text = plain(message)
    assert "Held for a person: an entry without a title" in text
    assert "Where it leads is in doubt." in text
    assert "Address: none" in text
    assert "no longer in feeds.yaml" in text
    assert "Seen: nothing" in text
    assert "Published" not in text
    assert "begins" not in text
    assert ids(message) == ["pw:approve:12:3", "pw:reject:12:3"]


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"review": APPROVAL}, "Approved by discord:4711, 2026-03-02 17:30 UTC."),
        ({"review": REJECTION}, "Rejected by ines (command line), 2026-03-02 17:30 UTC."),
        ({"withdrawn_at": NOW}, "Withdrawn 2026-03-02 17:30 UTC."),
        ({"verdict": DIRECT.verdict}, "the rules now call it direct"),
    ],
)
def test_a_decided_card_has_no_buttons_and_says_who(changed: dict[str, object], words: str) -> None:
    message = review_card(replace(STATEMENT, **changed))  # type: ignore[arg-type]
    assert message.buttons == ()
    assert words in plain(message)


@pytest.mark.parametrize(
    ("by", "markdown", "plain"),
    [
        ("discord:4711", "<@4711>", "discord:4711"),
        ("discord:4711> @everyone", "discord:4711\\> @\u200beveryone", "discord:4711> @everyone"),
        ("cli:ines*", r"ines\* (command line)", "ines* (command line)"),
        ("bot", "bot", "bot"),
    ],
)
def test_who_decided_is_named_inertly(by: str, markdown: str, plain: str) -> None:
    named = person(by)
    assert (named.markdown, named.plain) == (markdown, plain)


def test_the_card_of_an_overtaken_revision_says_so() -> None:
    held = render_review(STATEMENT, feed=FEED, number=2)
    assert held.buttons == ()
    assert "revision 3 is held, on a card of its own." in plain(held)
    assert "committee" not in plain(held)
    direct = render_review(DIRECT, feed=FEED, number=2)
    assert plain(direct).endswith("about revision 2. The entry has changed since: revision 3 is direct.")


# --- trusting -------------------------------------------------------------------------------------


def trusted(statement: Statement, feed: Feed = FEED) -> str | None:
    message = render_trust(statement, feed)
    offered = "pw:trust:12:3" in ids(review_card(statement, feed))
    assert offered is (message is not None)
    found = message and re.search(r"```yaml\n(.*)\n```", markdown(message))
    return found[1] if found else None


def held_by(rule: str, **changes: object) -> Statement:
    return replace(STATEMENT, verdict=replace(HELD, rule=rule), **changes)  # type: ignore[arg-type]


def page(*hops: str, canonical: str | None = None) -> PageReading:
    return PageReading(PageOutcome.FOREIGN, "Its page is elsewhere.", hops, canonical, NOW)


OWN_PAGE = "https://www.guild.example/post"
OWN_LINE = "hosts: [strike.guild.example, www.guild.example, {}]"


@pytest.mark.parametrize(
    ("statement", "host"),
    [
        (STATEMENT, "es.guild.example"),
        (held_by("link-host"), "es.guild.example"),
        (held_by("redirect", hops=(OWN_PAGE, "https://new.example/", OWN_PAGE)), "new.example"),
        (held_by("page-host", page=page(OWN_PAGE, "https://vendor.example/x")), "vendor.example"),
        (
            held_by("page-canonical", page=page(OWN_PAGE, canonical=f"{OWN_PAGE}\nhttps://news.example/x")),
            "news.example",
        ),
    ],
)
def test_trust_shows_the_line_for_feeds_yaml(statement: Statement, host: str) -> None:
    assert trusted(statement) == OWN_LINE.format(host)


@pytest.mark.parametrize(
    ("statement", "feed"),
    [
        (held_by("quoted-post"), FEED),
        (held_by("quarantine"), FEED),
        (held_by("link-subdomain", url=None), FEED),
        (held_by("link-subdomain", url="https://a@b.example/"), FEED),
        (held_by("link-subdomain", url=OWN_PAGE), FEED),
        (held_by("link-host", url="https://bsky.app/profile/x"), FEED),
        (held_by("redirect", hops=(OWN_PAGE, "http://new.example/")), FEED),
        (held_by("page-host"), FEED),
        (held_by("page-canonical"), FEED),
        (held_by("page-canonical", page=page(OWN_PAGE)), FEED),
        (STATEMENT, replace(FEED, account=Account(Platform.BLUESKY, "did:plc:a"))),
    ],
)
def test_trust_is_not_offered_where_no_host_is_missing(statement: Statement, feed: Feed) -> None:
    assert trusted(statement, feed) is None


# --- approved and withdrawn -----------------------------------------------------------------------


def test_an_approved_card_says_that_a_person_approved_it_and_why_it_was_held() -> None:
    text = plain(card(APPROVED))
    assert f"From {GUILD}, approved by an admin · es.guild.example" in text
    assert "Straight from" not in text
    assert "An admin approved this. The rules had held it: Its host is near the union's." in text
    assert "4711" not in text + markdown(card(APPROVED))
    assert plain(card(replace(APPROVED, text="#strike"))).count("Read it where it stands.") == 1


def test_what_was_proven_needs_no_approval() -> None:
    text = plain(card(replace(DIRECT, review=APPROVAL)))
    assert "Straight from" in text
    assert "admin" not in text


@pytest.mark.parametrize(
    "statement",
    [STATEMENT, replace(STATEMENT, review=REJECTION), WITHDRAWN, replace(APPROVED, withdrawn_at=NOW)],
)
def test_what_is_not_the_unions_word_has_no_card(statement: Statement) -> None:
    with pytest.raises(ValueError, match="only the union's word is posted"):
        card(statement)


def test_a_withdrawn_card_is_struck_and_has_lost_its_words() -> None:
    message = render_withdrawn(WITHDRAWN, union_name=GUILD, nonce=NONCE)
    assert message.blocks[0].markdown == "### ~~Talks break down~~"
    assert f"Withdrawn** · <t:{STAMP}:f>" in markdown(message)
    assert "committee" not in markdown(message)
    assert ids(message) == [f"pw:how:{NONCE}"]
    assert len(message.buttons) == 1
    untitled = render_withdrawn(replace(WITHDRAWN, title=""), union_name=GUILD, nonce=NONCE)
    assert "(withdrawn) A statement without a title" in plain(untitled)
    with pytest.raises(ValueError, match="was not withdrawn"):
        render_withdrawn(DIRECT, union_name=GUILD, nonce=NONCE)


def test_a_card_links_the_unions_other_places_too() -> None:
    social = AlsoAt(13, "bluesky", "https://bsky.app/profile/guild/post/1")
    more = [replace(social, url=f"https://social{n}.guild.example/1") for n in range(3)]
    message = card(replace(DIRECT, also_at=(replace(social, url=URL), social, social, *more)))
    assert [button.label for button in message.buttons] == [
        "Read it on es.guild.example",
        "Also on bsky.app",
        "Also on social0.guild.example",
        "How do we know?",
    ]


def test_latest_marks_what_a_person_approved() -> None:
    text = plain(render_latest([APPROVED, DIRECT], {"strike-news": GUILD}))
    assert text.count("approved by an admin") == 1


# --- the receipt ----------------------------------------------------------------------------------

PATH = (
    Check("feed-host", True, "strike.guild.example", "one of: strike.guild.example, www.guild.example"),
    Check("transport", True, "", ""),
    Check("some-new-rule", True, "same", "same"),
    Check("link-odd", False, "odd", "even"),
    Check("link-subdomain", False, "es.guild.example", "one of: www.guild.example"),
)


def receipt(statement: Statement, quarantine: Quarantine | None = None) -> Message:
    return render_receipt(statement, feed=FEED, quarantine=quarantine)


def test_a_receipt_shows_every_rule_with_what_it_saw_and_expected() -> None:
    text = plain(receipt(replace(STATEMENT, verdict=replace(HELD, path=PATH))))
    for part in (
        "Decided by: whether its host is only near the union's, link-subdomain (rule set 2)",
        "Explained in docs/provenance.md#link-subdomain",
        "✓ the feed's own address, feed-host: strike.guild.example (expected: one of: strike.guild.example,",
        "✓ HTTPS all the way, transport\n",
        "✓ some-new-rule: same\n",
        "✗ a link that can be read in one way only, link-odd: odd (expected: even)",
    ):
        assert part in text
    assert text.count("link-subdomain") == 2


@pytest.mark.parametrize("rules", [15, 30, 45, 80, 400])
def test_a_receipt_fits_however_many_rules_were_asked(rules: int) -> None:
    path = tuple(Check(f"rule-{n}", True, "s" * 200, "e" * 200) for n in range(rules))
    statement = replace(APPROVED, verdict=replace(HELD, path=(*path, PATH[-1]), reason="*" * 400))
    message = receipt(statement, QUARANTINE)
    assert sum(len(block.markdown) for block in message.blocks) <= 4_000
    assert "rule-14" in plain(message)
    assert "SHA-256" in plain(message)


def test_a_receipt_tells_what_persons_decided_without_naming_them() -> None:
    approved = receipt(APPROVED)
    assert "approved: the rules held it, and a person let it through" in plain(approved)
    assert "An admin approved this. The rules had held it: Its host is near the union's." in plain(approved)
    assert "Approved: 2026-03-02 17:30 UTC, for this revision." in plain(approved)
    assert f"[Talks break down](<{URL}>)" in markdown(approved)
    declined = receipt(replace(STATEMENT, review=REJECTION))
    assert "turned it down, so it is never posted" in plain(declined)
    assert "An admin turned it down: 2026-03-02" in plain(declined)
    withdrawn = receipt(WITHDRAWN)
    assert "withdrawn: a person found that it was wrong" in plain(withdrawn)
    assert "### ~~Talks break down~~" in markdown(withdrawn)
    assert "](<" not in markdown(withdrawn)
    assert "(withdrawn) A statement without a title" in plain(receipt(replace(WITHDRAWN, title="")))
    for message in (approved, declined, withdrawn):
        assert "4711" not in markdown(message)
        assert "ines" not in markdown(message).replace("Guidelines", "")


def test_a_receipt_tells_of_the_page_the_other_places_and_the_quarantine() -> None:
    also = AlsoAt(13, "bluesky", "https://bsky.app/profile/guild/post/1")
    text = plain(receipt(replace(DIRECT, page=page(OWN_PAGE), also_at=(also,)), QUARANTINE))
    assert "Its page: Its page is elsewhere." in text
    assert "Also at: https://bsky.app/profile/guild/post/1" in text
    assert "Its feed is in quarantine: its address led to a host that is not the union's. Since 2026" in text


@pytest.mark.parametrize("rule", [*(rule.id for rule in RULES), *OF_OTHER_MODULES])
def test_every_rule_has_a_name_in_plain_words(rule: str) -> None:
    assert named_rule(rule).plain.endswith(f", {rule}")


def test_a_real_path_is_shown_in_full() -> None:
    entry = Entry("g", OWN_PAGE, "On strike", "We are on strike. Pickets begin at seven.")
    verdict = judge(entry, FEED, (FEED.url,))
    text = plain(receipt(replace(DIRECT, verdict=verdict)))
    assert [check.rule for check in verdict.path if check.rule not in text] == []
    assert text.count("✓ ") == len(verdict.path) - 1 > 10
    assert "Asked before it, in this order:" in text


def test_a_rule_that_came_later_is_named_by_its_id() -> None:
    assert named_rule("link-host").markdown == "the host the link leads to, `link-host`"
    assert named_rule("never-heard-of").markdown == "`never-heard-of`"


# --- quarantine -----------------------------------------------------------------------------------


def quarantine_card(
    held: int, feed: Feed | None = FEED, quarantine: Quarantine | None = QUARANTINE
) -> Message:
    return render_quarantine("strike-news", feed=feed, quarantine=quarantine, held=[STATEMENT] * held)


def test_the_card_of_many_held_says_how_many_wait_and_where() -> None:
    one = render_more_held("guild_news", waiting=1, at=NOW)
    assert plain(one).startswith("More is held: guild_news\n1 more entry of it waits for a decision")
    many = render_more_held("guild_news", waiting=30, at=NOW)
    assert "30 more entries of it wait" in plain(many)
    assert "python -m bot held lists everything that waits" in plain(many)
    assert "guild\\_news" in markdown(many)
    assert (many.kind, many.buttons) == (MessageKind.REVIEW, ())
    none = plain(render_more_held("guild_news", waiting=0, at=NOW))
    assert none == f"Nothing more of guild_news waits without a card of its own: {NOW:%Y-%m-%d %H:%M} UTC."


def test_a_quarantine_card_gives_the_sign_and_the_evidence() -> None:
    message = quarantine_card(12)
    text = plain(message)
    for part in (
        f"The feed strike-news of {GUILD} may have changed hands: its address led to a host that is not",
        "Sign: redirect-host, since 2026-03-02 17:30 UTC",
        "Seen: evil.example",
        "Expected: strike.guild.example",
        "Held so far: 12 entries.",
        "• Talks break down · es.guild.example",
        "…and 2 more.",
    ):
        assert part in text
    assert text.count("• Talks") == 10
    assert ids(message) == ["pw:release:strike-news", "pw:releasepost:strike-news"]
    assert message.buttons[1].label == "Release and post these 12"


def test_a_quarantine_that_holds_nothing_yet() -> None:
    message = quarantine_card(0, feed=None, quarantine=replace(QUARANTINE, seen="", expected=""))
    assert "No entry of it is held so far." in plain(message)
    assert "no longer in feeds.yaml" in plain(message)
    assert ids(message) == ["pw:release:strike-news"]


def test_a_released_feeds_card_has_no_buttons() -> None:
    message = quarantine_card(3, quarantine=None)
    assert message.buttons == ()
    assert "is over: an admin released it" in plain(message)


@pytest.mark.parametrize("feed_id", ["a", "x" * 64, "x" * 65, "long-" * 40])
def test_custom_ids_fit_whatever_the_feed_is_called(feed_id: str) -> None:
    card = render_quarantine(feed_id, feed=None, quarantine=QUARANTINE, held=[STATEMENT])
    question = render_release_question(feed_id, [STATEMENT])
    for custom_id in ids(card) + ids(question):
        assert len(custom_id) <= 100
        assert is_answered(custom_id)
        assert feed_marked(custom_id.rpartition(":")[2], ["another", feed_id]) == feed_id
    assert feed_marked("gone", ["another", feed_id]) is None


def test_another_listing_has_another_mark() -> None:
    marks = {
        listing_mark(held)
        for held in ([], [STATEMENT], [replace(STATEMENT, revision=4)], [STATEMENT, STATEMENT])
    }
    assert len(marks) == 4


def test_a_release_is_asked_and_answered() -> None:
    question = render_release_question("strike-news", [STATEMENT])
    assert ids(question) == [f"pw:releasethese:{listing_mark([STATEMENT])}:strike-news"]
    assert "Held so far: 1 entry." in plain(question)
    assert "Released strike-news: what it publishes from now on is posted." in plain(
        render_released("strike-news", approved=(), held=0)
    )
    posted = plain(render_released("strike-news", approved=[STATEMENT], held=1))
    assert "1 entry of the quarantine will be posted:\n• Talks break down · es.guild.example" in posted
    assert "1 entry stays held; python -m bot held lists them." in posted
    nowhere = plain(render_released("strike-news", approved=(), held=0, off_topic=2))
    assert "2 entries are approved and go to no channel" in nowhere
    assert "will be posted" not in nowhere
    assert "2 entries stay held; " in plain(render_released("strike-news", approved=(), held=2))
    assert "is not in quarantine; nothing changed" in plain(render_not_quarantined("strike-news"))


# --- answers to decisions -------------------------------------------------------------------------


def test_a_ruling_is_told_and_so_is_one_that_came_too_late() -> None:
    def told(review: Review, *, is_new: bool = True) -> str:
        return plain(render_ruling(review, statement=STATEMENT, is_new=is_new))

    assert "Approved: it goes out in a moment" in told(APPROVAL)
    assert "Rejected: it is kept" in told(REJECTION)
    nowhere = plain(render_ruling(APPROVAL, statement=STATEMENT, is_new=True, is_off_topic=True))
    assert "Approved, but it goes to no channel: none that follows its feed carries" in nowhere
    assert "goes out" not in nowhere
    late = told(APPROVAL, is_new=False)
    assert "This was decided before. Approved by discord:4711, 2026-03-02 17:30 UTC." in late
    assert "Nothing changed." in late


def test_a_withdrawal_is_asked_for_twice() -> None:
    question = render_withdrawal_question(STATEMENT)
    assert ids(question) == ["pw:withdraw:12"]
    assert "Withdraw Talks break down?" in plain(question)
    assert "struck in a moment" in plain(render_withdrawal(STATEMENT, is_new=True))
    assert "withdrawn before" in plain(render_withdrawal(STATEMENT, is_new=False))


# --- hostile words --------------------------------------------------------------------------------


@given(st.text(max_size=2_000) | st.just(HOSTILE * 20))
def test_whatever_was_held_is_inert_and_fits(words: str) -> None:
    verdict = replace(HELD, seen=words, expected=words, reason=words, path=PATH)
    hostile = replace(
        STATEMENT, title=words, text=words, url=words, verdict=verdict, also_at=(AlsoAt(1, words, words),)
    )
    quarantine = replace(QUARANTINE, seen=words, expected=words)
    for message in (
        review_card(hostile),
        receipt(hostile, quarantine),
        render_quarantine("f", feed=FEED, quarantine=quarantine, held=[hostile] * 12),
        render_release_question("f", [hostile] * 12),
        render_released("f", approved=[hostile] * 12, held=0),
        render_ruling(REJECTION, statement=hostile, is_new=False),
        render_withdrawal_question(hostile),
        render_withdrawn(replace(hostile, withdrawn_at=NOW), union_name=words, nonce=NONCE),
        card(replace(hostile, review=APPROVAL)),
    ):
        text = markdown(message)
        assert len(text) <= 4_000
        assert "@everyone" not in text
        assert "\x1b" not in text
        assert not re.search(r"(?<!\\)\]\(https", text)
        assert "<@1>" not in text
