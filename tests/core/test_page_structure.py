"""What stands beside a statement where no name tells: told by where it stands, and never a sentence of it."""

import pytest

from bot.core.mainpage import read_page

SAID = [f"This is sentence number {n} of ours, and it is long enough to be prose." for n in range(1, 9)]
TEXT = "".join(f"<p>{one}</p>" for one in SAID)
HEADLINE = "<h1>We walk out on Friday</h1>"
TITLE = "We walk out on Friday – Dockers United"
BODY = f"<div class=x>{TEXT}</div>"


def beside(body: str, title: str = TITLE) -> str:
    """Return the words read of a page beside the statement's own, all of which must be there."""
    html = f"<html><head><title>{title}</title></head><body>{body}</body></html>"
    text = read_page(html.encode(), base_url="https://a.example/x", content_type="text/html").text
    for one in SAID:
        assert text.count(one) == 1
        text = text.replace(one, "")
    return " / ".join(text.split("\n")).strip(" /").replace(" /  / ", " / ")


@pytest.mark.parametrize(
    "other",
    [
        "<div class=k><p>We use cookies to see how you use the pages of our site.</p></div>",
        "<div class=k><p>© 2026 Dockers United, the hall at the end of Rope Street, Stannick.</p></div>",
        "<div class=k><p>Leave your address, and we write to you now and then.</p><input></div>",
        "<div class=k><p>The fund is audited every year by two members.</p><p><a href=/g>Give</a></p></div>",
        "<footer>Rope Street</footer>",
    ],
)
def test_what_stands_outside_headline_and_text_is_left_out(other: str) -> None:
    assert beside(f"<div class=w>{HEADLINE}{BODY}</div>{other}") == ""


@pytest.mark.parametrize(
    "other",
    [
        "<div class=c><h3>2 comments</h3><p>Kim</p><p>I brought soup to the gate on Monday.</p></div>",
        "<div class=n><p><a href=/1>Hinges</a></p><p>It is about hinges and about nothing else at all.</p>"
        "<p><a href=/2>Doors</a></p><p>It is about doors, which have the hinges, as we said.</p></div>",
        "<div class=n><p><a href=/1>Hinges oiled</a></p></div>",
        "<div class=s>Pass it on <a href=/m>Mail</a></div>",
        "<div class=s><p>Write to us about it, as many have done before you.</p><textarea></textarea></div>",
        "<ul class=t><li>Filed under:</li></ul>",
    ],
)
def test_what_stands_below_the_text_is_left_out_by_its_signs(other: str) -> None:
    assert beside(f"<div class=w>{HEADLINE}{BODY}{other}</div>") == ""


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (
            "<div class=sig>Ana Ruiz, president<br>Bo Li, secretary</div>",
            "Ana Ruiz, president / Bo Li, secretary",
        ),
        (
            "<div class=p><h3>Picket lines</h3><table><tr><td>Gate 4</td><td>6:00</td></tr></table></div>",
            "Gate 4 6:00",
        ),
        ("<div class=t><p>Gate 4, Monday</p><p>Gate 5, Tuesday</p></div>", "Gate 5, Tuesday"),
        (
            "<div class=n><h3>Notes to editors</h3><p>We are nine.</p><p><a href=/b>All</a></p></div>",
            "nine",
        ),
        (
            "<div class=r><p>Come to the rally at noon on Friday.</p><a href=/r>Tell us</a></div>",
            "rally",
        ),
        ("<div class=x><p>Contact the hall.</p><p><a href=/h>Hall</a></p></div>", "Contact the hall."),
        ("<div class=m><p>The press calls us here.</p><a href='tel:1'>0800 555 011</a></div>", "0800"),
        (
            "<div class=f><button>Do I get paid?</button><p>You do, from the first day on.</p></div>",
            "first day",
        ),
        (
            "<ul class=y><li>Gate 4, 6:00</li><li>Gate 5, 7:00</li></ul><p class=z>Until then</p>",
            "Until then",
        ),
        (
            f"<div class=h>{'<p>A quarter of all that we say may stand in a box.</p>' * 5}<input></div>",
            "quarter",
        ),
        ("<div class='x y'><p>And 3 more pickets</p></div>", "And 3 more pickets"),
        ("<h2>A motion that is all <a href=/l>a link to the text</a></h2><p>of ours.</p>", "A motion"),
    ],
)
def test_what_may_be_the_statements_stays_below_it(other: str, told: str) -> None:
    assert told in beside(f"<div class=w>{HEADLINE}{BODY}{other}</div>")


def test_names_under_a_closing_line_stay_wherever_they_stand() -> None:
    body = f"<div class=x>{TEXT}<p>In solidarity,</p></div><div class=s>Ana Ruiz <a href=/a>Hall</a></div>"
    assert "In solidarity, / Ana Ruiz Hall" in beside(f"<div class=w>{HEADLINE}{body}</div>")


def test_a_box_beside_headline_and_text_may_be_the_statements_where_nothing_says_it_is_the_sites() -> None:
    more = "<div class=more><p>And one more long sentence stands below in a box of its own.</p></div>"
    assert "And one more" in beside(f"<div class=w><div class=top>{HEADLINE}{TEXT}</div>{more}</div>")
    assert beside(f"<article>{HEADLINE}{TEXT}</article>{more}") == ""
    alike = f"<div><div>{HEADLINE}{TEXT}</div><div>{'<p>And one more box is as this one is.</p>'}</div></div>"
    assert "And one more" in beside(alike)
    named = f"<div><div>{HEADLINE}{TEXT}</div><div id=k><p>We use cookies on our pages.</p></div></div>"
    assert beside(named) == ""


