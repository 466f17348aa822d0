"""Which elements of a page are furniture, in a statement's own field and beside it."""

from typing import Any

import pytest
from lxml import html

from bot.core.furniture import furniture
from bot.core.pagesurvey import Cut, survey
from bot.core.statementroom import fields_of_statements

PROSE = "<p>We are out and we stay out until there is an offer.</p>" * 4


def left(body: str) -> str:
    """Return the words that are left of a page, the statement's own prose aside."""
    root: Any = html.document_fromstring(f"<html><body>{body}</body></html>")
    page = survey(root, Cut())
    cut = Cut(set(furniture(page, root, fields_of_statements(page.elements()))))
    words = (run.text for run in survey(root, cut).runs)
    return " ".join(one for one in words if not one.startswith("We are out"))


@pytest.mark.parametrize(
    "element",
    [
        "<nav>gone</nav>",
        "<div role=navigation>gone</div>",
        "<div role=Dialog>gone</div>",
        "<button>gone</button>",
        "<form><label>gone</label><p>gone, too</p></form>",
        "<footer>gone</footer>",
        "<header>gone</header>",
        "<aside>gone</aside>",
        "<div data-elementor-type=footer>gone</div>",
        "<div data-hook=related-posts>gone</div>",
        "<div class='a sharedaddy sd-block'>gone</div>",
        "<div class=addtoany_share_save_container>gone</div>",
        "<ul class=social-links>gone</ul>",
        "<div id=comments><div>gone</div></div>",
        "<div id=sidebar-first>gone</div>",
        "<div class=newsletter-block>gone</div>",
        "<span class=sr-only>gone</span>",
        "<div class=crumbs>gone</div>",
    ],
)
def test_furniture_beside_a_text_is_gone(element: str) -> None:
    assert left(f"<div>{PROSE}</div>{element}") == ""


@pytest.mark.parametrize(
    "element",
    [
        "<h2 id=related>stays</h2>",
        "<h3 id=consent-and-pay>stays</h3>",
        "<div class=sidebar>stays</div>",
        "<aside>stays</aside>",
        "<header>stays</header>",
        "<footer>stays</footer>",
        "<blockquote><p>stays</p><footer></footer></blockquote>",
        "<label for=x>stays</label>",
        "<h4><button>stays</button></h4>",
        "<div><button class=accordion-title>stays</button></div>",
        "<div class=unrelated-words>stays</div>",
    ],
)
def test_what_a_statement_may_use_stays_in_its_field(element: str) -> None:
    assert left(f"<div class=entry-content>{PROSE}{element}</div>") == "stays"


@pytest.mark.parametrize("name", ["jp-relatedposts", "sharedaddy", "yarpp-related", "entry-meta"])
def test_what_plug_ins_hang_into_a_field_is_gone(name: str) -> None:
    assert left(f"<div class=entry-content>{PROSE}<div class={name}>gone</div></div>") == ""


def test_names_of_wrappers_tell_nothing() -> None:
    assert left(f"<div class='sidebar-left'>stays</div><div>{PROSE}</div>") == "stays"


def test_headers_and_footers_of_a_text_stay() -> None:
    assert left(f"<article><header>stays</header>{PROSE}</article>") == "stays"
    assert left(f"<blockquote>{PROSE}<footer>stays</footer></blockquote>") == "stays"


def test_whatever_it_is_called_what_holds_the_text_is_no_furniture() -> None:
    body = f"<form class=newsletter><aside>{PROSE}<p>stays</p></aside></form>"
    assert left(body) == "stays"


@pytest.mark.parametrize("element", ["footer", "nav", "div role=contentinfo", "div class=cookie-banner"])
def test_a_long_foot_under_a_short_notice_is_furniture_all_the_same(element: str) -> None:
    tag = element.split()[0]
    assert (
        left(f"<main><h1>Strike</h1><p>Out.</p></main><{element}>{PROSE}<p>gone</p></{tag}>") == "Strike Out."
    )
    assert left(f"<{element}><div><h1>Strike</h1></div><h1>stays</h1>{PROSE}</{tag}>") == "Strike stays"
