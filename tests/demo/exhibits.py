"""What the gallery shows: statements of an invented union, and a picture it supplies."""

import io
from dataclasses import dataclass

from PIL import Image as Pillow
from PIL import ImageDraw

from bot.core.model import Feed, Image

OWN = "https://www.lanternguild.example"
FEED = Feed(
    "press-room",
    f"{OWN}/feed",
    "lanternlight",
    "Lanternlight Performers Guild",
    frozenset({"www.lanternguild.example"}),
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One statement as its feed lists it."""

    slug: str
    title: str
    text: str
    categories: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    site: str = OWN


PICTURE = Image(
    f"{OWN}/media/gate-three.png", "Members with lanterns and signs at Gate 3 of Harbour Studios, at dusk"
)
RALLY = Exhibit(
    "rally",
    "Rally at Gate 3 on Saturday",
    "Harbour Studios walked away from the table on Wednesday without answering our proposal on consent. "
    "On Saturday all four crafts stand at its gate together.\n\n"
    "When: Saturday, March 7, 9 a.m. to noon\n"
    "Where: Gate 3, 200 Harbour Road\n\n"
    "Bring a lantern and water; lunch comes from the kitchen of the dockers. Members who are on shift stay "
    "on shift: nobody walks out on their own. "
    "If rain is forecast, watch this page: it will say by Friday evening whether we meet all the same.\n\n"
    f"The shuttle's stops are at {OWN}/rally-shuttle.",
    ("Notice",),
    (PICTURE,),
)
PICKETS = Exhibit(
    "picket-times",
    "Picket times, 9 to 13 March",
    "All lines are open to every craft this week. Please sign in with your line captain.\n\n"
    "• Harbour Studios, Gate 3: Monday to Thursday, 6 a.m. to 2 p.m.\n"
    "• Northlight Stages: Tuesday and Thursday, 9 a.m. to 1 p.m.\n"
    "• Office of the producers' association: Wednesday, noon to 4 p.m.\n\n"
    "There is no line on Friday: the hall is open for the strike fund from 10 a.m. to 6 p.m.",
    ("Picket schedule",),
)
CHANGED_PICKETS = PICKETS.text.replace("6 a.m. to 2 p.m.", "7 a.m. to 3 p.m.")
VOTE = Exhibit(
    "ratification",
    "The ratification vote opens on Monday",
    "The national board has sent the tentative agreement to the members with a recommendation to vote yes. "
    "Voting opens on Monday at noon and closes a week later. Nobody has to return to work while the vote is "
    f"open. Every member in good standing gets a ballot by mail, and can also vote at {OWN}/vote.",
    ("Vote",),
)
VIDEO = Exhibit(
    "video",
    "Three minutes on consent, with Alma Ruiz",
    "The guild's chief negotiator explains what the studios offered, what is missing from it, and why the "
    "committee would not sign. With captions in English and Spanish.",
    ("Video",),
)
LETTER = Exhibit(
    "letter",
    "What was said at the table this week",
    "Dear members,\n\nWe met the studios on three days this week, and on the third they left. You are owed "
    "an account of it.\n\n"
    "On Monday we presented the proposal that you voted on in January. It asks for consent before a "
    "performance is copied, for pay when it is used, and for a say in what it is used for. The studios asked "
    "for a day to read it.\n\n"
    "On Tuesday they came back with four pages. They offered pay, but no consent: a studio could copy a "
    "performance once and use it for as long as it likes. We said that this is no offer but a description of "
    "what they do today. They asked us to think about it overnight, and we did.\n\n"
    "On Wednesday morning we told them that we would not recommend it. We offered to begin with the smallest "
    "part, background performers, and to leave the rest for Thursday. At 11:40 they closed their folders and "
    "left the building. No date was set.\n\n"
    "What follows from this is simple. The strike goes on. The committee stays in the city and can meet "
    "within an hour. The strike fund paid out on time this week, and it will next week.\n\n"
    "You asked us in January to bring four things to the table. This is where each of them stands.\n\n"
    "Consent. We ask that nobody's performance is copied unless that person has said yes to that one use. "
    "The studios answer that a yes at hiring is a yes for good. On this we are furthest apart.\n\n"
    "Pay. The studios now accept that a copy is paid. They offer a tenth of a day's rate for each day that "
    "the copy works; we ask for what a member would have earned.\n\n"
    "Safety. The rules for work at night and at height that were drafted in November are agreed in "
    "substance, and both sides have initialled the text. It takes effect with the contract, not before.\n\n"
    "Health fund. The actuaries of both sides met on Tuesday and agree on the figures, though not yet on who "
    "pays the difference. Benefits go on through June whatever happens.\n\n"
    "Training. Both sides want apprentices to be paid for the days they spend at school. The studios would "
    "have them repay it if they leave the trade within two years. We have members who left because they were "
    "hurt at work, and we will not sign that they owe anybody for it.\n\n"
    "Work from elsewhere. A voice can be recorded in any country. We ask that whoever works for a studio "
    "under this contract works under all of it, wherever the microphone stands. No answer yet.\n\n"
    "Ask your line captain, or write to the committee. Don't believe what you read elsewhere before you "
    "have read it here.\n\nIn solidarity,\nthe negotiating committee",
)
WITHDRAWN = Exhibit(
    "talks-resume",
    "Talks resume tomorrow at noon",
    "The studios have agreed to come back to the table. Talks resume tomorrow at noon.",
)
HELD = Exhibit(
    "declaracion",
    "Declaración del comité negociador",
    "El comité no firmará un acuerdo sin consentimiento. Seguimos en huelga.",
    site="https://es.lanternguild.example",
)
SPANISH = Exhibit(
    "asamblea",
    "Asamblea general el sábado",
    "El comité negociador informará sobre la última oferta de los estudios. Después habrá tiempo para "
    "preguntas de todas las personas afiliadas.\n\n"
    "Cuándo: sábado, 14 de marzo, 10:00\n"
    "Dónde: sala grande del sindicato, calle del Faro, 12\n\n"
    "Habrá interpretación al inglés. Traigan su carné, por favor.",
    ("Aviso",),
)

_NIGHT, _WALL, _GATE, _LIGHT, _SIGN, _COAT = "#1f2740", "#39425f", "#2a314b", "#f2b84b", "#f3eee3", "#141a2d"


def gate_three() -> bytes:
    """Draw the guild's picture: figures with signs and lanterns before a gate."""
    image = Pillow.new("RGB", (720, 300), _NIGHT)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 110, 720, 300), fill=_WALL)
    draw.rectangle((250, 60, 470, 300), fill=_GATE)
    for bar in range(262, 470, 26):
        draw.line((bar, 70, bar, 300), fill=_WALL, width=4)
    draw.text((360, 32), "GATE 3", fill=_SIGN, font_size=30, anchor="mm")
    for number, left in enumerate(range(30, 690, 82)):
        top = 168 + (number % 3) * 12
        draw.rounded_rectangle((left, top + 44, left + 44, 300), radius=14, fill=_COAT)
        draw.ellipse((left + 6, top, left + 38, top + 36), fill=_COAT)
        if number % 2:
            draw.line((left + 48, top - 52, left + 48, top + 110), fill=_SIGN, width=5)
            draw.rounded_rectangle((left + 16, top - 84, left + 80, top - 40), radius=4, fill=_SIGN)
            draw.line((left + 26, top - 70, left + 70, top - 70), fill=_COAT, width=5)
            draw.line((left + 26, top - 56, left + 58, top - 56), fill=_COAT, width=5)
        else:
            draw.line((left + 46, top + 60, left + 46, top + 84), fill=_LIGHT, width=3)
            draw.ellipse((left + 34, top + 82, left + 58, top + 112), fill=_LIGHT)
    file = io.BytesIO()
    image.quantize(16).save(file, "PNG", optimize=True)
    return file.getvalue()
