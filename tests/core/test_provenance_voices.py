"""What turns an entry on the union's own host into somebody else's words, and what does not."""

from dataclasses import replace

import pytest

from bot.core.model import Decision, Entry, Feed
from bot.core.provenance import judge

SITE = Feed(
    id="news",
    url="https://www.guild.example/feed",
    union_id="guild",
    union_name="Example Performers Guild",
    hosts=frozenset({"www.guild.example"}),
    officers=("Mara Quill, president", "Dr. Jon Ash"),
    also_known_as=("EPG", "the Guild"),
)
BARE = replace(SITE, officers=(), also_known_as=())
HELD, REJECTED, DIRECT = Decision.HELD, Decision.REJECTED, Decision.DIRECT


def entry(title: str, text: str, *links: str) -> Entry:
    return Entry("1", "https://www.guild.example/p", title, text, author="Web Editor", links=links)


def decide(said: Entry, feed: Feed = SITE) -> tuple[Decision, str]:
    verdict = judge(said, feed, (feed.url,))
    return verdict.decision, verdict.rule


def name_of(said: object) -> str:
    return said.title if isinstance(said, Entry) else ""


FOREIGN = [
    entry(
        "Today's Press Clips",
        "Actors brace for long walkout\nThe Bay Tribune\nBy Ron Kessler, September 5\nStudios and "
        "performers remain far apart, people close to the talks said.\n\nHow streaming changed "
        "residuals\nScreen Weekly\nBy Ada Moore, September 5\nOnce a rerun paid the rent.\n\nOpinion: "
        "give them a deal\nThe Capital Post\nBy The Editorial Board, September 4\nIt is time.",
    ),
    entry(
        "Statement from Labor Federation President Lena Schuyler on the Performers' Strike",
        "“Every worker deserves a fair share,” said Schuyler. “The federation stands with performers.”",
    ),
    entry(
        "Governor Adair on the strike",
        "Governor Paul Adair released the following statement regarding the ongoing strike: “The "
        "state's economy depends on our creative industries. I urge both sides to come back to the "
        "table.”",
    ),
    entry(
        "A message to our crews",
        "Dear colleagues,\n\nAs you may have heard, talks with the performers' union have ended "
        "without an agreement. We are disappointed, and we will do everything to keep our productions "
        "safe and our people informed. Payroll will be processed as usual this week. Please direct "
        "questions to your HR business partner.\n\nThank you for your patience,\nDon Abel\nPresident "
        "of Production, Northlight Studios",
    ),
    entry(
        "Why actors are striking, explained",
        "Performers across the country walked off sets on Friday after their contract with major "
        "studios expired. Here is what is at issue. Residuals, the payments actors receive when a show "
        "is reused, have shrunk in the streaming era. Artificial intelligence is the second "
        "flashpoint. Studios say they have offered strong protections; actors disagree. Negotiations "
        "have not resumed, and no date has been set.",
    ),
    entry(
        "Huelga de actores: los estudios presentan una nueva oferta",
        "Los grandes estudios presentaron este jueves una nueva propuesta salarial a los intérpretes, "
        "en huelga desde hace dos meses. La oferta contempla una subida del 7 % y una bonificación "
        "para las producciones de mayor éxito, según fuentes conocedoras de la negociación. El "
        "sindicato no ha querido hacer comentarios. Las bolsas reaccionaron con ligeras subidas.",
    ),
    entry(
        "The actors' strike and the soul of work",
        "I grew up watching my grandmother sew costumes by lamplight. She never called it art. She "
        "called it Tuesday. When I read that the studios wanted to scan extras, I thought of her "
        "thimble, and of what it means for a thing to be yours. I teach history now, and my students "
        "ask me whether any of this matters. I tell them it does.",
    ),
    entry(
        "In Solidarity",
        "Harbour Teamsters Local 99 stands with striking performers. Our members will not cross your "
        "lines. Our drivers haul the sets, the lights and the catering, and without them nothing "
        "moves. We call on the studios to return to bargaining.\n\nJoe Mancuso\nPrincipal Officer, "
        "Harbour Teamsters Local 99",
    ),
    entry(
        "Solidaritätserklärung",
        "Die Gewerkschaft Bühne und Technik erklärt sich solidarisch mit den streikenden "
        "Schauspielerinnen und Schauspielern. Unsere Mitglieder werden keine Streikarbeit leisten. Wir "
        "wünschen euch Kraft und einen langen Atem.\n\nHanna Petersen\nVorsitzende der Gewerkschaft "
        "Bühne und Technik",
    ),
    entry(
        "Communiqué de l'intersyndicale",
        "Les organisations syndicales du spectacle apportent leur soutien total aux artistes en grève. "
        "Nous appelons à rejoindre le rassemblement de samedi.\n\nPour l'intersyndicale du spectacle, "
        "Jean Morel",
    ),
    entry(
        "Must-read: Inside the writers' room of the strike",
        "A terrific piece on how captains organize at 5 a.m. Read the full story.",
        "https://screenweekly.example/inside",
    ),
    entry(
        "Opinion | Pay the background actors",
        "By Linda Farrow\n\nFor thirty years I have reviewed films, and I have never once reviewed a "
        "crowd. That was a mistake. A crowd is the film's breath.",
    ),
    entry(
        "Studios reply",
        "The following was sent by the studios' negotiating group this evening.\n\nWe presented the "
        "union with a proposal that exceeds anything in its history. It addresses AI, residuals and "
        "wages. It is disappointing that union leaders rejected it within the hour. We stay ready to "
        "talk.",
    ),
    entry(
        "Senator Hale's floor speech",
        "Mr. President, I rise today to speak about the thousands of performers in my state who are "
        "walking picket lines tonight. They are not asking for the moon. They are asking for health "
        "care. I yield the floor.",
    ),
    entry(
        "Sunday read",
        "From the Los Alamos Times, Sept. 3: The performers' picket at Gate 2 begins before dawn. By "
        "seven the coffee is gone. By nine, the first celebrity. ‘I came for the doughnuts,’ one extra "
        "joked.",
    ),
    entry(
        "Actors' strike enters third month as talks stall",
        "LOS ALTOS, Calif. — The strike by film and television performers entered its third month "
        "Friday with no talks scheduled, deepening worries about the fall season. Mara Quill, "
        "president of the Example Performers Guild, said members were prepared to stay out. “We're not "
        "going anywhere,” she said. A studio group declined to comment. Economists put the cost to the "
        "state at $3 billion.",
    ),
    entry(
        "Church leaders write to studios",
        "As leaders of congregations across this city, we write with concern for families who worship "
        "with us. The strike has gone on long enough. We ask the studios to sit down in good faith.\n\n"
        "Rev. Thomas Ode, First Methodist\nRabbi Ruth Stein, Temple Beth Or",
    ),
    entry(
        "Revue de presse du 12 mai",
        "Le Courrier du Port, 12 mai : les artistes reconduisent la grève. La Dépêche, 11 mai : les "
        "producteurs proposent une médiation. Radio Rive, 11 mai : micro-trottoir devant le théâtre.",
    ),
    entry(
        "Aus den Medien",
        "Kurier: „Schauspieler streiken weiter“\nTagblatt: „Kein Angebot in Sicht“\nRadio Nord: "
        "Interview mit der Vorsitzenden",
    ),
    entry(
        "Profile: the woman who would not fold",
        "Mara Quill keeps a dictionary on her desk and a pair of walking shoes under it. When the "
        "studios' lawyers want to know what a word means, she reads aloud. Colleagues say that is how "
        "she was raised. “My mother corrected the radio,” she says. In the kitchen of her apartment "
        "hangs a photograph of the 1980 picket line. She is four in it, holding a sign she could not "
        "read.",
    ),
    entry(
        "Fans demand fair deal",
        "We, the undersigned fans of the series Harbor Lights, call on Northlight Studios to pay the "
        "people who make our favorite show. 12,400 of us have signed.",
    ),
    entry(
        "Report: streaming residuals down 40%",
        "The Center for Media Economics today released a report finding that streaming residuals have "
        "fallen by 40 percent since 2019. “This is a structural shift,” said lead author Pia Renner. "
        "The Center surveyed 2,100 performers.",
    ),
    entry(
        "New episode: Call Sheet",
        "On this week's Call Sheet podcast, host Dana Ruiz talks with Mara Quill about AI, residuals "
        "and the long road to a contract. Listen wherever you get podcasts.",
        "https://callsheet.example/88",
    ),
    entry(
        "A studio executive speaks out",
        "I have worked in this business for thirty years and I have never seen tempers like this. We "
        "made a very good offer. Nobody in our company wants people to lose their homes. I ask our "
        "performers to look at the numbers before they walk another mile.",
    ),
]
GENUINE = [
    entry(
        "Statement from President Quill",
        "“The studios walked away from the table tonight,” said Example Performers Guild President "
        "Mara Quill. “We did not.”",
    ),
    entry(
        "Picket lines this week",
        "Gate 1: Monday to Friday, 6 a.m. to noon.\nGate 4: Tuesday and Thursday, noon to 4 p.m.\n"
        "Bring water and sunscreen.",
    ),
    entry(
        "EPG and studios to resume talks Monday",
        "The Example Performers Guild and the studios will resume negotiations on Monday, October 2. "
        "Several executives from the member companies will attend. As negotiations proceed, EPG will "
        "report any substantive updates directly to its members.",
    ),
    entry(
        "Example Performers Guild Strike Authorization Vote Passes With 97.9%",
        "LOS ALTOS (June 5, 2026) — Members of the Example Performers Guild have voted 97.91% in favor "
        "of a strike authorization ahead of the negotiations. The union represents 160,000 performers. "
        "“Together we lock elbows,” said President Mara Quill.\n\nAbout EPG: The Example Performers "
        "Guild represents actors.\n\nMedia contact: press@guild.example",
    ),
    entry(
        "Remembering Ida Cole",
        "Ida Cole, who chaired the Ohio local for eleven years and never lost a grievance, died on "
        "Tuesday. She was 91. Services are Saturday at ten at St. Anne's. The family asks for "
        "donations to the strike kitchen.",
    ),
    entry(
        "Board nominations open",
        "Nominations for the national board open on October 1 and close on October 31 at 5 p.m. "
        "Candidates must have been in good standing for one year. Forms are available from the "
        "elections department.",
    ),
    entry(
        "To our members",
        "Dear Member,\n\nAfter four weeks of bargaining, the studios remain unwilling to offer a fair "
        "deal. This letter is about what comes next. Check this site for updates, and do not believe "
        "anything unless it comes from us.\n\nIn solidarity,\nYour TV/Theatrical Negotiating Committee",
    ),
    entry(
        "EPG statement on Writers' settlement",
        "EPG congratulates the Harbour Writers' Guild on reaching a tentative agreement after 146 days "
        "of incredible strength. While we look forward to reviewing its terms, we remain committed to "
        "achieving the necessary terms for our members. We are still on strike.",
    ),
    entry(
        "Media advisory: rally Tuesday",
        "WHO: Mara Quill, strike captains and members\nWHAT: Rally\nWHERE: 200 Harbor Street\nWHEN: "
        "Tuesday, 10 a.m.\nPress should check in at the tent.",
    ),
    entry(
        "Interim agreements: list of approved productions",
        "The following productions have signed interim agreements:\n• Salt (Blue Door Films)\n• The "
        "Orchard (Pear Tree Pictures)\n• Late Train (Northgate)\nMembers may work on these productions.",
    ),
    entry(
        "Health plan open enrollment",
        "Open enrollment for the health plan runs from November 1 to November 30. Participants will "
        "get a packet in the mail. Changes take effect January 1.",
    ),
    entry(
        "Union files charge against Northlight",
        "The Guild filed an unfair labor practice charge on Thursday against Northlight Studios, "
        "alleging that the company blocked the sidewalk at Gate 2 and exposed picketers to traffic. A "
        "hearing is expected within six weeks.",
    ),
    entry(
        "Q&A with strike captain Lou Park",
        "Q: How early do you get up?\nA: Four. My dog thinks I'm a burglar.\n\nQ: What keeps people "
        "coming?\nA: Doughnuts, and each other.",
    ),
]


