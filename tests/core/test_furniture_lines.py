"""Lines of furniture go, and sentences that look like it stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.furniturelines import is_date, is_label, without_furniture

LABELS = (
    """\
{{PageTitle}}
Loading news...
Failed to load news.
Cargando…
top of page
bottom of page
Back to top
Volver arriba
Haut de page
Nach oben
Zurück zur Startseite
Back to All News
Retour aux actualités
Share
Share this: Facebook, Bluesky, Email
Share on Facebook | LinkedIn
Compartir en WhatsApp
Partager sur Mastodon et Bluesky
Teilen mit: E-Mail
Like this: Like Loading...
Subscribe
SUBSCRIBE for store-by-store updates
Sign up for our newsletter
Suscríbete al boletín
Zum Newsletter anmelden | Folgt uns | Nach oben
Listen to this article 0:00 / 3:12
Watch on YouTube | 41:07
Videos by Lotside Creator Network
Video von Kamerakollektiv Nord, 2:14 Min.
Log in to post comments
Connectez-vous pour commenter
Printer-friendly version
Druckversion
12 comments
Read more
Weiterlesen »
Please check your e-mail for a link to activate your account.
Do you like this post?
Etiquetas: astilleros, huelga, subcontratas
Related: What a hot dog pays us
Leer más: La mañana en que no arrancaron
Nächster Beitrag: So kommst du an Streikgeld
Temps de lecture estimé : 2 minutes
Read more: Ninety-eight degrees at the mouth of kiln four
Lea también: Guía para carteras y carteros nuevos
Lire aussi : Chaleur aux fours, le point sur vos droits
Lesen Sie auch: Was ein Warnstreik ist"""
).splitlines()

SENTENCES = (
    """\
