"""What kind of statement is it? By the categories its feed gives it, and by the platform it is on.

Called by `bot.core.render.headline`. Guarantees: nothing is read into a text; a category says a kind only
where it is that kind's name, and where categories name two kinds it is a statement like any other.
"""

from enum import StrEnum
from typing import Final

from bot.core.hosts import permalink_host
from bot.core.model import Statement


class StatementKind(StrEnum):
    """What a statement is, as far as its feed says so."""

    STATEMENT = "statement"
    NOTICE = "notice"
    PICKETS = "pickets"
    VOTE = "vote"
    VIDEO = "video"


def _names(names: str) -> frozenset[str]:
    return frozenset(name.strip() for name in names.split("|"))


#: Categories in English, Spanish, French and German, case-folded.
_CATEGORIES: Final = {
    StatementKind.NOTICE: _names(
        "notice|notices|member notice|member notices|notice to members|notices to members|advisory|advisories"
        "|aviso|avisos|aviso a la afiliación|aviso importante|avis|avis aux membres"
        "|mitteilung|mitteilungen|hinweis|hinweise|bekanntmachung|bekanntmachungen"
    ),
    StatementKind.PICKETS: _names(
        "picket|pickets|picketing|picket line|picket lines|picket times|picket schedule|picket schedules"
        "|piquete|piquetes|horarios de piquetes|horario de piquetes"
        "|piquet|piquets|piquet de grève|piquets de grève|horaires des piquets"
        "|streikposten|streikpostenplan"
    ),
    StatementKind.VOTE: _names(
        "vote|votes|voting|ballot|ballots|ratification|ratification vote|strike vote"
        "|strike authorization vote|strike ballot|votación|votaciones|ratificación|consulta"
        "|scrutin|vote de ratification|vote de grève|abstimmung|abstimmungen|urabstimmung"
    ),
    StatementKind.VIDEO: _names("video|videos|vídeo|vídeos|vidéo|vidéos"),
}
_VIDEO_HOSTS: Final = frozenset(("youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"))


def kind_of(statement: Statement) -> StatementKind:
    """Return what a statement's categories and its platform say it is."""
    if statement.url is not None and permalink_host(statement.url) in _VIDEO_HOSTS:
        return StatementKind.VIDEO
    given = {" ".join(category.split()).casefold() for category in statement.categories}
    kinds = [kind for kind, names in _CATEGORIES.items() if not names.isdisjoint(given)]
    return kinds[0] if len(kinds) == 1 else StatementKind.STATEMENT
