"""How the vetoes' word lists are written down: words parted by spaces."""


def words(listed: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(listed.split())