Share this with anyone on third shift who does not read e-mail.
Share this advice with colleagues at work
• Subscribe to the strike bulletin
• Share on Facebook
Subscribe to nothing: pay nothing.
Sign up for picket duty at the hall
Read more than the summary before you vote.
Read more: the whole agreement is at the hall.
Related: the sewers of Marrow voted, too.
Tags: take yours off, and leave it on the hook.
Please check your e-mail for a link to activate your account. Then come to the hall.
Related, and not up for trade: health contributions on every minute we deliver.
Back to the table on Tuesday
The top of the page is where they hid the shift change.
Watch on Tuesday
Videos by members are welcome at the hall on Sunday.
Follow us outside any time.
Loading bays stay closed.
Print this page and pin it up in the control room.
The post office appeared first on their list
Teilt diesen Aufruf mit allen, die am Donnerstag Dienst haben.
Comparta este aviso con quien trabaje de noche, que es a quien menos se le avisa.
Partagez cette lettre avec vos frères et vos sœurs : nous n'avons pas toutes les adresses.
7:00
No comments were made."""
).splitlines()


@pytest.mark.parametrize("line", LABELS)
def test_a_label_of_every_site_is_one(line: str) -> None:
    assert is_label(line)


@pytest.mark.parametrize("line", ["", *SENTENCES])
def test_a_sentence_that_looks_like_one_is_none(line: str) -> None:
    assert not is_label(line)


def test_a_long_line_is_no_label() -> None:
    assert not is_label("Read more: " + "a very long title " * 10 + "x")


@pytest.mark.parametrize(
    "line",
    [
        "Mar 4",
        "Jan 5, 2026",
        "Updated: Sep 22, 2023",
        "Posted 4/14/2025",
        "2 min read",
        "Wed, 02/11/2026 - 09:14",
        "20 de enero de 2026",
        "Actualizado: 22 de enero de 2026",
        "6 novembre 2025",
        "Dernière mise à jour : 7 novembre 2025",
        "jeu 05/02/2026 - 19:48",
        "12. Januar 2026",
        "Letzte Änderung: 11.2.2026",
        "Veröffentlicht am 3. März 2026",
    ],
)
def test_dates_as_sites_print_them(line: str) -> None:
    assert is_date(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "May",
        "On strike",
        "Day 40",
        "The strike begins on May 5, 2026",
        "Santa Lucrecia, 2 de junio.",
        "1 2 3 4 5 6 7 8 9 10 2026",
    ],
)
def test_what_is_more_than_a_date_is_none(line: str) -> None:
    assert not is_date(line)


def cleaned(*lines: str, is_own: bool = False) -> str:
    return without_furniture("\n".join(lines), names=["On strike", "Gate Guild", ""], is_own=is_own)


def test_headline_date_and_names_above_a_text_go_in_any_order() -> None:
    head = ("By the press desk", "", "ON STRIKE", "Updated: Jan 6, 2026", "Gate Guild", "")
    assert cleaned(*head, "We are out.", "On strike", "Gate Guild") == "We are out.\nOn strike\nGate Guild"


def test_in_a_field_of_its_own_only_the_headline_goes() -> None:
    assert cleaned("“On strike”", "", "May 5, 2026", "We are out.", is_own=True) == "May 5, 2026\nWe are out."


def test_a_first_line_over_a_date_is_the_headline() -> None:
    assert cleaned("NOTICE TO ALL", "Posted 4/14/2025", "", "We meet.") == "We meet."
    assert cleaned("Dear members,", "4/14/2025", "We meet.") == "Dear members,\n4/14/2025\nWe meet."
    assert cleaned("First", "Second", "4/14/2025") == "First\nSecond\n4/14/2025"


def test_an_item_of_a_list_is_no_headline() -> None:
    assert cleaned("• On strike", "• At work") == "• On strike\n• At work"


def test_labels_within_leave_no_gap_behind() -> None:
    assert cleaned("We are out.", "", "Share this: Facebook", "", "Come.") == "We are out.\n\nCome."


def test_the_sites_own_foot_goes() -> None:
    foot = ("", "Copyright 2003-2026 Gate Guild", "© 2026 Gate Guild. All rights reserved.")
    assert cleaned("We are out.", *foot, "") == "We are out."


@pytest.mark.parametrize(
    "line",
    [
        "© 2026 Harbour Wire. All rights reserved.",
        "The post On strike appeared first on Harbour Wire.",
        "Advertisement",
        "Harbour Wire",
        "Originally published by Harbour Wire",
    ],
)
def test_what_says_that_a_text_is_somebody_elses_stays(line: str) -> None:
    assert cleaned("We are out.", line).endswith(line)
    assert cleaned(line, "We are out.").startswith(line)


@pytest.mark.parametrize(
    "tail",
    [
        "The post Five demands appeared first on Gate Guild.",
        "La entrada Cinco demandas se publicó primero en Gate Guild.",
        "L’article Cinq exigences est apparu en premier sur Gate Guild.",
        "Der Beitrag Fünf Forderungen erschien zuerst auf Gate Guild.",
    ],
)
def test_what_wordpress_puts_under_a_post_goes_there_alone(tail: str) -> None:
    assert cleaned("We are out.", "", tail) == "We are out."
    assert cleaned("We are out.", tail, "Come.") == f"We are out.\n{tail}\nCome."
    assert cleaned("We are out.", tail * 9).endswith(tail)


def test_nothing_but_furniture_leaves_nothing() -> None:
    assert cleaned("On strike", "Share", "© 2026 Gate Guild") == ""
    assert cleaned(*["On strike"] * 20) == "\n".join(["On strike"] * 8)


@given(st.lists(st.text(alphabet="ab .:|\n•©1", max_size=30), max_size=8), st.booleans())
def test_only_whole_lines_go_and_none_is_changed(lines: list[str], is_own: bool) -> None:
    text = "\n".join(lines)
    kept = [line for line in cleaned(text, is_own=is_own).split("\n") if line]
    remaining = iter([line for line in text.split("\n") if line])
    assert all(line in remaining for line in kept)
