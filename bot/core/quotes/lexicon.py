"""Which words weigh more than others? Negations, numbers and dates.

Asked by `bot.core.quotes.differences` and `bot.core.quotes.cuts`, about words in comparable form. The lists
are of the languages unions are known to write in here; a word that has another meaning in another of them is
left out where that would be worse (*mai* is never in Italian and May in German).
"""

import re
from collections.abc import Sequence
from typing import Final


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


_NEGATIONS: Final = _words(
    "no not never none nobody nothing nowhere neither nor without cannot nay"
    " ni nunca jamás sin nadie nada ninguno ninguna ningún ningunos ningunas tampoco"
    " ne n' pas jamais rien sans aucun aucune aucuns aucunes nul nulle"
    " nicht nichts kein keine keinen keinem keiner keines nie niemals niemand niemanden nirgends ohne weder"
    " keinesfalls keineswegs"
    " non nessuno nessuna nessun niente nulla senza né"
    " não nem sem ninguém nenhum nenhuma"
    " niet geen nooit niemand niets zonder inte aldrig ingen inget inga utan ikke aldri intet ingenting"
    " nigdy nikt bez не ни нет никогда никто ничего без hindi huwag không chưa đừng"
    " 不 没 沒 未 无 無 非 别 別 勿"
)
#: Half of *ne … pas*: its other half carries the negation.
_HALVES: Final = _words("ne n'")
#: They may follow what they negate at once.
_TRAILING: Final = _words(
    "never nowhere nunca jamás pas jamais rien nicht nichts nie niemals keinesfalls keineswegs"
    " niet nooit inte aldrig ikke aldri"
)
_DENIALS: Final = _words(
    "deny denies denied denying refuse refuses refused refusing reject rejects rejected false untrue wrong"
    " niego niega negamos niegan negó rechazamos rechaza falso mentira"
    " nions démentons dément refusons refuse faux"
    " bestreiten bestreitet dementieren weigern weigert falsch unwahr"
)
#: May stand between a negation and the words it governs.
_TRANSPARENT: Final = _words(
    "that to a an the any one as if so ever longer be been is are was were am do does did has have had will"
    " would shall should can could may might must it true case"
    " believe believes believed think thinks thought say says said saying mean means meant agree agrees"
    " agreed"
    " accept accepted claim claims suggest suggests imply implies expect expected know mean"
    " que de el la los las un una ha han hemos es son está están fue creemos cree creen decimos dice dijo"
    " cierto"
    " verdad significa quiere decir"
    " le les une du des pas qu' avons ont est sont été croyons pensons disons dit vrai signifie"
    " dass der die das den dem ein eine einen zu haben hat wird werden glauben glaubt sagen sagt heißt"
    " bedeutet mehr uns"
)
_ONLY: Final = _words("only just merely solely solo sólo solamente únicamente seulement nur bloß lediglich")
_CONJUNCTIONS: Final = _words("that que qu' dass daß che dat att at")
_PARTICLES: Final = _words("an ab auf aus ein mit nach vor zu zurück hin her weg statt teil fest")
_WITHIN: Final = _words("under in by at on for auf unter in bajo de en bajo sous en dans à")

