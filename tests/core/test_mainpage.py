"""What is left of a page: its main text, its canonical address, or the name of what stands in the way."""

import pytest

from bot.core.mainpage import LONGEST_TEXT, read_page
from bot.core.model import MainPage
from bot.core.obstacles import CHALLENGE

URL = "https://www.guild.example/post/on-strike"
SENTENCES = (
    "Dear members,",
    "The committee met for six hours on Tuesday. The employers brought “no answer” to our proposal.",
    "We asked again for the figures they promised in June, and for the third time there were none.",
    "No!",
    "Email us: committee@guild.example",
    "Pickets go on at every gate from nine in the morning. Bring water, a hat and a friend.",
    "In solidarity,",
    "Mara Quill",
)
MENU = "<header><nav><ul><li><a href=/>Home</a></li><li><a href=/blog>Blog</a></li></ul></nav></header>"
OTHERS = (
    "<section><h3>Recent Posts</h3><div><a href=/1><h4>Another of our posts</h4></a>"
    "<p>We met again on Wednesday, and this begins that other post, which goes on ...</p></div></section>"
)
FOOT = "<footer>© 2026 Example Guild. All rights reserved.</footer>"


def page(main: str, head: str = "<title>On strike</title>", others: str = OTHERS) -> str:
    return f"<!doctype html><html><head>{head}</head><body>{MENU}{main}{others}{FOOT}</body></html>"


def read(html: str | bytes, content_type: str = "text/html; charset=utf-8", url: str = URL) -> MainPage:
    body = html.encode() if isinstance(html, str) else html
    return read_page(body, base_url=url, content_type=content_type)


def paragraphs(*sentences: str) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


