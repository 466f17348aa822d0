"""What entries are made of: kept whole, read the same again; their pictures; films' and recordings' words."""

import pytest

from bot.core.model import Entry, Image
from bot.core.rawcoding import decoded, encoded
from bot.core.rawentry import read_raw
from tests.core.test_parse import FEEDS, only, parse, parse_file, rss

CDN = "https://static.cdn.example/media"
SAID = "We walk out on Monday at six. Bring water."


def content(html: str) -> str:
    return f"<content:encoded><![CDATA[{html}]]></content:encoded>"


def entry_of(inside: str) -> Entry:
    return only(parse(rss(f"<item><title>A</title>{inside}</item>")))


def images(inside: str) -> list[tuple[str, str]]:
    return [(image.url, image.alt) for image in entry_of(inside).images]


@pytest.mark.parametrize("name", sorted(path.name for path in FEEDS.iterdir()))
def test_what_is_kept_reads_as_the_feed_did(name: str) -> None:
    entries = parse_file(name).entries
    assert entries
    for entry in entries:
        assert entry.raw is not None
        kept = decoded(encoded(entry.raw))
        assert kept == entry.raw
        again = read_raw(kept)
        assert (again.title, again.text, again.links, again.images, again.cut_off) == (
            *(entry.title, entry.text, entry.links, entry.images, entry.cut_off),
        )


def test_an_entry_without_anything_can_be_kept_too() -> None:
    raw = only(parse(rss("<item><link>https://www.guild.example/1</link></item>"))).raw
    assert raw is not None
    assert decoded(encoded(raw)) == raw
    assert read_raw(raw).text == ""


def test_a_damaged_encoding_is_mended_in_title_and_text() -> None:
    damaged = "<p>They donâ€™t, â€œneverâ€.</p><p>It&acirc;&euro;&trade;s Â&nbsp;time.</p>"
    entry = only(parse(rss(f"<item><title>Itâ€™s on</title>{content(damaged)}</item>")))
    assert entry.title == "It’s on"
    assert entry.text == "They don’t, “never”.\n\nIt’s time."


# --- pictures ---------------------------------------------------------------------------------------


def test_pictures_beside_and_in_the_text() -> None:
    inside = (
        f"<media:content url='{CDN}/1.jpg' medium='image'><media:title>by Jo</media:title>"
        "<media:description>Members at gate 3 &amp; gate 4</media:description></media:content>"
        f"<media:thumbnail url='{CDN}/2.jpg'/><enclosure url='{CDN}/3.png' type='image/png' length='1'/>"
        + content(
            f"<img class='wp-smiley' src='{CDN}/smile.png'><img src='{CDN}/4.jpg' alt='A &quot;sign&quot;'>"
        )
    )
    assert images(inside) == [
        (f"{CDN}/1.jpg", "Members at gate 3 & gate 4"),
        (f"{CDN}/2.jpg", ""),
        (f"{CDN}/3.png", ""),
        (f"{CDN}/4.jpg", 'A "sign"'),
    ]


def test_one_picture_named_twice_is_one_with_its_words() -> None:
    inside = f"<media:thumbnail url='{CDN}/1.jpg'/>" + content(f"<img alt='The gate' src='{CDN}/1.jpg'/>")
    assert images(inside) == [(f"{CDN}/1.jpg", "The gate")]


def test_a_picture_in_the_text_may_stand_relative_to_the_feed() -> None:
    inside = content("<p>A</p><IMG SRC=/pictures/gate.jpg alt=gate>")
    assert images(inside) == [("https://www.guild.example/pictures/gate.jpg", "gate")]


@pytest.mark.parametrize(
    "tag",
    [
        f"<img src='{CDN}/pixel.gif' width='1' height='1'>",
        f"<img src='{CDN}/pixel.gif' height=1px>",
        "<img src='http://static.cdn.example/plain.jpg'>",
        "<img src='data:image/png;base64,AAAA'>",
        "<img src='https://user@static.cdn.example/a.jpg'>",
        "<img src='https://10.0.0.1/a.jpg'>",
        f"<img src='{CDN}/{'a' * 2000}.jpg'>",
        "<img src='https://secure.gravatar.com/avatar/1?s=96'>",
        "<img src='https://pixel.wp.com/b.gif?host=guild'>",
        f"<img src='{CDN}/pixel.gif' style='width: 1px; height:1px' alt='x'>",
        f"<img src='{CDN}/pixel.gif' style='display:none' alt='x'>",
        f"<img hidden src='{CDN}/pixel.gif' alt='x'>",
        f"<!-- <img src='{CDN}/old.jpg' alt='x'> -->",
        f"<script>a = \"<img src='{CDN}/old.jpg' alt='x'>\"</script>",
        "<img alt='nothing'>",
        "<img src='",
    ],
)
def test_what_is_no_picture_to_show(tag: str) -> None:
    assert images(content(f"<p>A</p>{tag}")) == []


