"""Every kind of message in Spanish: whole, with right plurals and dates, the union's words as they are."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.adapters.languages import read_languages
from bot.core.daycount import strike_day
from bot.core.hosts import LinkFault, link_host
from bot.core.language import filled, speaking
from bot.core.model import (
    Alert,
    AlsoAt,
    Catalogue,
    Check,
    Decision,
    Feed,
    FeedState,
    Message,
    PageOutcome,
    PageReading,
    Quarantine,
    Refused,
    Review,
    ReviewDecision,
    Sign,
    Silence,
    SourceStatus,
    Statement,
    Status,
    Strike,
    Summary,
    Verdict,
    Works,
)
from bot.core.naming import statement_name
from bot.core.quotes.model import (
    Candidate,
    Checked,
    Difference,
    Finding,
    LinkFinding,
    Match,
    PageCheck,
    Piece,
    Result,
    Sense,
)
from bot.core.reading import ReadAsked
from bot.core.reasons import DISCORD_SAYS, ON_HOST, PAGE_PUT_OFF
from bot.core.render import (
    DigestItem,
    render_alert,
    render_changes,
    render_check,
    render_correction,
    render_days,
    render_digest,
    render_help,
    render_latest,
    render_more_held,
    render_no_record,
    render_no_status,
    render_not_quarantined,
    render_page,
    render_page_gone,
    render_quarantine,
    render_receipt,
    render_release_question,
    render_released,
    render_review,
    render_ruling,
    render_search,
    render_sources,
    render_statement,
    render_status,
    render_trust,
    render_unknown_post,
    render_unknown_statement,
    render_withdrawal,
    render_withdrawal_question,
    render_withdrawn,
    with_mark,
)
from bot.core.render.words import MESSAGE_LIMIT, length
from bot.core.rewording import rewording
from bot.core.search import Excerpt, SearchAsked, SearchHit, SearchPage

LONGEST_LABEL = 80  #: that Discord takes
SPANISH = read_languages()["es"]
NOW = datetime(2023, 7, 20, 17, 30, tzinfo=UTC)
NONCE = "0123456789abcdef01234567"
#: Neither English nor Spanish, so that what is left of either is ours.
GUILD = "Gilde Nordlicht"
TITLE = "Verhandlungen gescheitert"
TEXT = "Wir bleiben draußen. Niemand geht zurück. Morgen um neun stehen 40 vor dem Tor."
HOST = "www.nordlicht.example"
URL = f"https://{HOST}/verhandlungen"
FEED = Feed("nordlicht-neues", f"https://{HOST}/feed", "nordlicht", GUILD, frozenset({HOST}))
WATCHED = replace(FEED, id="abendblatt", watched=True)
STRIKE = Strike("buehne", "nordlicht", "Bühnenstreik", ZoneInfo("America/Los_Angeles"), date(2023, 7, 14))
OWN_HOST = Verdict(
    Decision.DIRECT,
    "own-host",
    filled(ON_HOST, union=GUILD),
    HOST,
    HOST,
    8,
    (Check("link-host", True, HOST, HOST), Check("own-host", True, HOST, HOST)),
)
AWAY = f"{HOST} did not answer in full within 20 s"
PAGE = PageReading(PageOutcome.UNAVAILABLE, filled(PAGE_PUT_OFF, obstacle="it holds no text"), (), None, NOW)
STATEMENT = Statement(
    entry_id=7,
    feed_id=FEED.id,
    key="k",
    url=URL,
    title=TITLE,
    text=TEXT,
    published_at=NOW,
    first_seen_at=NOW + timedelta(minutes=3),
    revised_at=NOW + timedelta(hours=1),
    revision=2,
    sha256="ab" * 32,
    hops=(FEED.url, f"https://{HOST}/feed.xml"),
    fetched_at=NOW,
    verdict=OWN_HOST,
    cut_off=True,
    page=PAGE,
    also_at=(AlsoAt(8, "bluesky", "https://bsky.example/7"),),
    gone_since_at=NOW,
)
APPROVAL = Review(7, 2, ReviewDecision.APPROVED, "cli:berta", NOW)
HELD_VERDICT = replace(
    OWN_HOST,
    decision=Decision.HELD,
    rule="link-host",
    reason="The link leads to a host that is not the union's.",
)
HELD = replace(STATEMENT, verdict=HELD_VERDICT, gone_since_at=None)
NEAR = replace(
    HELD, url="https://es.nordlicht.example/x", verdict=replace(HELD_VERDICT, rule="link-subdomain")
)
APPROVED = replace(HELD, review=APPROVAL)
REJECTED = replace(HELD, review=replace(APPROVAL, decision=ReviewDecision.REJECTED))
WITHDRAWN = replace(STATEMENT, withdrawn_at=NOW)
UNTITLED = replace(STATEMENT, title="", url=None, published_at=None)
BEFORE = replace(STATEMENT, text=TEXT.replace("40", "30"), revision=1)
QUARANTINE = Quarantine(Sign.REDIRECT_HOST, "evil.example", HOST, NOW)
ALERT = Alert(1, "discord:7", "the bot needs the permissions View Channel and Send Messages there", True, NOW)
CATALOGUE = Catalogue(feeds=(FEED, WATCHED), strikes=(STRIKE,), channels=(), union_names={"nordlicht": GUILD})
SUMMARY = Summary(((0, 20),))
HIT = SearchHit(
    7, FEED.id, URL, TITLE, NOW, NOW, Excerpt("Niemand geht zurück.", ((0, 7),)), is_approved=True
)
CANDIDATE = Candidate(7, 1, False, FEED.id, URL, TITLE, TEXT, NOW, NOW)


def piece(text: str, *, quoted: bool = True) -> Piece:
    return Piece(text, quoted, 0, len(text))


def pages_and_kinds() -> list[Message]:
    """Return pages of a text, and cards with facts of each kind of statement."""
    facts = replace(
        STATEMENT,
        cut_off=False,
        text=f"Wann: 7. März, 9 Uhr\nWo: Tor 3\n\nAlles unter https://{HOST}/x\n{'Ja. ' * 900}",
    )
    pages = [
        render_page(facts, union_name=GUILD, asked=ReadAsked(NONCE, 7, page, "-" * 12)) for page in (0, 1)
    ]
    pages += [render_page(facts, union_name=GUILD, asked=ReadAsked(NONCE, 7, 1)), render_page_gone(2)]
    pages.append(render_page(replace(facts, text="Ja."), union_name=GUILD, asked=ReadAsked(NONCE, 7)))
    for category in ("Aviso", "Vote", "Picket", "Video"):
        one = replace(facts, categories=(category,))
        pages.append(render_statement(one, union_name=GUILD, summary=Summary(()), nonce=NONCE, hosts={HOST}))
    return pages


def found() -> tuple[Finding, ...]:
    match = Match(Result.VERBATIM, ((0, 20),))
    differences = (
        Difference("40", "400", Sense.NUMBER, (63, 65), (0, 3)),
        Difference("Niemand", "Jeder", Sense.NEGATION, (21, 28), (0, 3)),
    )
    altered = Match(Result.ALTERED, ((0, 46),), differences)
    return (
        Finding(piece(TEXT[:20]), Result.VERBATIM, CANDIDATE, match),
        Finding(piece("400 stehen vor dem Tor"), Result.ALTERED, CANDIDATE, altered),
        Finding(piece("Alle gehen zurück"), Result.NO_RECORD),
        Finding(piece("Ja", quoted=False), Result.TOO_SHORT),
        Finding(piece("Das sagt hier keiner", quoted=False), Result.NO_RECORD),
    )


def links() -> tuple[LinkFinding, ...]:
    host = "nordlicht-jetzt.example"
    return (
        LinkFinding(URL, Result.KNOWN, STATEMENT, host=HOST),
        LinkFinding(f"https://{HOST}/neu", Result.UNSEEN, host=HOST),
        LinkFinding(f"https://{host}", Result.NOT_DIRECT, likeness="carries the union's name", host=host),
        LinkFinding("https://bsky.app/x", Result.NOT_DIRECT, host="bsky.app"),
        LinkFinding("https://x@y", Result.NOT_DIRECT),
        LinkFinding(URL, Result.NOT_DIRECT, HELD, host=HOST),
        LinkFinding(URL, Result.NOT_DIRECT, WITHDRAWN, host=HOST),
    )


def source(feed_id: str, **state: object) -> SourceStatus:
    return SourceStatus(replace(FEED, id=feed_id), replace(FeedState(feed_id), **state), 2)  # type: ignore[arg-type]


SOURCES = (
    source("gut", polled_at=NOW, reached_at=NOW, changed_at=NOW),
    source("fern", polled_at=NOW, failing_since_at=NOW, failures=3, next_poll_at=NOW),
    source("neu"),
    source("fremd", polled_at=NOW, reached_at=NOW, quarantine=QUARANTINE),
    SourceStatus(WATCHED, FeedState(WATCHED.id), 0),
)


def everything() -> list[Message]:
    """Return messages of every kind, rendered in the language that is spoken."""
    change = rewording(BEFORE, STATEMENT)
    host_fault = link_host("http://a b")
    assert isinstance(host_fault, LinkFault)
    hits = SearchPage((HIT,) * 5, 100, is_total_exact=False)
    checked = Checked(found(), links(), is_cut=True)
    days = [strike_day(STRIKE, on) for on in (date(2023, 7, 1), date(2023, 7, 14), date(2023, 7, 20))]
    refused = (
        Refused("discord:7", ALERT.problem, 1, NOW),
        Refused("terminal", filled(DISCORD_SAYS, words="Nein", code=7), 2, NOW),
    )
    works = Works("1.2.3", 7, "0009", 1, NOW, refused)
    status = Status(
        NOW, tuple(days), SOURCES, {"nordlicht": STATEMENT}, held=2, pending=1, parked=4, works=works
    )
    well, _away, _new, quarantined, _watched = SOURCES
    down = source("weg", polled_at=NOW, failing_since_at=NOW, failures=3, next_poll_at=NOW)
    quarantines = [
        replace(status, sources=some, works=replace(works, refused=()))
        for some in ((quarantined,), (quarantined,) * 2, (quarantined, down), (quarantined, down, well))
    ]
    quarantines.append(replace(status, sources=(quarantined, replace(well, held=0))))
    trust = render_trust(NEAR, FEED)
    assert trust is not None
    return [
        render_statement(STATEMENT, union_name=GUILD, summary=SUMMARY, nonce=NONCE),
        render_statement(APPROVED, union_name=GUILD, summary=Summary(()), nonce=None),
        *pages_and_kinds(),
        render_withdrawn(replace(WITHDRAWN, title=""), union_name=GUILD, nonce=NONCE),
        render_correction(STATEMENT, change, union_name=GUILD, nonce=NONCE, reply_to="1"),
        render_changes(STATEMENT, BEFORE, change),
        render_changes(STATEMENT, STATEMENT, rewording(STATEMENT, STATEMENT)),
        render_changes(UNTITLED, None, None),
        render_digest(
            [DigestItem(STATEMENT, GUILD), DigestItem(APPROVED, GUILD), DigestItem(WITHDRAWN, GUILD)]
        ),
        with_mark(render_digest([DigestItem(STATEMENT, GUILD), DigestItem(STATEMENT, None)]), NONCE),
        render_alert(ALERT),
        render_alert(replace(ALERT, is_mendable=False)),
        render_alert(replace(ALERT, resolved_at=NOW)),
        *(
            render_receipt(one, feed=feed, quarantine=QUARANTINE, put_off_until=NOW)
            for one in (STATEMENT, APPROVED, REJECTED, HELD, WITHDRAWN, UNTITLED)
            for feed in (FEED, WATCHED, None)
        ),
        *(render_receipt(replace(STATEMENT, silence=silence), feed=FEED) for silence in Silence),
        render_receipt(
            replace(STATEMENT, page=replace(PAGE, note=filled(PAGE_PUT_OFF, obstacle=AWAY))), feed=FEED
        ),
        *(render_review(one, feed=FEED, number=2) for one in (HELD, NEAR, APPROVED, REJECTED, WITHDRAWN)),
        render_review(HELD, feed=None, number=1),
        render_review(STATEMENT, feed=None, number=1),
        render_review(replace(UNTITLED, gone_since_at=None), feed=None, number=2),
        *(render_more_held(FEED.id, waiting=waiting, at=NOW) for waiting in (0, 1, 2)),
        render_quarantine(FEED.id, feed=FEED, quarantine=QUARANTINE, held=[HELD] * 12),
        render_quarantine(FEED.id, feed=None, quarantine=QUARANTINE, held=[]),
        render_quarantine(FEED.id, feed=FEED, quarantine=None, held=[]),
        render_release_question(FEED.id, [HELD, UNTITLED]),
        render_released(FEED.id, approved=[HELD], held=1),
        render_released(FEED.id, approved=[HELD, HELD], held=2),
        render_released(FEED.id, approved=(), held=0, off_topic=1),
        render_released(FEED.id, approved=(), held=0, off_topic=2),
        render_not_quarantined(FEED.id),
        *(render_ruling(APPROVAL, statement=APPROVED, is_new=is_new) for is_new in (True, False)),
        render_ruling(APPROVAL, statement=APPROVED, is_new=True, is_off_topic=True),
        render_ruling(replace(APPROVAL, decision=ReviewDecision.REJECTED), statement=REJECTED, is_new=True),
        trust,
        render_withdrawal_question(STATEMENT),
        *(render_withdrawal(STATEMENT, is_new=is_new) for is_new in (True, False)),
        *(
            render_search(page, SearchAsked("Tor", "nordlicht", days, at), union_name=GUILD, union_names={})
            for page in (hits, SearchPage((HIT,), 1), SearchPage((HIT,) * 2, 2), SearchPage((), 0))
            for days, at in ((1, 0), (2, 1))
        ),
        *(render_check(checked, page=page) for page in pages(checked)),
        *(render_check(Checked((one,))) for one in found()),
        render_check(Checked(()), is_reading=True),
        render_no_record("http://a b", host=host_fault, on_own_host=False),
        render_no_record("https://x.example", host="x.example", on_own_host=False),
        render_unknown_post(),
        render_unknown_statement(),
        render_help(CATALOGUE),
        render_help(Catalogue((), (), ())),
        render_days(days, {"nordlicht": GUILD}),
        render_days((), {}),
        render_sources(SOURCES, NOW),
        render_status(status, {"nordlicht": GUILD}, for_admin=True),
        *(render_status(one, {"nordlicht": GUILD}, for_admin=True) for one in quarantines),
        render_no_status(NOW),
        render_latest([STATEMENT, APPROVED], {FEED.id: GUILD}),
        render_latest([], {}),
    ]


def pages(checked: Checked) -> list[PageCheck]:
    return [
        PageCheck("https://abendblatt.example/a", checked, is_listed=True),
        PageCheck("https://abendblatt.example/a", Checked(())),
        PageCheck("https://x@y", problem="it holds no text"),
        PageCheck("https://x@y", problem=f"{HOST} answered 503."),
    ]


def spoken(message: Message) -> str:
    return "\n".join(
        [*(block.plain for block in message.blocks), *(button.label for button in message.buttons)]
    )


#: Words that English sentences are made of and that are none in Spanish.
ENGLISH = re.compile(
    r"\b(the|of|and|is|are|was|were|be|been|not|nothing|with|from|to|it|its|this|that|by|for|we|have|has|which|"
    r"what|who|when|where|union|unions|statement|statements|day|days|seen|since|page|rule|read|approved|held|"
    r"withdrawn|posted|checked|address|sources?|strike|admin|first|last|latest|more|none|or|on|in|at|as)\b",
    re.IGNORECASE,
)
#: Ours, and the same in every language: commands for a terminal, ids, addresses, Discord's own codes.
SAME_EVERYWHERE = re.compile(
    r"python -m bot \w+(?: ID)?|docs/provenance\.md#[\w-]+|https?://\S+|[\w-]+\.(?:example|app|yaml)\b|"
    r"[a-z]+(?:-[a-z]+)+|hosts: \[.*?\]|UTC|held \w+ "
)


def test_no_english_word_is_left_in_any_kind_of_message() -> None:
    with speaking(SPANISH):
        messages = everything()
    for message in messages:
        ours = SAME_EVERYWHERE.sub(" ", spoken(message))
        assert not ENGLISH.findall(ours), ours


def test_every_kind_of_message_fits_in_spanish_too() -> None:
    with speaking(SPANISH):
        for message in everything():
            assert length(message.blocks) <= MESSAGE_LIMIT
            assert all(len(button.label) <= LONGEST_LABEL for button in message.buttons), message.buttons


def test_the_check_knows_english_when_it_sees_it() -> None:
    for message in everything():
        assert ENGLISH.search(SAME_EVERYWHERE.sub(" ", spoken(message)))


def test_the_unions_words_are_never_touched() -> None:
    english = render_statement(STATEMENT, union_name=GUILD, summary=SUMMARY, nonce=NONCE)
    with speaking(SPANISH):
        spanish = render_statement(STATEMENT, union_name=GUILD, summary=SUMMARY, nonce=NONCE)
    for message in (english, spanish):
        assert message.blocks[0].markdown == f"### {TITLE}"
        assert f"> {TEXT[:20]}" in [block.markdown for block in message.blocks]


def test_both_languages_make_the_same_message_of_the_same_thing() -> None:
    english = everything()
    with speaking(SPANISH):
        spanish = everything()
    for one, other in zip(english, spanish, strict=True):
        assert one.kind is other.kind
        assert [vars_of(button) for button in one.buttons] == [vars_of(button) for button in other.buttons]
        assert sorted(INSTANTS.findall(markdown(one))) == sorted(INSTANTS.findall(markdown(other)))


INSTANTS = re.compile(r"<t:\d+:\w>|<#\d+>|\]\(<[^>]*>\)")


def vars_of(button: object) -> object:
    return getattr(button, "custom_id", None) or getattr(button, "url", None)


def markdown(message: Message) -> str:
    return "\n".join(block.markdown for block in message.blocks)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2023, 7, 12), "Bühnenstreik: empieza en 2 días"),
        (date(2023, 7, 13), "Bühnenstreik: empieza en 1 día"),
        (date(2023, 7, 14), "Día 1: Bühnenstreik"),
        (date(2023, 11, 8), "Día 118: Bühnenstreik"),
    ],
)
def test_days_are_counted_in_spanish(on: date, expected: str) -> None:
    with speaking(SPANISH):
        answer = render_days([strike_day(STRIKE, on)], {"nordlicht": GUILD})
    assert expected in spoken(answer)
    assert "14 de julio de 2023" in spoken(answer)


def test_a_post_without_a_title_is_named_by_its_day_in_spanish() -> None:
    with speaking(SPANISH):
        assert statement_name(UNTITLED, GUILD) == f"{GUILD}, 20 de julio de 2023"
        assert statement_name(WITHDRAWN, GUILD) == f"Retirado: {TITLE}"


def test_a_check_is_summed_up_in_spanish() -> None:
    with speaking(SPANISH):
        told = spoken(render_check(Checked(found())))
    assert (
        "1 de 3 citas coincide palabra por palabra; 1 está cambiada; de 1 no hay constancia. De la frase"
        " fuera de comillas no hay constancia." in told
    )
    assert "El cambio afecta a una negación y un número." in told