_MONTHS: Final = _words(
    "january february march april june july august september october november december"
    " jan feb mar apr jun jul aug sep sept oct nov dec"
    " enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre"
    " janvier février mars avril juin juillet août septembre octobre novembre décembre"
    " januar jänner februar märz juni juli oktober dezember"
    " gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
    " janeiro fevereiro março junho julho setembro outubro novembro dezembro"
)
_DAYS: Final = _words(
    "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri"
    " today tonight tomorrow yesterday"
    " lunes martes miércoles jueves viernes sábado domingo hoy mañana ayer"
    " lundi mardi mercredi jeudi vendredi samedi dimanche aujourd'hui demain"
    " montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag heute morgen gestern"
    " lunedì martedì mercoledì giovedì venerdì sabato domenica oggi domani ieri"
    " terça quarta quinta sexta hoje amanhã ontem"
)
_OF_TWO_MEANINGS: Final = _words("may march mar jan dec apr sep fri wed thu mon")  # a date with a capital
_NUMBER_WORDS: Final = _words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds"
    " thousand thousands million millions billion billions dozen dozens half third quarter twice double"
    " triple"
    " second fourth fifth sixth seventh eighth ninth tenth percent"
    " cero dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince veinte treinta"
    " cuarenta cincuenta sesenta setenta ochenta noventa cien ciento doscientos quinientos mil millón"
    " millones"
    " primero primera segundo tercero tercera mitad"
    " deux trois quatre cinq sept huit neuf dix onze douze treize quatorze quinze seize vingt trente"
    " quarante cinquante soixante cent cents mille millier milliers milliard milliards moitié deuxième"
    " troisième"
    " zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn zwanzig dreißig"
    " dreissig vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend tausende million millionen"
    " milliarde milliarden dutzend hälfte zweite zweiten dritte dritten vierte vierten"
)
_SAYING: Final = _words(
    "said says say saying added adds told tells wrote writes stated states explained explains announced"
    " announces according asked argued argues insisted insists noted notes declared declares warned warns"
    " reads read replied posted tweeted vowed continued"
    " dijo dice dijeron afirmó afirma señaló señala agregó añadió declaró declara explicó según escribió"
    " anunció advirtió aseguró subrayó sostuvo manifestó indicó"
    " dit déclaré déclare déclarait ajouté ajoute affirmé affirme selon expliqué explique écrit annoncé"
    " indiqué souligné prévenu estimé lancé"
    " sagte sagt sagten erklärte erklärt betonte betont laut schrieb schreibt hinzu teilte mitteilte"
    " kündigte warnte heißt meinte"
    " disse afirmou detto dichiarato volgens zei"
)
#: May stand beside the name of whoever said something.
_ARTICLES: Final = _words(
    "a an the in on of for at statement president secretary chair spokesperson leader union guild local"
    " committee union's guild's local's committee's he she they we it i has have later also"
    " el la los las un una de del en presidente presidenta sindicato le l' les une du des dans présidente"
    " président syndicat elle il nous on t ella él ellos hat er sie wir der die das eine in im"
    " am präsidentin vorsitzende gewerkschaft"
)
#: Of any text in German, whose nouns all have capitals.
_GERMAN: Final = _words("der die das und nicht wir den zu von ist ein eine mit für sind auf im dem")

#: Of any text in a language that has a comma for decimals; none of them is a common word of English.
_OF_COMMA_LANGUAGES: Final = _GERMAN - {"die"} | _words(
    "el la los las de del que y en un una por con para se su al es le les des du et à il est une nous pour"
    " di che il lo gli della non per sono e o os da dos das em um uma não het een van niet voor wij"
    " w z nie na się och att det som på jest"
)

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_CLOCK: Final = re.compile(r"\d{1,2}[:.]\d\d")


def is_negation(form: str) -> bool:
    """Tell whether a word negates, alone or with another one."""
    return form in _NEGATIONS or form.endswith("n't")


def negates_at(forms: Sequence[str], index: int) -> bool:
    """Tell whether a word negates by itself: not the *ne* of *ne … pas*, nor the *not* of *not only*."""
    form, after = (*forms[index : index + 2], "")[:2]
    return is_negation(form) and form not in _HALVES and after not in _ONLY


def negates(forms: Sequence[str]) -> bool:
    """Tell whether any of these words negates by itself."""
    return any(negates_at(forms, index) for index in range(len(forms)))


def is_denial(form: str) -> bool:
    """Tell whether a word denies what follows it (*we deny that …*)."""
    return form in _DENIALS


def is_transparent(form: str) -> bool:
    """Tell whether a negation reaches through a word to what follows it (*not believe that …*)."""
    return form in _TRANSPARENT


def is_conjunction(form: str) -> bool:
    """Tell whether a word begins a clause that says what is believed, said or denied (*that*)."""
    return form in _CONJUNCTIONS


def closing_negation(following: Sequence[str]) -> int | None:
    """Return how many of these words may end a clause by negating it (*nicht an*), if any."""
    if following[0] in _TRAILING:
        return 2 if following[1:2] and following[1] in _PARTICLES else 1
    if following[0] in _WITHIN and following[1:] and is_negation(following[1]):
        return min(len(following), 3)
    return None


def is_german(form: str) -> bool:
    """Tell whether a word is one of the commonest of German."""
    return form in _GERMAN


def is_of_comma_language(form: str) -> bool:
    """Tell whether a word is one of the commonest of languages in which *7.5* is written *7,5*."""
    return form in _OF_COMMA_LANGUAGES


def is_saying(form: str) -> bool:
    """Tell whether a word says that somebody says something."""
    return form in _SAYING


def is_article(form: str) -> bool:
    """Tell whether a word may stand beside a name without saying anything."""
    return form in _ARTICLES


def is_number(form: str) -> bool:
    """Tell whether a word is a number, in digits or in letters."""
    return form in _NUMBER_WORDS or any(char.isdecimal() for char in form)


def is_date(form: str, *, is_capitalised: bool) -> bool:
    """Tell whether a word names a day, a month, a year or an hour."""
    if form in _OF_TWO_MEANINGS:
        return is_capitalised
    return is_day_or_month(form) or _YEAR.fullmatch(form) is not None or _CLOCK.fullmatch(form) is not None


def is_day_or_month(form: str) -> bool:
    """Tell whether a word names a day or a month."""
    return form in _DAYS or form in _MONTHS