def test_alternative_words_are_plain_short_and_mended() -> None:
    inside = content(f"<img src='{CDN}/1.jpg' alt='<b>Donâ€™t</b>\n cross{' x' * 900}'>")
    (image,) = entry_of(inside).images
    assert image.alt.startswith("Don’t cross x")
    assert len(image.alt) in (999, 1000)


def test_no_more_than_four_pictures_and_twenty_looked_at() -> None:
    thumbnails = "".join(f"<media:thumbnail url='{CDN}/{number}.jpg'/>" for number in range(12))
    assert [image.url for image in entry_of(thumbnails).images] == [f"{CDN}/{n}.jpg" for n in range(4)]
    pixels = "<img src='x' width='1'>" * 20
    assert images(content(f"{pixels}<img src='{CDN}/late.jpg'>")) == []


# --- films and recordings ---------------------------------------------------------------------------


def test_a_film_is_its_description() -> None:
    entry = entry_of(f"<media:group><media:thumbnail url='{CDN}/v.jpg'/><media:title>T</media:title>"
                     f"<media:description>{SAID}</media:description></media:group>")  # fmt: skip
    assert (entry.title, entry.text) == ("A", SAID)
    assert entry.images == (Image(f"{CDN}/v.jpg", ""),)
    assert parse_file("youtube.xml").entries[0].text.startswith("The president spoke to members")


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_a_film_without_a_title_of_its_own_has_the_medias(kind: str) -> None:
    item = (
        "<item><media:content url='https://v.example/1.mp4' medium='video'><media:title>Day one</media:title>"
        f"<media:description type='{kind}'>{SAID}</media:description></media:content></item>"
    )
    entry = only(parse(rss(item)))
    assert (entry.title, entry.text, entry.images) == ("Day one", SAID, ())


def test_a_recording_is_its_summary() -> None:
    itunes = "xmlns:itunes='http://www.itunes.com/dtds/podcast-1.0.dtd'"
    item = (
        f"<item {itunes}><title>A</title><description></description><itunes:summary>{SAID}</itunes:summary>"
        "<enclosure url='https://v.example/1.mp3' type='audio/mpeg' length='9'/></item>"
    )
    entry = only(parse(rss(item)))
    assert (entry.text, entry.images) == (SAID, ())


def test_words_about_a_picture_or_film_never_stand_for_the_text() -> None:
    longer = "A photograph of the whole crowd before the gate, taken from the roof of the union's hall."
    for medium in ("image", "video"):
        media = (
            f"<media:content url='{CDN}/1' medium='{medium}'><media:description>{longer}</media:description>"
            "</media:content>"
        )
        assert entry_of(f"<description>{SAID}</description>{media}").text == SAID
        assert entry_of(f"{media}<description>{SAID}</description>").text == SAID


def test_media_in_a_feed_with_mistakes_are_read_as_well_as_can_be() -> None:
    broken = (
        "<media:description></media:description></media:description><b>&nosuch;"
        f"<media:description>{SAID}</media:description></media:title></media:content>"
        f"<media:content medium='image' url='{CDN}/1.jpg'><media:description>Gate 3"
    )
    item = f"<item><title>A</title>{broken}</item><item><title>B</title></item>"
    first, second = parse(rss(item)).entries
    assert (first.title, first.text) == ("A", SAID)
    assert (second.text, second.images) == ("", ())


def test_media_of_the_channel_are_nobodys() -> None:
    channel = (
        f"<media:thumbnail url='{CDN}/logo.png'/><media:content url='{CDN}/x.png' medium='image'/>"
        "<media:description>About us</media:description>"
        f"<enclosure url='{CDN}/y.png' type='image/png'/>"
    )
    entry = only(parse(rss(f"<item><title>A</title><description>{SAID}</description></item>", channel)))
    assert (entry.text, entry.images) == (SAID, ())
