"""What do sites say in their furniture? Labels, headings and dates, in English, Spanish, French and German.

Used by `bot.core.furniturelines` (whole lines) and `bot.core.othertexts` (whole headings). Every pattern is
for `fullmatch`: a sentence that merely begins with such words is none of them.
"""

import re
from typing import Final


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


def _compiled(*patterns: str) -> re.Pattern[str]:
    return re.compile(_any(*patterns), re.IGNORECASE)


# --- headings of other texts ----------------------------------------------------------------------------

_OF_ALL: Final = r"(?: (?:from|on|at|in|of|de|del|du|des|en|sur|d[’']|aus|von|auf) ?[^.!?]{1,40})?"

#: Headings over other posts and readers' comments.
OTHER_TEXTS: Final = _compiled(
    r"(?:recent|related|similar|popular|previous|more|latest|other|featured|further)"
    r" (?:posts?|stories|articles?|items?|news|headlines)" + _OF_ALL,
    r"you (?:may|might) also (?:like|enjoy|be interested in)|recommended(?: for you)?|read next|keep reading",
    r"related|trending(?: now)?|most (?:read|popular)(?: this week)?|in case you missed it",
    r"leave a (?:reply|comment)|comments?",
    r"(?:otras )?(?:entradas|noticias|notas|historias|publicaciones)"
    r" (?:recientes|relacionadas|destacadas|anteriores)",
    r"artículos (?:recientes|relacionados)|(?:otras|más) (?:entradas|noticias|notas|historias)" + _OF_ALL,
    r"(?:quizás? |tal vez )?(?:también )?te (?:pued[ae]|podría) (?:interesar|gustar)",
    r"quizás? también te guste",
    r"relacionad[ao]s?|lo más (?:leído|visto)|deja (?:una respuesta|un comentario)|comentarios",
    r"(?:autres|derniers|dernières|d[’']autres|plus d[’'])"
    r" ?(?:actualités|articles|textes|nouvelles|actus|posts)" + _OF_ALL,
    r"(?:articles|posts|actualités) (?:récent|similaire|lié)e?s|à la une",
    r"(?:sur le|dans le) même (?:thème|sujet)",
    r"(?:vous aimerez|à lire) (?:peut-être )?(?:aussi|également)|les plus (?:lus|consultés)",
    r"laisser un commentaire|commentaires?",
    r"(?:ähnliche|weitere|neueste|aktuelle|andere|verwandte|ausgewählte|mehr)"
    r" (?:beiträge|meldungen|artikel|nachrichten|geschichten)" + _OF_ALL,
    r"das könnte (?:dich|sie|euch) auch interessieren|das könnte (?:dir|ihnen|euch) auch gefallen",
    r"vielleicht gefällt (?:dir|ihnen|euch) auch|gerade beliebt|meistgelesen",
    r"schreibe? einen kommentar|kommentare?",
)
#: Headings over a site's calendar. A statement may have them, too: they prove nothing alone.
DATES: Final = _compiled(
    r"upcoming (?:events|dates)|on the calendar|events this month|dates to remember|(?:union )?calendar",
    r"próxim[ao]s (?:convocatorias|eventos|actos|fechas)|en el calendario|fechas para recordar"
    r"|actos de este mes|agenda(?: sindical)?",
    r"prochains (?:rendez-vous|événements)|au calendrier|dates à retenir|rendez-vous du mois|agenda syndical",
    r"termine(?: zum vormerken| in diesem monat)|kommende (?:termine|veranstaltungen)|im kalender",
)

