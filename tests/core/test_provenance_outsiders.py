"""Who is “we”? Texts of outsiders and of the union that share nearly all their words."""

import pytest

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge

TRAMS = Feed(
    id="news",
    url="https://www.tramworkers.example/feed",
    union_id="trams",
    union_name="Tram and Ferry Workers' Union",
    hosts=frozenset({"www.tramworkers.example"}),
    officers=("Odile Marsh, president", "Ben Okri, secretary"),
    also_known_as=("TFWU",),
)
BAKERS = Feed(
    id="bakers",
    url="https://bakersguild.example/feed",
    union_id="bakers",
    union_name="Millbrook Bakers' Guild",
    hosts=frozenset({"bakersguild.example"}),
    officers=("Ines Calder, president", "Walt Obi, chief negotiator"),
    also_known_as=("MBG", "the Guild"),
)


def entry(title: str, text: str) -> Entry:
    return Entry("1", None, title, text)


def decide(said: Entry, feed: Feed) -> Decision:
    (host,) = feed.hosts
    own = Entry("1", f"https://{host}/p", said.title, said.text)
    return judge(own, feed, (feed.url,)).decision


FOREIGN_TRAMS = [
    entry(
        "A thank-you from riders",
        "We are riders of Line 4 and we want to say thank you. For years your drivers have waited "
        "for us in the rain. We know the contract matters. We have written to the council and asked"
        " them to fund it, and we will be walking with you on Saturday with our children and our "
        "dogs.",
    ),
    entry(
        "Harbour council adopts motion",
        "The Harbour City Council on Monday adopted a motion urging the transit authority to return"
        " to negotiations with its workers. The motion, introduced by Councillor Edda Vance, passed"
        " 9 to 2. It also asks the authority to publish its staffing figures by June.",
    ),
    entry(
        "Transit strike enters second week",
        "Commuters crowded onto buses Tuesday as a strike by tram and ferry workers entered its "
        "second week. The Tram and Ferry Workers' Union, which represents 2,100 employees, is "
        "seeking a 9 percent raise. The authority has offered 4. Odile Marsh, the union's "
        "president, said members were determined. Shop owners along the waterfront said sales had "
        "dropped by a third.",
    ),
    entry(
        "Our commitment to you",
        "At Harbour Transit, nothing matters more than getting you where you need to go. We know "
        "this week has been difficult. We have put forward a fair and responsible proposal that "
        "would make our operators among the best paid in the region. We urge the union to bring it "
        "to a vote. Thank you for your patience.",
    ),
    entry(
        "Solidarity from the dockers",
        "The Dockers' Federation sends its warmest greetings to the tram and ferry workers. Our "
        "members voted last night to give £5,000 to your strike fund. No docker will handle freight"
        " diverted from the ferries. An injury to one is an injury to all. Stay strong!",
    ),
    entry(
        "What economists say about transit pay",
        "Does higher pay reduce turnover? A growing body of research suggests that it does. In a "
        "study of 31 agencies, researchers at Pelham University found that every dollar of hourly "
        "wage cut departures by four percent. Lead author Mina Roth says the effect is strongest "
        "among new hires.",
    ),
    entry(
        "Strike diary",
        "I take the ferry every day to the hospital where I work. Last Thursday there was no ferry,"
        " and I sat on the quay with my sandwich. I was angry for ten minutes. Then a deckhand told"
        " me what he earns. I have been thinking about my own pay slip since, and about my father, "
        "who drove the 11.",
    ),
    entry(
        "Transport secretary's letter",
        "Dear Ms Marsh, Thank you for your letter of 3 May. I share your concern for the travelling"
        " public and for those who work on the network. The government does not intervene in "
        "negotiations between an employer and its workforce. I would encourage both parties to "
        "continue their discussions. Yours sincerely, Alan Firth",
    ),
    entry(
        "Tram drivers on TV",
        "Morning Harbour, Channel 5: live from the depot (at 12 minutes). Evening Desk: interview "
        "with Odile. Harbour Radio: phone-in, “Would you cross?”. The Gazette: photo spread.",
    ),
    entry(
        "A prayer for the strikers",
        "Lord, we ask your blessing on those who stand at the gates tonight. Give them patience, "
        "and give those who govern them ears. Let no child go hungry for a timetable. We ask it in "
        "hope. St. Brendan's Parish, Harbour City",
    ),
    entry(
        "Die Fähre und ich",
        "Ich fahre seit zwanzig Jahren jeden Morgen mit der Fähre. Meine Tochter hat auf ihr laufen"
        " gelernt. Wenn ich jetzt am Kai stehe und nichts kommt, dann ärgere ich mich, aber ich "
        "verstehe es. Ich habe meinem Abgeordneten geschrieben. Karin Stolle, Hafenstadt",
    ),
    entry(
        "Communiqué de la régie",
        "La régie des transports informe ses usagers que le trafic sera fortement perturbé jeudi. "
        "Un service de substitution par autocar sera mis en place sur les lignes 1 et 4. La régie "
        "rappelle qu'elle a formulé des propositions salariales sérieuses et qu'elle reste ouverte "
        "au dialogue.",
    ),
    entry(
        "Los estibadores con los tranviarios",
        "La Federación de Estibadores quiere expresar su apoyo a los trabajadores de los tranvías. "
        "Nuestra organización ha acordado donar 3.000 euros a la caja de resistencia y acudir el "
        "sábado a la manifestación. Vuestra lucha es la nuestra.",
    ),
    entry(
        "Five minutes with Odile Marsh",
        "You started as a conductor. What was that like? Cold. And loud. What do people get wrong "
        "about ferry crews? They think it's a romantic job. It's a wet job. Are you tired? Ask me "
        "on a Sunday. How will it end? With a signature.",
    ),
    entry(
        "Harbour Transit workers reach out to fund for help",
        "The Quay Foundation is offering grants of up to $500 to transit workers who have lost "
        "income. Applicants need a pay slip and an identity card. Grants are paid within five "
        "working days. The Foundation is independent and takes no side in the dispute.",
    ),
    entry(
        "Legal note: the right to picket",
        "Under section 12 of the Act a person may attend at or near their own place of work for the"
        " purpose of peacefully obtaining or communicating information. Case law suggests that six "
        "attendees is a guideline rather than a limit. This note is general information by Marlowe "
        "Chambers.",
    ),
    entry(
        "To the editor",
        "It is a pity that your paper gave two pages to the inconvenience and none to the rota. I "
        "have read the rota. It has a shift that starts at 3.10 and ends at 12.40. Perhaps your "
        "columnist would like to try it. Dr. P. Lund, Harbour City",
    ),
    entry(
        "Statement by Labour spokesperson on the ferries",
        "Labour today called on the minister to act. Transport spokesperson Ida Cho TD said: “The "
        "minister can't sit on the quay forever. Crews deserve an answer.” She will raise the "
        "matter in the house on Wednesday.",
    ),
    entry(
        "Report from the safety board",
        "The board finds that the collision at Pier 6 was caused by a failure of the aft thruster "
        "control. Contributing factors were fatigue, and the absence of a second officer on the "
        "bridge. The board makes four recommendations to the operator.",
    ),
    entry(
        "Students stand with tram workers",
        "The Students' Association of Harbour College voted unanimously on Tuesday to support the "
        "tram and ferry strike. We will not take replacement buses. We will bring soup to the depot"
        " every Friday. We call on the college to do likewise.",
    ),
]
FOREIGN_BAKERS = [
    entry(
        "Why the ovens went cold",
        "The dough was already rising when the night shift at Golden Crust put down their aprons. "
        "Lena Hart, who has shaped loaves here since 1998, turned off the radio first. Then the "
        "lights. “I wanted it quiet,” she says. By morning a line of forty stood at the gate, and "
        "nobody was selling anything.",
    ),
    entry(
        "Mayor Tess Lowe on the bakery strike",
        "I've spoken with both Golden Crust and the bakers this week. I am convinced a fair "
        "contract is possible. My office will host talks on Thursday and I've asked everyone to "
        "bring an open mind and an appetite.",
    ),
    entry(
        "Bread and justice: a reflection",
        "Give us this day our daily bread. We say it without thinking. But bread is baked by "
        "somebody, at two in the morning, with burns on her arms. Our congregation has been asked "
        "to skip the supermarket loaf this month and to bake at home.",
    ),
    entry(
        "Bakery prices to rise as strike bites",
        "Bread prices could rise by as much as eight percent, the grocers' association warned "
        "Wednesday, as the walkout at Golden Crust's three plants continues. Supplies to hospitals "
        "and schools are not affected. Talks are expected to resume next week.",
    ),
    entry(
        "Customers for Fair Crust: our pledge",
        "We will not buy Golden Crust bread until the bakers have a contract. We will tell our "
        "grocers why. We will bring our own bread to the picket line and share it. 1,204 of us have"
        " taken this pledge so far.",
    ),
    entry(
        "Talking to Ines Calder",
        "Grain & Table met the Guild's president at her kitchen counter. How did it start? With a "
        "broken fan, she says. It was 44 degrees at the ovens and the company sent ice cream. Does "
        "she still bake? Every Sunday. For whom? For the picket.",
    ),
    entry(
        "Die Bäcker streiken, und wir essen Knäckebrot",
        "Seit zwei Wochen steht bei uns im Büro kein Brötchen mehr auf dem Tisch. Die Kollegin aus "
        "dem Vertrieb hat Knäckebrot mitgebracht. Man gewöhnt sich daran. Ich habe mir trotzdem "
        "angesehen, was ein Bäcker nachts um drei verdient, und seitdem schmeckt es mir besser.",
    ),
    entry(
        "Message de la confédération",
        "La Confédération du travail salue la détermination des boulangers de Millbrook. Elle "
        "appelle tous ses syndicats à verser au fonds de grève et à se joindre au rassemblement de "
        "vendredi. Nous ne laisserons personne seul.",
    ),
    entry(
        "Declaración del alcalde",
        "El ayuntamiento sigue con preocupación el conflicto de las panaderías. Hemos ofrecido una "
        "sala y un mediador a las partes. Confiamos en que el pan vuelva pronto a las mesas.",
    ),
    entry(
        "What's a lockout? Explained",
        "A lockout is when an employer stops employees from working during a dispute. It differs "
        "from a strike, which employees begin. In most states employers may hire temporary "
        "replacements during a lockout. Courts have limited this where bad faith is shown. From the"
        " Workplace Law Handbook.",
    ),
    entry(
        "Heat at work: new study",
        "Bakery workers face some of the highest heat exposure of any indoor occupation, according "
        "to researchers at Hollis State. Core temperatures were measured over 300 shifts. One in "
        "five workers exceeded the recommended limit.",
    ),
    entry(
        "From our friends at Local 9",
        "Sisters and brothers, we in the brewers' local know what a hot floor is. On Friday our "
        "night shift will walk over to your gate with whatever was in the fridge. Don't let them "
        "tell you that you are alone. Rudy Falk, brewers' steward",
    ),
]
OWN_TRAMS = [
    entry(
        "Bargaining session 9",
        "We met the authority for four hours today. They moved on nothing except lunch. Our team "
        "put a full counter on the table covering rosters, split shifts and pensions, and asked for"
        " an answer by Friday. The next session is on Monday at ten. Wear your badge and talk to "
        "your rep.",
    ),
    entry(
        "Depot meetings this week",
        "Northside depot: Monday, 14:00, canteen.\nQuay depot: Tuesday, 06:30 and 15:30, upstairs.\n"
        "Ferry terminal: Wednesday, 11:00, waiting room B.\nWorkshop: Thursday, 12:15, by the lathe."
        " All grades welcome, including casuals on probation.",
    ),
    entry(
        "TFWU members vote 91% to strike",
        "Tram and ferry crews have voted by 91 percent to strike over rosters, the Tram and Ferry "
        "Workers' Union announced today. Turnout was 84 percent. “Nobody should sleep four hours "
        "and then dock a ferry,” said president Odile Marsh. The first stoppage is on 4 June.",
    ),
    entry(
        "On the minister's remarks",
        "The minister said on the radio that crews “have never had it so good”. The minister has "
        "never had a 3.10 start. We invite him to one. The rota is enclosed, and so is an alarm "
        "clock.",
    ),
    entry(
        "Passing of Joe Linden",
        "Joe Linden, tram driver for 37 years and rep at Northside for 20 of them, died on "
        "Saturday. He wrote the first agreement on toilet breaks by hand on the back of a "
        "timetable. The funeral is on Thursday at noon; drivers off duty are asked to come in "
        "uniform.",
    ),
    entry(
        "Childcare on strike days",
        "From Monday there is childcare at the ferry terminal from 7 a.m. to 6 p.m. for anyone on "
        "the line. It is run by retired conductors, two of them trained nurses. Bring a packed "
        "lunch and a change of clothes. No need to book.",
    ),
    entry(
        "Is the strike legal? Yes.",
        "A letter has gone to every home saying that the strike may be unlawful. It isn't. The "
        "ballot was run by an independent scrutineer, notice was given on time, and the court threw"
        " out the authority's application on Friday. Anyone told otherwise by a manager should "
        "write down the name and the time.",
    ),
    entry(
        "Gewerkschaft bei der Fähre: Ergebnis",
        "Die Urabstimmung ist ausgezählt: 91 Prozent haben mit Ja gestimmt. Damit ist der Weg frei "
        "für einen unbefristeten Streik. Die Streikleitung trifft sich morgen um 8 Uhr. Alle "
        "weiteren Informationen gibt es an den Streiklokalen.",
    ),
    entry(
        "Offer in full",
        "The authority's offer arrived at 5.40 p.m. and is printed here without a word changed: “A "
        "consolidated increase of 4 percent, payable in two instalments, subject to agreement on "
        "flexible rostering.” Flexible rostering means the 3.10. The committee recommends a no.",
    ),
    entry(
        "Photos from Saturday's march",
        "Six thousand people, eleven banners, one tram made of cardboard. Thanks to the brass "
        "section of the fire brigade and to everyone who brought a dog. More photos go up on the "
        "noticeboard at the hall on Monday.",
    ),
    entry(
        "New safety reps elected",
        "Congratulations to Pia Dahl (Quay), Tom Reyes (Northside) and Aisha Noor (ferries), who "
        "were elected as safety reps last week. Training is on the 14th and 15th. If you have a "
        "hazard to report, they would like to hear about it.",
    ),
    entry(
        "Grève de jeudi : ce qu'il faut savoir",
        "Le préavis court de 3 heures à minuit. Chaque agent se déclare la veille avant midi, par "
        "écrit. Les piquets se tiennent au dépôt Nord et à l'embarcadère dès 4 h 30. Café, brioche "
        "et chasubles sur place. Personne ne signe rien sans un délégué.",
    ),
    entry(
        "Huelga: servicios mínimos",
        "La autoridad ha fijado unos servicios mínimos del 60 %. Los hemos recurrido. Mientras no "
        "haya sentencia hay que cumplirlos: quien reciba la carta, que venga con ella al local. El "
        "viernes, asamblea a las 19.00.",
    ),
    entry(
        "Our brothers and sisters at the airport",
        "Airport cleaners walked out on Tuesday for the first time. They're asking for sick pay. We"
        " sent forty people to their line this morning and will send forty more tomorrow. TFWU has "
        "given £2,000 to their fund. When we were out in March they came with tea.",
    ),
    entry(
        "Negotiations: where things stand",
        "Rosters: open. Pensions: agreed in principle. Split shifts: the authority wants more, we "
        "want none. Pay: 4 against 9. The mediator has called both sides in for Thursday. There "
        "will be a report the same night.",
    ),
]
OWN_BAKERS = [
    entry(
        "Day 12",
        "It was two degrees at Gate 3 and eighty-one of you came. The coffee held out until six. "
        "Golden Crust sent a van with a camera on it; we waved. Tonight the committee goes back in "
        "at seven. If anything moves you'll get a text.",
    ),
    entry(
        "What they proposed, and what we said",
        "They proposed 5 percent and a personal day. We said that a personal day is what you take "
        "when the fan breaks. Our number is 9, with heat breaks in writing. They asked for time "
        "until Thursday.",
    ),
    entry(
        "Strike pay: first payment Friday",
        "The first strike pay goes out on Friday by transfer. If your bank details changed since "
        "January, fill in the blue form at the hall by Wednesday. Members on parental leave get the"
        " full amount.",
    ),
    entry(
        "Bakers walk out at three plants",
        "MILLBROOK – Four hundred bakers walked off the job at Golden Crust's three plants at 2 "
        "a.m. today after the company refused to put heat breaks in the contract, the Millbrook "
        "Bakers' Guild said. “They offered us ice cream,” said Guild president Ines Calder. “We'd "
        "like a fan.” Pickets are up at all gates.",
    ),
    entry(
        "Golden Crust's website says",
        "“Our bakers are family.” Families don't time each other's toilet breaks. “We have made a "
        "generous offer.” It is below inflation. “We remain at the table.” The table was folded up "
        "on Tuesday; we have a photograph.",
    ),
    entry(
        "In memory of Hugo Brandt",
        "Hugo Brandt, who ran the rye line for thirty years and the Guild's choir for twenty, died "
        "last week. He never learned to read music and nobody noticed. The service is at St. Mark's"
        " on Saturday at two. Wear white.",
    ),
    entry(
        "Picket rota",
        "Gate 1: Hart, Moss, Idris (2–6). Lopez, Kwan (6–10).\nGate 2: Dunn, Vale (2–6). Singh, Roe,"
        " Park (6–10).\nGate 3: night shift only, see the board. Swaps through Walt.",
    ),
    entry(
        "Correction to the Millbrook Post",
        "The Post reports that the Guild has “softened” on heat breaks. Nobody at the Guild has "
        "said so, and nobody at the Post called. The proposal is the same as on the first day. It "
        "is on the board at the hall and on this page.",
    ),
    entry(
        "We support the brewers",
        "The brewers at Stone Creek start their strike tomorrow at noon. They brought us a keg in "
        "February and carried our signs in March. Every one of us who can walk should be at their "
        "gate. Rudy has a list.",
    ),
    entry(
        "Vote on the tentative agreement",
        "Voting opens Monday at 6 a.m. and closes Tuesday at 10 p.m. Bring your card. The full text"
        " is at the hall, with the changes in red. There will be two question sessions on Sunday, "
        "at eleven and at four.",
    ),
    entry(
        "Statement from Ines Calder",
        "I got a call from the company at midnight. They have agreed to heat breaks. I don't have "
        "it on paper, so I don't have it. Stay where you are. I'll be at Gate 1 by five.",
    ),
    entry(
        "Ley de calor: qué cambia",
        "Desde el 1 de junio ninguna empresa puede tenerte más de dos horas seguidas a más de 35 "
        "grados. Si pasa, apunta la hora y la temperatura y llama a tu delegada. La hoja para "
        "apuntarlo está en el local.",
    ),
    entry(
        "Heat charge upheld",
        "The labor board has upheld our charge over the broken fans at Plant 2. Golden Crust must "
        "fix them within ten days and post a notice by the time clock. It took fourteen months and "
        "three hearings.",
    ),
    entry(
        "Thank you, Millbrook",
        "To the school that let us use its kitchen, the taxi drivers who honk, and the lady at "
        "number 40 with the soup: thank you. We counted 212 loaves baked for neighbours this "
        "weekend. See you on the line.",
    ),
]


