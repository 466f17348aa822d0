"""Whether something is straight from the union, and how that was found."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Decision(StrEnum):
    """What a verdict says; the values are the command line's contract."""

    DIRECT = "direct"
    HELD = "held"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Check:
    """One rule that was asked on the way to a verdict."""

    rule: str  #: stable id
    passed: bool  #: it had nothing against the entry; the last one of a path may have decided
    seen: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision with the rule that made it and the evidence it was made on."""

    decision: Decision
    rule: str  #: stable id, such as ``link-host``
    reason: str  #: a sentence a member understands
    seen: str
    expected: str
    ruleset: int  #: version of the rule set
    path: tuple[Check, ...] = ()  #: every rule asked, in order, the deciding one last


class Sign(StrEnum):
    """A sign that a feed has changed hands."""

    REDIRECT_HOST = "redirect-host"  #: it leads to a host that is not the union's
    CHANNEL_LINK = "channel-link"  #: its own <link> moved to another host
    BULK = "bulk"  #: a sudden bulk of entries that are new even after matching
    REVIVAL = "revival"  #: dead for long, it comes back with links elsewhere


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A feed's quarantine: it is polled, and nothing of it is posted until an admin releases it."""

    sign: Sign
    seen: str
    expected: str
    since_at: datetime