@pytest.mark.parametrize(
    "other",
    [
        "<div class=b><p>A banner speaks of a book fair at the hall.</p></div>",
        "<p><a href=/>Home</a></p>",
        "<h1>We walk out on Friday</h1>",
        "<div class=b>Under <a href=/>We walk out on Friday, the news</a></div>",
    ],
)
def test_what_stands_over_the_headline_is_left_out(other: str) -> None:
    assert beside(f"<div class=w>{other}{HEADLINE}{BODY}</div>") == ""


@pytest.mark.parametrize(
    "head",
    [
        f"<header>{HEADLINE}<p>Rosalind Achterberg</p><p>2 March 2026</p></header>",
        f"{HEADLINE}<div class=m><p>Posted on 2 March 2026 by desk</p><p>Seen 1312</p></div>",
        f"{HEADLINE}<p class=m>Seen <a href=/tag>Strike news and notices</a></p>",
    ],
)
def test_dates_and_names_under_the_headline_are_left_out(head: str) -> None:
    assert beside(f"<div class=w>{head}{BODY}</div>") == ""


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (f"{HEADLINE}<p class=lead>Members reject the offer by nine to one</p>{BODY}", "Members reject"),
        (f"{HEADLINE}<div class=q><p>Strike from 6 May 2026</p></div>{BODY}", "Strike from"),
        (f"{HEADLINE}<div class=q>Dear colleagues,</div>{BODY}", "Dear colleagues,"),
        (f"{HEADLINE}<h2>Nine yards</h2>{BODY}", "Nine yards"),
        (f"{HEADLINE}<div class=q>2 March 2026<br>All of us, all nine yards.</div>{BODY}", "all nine yards."),
        (f"<p class=s>To all members in the North</p>{HEADLINE}<p>4 May 2026</p>{BODY}", "To all members"),
        (f"<p>Dear members of the branch, a first sentence.</p>{HEADLINE}{BODY}", "Dear members"),
        (f"<div class=q>Nine yards</div>{BODY}", "Nine yards"),
    ],
)
def test_what_may_be_the_statements_stays_over_it(body: str, told: str) -> None:
    assert told in beside(f"<div class=w>{body}</div>")


def test_a_title_said_again_within_the_text_is_no_headline() -> None:
    early = "".join(f"<p>{one}</p>" for one in SAID[:3])
    late = "".join(f"<p>{one}</p>" for one in SAID[3:])
    assert "Strike" in beside(
        f"<div class=w>{early}<h2>Strike</h2><div class=x>{late}</div></div>", title="Strike"
    )
    begun = "".join(f"<div class=y><p>{one}</p></div>" for one in SAID[:2])
    rest = "".join(f"<p>{one}</p>" for one in SAID[2:])
    body = f"<div class=w>{HEADLINE}{begun}{HEADLINE}<div class=x>{rest}</div></div>"
    assert beside(body) == "We walk out on Friday"


def test_the_sites_name_in_a_heading_is_not_the_headline() -> None:
    box = "<div class=b><p>Ask for a steward before you answer any of it.</p></div>"
    assert beside(f"<div class=w><h2>Dockers United</h2>{box}{HEADLINE}{BODY}</div>") == ""


@pytest.mark.parametrize(
    ("over", "told"),
    [
        ("<p>Bulletin no. 26-118</p>", ""),
        ("<p>Day 40 of it</p>", "Day 40 of it / We walk out on Friday / 4 May 2026"),
    ],
)
def test_only_a_bulletins_number_is_left_out_over_a_headline_in_the_text(over: str, told: str) -> None:
    assert beside(f"{over}<p>We walk out on Friday</p><p>4 May 2026</p>{TEXT}") == told


def test_many_levels_and_many_neighbours_are_read_in_time_that_grows_with_them_alone() -> None:
    boxes = "<div class=k><p>a</p></div>" * 2000
    deep = "<div><p>b</p>" * 200 + f"<div>{HEADLINE}{TEXT}</div>" + "</div>" * 200
    assert "b" in beside(f"{boxes}{deep}{boxes}")


SHARING = (
    "<div class=s>Pass it on <a href=#>Signal</a> and <a href=#>Mail</a> <span>or Copy this</span></div>"
)


FORM = "<div class=f><p>Leave your address, and we write to you.</p><input></div>"
BOX = "<div class=d><div><p>Keep the lights on</p><p>The fund is audited every spring.</p></div></div>"


def test_between_a_row_to_share_the_text_by_and_the_sites_own_boxes_of_boxes_are_the_sites() -> None:
    assert beside(f"<div class=w>{HEADLINE}{BODY}{SHARING}{BOX}{BOX}{FORM}</div>") == ""
    assert beside(f"<div class=w>{HEADLINE}{BODY}{BOX}{SHARING}{FORM}</div>").endswith("every spring.")
    assert beside(f"<div class=w>{HEADLINE}{BODY}{SHARING}{BOX}</div>").endswith("every spring.")


@pytest.mark.parametrize(
    "other",
    [
        "<div class=x><div><p>Bring a chair.</p><p>Bring a hat.</p></div></div>",
        "<div class=n><div><p>Notes to editors</p><p>We are the dockers.</p></div></div>",
        "<div class=n><p>Thea Brandvold</p><p>President</p></div>",
        "<p class=n>Thea Brandvold</p>",
        f"<div class=n><div><p>It goes on.</p><p>{'And it goes on about the gate. ' * 8}</p></div></div>",
    ],
)
def test_what_may_be_the_text_going_on_stays_there(other: str) -> None:
    assert beside(f"<div class=w>{HEADLINE}{BODY}{SHARING}{other}{FORM}</div>")