@pytest.mark.parametrize("feed", [SITE, BARE], ids=["names known", "names not known"])
@pytest.mark.parametrize("said", FOREIGN, ids=name_of)
def test_other_peoples_words_are_not_direct(said: Entry, feed: Feed) -> None:
    assert decide(said, feed)[0] is not DIRECT


@pytest.mark.parametrize("feed", [SITE, BARE], ids=["names known", "names not known"])
@pytest.mark.parametrize("said", GENUINE, ids=name_of)
def test_the_unions_own_words_are_direct(said: Entry, feed: Feed) -> None:
    assert decide(said, feed) == (DIRECT, "own-host")


@pytest.mark.parametrize(
    ("said", "decision", "rule"),
    [
        (replace(entry("A clip", "We march."), categories=("In the News",)), REJECTED, "category"),
        (replace(entry("A clip", "We march."), categories=("Pressespiegel",)), REJECTED, "category"),
        (
            entry("Why", "We march.\n\nThe post Why appeared first on Hook Magazine."),
            HELD,
            "appeared-first-on",
        ),
        (entry("Note", "RT @someone: we all march"), REJECTED, "repost"),
        (entry("RE: https://social.example/@a/1", "Exactly."), REJECTED, "repost"),
        (entry("Radio", "https://radio.example/story/1"), REJECTED, "link-out"),
        (entry("Radio", "Worth six minutes of a quiet evening: radio.example/story/1"), HELD, "link-out"),
        (entry("Weaving", "By Ann Tell, The Bay Courier\n\nThe loom stood still."), HELD, "republished"),
        (entry("Weaving", "The loom stood still.\n\nReprinted with permission."), REJECTED, "republished"),
        (entry("Talks", "BAY CITY (Atlantic News) — The talks ended."), REJECTED, "republished"),
        (entry("Talks", "(Radio Bay) The talks ended today without result."), REJECTED, "republished"),
        (entry("Talks", "The talks ended without a result. nmd/hv/kl"), REJECTED, "republished"),
        (entry("Talks", "The talks ended.\n\n© Atlantic News"), HELD, "republished"),
        (entry("Talks", "The talks ended.\n\nSource: Atlantic Agency"), HELD, "republished"),
        (entry("Talks", "Bay Courier | May 10 | The talks ended."), HELD, "republished"),
        (entry("A talk", "This week the host welcomes the president of the guild."), HELD, "republished"),
        (entry("Guest post: looms", "The loom stood still."), REJECTED, "guest"),
        (entry("Looms", "The loom stood still.\n\nAnn Tell teaches weaving at Bay College."), HELD, "guest"),
        (entry("Looms", "I have never been a member of a union, but I weave."), HELD, "guest"),
        (
            entry(
                "A greeting", "Ann Tell, Mayor of Bay City, issued the following statement: “I greet you.”"
            ),
            REJECTED,
            "other-speaker",
        ),
        (entry("A greeting", "Good day.\n\nAnn Tell\nMayor of Bay City"), REJECTED, "other-speaker"),
        (entry("A message from Ann Tell", "Good day."), HELD, "other-speaker"),
        (entry("A greeting", "We, the parents of Bay City, thank everybody."), HELD, "other-speaker"),
        (entry("A greeting", "Good day.\n\nMedia contact: Ann Tell"), HELD, "other-speaker"),
        (entry("A greeting", "Good day.\n\nann@weavers.example"), HELD, "other-speaker"),
        (
            entry(
                "A greeting", "“Every loom in the city will stand still until they sign, and so will ours.”"
            ),
            HELD,
            "other-speaker",
        ),
    ],
)
def test_each_sign_is_told_by_its_rule(said: Entry, decision: Decision, rule: str) -> None:
    assert decide(said) == (decision, rule)


