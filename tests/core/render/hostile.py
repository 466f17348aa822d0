"""Words that try to be more than words, the messages they can get into, and a reader that tells what acts.

Used by the tests of rendering, of the simulated Discord, and of what Discord refuses.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from unicodedata import normalize
from urllib.parse import urlsplit

from bot.core.model import Image, LinkButton, Message, Statement
from bot.core.plaintext import plain_to_text
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
)
from bot.core.reading import ReadAsked, pages_of
from bot.core.render import DigestItem, render_check, render_digest, render_page, render_statement
from bot.core.summarise import summarise
from tests.core.render.test_render import NONCE, NOW, STATEMENT

HOSTS = frozenset({"strike.guild.example"})
ZALGO = "Z" + "\u0301\u0323" * 400
FAMILY = "\N{WOMAN}\u200d\N{WOMAN}\u200d\N{GIRL}"

#: By what they try.
CORPUS = {
    "markup": "**bold** *it* _it_ __under__ ~~gone~~ `code` ```\nblock\n``` and \\*escaped\\* \\\\ too.",
    "a masked link": "Read [strike.guild.example](https://evil.example/) and [https://a.example](<https://b.example>).",
    "a link in a title": "strike.guild.example/vote",
    "a link in pieces": "guild.\x1fexample, evil.\u200bexample, evil.\u200dexample, ev\ufe0fil\u2024example",
    "an image link": "![the line](https://evil.example/track.png) stands here.",
    "bare addresses": "At https://evil.example/x, http://evil.example, <https://evil.example>, evil.example.",
    "mentions": "@everyone and @here, <@1>, <@!1>, <@&2>, <#3>, <id:customize>, </status:1>, <t:1:R> meet.",
    "split mentions": "@\u200beveryone, @\u2060here, @\u00adeveryone, <\u200b@1> and @EVERYONE meet today.",
    "emoji codes": "Shout :fire: and <:fire:1> and <a:fire:1> with us today.",
    "a heading": "# We end the strike\n## Now\n### At once\n-# small print says so.",
    "a quotation": "> The union gives in.\n>>> All that follows too.",
    "lists": "- one thing\n* another thing\n+ a third thing\n1. the first thing\n2) the second thing",
    "a spoiler": "||The vote failed|| is what they say today.",
    "reordered letters": "The vote \u202edeliaf\u202c, \u2066said\u2069 the \u061cboard \u200f today.",
    "what is not seen": "With\u200bout\u200c a\u2060ny\ufeff\u00adthing \U000e0041 to see \u3164 here.",
    "a hidden text": "We stay out\ufe01\ufe02\ufe03\ufe04 until it \U000e0101\U000e0102\U000e0103 is done.",
    "control sequences": "\x1b[31mRed\x1b[0m \x07 \x00 \x9b31m and\r\nnew\x0blines\u2028here.",
    "accents without end": f"{ZALGO} and {ZALGO} stand in one line today.",
    "long words": "x" * 300 + " is a word, and so is " + "*" * 300 + ".",
    "one word of a page": "y" * 9_000,
    "people": FAMILY * 900,
    "astral letters": "\N{MATHEMATICAL BOLD CAPITAL A}" * 2_500 + ".",
    "half letters": "half \ud83d of a letter \udc00 here.",
    "right to left": "نحن مضربون منذ اليوم. שובתים מהיום.",
    "facts": "When: Monday, March 9 [here](https://evil.example) @everyone\nWhere: ||Gate|| <@1> **3**\n\n"
    "More: https://strike.guild.example/a)](https://evil.example and https://strike.guild.example@evil.example/b",
    "a fact's link": "Read https://strike.guild.example/x*y_z~~||> today, all of you.",
    "sentences": "We met. They left. We stay. " * 600,
    "two hundred thousand": ("We met on Monday and voted *together*, all of us. " * 4_000)[:200_000],
}

#: Of our own: an instant, a link that shows where it leads or what it leads to, a heading, a quotation.
_OWN = re.compile(r"<t:\d{1,12}:[fRD]>|^(?:### |-# |> )", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\(<(https://[^<>\s]+)>\)|<(https://[^<>\s]+)>")
_ACTS = re.compile(
    r"[<>\[\]_|`#]|://|@everyone|@here|:[\w+-]+:|^\s*(?:[-+*]|\d+[.)])\s", re.MULTILINE | re.IGNORECASE
)
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u3164\ud800-\udfff]"
)
_NAMES_A_PLACE = re.compile(r"\w\.\w{2,}|://|\bwww\b", re.IGNORECASE)


def assert_inert(message: Message, hosts: frozenset[str] = HOSTS) -> None:
    """Assert that nothing in a message acts but what is ours, and that links show where they lead."""
    for block in message.blocks:
        live = re.sub(r"\\.", "\0", block.markdown)  # what is left after an escaped letter is read as markup
        for words, masked, bare in _LINK.findall(live):
            host = urlsplit(masked or bare).hostname
            assert host in hosts, (host, block.markdown[:300])
            seen = re.sub("[\u200c\u200d\ufe00-\ufe0f]", "", normalize("NFKC", words))
            assert not _NAMES_A_PLACE.search(seen) or words == host, words
        live = _LINK.sub("", _OWN.sub("", live)).replace("**", "\0").replace("~~", "\0")
        assert not _ACTS.search(live), (_ACTS.findall(live)[:5], block.markdown[:300])
        assert not _UNSEEN.search(block.markdown.replace("@\u200b", ""))
        assert not _UNSEEN.search(block.plain)
    for button in message.buttons:
        assert not _UNSEEN.search(button.label)
        if isinstance(button, LinkButton):
            host = urlsplit(button.url).hostname
            assert host in hosts
            assert host in button.label


def statement_with(words: str) -> Statement:
    """Return a statement that says this wherever a feed can say something; its text as it is stored."""
    alt = Image("https://strike.guild.example/a.png", words[:3_000])
    return replace(
        STATEMENT,
        title=words[:2_000],
        text=plain_to_text(words),
        categories=(words[:200], "Vote"),
        images=(alt,),
    )


@lru_cache(maxsize=2 * len(CORPUS))  # several tests look at each
def messages_with(words: str) -> Sequence[Message]:
    """Return everything such a statement, and a question with these words, is shown in."""
    return tuple(_messages_with(words))


def _messages_with(words: str) -> Iterator[Message]:
    statement = statement_with(words)
    summary = summarise(statement.text, cut_off=False)
    for nonce, name in ((NONCE, words[:300]), (None, "Guild")):
        yield render_statement(statement, union_name=name, summary=summary, nonce=nonce, hosts=HOSTS)
    pages = len(pages_of(statement.text)) or 1
    for page in {0, pages // 2, pages - 1}:
        yield render_page(statement, union_name=words[:300], asked=ReadAsked(NONCE, 1, page))
    yield render_digest([DigestItem(statement, words[:300])] * 20)
    candidate = Candidate(7, 1, True, "press-room", statement.url, statement.title, words, NOW, NOW)
    piece = Piece(words[:3_000], True, 0, len(words[:3_000]))
    half = len(words) // 2
    said = Match(
        Result.ALTERED, ((0, len(words)),), (Difference(words[:90], words[:80], None, (0, half), (0, 9)),)
    )
    findings = (Finding(piece, Result.ALTERED, candidate, said), Finding(piece, Result.NO_RECORD))
    links = (LinkFinding(words[:400], Result.NOT_DIRECT, host=None),)
    yield render_check(Checked(findings, links), page=PageCheck(words[:400], problem=words[:400]))
