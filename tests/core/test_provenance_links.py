"""Links and redirects made up around the union's hosts: direct only where the host really is the union's."""

from dataclasses import replace
from urllib.parse import quote

from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge

OWN = "www.guild.example"
FEED = Feed(
    id="news",
    url=f"https://{OWN}/feed",
    union_id="guild",
    union_name="Harbour Performers Guild",
    hosts=frozenset({OWN, "strike.guild.example"}),
)
ENTRY = Entry("1", f"https://{OWN}/news/1", "We march on Monday", "Members, we march on Monday.")
EVIL = "evil.example"

PREFIXES = st.sampled_from(
    ["", "x", "my", "my-", "es.", "www.", "evil.example/", "evil.example@", "a:b@", "//"]
)
SUFFIXES = st.sampled_from(
    [
        "",
        ".",
        "..",
        f".{EVIL}",
        f"@{EVIL}",
        f"%40{EVIL}",
        f"#@{EVIL}",
        f"?@{EVIL}",
        f"\\@{EVIL}",
        f"/@{EVIL}",
        ":443",
        ":8443",
        ":80",
        ":",
        ":443@evil.example",
        "%2eevil.example",
        "。evil.example",
        "\t.evil.example",
        "-news.example",
        "s",
        "\u200b",
        "\xad",
        "⁄evil.example",
        "／evil.example",
        "%00.evil.example",
    ]
)
SCHEMES = st.sampled_from(
    [
        "https://",
        "http://",
        "HTTPS://",
        "https:",
        "https:/",
        "https:///",
        "ftp://",
        "javascript://",
        "//",
        "",
        "data:text/html,",
        "blob:https://",
        "view-source:https://",
        "https:\\\\",
        " https://",
        "https://https://",
    ]
)
CONFUSED = {
    "a": "а",
    "e": "е",
    "g": "ɡ",
    "i": "і",
    "l": "ӏ",
    "u": "ս",
    "w": "ԝ",
    "x": "х",
    "m": "ｍ",
    ".": "．",
}
PATHS = st.sampled_from(
    ["", "/", "/news/1", f"/r?u=https://{OWN}/", f"/{OWN}/", f"//{OWN}/", f"/..//{EVIL}/"]
)
REDIRECTORS = st.sampled_from(
    [
        f"https://{EVIL}/?u={{}}",
        f"https://{EVIL}/{{}}",
        f"https://{EVIL}#{{}}",
        f"https://{EVIL}?{{}}",
        "https://{}@t.co/",
    ]
)


@st.composite
def confusables(draw: st.DrawFn) -> str:
    """Return the union's host with some letters of other alphabets."""
    places = draw(st.sets(st.integers(0, len(OWN) - 1)))
    return "".join(CONFUSED.get(char, char) if place in places else char for place, char in enumerate(OWN))


@st.composite
def slips(draw: st.DrawFn) -> str:
    """Return the union's host with a letter doubled, dropped, changed or put in."""
    place = draw(st.integers(0, len(OWN) - 1))
    letter = draw(st.sampled_from("abcdeglmrsuvwx.-0"))
    change = draw(st.integers(0, 2))
    return OWN[:place] + letter * bool(change) + OWN[place + (change != 1) :]


HOSTS = (
    st.just(OWN)
    | st.just(EVIL)
    | confusables()
    | slips()
    | st.just(OWN.upper())
    | st.just(quote(OWN, safe=""))
)
LINKS = st.builds("{}{}{}{}{}".format, SCHEMES, PREFIXES, HOSTS, SUFFIXES, PATHS)
NESTED = st.recursive(
    LINKS, lambda inner: st.builds(str.format, REDIRECTORS, inner | inner.map(lambda u: quote(u)))
)


def own_only(url: str, *schemes: str) -> bool:
    """Tell, by hand, whether an address leads by one of `schemes` to one of the union's hosts alone."""
    scheme, _, rest = url.partition("://")
    cut = min((rest.index(char) for char in "/?#" if char in rest), default=len(rest))
    port = ":443" if scheme.lower() == "https" else ":80"
    authority = rest[:cut].lower().removesuffix(port).removesuffix(".")
    return scheme.lower() in schemes and authority in FEED.hosts


@given(link=NESTED)
@example(link=f"https://{OWN}/news/1")
@example(link=f"https://{OWN}@{EVIL}/")
@example(link=f"https://{EVIL}\\@{OWN}/")
@example(link=f"https://{OWN}.{EVIL}/")
@example(link=f"https://{EVIL}/?u=https://{OWN}/")
def test_a_link_is_direct_only_to_the_unions_host(link: str) -> None:
    verdict = judge(replace(ENTRY, link=link), FEED, (FEED.url,))
    if verdict.decision is Decision.DIRECT:
        assert own_only(link, "https", "http")


@given(hops=st.lists(NESTED | st.just(FEED.url), min_size=1, max_size=4))
@example(hops=[FEED.url, f"https://{EVIL}/", FEED.url])
@example(hops=[FEED.url, f"http://{OWN}/feed", FEED.url])
def test_a_chain_of_redirects_is_direct_only_over_the_unions_hosts(hops: list[str]) -> None:
    if judge(ENTRY, FEED, tuple(hops)).decision is Decision.DIRECT:
        assert all(own_only(hop, "https") for hop in hops)


@given(source=NESTED)
def test_a_named_source_is_the_unions_or_not_direct(source: str) -> None:
    verdict = judge(replace(ENTRY, source_url=source), FEED, (FEED.url,))
    if verdict.decision is Decision.DIRECT and source:
        assert all(own_only(each, "https", "http") for each in source.split("\n"))


def test_the_honest_link_is_direct() -> None:
    assert judge(ENTRY, FEED, (FEED.url,)).decision is Decision.DIRECT