@pytest.mark.parametrize(
    ("said", "feed"),
    [(said, TRAMS) for said in FOREIGN_TRAMS] + [(said, BAKERS) for said in FOREIGN_BAKERS],
    ids=lambda each: each.title if isinstance(each, Entry) else "",
)
def test_outsiders_are_not_direct(said: Entry, feed: Feed) -> None:
    assert decide(said, feed) is not Decision.DIRECT


@pytest.mark.parametrize(
    ("said", "feed"),
    [(said, TRAMS) for said in OWN_TRAMS] + [(said, BAKERS) for said in OWN_BAKERS],
    ids=lambda each: each.title if isinstance(each, Entry) else "",
)
def test_the_union_is_direct(said: Entry, feed: Feed) -> None:
    assert decide(said, feed) is Decision.DIRECT


@pytest.mark.xfail(strict=True, reason="taken for the union: “our executive board”, “the committee”")
@pytest.mark.parametrize(
    "said",
    [
        entry(
            "Golden Crust update for our bakers",
            "Today we shared a revised proposal with the bargaining committee. It includes a 5% raise and an "
            "additional personal day. We believe it's a strong package that reflects what we heard from you. "
            "Nothing changes in your benefits while talks go on. If you have questions, talk to "
            "your manager.",
        ),
        entry(
            "Millers' union statement",
            "Millworkers Local 14 will not ship flour to any struck bakery. Our executive board voted "
            "unanimously last night. We know these folks, we drink with them, and we will not be "
            "used against "
            "them. Hold the line.",
        ),
    ],
    ids=lambda each: each.title,
)
def test_these_outsiders_still_pass_for_the_union(said: Entry) -> None:
    assert decide(said, BAKERS) is not Decision.DIRECT