@pytest.mark.parametrize(
    "said",
    [
        entry("Why", "We march.\n\nThe post Why appeared first on Example Performers Guild."),
        entry("Why", "We march.\n\nLa entrada Why se publicó primero en guild.example."),
        entry("Why", "We march.\n\nDer Beitrag Why erschien zuerst auf Performers of Example City."),
        entry("Sign on", "Sign the petition: https://forms.example/1"),
        entry("New page", "Read it on https://www.guild.example/rules or https://bsky.app/profile/x"),
        entry("Weaving", "By Mara Quill\n\nThe loom stood still."),
        entry("Weaving", "By Ann Tell, shop steward\n\nThe loom stood still."),
        entry("Weaving", "By Web Editor\n\nThe loom stood still."),
        entry("Talks", "BAY CITY (May 13) — The Guild met the studios."),
        entry("Op-ed: Mara Quill", "The loom stood still."),
        entry("Talks", "Good day.\n\nPress contact: press@guild.example"),
        entry("Talks", "Good day.\n\nWrite to epgstrike@gmail.com"),
        entry("Talks", "This week on our podcast the host welcomes the president of the federation."),
        entry("Talks", "We gave our reply. © Example Performers Guild"),
        entry("We annotated the CEO's letter", "We answer line by line."),
        entry("Statement of the Negotiating Committee", "The table is empty."),
        entry("Message of Hope", "The table is empty."),
        entry(
            "Statement from President Quill",
            "“The table is empty, and it will be empty until they return to us.”",
        ),
        entry(
            "Captain of the week",
            "“I teach band,” she says. “So can you.” Nominate your captain at the hall.",
        ),
    ],
    ids=name_of,
)
def test_what_only_looks_odd_is_direct(said: Entry) -> None:
    assert decide(said) == (DIRECT, "own-host")


