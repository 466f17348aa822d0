"""Encoding damage that real feeds carry, and text that only looks like it."""

import pytest

from bot.core.mending import mend, mend_words


@pytest.mark.parametrize(
    ("damaged", "meant"),
    [
        ("We donâ€™t agree", "We don’t agree"),
        ("â€œFairâ€\x9d, they said", "“Fair”, they said"),
        ("â€œFairâ€, they said, and â€œnowâ€", "“Fair”, they said, and “now”"),
        ("â€“ and â€” and â€¦", "– and — and …"),
        ("Â¿QuÃ© pasÃ³ en EspaÃ±a?", "¿Qué pasó en España?"),
        ("voilÃ  lâ€™accord", "voilà l’accord"),
        ("fÃ¼r die KollegInnen in KÃ¶ln", "für die KollegInnen in Köln"),
        ("Ã©tÃ© at â‚¬12 and Â£5", "été at €12 and £5"),
        ("donÃ¢â‚¬â„¢t", "don’t"),  # twice
        ("‚Äúhello‚Äù", "“hello”"),
        ("caf√©", "café"),
        ("the union\x92s", "the union’s"),
        ("“Good” first, then donâ€™t", "“Good” first, then don’t"),
        ("A good “line”.\nAnd a badâ€™s one.", "A good “line”.\nAnd a bad’s one."),
    ],
)
def test_damage_is_mended(damaged: str, meant: str) -> None:
    assert mend(damaged) == meant


@pytest.mark.parametrize(
    "text",
    [
        'We don’t “agree” — not ‘now’ … ﬁnally, it’s ½ a ‚quote‘ and a "straight" one.',
        "L’été à Noël, où l’on « reçoit » l’œuvre, ça et là: «à» «é»",
        "¿Qué? ¡Sí! El niño, la cigüeña, «años», Ñandú, ÑÑ",
        "Für „Größe“, Straße, ÄÖÜ, Übergänge – so!",
        "Привет «мир», 你好, Ελληνικά, العربية",
        "🚩 Solidarity ✊🏽 — A\u0301 and ﬂ and ﬀ",
        "Â. Ã? Ü“",
        "√2 and √x",
        "",
    ],
)
def test_what_is_no_damage_stays_to_the_letter(text: str) -> None:
    assert mend(text) == text
    assert mend_words(text) == text


def test_mended_words_hold_nothing_that_cannot_be_seen() -> None:
    assert mend_words("one Â\xa0two Ã¢â‚¬â€¹three") == "one two three"