SHAPES = {
    "paragraphs alone": paragraphs(*SENTENCES),
    "in a div": f"<div>{paragraphs(*SENTENCES)}</div>",
    "wix": (
        "<main><div data-hook=post><article><div><h1><span>On strike</span></h1><ul><li>Jan 5, 2026</li>"
        "<li>2 min read</li></ul><p>Updated: Jan 6, 2026</p><section data-hook=post-description><div>"
        + "".join(f"<div><p><span><span>{one}</span></span></p></div>" for one in SENTENCES)
        + f"</div></section></article>{OTHERS}</div></main>"
    ),
    "wordpress": (
        "<article class=post><header><h1 class=entry-title>On strike</h1><div class=entry-meta>Posted by Ed"
        f"</div></header><div class=entry-content>{paragraphs(*SENTENCES)}</div>"
        "<nav class=post-navigation><a href=/old>An older post about gates</a></nav></article>"
    ),
    "divs": f"<main><div class=content>{''.join(f'<div>{one}</div>' for one in SENTENCES)}</div></main>",
    "line breaks": f"<main><div class=content>{'<br><br>'.join(SENTENCES)}</div></main>",
    "others after a heading": (
        f"<main><article>{paragraphs(*SENTENCES)}<h2>Related posts</h2><p>The others, and more.</p>"
        "</article></main>"
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_sentence_is_kept_in_order_and_the_furniture_is_not(shape: str) -> None:
    main = read(page(SHAPES[shape]))
    assert main.obstacle is None
    places = [main.text.index(one) for one in SENTENCES]
    assert places == sorted(places)
    for furniture in ("Home", "Blog", "Wednesday", "All rights", "older post", "The others"):
        assert furniture not in main.text


def test_paragraphs_lists_breaks_and_tables_keep_their_form() -> None:
    main = read(
        page(
            "<article><p>We meet at these gates, at these hours, on every day of the week:</p>"
            "<ul><li>North gate, <b>from nine</b></li><li><p>South gate</p></li></ul>"
            "<table><tr><td>East</td><td>7:00</td></tr><tr><td>West</td><td>8:00</td></tr></table>"
            "<blockquote><p>No contract, no work.</p></blockquote><p>In solidarity,<br>Mara Quill</p>"
            "</article>"
        )
    )
    assert main.text == (
        "We meet at these gates, at these hours, on every day of the week:\n\n"
        "• North gate, from nine\n• South gate\n\nEast 7:00\nWest 8:00\n\n"
        "No contract, no work.\n\nIn solidarity,\nMara Quill"
    )


def test_what_a_browser_would_not_show_is_left_out() -> None:
    hidden = (
        "<p hidden>Nobody sees this one.</p><p style='color: red; DISPLAY : none'>Nor this one.</p>"
        "<noscript>Nor this.</noscript><!-- nor this -->"
    )
    text = read(page(f"<article>{paragraphs(*SENTENCES)}{hidden}</article>")).text
    assert "Mara Quill" in text
    assert "this" not in text.replace("from nine in the morning", "").lower()


def test_an_empty_container_is_not_taken_for_the_text() -> None:
    html = page(f"<div itemprop=articleBody></div><main>{paragraphs(*SENTENCES)}</main>")
    assert "The committee met" in read(html).text


def test_a_headline_that_the_text_repeats_is_left_out() -> None:
    title = "<title>On strike | Example Guild</title><meta property=og:title content='On strike'>"
    html = page(f"<div class=entry-content><h2>On strike</h2>{paragraphs(*SENTENCES)}</div>", title)
    assert read(html).text.startswith("Dear members,")


def test_list_items_that_are_links_and_headings_in_buttons_are_kept() -> None:
    places = "<ul><li><a href=/a>Alder Lot, gates 2 and 5</a><li><a href=/b>Foundry Stages</a></ul>"
    part = "<h4><button aria-expanded=false><span>If you hold tickets</span></button></h4>"
    html = page(f"<div class=entry-content>{paragraphs(*SENTENCES)}{places}{part}<p>Keep them.</p></div>")
    assert read(html).text.endswith(
        "• Alder Lot, gates 2 and 5\n• Foundry Stages\n\nIf you hold tickets\n\nKeep them."
    )


def test_words_straight_in_the_body_are_kept_and_inline_words_do_not_run_into_blocks() -> None:
    html = (
        "<body>The watch stays at three. <b>Nobody</b> signs.<br>Rates from 1 April<div>Get-in at nine.</div>"
    )
    assert read(html).text == "The watch stays at three. Nobody signs.\nRates from 1 April\n\nGet-in at nine."


@pytest.mark.parametrize("body", ["", "<body>", "<p>Dear members,"])
def test_a_page_without_a_body_tag_is_read_all_the_same(body: str) -> None:
    html = f"<title>On strike</title><nav>Home</nav><main>{paragraphs(*SENTENCES)}</main>{body}"
    assert read(html).text.startswith("Dear members,\n\nThe committee met")
    assert "Home" not in read(html).text
    assert read("<title>x</title>alone").text == "alone"


def test_what_platforms_hang_into_a_text_is_left_out() -> None:
    tail = (
        "<p>Read more: <a href=/heat>Heat at the kilns</a></p><div class=sharedaddy><h3>Share:</h3></div>"
        "<figure class=wp-block-pullquote><blockquote>Pickets go on at every gate from nine in the morning."
        "</blockquote></figure><p>{{PageTitle}}</p><p>The post On strike appeared first on Guild.</p>"
    )
    head = "<title>On strike</title><meta property=og:site_name content=Guild>"
    html = page(f"<div class=entry-content>{paragraphs(*SENTENCES)}{tail}</div>", head)
    assert read(html).text == "\n\n".join(SENTENCES)


# --- canonical ---------------------------------------------------------------------------------------

TWO = f"{URL}\nhttps://www.guild.example/b"


@pytest.mark.parametrize(
    ("head", "canonical"),
    [
        ("", None),
        ("<link rel=canonical>", None),
        ("<link rel=canonical href=' '>", None),
        ("<link rel=stylesheet href=/style.css>", None),
        ("<link rel='Canonical' href='/post/on-strike#top'>", f"{URL}#top"),
        ("<link rel='nofollow canonical' href='https://press.example/x'>", "https://press.example/x"),
        ("<base href='https://press.example/a/'><link rel=canonical href=x>", "https://press.example/a/x"),
        ("<link rel=canonical href=//press.example/x>", "https://press.example/x"),
        ("<link rel=canonical href='https://[press.example/x'>", "https://[press.example/x"),
        (
            f"<link rel=canonical href={URL}><link rel=canonical href=https://press.example/x>",
            f"https://press.example/x\n{URL}",
        ),
        (
            "<link rel=canonical href=//strike.guild.example/x><link rel=canonical href=//press.example/x>",
            "https://strike.guild.example/x\nhttps://press.example/x",
        ),
        (f"<link rel=canonical href={URL}><link rel=canonical href=/b><link rel=canonical href=/b>", TWO),
    ],
)
def test_what_the_page_names_as_canonical_is_made_absolute(head: str, canonical: str | None) -> None:
    assert read(page(paragraphs(*SENTENCES), head)).canonical == canonical


def test_of_very_many_canonical_addresses_those_elsewhere_come_first() -> None:
    own = "".join(f"<link rel=canonical href=/{number}>" for number in range(50))
    named = read(page(paragraphs(*SENTENCES), f"{own}<link rel=canonical href=//press.example/x>")).canonical
    assert named is not None
    assert named.split("\n")[:2] == ["https://press.example/x", "https://www.guild.example/0"]
    assert len(named.split("\n")) == 10


# --- encodings ---------------------------------------------------------------------------------------

WORDS = "Ein Streik ist “würdig” – und für alle da, in jedem Haus und vor jedem Tor, an jedem Tag der Woche. "


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (page(f"<p>{WORDS * 3}</p>").encode("utf-8"), "text/html; charset=utf-8"),
        (page(f"<p>{WORDS * 3}</p>").encode("utf-8"), ""),
        (b"\xef\xbb\xbf" + page(f"<p>{WORDS * 3}</p>").encode(), "text/html; charset=iso-8859-1"),
        (b"\xff\xfe" + page(f"<p>{WORDS * 3}</p>").encode("utf-16-le"), "text/html"),
        (page(f"<p>{WORDS * 3}</p>").encode("cp1252"), "text/html; charset=ISO-8859-1"),
        (page(f"<p>{WORDS * 3}</p>", "<meta charset='windows-1252'>").encode("cp1252"), "text/html"),
        (page(f"<p>{WORDS * 3}</p>", "<meta charset=utf-8>").encode(), "text/html; charset=nonsense"),
        (page(f"<p>{WORDS * 3}</p>").encode(), "text/html; charset=hex"),
        (
            page(f"<p>{WORDS * 3}</p>", "<?xml version='1.0' encoding='latin-1'?>").encode(),
            "application/xhtml+xml",
        ),
    ],
)
def test_pages_are_decoded_as_a_browser_would(body: bytes, content_type: str) -> None:
    assert read(body, content_type).text == (WORDS * 3).strip()