def test_configured_authors_categories_and_hosts() -> None:
    feed = replace(SITE, authors=("Press Office", "Mara Quill"), skip_categories=("Raffles",))
    own = entry("Looms", "We march.")
    assert decide(replace(own, categories=("News", "Press Releases"))) == (DIRECT, "own-host")
    assert decide(replace(own, author="mara quill"), feed) == (DIRECT, "own-host")
    assert decide(replace(own, author="press@guild.example (Press Office)"), feed) == (DIRECT, "own-host")
    assert decide(replace(own, author="Ann Tell"), feed) == (HELD, "author")
    assert decide(replace(own, author=None), feed) == (HELD, "author")
    assert decide(replace(own, author="Mara Quill", categories=("raffles",)), feed) == (REJECTED, "category")
    skipping = replace(SITE, skip_hosts=frozenset({"es.guild.example"}))
    assert decide(replace(own, link="https://es.guild.example/1"), skipping) == (REJECTED, "skip-host")
    assert decide(own, skipping) == (DIRECT, "own-host")


CLIPS = (
    "Strike day nine\nBay Courier\nBy Ann Tell, May 5\nThe talks ended.\n\n"
    "No deal\nHarbour Post\nBy Jo Roe, May 5\nNothing moved.\n\nQuiet docks\nRadio Bay\nMay 4\nGulls."
)


