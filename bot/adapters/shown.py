"""Show a stranger's text inside an error sentence: one line, bounded, nothing a terminal would obey."""

from bot.core.escape import printable


def shown(text: str, limit: int = 200) -> str:
    """Return `text` with whatever must not act escaped, cut to `limit` characters."""
    safe = printable(text[: limit + 1])
    return safe if len(safe) <= limit else f"{safe[: limit - 1]}…"
