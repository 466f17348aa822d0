"""Whole feeds in the shapes that real ones have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.core.errors import ParseError
from bot.core.hosts import LinkFault, link_host
from bot.core.model import Entry, ParsedFeed
from bot.core.parse import parse_feed

FEEDS = Path(__file__).parent.parent / "data" / "feeds"
BASE = "https://www.guild.example/feed/"


def parse(body: bytes | str, content_type: str = "application/xml") -> ParsedFeed:
    data = body.encode() if isinstance(body, str) else body
    return parse_feed(data, feed_id="strike-news", base_url=BASE, content_type=content_type)


def parse_file(name: str) -> ParsedFeed:
    return parse((FEEDS / name).read_bytes(), "")


def rss(items: str, channel: str = "") -> str:
    return (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:atom="http://www.w3.org/2005/Atom"'
        ' xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
        f"<channel><title>T</title>{channel}{items}</channel></rss>"
    )


def only(feed: ParsedFeed) -> Entry:
    (entry,) = feed.entries
    return entry


def link_of(link: str) -> str | None:
    return only(parse(rss(f"<item><guid isPermaLink='false'>1</guid><link>{link}</link></item>"))).link


# --- links within the text ----------------------------------------------------------------------


def test_links_of_the_html_are_kept_in_order_and_absolute() -> None:
    html = (
        "<p><a href='/rules?a=1&amp;b=2'>rules</a> <a class=x HREF = \"https://other.example/\">other</a>"
        " <a href=''>none</a> <a name=top>top</a> <a href='/rules?a=1&amp;b=2'>again</a> href='no'</p>"
    )
    item = f"<item><title>A</title><content:encoded><![CDATA[{html}]]></content:encoded></item>"
    assert only(parse(rss(item))).links == (
        "https://www.guild.example/rules?a=1&b=2",
        "https://other.example/",
    )


def test_no_more_than_fifty_links_are_kept() -> None:
    html = "".join(f"<a href='/{number}'>x</a>" for number in range(80))
    item = f"<item><title>A</title><description><![CDATA[{html}]]></description></item>"
    links = only(parse(rss(item))).links
    assert (len(links), links[-1]) == (50, "https://www.guild.example/49")


# --- the shapes of real feeds ------------------------------------------------------------------


def test_wix() -> None:
    feed = parse_file("wix.xml")
    entry = only(feed)
    assert (feed.title, feed.link) == ("Example Performers Guild Strike", "https://strike.guild.example/blog")
    assert entry.guid == "64b9c0d2f2a1"
    assert entry.link == "https://strike.guild.example/post/a-message-from-the-negotiating-committee"
    assert entry.published_at == datetime(2023, 7, 20, 17, 30, tzinfo=UTC)
    assert entry.author == "Example Performers Guild"
    assert entry.text.startswith("Dear members, the committee met for six hours on Tuesday. The employers")
    assert entry.cut_off


def test_wordpress() -> None:
    entry = only(parse_file("wordpress.xml"))
    assert entry.title == "Guild & Stage Union Agree on “Day One” Rules"
    assert entry.guid == "https://www.guild.example/press/?p=811"
    assert entry.link == "https://www.guild.example/press/day-one-rules/"
    assert entry.categories == ("Press Releases", "Contracts")
    assert entry.text == (
        "The guild and the stage union signed common rules for the first day of work."
        " They take effect on Monday."
        "\n\n• Paid fittings\n• Rest of twelve hours"
        "\n\nThe post Day One Rules appeared first on Example Performers Guild."
    )
    assert not entry.cut_off


def test_bluesky() -> None:
    entry = only(parse_file("bluesky.xml"))
    assert entry == Entry(
        guid="at://did:plc:abc123/app.bsky.feed.post/3mcfi2",
        link="https://bsky.app/profile/guild.example/post/3mcfi2",
        title="",
        text="We are on strike as of this morning.\n\nMeet at the north gate\nat nine.",
        published_at=datetime(2026, 1, 14, 16, 33, tzinfo=UTC),
    )


def test_mastodon() -> None:
    entry = only(parse_file("mastodon.xml"))
    assert (entry.title, entry.guid) == ("", "https://social.example/@guild/110721")
    assert entry.text == "Day two on the line.\nSee you at the gate #strike"
    assert not entry.cut_off


def test_youtube() -> None:
    entry = only(parse_file("youtube.xml"))
    assert (entry.channel_id, entry.guid) == ("UCguild000", "yt:video:aaaaaaaaaaa")
    assert entry.link == "https://www.youtube.com/watch?v=aaaaaaaaaaa"
    assert entry.text == "The president spoke to members on the first day.\nShe answered questions."
    assert entry.updated_at == datetime(2023, 7, 15, 2, 11, tzinfo=UTC)


def test_atom() -> None:
    feed = parse_file("atom.xml")
    first, second = feed.entries
    assert (feed.title, feed.link) == ("Guild news", "https://www.guild.example/news/")
    assert first.link == "https://www.guild.example/news/2023/strike-authorised"
    assert (first.title, first.text) == ("Strike authorised", "Members voted yes.\n\n97 % < 100 %.")
    assert first.published_at == datetime(2023, 6, 6, 3, 0, tzinfo=UTC)
    assert first.categories == ("votes", "Strike")
    assert (second.title, second.text) == ("A <b> in plain text", "Plain <i>words</i> stay.")
    assert second.source_url == "https://other.example/feed.atom"
    assert (second.published_at, second.updated_at) == (None, datetime(2023, 6, 7, 8, 0, tzinfo=UTC))


def test_rss_1_0() -> None:
    entry = only(parse_file("rss10.rdf"))
    assert (entry.guid, entry.title) == ("https://www.guild.example/a", "Réunion")
    assert (entry.published_at, entry.updated_at) == (datetime(2023, 7, 14, 7, 0, tzinfo=UTC), None)


def test_rss_0_91_with_its_doctype() -> None:
    entry = only(parse_file("rss091.xml"))
    assert (entry.title, entry.link) == ("Café closed", "https://www.guild.example/notices/cafe")


# --- links -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("\n  https://www.guild.example/a?b=1&amp;c=%7e#d \n", "https://www.guild.example/a?b=1&c=%7e#d"),
        ("/a", "https://www.guild.example/a"),
        ("../a", "https://www.guild.example/a"),
        ("?p=1", "https://www.guild.example/feed/?p=1"),
        ("//evil.example/a", "https://evil.example/a"),
        ("http://www.guild.example/a", "http://www.guild.example/a"),
        ("a.html?b=c.d", "https://www.guild.example/feed/a.html?b=c.d"),
        ("2023/v1.2", "https://www.guild.example/feed/2023/v1.2"),
        ("https://www.guild.example/a b?c d", "https://www.guild.example/a%20b?c%20d"),
        ("/a b.pdf", "https://www.guild.example/a%20b.pdf"),
        ("//evil.example/a b", "https://evil.example/a%20b"),
    ],
)
def test_links_are_made_absolute_and_otherwise_left_alone(written: str, link: str) -> None:
    assert link_of(written) == link


@pytest.mark.parametrize(
    "written",
    [
        "https://www.guild.example@evil.example/",
        "https://user:pass@www.guild.example/",
        r"https://www.guild.example\@evil.example/",
        r"\\www.guild.example/a",
        r"/\evil.example/",
        "https:///www.guild.example/a",
        "https:www.guild.example/a",
        "ht&#10;tps://www.guild.example/a",
        "https://www.gu&#9;ild.example/a",
        "https://www.gu\x08ild.example/a",
        "https://www.guild.example .evil.example/",
        "https://www.guild.example/a&#9;b",
        "//www.guild.example /a",
        "Press Release.pdf",
        "www.evil.example/story",
        "evil.example",
        "evil.example?index.html",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://www.guild.example:8443/",
        "https://[::1/a",
        "//[::1/a",
    ],
)
def test_an_odd_link_stays_odd_until_it_is_judged(written: str) -> None:
    link = link_of(written)
    assert link is not None
    assert link.isprintable()
    assert isinstance(link_host(link), LinkFault)


def test_an_atom_link_is_left_alone_too() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>1</id>'
        '<link href="https:////www.guild.example\\x"/></entry></feed>'
    )
    assert only(feed).link == "https:////www.guild.example\\x"


def test_a_permalink_guid_is_the_link_only_where_there_is_none() -> None:
    guid = "<guid>https://www.guild.example/1</guid>"
    assert only(parse(rss(f"<item>{guid}</item>"))).link == "https://www.guild.example/1"
    both = only(parse(rss(f"<item>{guid}<link>https://www.guild.example/2</link></item>")))
    assert (both.guid, both.link) == ("https://www.guild.example/1", "https://www.guild.example/2")


def test_a_guid_that_is_no_address_stays_a_guid() -> None:
    assert (lambda entry: (entry.guid, entry.link))(only(parse(rss("<item><guid>811</guid></item>")))) == (
        "811",
        None,
    )


def test_an_atom_id_is_never_taken_for_a_link() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>https://www.guild.example/1</id></entry></feed>'
    )
    assert (only(feed).guid, only(feed).link) == ("https://www.guild.example/1", None)


# --- entries -----------------------------------------------------------------------------------------


def test_an_entry_that_says_nothing_is_listed() -> None:
    assert only(parse(rss("<item/>"))) == Entry(guid=None, link=None, title="", text="")


def test_the_longer_of_two_texts_is_taken() -> None:
    long = "<p>" + "A long sentence. " * 5 + "</p>"
    item = (
        "<item><title>x</title><description><![CDATA[{}]]></description>"
        "<content:encoded><![CDATA[{}]]></content:encoded></item>"
    )
    assert only(parse(rss(item.format(long, "short")))).text == ("A long sentence. " * 5).strip()
    assert only(parse(rss(item.format("short", long)))).text == ("A long sentence. " * 5).strip()


def test_content_that_is_no_text_is_left_out() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id><title>x</title>'
        '<content type="image/png">aGVsbG8=</content></entry></feed>'
    )
    assert only(feed).text == ""


def test_markup_in_a_title_is_removed() -> None:
    entry = only(
        parse(rss("<item><title>Q&amp;amp;A: &lt;b&gt;strike&lt;/b&gt;\n&amp;#8217;</title></item>"))
    )
    assert entry.title == "Q&A: strike ’"


# --- places and origins ----------------------------------------------------------------------------

OWN, OTHER = "https://www.guild.example/1", "https://dailycurtain.example/1"
# The same in XML with a mistake, which another reader takes; it must not see less.
WELL_FORMED, FAULTY = "", "<dc:rights>Q &amp; A<br>&nbsp; & more</dc:rights>"


def of_item(inner: str, more: str = WELL_FORMED) -> Entry:
    return only(parse(rss(f"<item>{more}{inner}</item>")))


def of_atom(inner: str) -> Entry:
    return only(parse(f'<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>{inner}</entry></feed>'))


@pytest.mark.parametrize("more", [WELL_FORMED, FAULTY])
@pytest.mark.parametrize(
    ("links", "link"),
    [
        (f"<link>{OWN}</link><link>{OTHER}</link>", f"{OWN} {OTHER}"),
        (f"<link>{OTHER}</link><link>{OWN}</link>", f"{OTHER} {OWN}"),
        (f"<link>{OWN}</link><link>{OWN}?b</link><link>{OTHER}</link>", f"{OWN} {OTHER}"),
        (f"<link>{OWN}</link><link>http://www.guild.example/b</link>", OWN),
        (f"<link>{OWN}</link><atom:link href='{OTHER}' rel='alternate'/>", f"{OWN} {OTHER}"),
        (f"<link>{OWN}</link><atom:link href='{OTHER}' rel='related'/>", OWN),
        (f"<link>{OWN}</link><atom:link href='{OTHER}' type='application/pdf'/>", OWN),
        (f"<link>{OWN}</link><link>javascript:alert(1)</link>", f"{OWN} javascript:alert(1)"),
        (f"<link>{OTHER}</link><media:content url='x'><link>{OWN}</link></media:content>", OTHER),
        (f"<media:content url='x'><atom:link href='{OWN}'/></media:content><link>{OTHER}</link>", OTHER),
        (f"<link>{OWN}</link><media:credit><link>{OTHER}</link></media:credit>", OWN),
        (f"<link>{OTHER}</link><image><url>x</url><link>{OWN}</link></image>", OTHER),
        (f"<link>{OTHER}</link><source url='{OTHER}'><link>{OWN}</link></source>", OTHER),
        (f"<media:credit><guid>{OWN}</guid></media:credit>", None),
        (f"<link></link><guid>{OWN}</guid>", OWN),
        (f"<guid isPermaLink='true'>{OWN} a</guid><link/>", f"{OWN}%20a"),
        (f"<link> </link><guid isPermaLink='false'>{OWN}</guid>", None),
    ],
)
def test_only_the_entrys_own_links_count_and_all_of_them(links: str, link: str | None, more: str) -> None:
    assert of_item(links, more).link == link


def test_an_atom_entry_with_links_at_odds_gives_both() -> None:
    links = f"<link rel='alternate' href='{OTHER}'/><link href='{OWN}'/>"
    assert of_atom(links).link == f"{OTHER} {OWN}"
    assert of_atom(f"<author><link href='{OTHER}'/></author><link href='{OWN}'/>").link == OWN


@pytest.mark.parametrize("more", [WELL_FORMED, FAULTY])
@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("", None),
        (f"<source url='{OTHER}'>Other</source>", OTHER),
        ("<source>The Daily Curtain</source>", "The Daily Curtain"),
        ("<source url=''>The Daily Curtain</source>", "The Daily Curtain"),
        ("<source>Two\nhttps://www.guild.example/</source>", r"Two\x{a}https://www.guild.example/"),
        ("<source/>", "a source without a name"),
        ("<source><links>x</links></source>", "a source without a name"),
        (f"<source url='{OTHER}'/><source url='{OWN}'/>", f"{OTHER}\n{OWN}"),
        ("<source url='/feed'>The guild</source>", "https://www.guild.example/feed"),
        ("<source url='dailycurtain.example'>x</source>", "dailycurtain.example"),
        ("<source url='Curtain'>x</source>", "Curtain"),
        (f"<dc:source>{OTHER}</dc:source>", OTHER),
        ("<dc:source>The Daily Curtain</dc:source><dc:source/>", "The Daily Curtain"),
        (f"<feedburner:origLink>{OTHER}</feedburner:origLink>", OTHER),
    ],
)
def test_every_source_is_kept_and_told_from_none(source: str, said: str | None, more: str) -> None:
    assert of_item(source, more).source_url == said


def test_a_source_that_is_never_closed_is_one() -> None:
    entry = of_item(f"<link>{OWN}</link><source url='{OTHER}'>x", FAULTY)
    assert (entry.link, entry.source_url) == (OWN, "a source without a name")


def test_a_source_of_the_whole_feed_is_nobodys() -> None:
    feed = parse(
        rss(f"<item><link>{OWN}</link></item>", f"<source url='{OTHER}'>x</source><dc:source>x</dc:source>")
    )
    assert only(feed).source_url is None


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (f"<id>{OWN}</id><link rel='self' href='{OWN}'/><link href='{OTHER}'/>", f"{OWN}\n{OTHER}"),
        (f"<id>tag:x</id><link rel='hub' href='{OTHER}'/><link href='{OWN}'/><title>T</title>", OWN),
        ("<id>tag:dailycurtain.example,2023:1</id><title>T</title>", "tag:dailycurtain.example,2023:1"),
        (f"<id>{OTHER}</id><title>T</title>", OTHER),
        ("<title>The Daily Curtain</title>", "The Daily Curtain"),
    ],
)
def test_an_atom_source_gives_all_its_addresses(source: str, said: str) -> None:
    assert of_atom(f"<source>{source}</source>").source_url == said


def test_a_link_without_an_address_within_the_text_is_none() -> None:
    text = f"&lt;a href=' '&gt;here&lt;/a&gt; &lt;a href='{OTHER}'&gt;there&lt;/a&gt;"
    assert of_item(f"<description>{text}</description>").links == (OTHER,)


def test_mistakes_inside_an_entry_do_not_hide_its_link() -> None:
    entry = of_item(f"<dc:rights><b>x & <i>y</dc:rights></u><link>{OWN}</link>")
    assert entry.link == OWN


def test_a_field_with_attributes_is_no_string() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:yt="urn:yt"><entry><id>1</id>'
        '<yt:channelId x="y">UC1</yt:channelId></entry></feed>'
    )
    assert only(feed).channel_id is None


def test_a_hostile_author_is_just_a_string() -> None:
    author = "a" * 16_000 + "@"
    assert only(parse(rss(f"<item><author>{author}</author></item>"))).author == author


def test_an_atom_author_is_named_without_the_address() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>1</id>'
        "<author><name>Jo</name><email>jo@guild.example</email></author></entry></feed>"
    )
    assert only(feed).author == "Jo"


def test_control_and_direction_characters_are_gone() -> None:
    entry = only(parse(rss("<item><title>a\x1b[31m\u202eb</title><description>c\x00d</description></item>")))
    assert (entry.title, entry.text) == ("a[31mb", "cd")


# --- broken feeds --------------------------------------------------------------------------------


def refusal(body: bytes | str) -> str:
    with pytest.raises(ParseError) as caught:
        parse(body)
    return caught.value.message


def test_a_web_page_is_no_feed() -> None:
    assert "a web page, not a feed" in refusal("<!DOCTYPE html><html><title>Log in</title></html>")


def test_other_xml_is_no_feed() -> None:
    assert "neither RSS nor Atom (its root is <urlset>)" in refusal("<urlset></urlset>")


def test_rdf_without_rss_is_no_feed() -> None:
    assert "RDF that is no RSS" in refusal(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'
    )


@pytest.mark.parametrize("name", ["wix.xml", "wordpress.xml", "atom.xml", "rss10.rdf", "youtube.xml"])
def test_a_feed_that_breaks_off_anywhere_is_not_used(name: str) -> None:
    body = (FEEDS / name).read_bytes().rstrip()
    for end in range(len(body) // 3, len(body) - 1, len(body) // 17):
        assert "breaks off in the middle" in refusal(body[:end])


@pytest.mark.parametrize("end", ["</item></channel></rss", "</item></channel>", "", "<item>"])
def test_a_faulty_feed_that_breaks_off_is_not_used_either(end: str) -> None:
    assert "breaks off" in refusal(f"<rss version='2.0'><channel><item><title>a & b</title>{end}")


def test_an_end_quoted_inside_an_entry_is_not_the_feeds_end() -> None:
    cut = "<rss version='2.0'><channel><title>a & b</title><item><description><![CDATA[about </rss> tags"
    assert "breaks off" in refusal(cut)


def test_faulty_but_complete_xml_is_read() -> None:
    feed = parse(rss("<item><title>a & b &nbsp;c</title><link>https://a@b/?x&y=1</link></item>"))
    assert (only(feed).title, only(feed).link) == ("a & b c", "https://a@b/?x&y=1")


def test_a_faulty_feed_without_entries_is_read() -> None:
    assert parse("<rss version='2.0'><channel><title>a & b</title></channel></rss>").entries == ()


def test_an_undeclared_namespace_is_read() -> None:
    assert (
        only(
            parse("<rss version='2.0'><channel><item><x:y>z</x:y><title>a</title></item></channel></rss>")
        ).title
        == "a"
    )


def test_junk_after_the_end_is_no_entry() -> None:
    feed = parse(rss("<item><title>a</title></item>") + "<br>Warning<item><title>b</title></item>")
    assert only(feed).title == "a"


def test_what_feedparser_cannot_take_is_a_parse_error() -> None:
    assert "cannot be read (" in refusal(rss("<item><title>&#99999999999999999999;</title></item>"))
