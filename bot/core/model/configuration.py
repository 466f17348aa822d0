"""What became of feeds.yaml: what is in force, and what admins are told of it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Self

from bot.core.language import filled
from bot.core.model.statements import AuditRecord


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of ours that is kept, and translated where it is shown (`bot.core.config_changes`)."""

    words: str  #: in English, with its parts as ``{name}``
    parts: tuple[tuple[str, str], ...] = ()  #: by name; foreign

    @classmethod
    def of(cls, words: str, **parts: str) -> Self:
        """Return a sentence with its parts."""
        return cls(words, tuple(parts.items()))

    @property
    def english(self) -> str:
        """Return it filled in, for the log and the audit."""
        parts = {name: f"channel {part}" if name == "channel" else part for name, part in self.parts}
        return filled(self.words, **parts)


class FileNews(StrEnum):
    """What is told of feeds.yaml."""

    CHANGED = "changed"  #: another state of it came into force
    TRUST = "trust"  #: with it, other hosts or accounts count as a union's
    REFUSED = "refused"  #: it can't be used; what was in force before is so still


@dataclass(frozen=True, slots=True)
class FileReport:
    """One thing that admins are told of feeds.yaml."""

    id: int
    news: FileNews
    lines: tuple[Sentence, ...]
    at: datetime  #: when it was noticed
    over_at: datetime | None = None  #: of a refused one: when the file could be used again


@dataclass(frozen=True, slots=True)
class FileInForce:
    """The state of feeds.yaml that was last in force."""

    sha256: str  #: of its bytes
    text: str
    since_at: datetime


@dataclass(frozen=True, slots=True)
class FileChange:
    """Another state of feeds.yaml, and what is to be told of it."""

    file: FileInForce
    lines: tuple[Sentence, ...] = ()  #: none: it says what it said before, or nothing was known before
    trust: tuple[Sentence, ...] = ()
    audit: tuple[AuditRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class FileRefusal:
    """A state of feeds.yaml that can't be used."""

    sha256: str  #: of its bytes
    lines: tuple[Sentence, ...]
    at: datetime
