"""The bot's own words in the language that is spoken, in real gettext translations."""

from datetime import date
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from bot.core.language import ENGLISH, Language, _, chosen, mark, n_, speaking, spoken, written_date
from bot.core.render.words import foreign, say, say_many


@pytest.fixture
def spanish() -> Language:
    from gettext import GNUTranslations

    catalogue = Catalog(locale="es")
    catalogue.add("Nothing new from {union}.", "{union} no ha dicho nada nuevo.")
    catalogue.add(("{n} day", "{n} days"), ("{n} día", "{n} días"))
    file = BytesIO()
    write_mo(file, catalogue)
    file.seek(0)
    return Language("es", "es", GNUTranslations(file))


def test_words_are_english_until_another_language_is_spoken(spanish: Language) -> None:
    words = mark("Nothing new from {union}.")
    assert _(words) == words
    with speaking(spanish):
        assert spoken() is spanish
        assert _(words) == "{union} no ha dicho nada nuevo."
        assert _("Never translated") == "Never translated"
    assert spoken() is ENGLISH


def test_numbers_take_the_form_that_goes_with_them(spanish: Language) -> None:
    assert [n_("{n} day", "{n} days", n) for n in (0, 1, 2)] == ["0 days", "1 day", "2 days"]
    with speaking(spanish):
        assert [say_many("{n} day", "{n} days", n).plain for n in (1, 2)] == ["1 día", "2 días"]


def test_a_part_is_put_in_as_it_is(spanish: Language) -> None:
    hostile = foreign("{union} *bold*")
    with speaking(spanish):
        said = say("Nothing new from {union}.", union=hostile)
    assert said.plain == "{union} *bold* no ha dicho nada nuevo."
    assert said.markdown == f"{hostile.markdown} no ha dicho nada nuevo."


def test_dates_are_written_out(spanish: Language) -> None:
    assert written_date(date(2023, 7, 14)) == "14 July 2023"
    with speaking(spanish):
        assert written_date(date(2023, 7, 14)) == "14 de julio de 2023"


def test_a_tag_chooses_by_its_language(spanish: Language) -> None:
    languages = {"es": spanish}
    assert [chosen(tag, languages) for tag in ("es", "es-419", "ES_mx")] == [spanish] * 3
    assert [chosen(tag, languages) for tag in ("de", "", None)] == [ENGLISH] * 3
