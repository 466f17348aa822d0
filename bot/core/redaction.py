"""Takes secrets out of a text, as the last line of defence before a log or an operator's page.

Called by `bot.adapters.logs` for every line, and by the endpoints. Nothing of ours writes a secret in the
first place; this is for what libraries write, and for what ends up in an error's words.
"""

import re
from collections.abc import Collection
from typing import Final

HIDDEN: Final = "[redacted]"
_SHORTEST: Final = 8  # a shorter secret would take ordinary words with it

#: A bot's token: its id in base64, a time, a signature.
_TOKEN: Final = re.compile(r"\b[MNO][\w-]{22,30}\.[\w-]{5,8}\.[\w-]{25,110}")
#: Webhooks', and the answers' to interactions: whoever knows the address can post.
_HOOK: Final = re.compile(r"((?:/webhooks/|/interactions/)\d+/)[\w.%~-]{16,}", re.IGNORECASE)
_HEADER: Final = re.compile(
    r"((?:proxy-)?authorization[\"'\\\s]{0,6}[:=,][\"'\\\s]{0,6}(?:(?:bot|bearer|basic|token)\s+)?)"
    r"(?!\[redacted)[^\s\"'\\,;}>]{6,}",
    re.IGNORECASE,
)
_SCHEME: Final = re.compile(r"\b(Bot|Bearer|Basic) [\w.~+/=-]{20,}")
_PASSWORD: Final = re.compile(
    r"(\b[a-z][a-z0-9+.-]{1,30}://[^\s/:@\"'\\]{0,200}:)[^\s/\"'\\]{1,200}(?=@)", re.IGNORECASE
)
_QUERY: Final = re.compile(
    r"([?&](?:access_token|token|api_?key|key|secret|signature|password)=)[^\s&#\"'\\]{6,}", re.IGNORECASE
)


def redacted(text: str, secrets: Collection[str] = ()) -> str:
    """Return `text` without the known `secrets`, nor anything that has the shape of one.

    Discord's tokens and webhook addresses, `Authorization`, passwords within addresses.
    """
    for secret in secrets:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, HIDDEN)
    text = _HEADER.sub(rf"\1{HIDDEN}", text)
    text = _SCHEME.sub(rf"\1 {HIDDEN}", text)
    text = _TOKEN.sub(HIDDEN, text)
    for pattern in (_HOOK, _PASSWORD, _QUERY):
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
