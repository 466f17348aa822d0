"""Which words are cut short, and with which words do sentences begin? Lists, in four languages.

Read by `bot.core.abbreviations`, which decides by them. An abbreviation stands here as it is written, without
its full stop; where the case of a first letter does not matter, in lower case.
"""

from typing import Final


def _words(*lines: str) -> frozenset[str]:
    return frozenset(" ".join(lines).split())


#: Before a name or a thing; nothing ends behind one of these.
NEVER_LAST: Final = _words(
    "MR MRS DR PROF REV GOV SRA SRTA MME STE STA",
    "Mr Mrs Ms Mx Messrs Dr Drs Prof Rev Hon Gov Sen Rep Gen Lt Sgt Capt Col Cpl Maj Cmdr Pres Supt Rec Asst",
    "Sra Srta Sres Dra Dña Dn Excmo Excma Ilmo Ilma Lic Ing Arq Fdo EE Avda avda Pza pza",
    "Pto Rvdo Sto Sta Tte Sgto Gral Profa Prov Ctra ctra tfno Tfno",
    "Mme Mmes Mlle Mlles MM Mgr Me Vve",
    "Hr Hrn Fr Frl Dipl Mag med jur phil rer Verf Hrsg hrsg",
    "pres supt asst vs cf Cf attn Attn esp resp viz ibid Atty Adm Ald Amb Brig Cdr Cllr Insp",
    "Msgr Pvt Pfc Secy Treas Mgr Exec",
    "ej Ej atn Atn apdo Véase dpto Dpto depto Depto desp",
    "Chas Jos Geo Thos Pdt Sté Apt apt Robt Benj Edw Saml",
    "att av bd boul éd chap Pr arrdt chem rte réd suppl",
    "Sras Srtas Dres Dras Mons Pbro Lcdo Lcda Ldo Lda Mtro Mtra Pdte Pdta Cnel Hno Hna Fdez Hdez Glez Mtnez",
    "Rguez Dguez Fco Fca párr teléf",
    "Fa Fam Gebr Gem Ggf Inh Red ehem entspr geb Bsp Abb Tab Frhr",
    "bzw ca Ca ggf ggfs evtl inkl einschl zzgl exkl Vgl vgl Hd sog lt betr Betr insb insbes gez gem",
    "allg bes bez bspw ebd gegr ggü hins lfd mind mtl näml stellv teilw urspr versch vorl vorm wg zit zzt gg",
)
#: Before a number or a letter that counts something; else a word of its own, as “No.”
COUNTING: Final = _words(
    "NR ART SEC NÚM VOL PÁG ABS",
    "No NO Nos no nos Nr Nrn Num Núm núm núms n N p pp P pág págs Pág art arts Art Arts Sec sec Secs Ch ch",
    "Vol vol",
    "Fig fig Abs Ziff Anl Anh S al Al tel Tel Tél tél Rm rm Zi App ext Ext ap Ap Bd Kap Rn Az pos Pos par",
    "Par",
    "max min vers v para paras Para Dist dist ann chap Chap sect Sect pto ptos",
)
#: Of these, what is a word of its own, too.
WORDS_TOO: Final = _words("No no NO nos Nos par Par pos vers ext art arts app App fig")
#: May stand last; then the next word has to begin a sentence clearly.
MAYBE_LAST: Final = _words(
    "Assn Dept dept Univ Ste Mt Ft Jr Sr Esq St Est UU Mio Mrd Tsd Proz Std Sek",
    "approx aprox env incl excl ref Ref réf rés Rés bât Bât máx mín Ud Uds Vd Vds ud uds",
    "entlo pral admón coord Jh Jhdt Bhf Hbf Stk Wo Kl Kto Lit Vors Anl Anm Aufl Ausg",
    "serv dir bur Pers Abt abt pl",
)
#: The same, and a sentence is taken to begin where a word with a capital has one without behind it.
FIRMS_AND_STREETS: Final = _words(
    "Inc Co Corp Ltd Bros Cía cía Hnos Cie Ets izq izda dcha Ave ave Blvd blvd Rd rd Hwy Bldg Str",
    "Ln Pkwy Pl Sq Ct Cir Rte Fwy Expy Tpke Ter Plz Mfg Intl Natl Assoc Assocs Pty Étabs Éts",
)
#: Ends a list of things; what follows with a capital is new.
AND_SO_ON: Final = _words("etc etc usw usf ff al")
MONTHS: Final = _words(
    "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec January February March April May June July August",
    "September",
    "October November December ene feb abr ago sept oct nov dic janv févr avr juil déc Jän Mär Mrz Okt Dez",
    "Januar",
    "Jänner Februar März Mai Juni Juli August Oktober Dezember",
)
GERMAN_MONTHS: Final = _words("Jän Mär Mrz Okt Dez Januar Jänner Februar März Mai Juni Juli Oktober Dezember")
WEEKDAYS: Final = _words(
    "Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "lun mar mié jue vie vier sáb dom mer jeu ven sam dim Mo Di Mi Do Fr Sa So",
)
#: What may follow a time of the day: its zone.
ZONES: Final = _words(
    "ET PT CT MT EST EDT PST PDT CST CDT MST MDT GMT UTC BST CET CEST Eastern Pacific Central"
)