@pytest.mark.xfail(strict=True, reason="held: a court is its first subject")
def test_a_court_ruling_told_by_the_union_is_direct() -> None:
    said = entry(
        "Courts side with crews over rest breaks",
        "The Labour Court ruled this morning that the authority must pay 340 ferry hands for rest "
        "breaks which "
        "they were made to work. The union brought the case in 2022. Back pay averages £1,900. "
        "Claim forms are "
        "at every depot from Monday.",
    )
    assert decide(said, TRAMS) is Decision.DIRECT


def test_an_opinion_is_held_unless_the_union_speaks_in_it() -> None:
    text = "The loom stood still, and the street was quiet."
    held = Entry("1", "https://bakersguild.example/p", "Looms", text, categories=("Opinion",))
    assert judge(held, BAKERS, (BAKERS.url,)).rule == "category"
    own = Entry(
        "1", "https://bakersguild.example/p", "Looms", f"Our members: {text}", categories=("Opinion",)
    )
    assert judge(own, BAKERS, (BAKERS.url,)).decision is Decision.DIRECT


def test_a_union_known_by_its_own_name_says_who_we_are() -> None:
    said = entry("To all", "We, the bakers at the Guild, will stand at Gate 2 on Monday with our members.")
    assert decide(said, BAKERS) is Decision.DIRECT


def test_a_message_from_the_unions_own_places_is_direct() -> None:
    text = "Eighty of you came, and the coffee held out until six. Thank you."
    said = entry("Greetings from the picket line", text)
    assert decide(said, BAKERS) is Decision.DIRECT


def test_greetings_from_elsewhere_are_held() -> None:
    said = entry("Good wishes from the riverside", "Good day to all of you, and good bread.")
    assert decide(said, BAKERS) is Decision.HELD
