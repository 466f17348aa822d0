"""Whose words are these? Lists of words by who uses them, in English, Spanish, French and German.

Used by `bot.core.provenance.cues`, which counts them. The lists hold everyday words and no name of
anybody; what a word weighs is not written here but learned (`bot.core.provenance.weights`).
"""

import re
from typing import Final

#: Each kind, what it is called in evidence, and its words in small letters; ``*`` stands for any ending.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "house": (
        "a union's daily words",
        "acta adhér* afiliación afiliad* anmeldung apprentices apprenticeship arbeitgeber arbitration "
        "arbitrator asamblea* assemblée* authorization ballot ballots bargainers bargaining becas beitrag "
        "beiträge betriebsrat* betriebsrät* bezirk branch branches brother brothers bureau button buttons "
        "bylaws camarades candidates candidatos candidats captain captains card cards caucus caucused "
        "censo chapter collègues comisión comité comités committee committees compañer* comrades "
        "constitution convenio convenor convenors convention convocatoria cotisation* deadline delegad* "
        "delegate delegates delegierte* dues délégué* ejecutiva elecciones election elections eligible "
        "enrollment enrolment estatutos formation funeral fédéral geschäftsstelle* gewerkschaft* "
        "grievance grievances hall hardship junta kolleg* kundgebung local locals lockout lodge mandat "
        "mandatés manifestation mediation mediator member members membership memoriam mesa militant* "
        "minutes mitglied* nachruf negotiating negotiators newsletter nominations nominees obituary "
        "obsèques officer officers organiser organisers organising organizer organizers organizing "
        "ortsverein ortsvorstand overtime paro paros participants passing picketer picketers picketing "
        "pickets piquete piquetes proposal proposals préavis quorum rank-and-file ratif* reconduction "
        "recorder remembering rep reps resolutions retirees satzung scab scabs scholarship scholarships "
        "secciones sección section sections sede seminar sergeant-at-arms session shop siblings sindical "
        "sindicato sister sisters stage statuts steward stewards streikausweis streikausweise streikgeld "
        "streikleitung streiklokal syndicale syndicales syndicat syndicaux syndiqu* table tarifkommission "
        "tarifrunde tarifvertrag tellers tier tiers trauerfeier trustee trustees turnout unit units "
        "urabstimmung vertrauens* vorstand votants voted votos warnstreik warnstreiks workshop élections",
    ),
    "table": (
        "what is bargained over",
        "accord agreement angebot arbeitszeit article astreinte* bargain bargained bargaining breaks "
        "classification clause congés contract contracts contrapropuesta contrato convenio convention "
        "counter counteroffer counterproposal descanso* diem dienstplan* discipline entgelt* forderung* "
        "grille heures horaires horas hourly jornada language layoffs leave lohn lump löhne majoration* "
        "negociación negociador* negotiating negotiations negotiator negotiators négociation* overtime "
        "pause* pension pensions per percent plantilla plus pluses premium premiums prime primes proposal "
        "proposals proposed proposition* propuesta propuestas prozent raise raises rate rates recall "
        "repos residuals rest retro retroactive reunión roster rota runde rémunération* salaire* "
        "salarial* salario salarios scale schedule schedules schicht* seniority session sessions shift "
        "shifts sick staffing step steps stufe subida tabled tarif* tentative tier tiers turno turnos "
        "urlaub verhandl* wage wages zulage* zuschlag*",
    ),
    "strike": (
        "words of the strike",
        "abstimmung agreement agreements arbeitsniederlegung* association ausstand caisse caja "
        "concentración contract contracts demo débrayage* fund grève grèves grévistes guild hardship "
        "huelga huelgas huelguistas kundgebung* line lines locked lockout manifestación manifestation* "
        "march marches mínimos paro paros pay pension picket picketers picketing pickets piquet piquete "
        "piquetes piquets préavis rallies rally rassemblement* reconduction scab scabs servicios shift "
        "shifts sindical solidaridad solidarity solidarität solidarité streik* strike striker strikers "
        "strikes striking struck tarif union unions votación votar votaron vote voted votes voting voté "
        "wages walked walkout walkouts warnstreik* workers",
    ),
    "logistics": (
        "where, when and what to do",
        "address am anmeld* appelez apportez apúnt* ask basement basket bitte bring bringt bus call check "
        "coffee deadline demain dienstag dimanche domingo donnerstag doors due email escrib* form freitag "
        "friday gate gates hall heures hora inscri* jeudi join jueves kommt local lot lundi lunes mardi "
        "martes mañana meet meeting meetings meldet mercredi midnight mittwoch miércoles monday montag "
        "morgen noon o'clock park parking phone pm puerta raum register registration rendez-vous report "
        "ring room rsvp saal sala salle samedi samstag saturday sede shuttle sign sign-up sonntag "
        "stroller sunday sábado tell text thursday tomorrow tonight tor trae traed treffpunkt tuesday uhr "
        "upstairs ven vendredi venez venid viernes wear wednesday zoom écrivez",
    ),
    "them": (
        "the other side",
        "administration arbeitgeber* board boss bosses ceo chef company compañía dirección directeur "
        "direction director district ellos employer employers employeur employeurs empresa empresas "
        "gerencia geschäftsführung geschäftsleitung gm hospital ils jefe jefes konzern management owner "
        "owners patron patronal patronat patrons patrón producers provost studios superintendent their "
        "them they university",
    ),
    "business": (
        "an employer's words",
        "activité apologise apologises apologize apologizes associates bedauern believe believed "
        "benchmarked business businesses campuses choice client cliente clientes clients clientèle "
        "collaborateurs colleague commitment committed compensation competitiv* compromiso compétitivité "
        "concurrence concurrentiel contingency continue continuity costs creators customer customers "
        "delighted demand direct directly disappointed disappointing disruption disruptions désagréments "
        "ecosystem efficiency employees empresa empresas engagement excited facilities facts fahrgäste "
        "fair flexibility future generous gesellschaft* growth guests gäste hr huéspedes inconvenience "
        "industry information informed inversión invest invested investi* investment investments "
        "investors kund* lamenta lamentamos lamentan leadership legacy market markets misinformation "
        "mitarbeitende* mitarbeiter* molestias operational operations oportunidad opportunities "
        "opportunity partnership pasajeros passengers payroll plantilla pleased productivity proud regret "
        "regrettable regrettably regrette regrettons resources respectfully rumors rumours shareholders "
        "sostenib* staffed stakeholders sustainable taxpayers team teams third-party transparence "
        "transparencia transparency unannehmlichkeiten unfortunately uninterrupted unternehmen usagers "
        "valued vendors verantwort* wellness wettbewerb* wirtschaftlich* workforce",
    ),
    "sales": (
        "words of people who sell",
        "angebot* app apply appointment appointments assurance* bank banque bedingungen beratung booking "
        "buy cita clinic code compra condiciones conditions consultation coupon coverage credit deal "
        "dental descuento* devis discount discounts download expires free gagner gewinn* gratis gratuit* "
        "guarantee guaranteed gutschein* hipoteca insurance insured insurer kostenlos* kredit* limited "
        "loan loans mortgage oferta ofertas offer offers offre order package packages policy precio "
        "precios preis preise price prices prize prizes promo promoción promotion préstamo* prêt* "
        "purchase quote rabais rabatt* rates remise réduction* sale save savings seguro seguros shop "
        "sorteo soumission store tarif tarifs tickets trial versicherung* win winner",
    ),
    "legal": (
        "words of courts and authorities",
        "abogad* administrative appeal arrêt article artículo attorney attorneys avis aviso avocat* "
        "bekanntmachung beklagte bescheid claim claims compliance counsel court defendant demandada "
        "demandante docket décret enforcement filed gericht gesetz* hearing hereby herein hiermit "
        "inspección inspection inspector inspectors judge judges jugement juzgado kläger klägerin lawsuit "
        "lawyer lawyers ley loi notice notificación order ordered ordinance ordonne paragraph penalty "
        "plaintiff plaintiffs presente présent pursuant rechtsanwalt* rechtsanwält* recurso regulation "
        "regulations requérant* resolución respondent ruling rulings sentencia shall statute tribunal "
        "urteil verordnung* violation violations",
    ),
    "media": (
        "words of reporters and programmes",
        "according affirme article asked auteur auteure author autor autora autorin berichtet book books "
        "buch channel columnist contó cuenta dice dijo director dit documentaire documental documentary "
        "dokumentarfilm editor editorial editors entretien entrevista episode episodes episodio erklärte "
        "erzählt explica explique film films folge guest host hosts interview journal journalist* laut "
        "libro listen listeners livre newspaper newsroom novel película periodista* periódico photo "
        "photographer photos podcast premiere press programa published publisher raconte read readers "
        "recalled replied reportage reportaje reporter reporters sagt sagte said says screening según "
        "selon sendung show stories story subscribe subscribers theaters told trailer zeitung* émission "
        "épisode",
    ),
    "press": (
        "whom reporters ask",
        "according analysts angaben commuters critics declined declinó economists fuentes informaron laut "
        "observers officials portavoz porte-parole reportedly residents según selon sources sources-close "
        "spokesman spokesperson spokeswoman sprecher sprecherin",
    ),
    "science": (
        "words of studies",
        "analyse analysed analysis analyzed análisis authors average befragt* bericht* cent chercheur* "
        "data daten datos decline données durchschnitt* economist economists encuesta enquête estimate "
        "estimates estudio estudios evidence examined figure figures finding findings forschung* increase "
        "increased informe investigación journal median methodology moyenne muestra per percent profesor* "
        "professor promedio published rapport rate recherche report reports research researcher "
        "researchers respondents sample studie* study survey surveyed trend trends umfrage university "
        "untersuch* étude études",
    ),
    "govt": (
        "words of politics",
        "abgeordnete* agency alcald* amendment assembly authorities authority ayuntamiento behörde* bill "
        "bills bundestag bürgermeister* citoyen* city ciudadan* commission commissioner committee "
        "concejal* congreso congress constituents council councillor county department diputad* député* "
        "federal gesetzentwurf gobierno gouvernement government governor hearing landtag legislation ley "
        "maire mairie mayor minister* ministra ministre ministro ministry ministère parliament préfecture "
        "préfet public regierung representative representatives residents senado senate senator senators "
        "stadtrat state sénat* taxpayers testimony",
    ),
    "faith": (
        "words of faith",
        "bischof bishop bless blessed blessing church clergy congregation congregations dieu diocese dios "
        "faith fe gebet gemeinde god gospel gott iglesia imam kirche* lord obispo oración parish paroisse "
        "parroquia pastor pray prayer prayers prière rabbi scripture segen église évêque",
    ),
    "solidarity": (
        "words of support",
        "abroad admir* apoyamos apoyo behind beside brothers camarades comrades courage donate donated "
        "donation fight fighting fraternel* fuerza geschwister greetings grüße grüßen hermanas hermanos "
        "inspire inspired inspiring international kampf lucha luchas lutte luttes mut proud saludo* salut "
        "salute siblings sisters solidaridad solidarisch* solidarity solidarität solidarité soutenons "
        "soutien stand standing stands struggle struggles support supporting supports thank thanks "
        "unterstütz* valentía ánimo",
    ),
    "charity": (
        "grants and donations",
        "aide aides applicants applications apply ayuda ayudas beca becas bourse bourses bénévole* "
        "charity communities community don donación* donate donation donations donativo* donors dons "
        "ehrenamt* eligible emergency fondation foundation fund fundación grant grants nonprofit relief "
        "scholarship spende* stiftung* stipendi* volunteer volunteers",
    ),
    "art": (
        "words of stage and screen",
        "album artist artista* artiste* artists audience canción chanson concert exhibition film gallery "
        "gedicht künstler* lied museum music musik musique música novel painters performance poem poema "
        "poems poet poetry poème public publikum público song songs stage teatro theater theatre théâtre "
        "writer",
    ),
    "family": (
        "home and family",
        "abuel* amigos amis baby children dad daughter enfants familia familie* famille family father "
        "femme fille fils frau freunde friend friends grandfather grandmother großmutter großvater hija "
        "hijas hijo hijos home husband kids kinder kitchen madre mann mari marido mom mother mujer mutter "
        "mère neighbor neighbors padre père sohn son tochter vater wife",
    ),
    "i": (
        "“I” and “my”",
        "conmigo i i'd i'll i'm i've ich j'ai je ma me mein meine meinem meinen meiner mes mi mich mine "
        "mir mis moi mon my myself yo",
    ),
    "we": (
        "“we”",
        "nos nosotras nosotros nous uns us we we'd we'll we're we've wir",
    ),
    "our": (
        "“our”",
        "nos notre nuestra nuestras nuestro nuestros our ours unser unsere unserem unseren unserer unseres",
    ),
    "you": (
        "“you”",
        "euch ihr os sie usted ustedes vosotras vosotros vous you you'd you'll you're you've",
    ),
    "your": (
        "“your”",
        "euer eure eurem euren eurer vos votre vuestra vuestras vuestro vuestros your yours",
    ),
    "he": (
        "“he” and “she”",
        "ella elle er he her hers him his il she él",
    ),
    "union": (
        "“union” and its like",
        "association federation fédération gewerkschaft gewerkschaften gremio guild intersyndicale "
        "sindicato sindicatos syndicat syndicats union unions",
    ),
    "neg": (
        "“no” and “not”",
        "aren't can't didn't doesn't don't isn't jamais kein keine keinen nada ne neither never ni nicht "
        "nichts nie niemand no nobody nor not nothing nunca pas rien won't",
    ),
    "memorial": (
        "words of mourning",
        "condolences decès died décès décédé* falleció funeral gedenken gestorben hommage memory mourn "
        "mourns murió nachruf obituary obsèques passed remember remembered retired served survived "
        "trauer* verstorben*",
    ),
    "election": (
        "elections",
        "candidat* chair elecciones elect elected election elections elegid* gewählt kandidat* nominated "
        "president presidenta présidente secretari* secretary secrétaire term treasurer vice-president "
        "vorsitzende* wahl wahlen élections élu élue élus",
    ),
    "training": (
        "courses and training",
        "atelier* certificate class classes course courses curso cursos formación formation* jornada kurs "
        "kurse learn lehrgang school schulung* seminar* stage taller talleres training webinar workshop "
        "workshops",
    ),
}