def test_a_page_in_another_encoding_than_it_says_is_not_used() -> None:
    main = read(page(f"<p>{WORDS * 3}</p>").encode("cp1252"))
    assert main.text == ""
    assert main.obstacle == "it is not written in the encoding that it names"


# --- obstacles ---------------------------------------------------------------------------------------

FILLED_BY_SCRIPTS = "it is an empty shell that a browser's scripts would fill"
SCRIPT = "<script src=/app.js></script>"


@pytest.mark.parametrize(
    ("html", "obstacle"),
    [
        ("", "it is empty"),
        ("<html></html>", "it holds no text"),
        (
            "<title>Just a moment...</title><script>window._cf_chl_opt={}</script>"
            "<noscript>Enable JavaScript and cookies to continue</noscript>",
            CHALLENGE,
        ),
        (
            "<title>www.guild.example</title><p>Checking your browser before accessing the site.</p>",
            CHALLENGE,
        ),
        ("<title>x</title><p>Please wait.</p><script>var awsWafCookieDomainList = [];</script>", CHALLENGE),
        ("<body><noscript>Making sure you're not a bot!</noscript></body>", CHALLENGE),
        (f"<div id=root></div>{SCRIPT}", FILLED_BY_SCRIPTS),
        (f"<noscript>You need to enable JavaScript to run this app.</noscript>{SCRIPT}", FILLED_BY_SCRIPTS),
        ("<p>Please turn on JavaScript.</p>", FILLED_BY_SCRIPTS),
        (
            "<title>Log in</title><form><label>Password</label><input type=password></form>",
            "the site asks for a login",
        ),
        (
            "<h1>Cookies</h1><p>Before you continue, accept all cookies.</p>",
            "the site asks for consent to cookies first",
        ),
        ("<title>Page not found</title><p>Sorry.</p>", "the site says that there is no such page"),
        ("<p>404</p>", "the site says that there is no such page"),
        ("<p>Strike!</p>", None),
    ],
)
def test_what_is_no_statements_page_is_called_by_its_name(html: str, obstacle: str | None) -> None:
    assert read(html).obstacle == obstacle


