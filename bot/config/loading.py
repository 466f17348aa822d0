"""What does feeds.yaml configure? Reads, validates and resolves it, or tells every mistake at once.

Called by the composition roots at start and again whenever the file changes. Writes nothing.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.config.catalogue import build_catalogue
from bot.config.checks import check, notices
from bot.config.mistakes import mistakes_of, unused_keys
from bot.config.models import Config
from bot.config.reading import Document, document_of, read_bytes
from bot.core.errors import ConfigError, Mistake
from bot.core.model import Catalogue


@dataclass(frozen=True, slots=True)
class Loaded:
    """A valid configuration."""

    catalogue: Catalogue
    notices: tuple[Mistake, ...]  #: keys whose feature is still to come, doubtful feeds; in file order
    config: Config
    document: Document  #: the file as read, for telling where in it something stands


def load(path: Path) -> Loaded:
    """Read the configuration from a YAML file.

    Raises:
        ConfigError: with all mistakes, in file order.
    """
    return load_bytes(read_bytes(path), str(path))


def load_bytes(body: bytes, file: str) -> Loaded:
    """Do as `load` with what was read before; `file` names it in the mistakes."""
    document, found = document_of(body, file)
    mistakes = list(found)
    config = _validate(document, mistakes)
    mistakes.extend(check(document))
    if config is None or mistakes:
        raise ConfigError(_in_file_order(mistakes))
    told = _in_file_order([*unused_keys(document), *notices(document)])
    return Loaded(build_catalogue(config), told, config, document)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of feeds.yaml, for editors."""
    schema = Config.model_json_schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "Picketwire's feeds.yaml",
    }


def _validate(document: Document, mistakes: list[Mistake]) -> Config | None:
    try:
        return Config.model_validate(document.data)
    except ValidationError as error:
        mistakes.extend(mistakes_of(error, document))
        return None


def _in_file_order(mistakes: list[Mistake] | tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    return tuple(sorted(dict.fromkeys(mistakes), key=lambda mistake: (mistake.line, mistake.column)))
