"""What a check of somebody's text against the union's statements is made of."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.core.model import Statement


class Result(StrEnum):
    """What is known of a piece of text or a link; the values are the command line's contract."""

    VERBATIM = "verbatim"  #: the union's own words, word for word
    ALTERED = "altered"  #: close to what the union wrote, and changed
    NO_RECORD = "no_record"  #: no statement with these words is known; never “false”
    TOO_SHORT = "too_short"  #: too few words to tell
    KNOWN = "known"  #: a link to a statement that is known
    UNSEEN = "unseen"  #: a link to the union's own site or account, not seen in its feeds yet
    NOT_DIRECT = "not_direct"  #: a link that leads anywhere else


class Sense(StrEnum):
    """What a difference touches, where it weighs more than another word."""

    NEGATION = "negation"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Piece:
    """A quotation or a sentence of the text that is asked about: ``asked[start:end]`` is `text`."""

    text: str  #: without its quotation marks
    quoted: bool  #: stands in quotation marks; else it is prose
    start: int
    end: int
    before: str = ""  #: of its sentence, what stands before a quotation: a negation may stand there


@dataclass(frozen=True, slots=True)
class Candidate:
    """A revision of a statement that counts as the union's word, in which a piece may be found."""

    entry_id: int
    number: int  #: of the revision
    is_newest: bool  #: else the union has edited the statement since
    feed_id: str
    url: str | None
    title: str
    text: str
    published_at: datetime | None
    first_seen_at: datetime
    is_approved: bool = False  #: a person, not the rules, took it for the union's word


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where a piece departs from what the union wrote; both as written there."""

    said: str  #: the union's words; empty where words were added
    asked: str  #: the asked text's words; empty where words were left out
    sense: Sense | None = None
    said_at: tuple[int, int] = (0, 0)  #: where in the candidate's text (or title); empty where added
    asked_at: tuple[int, int] = (0, 0)  #: where in the piece's text; empty where left out


@dataclass(frozen=True, slots=True)
class Match:
    """How a piece compares with one candidate: VERBATIM or ALTERED."""

    result: Result
    spans: tuple[tuple[int, int], ...]  #: of the candidate's text (title: see `in_title`), in order
    differences: tuple[Difference, ...] = ()
    words_left_out: bool = False  #: an ellipsis in the piece stands for words of the statement
    in_title: bool = False  #: the spans are of the statement's title
    score: float = 1.0  #: to choose between candidates; never shown
    within_quotation: bool = False  #: the statement has them in quotation marks: it may quote somebody else


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer about one piece."""

    piece: Piece
    result: Result
    candidate: Candidate | None = None
    match: Match | None = None


@dataclass(frozen=True, slots=True)
class LinkFinding:
    """The answer about one link."""

    url: str
    result: Result
    statement: Statement | None = None  #: where the address is known
    likeness: str | None = None  #: in what its host looks like the union's, where it does and is not
    host: str | None = None  #: None where no host can be told from it beyond doubt


@dataclass(frozen=True, slots=True)
class Checked:
    """The answer about a whole text, in its order."""

    findings: tuple[Finding, ...]
    links: tuple[LinkFinding, ...] = ()
    is_cut: bool = False  #: it was too long; only its beginning was checked

    @property
    def all_verbatim(self) -> bool:
        """Tell whether everything in it is the union's own, word for word; an empty text is not."""
        results = {finding.result for finding in self.findings} | {link.result for link in self.links}
        return bool(results) and results <= {Result.VERBATIM, Result.KNOWN}


@dataclass(frozen=True, slots=True)
class PageCheck:
    """What became of reading a page that somebody linked to."""

    url: str
    checked: Checked | None = None  #: its quotations; None where it could not be read
    problem: str | None = None  #: completes “the page could not be read:”
    is_listed: bool = False  #: its words are those of a watched feed, which may give only the beginning
