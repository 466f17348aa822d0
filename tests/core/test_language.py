"""The bot's own words, in another language: looked up, counted, dated; never the union's."""

import asyncio
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.languages import read_languages
from bot.core.language import (
    ENGLISH,
    _,
    chosen,
    filled,
    mark,
    n_,
    speak,
    speaking,
    spoken,
    tell,
    written_date,
    written_list,
)
from bot.core.reasons import (
    DISCORD_SAYS,
    IN_QUARANTINE,
    LOOK_ALIKE,
    ODD_LINK,
    ODD_WAY,
    ON_ACCOUNT,
    ON_HOST,
    PAGE_PUT_OFF,
    PAGE_READ,
    retold,
)

SPANISH = read_languages()["es"]
BASTILLE = date(2023, 7, 14)


def test_without_a_language_the_words_are_english() -> None:
    assert spoken() is ENGLISH
    assert _("What changed?") == "What changed?"
    assert n_("{n} day", "{n} days", 1) == "1 day"
    assert n_("{n} day", "{n} days", 0) == "0 days"
    assert n_("{n} word", "{n} words", 12_345) == "12,345 words"
    assert written_date(BASTILLE) == "14 July 2023"
    assert written_list(["a", "b", "c"]) == "a, b and c"


def test_spanish_has_its_own_words_plurals_dates_and_lists() -> None:
    with speaking(SPANISH):
        assert _("What changed?") == "¿Qué cambió?"
        assert [n_("{n} day", "{n} days", n) for n in (0, 1, 2, 118)] == [
            "0 días",
            "1 día",
            "2 días",
            "118 días",
        ]
        assert n_("{n} word", "{n} words", 12_345) == "12.345 palabras"
        assert written_date(BASTILLE) == "14 de julio de 2023"
        assert written_list(["una fecha", "un nombre", "un número"]) == "una fecha, un nombre y un número"
        assert tell("Receipt: {title}", title="{title}") == "Comprobante: {title}"
    assert spoken() is ENGLISH


def test_words_that_no_catalogue_has_stay_english() -> None:
    with speaking(SPANISH):
        assert _("Nobody has translated this.") == "Nobody has translated this."
        assert _("") == ""  # gettext would answer with the catalogue's header
        assert mark("What changed?") == "What changed?"


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("es", "es"),
        ("es-ES", "es"),
        ("es-419", "es"),
        ("ES_mx", "es"),
        ("en-GB", "en"),
        ("de", "en"),
        ("esperanto", "en"),
        ("", "en"),
        (None, "en"),
    ],
)
def test_a_locale_chooses_its_language(tag: str | None, code: str) -> None:
    assert chosen(tag, read_languages()).code == code


async def test_each_task_speaks_its_own_language() -> None:
    both = asyncio.Barrier(2)

    async def say_it(*, is_spanish: bool) -> str:
        if is_spanish:
            speak(SPANISH)
        await both.wait()
        return _("What changed?")

    answers = await asyncio.gather(say_it(is_spanish=False), say_it(is_spanish=True))
    assert list(answers) == ["What changed?", "¿Qué cambió?"]
    assert spoken() is ENGLISH


async def test_a_thread_speaks_the_language_of_the_task_that_started_it() -> None:
    with speaking(SPANISH):
        assert await asyncio.to_thread(_, "Withdrawn") == "Retirado"


@given(st.text())
def test_braces_in_a_part_are_only_characters(words: str) -> None:
    assert filled("{a}·{b}", a=words, b="{a}") == f"{words}·{{a}}"


# --- what the database keeps in English ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("stored", "shown"),
    [
        ("It is the statement of somebody else.", "Es la declaración de otra parte."),
        (
            filled(ON_HOST, union="Gilde {union} 1900"),
            "Está en un sitio propio de Gilde {union} 1900 y llegó solo a través de sitios así.",
        ),
        (filled(ON_ACCOUNT, union="Gilde"), "Viene de la cuenta con la que se conoce a Gilde."),
        (filled(ODD_LINK, fault="contains a backslash"), "El enlace contiene una barra inversa."),
        (
            filled(ODD_WAY, fault="names a port of its own"),
            "Una dirección en el camino hasta este feed nombra un puerto propio.",
        ),
        (
            filled(LOOK_ALIKE, likeness="is written almost like it"),
            "Cuidado: el enlace lleva a un sitio que no es el del sindicato, pero se escribe casi igual.",
        ),
        (
            filled(IN_QUARANTINE, sign="it leads to a host that is not on the union's list"),
            "El feed está en cuarentena: lleva a un sitio que no está en la lista del sindicato. No se"
            " publica nada de él hasta que la administración lo libere.",
        ),
        (
            filled(PAGE_READ, host="www.gilde.example", at="2023-07-14 09:00"),
            "El texto completo se leyó en www.gilde.example, 2023-07-14 09:00 UTC.",
        ),
        (filled(DISCORD_SAYS, words="No.\nNo.", code=7), "Discord dice “No.\nNo.” (código 7)"),
        (
            "www.gilde.example answered 503 (Service Unavailable)",
            "www.gilde.example respondió 503 (Service Unavailable)",
        ),
        (
            "Reading it took too much memory; the page was not read.",
            "Leerla exigió demasiada memoria; la página no se leyó.",
        ),
        (
            filled(PAGE_PUT_OFF, obstacle="www.gilde.example did not answer in full within 20 s"),
            "El feed da solo el principio, y la página del propio comunicado no se pudo leer:"
            " www.gilde.example no terminó de responder en 20 s. Se volverá a intentar; hasta entonces solo"
            " se usan las palabras del feed.",
        ),
        (
            "the robots.txt of www.gilde.example could not be read (www.gilde.example answered 502)",
            "no se pudo leer el robots.txt de www.gilde.example (www.gilde.example respondió 502)",
        ),
        (
            "https://a.example/ redirects to https://b.example:84/, which names a port of its own; it was not"
            " followed.",
            "https://a.example/ redirige a https://b.example:84/, que nombra un puerto propio; no se siguió.",
        ),
    ],
)
def test_a_stored_sentence_is_shown_in_the_language_that_is_spoken(stored: str, shown: str) -> None:
    assert retold(stored) == stored
    with speaking(SPANISH):
        assert retold(stored) == shown


def test_a_stored_sentence_that_is_not_known_stays_as_it_is() -> None:
    with speaking(SPANISH):
        assert retold("A rule of an older version said so.") == "A rule of an older version said so."
        assert retold("") == ""


@pytest.mark.parametrize("name", ["The Guild answered 503", "Local answered 7 times", "Gilde answered 1900"])
def test_the_name_of_a_union_is_never_taken_for_a_sentence_of_ours(name: str) -> None:
    with speaking(SPANISH):
        assert retold(filled(ON_ACCOUNT, union=name)) == f"Viene de la cuenta con la que se conoce a {name}."
