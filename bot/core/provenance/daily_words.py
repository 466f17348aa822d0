"""Which words are of a union's daily life? In English, Spanish, French and German.

Used by `bot.core.provenance.voice`. The lists hold everyday words and no name of anybody.
"""

from typing import Final

from bot.core.provenance.words import words

_WHOLE: Final = words(
    "acta afiliación anmeldung apprentices apprenticeship arbeitgeber arbitration arbitrator "
    "authorization ballot ballots bargainers bargaining becas beitrag beiträge bezirk branch branches "
    "brother brothers bureau button buttons bylaws camarades candidates candidatos candidats captain "
    "captains card cards caucus caucused censo chapter collègues comisión comité comités committee "
    "committees comrades constitution convenio convenor convenors convention convocatoria deadline "
    "delegate delegates dues ejecutiva elecciones election elections eligible enrollment enrolment "
    "estatutos formation funeral fédéral grievance grievances hall hardship junta kundgebung local "
    "locals lockout lodge mandat mandatés manifestation mediation mediator member members membership "
    "memoriam mesa minutes nachruf negotiating negotiators newsletter nominations nominees obituary "
    "obsèques officer officers organiser organisers organising organizer organizers organizing "
    "ortsverein ortsvorstand overtime paro paros participants passing picketer picketers picketing "
    "pickets piquete piquetes proposal proposals préavis quorum rank-and-file reconduction recorder "
    "remembering rep reps resolutions retirees satzung scab scabs scholarship scholarships secciones "
    "sección section sections sede seminar sergeant-at-arms session shop siblings sindical sindicato "
    "sister sisters stage statuts steward stewards streikausweis streikausweise streikgeld "
    "streikleitung streiklokal syndicale syndicales syndicat syndicaux table tarifkommission tarifrunde "
    "tarifvertrag tellers tier tiers trauerfeier trustee trustees turnout unit units urabstimmung "
    "vorstand votants voted votos warnstreik warnstreiks workshop élections"
)
#: Beginnings of words, with any ending.
_STEMS: Final = tuple(
    words(
        "adhér afiliad asamblea assemblée betriebsrat betriebsrät compañer cotisation delegad delegierte "
        "délégué geschäftsstelle gewerkschaft kolleg militant mitglied ratif syndiqu vertrauens"
    )
)


def has_daily_word(folded: frozenset[str]) -> bool:
    """Tell whether any of these folded words is of a union's daily life."""
    return not _WHOLE.isdisjoint(folded) or any(word.startswith(_STEMS) for word in folded)