def test_a_page_with_text_has_no_obstacle_whatever_it_mentions() -> None:
    text = "The employers' site says: just a moment, checking your browser, enable JavaScript, log in. " * 9
    html = page(f"<p>{text}</p><form><input type=password></form>", "<title>Access denied</title>") + SCRIPT
    assert read(html).obstacle is None


def test_a_short_statement_beside_scripts_and_a_login_box_is_none_either() -> None:
    text = "The strike begins tomorrow at midnight. Every member at every studio stops work then. " * 2
    html = page(f"<p>{text}</p><div><input type=text></div>", others=SCRIPT)
    assert read(html) == MainPage(text.strip(), None, None)


def test_what_is_no_web_page_is_not_read() -> None:
    main = read(b"%PDF-1.7", "application/pdf")
    assert main == MainPage("", None, "it is no web page, but a document of another kind")


def test_more_text_than_any_statement_is_not_kept() -> None:
    days = (f"This is day {number}. {'We go on striking. ' * 99}" for number in range(LONGEST_TEXT // 1800))
    main = read(page(f"<article>{paragraphs(*days)}</article>"))
    assert main.text == ""
    assert main.obstacle == "it holds more text than any statement"


def test_a_page_of_far_too_many_words_or_parts_is_not_looked_through() -> None:
    foreign = "<link rel=canonical href=//press.example/x>"
    html = page(f"<p>{'x' * 5 * LONGEST_TEXT}</p>", foreign)
    assert read(html) == MainPage("", "https://press.example/x", "it holds more text than any statement")
    html = page("<i>x</i>" * 50_000, foreign)
    assert read(html) == MainPage(
        "", "https://press.example/x", "it has more parts than any statement's page"
    )


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "<b>" * 100_000 + "x",
        "<a href=/x>abc</a> " * 4000,
        "<div class=text-formatted>a" * 2000,
        "<hr><p><a href=/x>abc</a>" * 2000,
        "<h2>Related</h2>" * 3000,
        f"<div class='{'share-' * 200_000}'><p class='{'x ' * 200_000}'>x",
        f"<title>{' - x' * 50_000}</title><p>x",
        "<p>" + " | ".join(["share"] * 50_000),
        "<p>" + "share this: " + "facebook " * 10_000 + "!",
        "<p>" + "3 May 2025, " * 10_000,
        "<p class=pull>We stay out until noon.</p>" * 3000,
        "<article>" + "<div>" * 1900 + "<header></header>" * 4000,
    ],
)
def test_hostile_pages_are_read_in_time_that_grows_with_their_length(html: str) -> None:
    assert isinstance(read(html), MainPage)


@pytest.mark.parametrize(
    "html",
    ["<<<>>>", "<!-- only -->", "<p", "\0\1\2", "&#0;&#xD800;", "<title>", "<svg><p>x", "<html hidden>x"],
)
def test_broken_markup_is_read_without_raising(html: str) -> None:
    assert isinstance(read(html), MainPage)