#: How a list of readers' comments begins: with their number.
COUNTED: Final = re.compile(
    r"(?:showing |mostrando )?(?:\d{1,5}|an?|one|two|three|un[ao]?|une|dos|tres|deux|trois|eine?|zwei|drei) "
    r"(?:thoughts?|comments?|repl(?:y|ies)|reactions?|responses?|comentarios?|respuestas?|reacciones"
    r"|commentaires?|réponses?|réactions?|kommentare?|antwort(?:en)?|reaktion(?:en)?)\b"
    r"|(?:comments?|comentarios?|commentaires?|kommentare?) ?\(\d{1,5}\)",
    re.IGNORECASE,
)
#: Words that tell that a small box is the site's: of cookies, rights and newsletters.
SITES_OWN: Final = re.compile(
    r"\b(?:cookies?|copyright|newsletter|all rights reserved|privacy policy|datenschutz\w*|privacidad)\b"
    r"|\b(?:powered by|funciona con)\b|©",
    re.IGNORECASE,
)
#: How parts of a statement begin that may stand under it in a box of their own.
STATEMENTS_OWN: Final = re.compile(
    r"\W*(?:(?:ends?|fin|ende|notes?|editors?|background|about|contacts?|signed|faq|questions|for more"
    r"|q ?& ?a|notas?|sobre|acerca|contactos?|antecedentes|preguntas|à propos|contexte|über|kontakt)\b"
    r"|firma|signé|signataires|hintergrund|rückfragen|anmerkung|hinweis|unterzeichn)",
    re.IGNORECASE,
)

# --- labels ---------------------------------------------------------------------------------------------

_NETWORK: Final = (
    r"(?:facebook|twitter|x|bluesky|mastodon|linkedin|whatsapp|telegram|instagram|threads|reddit|tiktok|youtube"
    r"|pinterest|tumblr|signal|e-?mail|mail|correo|courriel|pdf|print|imprimir|imprimer|drucken|sms|messenger"
    r"|(?:copy )?link|rss)"
)
_PLAYER: Final = r"(?:youtube|vimeo|facebook|instagram|tiktok|twitch|dailymotion|spotify|apple podcasts)"
_NETWORKS: Final = (
    rf"{_NETWORK}(?:(?:\s*[,|·•/]\s*|\s+(?:and|or|y|o|et|ou|und|oder)\s+|\s+){_NETWORK}){{0,12}}"
)
_DOTS: Final = r" ?(?:\.\.\.|…)"
# What pages load; “Loading crews walk out…” is a sentence.
_LOADED: Final = (
    r"(?: (?:the|more|all|next|news|latest|posts?|content|comments?|(?:web)?page|site|items|articles?|feed"
    r"|story|stories|images?|photos?|videos?|audio|player|map|events?|calendar|tweets?|results|data|please|wait|el|la|los|las|más"
    r"|noticias?|contenido|comentarios|página|entradas|mapa|imágenes|vídeos?|du|de|des|le|les|en|cours|contenu"
    r"|commentaires|actualités|images|inhalt(?:e)?|seite|nachrichten|kommentare|beiträge|karte|bilder)){0,3}"
)
_LOADING: Final = rf"(?:loading|cargando|chargement|wird geladen|lädt){_LOADED}{_DOTS}"
_LIKE: Final = _any("like this", "me gusta esto", "j[’']aime ça", "gefällt mir")