BEHIND_TIMES: Final = WEEKDAYS | MONTHS | ZONES | NEVER_LAST
#: What sentences begin with, and names seldom do.
STARTERS: Final = _words(
    "the a an we you he she it they i this that these those there here in on at by for from with to if when",
    "while",
    "after before as but and or so not all every each our your his her its their my what who where why how",
    "any",
    "anyone everyone nobody some most many one both please do come bring join let only more now then today",
    "tomorrow nothing none until since because although however under over no yes members buses doors",
    "el los las un una unos unas lo se su sus nos si sí en del por para con sin al y o pero que quien como",
    "cuando",
    "donde este esta esto ese esa eso aquí allí hoy mañana ayer también además todos todas nadie nada cada",
    "después",
    "antes desde hasta ya mi nuestro nuestra nuestros nuestras quedan hay",
    "les une des du il elle ils elles on nous vous je ce cette ces cela ça ici là et ou mais donc quand où",
    "qui",
    "au aux à dans par pour avec sans sur sous chez personne rien tout tous toutes chaque notre votre vos",
    "son sa",
    "ses leur leurs mon ma mes aucun aucune après avant depuis demain hier puis ensuite la le de",
    "der die das den dem ein eine einer einem einen wir ihr er sie es ich man im am an auf aus bei bis mit",
    "nach von",
    "vom zu zum zur um für durch gegen ohne über unter vor hinter zwischen seit während wenn als ob weil",
    "dass da",
    "dort heute morgen gestern danach dann jetzt nun auch aber und oder doch denn nicht nichts niemand alle",
    "alles",
    "jeder jede jedes unsere unser unseren euer eure ihre sein seine kein keine was wer wo wann wie warum",
    "welche",
    "dieser diese dieses damit dazu dafür dagegen daher deshalb trotzdem noch nur schon erst kommt bringt",
    "meldet ruft geht gilt wartet bitte beide",
    "außerdem",
)
#: Of these, what names begin with, too: “M. Le Goff”, “P. van der Valk”.
IN_NAMES: Final = _words(
    "la le les de del des du el los las der den dem die al mac san santa van von saint st no on"
)
#: Behind a German ordinal, where an address says which floor: “Hafenstr. 4, 2. OG”.
FLOORS: Final = _words("OG UG Stock Etage Obergeschoss Untergeschoss Aufgang Hinterhof Hof")
#: French words cut short before a vowel: “L'usine”.
ELIDED: Final = _words("l d c n j s m t qu lorsqu jusqu")
#: Before a lone letter that is a name for a thing, not for a person: “Gate B.”
LETTERED: Final = _words(
    "gate gates plan hall line group option schedule section tier grade step unit shift building lot table",
    "annex",
    "halle tor schicht linie gruppe anlage gleis teil stufe punto puerta grupo línea turno nave anexo plan",
    "lote",
    "porte groupe ligne équipe annexe bâtiment hangar quai vitamin",
)
#: Before an ordinal in German: “am 3. Mai”, “die 2. Bevollmächtigte”.
BEFORE_ORDINAL: Final = _words(
    "am im zum zur vom beim der die das den dem des ab bis und oder ein eine einer einem einen unsere unser",
    "unserer unseren unserem ihre ihrer seine seiner jede jeder jedes jeden diese dieser dieses diesen seit",
    "nach vor montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag",
    "auch",
)
