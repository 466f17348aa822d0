"""The rules and the signs of takeover, in a few plain words each.

The long explanation of each is in docs/provenance.md, under its id.
"""

from typing import Final

from bot.core.model import Block, Sign
from bot.core.render.words import code, joined

_ASKS: Final = {
    "not-the-union": "whose feed it is",
    "feed-host": "the feed's own address",
    "transport": "HTTPS all the way",
    "redirect": "every address on the way",
    "source": "where the feed says the entry is from",
    "link-missing": "a link to a page of its own",
    "link-odd": "a link that can be read in one way only",
    "link-subdomain": "whether its host is only near the union's",
    "look-alike": "whether its host only looks like the union's",
    "link-host": "the host the link leads to",
    "youtube-channel": "the pinned YouTube channel",
    "bluesky-account": "the pinned Bluesky account",
    "mastodon-account": "the pinned Mastodon account",
    "appeared-first-on": "whether it appeared elsewhere first",
    "category": "the category it is filed under",
    "skip-host": "whether an admin excluded its host",
    "author": "who wrote it",
    "round-up": "whether it is a round-up of the press",
    "republished": "whether it was republished",
    "other-speaker": "who is speaking",
    "guest": "whether it is a guest's column",
    "voice": "who speaks of itself as “we”",
    "link-out": "whether it is little more than a link elsewhere",
    "repost": "whether it passes on somebody else's post",
    "quoted-post": "whether it quotes somebody else's post",
    "empty": "a title or a text",
    "own-account": "the union's own account",
    "own-host": "the union's own host",
    "page-host": "the host its page was read on",
    "page-canonical": "the address its page gives as its own",
    "withdrawn-copy": "whether its words were withdrawn before",
    "quarantine": "whether its feed shows signs of strange hands",
    "seen-in-quarantine": "whether it came while its feed was in doubt",
}
_SIGNS: Final = {
    Sign.REDIRECT_HOST: "its address led to a host that is not the union's",
    Sign.CHANNEL_LINK: "it says that it belongs to another site than before",
    Sign.BULK: "a sudden bulk of entries that were never there before",
    Sign.REVIVAL: "silent for long, it came back with links to other sites",
}


def named_rule(rule: str) -> Block:
    """Name a rule by what it asks and by its id."""
    asks = _ASKS.get(rule)
    return joined(f"{asks}, ", code(rule)) if asks else code(rule)


def sign_words(sign: Sign) -> str:
    """Say what a sign of takeover is."""
    return _SIGNS[sign]