def test_a_round_up_in_which_the_union_speaks_is_left_to_a_person() -> None:
    assert decide(entry("Tuesday", CLIPS)) == (REJECTED, "round-up")
    assert decide(entry("Tuesday", f"Our members are named in these.\n\n{CLIPS}")) == (HELD, "round-up")
    ours = entry("In the news: what is untrue", "Our members ask us about the Bay Courier. It is untrue.")
    assert decide(ours) == (DIRECT, "own-host")


@pytest.mark.parametrize(
    "said",
    [
        entry("Titles", "Bay Courier (May 5): No deal in sight, and no talks on any day of this week"),
        entry("Lists", "One | Two\nThree four | Five six\nSeven eight | Nine ten\nEleven | Twelve thirteen"),
        entry(
            "Media",
            "The Pol — Ann Tell — 14 May\n\nNothing new.\n\nThe Ham — Jo Roe — 14 May\n\nNothing old.",
        ),
        entry(
            "Loom",
            "Strike at the loom goes on (Hook Line)\nNo end in sight for it (Hook Line)\nOh, the loom (Hook)",
        ),
    ],
    ids=name_of,
)
def test_clips_in_other_layouts_are_not_direct(said: Entry) -> None:
    assert decide(said)[0] is not DIRECT


@pytest.mark.parametrize(
    "name", ["The Harbour Writers Guild", "The Guild", "Weavers", "United Local 7", "Unión", "X & Y of Z"]
)
def test_any_name_of_a_union_is_known_again(name: str) -> None:
    feed = replace(BARE, union_name=name, officers=("Dr.", "Li Xu", ", treasurer"))
    text = f"{name} stands with the weavers of Bay City, whose own union is on strike. {name} sends bread."
    assert decide(entry(f"{name} sends bread", text), feed) == (DIRECT, "own-host")


