"""What a card in the simulated Discord shows."""

from typing import Any

from simcord.results import InteractionResult


def words(message: Any) -> str:
    """Return every text of a card."""
    return "\n".join(_texts(message.components))


def _texts(components: Any) -> list[str]:
    found: list[str] = []
    for component in components:
        if getattr(component, "content", None):
            found.append(component.content)
        found += _texts(getattr(component, "children", ()))
    return found


def told(result: InteractionResult, part: str) -> None:
    """Assert that who pressed was told this, and nobody else."""
    assert result.ephemeral
    assert result.response is not None
    assert part in words(result.response.message)


def custom_ids(message: Any) -> list[str]:
    return [id_ for id_ in _ids(message.components) if id_]


def _ids(components: Any) -> list[str | None]:
    found: list[str | None] = []
    for component in components:
        found.append(getattr(component, "custom_id", None))
        found += _ids(getattr(component, "children", ()))
    return found