_SHORTEST_STEM: Final = 3


def _by_word() -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
    """Return the kinds of each whole word, and of each beginning."""
    whole: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for kind, (_, listed) in KINDS.items():
        for word in listed.split():
            table, key = (stems, word[:-1]) if word.endswith("*") else (whole, word)
            table[key] = (*table.get(key, ()), kind)
    return whole, stems


_WHOLE, _STEMS = _by_word()
_NOTHING: Final[tuple[str, ...]] = ()
#: No words of anybody's, told of a word beside its kinds: one for each of its numbers, and one where it is
#: of those by which times of day are told (“6pm”, “uhr”).
NUMERAL: Final = "numeral"
CLOCK: Final = "clock"
_NUMBER: Final = re.compile(r"\d+")
_OF_CLOCKS: Final = re.compile(r"\A(?:[ap]?m|uhr|h)\b|\d(?:[ap]m|uhr|h)\b")
_MOST_WORDS: Final = 16_384


class _Lexicon(dict[str, tuple[str, ...]]):
    """The kinds of every word asked for lately: feeds say the same words again and again."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        if len(self) >= _MOST_WORDS:
            self.clear()
        kinds = self[word] = _found(word)
        return kinds


#: The kinds of a folded word, by itself and by its beginnings, and what `NUMERAL` tells.
kinds_of: Final = _Lexicon().__getitem__


def _found(word: str) -> tuple[str, ...]:
    kinds = _WHOLE.get(word, _NOTHING)
    for end in range(_SHORTEST_STEM, len(word) + 1):
        kinds += _STEMS.get(word[:end], _NOTHING)
    numerals = (NUMERAL,) * len(_NUMBER.findall(word))
    return (*dict.fromkeys(kinds), *numerals, *((CLOCK,) if _OF_CLOCKS.search(word) else ()))
