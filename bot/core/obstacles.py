"""What keeps a page's words from us? Browser checks, empty script shells, logins, cookie walls, told by name.

Used by `bot.core.mainpage`. Guarantee: a page that shows much text has no obstacle, whatever it mentions.
"""

import re
from typing import Any, Final

from bot.core.language import mark
from bot.core.plaintext import one_line

#: What a browser check is called; sites send it with error statuses too.
CHALLENGE: Final = mark("the site wants to check the browser first")

_SHORT: Final = 700  # characters; a page with more text than this is no browser check, whatever it mentions
_SHELL: Final = 140  # characters; less than this beside scripts is a shell that they would have filled

_CHALLENGE_MARKS: Final = (
    *("_cf_chl_opt", "cf-chl-", "cf_chl_", "challenge-platform/h/", "cf-browser-verification", "ddos-guard"),
    *("captcha-delivery.com", "_Incapsula_Resource", "px-captcha", "sucuri_cloudproxy", "sgcaptcha"),
    *("awsWafCookieDomainList", "anubis_challenge"),
)
_CHALLENGE_WORDS: Final = re.compile(
    r"just a moment|checking (?:if the site connection is secure|your browser)|attention required"
    r"|verify(?:ing)? (?:that )?you are (?:a )?human|performing security verification|are you (?:a )?human"
    r"|making sure you.re not a bot|enable javascript and cookies|access denied|request (?:was )?blocked"
    r"|unusual traffic|prove (?:that )?you are not a robot|ddos protection|security check",
    re.IGNORECASE,
)
_NEEDS_SCRIPTS: Final = re.compile(
    r"(?:enable|turn on|requires?|needs?|activate|without|disabled) (?:\w+ ){0,4}javascript"
    r"|javascript (?:\w+ ){0,4}(?:required|disabled|not enabled|enabled|needed|activ\w+)",
    re.IGNORECASE,
)
_COOKIE_WALL: Final = re.compile(
    r"(?:accept|agree to|allow|manage|consent to|uses?) (?:\w+ ){0,4}cookies"
    r"|cookie (?:consent|wall|preferences)|before you continue",
    re.IGNORECASE,
)
_LOGIN: Final = re.compile(r"(?:log|sign)[ -]?in|members only|password", re.IGNORECASE)
_MISSING: Final = re.compile(
    r"(?:page|post|content|article) (?:was |is |does |could |can)?(?:not |no longer |isn.t |doesn.t )+"
    r"(?:be )?(?:found|available|exist)|^\W*404\b|error 404",
    re.IGNORECASE,
)


class Obstacles:
    """Looks at a page before its scripts are taken out, and tells what keeps its text from us."""

    def __init__(self, tree: Any, source: str) -> None:
        self._marked = any(mark in source for mark in _CHALLENGE_MARKS)
        self._title = one_line(" ".join(tree.xpath("//title//text()")))
        self._scripts = bool(tree.xpath("//script"))
        self._password = bool(tree.xpath("//input[@type='password']"))
        self._fallback = one_line(" ".join(tree.xpath("//noscript//text()")))
        body = tree.find(".//body")
        visible = "" if body is None else body.xpath("string(.)")
        self._words = one_line(" ".join((self._title, self._fallback, visible[: 20 * _SHORT])))

    def beside(self, text: str) -> str | None:
        """Return what keeps the page's words from us, where it shows hardly any: a clause, or None."""
        if len(text) > _SHORT:
            return None
        if self._marked or _CHALLENGE_WORDS.search(f"{self._title} {text[:_SHORT]}"):
            return CHALLENGE
        if _MISSING.search(self._title) or _MISSING.match(text):
            return mark("the site says that there is no such page")
        if self._password and _LOGIN.search(self._words):
            return mark("the site asks for a login")
        if len(text) < _SHELL:
            return self._of_a_shell(text)
        return None

    def _of_a_shell(self, text: str) -> str | None:
        if _CHALLENGE_WORDS.search(self._words):
            return CHALLENGE
        if _NEEDS_SCRIPTS.search(self._words) or (self._scripts and not _COOKIE_WALL.search(self._words)):
            return mark("it is an empty shell that a browser's scripts would fill")
        if _COOKIE_WALL.search(self._words):
            return mark("the site asks for consent to cookies first")
        return None if text else mark("it holds no text")