def test_another_guild_of_the_same_kind_is_not_the_union() -> None:
    said = entry("Statement from the Guild of Bakers", "The Guild of Bakers sends bread.")
    assert decide(said) == (REJECTED, "other-speaker")


@pytest.mark.parametrize(
    ("said", "decision"),
    [
        (entry("Behalf", "On behalf of the Weavers' Union, good day to everybody at the gates."), HELD),
        (
            entry("Behalf", "On behalf of the Negotiating Committee, good day to everybody at the gates."),
            DIRECT,
        ),
        (entry("From the Guild's desk", "We march."), DIRECT),
        (entry("From the players of the Bay Orchestra", "We play."), REJECTED),
        (entry("From the people at Bay City", "We play."), HELD),
        (entry("Open letter", "Good day to the studios."), HELD),
        (entry("Open letter", "Good day to the studios from the Guild."), DIRECT),
        (entry("Why", "Our articles on this appeared in our magazine first."), DIRECT),
        (entry("Bread", "The bread is baked.\n\nSource: EPG"), DIRECT),
        (entry("Bread", "The Bay Bakers Union bakes bread. Our members buy it."), DIRECT),
        (entry("Bread", "The Bay Bakers Union bakes bread for all."), HELD),
        (entry("Bread", "On Monday Bay Bakers Union baked bread for all."), DIRECT),
    ],
)
def test_who_speaks_is_told_by_names(said: Entry, decision: Decision) -> None:
    assert decide(said)[0] is decision


def test_a_personal_story_needs_a_name() -> None:
    story = (
        "I wove by lamplight. My loom stood in my kitchen, and I sang, and my cat slept through all of my "
        "songs. " * 2
    )
    assert decide(entry("By lamplight", story)) == (HELD, "voice")
    assert decide(entry("Member spotlight: by lamplight", story)) == (DIRECT, "own-host")
    assert decide(entry("By lamplight", f"{story} I joined EPG in May.")) == (DIRECT, "own-host")
    assert decide(entry("By lamplight", f"{story}\n\nYours, Mara")) == (DIRECT, "own-host")


def test_a_bracket_is_no_quoted_post() -> None:
    assert decide(entry("Bread", "We bake [and eat] it.")) == (DIRECT, "own-host")


def test_links_within_the_html_count_as_links_out() -> None:
    said = entry("Great reporting", "Read this.", "https://harbourpost.example/1")
    assert decide(said) == (REJECTED, "link-out")
    assert decide(entry("Rules", "Read this.", "https://www.guild.example/rules")) == (DIRECT, "own-host")
    assert decide(entry("Rules", "Read this.", "mailto:press@guild.example")) == (DIRECT, "own-host")


def test_a_long_text_is_read_at_both_ends() -> None:
    middle = "We march, and we march, and we march. " * 2000
    assert decide(entry("Looms", middle)) == (DIRECT, "own-host")
    assert decide(entry("Looms", f"{middle}\n\nReprinted with permission.")) == (REJECTED, "republished")