#: A line, or a part of one between bars, that is a label wherever it stands.
LABEL: Final = _compiled(
    # templates and scripts that were not filled in
    r"\{\{[^{}]{0,80}\}\}|lorem ipsum|undefined|\[object object\]",
    _LOADING,
    rf"failed to load{_LOADED}\.?",
    # the way around the page
    r"(?:back to )?(?:the )?(?:top|bottom)(?: of (?:the )?page)?|return to (?:the )?(?:home ?page|top)",
    r"back to (?:all )?(?:the )?(?:news|posts|home|blog|statements|articles)|skip to (?:main )?content",
    r"(?:volver|ir) (?:arriba|al inicio|a la portada|a (?:todas )?las noticias)",
    r"(?:retour )?(?:en )?haut de (?:la )?page|retour (?:en haut|à l[’']accueil)",
    r"retour (?:aux|à toutes les) actualités",
    r"nach oben|zum seitenanfang|zurück (?:nach oben|zur startseite|zur übersicht|zu allen meldungen)",
    # sharing and following
    r"share|tweet|compartir|partager|teilen|follow us|síguenos|suivez-nous|folgt uns|folge uns",
    r"(?:share(?: this)?(?: (?:post|article|page|story))?(?: on)?|tweet|comparte esto|compartir(?: en)?"
    r"|partager(?: sur| cet article)?|teilen(?: mit| auf)?|follow us on|síguenos en|suivez-nous sur"
    rf"|folgt uns auf) ?:? ?{_NETWORKS}",
    r"(?:estimated )?reading time ?: ?\d{1,3} min(?:ute)?s?|pin it on pinterest",
    r"tiempo de lectura(?: estimado)? ?: ?\d{1,3} min(?:uto)?s?",
    r"temps de lecture(?: estimé)? ?: ?\d{1,3} min(?:ute)?s?",
    r"(?:geschätzte )?lesezeit ?: ?\d{1,3} min(?:ute)?n?",
    r"click to share on \w{1,12} \(opens in (?:a )?new window\)",
    r"haz clic para compartir en \w{1,12} \(se abre en una ventana nueva\)",
    r"cliquez pour partager sur \w{1,12} ?\(ouvre dans une nouvelle fenêtre\)",
    r"klick,? um auf \w{1,12} zu teilen \(wird in neuem fenster geöffnet\)",
    r"table of contents|tabla de contenidos|table des matières|inhaltsverzeichnis",
    r"powered by (?:drupal|wordpress|squarespace)|funciona con (?:drupal|wordpress)",
    r"share on social media|compartir en redes(?: sociales)?|partager cette page|(?:diese )?seite teilen",
    r"(?:share this|share|comparte esto|compartir|partager|teilen mit) ?:",
    rf"like {_LOADING}|{_LIKE} ?:|{_LIKE} ?:? ?(?:like|me gusta|j[’']aime|gefällt mir)? ?{_LOADING}",
    # newsletters
    # “Subscribe to our strike fund” is a thing to do
    r"(?:subscribe|sign up|sign me up)(?: (?:now|here|today))?|subscribe (?:to|for|here|now)\b[^.!?:;]{0,60}"
    r"\b(?:newsletter|e-?bulletin|bulletin|updates|alerts|mailing list|e-?mails?|news|posts?|blog|channel"
    r"|podcast|rss)\b[^.!?:;]{0,40}",
    r"sign up (?:to|for) (?:our |the |this )?(?:e-?mail |weekly |free )*"
    r"(?:newsletter|e-?bulletin|updates|alerts|mailing list|e-?mails?)",
    r"suscríbete(?: (?:al|a nuestro) boletín| aquí| ahora)?",
    r"(?:abonnez-vous|s[’']abonner|inscrivez-vous)(?: à (?:la|notre) (?:lettre|newsletter)(?: \w+){0,3})?",
    r"(?:zum |den )?newsletter(?: anmelden| abonnieren| sign-?up)?",
    # listening, watching, printing, commenting
    r"(?:listen to this (?:article|post|page)|écouter cet article|escuchar este artículo|artikel anhören)"
    r"(?: [\d:/ ]+)?",
    rf"(?:watch|listen) on {_PLAYER}|(?:ver|escuchar) en {_PLAYER}|(?:regarder|écouter) sur {_PLAYER}",
    rf"auf {_PLAYER} (?:ansehen|anhören)",
    # whose, by name: “Videos by members are welcome” is a sentence, “Vídeo de la huelga” a heading
    r"(?:videos?|vídeos?|vidéos?) (?:by|von|de|par) (?-i:[^\W_a-zß-ÿ]|@)[^.!?:;]{0,60}"
    r"(?:, \d{1,3}:\d\d(?: min\.?)?)?",
    r"(?:log|sign) ?in(?: or register)? to (?:post )?comments?|add (?:new )?comment",
    r"leave a (?:reply|comment)|be the first to comment",
    r"inicie sesión para comentar|connectez-vous pour commenter|zum kommentieren bitte anmelden",
    r"comments (?:are )?(?:closed|off)",
    r"do you like this (?:post|page)\??|¿te gusta esta (?:publicación|página)\??|be the first to react",
    # words that a text is filed under
    r"(?:tags?|keywords?|etiquetas?|palabras clave|mots[- ]clés|schlag(?:worte|wörter)) ?:"
    r" ?#?\w[\w’' -]{1,30}(?:, ?#?\w[\w’' -]{1,30}){0,9}",
    r"\d+ (?:comments?|comentarios?|commentaires?|kommentare?|likes?|views?)",
    r"printer-friendly version|print this page|versión para imprimir|imprimir esta página",
    r"version imprimable|imprimer cette page|druckversion|diese seite drucken",
    r"(?:continue reading|read (?:more|on)|leer más|seguir leyendo|lire la suite|weiterlesen)"
    rf"(?:{_DOTS}| ?[»→>])?",
)
#: How far a recording has been played, behind a label.
PLAYED: Final = _compiled(r"\d{1,3}:\d\d(?: ?/ ?\d{1,3}:\d\d)?")
#: A label with the title of something else behind it, where that neither begins in the middle of a sentence
#: nor ends as one does.
READ_ALSO: Final = _compiled(
    r"(?:read (?:more|also|next|on)|also read|related(?: (?:post|story|article))?"
    r"|(?:lea|lee|leer) también|(?:lea|leer) más|te puede interesar"
    r"|(?:previous|next) (?:post|article|story)|(?:entrada|artículo) (?:anterior|siguiente)"
    r"|article (?:précédent|suivant)|(?:vorheriger|nächster) (?:beitrag|artikel)"
    r"|(?:à )?lire (?:aussi|également)|lire la suite|lesen sie auch|lies auch|lest auch|weiterlesen)"
    r" ?:(?: (?!(?-i:[a-zß-ÿ]))[^\n]{0,150}[^\s.!?;:])?"
)
#: A notice about cookies, whole: what a site says about itself, never what a union says.
COOKIES: Final = _compiled(
    r"(?:this|our|the) (?:web ?)?site uses cookies\b.{0,300}",
    r"(?:we|our partners) use cookies\b.{0,200}"
    r"\b(?:web ?site|experience|traffic|browsing|consent|analytics)\b.{0,200}",
    r"(?:este sitio|(?:esta|nuestra) (?:página|web)) (?:web )?(?:usa|utiliza) cookies\b.{0,300}",
    r"(?:usamos|utilizamos) cookies\b.{0,200}\b(?:sitio|página|web|experiencia|navegación)\b.{0,200}",
    r"(?:ce|notre) site (?:internet |web )?utilise des cookies\b.{0,300}",
    r"nous utilisons des cookies\b.{0,200}\b(?:site|expérience|navigation|trafic)\b.{0,200}",
    r"(?:diese|unsere) (?:web(?:site|seite)|seite|homepage) (?:verwendet|nutzt|benutzt) cookies\b.{0,300}",
    r"wir (?:verwenden|nutzen|setzen) (?:\w+ )?cookies\b.{0,200}"
    r"\b(?:website|webseite|seite|nutzung|erlebnis)\b.{0,200}",
    r"(?:accept|reject|allow|manage)(?: all)? cookies|cookie (?:settings|preferences|policy|notice)",
    r"(?:aceptar|rechazar)(?: todas)?(?: las)? cookies|(?:accepter|refuser)(?: tous)?(?: les)? cookies",
    r"(?:alle )?cookies (?:akzeptieren|ablehnen|zulassen)|cookie-einstellungen",
)
#: Sentences that site software prints under its forms, word for word.
FORMS_OWN: Final = _compiled(
    r"please check your e-?mail for a link to activate your account\.",
    r"your e-?mail address will not be published\.(?: required fields are marked \*)?",
    r"tu dirección de correo electrónico no será publicada\."
    r"(?: los campos obligatorios están marcados con \*)?",
    r"votre adresse (?:e-mail|de messagerie) ne sera pas publiée\."
    r"(?: les champs obligatoires sont indiqués avec \*)?",
    r"deine e-mail-adresse wird nicht veröffentlicht\.(?: erforderliche felder sind mit \* markiert)?",
)
#: What every sentence of such a notice speaks of.
OF_COOKIES: Final = re.compile(
    r"cookie|consen[st]|experi|brows|traffic|polic|privacy|accept|agree|setting|preferenc|opt[- ]out"
    r"|ok with|analytic|third part|\b(?:web)?(?:site|seite|sitio|página|page)\b|polític|privaci|acept|ajuste"
    r"|naveg"
    r"|terceros|expéri|paramètre|politique|confidential|tiers|akzept|einstell|datenschutz|zustimm|erlebnis"
    r"|read more|learn more|leer más|en savoir plus|mehr erfahren",
    re.IGNORECASE,
)
#: What stands at the foot of a page, or under a post that is read elsewhere, and whose it says that is.
FOOT: Final = _compiled(
    r"(?:©|\(c\)|copyright)(?: ?(?:©|\(c\)))? ?\d{4}(?:[-–]\d{4})?(?: by)? (?P<owner>.{1,120})",
    r"the post .{1,300} (?:first appeared|appeared first) on (?P<site>.{1,120})",
    r"la entrada .{1,300} (?:se publicó primero|aparece primero) en (?P<sitio>.{1,120})",
    r"l[’']article .{1,300} est apparu en premier sur (?P<lieu>.{1,120})",
    r"der beitrag .{1,300} erschien zuerst auf (?P<seite>.{1,120})",
)

