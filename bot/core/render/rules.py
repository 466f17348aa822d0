"""The rules and the signs of takeover, in a few plain words each.

The long explanation of each is in docs/provenance.md, under its id.
"""

from typing import Final

from bot.core.language import _, mark
from bot.core.model import Block, Decision, Sign
from bot.core.render.words import code, joined

_ASKS: Final = {
    "not-the-union": mark("whose feed it is"),
    "feed-host": mark("the feed's own address"),
    "transport": mark("HTTPS all the way"),
    "redirect": mark("every address on the way"),
    "source": mark("where the feed says the entry is from"),
    "link-missing": mark("a link to a page of its own"),
    "link-odd": mark("a link that can be read in one way only"),
    "link-subdomain": mark("whether its host is only near the union's"),
    "look-alike": mark("whether its host only looks like the union's"),
    "link-host": mark("the host the link leads to"),
    "youtube-channel": mark("the pinned YouTube channel"),
    "bluesky-account": mark("the pinned Bluesky account"),
    "mastodon-account": mark("the pinned Mastodon account"),
    "appeared-first-on": mark("whether it appeared elsewhere first"),
    "category": mark("the category it is filed under"),
    "skip-host": mark("whether an admin excluded its host"),
    "author": mark("who wrote it"),
    "round-up": mark("whether it is a round-up of the press"),
    "republished": mark("whether it was republished"),
    "other-speaker": mark("who is speaking"),
    "guest": mark("whether it is a guest's column"),
    "voice": mark("who speaks of itself as “we”"),
    "link-out": mark("whether it is little more than a link elsewhere"),
    "repost": mark("whether it passes on somebody else's post"),
    "quoted-post": mark("whether it quotes somebody else's post"),
    "empty": mark("a title or a text"),
    "own-account": mark("the union's own account"),
    "own-host": mark("the union's own host"),
    "page-host": mark("the host its page was read on"),
    "page-canonical": mark("the address its page gives as its own"),
    "withdrawn-copy": mark("whether its words were withdrawn before"),
    "quarantine": mark("whether its feed shows signs of strange hands"),
    "seen-in-quarantine": mark("whether it came while its feed was in doubt"),
}
_SIGNS: Final = {
    Sign.REDIRECT_HOST: mark("its address led to a host that is not the union's"),
    Sign.CHANNEL_LINK: mark("it says that it belongs to another site than before"),
    Sign.BULK: mark("a sudden bulk of entries that were never there before"),
    Sign.REVIVAL: mark("silent for long, it came back with links to other sites"),
}
_DECISIONS: Final = {
    Decision.DIRECT: mark("direct"),
    Decision.HELD: mark("held"),
    Decision.REJECTED: mark("rejected"),
}


def named_rule(rule: str) -> Block:
    """Name a rule by what it asks and by its id."""
    asks = _ASKS.get(rule)
    return joined(_(asks), ", ", code(rule)) if asks else code(rule)


def sign_words(sign: Sign) -> str:
    """Say what a sign of takeover is."""
    return _(_SIGNS[sign])


def decision_word(decision: Decision) -> str:
    """Name a decision in one word."""
    return _(_DECISIONS[decision])