# --- dates and names ------------------------------------------------------------------------------------

_MONTH: Final = _any(
    r"jan(?:uary|uar|vier|v)?|feb(?:ruary|ruar|rero)?|mar(?:ch|s|zo)?|apr(?:il)?|may|june?|july?|aug(?:ust)?",
    r"sept?(?:ember|iembre|embre)?|oct(?:ober|ubre|obre)?|nov(?:ember|iembre|embre)?|dec(?:ember)?",
    r"ene(?:ro)?|abr(?:il)?|mayo|junio|julio|ago(?:sto)?|setiembre|dic(?:iembre)?",
    r"févr?(?:ier)?|avr(?:il)?|mai|juin|juil(?:let)?|août|déc(?:embre)?",
    r"jänner|märz|juni|juli|okt(?:ober)?|dez(?:ember)?",
)
_WEEKDAY: Final = _any(
    r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?",
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    r"lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?",
    r"(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|m[oi]|d[io]|fr|sa|so",
)
#: A word that a line with a date may hold.
DATE_WORD: Final = _compiled(
    r"\d{1,4}(?:st|nd|rd|th|er|\.)?|\d+[./:h-]\d*(?:[./:-]\d+)?(?:am|pm|h)?|[ap]\.?m\.?|utc|gmt|[ecmpb]s?t|cest",
    r"updated|posted|published|last|modified|date|on|at",
    r"publicado|actualizado|actualización|última|fecha|el|a|las|de|del",
    r"publiée?|mise?|dernière|à|jour|le|la",
    r"veröffentlicht|eingestellt|aktualisiert|letzte|änderung|stand|am|um|uhr|vom|den|datum",
    r"mins?|minutes?|minutos?|minuten?|read|lectura|lecture|lesezeit|[-–—|]",
    _MONTH,
    _WEEKDAY,
)
#: What a line with a date holds: a year, a day of a month, a figure of day and month, or a time to read.
WHEN: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\d[./-]\d|\d min"
    rf"|\b\d{{1,2}}\b.{{0,6}}\b{_MONTH}\b|\b{_MONTH}\b.{{0,3}}\b\d{{1,2}}\b",
    re.IGNORECASE,
)
#: A line that names who wrote or posted a text.
BYLINE: Final = _compiled(
    r"(?:written |posted |published )?by:? \S.{0,80}[^.!?:,]",
    r"(?:escrito|publicado|redactado) por:? \S.{0,80}[^.!?:,]",
    r"(?:écrit|publié|rédigé) par ?:? \S.{0,80}[^.!?:,]",
    r"(?:verfasst|veröffentlicht|geschrieben) von:? \S.{0,80}[^.!?:,]",
)
#: How the part of a line with a date begins that tells who put a text there.
BY: Final = re.compile(r"(?:(?:posted|written|published) )?(?:by|por|par|von)\b:? ?\S", re.IGNORECASE)
#: How a line begins that tells when, and often by whom, a text was posted.
POSTED: Final = re.compile(
    r"(?:posted|submitted|published|updated|last (?:updated|modified)) (?:on|by|at)\b"
    r"|(?:enviado|publicado|actualizado) (?:por|el)\b|(?:soumis|publié|mis à jour) (?:par|le)\b"
    r"|(?:gespeichert|eingetragen|veröffentlicht|verfasst) (?:von|am)\b",
    re.IGNORECASE,
)
#: A line with nothing but the number of a bulletin.
NUMBERED: Final = re.compile(r"\w{4,20} (?:no|nr|núm|n°)\.? ?[\d/-]{1,12}", re.IGNORECASE)
